"""What a reservation owes and has paid: the state that follows from what can have happened to money that comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Fold, Recorded, Row, subject_of
from fourthact.payments.acts import (
    Entry,
    EntryRead,
    PaymentDeclined,
    PaymentDisputeClosed,
    PaymentDisputed,
    PaymentDisputeMoved,
    PaymentDisputeReversed,
    PaymentEntered,
    PaymentOrdered,
    PaymentReceived,
    PaymentStruck,
    PaymentUnknown,
    PaymentWaiting,
    PaymentWindowClosing,
    StageMissed,
)
from fourthact.reservations import ReservationCancelled, ReservationPlaced, StageDue
from fourthact.values import ids
from fourthact.values.money import Money

# How long before a rail's window closes finance is warned; of a short window, when half of it is left.
WINDOW_LEAD = timedelta(days=30)
PAYMENTS_MAX = 30
# Anybody can wire cents with somebody's reference. The last places are for what a person looked at, or a card pays.
MATCHED_MAX = 20
# How long a dispute is left alone before we ask: its notices can get lost.
ASK_DISPUTE_AFTER = timedelta(days=7)
# How long a rail that said "later" is left alone before we ask.
ASK_AGAIN_AFTER = timedelta(days=1)


class Dues(msgspec.Struct, frozen=True):
    """A stage and what has been paid of it. Units: minor."""

    n: int
    amount_minor: int
    due_at: datetime
    method: str
    rail: str
    paid_minor: int
    missed: bool


class Dispute(msgspec.Struct, frozen=True):
    """A dispute about a payment. `status`: open, answering, answered, unanswered, won, lost. `act`: the last that
    moved it; of `answering` its evidence is the answer. Lost, it took `deposit_minor` of what was held, and
    `loss_minor` of what had gone back before.
    """

    reference: str
    amount_minor: int
    fee_minor: int
    status: str
    at: datetime
    opened_at: datetime
    answer_by: datetime | None
    act: str
    deposit_minor: int = 0
    loss_minor: int = 0

    @property
    def is_open(self) -> bool:
        return self.status not in ("won", "lost")


class Payment(msgspec.Struct, frozen=True):
    """One payment. `status`: ordered, waiting, unknown, received, declined, charged_back; by hand entered, received,
    struck. `charged_back_minor`: what its holder took back by a dispute while it was held for the reservation.

    `act`: the act whose body tells the instrument: the order with its card, or the receipt with its payer.
    `payer_check`: how the name of who wired it compares with the holder's.
    `entered_by`: the person who entered it by hand, and `value_on` the day on which it changed hands.
    """

    n: int
    stage: int
    rail: str
    method: str
    amount_minor: int
    status: str
    key: str
    at: datetime
    reference: str | None = None
    act: str | None = None
    reason: str | None = None
    entered_by: str | None = None
    value_on: date | None = None
    refundable_until: datetime | None = None
    window_told: bool = False
    disputes: tuple[Dispute, ...] = ()
    charged_back_minor: int = 0
    payer_check: str = ""

    @property
    def held_minor(self) -> int:
        return self.amount_minor - self.charged_back_minor

    @property
    def is_disputed(self) -> bool:
        return any(dispute.is_open for dispute in self.disputes)

    def dispute(self, reference: str) -> Dispute | None:
        return next((dispute for dispute in self.disputes if dispute.reference == reference), None)

    @property
    def warn_at(self) -> datetime | None:
        """When finance is to be told that this payment's way back to the card is about to close."""
        until = self.refundable_until
        if until is None or self.window_told or self.status != "received":
            return None
        return until - min(WINDOW_LEAD, (until - self.at) / 2)


