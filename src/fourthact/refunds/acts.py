"""What can have happened to money that goes back: asked, planned per leg, approved, ordered, settled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row
from fourthact.rails.contract import DISPUTED
from fourthact.values import ids


class Closed(msgspec.Struct, frozen=True):
    """A route that a leg cannot take (`original`, `payout` or `proven`: an account that the holder proves), and why."""

    route: str
    why: str


class PlannedLeg(msgspec.Struct, frozen=True):
    """One payment's way back. `routes`: what will be tried, in order, `original` and `payout`; then it is by hand.

    `payment` is the payment's number within the reservation, `payer` that of the transfer whose account a payout
    goes to. `rail` took the payment and alone can give it back; payouts go over `payout_rail`. Units: minor.
    """

    n: int
    amount_minor: int
    payment: int
    product: str
    rail: str
    routes: tuple[str, ...]
    payer: int | None = None
    payout_rail: str | None = None
    closed: tuple[Closed, ...] = ()


class RefundPlanned(Act, frozen=True):
    """Every payment is planned to go back. The clocks run from `asked_at`, receipt on any channel."""

    tag: ClassVar[str] = "refund.planned"
    amount_minor: int
    approvals_needed: int
    asked_at: datetime
    currency: str
    legs: tuple[PlannedLeg, ...]
    promised_by: datetime
    refund: str
    statutory_by: datetime


class RefundApproved(Act, frozen=True):
    """A person has looked at the plan and agreed."""

    tag: ClassVar[str] = "refund.approved"
    person: str
    refund: str


class RefundLegOrdered(Act, frozen=True):
    """We are about to ask a rail to move a leg's money. `key`: one per attempt, kept for ever."""

    tag: ClassVar[str] = "refund.leg_ordered"
    attempt: int
    key: str
    leg: int
    rail: str
    refund: str
    route: str


class RefundLegSent(Act, frozen=True):
    """The rail took the order; the bank's statement will show whether the money went."""

    tag: ClassVar[str] = "refund.leg_sent"
    amount_minor: int
    currency: str
    leg: int
    rail: str
    reference: str
    refund: str


class RefundLegUnknown(Act, frozen=True):
    """The rail's answer did not come: the money may or may not have gone. It is looked up, not retried."""

    tag: ClassVar[str] = "refund.leg_unknown"
    leg: int
    refund: str
    why: str


class RefundLegDeclined(Act, frozen=True):
    """The money did not go this way; the leg takes its next route."""

    tag: ClassVar[str] = "refund.leg_declined"
    leg: int
    reason: str
    refund: str
    route: str


class RefundLegSettled(Act, frozen=True):
    """The money is with the holder, by the rail's word (`original`), on the bank's statement (`entry`), or by the word
    of two people (`by_hand`): then the second one did this act.

    `was_sent`: the rail had said before that it took the order, so the money was in transit.
    """

    tag: ClassVar[str] = "refund.leg_settled"
    amount_minor: int
    currency: str
    entry: str | None
    leg: int
    rail: str
    reference: str
    refund: str
    route: str
    was_sent: bool


class RefundLegAsked(Act, frozen=True):
    """We asked the rail again about a leg, and nothing has changed. `found`: `waiting`, or `done` for good."""

    tag: ClassVar[str] = "refund.leg_asked"
    found: str
    leg: int
    refund: str


class RefundLegReturned(Act, frozen=True):
    """Money that had gone came back to the seller, weeks later perhaps: the leg is open again."""

    tag: ClassVar[str] = "refund.leg_returned"
    amount_minor: int
    currency: str
    entry: str | None
    leg: int
    rail: str
    reason: str
    refund: str
    was_settled: bool


class RefundLegRedirected(Act, frozen=True):
    """A person gave the account that a leg shall be paid to; another must confirm it. Account and name are in the
    body. `name_matches`: whether that name is the holder's, apart from accents, capitals and order; `name_check`
    says more: match, close_match, no_match, or cannot_tell (another script, or no name to compare with).
    """

    tag: ClassVar[str] = "refund.leg_redirected"
    leg: int
    name_matches: bool
    person: str
    refund: str
    name_check: str = ""


class RefundAccountConfirmed(Act, frozen=True):
    """A second person has looked at the account that a leg shall be paid to. `account_act`: the act that gave it."""

    tag: ClassVar[str] = "refund.account_confirmed"
    account_act: str
    leg: int
    person: str
    refund: str


class RefundLegHanded(Act, frozen=True):
    """A person says that a leg's money was handed to the holder; another must confirm it. The document is evidence.

    `kind`: cash, cheque, ...; `reference`: the number that stands on it. To whom, and what was noted, is in the body.
    """

    tag: ClassVar[str] = "refund.leg_handed"
    document_type: str
    kind: str
    leg: int
    person: str
    rail: str
    reference: str
    refund: str
    value_on: date


class RefundHandStruck(Act, frozen=True):
    """A person looked at what was entered as handed over, and it was not so: the leg is open. Why is in the body."""

    tag: ClassVar[str] = "refund.hand_struck"
    leg: int
    person: str
    refund: str


