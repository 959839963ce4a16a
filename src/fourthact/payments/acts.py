"""What can have happened to money that comes in: payments of stages, entries of the bank, notices of rails."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of


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
    charge back, as it said when it took it; None for never, or where nothing goes back that way at all. `payer_check`:
    how the payer's name compares with the holder's; empty where no entry brought it, and in acts older than this field.
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
    payer_check: str = ""


class PaymentWindowClosing(Act, frozen=True):
    """Soon the rail no longer gives this payment back to the card, and the reservation lives: finance is warned."""

    tag: ClassVar[str] = "payment.window_closing"
    amount_minor: int
    closes_at: datetime
    currency: str
    payment: int
    rail: str


class PaymentDisputed(Act, frozen=True):
    """The holder's bank takes a payment back, and the rail has withdrawn the amount and its fee. `dispute`: the
    rail's name for it; `answer_by`: until when it can be answered from the record.
    """

    tag: ClassVar[str] = "payment.disputed"
    amount_minor: int
    answer_by: datetime | None
    currency: str
    dispute: str
    fee_currency: str
    fee_minor: int
    payment: int
    rail: str
    reason: str


class PaymentDisputeMoved(Act, frozen=True):
    """A dispute goes on. `status`: `answering` (what is about to be said is evidence of this act), `answered`,
    `unanswered` (the rail takes no answer, and `why`), or `asked_again`: we asked, and nothing is decided.
    """

    tag: ClassVar[str] = "payment.dispute_moved"
    dispute: str
    payment: int
    status: str
    why: str | None = None


class PaymentDisputeClosed(Act, frozen=True):
    """A dispute is over. `outcome`: `won` (the money came back) or `lost` (the holder has it).

    Lost, `deposit_minor` of it was held for the reservation, and `loss_minor` had been given back already: what is
    left was owed to the holder by refunds, whose legs say so. `fee_minor`: what the fee became more, or less.
    """

    tag: ClassVar[str] = "payment.dispute_closed"
    amount_minor: int
    currency: str
    deposit_minor: int
    dispute: str
    fee_currency: str
    fee_minor: int
    loss_minor: int
    outcome: str
    payment: int
    product: str
    rail: str


class PaymentDisputeReversed(Act, frozen=True):
    """A dispute that was lost is won after all: the holder's bank gave the amount back to us.

    It is again what it was when the dispute was lost: `deposit_minor` was held for the reservation, `owed_minor` was
    owed to the holder by refunds (it is held until it is planned anew), and `loss_minor` was lost to us. `fee_minor`:
    what the fee became more, or less.
    """

    tag: ClassVar[str] = "payment.dispute_reversed"
    amount_minor: int
    currency: str
    deposit_minor: int
    dispute: str
    fee_currency: str
    fee_minor: int
    loss_minor: int
    owed_minor: int
    payment: int
    product: str
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


class EntryUnmatched(Act, frozen=True):
    """An entry only looked like an order of ours: it is none, and waits for a person to say what it is."""

    tag: ClassVar[str] = "entry.unmatched"
    key: str


class RailNoticed(Act, frozen=True):
    """A rail told us to look at one of our orders. What it sent is kept as evidence."""

    tag: ClassVar[str] = "rail.noticed"
    event: str
    key: str
    rail: str
    charge: str | None = None


class RailNoticeRead(Act, frozen=True):
    """We asked the rail about the order that its notice named. `found`: its answer."""

    tag: ClassVar[str] = "rail.notice_read"
    found: str


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
    charge: str | None
    heard_at: datetime
    status: str


def _entry(row: Entry | None, recorded: Recorded) -> Entry:
    act = recorded.act
    if isinstance(act, EntryUnmatched):
        assert row is not None
        return replace(row, matched="nothing")
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
                recorded.seller,
                recorded.subject,
                act.rail,
                act.event,
                act.key,
                act.charge,
                recorded.at,
                "heard",
            )
        case RailNoticeRead() as act:
            assert row is not None
            return replace(row, status=act.found)
        case other:
            raise AssertionError(other)


def _notice_due(row: HeardNotice) -> dict[str, datetime]:
    return {"read": row.heard_at} if row.status == "heard" else {}


ENTRIES = Fold("entries", Entry, (EntryRead, EntryUnmatched), subject_of, _entry)
RAIL_NOTICES = Fold(
    "rail_notices", HeardNotice, (RailNoticed, RailNoticeRead), subject_of, _notice, _notice_due
)
