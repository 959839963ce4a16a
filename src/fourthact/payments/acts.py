"""What can have happened to money that comes in: payments of stages, entries of the bank, notices of rails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of
from fourthact.reservations import ReservationCancelled, ReservationPlaced, StageDue
from fourthact.values import ids
from fourthact.values.money import Money


class PaymentOrdered(Act, frozen=True):
    """We are about to ask a rail for money. The instrument's token is in the body."""

    tag: ClassVar[str] = "payment.ordered"
    amount_minor: int
    currency: str
    key: str
    payment: int
    rail: str
    stage: int


class PaymentEntered(Act, frozen=True):
    """A person says that money for a stage was handed over; another must confirm it. The document is evidence.

    `kind`: cash, cheque, ...; `reference`: the number that stands on it; `value_on`: the day it changed hands. From
    whom, and what was noted, is in the body.
    """

    tag: ClassVar[str] = "payment.entered"
    amount_minor: int
    currency: str
    document_type: str
    kind: str
    payment: int
    person: str
    rail: str
    reference: str
    stage: int
    value_on: date


class PaymentStruck(Act, frozen=True):
    """A person looked at a payment that was entered by hand, and it was not so. Why is in the body."""

    tag: ClassVar[str] = "payment.struck"
    payment: int
    person: str


class PaymentReceived(Act, frozen=True):
    """Money for a stage is ours. `entry`: the bank's entry that brought it, None when a card paid, or by hand: then
    the person who confirmed it did this act.

    With an entry, the payer's account and name are in the body. `refundable_until`: when the rail stops to give this
    charge back, as it said when it took it; None for never, or where nothing goes back that way at all.
    """

    tag: ClassVar[str] = "payment.received"
    amount_minor: int
    currency: str
    entry: str | None
    payment: int
    product: str
    rail: str
    reference: str
    stage: int
    value_on: date
    refundable_until: datetime | None = None


class PaymentWindowClosing(Act, frozen=True):
    """Soon the rail no longer gives this payment back to the card, and the reservation lives: finance is warned."""

    tag: ClassVar[str] = "payment.window_closing"
    amount_minor: int
    closes_at: datetime
    currency: str
    payment: int
    rail: str


class PaymentWaiting(Act, frozen=True):
    """The rail took the order and will tell later; it said so, or said so still when it was asked again."""

    tag: ClassVar[str] = "payment.waiting"
    payment: int
    reference: str


class PaymentUnknown(Act, frozen=True):
    """The rail's answer did not come or made no sense: the money may or may not have moved."""

    tag: ClassVar[str] = "payment.unknown"
    payment: int
    why: str


class PaymentDeclined(Act, frozen=True):
    """The rail did not move the money and never will under this order."""

    tag: ClassVar[str] = "payment.declined"
    payment: int
    reason: str


class StageMissed(Act, frozen=True):
    """A stage was not paid by when it was due. The place stays; the holder is told."""

    tag: ClassVar[str] = "stage.missed"
    stage: int


class EntryRead(Act, frozen=True):
    """A line of the bank's statement. `matched`: `payment`, `provider_payout`, `order`, or `nothing` yet.

    Units: minor, negative when money left. Names, accounts and what the payer wrote are in the body.
    """

    tag: ClassVar[str] = "entry.read"
    amount_minor: int
    bank_id: str
    booked_at: datetime
    currency: str
    key: str | None
    kind: str
    matched: str
    rail: str
    reason: str | None
    value_on: date


class RailNoticed(Act, frozen=True):
    """A rail told us to look at one of our orders. What it sent is kept as evidence."""

    tag: ClassVar[str] = "rail.noticed"
    event: str
    key: str
    rail: str


class RailNoticeRead(Act, frozen=True):
    """We asked the rail about the order that its notice named. `found`: its answer."""

    tag: ClassVar[str] = "rail.notice_read"
    found: str


# How long before a rail's window closes finance is warned; of a short window, when half of it is left.
WINDOW_LEAD = timedelta(days=30)
PAYMENTS_MAX = 30
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


