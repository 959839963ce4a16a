"""The questions about contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.contacts.acts import ContactList

Conn = psycopg.AsyncConnection[Any]

LIST = """
    -- The ways to reach the holder of a reservation, from the first change on.
    SELECT to_json(c)::text FROM contact_lists AS c WHERE seller = %s AND id = %s
"""
LISTS = """
    -- Those of some reservations.
    SELECT to_json(c)::text FROM contact_lists AS c WHERE seller = %s AND id = ANY (%s)
"""
STOPPED = """
    -- The reservations with a contact that was stopped and that nobody has looked at.
    SELECT to_json(c)::text FROM contact_lists AS c WHERE seller = %s AND stopped > 0 ORDER BY id LIMIT %s
"""


async def list_of(conn: Conn, seller: UUID, reservation: UUID) -> ContactList | None:
    """None where nothing was ever changed: then there is only the address that the holder reserved with."""
    row = await (await conn.execute(LIST, (seller, reservation))).fetchone()
    return _list(row[0]) if row else None


async def lists_of(conn: Conn, seller: UUID, wanted: Sequence[UUID]) -> dict[UUID, ContactList]:
    """Those of some reservations, by reservation."""
    rows = await (await conn.execute(LISTS, (seller, list(wanted)))).fetchall()
    return {found.id: found for found in (_list(text) for (text,) in rows)}


async def stopped_lists(conn: Conn, seller: UUID, most: int = 100) -> list[ContactList]:
    rows = await (await conn.execute(STOPPED, (seller, most))).fetchall()
    return [_list(text) for (text,) in rows]


_list = msgspec.json.Decoder(ContactList).decode
