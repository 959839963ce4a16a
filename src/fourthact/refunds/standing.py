"""A refund as it stands: the state that follows from what can have happened to money that goes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row
from fourthact.rails.contract import DISPUTED
from fourthact.refunds.acts import (
    ACTS,
    Closed,
    Fee,
    RefundAccountConfirmed,
    RefundApprovalsVoid,
    RefundApproved,
    RefundClockRang,
    RefundFeeWaived,
    RefundHandStruck,
    RefundLegAsked,
    RefundLegChargedBack,
    RefundLegDeclined,
    RefundLegHanded,
    RefundLegOrdered,
    RefundLegRedirected,
    RefundLegResumed,
    RefundLegReturned,
    RefundLegSent,
    RefundLegSettled,
    RefundLegStopped,
    RefundLegUnknown,
    RefundPlanned,
    RefundSettled,
)
from fourthact.refunds.payee import (
    Compared,
    Payee,
    RefundAccountDropped,
    RefundCoolingEnded,
    RefundCoolingLate,
    RefundPayeeChecked,
)
from fourthact.values import ids

# How long an order that a rail took is left alone before we ask what became of it.
ASK_AGAIN_AFTER = timedelta(days=1)
# A dispute takes weeks; its end is told by a notice, which can get lost.
ASK_DISPUTE_AFTER = timedelta(days=7)
# Card providers report refunds that failed up to 30 days later. Their notice can get lost: we look for ourselves.
LAST_WORD_AFTER = timedelta(days=35)


# What makes a plan another one: how much is paid, to whom, or by which way.
CHANGES_THE_PLAN = (
    RefundPlanned, RefundFeeWaived, RefundLegDeclined, RefundLegReturned, RefundLegRedirected, RefundAccountDropped,
    RefundLegChargedBack,
)  # fmt: skip


class Leg(msgspec.Struct, frozen=True):
    """A leg as it stands. `status`: planned, ordered, unknown, sent, settled, by_hand, to_confirm, handed, disputed.

    `route`, `key` and the rail `over` which it goes: of the attempt under way; `account_act`: the act whose body
    names a payout's account, `account_by` who gave it, `payee` whose it is; `hand_by`: who says that it was handed
    over; `final`: the rail can no longer say otherwise; `ordered_at`: when it was ordered, or handed over, first.
    `stopped`: what it was before a dispute stopped it; `charged_back_minor`: what the holder has by one;
    `confirmed_by`: who has looked at the account while it waits for more people. `retained_minor`: what of the payment
    does not go back; a leg of which nothing goes back is settled from the start, by the route `retained`.
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
    payee: Payee | None = None
    confirmed_by: tuple[str, ...] = ()
    retained_minor: int = 0

    @property
    def gross_minor(self) -> int:
        return self.amount_minor + self.retained_minor

    @property
    def open_minor(self) -> int:
        """What is to be paid, less what the holder has by a dispute."""
        return self.amount_minor - self.charged_back_minor

    def rail_of(self, route: str) -> str:
        """The rail that a route leads over: only the one that was paid gives back, but others pay out."""
        return self.rail if route == "original" else self.payout_rail or self.rail

    @property
    def not_before(self) -> datetime | None:
        """Until when the account of the next order cools off. No other way back is held for that."""
        return self.payee.not_before if self.account_act and self.payee and self.status == "planned" else None

    @property
    def drive_at(self) -> datetime:
        """When it is to be ordered, or brought to its outcome."""
        return max(self.at, self.not_before or self.at)

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
    """A refund as it stands. `status`: planned, approved, settled.

    `plan_act`: the act that made the plan what it is, its version; `approvals_void`: whose was of an older one;
    `asked_by`: who of the staff asked for a part, or, above the limit, cancelled or gave up the fee, and so approves
    nothing; `fee`: what is retained, and why.
    """

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
    plan_act: str
    approvals_void: tuple[str, ...]
    extent: str
    asked_by: str | None
    warned_by: datetime | None
    fee: Fee | None = None

    def leg(self, n: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.n == n), None)


def _refund_of(recorded: Recorded) -> UUID:
    return ids.inner("refund", recorded.act.refund)  # type: ignore[attr-defined]


def _refund(row: Refund | None, recorded: Recorded) -> Refund:
    act = recorded.act
    if isinstance(act, RefundPlanned):
        return _planned(act, recorded)
    assert row is not None
    if isinstance(act, CHANGES_THE_PLAN):
        row = replace(row, plan_act=ids.outer("act", recorded.id))
    match act:
        case RefundApproved():
            approvals = (*row.approvals, act.person)
            status = "approved" if len(approvals) >= row.approvals_needed else row.status
            void = tuple(person for person in row.approvals_void if person != act.person)
            return replace(row, approvals=approvals, status=status, approvals_void=void)
        case RefundApprovalsVoid():
            return replace(row, approvals=(), approvals_void=act.people)
        case RefundClockRang():
            return replace(row, rang=(*row.rang, act.which))
        case RefundFeeWaived():
            return _released(row, act, recorded.at)
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
                "settled" if not leg.amount_minor else "planned" if leg.routes else "by_hand",
                0,
                recorded.at,
                route=None if leg.amount_minor else "retained",
                over=leg.rail,
                payer=leg.payer,
                payout_rail=leg.payout_rail,
                closed=leg.closed,
                retained_minor=leg.retained_minor,
            )
            for leg in act.legs
        ),
        rang=(),
        settled_at=None,
        plan_act=ids.outer("act", recorded.id),
        approvals_void=(),
        extent=act.extent,
        asked_by=act.asked_by,
        warned_by=act.warned_by,
        fee=act.fee,
    )