class RefundLegStopped(Act, frozen=True):
    """The payment of this leg is disputed: as long as the holder's bank may give the money back, we do not as well."""

    tag: ClassVar[str] = "refund.leg_stopped"
    dispute: str
    leg: int
    refund: str


class RefundLegResumed(Act, frozen=True):
    """No dispute about this leg's payment is open any more: what is still owed goes on its way."""

    tag: ClassVar[str] = "refund.leg_resumed"
    leg: int
    refund: str


class RefundLegChargedBack(Act, frozen=True):
    """The holder has this much of a leg by a dispute that we lost; it is never paid again."""

    tag: ClassVar[str] = "refund.leg_charged_back"
    amount_minor: int
    currency: str
    dispute: str
    leg: int
    rail: str
    refund: str


class RefundSettled(Act, frozen=True):
    """Every leg is settled. `elapsed_seconds`: from the request, on whatever channel it came."""

    tag: ClassVar[str] = "refund.settled"
    amount_minor: int
    currency: str
    elapsed_seconds: int
    refund: str


class RefundClockRang(Act, frozen=True):
    """A clock ran out before the refund was settled. `which`: `half`, `promise` or `statute`. `waits_for`: what
    people of the seller have yet to do, `approval`, `account` or `confirmation`: no control is late in silence.
    """

    tag: ClassVar[str] = "refund.clock_rang"
    refund: str
    waits_for: tuple[str, ...]
    which: str


# How long an order that a rail took is left alone before we ask what became of it.
ASK_AGAIN_AFTER = timedelta(days=1)
# A dispute takes weeks; its end is told by a notice, which can get lost.
ASK_DISPUTE_AFTER = timedelta(days=7)
# Card providers report refunds that failed up to 30 days later. Their notice can get lost: we look for ourselves.
LAST_WORD_AFTER = timedelta(days=35)


class Leg(msgspec.Struct, frozen=True):
    """A leg as it stands. `status`: planned, ordered, unknown, sent, settled, by_hand, to_confirm, handed, disputed.

    `route`, `key` and the rail `over` which it goes: of the attempt under way; `account_act`: the act whose body
    names a payout's account, and `account_by` who gave it; `hand_by`: who says that it was handed over; `final`: the
    rail can no longer say otherwise; `ordered_at`: when it was ordered, or handed over, first. `stopped`: what it was
    before a dispute stopped it; `charged_back_minor`: what the holder has by one.
    """

    n: int
    amount_minor: int
    payment: int
    product: str
    rail: str
    routes: tuple[str, ...]
    status: str
    attempt: int
    at: datetime
    route: str | None = None
    key: str | None = None
    reference: str | None = None
    account_act: str | None = None
    account_by: str | None = None
    name_check: str | None = None
    hand_by: str | None = None
    final: bool = False
    over: str = ""
    payer: int | None = None
    payout_rail: str | None = None
    closed: tuple[Closed, ...] = ()
    ordered_at: datetime | None = None
    stopped: str | None = None
    charged_back_minor: int = 0

    @property
    def open_minor(self) -> int:
        """What is to be paid, less what the holder has by a dispute."""
        return self.amount_minor - self.charged_back_minor

    def rail_of(self, route: str) -> str:
        """The rail that a route leads over: only the one that was paid gives back, but others pay out."""
        return self.rail if route == "original" else self.payout_rail or self.rail

    @property
    def ask_at(self) -> datetime | None:
        """When the rail is to be asked about this leg though nobody says that anything has happened."""
        if self.status == "sent":
            return self.at + ASK_AGAIN_AFTER
        if self.status == "settled" and self.route == "original" and not self.final:
            return self.at + LAST_WORD_AFTER
        if self.status == "disputed":
            return self.at + ASK_DISPUTE_AFTER
        return None


class Refund(Row, frozen=True):
    """A refund as it stands. `status`: planned, approved, settled."""

    reservation: UUID
    status: str
    currency: str
    amount_minor: int
    asked_at: datetime
    promised_by: datetime
    statutory_by: datetime
    approvals: tuple[str, ...]
    approvals_needed: int
    legs: tuple[Leg, ...]
    rang: tuple[str, ...]
    settled_at: datetime | None

    def leg(self, n: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.n == n), None)


def _refund_of(recorded: Recorded) -> UUID:
    return ids.inner("refund", recorded.act.refund)  # type: ignore[attr-defined]


def _refund(row: Refund | None, recorded: Recorded) -> Refund:
    act = recorded.act
    if isinstance(act, RefundPlanned):
        return _planned(act, recorded)
    assert row is not None
    match act:
        case RefundApproved():
            approvals = (*row.approvals, act.person)
            status = "approved" if len(approvals) >= row.approvals_needed else row.status
            return replace(row, approvals=approvals, status=status)
        case RefundClockRang():
            return replace(row, rang=(*row.rang, act.which))
        case RefundSettled():
            return replace(row, status="settled", settled_at=recorded.at)
        case RefundLegReturned():
            row = replace(row, status="approved", settled_at=None)
    return replace(row, legs=tuple(_leg(leg, act, recorded) if leg.n == act.leg else leg for leg in row.legs))  # type: ignore[attr-defined]