class Purse(Row, frozen=True):
    """What a reservation owes and has paid. `closed`: it was cancelled, nothing is due any more."""

    currency: str
    product: UUID
    code: str
    stages: tuple[Dues, ...]
    payments: tuple[Payment, ...]
    closed: bool

    @property
    def paid(self) -> Money:
        return Money(sum(p.held_minor for p in self.payments if p.status == "received"), self.currency)

    @property
    def complete(self) -> bool:
        return all(stage.paid_minor >= stage.amount_minor for stage in self.stages)

    def receipts(
        self,
        entry: Entry | EntryRead,
        entry_id: str,
        minor: int,
        payer_check: str = "",
        most: int = PAYMENTS_MAX,
    ) -> list[PaymentReceived]:
        """What a credit, or this much of it, pays: the first unpaid transfer stage, else (too much, too late) the last.

        What is exactly the sum of the next stages pays each of them. Who wires though every stage is by card has paid
        all the same. Nothing where there were too many payments. Units: minor, of this purse's currency.
        """
        first, shares = len(self.payments) + 1, self._shares(minor)
        if first + len(shares) - 1 > most:
            return []
        return [
            PaymentReceived(
                amount_minor=share,
                currency=self.currency,
                entry=entry_id,
                payment=n,
                product=ids.outer("product", self.product),
                rail=entry.rail,
                reference=entry.bank_id,
                stage=stage,
                value_on=entry.value_on,
                payer_check=payer_check,
            )
            for n, (stage, share) in enumerate(shares, first)
        ]

    def _shares(self, minor: int) -> list[tuple[int, int]]:
        stages = [stage for stage in self.stages if stage.method == "transfer"] or list(self.stages)
        unpaid = [stage for stage in stages if stage.paid_minor < stage.amount_minor]
        left, shares = minor, []
        for stage in unpaid:
            lacking = stage.amount_minor - stage.paid_minor
            shares.append((stage.n, lacking))
            left -= lacking
            if left <= 0:
                break
        return shares if left == 0 and shares else [((unpaid or stages[-1:])[0].n, minor)]

    def is_completed_by(self, paid: Mapping[int, int]) -> bool:
        """Whether these payments are all that was lacking. `paid`: stage to amount."""
        return all(s.amount_minor - s.paid_minor <= paid.get(s.n, 0) for s in self.stages)

    def payment(self, n: int) -> Payment | None:
        return next((payment for payment in self.payments if payment.n == n), None)

    def stage(self, n: int) -> Dues | None:
        return next((stage for stage in self.stages if stage.n == n), None)


@lru_cache(maxsize=64)  # the reservations of one batch share their stages
def _dues(stages: tuple[StageDue, ...]) -> tuple[Dues, ...]:
    return tuple(
        Dues(s.n, s.amount_minor, s.due_at, s.method, s.rail, paid_minor=0, missed=False) for s in stages
    )


def _purse(row: Purse | None, recorded: Recorded) -> Purse:
    act = recorded.act
    if isinstance(act, ReservationPlaced):
        return Purse(
            seller=recorded.seller,
            id=recorded.subject,
            currency=act.currency,
            product=ids.inner("product", act.product),
            code=act.code,
            stages=_dues(act.stages),
            payments=(),
            closed=False,
        )
    assert row is not None
    match act:
        case ReservationCancelled():
            return replace(row, closed=True)
        case PaymentOrdered():
            payment = Payment(
                act.payment, act.stage, act.rail, "card", act.amount_minor, "ordered", act.key, recorded.at,
                act=ids.outer("act", recorded.id),
            )  # fmt: skip
            return replace(row, payments=(*row.payments, payment))
        case PaymentEntered():
            payment = Payment(
                act.payment, act.stage, act.rail, "hand", act.amount_minor, "entered", "", recorded.at, act.reference,
                ids.outer("act", recorded.id), entered_by=act.person, value_on=act.value_on,
            )  # fmt: skip
            return replace(row, payments=(*row.payments, payment))
        case PaymentStruck():
            return _changed(row, act.payment, status="struck", at=recorded.at)
        case PaymentReceived():
            return _received(row, act, recorded)
        case PaymentWindowClosing():
            return _changed(row, act.payment, window_told=True)
        case PaymentDisputed() | PaymentDisputeMoved() | PaymentDisputeClosed():
            return _disputed(row, act, recorded)
        case PaymentDisputeReversed():
            return _reversed(row, act, recorded)
        case PaymentWaiting() | PaymentUnknown() | PaymentDeclined():
            return _told(row, act, recorded.at)
        case StageMissed():
            stages = [replace(s, missed=True) if s.n == act.stage else s for s in row.stages]
            return replace(row, stages=tuple(stages))
        case other:
            raise AssertionError(other)


def _told(row: Purse, act: PaymentWaiting | PaymentUnknown | PaymentDeclined, at: datetime) -> Purse:
    match act:
        case PaymentWaiting():
            return _changed(row, act.payment, status="waiting", reference=act.reference, at=at)
        case PaymentUnknown():
            return _changed(row, act.payment, status="unknown", reason=act.why, at=at)
        case PaymentDeclined():
            return _changed(row, act.payment, status="declined", reason=act.reason, at=at)


def _received(row: Purse, act: PaymentReceived, recorded: Recorded) -> Purse:
    if row.payment(act.payment) is None:
        payment = Payment(
            act.payment, act.stage, act.rail, "transfer", act.amount_minor, "received", "", recorded.at,
            act.reference, ids.outer("act", recorded.id), payer_check=act.payer_check,
        )  # fmt: skip
        row = replace(row, payments=(*row.payments, payment))
    else:
        row = _changed(
            row, act.payment, status="received", reference=act.reference, at=recorded.at,
            refundable_until=act.refundable_until,
        )  # fmt: skip
    stages = [
        replace(stage, paid_minor=stage.paid_minor + act.amount_minor) if stage.n == act.stage else stage
        for stage in row.stages
    ]
    return replace(row, stages=tuple(stages))


