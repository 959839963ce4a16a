"""How fast mail goes to one recipient domain, so that its server does not turn us away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

Conn = psycopg.AsyncConnection[Any]
MINUTE = timedelta(minutes=1)

MEET = """
    -- A lane that was never used, so that it can be locked. In one order, as two processes may have the same ones.
    INSERT INTO paces (seller, lane, starts_at, taken)
    SELECT %(seller)s, l.lane, %(now)s, 0 FROM (SELECT DISTINCT unnest(%(lanes)s::bigint[]) AS lane ORDER BY 1) AS l
    ON CONFLICT DO NOTHING
"""
TAKE = """
    -- The last minute that was booked in each lane, for nobody else until we have booked ours.
    SELECT p.lane, p.starts_at, p.taken FROM paces AS p
     WHERE p.seller = %(seller)s AND p.lane = ANY (%(lanes)s::bigint[]) ORDER BY p.lane FOR UPDATE
"""
LOOK = """
    -- The last minute that was booked in each lane.
    SELECT p.lane, p.starts_at, p.taken FROM paces AS p WHERE p.seller = %s AND p.lane = ANY (%s::bigint[])
"""
BOOK = """
    -- What is booked now.
    UPDATE paces AS p SET starts_at = b.starts_at, taken = b.taken
      FROM unnest(%(lanes)s::bigint[], %(starts)s::timestamptz[], %(taken)s::bigint[]) AS b (lane, starts_at, taken)
     WHERE p.seller = %(seller)s AND p.lane = b.lane
"""


class Booked(NamedTuple):
    """The last minute that was booked for a domain, by when it starts, and how many go in it."""

    starts_at: datetime
    taken: int

    def one_more(self, now: datetime, per_minute: int) -> Booked:
        """The minute in which one more may go, which is thereby taken."""
        start, taken = (now, 0) if now >= self.starts_at + MINUTE else self
        return Booked(start, taken + 1) if taken < per_minute else Booked(start + MINUTE, 1)

    def room(self, now: datetime, per_minute: int) -> int:
        """How many more may go at once."""
        if now >= self.starts_at + MINUTE:
            return per_minute
        return max(per_minute - self.taken, 0) if self.starts_at <= now else 0


class Pace:
    """How many notices a recipient's domain is handed a minute, over all that a house sends, whichever process does.

    `lanes` are domains, by a keyed hash. It is no record of what was sent: whoever dies has booked for nothing.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute

    async def slots(self, conn: Conn, seller: UUID, lanes: Sequence[int], now: datetime) -> list[datetime]:
        """For each of these, in their order, the minute in which it may go there, which is thereby taken."""
        names: dict[str, Any] = {"seller": seller, "lanes": list(lanes), "now": now}
        slots: list[datetime] = []
        async with conn.transaction():
            await conn.execute(MEET, names)
            rows = await (await conn.execute(TAKE, names)).fetchall()
            booked = {lane: Booked(starts_at, taken) for lane, starts_at, taken in rows}
            for lane in lanes:
                booked[lane] = booked[lane].one_more(now, self.per_minute)
                slots.append(booked[lane].starts_at)
            starts, taken = [one.starts_at for one in booked.values()], [one.taken for one in booked.values()]
            await conn.execute(BOOK, names | {"lanes": list(booked), "starts": starts, "taken": taken})
        return slots

    async def room(self, conn: Conn, seller: UUID, lanes: Collection[int], now: datetime) -> dict[int, int]:
        """How many more may go to each of these at once."""
        rows = await (await conn.execute(LOOK, (seller, list(lanes)))).fetchall()
        booked = {
            lane: Booked(starts_at, taken).room(now, self.per_minute) for lane, starts_at, taken in rows
        }
        return {lane: booked.get(lane, self.per_minute) for lane in lanes}
