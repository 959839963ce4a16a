"""The books for machines and for finance: what is held on any day, closing periods, deciding on entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from fourthact.acts import Verb
from fourthact.books.actions import (
    CLOSE,
    RELEASE,
    SET_ASIDE,
    CloseBooks,
    OnEntry,
)
from fourthact.books.acts import BooksClosed
from fourthact.books.proposalapi import router
from fourthact.books.reads import Per, books_row, held
from fourthact.books.rules import BooksReason
from fourthact.ledger import By
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Why
from fourthact.web.operation import known, told


class HeldQuery(Body, frozen=True):
    """At the end of which day, by which day of a line, and for whom."""

    on: date | None = None
    by: By = "value"
    per: Per = "all"


class HeldShown(msgspec.Struct, frozen=True):
    """What is owed to one holder, about one product, or in all. Units: minor.

    `whose`: a mail address, a product, or empty for all; `returning_minor`: on its way back, and the holder's still.
    """

    whose: str
    name: str | None
    reservations: tuple[str, ...]
    currency: str
    deposits_minor: int
    returning_minor: int


class HeldList(msgspec.Struct, frozen=True):
    """Deposits held at the end of a day; `on`: null for now."""

    on: date | None
    by: By
    per: Per
    held: list[HeldShown]


class Period(msgspec.Struct, frozen=True):
    """One closing: everything up to and including `until` stays as it was."""

    until: date
    person: str
    closed_at: datetime


class Periods(msgspec.Struct, frozen=True):
    """Which days are open. `open_from`: null where no period was ever closed."""

    open_from: date | None
    closed: list[Period]


class PeriodWanted(Body, frozen=True):
    """The last day of the period that shall be closed."""

    until: date


class PeriodClosed(msgspec.Struct, frozen=True):
    """The period is closed; what comes later with an earlier value is booked on the first open day."""

    until: date
    acts: list[str]
    receipt: dict[str, Any] | None


class DecisionWanted(Body, frozen=True):
    """What shall become of an entry of the bank that nobody can match, and why."""

    decision: Literal["set_aside", "release"]
    reason: Why


class Decided(msgspec.Struct, frozen=True):
    """It was booked."""

    acts: list[str]
    receipt: dict[str, Any] | None


VERBS: Mapping[str, Verb[OnEntry]] = {
    "set_aside": SET_ASIDE,
    "release": RELEASE,
}


@router.get("/books/deposits", gives=HeldList, scope="books:read", query=HeldQuery)
async def show_deposits(call: Call, wanted: HeldQuery) -> Reply:
    """What is held for holders at the end of a day: in all, per product, or per holder."""
    async with call.reading("books:read") as (conn, who):
        found = await held(conn, who.seller, wanted.on, wanted.by, wanted.per)
    rows = [
        HeldShown(
            row.whose, row.name, row.codes, row.deposits.currency, row.deposits.minor, row.returning.minor
        )
        for row in found
    ]
    return Reply(HeldList(wanted.on, wanted.by, wanted.per, rows))


@router.get("/books/periods", gives=Periods, scope="books:read")
async def show_periods(call: Call) -> Reply:
    """Which days of the books are open, and who closed the others."""
    async with call.reading("books:read") as (conn, who):
        books = await books_row(conn, who.seller)
    closed = [Period(one.until, one.person, one.at) for one in books.closings] if books else []
    return Reply(Periods(books.open_from if books else None, closed))


@router.post(
    "/books/periods",
    takes=PeriodWanted,
    gives=PeriodClosed,
    scope="books:write",
    refuses=(BooksReason.BOOKS_NEED_A_PERSON, BooksReason.PERIOD_NOT_OVER, BooksReason.PERIOD_CLOSED),
)
async def close_period(call: Call, wanted: PeriodWanted) -> Reply:
    """Close the books up to a day. Only a person may."""
    answer = await call.ask(CLOSE, CloseBooks(wanted.until))
    act = answer.first.act
    assert isinstance(act, BooksClosed)
    return told(answer, PeriodClosed(act.until, call.names(answer), answer.receipt))


@router.post(
    "/books/entries/{entry}/decisions",
    takes=DecisionWanted,
    gives=Decided,
    scope="books:write",
    refuses=(
        BooksReason.BOOKS_NEED_A_PERSON,
        BooksReason.BANK_ENTRY_UNKNOWN,
        BooksReason.ENTRY_MATCHED,
        BooksReason.ENTRY_DECIDED,
        BooksReason.ENTRY_NOT_SET_ASIDE,
        BooksReason.MONEY_WENT_OUT,
    ),
)
async def decide_on_entry(call: Call, entry: str, wanted: DecisionWanted) -> Reply:
    """Keep what nobody claims as unclaimed, or take it up again. Only a person may."""
    found = known("entry", entry, BooksReason.BANK_ENTRY_UNKNOWN)
    answer = await call.ask(VERBS[wanted.decision], OnEntry(found, wanted.reason))
    return told(answer, Decided(call.names(answer), answer.receipt))
