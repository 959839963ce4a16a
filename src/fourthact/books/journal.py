"""The books as transactions, in the order of their days: what an export writes down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg.rows import namedtuple_row

from fourthact.books.narration import narrate
from fourthact.ledger import Line
from fourthact.values import ids
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]
ROWS_AT_ONCE = 2_000

LINES = """
    -- Every line up to a day, with its act and the reservation that it is about, in the order of the books.
    SELECT l.act, a.tag, a.at, a.bytes, l.booked_on, l.value_on, l.debit, l.credit, l.amount_minor, l.currency, r.code
      FROM ledger_lines AS l JOIN acts AS a ON a.seller = l.seller AND a.id = l.act
      LEFT JOIN reservations AS r ON r.seller = a.seller AND r.id = a.subject
     WHERE l.seller = %(seller)s AND (%(until)s::date IS NULL OR l.booked_on <= %(until)s)
     ORDER BY l.booked_on, a.seq, l.line
"""
ACCOUNTS = """
    -- Every account with its currencies, and the day on which it was first moved.
    SELECT side.account, array_agg(DISTINCT l.currency ORDER BY l.currency), min(l.booked_on)
      FROM ledger_lines AS l CROSS JOIN LATERAL (VALUES (l.debit), (l.credit)) AS side (account)
     WHERE l.seller = %(seller)s AND (%(until)s::date IS NULL OR l.booked_on <= %(until)s)
     GROUP BY side.account ORDER BY side.account
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is opened in an export, on the day of its first line."""

    name: str
    currencies: tuple[str, ...]
    opened_on: date


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one act moved on one day. `code`: of the reservation that it is about; `subject`: what it is about."""

    act: str
    tag: str
    at: datetime
    booked_on: date
    narration: str
    subject: str
    code: str | None
    lines: tuple[Line, ...]


async def accounts(conn: Conn, seller: UUID, until: date | None) -> list[Account]:
    rows = await (await conn.execute(ACCOUNTS, {"seller": seller, "until": until})).fetchall()
    return [Account(name, tuple(currencies), opened_on) for name, currencies, opened_on in rows]


@asynccontextmanager
async def snapshot(conn: Conn) -> AsyncIterator[None]:
    """Everything that is read within is of one moment."""
    async with conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


async def transactions(conn: Conn, seller: UUID, until: date | None) -> AsyncIterator[Transaction]:
    """All transactions up to a day, oldest first, without holding them all. Call it within a snapshot."""
    async with conn.cursor(name="journal", row_factory=namedtuple_row) as cursor:
        cursor.itersize = ROWS_AT_ONCE
        await cursor.execute(LINES, {"seller": seller, "until": until})
        together: list[Any] = []
        async for found in cursor:
            row: Any = found
            if together and (row.act, row.booked_on) != (together[0].act, together[0].booked_on):
                yield transaction(together)
                together = []
            together.append(row)
        if together:
            yield transaction(together)


def transaction(rows: list[Any]) -> Transaction:
    """Lines of one act and day as a transaction."""
    first = rows[0]
    envelope = msgspec.json.decode(first.bytes)
    return Transaction(
        act=ids.outer("act", first.act),
        tag=first.tag,
        at=first.at,
        booked_on=first.booked_on,
        narration=narrate(first.tag, envelope["data"], first.value_on, first.booked_on),
        subject=envelope["subject"],
        code=first.code,
        lines=tuple(
            Line(row.debit, row.credit, Money(row.amount_minor, row.currency), row.value_on) for row in rows
        ),
    )
