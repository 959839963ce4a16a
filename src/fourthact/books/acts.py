"""What can have happened to the books themselves: periods closed, payouts explained, money set aside or written off."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of
from fourthact.acts.act import Calendar
from fourthact.books.proposals import SendBackFailed, SendBackOrdered, SendBackSettled
from fourthact.values import ids


class BooksClosed(Act, frozen=True):
    """A person closed the books up to and including a day: from now on nothing is booked on it or before."""

    tag: ClassVar[str] = "books.closed"
    person: str
    until: date


class Converted(msgspec.Struct, frozen=True):
    """What a provider took of one currency and gave in that of its payout. Units: minor."""

    currency: str
    own_minor: int
    into_minor: int


class PayoutExplained(Act, frozen=True):
    """What a provider's payout at the bank contains. Its charges and refunds, one by one, are kept as evidence.

    `items_minor`: their sum, in `items_currency`; `fees_minor`: what the provider kept of it; `paid_minor`: what the
    bank's entry says, in `paid_currency`. Where the currencies differ, the provider has converted. `converted`: what
    was converted before, charge by charge; `foreign_minor`: what of it is no deposit; `provider`: its rail, where
    another rail's bank tells of it.
    """

    tag: ClassVar[str] = "payout.explained"
    fees_minor: int
    items: int
    items_currency: str
    items_minor: int
    paid_currency: str
    paid_minor: int
    rail: str
    reference: str
    converted: tuple[Converted, ...] = ()
    foreign_minor: int = 0
    provider: str = ""


class MoneySetAside(Act, frozen=True):
    """A person found nobody to whom an entry's money belongs: it is kept as unclaimed."""

    tag: ClassVar[str] = "money.set_aside"
    amount_minor: int
    currency: str
    person: str
    rail: str


class MoneyReleased(Act, frozen=True):
    """A person took unclaimed money up again: its owner was found. It waits in clearing as before."""

    tag: ClassVar[str] = "money.released"
    amount_minor: int
    currency: str
    person: str
    rail: str


class MoneyWrittenOff(Act, frozen=True):
    """What stood on an account was given up; why is in the body of its proposal. Units: minor; negative is a gain.

    `person`: who approved it. `difference`: as the three-way check names it, where it is one.
    """

    tag: ClassVar[str] = "money.written_off"
    account: str
    amount_minor: int
    currency: str
    person: str
    difference: str = ""
    proposal: str = ""


class EntryAssigned(Act, frozen=True):
    """A person said whose money an entry is; the payments that it became stand with each reservation."""

    tag: ClassVar[str] = "entry.assigned"
    parts: int
    person: str
    reservations: tuple[str, ...]


class Closing(msgspec.Struct, frozen=True):
    """One closing of a period, and who did it."""

    until: date
    person: str
    at: datetime


class Books(Row, frozen=True):
    """A seller's books. `open_from`: the first day on which something can still be booked, None for any."""

    open_from: date | None
    closings: tuple[Closing, ...]


class Disposition(Row, frozen=True):
    """What was made of an entry of the bank. `what`: explained, set_aside, released, written_off, assigned,
    sending_back, sent_back, send_back_failed.
    """

    what: str
    reference: str | None
    decided_at: datetime


def books_of(seller: UUID) -> UUID:
    """The one subject of everything about a seller's books as a whole."""
    return uuid5(seller, "books")


def _books(row: Books | None, recorded: Recorded) -> Books:
    act = recorded.act
    assert isinstance(act, BooksClosed)
    before = row.closings if row else ()
    closing = Closing(act.until, act.person, recorded.at)
    return Books(recorded.seller, recorded.subject, act.until + timedelta(days=1), (*before, closing))


def _disposition_of(recorded: Recorded) -> UUID | None:
    if isinstance(recorded.act, SendBackOrdered | SendBackSettled | SendBackFailed):
        return ids.inner("entry", recorded.act.of)
    return recorded.subject if recorded.kind == "entry" else None


def _disposition(row: Disposition | None, recorded: Recorded) -> Disposition:
    match recorded.act:
        case PayoutExplained(reference=reference):
            what = "explained"
        case MoneySetAside():
            what, reference = "set_aside", ""
        case MoneyReleased():
            what, reference = "released", ""
        case MoneyWrittenOff():
            what, reference = "written_off", ""
        case EntryAssigned():
            what, reference = "assigned", ""
        case SendBackOrdered():
            what, reference = "sending_back", ""
        case SendBackSettled():
            what, reference = "sent_back", ""
        case SendBackFailed(came_back=came_back):
            what, reference = ("set_aside" if came_back else "send_back_failed"), ""
        case other:
            raise AssertionError(other)
    entry = _disposition_of(recorded)
    assert entry is not None
    fresh = Disposition(recorded.seller, entry, what, reference or None, recorded.at)
    return (
        fresh if row is None else replace(row, what=what, reference=reference or None, decided_at=recorded.at)
    )


ON_ENTRIES = (PayoutExplained, MoneySetAside, MoneyReleased, MoneyWrittenOff, EntryAssigned)
ACTS = (BooksClosed, *ON_ENTRIES)
ON_THEM = (*ON_ENTRIES, SendBackOrdered, SendBackSettled, SendBackFailed)
BOOKS = Fold("books", Books, (BooksClosed,), subject_of, _books)
DISPOSITIONS = Fold("dispositions", Disposition, ON_THEM, _disposition_of, _disposition)


def _open_from(row: Books) -> date | None:
    return row.open_from


# Which days are open: asked by the spine for every line that it writes.
CALENDAR = Calendar(BOOKS, books_of, _open_from)
