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
    -- Take what is due and not leased to anybody, oldest first.
    UPDATE agenda AS a SET leased_until = clock_timestamp() + %(lease)s * interval '1 second',
                           tries = a.tries + 1
      FROM (SELECT seller, source, id, verb FROM agenda
             WHERE due_at <= %(now)s AND (source = ANY(%(last)s)) = %(is_last)s
               AND (leased_until IS NULL OR leased_until < clock_timestamp())
             ORDER BY due_at, seller, source, id, verb LIMIT %(most)s FOR UPDATE SKIP LOCKED) AS due
     WHERE (a.seller, a.source, a.id, a.verb) = (due.seller, due.source, due.id, due.verb)
    RETURNING a.seller, a.source, a.id, a.verb, a.due_at, a.tries
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
    """Something that is due. `tries`: how often it was begun, this time included."""

    seller: UUID
    source: str
    id: UUID
    verb: str
    due_at: datetime
    tries: int


async def claim(
    conn: Conn,
    now: datetime,
    *,
    lease_seconds: float,
    most: int,
    last: Sequence[str] = (),
    most_of_last: int | None = None,
) -> list[Due]:
    """What is due at `now`, of the sources `last` only what there is room for after all others, and so many at most.

    A lease runs in real time, for it guards against real crashes.
    """
    claimed: list[Due] = []
    for is_last in (False, True):
        names = {"now": now, "lease": lease_seconds, "last": list(last), "is_last": is_last}
        room = most - len(claimed)
        if is_last and most_of_last is not None:
            room = min(room, most_of_last)
        if room > 0:
            cursor = await conn.execute(CLAIM, names | {"most": room})
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
