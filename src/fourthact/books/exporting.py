"""An export of the books: a journal in one of the formats, all of it of one moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from fourthact.books.formats import FORMATS, written
from fourthact.books.journal import accounts, snapshot, transactions
from fourthact.ledger import balances

Conn = psycopg.AsyncConnection[Any]


async def journal_of(
    conn: Conn, seller: UUID, title: str, form: str, until: date | None
) -> AsyncIterator[str]:
    """The books of a seller up to a day, piece by piece. The balances at its end are asked for by themselves."""
    async with snapshot(conn):
        opened = await accounts(conn, seller, until)
        ends = {(name, money.currency): money.minor for name, money in await balances(conn, seller, until)}
        found = transactions(conn, seller, until)
        async for piece in written(FORMATS[form], title, opened, found, ends, until):
            yield piece
