"""Who is here, and who is asking (outside a batch)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import By
from fourthact.people.acts import ApiKey, Representative, Seller
from fourthact.people.rules import PeopleReason, check_key, key_id_of, owner_of
from fourthact.values.errors import Refused

Conn = psycopg.AsyncConnection[Any]

SELLERS = """
    -- All sellers of this house.
    SELECT to_json(s)::text FROM sellers AS s ORDER BY opened_at, id
"""
KEY = """
    -- One API key, and what time it is.
    SELECT to_json(k)::text, (SELECT coalesce(moved_to, clock_timestamp()) FROM clock)
      FROM api_keys AS k WHERE seller = %s AND id = %s
"""
NAME = """
    -- The name of a member of staff.
    SELECT name FROM staff WHERE seller = %s AND id = %s
"""

FIND = """
    -- The member of staff with a name.
    SELECT id FROM staff WHERE seller = %s AND kind = %s AND name = %s ORDER BY id LIMIT 1
"""

REPRESENTATIVES_OF = """
    -- Who acts for the holder of a reservation, or says so, in the order in which they were named; or one of them.
    SELECT to_json(r)::text FROM representatives AS r
     WHERE seller = %(seller)s AND (reservation = %(reservation)s OR id = %(one)s) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and for which seller."""

    seller: UUID
    key_id: UUID
    by: By


async def sellers(conn: Conn) -> list[Seller]:
    rows = await (await conn.execute(SELLERS)).fetchall()
    return [msgspec.json.decode(text, type=Seller) for (text,) in rows]


async def authenticate(conn: Conn, token: str, scope: str) -> Identity:
    """Whose key this is, for a question that changes nothing. Refuses: as `check_key`."""
    known = key_id_of(token)
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    row = await (await conn.execute(KEY, known)).fetchone()
    if row is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    key = check_key(msgspec.json.decode(row[0], type=ApiKey), scope, row[1])
    return Identity(known[0], known[1], owner_of(key))


async def name_of(conn: Conn, seller: UUID, person: UUID) -> str:
    row = await (await conn.execute(NAME, (seller, person))).fetchone()
    return row[0] if row else ""


async def find_staff(conn: Conn, seller: UUID, kind: str, name: str) -> UUID | None:
    row = await (await conn.execute(FIND, (seller, kind, name))).fetchone()
    return row[0] if row else None


async def representatives_of(
    conn: Conn, seller: UUID, *, reservation: UUID | None = None, one: UUID | None = None
) -> list[Representative]:
    """Those of a reservation, or only the one with an id."""
    names = {"seller": seller, "reservation": reservation, "one": one}
    rows = await (await conn.execute(REPRESENTATIVES_OF, names)).fetchall()
    return [msgspec.json.decode(text, type=Representative) for (text,) in rows]
