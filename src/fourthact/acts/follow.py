"""Everything that follows the past follows the log, with a cursor of its own: gap-free and replayable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from fourthact.acts.act import Act, House, Recorded
from fourthact.agenda import InOtherHands

Conn = psycopg.AsyncConnection[Any]

READ = """
    -- Acts of some tags from a place in the log on, with their bodies, within a stretch of the log.
    SELECT a.bytes, b.body
      FROM log_entries AS e JOIN acts AS a ON a.seller = e.seller AND a.id = e.act
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE e.seller = %(seller)s AND e.log_index >= %(first)s AND e.log_index < %(end)s AND a.tag = ANY (%(tags)s)
     ORDER BY e.log_index
"""
CURSOR = """
    -- How far a follower has come, and how far it can go.
    SELECT coalesce((SELECT next FROM cursors WHERE seller = %(seller)s AND follower = %(follower)s), 0),
           coalesce((SELECT max(size) FROM log_heads WHERE seller = %(seller)s), 0)
"""
BEHIND = """
    -- Which followers have not come to the end of which logs.
    SELECT f.name, s.id FROM sellers AS s CROSS JOIN unnest(%s::text[]) WITH ORDINALITY AS f (name, place)
     WHERE coalesce((SELECT max(size) FROM log_heads WHERE seller = s.id), 0)
         > coalesce((SELECT next FROM cursors WHERE seller = s.id AND follower = f.name), 0)
     ORDER BY f.place, s.id
"""
ADVANCE = """
    INSERT INTO cursors (seller, follower, next) VALUES (%s, %s, %s)
    ON CONFLICT (seller, follower) DO UPDATE SET next = greatest(cursors.next, EXCLUDED.next)
"""
TURN = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
TURN_OVER = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"
STRETCH = 1_000


@dataclass(frozen=True, slots=True)
class Follower:
    """What a room does when acts of others appear in the log. `heed` gets a stretch at once, and may see it
    again after a crash: what it asks of the spine carries keys made from the acts, so nothing is done twice.
    `alone`: heeding costs so much that two processes need not do it side by side.
    """

    name: str
    follows: tuple[type[Act], ...]
    heed: Callable[[Sequence[Recorded]], Awaitable[None]]
    alone: bool = False

    async def run(self, conn: Conn, house: House, seller: UUID) -> int:
        """One stretch of the log; how many entries it covered, 0 when there is nothing new. Errors: InOtherHands."""
        if not self.alone:
            return await self._run(conn, house, seller)
        turn = (f"following {self.name} {seller}",)
        row = await (await conn.execute(TURN, turn)).fetchone()
        if not (row and row[0]):
            raise InOtherHands(f"{self.name} is followed by another process")
        try:
            return await self._run(conn, house, seller)
        finally:
            await conn.execute(TURN_OVER, turn)

    async def _run(self, conn: Conn, house: House, seller: UUID) -> int:
        names = {"seller": seller, "follower": self.name}
        row = await (await conn.execute(CURSOR, names)).fetchone()
        assert row is not None
        first, size = row
        end = min(size, first + STRETCH)
        if first == end:
            return 0
        tags = [act.tag for act in self.follows]
        stretch = {"seller": seller, "first": first, "end": end, "tags": tags}
        rows = await (await conn.execute(READ, stretch)).fetchall()
        if rows:
            await self.heed([house.read(raw, body) for raw, body in rows])
        # Dying here: the stretch is heeded again, and the keys make that harmless.
        await conn.execute(ADVANCE, (seller, self.name, end))
        return int(end - first)


async def behind(conn: Conn, followers: Sequence[Follower]) -> list[tuple[Follower, UUID]]:
    """The followers that have something to read, each with the seller whose log it is in."""
    named = {follower.name: follower for follower in followers}
    cursor = await conn.execute(BEHIND, (list(named),))
    return [(named[name], seller) for name, seller in await cursor.fetchall()]