class Payment(msgspec.Struct, frozen=True):
    """One payment. `status`: ordered, waiting, unknown, received, declined; by hand entered, received, struck.

    `act`: the act whose body tells the instrument: the order with its card, or the receipt with its payer.
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
        return Money(sum(p.amount_minor for p in self.payments if p.status == "received"), self.currency)

    @property
    def complete(self) -> bool:
        return all(stage.paid_minor >= stage.amount_minor for stage in self.stages)

    def receipts(self, entry: Entry | EntryRead, entry_id: str, minor: int) -> list[PaymentReceived]:
        """What a credit, or this much of it, pays: the first unpaid transfer stage, else (too much, too late) the last.

        What is exactly the sum of the next stages pays each of them. Who wires though every stage is by card has paid
        all the same. Nothing where there were too many payments. Units: minor, of this purse's currency.
        """
        first, shares = len(self.payments) + 1, self._shares(minor)
        if first + len(shares) - 1 > PAYMENTS_MAX:
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


class Entry(Row, frozen=True):
    """A line of a bank's statement, as read."""

    rail: str
    bank_id: str
    amount_minor: int
    currency: str
    kind: str
    key: str | None
    booked_at: datetime
    value_on: date
    matched: str


class HeardNotice(Row, frozen=True):
    """A rail's notice. `status`: heard, then the answer to our question."""

    rail: str
    event: str
    key: str
    heard_at: datetime
    status: str


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
        case PaymentWaiting():
            return _changed(row, act.payment, status="waiting", reference=act.reference, at=recorded.at)
        case PaymentUnknown():
            return _changed(row, act.payment, status="unknown", reason=act.why, at=recorded.at)
        case PaymentDeclined():
            return _changed(row, act.payment, status="declined", reason=act.reason, at=recorded.at)
        case StageMissed():
            stages = [replace(s, missed=True) if s.n == act.stage else s for s in row.stages]
            return replace(row, stages=tuple(stages))
        case other:
            raise AssertionError(other)


def _received(row: Purse, act: PaymentReceived, recorded: Recorded) -> Purse:
    if row.payment(act.payment) is None:
        payment = Payment(
            act.payment, act.stage, act.rail, "transfer", act.amount_minor, "received", "", recorded.at,
            act.reference, ids.outer("act", recorded.id),
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
    closing = [at for payment in row.payments if (at := payment.warn_at) is not None]
    if closing and not row.closed:
        due["warn"] = min(closing)
    return due


def _entry(row: Entry | None, recorded: Recorded) -> Entry:
    act = recorded.act
    assert isinstance(act, EntryRead)
    return Entry(
        seller=recorded.seller,
        id=recorded.subject,
        rail=act.rail,
        bank_id=act.bank_id,
        amount_minor=act.amount_minor,
        currency=act.currency,
        kind=act.kind,
        key=act.key,
        booked_at=act.booked_at,
        value_on=act.value_on,
        matched=act.matched,
    )


def _notice(row: HeardNotice | None, recorded: Recorded) -> HeardNotice:
    match recorded.act:
        case RailNoticed() as act:
            return HeardNotice(
                recorded.seller, recorded.subject, act.rail, act.event, act.key, recorded.at, "heard"
            )
        case RailNoticeRead() as act:
            assert row is not None
            return replace(row, status=act.found)
        case other:
            raise AssertionError(other)


def _notice_due(row: HeardNotice) -> dict[str, datetime]:
    return {"read": row.heard_at} if row.status == "heard" else {}


PURSE_ACTS = (
    PaymentOrdered, PaymentEntered, PaymentStruck, PaymentReceived, PaymentWindowClosing, PaymentWaiting,
    PaymentUnknown, PaymentDeclined, StageMissed,
)  # fmt: skip
PURSES = Fold(
    "purses",
    Purse,
    (ReservationPlaced, ReservationCancelled, *PURSE_ACTS),
    subject_of,
    _purse,
    _purse_due,
)
ENTRIES = Fold("entries", Entry, (EntryRead,), subject_of, _entry)
RAIL_NOTICES = Fold(
    "rail_notices", HeardNotice, (RailNoticed, RailNoticeRead), subject_of, _notice, _notice_due
)
