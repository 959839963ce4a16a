"""The questions about announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import House, Recorded
from fourthact.correspondence.acts import Notice
from fourthact.correspondence.mailing_acts import Mailing

Conn = psycopg.AsyncConnection[Any]

MAILING = """
    -- One announcement.
    SELECT to_json(m)::text FROM mailings AS m WHERE seller = %s AND id = %s
"""
MAILINGS = """
    -- A seller's announcements, the newest first.
    SELECT to_json(m)::text FROM mailings AS m WHERE seller = %s ORDER BY ordered_at DESC, id LIMIT %s
"""
ORDERED = """
    -- The act that ordered an announcement, with its texts.
    SELECT a.bytes, b.body FROM acts AS a LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %s AND a.id = %s
"""
UNWILLING = """
    -- Those of these reservations whose holder wants no announcements, for whichever reservation they said so.
    SELECT h.id FROM holders AS h WHERE h.seller = %(seller)s AND h.id = ANY (%(wanted)s) AND EXISTS (
           SELECT 1 FROM announcement_refusals AS r JOIN holders AS o ON o.seller = r.seller AND o.id = r.id
            WHERE r.seller = h.seller AND (o.id = h.id OR lower(o.email) = lower(h.email)))
"""
PROGRESS = """
    -- How many notices of an announcement stand how.
    SELECT status, count(*) FROM notices WHERE seller = %s AND mailing = %s GROUP BY status ORDER BY status
"""
HOLDERS = """
    -- How many reservations of a product stand.
    SELECT count(*) FROM reservations WHERE seller = %s AND product = %s AND cancelled_at IS NULL
"""
LANES = """
    -- How many notices of an announcement have not been tried yet, by the domain that they go to.
    SELECT lane, count(*) FROM notices
     WHERE seller = %s AND mailing = %s AND status = 'written' AND tries = 0 GROUP BY lane
"""
UNSENT = """
    -- The next notices of an announcement, so many of each domain, with their words.
    SELECT to_json(o)::text, b.body
      FROM unnest(%(lanes)s::bigint[], %(rooms)s::bigint[]) AS l (lane, room)
      CROSS JOIN LATERAL (
           SELECT n.* FROM notices AS n
            WHERE n.seller = %(seller)s AND n.mailing = %(mailing)s AND n.status = 'written' AND n.tries = 0
              AND n.lane = l.lane ORDER BY n.id LIMIT l.room) AS o
      LEFT JOIN bodies AS b ON b.seller = o.seller AND b.act = o.act LIMIT %(most)s
"""


async def mailing_by_id(conn: Conn, seller: UUID, mailing: UUID) -> Mailing | None:
    row = await (await conn.execute(MAILING, (seller, mailing))).fetchone()
    return msgspec.json.decode(row[0], type=Mailing) if row else None


async def mailings(conn: Conn, seller: UUID, most: int = 100) -> list[Mailing]:
    rows = await (await conn.execute(MAILINGS, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Mailing) for (text,) in rows]


async def ordered(conn: Conn, house: House, mailing: Mailing) -> Recorded:
    row = await (await conn.execute(ORDERED, (mailing.seller, mailing.act))).fetchone()
    assert row is not None
    return house.read(row[0], row[1])


async def unwilling(conn: Conn, seller: UUID, wanted: Sequence[UUID]) -> set[UUID]:
    """The reservations whose holders want no announcements."""
    rows = await (await conn.execute(UNWILLING, {"seller": seller, "wanted": list(wanted)})).fetchall()
    return {row[0] for row in rows}


async def progress(conn: Conn, mailing: Mailing) -> dict[str, int]:
    """How many of its notices stand how."""
    return dict(await (await conn.execute(PROGRESS, (mailing.seller, mailing.id))).fetchall())


async def holders(conn: Conn, mailing: Mailing) -> int:
    """How many reservations of its product stand."""
    row = await (await conn.execute(HOLDERS, (mailing.seller, mailing.product))).fetchone()
    return int(row[0]) if row else 0


async def lanes(conn: Conn, mailing: Mailing) -> dict[int, int]:
    """How many of its notices have not been tried, by the domain that they go to."""
    return dict(await (await conn.execute(LANES, (mailing.seller, mailing.id))).fetchall())


async def unsent(
    conn: Conn, mailing: Mailing, rooms: Mapping[int, int], most: int
) -> list[tuple[Notice, dict[str, Any] | None]]:
    """The next to send: at most `rooms` of each domain."""
    names = {
        "seller": mailing.seller,
        "mailing": mailing.id,
        "lanes": list(rooms),
        "rooms": list(rooms.values()),
        "most": most,
    }
    rows = await (await conn.execute(UNSENT, names)).fetchall()
    return [
        (msgspec.json.decode(notice, type=Notice), msgspec.json.decode(words) if words else None)
        for notice, words in rows
    ]
