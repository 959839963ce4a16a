"""What can have happened to money that goes back: asked, planned per leg, approved, ordered, settled."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act
from fourthact.languages import Language
from fourthact.products import FeeRule
from fourthact.refunds.payee import (
    RefundAccountDropped,
    RefundCoolingEnded,
    RefundCoolingLate,
    RefundPayeeChecked,
)
from fourthact.values.money import Money


class Closed(msgspec.Struct, frozen=True):
    """A route that a leg cannot take (`original`, `payout` or `proven`: an account that the holder proves), and why."""

    route: str
    why: str


class Fee(msgspec.Struct, frozen=True):
    """What the seller retains of `gross_minor`, which was left of what was paid, under the `rule` of the terms that
    were reserved on. `why`: `terms`, or why it is nothing: `withdrawal_open`, `promise_slipped`, `too_early`,
    `seller_cancelled`, `request_unshown`; later `waived` or `charged_back`.
    """

    terms_version: int
    gross_minor: int
    retained_minor: int
    why: str
    rule: FeeRule

    def told(self, currency: str, say: Language) -> str:
        """What a holder reads of it: how much is retained, or that nothing is and why; and the rule."""
        facts = {
            "gross": Money(self.gross_minor, currency),
            "kept": Money(self.retained_minor, currency),
            "version": self.terms_version,
        }
        return say.text(f"fee.{self.why}", **facts) + " " + self.rule.told(currency, say)


class PlannedLeg(msgspec.Struct, frozen=True):
    """One payment's way back. `amount_minor` is what goes back, `retained_minor` what does not. `routes`: what will
    be tried, in order, `original` and `payout`; then it is by hand.

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
    retained_minor: int = 0


class RefundPlanned(Act, frozen=True):
    """Payments are planned to go back. The clocks run from `asked_at`, receipt on any channel.

    `extent`: `whole` (all that is left of what was paid), `partial` (a sum, while the reservation lives) or `overpaid`
    (what is above the price); `asked_by`: the person of the staff who asked for a part, and why is in the body, or who
    cancelled for the seller above the limit;
    `warned_by`: from when on it is said that the law's day is near. `fee`: what the terms say of a fee, and what is
    retained; None where they say nothing. `amount_minor` is what goes back, of all legs together.
    """

    tag: ClassVar[str] = "refund.planned"
    amount_minor: int
    approvals_needed: int
    asked_at: datetime
    currency: str
    legs: tuple[PlannedLeg, ...]
    promised_by: datetime
    refund: str
    statutory_by: datetime
    asked_by: str | None = None
    extent: str = "whole"
    warned_by: datetime | None = None
    fee: Fee | None = None


class FeeReleased(msgspec.Struct, frozen=True):
    """What was retained of a leg and goes back after all. Units: minor."""

    leg: int
    amount_minor: int


class RefundFeeWaived(Act, frozen=True):
    """Less is retained than the terms allow. `why`: `waived` by a person of the staff, whose reason is in the body, or
    `charged_back`: the holder's bank took it with the rest.
    """

    tag: ClassVar[str] = "refund.fee_waived"
    amount_minor: int
    currency: str
    legs: tuple[FeeReleased, ...]
    person: str | None
    refund: str
    why: str

    def of(self, plan: RefundPlanned) -> RefundPlanned:
        """A plan as it is after this, in sum and fee; the plan of another refund as it was."""
        if plan.refund != self.refund:
            return plan
        fee = plan.fee and self.less(plan.fee)
        return replace(plan, amount_minor=plan.amount_minor + self.amount_minor, fee=fee)

    def less(self, fee: Fee) -> Fee:
        """What is still retained."""
        return replace(fee, retained_minor=fee.retained_minor - self.amount_minor, why=self.why)


class RefundApproved(Act, frozen=True):
    """A person has looked at the plan and agreed. `plan_act`: to the plan as this act had made it; acts older than
    this field do not say.
    """

    tag: ClassVar[str] = "refund.approved"
    person: str
    refund: str
    plan_act: str = ""


class RefundApprovalsVoid(Act, frozen=True):
    """The plan was changed while it was being approved: what these people agreed to is no longer what would be paid."""

    tag: ClassVar[str] = "refund.approvals_void"
    people: tuple[str, ...]
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
    `payer_check` says the same of who paid by transfer, `representative_check` of the `representative` who gave it.
    `payee_rail`: the rail that is about to ask the payee's bank. `not_before`: until when it is not paid, because these
    `contacts` of the holder are new.
    """

    tag: ClassVar[str] = "refund.leg_redirected"
    leg: int
    name_matches: bool
    person: str
    refund: str
    name_check: str = ""
    payee_rail: str = ""
    payer_check: str = ""
    not_before: datetime | None = None
    contacts: tuple[int, ...] = ()
    representative: str | None = None
    representative_check: str = ""


class RefundAccountConfirmed(Act, frozen=True):
    """A second person has looked at the account that a leg shall be paid to. `account_act`: the act that gave it;
    `seen`: the answer of its checks that they looked at. `enough`: whether it can be paid now; above the limit, a
    change of what was approved needs two such people.
    """

    tag: ClassVar[str] = "refund.account_confirmed"
    account_act: str
    leg: int
    person: str
    refund: str
    seen: str = ""
    enough: bool = True


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
    """A clock ran out before the refund was settled. `which`: `half`, `promise`, `warning` (the law's day is near) or
    `statute`. `waits_for`: what people of the seller have yet to do, `approval`, `account` or `confirmation`: no
    control is late in silence.
    """

    tag: ClassVar[str] = "refund.clock_rang"
    refund: str
    waits_for: tuple[str, ...]
    which: str


ACTS = (
    RefundPlanned, RefundFeeWaived, RefundApproved, RefundApprovalsVoid, RefundLegOrdered, RefundLegSent,
    RefundLegUnknown, RefundLegDeclined, RefundLegSettled, RefundLegAsked, RefundLegReturned, RefundLegRedirected,
    RefundPayeeChecked, RefundAccountConfirmed, RefundLegHanded, RefundHandStruck, RefundLegStopped, RefundLegResumed,
    RefundLegChargedBack, RefundSettled, RefundClockRang, RefundAccountDropped, RefundCoolingLate,
    RefundCoolingEnded,
)  # fmt: skip
