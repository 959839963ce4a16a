"""What the bank sent, for machines and for finance: what waits for a person, and the person's answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.books.assigning import ASSIGN, PARTS_MAX, AssignEntry, Part
from fourthact.books.files import SEE_FILE, OnFile
from fourthact.books.rules import BooksReason
from fourthact.books.tasks import Tasks, payer_of, tasks
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.web import Call, Operations, Reply
from fourthact.web.forms import Body
from fourthact.web.forms import Line as OneLine
from fourthact.web.operation import known, told

Why = Annotated[OneLine, Meta(min_length=1)]
Minor = Annotated[int, Meta(ge=1, le=10**12, description="Whole minor units.")]


class FileRefused(msgspec.Struct, frozen=True):
    """A file of the bank of which nothing was booked (`status` refused), or which is doubted, and why."""

    file: str
    rail: str
    name: str
    status: str
    why: str


class Missing(msgspec.Struct, frozen=True):
    """What is missing between two statements; `file`: where the later one stands."""

    file: str
    rail: str
    amount_minor: int
    currency: str
    what: str


class SuggestionShown(msgspec.Struct, frozen=True):
    """A reservation that may be meant; `why`: named, one_letter_off or same_name."""

    reservation: str
    code: str
    why: str


class EntryShown(msgspec.Struct, frozen=True):
    """An entry of the bank that nobody claims. Units: minor, negative when money left."""

    entry: str
    rail: str
    amount_minor: int
    currency: str
    value_on: date
    kind: str
    name: str
    account: str
    remittance: str
    suggestions: tuple[SuggestionShown, ...]


class OrderStrange(msgspec.Struct, frozen=True):
    """What the bank moved under an order of ours, and the refund's leg does not stand for. Units: minor, signed.
    `account`, `difference`: to propose a write-off with.
    """

    order: str
    refund: str
    leg: int
    amount_minor: int
    currency: str
    account: str
    difference: str
    sentence: str


class TaskList(msgspec.Struct, frozen=True):
    """What a person has to look at, the oldest first."""

    files: list[FileRefused]
    missing: list[Missing]
    entries: list[EntryShown]
    orders: list[OrderStrange]


class PartWanted(Body, frozen=True):
    """What of the entry is for a reservation."""

    reservation: Annotated[str, Meta(max_length=40)]
    amount_minor: Minor


class AssignmentWanted(Body, frozen=True):
    """Whose money an entry is, and why. The parts make the whole entry."""

    parts: Annotated[list[PartWanted], Meta(min_length=1, max_length=PARTS_MAX)]
    reason: Why


class SeenWanted(Body, frozen=True):
    """How it was seen to: the right file came, the bank was asked."""

    reason: Why


class Settled(msgspec.Struct, frozen=True):
    """It is recorded."""

    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Books")


def shown(found: Tasks) -> TaskList:
    """The tasks as they are told to machines."""
    return TaskList(
        [
            FileRefused(ids.outer("bank_file", f.file.id), f.file.rail, f.name, f.file.status, f.why)
            for f in found.files
        ],
        [
            Missing(ids.outer("bank_file", g.file), g.rail, g.amount.minor, g.amount.currency, g.sentence)
            for g in found.gaps
        ],
        [
            EntryShown(
                ids.outer("entry", one.entry.id), one.entry.rail, one.entry.amount_minor, one.entry.currency,
                one.entry.value_on, one.entry.kind, one.name, one.account, one.remittance,
                tuple(
                    SuggestionShown(ids.outer("reservation", s.reservation), s.code, s.why) for s in one.suggestions
                ),
            )
            for one in found.entries
        ],
        [
            OrderStrange(
                one.key, ids.outer("refund", one.refund), one.leg, one.amount.minor, one.amount.currency, one.account,
                one.difference, one.sentence,
            )
            for one in found.orders
        ],
    )  # fmt: skip


@router.get("/books/tasks", gives=TaskList, scope="books:read")
async def show_tasks(call: Call) -> Reply:
    """What the bank sent and a person has to look at: files refused, doubted or missing, entries nobody claims."""
    async with call.reading("books:read") as (conn, who):
        found = await tasks(conn, who.seller)
    return Reply(shown(found))


@router.post(
    "/books/entries/{entry}/assignments",
    takes=AssignmentWanted,
    gives=Settled,
    scope="books:write",
    refuses=(
        BooksReason.BOOKS_NEED_A_PERSON,
        BooksReason.BANK_ENTRY_UNKNOWN,
        BooksReason.ENTRY_MATCHED,
        BooksReason.ENTRY_DECIDED,
        BooksReason.MONEY_WENT_OUT,
        BooksReason.PARTS_DO_NOT_ADD_UP,
        ReservationReason.RESERVATION_UNKNOWN,
        BooksReason.ENTRY_IN_ANOTHER_CURRENCY,
        BooksReason.RESERVATION_TAKES_NO_MORE,
    ),
)
async def assign_entry(call: Call, entry: str, wanted: AssignmentWanted) -> Reply:
    """Say whose an entry is that nothing matched: it is booked as a payment. Only a person may."""
    found = known("entry", entry, BooksReason.BANK_ENTRY_UNKNOWN)
    parts = tuple(
        Part(known("reservation", part.reservation, ReservationReason.RESERVATION_UNKNOWN), part.amount_minor)
        for part in wanted.parts
    )
    async with call.reading("books:write") as (conn, who):
        payer = await payer_of(conn, who.seller, found)
    answer = await call.ask(ASSIGN, AssignEntry(found, parts, wanted.reason, payer))
    return told(answer, Settled(call.names(answer), answer.receipt))


@router.post(
    "/books/files/{file}/seen",
    takes=SeenWanted,
    gives=Settled,
    scope="books:write",
    refuses=(BooksReason.BOOKS_NEED_A_PERSON, BooksReason.BANK_FILE_UNKNOWN, BooksReason.BANK_FILE_SEEN),
)
async def see_file(call: Call, file: str, wanted: SeenWanted) -> Reply:
    """Say that you have seen to a refused or doubted file, or to what is missing before one. Only a person may."""
    found = known("bank_file", file, BooksReason.BANK_FILE_UNKNOWN)
    answer = await call.ask(SEE_FILE, OnFile(found, wanted.reason))
    return told(answer, Settled(call.names(answer), answer.receipt))