def _disputed(
    row: Purse, act: PaymentDisputed | PaymentDisputeMoved | PaymentDisputeClosed, recorded: Recorded
) -> Purse:
    payment = row.payment(act.payment)
    assert payment is not None
    name, known = ids.outer("act", recorded.id), payment.dispute(act.dispute)
    if isinstance(act, PaymentDisputed):
        known = Dispute(
            act.dispute,
            act.amount_minor,
            act.fee_minor,
            "open",
            recorded.at,
            recorded.at,
            act.answer_by,
            name,
        )
    else:
        assert known is not None
        status = act.outcome if isinstance(act, PaymentDisputeClosed) else act.status
        again = status == "asked_again"
        known = replace(
            known, at=recorded.at, status=known.status if again else status, act=known.act if again else name
        )
    if isinstance(act, PaymentDisputeClosed):
        known = replace(
            known,
            fee_minor=known.fee_minor + act.fee_minor,
            deposit_minor=act.deposit_minor,
            loss_minor=act.loss_minor,
        )
    others = tuple(one for one in payment.disputes if one.reference != act.dispute)
    row = _changed(row, act.payment, disputes=(*others, known))
    return _taken(row, payment, act.deposit_minor) if isinstance(act, PaymentDisputeClosed) else row


def _reversed(row: Purse, act: PaymentDisputeReversed, recorded: Recorded) -> Purse:
    payment = row.payment(act.payment)
    known = payment.dispute(act.dispute) if payment else None
    assert payment is not None
    assert known is not None
    won = replace(
        known,
        at=recorded.at,
        status="won",
        act=ids.outer("act", recorded.id),
        fee_minor=known.fee_minor + act.fee_minor,
        deposit_minor=0,
        loss_minor=0,
    )
    others = tuple(one for one in payment.disputes if one.reference != act.dispute)
    row = _changed(row, act.payment, disputes=(*others, won))
    return _taken(row, payment, -act.deposit_minor)


def _taken(row: Purse, payment: Payment, minor: int) -> Purse:
    """So much less of a payment is held for the reservation; negative where it came back."""
    if not minor:
        return row
    gone = payment.charged_back_minor + minor
    status = "charged_back" if gone == payment.amount_minor else "received"
    row = _changed(row, payment.n, charged_back_minor=gone, status=status)
    stages = [
        replace(stage, paid_minor=stage.paid_minor - minor) if stage.n == payment.stage else stage
        for stage in row.stages
    ]
    return replace(row, stages=tuple(stages))


def _changed(row: Purse, n: int, **fields: object) -> Purse:
    return replace(row, payments=tuple(replace(p, **fields) if p.n == n else p for p in row.payments))


def _purse_due(row: Purse) -> dict[str, datetime]:
    due = {}
    open_orders = [p for p in row.payments if p.status in ("ordered", "unknown")]
    if open_orders:
        due["drive"] = min(payment.at for payment in open_orders)
    waiting = [p.at + ASK_AGAIN_AFTER for p in row.payments if p.status == "waiting"]
    if waiting:
        due["ask"] = min(waiting)
    late = [s.due_at for s in row.stages if s.paid_minor < s.amount_minor and not s.missed]
    if late and not row.closed:
        due["miss"] = min(late)
    disputes = [dispute for payment in row.payments for dispute in payment.disputes if dispute.is_open]
    if disputes:
        due["dispute"] = min(dispute.at for dispute in disputes) + ASK_DISPUTE_AFTER
    unanswered = [dispute.at for dispute in disputes if dispute.status in ("open", "answering")]
    if unanswered:
        due["answer"] = min(unanswered)
    closing = [at for payment in row.payments if (at := payment.warn_at) is not None]
    if closing and not row.closed:
        due["warn"] = min(closing)
    return due


PURSE_ACTS = (
    PaymentOrdered, PaymentEntered, PaymentStruck, PaymentReceived, PaymentWindowClosing, PaymentDisputed,
    PaymentDisputeMoved, PaymentDisputeClosed, PaymentDisputeReversed, PaymentWaiting, PaymentUnknown, PaymentDeclined,
    StageMissed,
)  # fmt: skip
PURSES = Fold(
    "purses",
    Purse,
    (ReservationPlaced, ReservationCancelled, *PURSE_ACTS),
    subject_of,
    _purse,
    _purse_due,
)
