"""The questions about reservations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.reservations.acts import Holder, Reservation

Conn = psycopg.AsyncConnection[Any]

BY_ID = """
    -- One reservation and its holder.
    SELECT to_json(r)::text, to_json(h)::text FROM reservations AS r
      JOIN holders AS h ON h.seller = r.seller AND h.id = r.id
     WHERE r.seller = %s AND r.id = %s
"""
BY_IDS = """
    -- These reservations and their holders.
    SELECT to_json(r)::text, to_json(h)::text FROM reservations AS r
      JOIN holders AS h ON h.seller = r.seller AND h.id = r.id
     WHERE r.seller = %s AND r.id = ANY (%s)
"""
PRODUCT_OF = """
    -- What is reserved.
    SELECT product FROM reservations WHERE seller = %s AND id = %s
"""
LIST = """
    -- A seller's reservations after one, in the order in which their ids were drawn.
    SELECT to_json(r)::text, to_json(h)::text FROM reservations AS r
      JOIN holders AS h ON h.seller = r.seller AND h.id = r.id
     WHERE r.seller = %(seller)s AND (%(after)s::uuid IS NULL OR r.id > %(after)s)
       AND (%(product)s::uuid IS NULL OR r.product = %(product)s)
     ORDER BY r.id LIMIT %(most)s
"""
BY_CODE = """
    -- The reservation with a code.
    SELECT id FROM reservations WHERE seller = %s AND code = %s
"""
BY_CODES = """
    -- The reservations with some codes.
    SELECT code, id FROM reservations WHERE seller = %s AND code = ANY (%s)
"""
BY_EMAIL = """
    -- The reservations whose holder has a mail address, those that stand first.
    SELECT r.id FROM holders AS h JOIN reservations AS r ON r.seller = h.seller AND r.id = h.id
     WHERE h.seller = %s AND lower(h.email) = lower(%s)
     ORDER BY r.cancelled_at IS NOT NULL, r.placed_at LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A reservation and who holds it."""

    reservation: Reservation
    holder: Holder


def _found(row: tuple[str, str]) -> Found:
    return Found(msgspec.json.decode(row[0], type=Reservation), msgspec.json.decode(row[1], type=Holder))


async def reservation_by_id(conn: Conn, seller: UUID, reservation: UUID) -> Found | None:
    row = await (await conn.execute(BY_ID, (seller, reservation))).fetchone()
    return _found(row) if row else None


async def product_of(conn: Conn, seller: UUID, reservation: UUID | None) -> UUID | None:
    """The product that is reserved; None where there is no such reservation."""
    row = await (await conn.execute(PRODUCT_OF, (seller, reservation))).fetchone()
    return row[0] if row else None


async def reservations_by_ids(conn: Conn, seller: UUID, wanted: Sequence[UUID]) -> dict[UUID, Found]:
    """Those of these reservations that there are, by their ids."""
    rows = await (await conn.execute(BY_IDS, (seller, list(wanted)))).fetchall()
    return {found.reservation.id: found for found in map(_found, rows)}


async def reservations(
    conn: Conn, seller: UUID, *, after: UUID | None = None, product: UUID | None = None, most: int = 100
) -> list[Found]:
    """A page of reservations, after the last one of the page before."""
    names = {"seller": seller, "after": after, "product": product, "most": most}
    return [_found(row) for row in await (await conn.execute(LIST, names)).fetchall()]


async def find_by_code(conn: Conn, seller: UUID, code: str) -> UUID | None:
    row = await (await conn.execute(BY_CODE, (seller, code))).fetchone()
    return row[0] if row else None


async def find_by_codes(conn: Conn, seller: UUID, codes: Sequence[str]) -> dict[str, UUID]:
    rows = await (await conn.execute(BY_CODES, (seller, list(codes)))).fetchall()
    return dict(rows)


async def find_by_email(conn: Conn, seller: UUID, email: str) -> list[UUID]:
    rows = await (await conn.execute(BY_EMAIL, (seller, email))).fetchall()
    return [row[0] for row in rows]
