"""Claims what is due under a lease, so that two workers do not do the same thing at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from fourthact.values.errors import Unavailable

REST_SECONDS, REST_SECONDS_MAX = 2.0, 60.0
Conn = psycopg.AsyncConnection[Any]

CLAIM = """
    -- Take what is due and not leased to anybody, oldest first, of one of the kinds.
    UPDATE agenda AS a SET leased_until = clock_timestamp() + %(lease)s * interval '1 second',
                           tries = a.tries + 1
      FROM (SELECT seller, source, id, verb, leased_until FROM agenda
             WHERE due_at <= %(now)s
               AND (leased_until IS NULL OR leased_until < clock_timestamp())
               AND CASE WHEN source = ANY(%(last)s) THEN 'last' WHEN leased_until IS NULL THEN 'new'
                        ELSE 'again' END = %(kind)s
             ORDER BY due_at, seller, source, id, verb LIMIT %(most)s FOR UPDATE SKIP LOCKED) AS due
     WHERE (a.seller, a.source, a.id, a.verb) = (due.seller, due.source, due.id, due.verb)
    RETURNING a.seller, a.source, a.id, a.verb, a.due_at, a.tries, due.leased_until IS NOT NULL
"""
RELEASE = """
    -- Give a claim back that could not be finished; it becomes due again when the lease ends.
    UPDATE agenda SET leased_until = clock_timestamp() + %(wait)s * interval '1 second'
     WHERE seller = %(seller)s AND source = %(source)s AND id = %(id)s AND verb = %(verb)s
"""
AGAIN = """
    -- Its row was written again while it was done, and says that it is still due: it need not wait for the lease.
    UPDATE agenda SET leased_until = NULL
     WHERE seller = %(seller)s AND source = %(source)s AND id = %(id)s AND verb = %(verb)s AND tries = 0
"""
NEXT = """
    -- When something is due next; what rests since it was due holds no clock up.
    SELECT min(due_at) FROM agenda WHERE due_at > %s
"""
DUE_LEFT = """
    -- How much is due and not done: in somebody's hands, or resting until it is tried again.
    SELECT count(*) FROM agenda WHERE due_at <= %s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due. `tries`: how often it was begun since its row was written, this time included; `again`:
    it rested, or was left lying.
    """

    seller: UUID
    source: str
    id: UUID
    verb: str
    due_at: datetime
    tries: int
    again: bool = False


async def claim(
    conn: Conn,
    now: datetime,
    *,
    lease_seconds: float,
    most: int,
    most_again: int | None = None,
    last: Sequence[str] = (),
    most_of_last: int | None = None,
) -> list[Due]:
    """What is due at `now`, `most` at most: first what is new, then what is tried again (a rail that is silent to
    hundreds keeps nobody waiting), then what is of the sources `last`; of these two so many at most.

    A lease runs in real time, for it guards against real crashes.
    """
    claimed: list[Due] = []
    for kind, room in (("new", None), ("again", most_again), ("last", most_of_last)):
        left = most - len(claimed)
        limit = left if room is None else min(left, room)
        if limit > 0:
            names = {"now": now, "lease": lease_seconds, "last": list(last), "kind": kind, "most": limit}
            cursor = await conn.execute(CLAIM, names)
            claimed += [Due(*row) for row in await cursor.fetchall()]
    return sorted(claimed, key=lambda due: (due.due_at, due.id))


async def release(conn: Conn, due: Due, *, wait_seconds: float) -> None:
    """Let a claim rest for a while (real time) before anybody tries again."""
    names = {"seller": due.seller, "source": due.source, "id": due.id, "verb": due.verb}
    await conn.execute(RELEASE, names | {"wait": wait_seconds})


async def done(conn: Conn, due: Due) -> None:
    """Say that a claim was done; what came up meanwhile is due at once."""
    await conn.execute(AGAIN, {"seller": due.seller, "source": due.source, "id": due.id, "verb": due.verb})


async def next_due(conn: Conn, now: datetime) -> datetime | None:
    """When the next thing is due that is not due yet."""
    row = await (await conn.execute(NEXT, (now,))).fetchone()
    return row[0] if row else None


async def due_left(conn: Conn, now: datetime) -> int:
    """How much is due at `now` and not done."""
    row = await (await conn.execute(DUE_LEFT, (now,))).fetchone()
    return int(row[0]) if row else 0


def rest_seconds(due: Due) -> float:
    """How long what a rail was asked about, and did not say, rests: longer each time, up to a minute of real time."""
    return min(REST_SECONDS * 2.0 ** min(due.tries - 1, 10), REST_SECONDS_MAX)


class InOtherHands(Unavailable):
    """Another process does this just now: nothing is wrong, and it is looked at again soon."""


class Later(Exception):
    """A job could not be finished now: let it rest for so many seconds (real time), then try again."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