def _planned(act: RefundPlanned, recorded: Recorded) -> Refund:
    return Refund(
        seller=recorded.seller,
        id=_refund_of(recorded),
        reservation=recorded.subject,
        status="planned" if act.approvals_needed else "approved",
        currency=act.currency,
        amount_minor=act.amount_minor,
        asked_at=act.asked_at,
        promised_by=act.promised_by,
        statutory_by=act.statutory_by,
        approvals=(),
        approvals_needed=act.approvals_needed,
        legs=tuple(
            Leg(
                leg.n,
                leg.amount_minor,
                leg.payment,
                leg.product,
                leg.rail,
                leg.routes,
                "planned" if leg.routes else "by_hand",
                0,
                recorded.at,
                over=leg.rail,
                payer=leg.payer,
                payout_rail=leg.payout_rail,
                closed=leg.closed,
            )
            for leg in act.legs
        ),
        rang=(),
        settled_at=None,
    )


def _leg(leg: Leg, act: Act, recorded: Recorded) -> Leg:
    at = recorded.at
    match act:
        case RefundLegOrdered():
            return replace(
                leg, status="ordered", route=act.route, over=act.rail, key=act.key, attempt=act.attempt, at=at,
                ordered_at=leg.ordered_at or at,
            )  # fmt: skip
        case RefundLegSent():
            return replace(leg, status="sent", reference=act.reference, at=at)
        case RefundLegUnknown():
            return replace(leg, status="unknown", at=at)
        case RefundLegSettled():
            return replace(leg, status="settled", reference=act.reference, at=at)
        case RefundLegAsked():
            return replace(leg, final=act.found == "done", at=at)
        case RefundLegDeclined() | RefundLegReturned() if act.reason in DISPUTED:
            return replace(leg, status="disputed", stopped="planned", at=at)
        case RefundLegDeclined() | RefundLegReturned():
            # The route that failed is not tried again; a leg without routes left waits for a person.
            rest = tuple(route for route in leg.routes if route != leg.route)
            failed = "proven" if leg.account_act and leg.route == "payout" else leg.route or ""
            closed = (*(one for one in leg.closed if one.route != failed), Closed(failed, act.reason))
            return replace(leg, status="planned" if rest else "by_hand", routes=rest, closed=closed, at=at)
        case RefundLegRedirected():
            name = ids.outer("act", recorded.id)
            return replace(
                leg,
                status="to_confirm",
                account_act=name,
                account_by=act.person,
                name_check=act.name_check,
                at=at,
            )
        case RefundAccountConfirmed():
            closed = tuple(one for one in leg.closed if one.route != "proven")
            return replace(leg, status="planned", routes=("payout",), closed=closed, at=at)
        case RefundLegHanded():
            # No key: what the bank still says of an earlier order of this leg is not about this money.
            return replace(
                leg, status="handed", route="by_hand", over=act.rail, key=None, reference=act.reference,
                hand_by=act.person, ordered_at=leg.ordered_at or at, at=at,
            )  # fmt: skip
        case RefundHandStruck():
            return replace(leg, status="by_hand", route=None, reference=None, hand_by=None, at=at)
        case _:
            return _disputed(leg, act, at)


def _disputed(leg: Leg, act: Act, at: datetime) -> Leg:
    match act:
        case RefundLegStopped():
            return replace(leg, status="disputed", stopped=leg.status, at=at)
        case RefundLegResumed():
            return replace(leg, status=leg.stopped or "planned", stopped=None, at=at)
        case RefundLegChargedBack():
            gone = leg.charged_back_minor + act.amount_minor
            if gone == leg.amount_minor:
                return replace(leg, charged_back_minor=gone, status="settled", route="dispute", at=at)
            return replace(leg, charged_back_minor=gone, at=at)
        case other:
            raise AssertionError(other)


def _due(row: Refund) -> dict[str, datetime]:
    due: dict[str, datetime] = {}
    if row.status == "approved":
        moving = [leg.at for leg in row.legs if leg.status in ("planned", "ordered", "unknown")]
        if moving:
            due["drive"] = min(moving)
    asked = [at for leg in row.legs if (at := leg.ask_at) is not None]
    if asked:
        due["ask"] = min(asked)
    if row.status != "settled":
        half = row.asked_at + (row.promised_by - row.asked_at) / 2
        clocks = {"half": half, "promise": row.promised_by, "statute": row.statutory_by}
        due |= {f"ring_{which}": at for which, at in clocks.items() if which not in row.rang}
    return due


ACTS = (
    RefundPlanned, RefundApproved, RefundLegOrdered, RefundLegSent, RefundLegUnknown, RefundLegDeclined,
    RefundLegSettled, RefundLegAsked, RefundLegReturned, RefundLegRedirected, RefundAccountConfirmed, RefundLegHanded,
    RefundHandStruck, RefundLegStopped, RefundLegResumed, RefundLegChargedBack, RefundSettled, RefundClockRang,
)  # fmt: skip
REFUNDS = Fold("refunds", Refund, ACTS, _refund_of, _refund, _due)
