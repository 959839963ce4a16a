"""The questions about refunds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.refunds.acts import Refund

Conn = psycopg.AsyncConnection[Any]

BY_ID = """
    -- One refund.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s AND id = %s
"""
OF_RESERVATION = """
    -- The refunds of a reservation, oldest first.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s AND reservation = %s ORDER BY asked_at, id
"""
LIST = """
    -- A seller's refunds, those first whose promise ends first; settled ones last.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s
     ORDER BY settled_at IS NOT NULL, promised_by, id LIMIT %s
"""


async def refund_by_id(conn: Conn, seller: UUID, refund: UUID) -> Refund | None:
    row = await (await conn.execute(BY_ID, (seller, refund))).fetchone()
    return msgspec.json.decode(row[0], type=Refund) if row else None


async def refunds_of(conn: Conn, seller: UUID, reservation: UUID) -> list[Refund]:
    rows = await (await conn.execute(OF_RESERVATION, (seller, reservation))).fetchall()
    return [msgspec.json.decode(text, type=Refund) for (text,) in rows]


async def refunds(conn: Conn, seller: UUID, most: int = 100) -> list[Refund]:
    rows = await (await conn.execute(LIST, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Refund) for (text,) in rows]