def _released(row: Refund, act: RefundFeeWaived, at: datetime) -> Refund:
    """What was retained and goes back after all is paid with the rest of its leg."""
    more = {one.leg: one.amount_minor for one in act.legs}
    fee = row.fee and act.less(row.fee)
    legs = tuple(_more(leg, more.get(leg.n, 0), at) for leg in row.legs)
    given = act.person if row.approvals_needed > 1 else None
    return replace(
        row,
        amount_minor=row.amount_minor + act.amount_minor,
        asked_by=row.asked_by or given,
        fee=fee,
        legs=legs,
    )


def _more(leg: Leg, minor: int, at: datetime) -> Leg:
    if not minor:
        return leg
    more = replace(leg, amount_minor=leg.amount_minor + minor, retained_minor=leg.retained_minor - minor)
    if leg.route != "retained":
        return more
    return replace(more, status="planned" if leg.routes else "by_hand", route=None, at=at)


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
        case RefundLegRedirected() | RefundPayeeChecked() | RefundAccountConfirmed():
            return _account(leg, act, recorded)
        case RefundAccountDropped() | RefundCoolingEnded() | RefundCoolingLate():
            return _cooled(leg, act, at)
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


def _account(
    leg: Leg, act: RefundLegRedirected | RefundPayeeChecked | RefundAccountConfirmed, recorded: Recorded
) -> Leg:
    """The account that a person gave, what its bank says of it, and that another person confirmed it."""
    at = recorded.at
    match act:
        case RefundLegRedirected():
            name = ids.outer("act", recorded.id)
            return replace(
                leg,
                status="to_confirm",
                account_act=name,
                account_by=act.person,
                name_check=act.name_check,
                payee=_payee(act, at),
                confirmed_by=(),
                at=at,
            )
        case RefundPayeeChecked():
            # Who has confirmed it saw another answer.
            payee = leg.payee and leg.payee.told(act, ids.outer("act", recorded.id), at)
            return replace(leg, payee=payee, confirmed_by=())
        case RefundAccountConfirmed() if not act.enough:
            return replace(leg, confirmed_by=(*leg.confirmed_by, act.person), at=at)
        case RefundAccountConfirmed():
            closed = tuple(one for one in leg.closed if one.route != "proven")
            return replace(leg, status="planned", routes=("payout",), closed=closed, at=at)


def _cooled(leg: Leg, act: Act, at: datetime) -> Leg:
    """What becomes of an account that waits because contacts are new."""
    match act:
        case RefundAccountDropped():
            gone = replace(
                leg, routes=(), account_act=None, account_by=None, payee=None, confirmed_by=(), at=at
            )
            # What a dispute stopped goes on by hand once it is over.
            is_stopped = leg.status == "disputed"
            return replace(gone, stopped="by_hand") if is_stopped else replace(gone, status="by_hand")
        case RefundCoolingEnded():
            return replace(leg, payee=leg.payee and replace(leg.payee, not_before=None))
        case _:
            return leg


def _payee(act: RefundLegRedirected, at: datetime) -> Payee:
    holder = act.name_check or ("match" if act.name_matches else "no_match")
    names = Compared(holder, act.payer_check, act.representative_check, act.representative, act.payee_rail)
    bank = "asked" if act.payee_rail else ""
    return Payee(names, bank, at, not_before=act.not_before, contacts=act.contacts)


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
        moving = [leg.drive_at for leg in row.legs if leg.status in ("planned", "ordered", "unknown")]
        if moving:
            due["drive"] = min(moving)
    asked = [at for leg in row.legs if (at := leg.ask_at) is not None]
    if asked:
        due["ask"] = min(asked)
    unsaid = [at for leg in row.legs if leg.status == "to_confirm" and leg.payee and (at := leg.payee.ask_at)]
    if unsaid:
        due["verify"] = min(unsaid)
    if row.status != "settled":
        half = row.asked_at + (row.promised_by - row.asked_at) / 2
        clocks = {"half": half, "promise": row.promised_by, "statute": row.statutory_by}
        if row.warned_by is not None:
            clocks["warning"] = row.warned_by
        due |= {f"ring_{which}": at for which, at in clocks.items() if which not in row.rang}
    return due


REFUNDS = Fold("refunds", Refund, ACTS, _refund_of, _refund, _due)
