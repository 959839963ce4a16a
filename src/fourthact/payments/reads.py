"""The questions about money that came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.payments.acts import Entry, HeardNotice
from fourthact.payments.purse import Purse

Conn = psycopg.AsyncConnection[Any]
_PURSE = msgspec.json.Decoder(Purse)

PURSE = """
    -- What one reservation owes and has paid.
    SELECT to_json(p)::text FROM purses AS p WHERE seller = %s AND id = %s
"""
SOME = """
    -- What some reservations owe and have paid.
    SELECT to_json(p)::text FROM purses AS p WHERE seller = %s AND id = ANY (%s)
"""
CLOSING = """
    -- The reservations that live with a payment whose way back to the card is about to close.
    SELECT to_json(p)::text FROM purses AS p
     WHERE seller = %s AND NOT closed AND payments @> '[{"window_told": true}]' ORDER BY id LIMIT %s
"""
NOTICE = """
    -- One notice of a rail.
    SELECT to_json(n)::text FROM rail_notices AS n WHERE seller = %s AND id = %s
"""
ENTRIES = """
    -- A seller's statement as read, oldest first.
    SELECT to_json(e)::text FROM entries AS e WHERE seller = %s ORDER BY booked_at, id LIMIT %s
"""
BODY = """
    -- What stands beside an act.
    SELECT body FROM bodies WHERE seller = %s AND act = %s
"""
CURSOR = """
    -- How far a rail's statement was read.
    SELECT cursor FROM statement_cursors WHERE seller = %s AND rail = %s
"""
KEEP_CURSOR = """
    INSERT INTO statement_cursors (seller, rail, cursor) VALUES (%s, %s, %s)
    ON CONFLICT (seller, rail) DO UPDATE SET cursor = EXCLUDED.cursor
"""


async def purse_of(conn: Conn, seller: UUID, reservation: UUID) -> Purse | None:
    row = await (await conn.execute(PURSE, (seller, reservation))).fetchone()
    return _PURSE.decode(row[0]) if row else None


async def purses_of(conn: Conn, seller: UUID, wanted: Iterable[UUID]) -> dict[UUID, Purse]:
    """The purses of some reservations: a single question for all of them."""
    rows = await (await conn.execute(SOME, (seller, list(set(wanted))))).fetchall()
    found = (_PURSE.decode(text) for (text,) in rows)
    return {purse.id: purse for purse in found}


async def closing_windows(conn: Conn, seller: UUID, most: int) -> list[Purse]:
    rows = await (await conn.execute(CLOSING, (seller, most))).fetchall()
    return [_PURSE.decode(text) for (text,) in rows]


async def notice_by_id(conn: Conn, seller: UUID, notice: UUID) -> HeardNotice | None:
    row = await (await conn.execute(NOTICE, (seller, notice))).fetchone()
    return msgspec.json.decode(row[0], type=HeardNotice) if row else None


async def statement(conn: Conn, seller: UUID, most: int = 1000) -> list[Entry]:
    rows = await (await conn.execute(ENTRIES, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Entry) for (text,) in rows]


async def body_of(conn: Conn, seller: UUID, act: UUID) -> dict[str, Any] | None:
    """The body beside an act; None where there is none, or where it was erased."""
    row = await (await conn.execute(BODY, (seller, act))).fetchone()
    if row is None or row[0] is None:
        return None
    body: dict[str, Any] = msgspec.json.decode(row[0])
    return body


async def read_cursor(conn: Conn, seller: UUID, rail: str) -> str | None:
    row = await (await conn.execute(CURSOR, (seller, rail))).fetchone()
    return row[0] if row else None


async def keep_cursor(conn: Conn, seller: UUID, rail: str, cursor: str) -> None:
    await conn.execute(KEEP_CURSOR, (seller, rail, cursor))
