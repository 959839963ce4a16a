"""What is due is handed out once, under a lease; the clock is moved by hand, forward only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fourthact.agenda import (
    ClockReason,
    Due,
    claim,
    done,
    due_left,
    move_clock,
    next_due,
    read_clock,
    release,
)
from fourthact.db.pool import connect, connect_async
from fourthact.values import ids
from fourthact.values.errors import Refused
from tests import postgres

database = postgres.database
NOW = datetime(2018, 7, 11, 9, tzinfo=UTC)
INSERT = "INSERT INTO agenda (seller, source, id, verb, due_at) VALUES (%s, 'purses', %s, %s, %s)"
REWRITTEN = "UPDATE agenda SET tries = 0"  # what the spine does to what a row still says is due
Work = Callable[[Any], Awaitable[None]]


def put(dsn: str, *at: datetime, verb: str = "drive") -> None:
    with connect(dsn) as conn:
        for moment in at:
            conn.execute(INSERT, (ids.new_id(), ids.new_id(), verb, moment))


def on(dsn: str, work: Work) -> None:
    async def run() -> None:
        async with await connect_async(dsn, "fourthact_app") as conn:
            await work(conn)

    asyncio.run(run())


async def taken(conn: Any, now: datetime = NOW, *, lease_seconds: float = 60, most: int = 64) -> list[Due]:
    return await claim(conn, now, lease_seconds=lease_seconds, most=most)


def test_letters_are_taken_when_nothing_else_is_due(database: str) -> None:
    """A thousand letters that are late must not hold up one payment."""
    put(database, NOW)
    with connect(database) as conn:
        conn.execute("UPDATE agenda SET source = 'letters', due_at = %s", (NOW - timedelta(hours=1),))
    put(database, NOW, NOW)

    async def work(conn: Any) -> None:
        async def two(most: int) -> list[str]:
            found = await claim(conn, NOW, lease_seconds=60, most=most, last=["letters"])
            return [due.source for due in found]

        assert await two(1) == ["purses"]
        assert await two(2) == ["letters", "purses"]
        assert await two(2) == []

    on(database, work)


def test_what_is_tried_again_keeps_nothing_new_waiting(database: str) -> None:
    """A rail is silent to hundreds, who are asked about again and again; somebody else's refund is new."""
    put(database, *[NOW - timedelta(hours=1)] * 5)

    async def work(conn: Any) -> None:
        for due in await taken(conn):
            await release(conn, due, wait_seconds=-1)
        put(database, NOW)
        found = await claim(conn, NOW, lease_seconds=60, most=3, most_again=1)
        assert [(due.due_at == NOW, due.again, due.tries) for due in found] == [
            (False, True, 2),
            (True, False, 1),
        ]
        assert len(await claim(conn, NOW, lease_seconds=60, most=3, most_again=0)) == 0
        assert len(await taken(conn)) == 4

    on(database, work)


def test_what_is_due_is_taken_oldest_first_and_no_more_than_asked_for(database: str) -> None:
    put(database, NOW, NOW - timedelta(days=2), NOW + timedelta(seconds=1), NOW - timedelta(days=1))

    async def work(conn: Any) -> None:
        assert await due_left(conn, NOW) == 3
        assert [due.due_at for due in await taken(conn, most=2)] == [
            NOW - timedelta(days=2),
            NOW - timedelta(days=1),
        ]
        assert [due.due_at for due in await taken(conn)] == [NOW]
        assert await taken(conn) == []
        assert await due_left(conn, NOW) == 3
        assert await next_due(conn, NOW) == NOW + timedelta(seconds=1)
        assert await next_due(conn, NOW + timedelta(days=1)) is None

    on(database, work)


def test_two_workers_at_once_never_take_the_same(database: str) -> None:
    put(database, *[NOW] * 40)

    async def run() -> list[Due]:
        async def worker() -> list[Due]:
            found: list[Due] = []
            async with await connect_async(database, "fourthact_app") as conn:
                while some := await taken(conn, most=3):
                    found += some
            return found

        return [due for found in await asyncio.gather(*(worker() for _ in range(4))) for due in found]

    found = asyncio.run(run())
    assert len(found) == len({due.id for due in found}) == 40


def test_a_lease_that_ran_out_is_taken_over_and_counted(database: str) -> None:
    put(database, NOW)

    async def work(conn: Any) -> None:
        (first,) = await taken(conn, lease_seconds=0.01)
        await asyncio.sleep(0.05)
        (second,) = await taken(conn)
        assert (first.tries, second.tries, first.id) == (1, 2, second.id)

    on(database, work)


def test_what_rests_is_not_taken_until_it_has_rested(database: str) -> None:
    put(database, NOW)

    async def work(conn: Any) -> None:
        (due,) = await taken(conn)
        await release(conn, due, wait_seconds=60)
        assert await taken(conn) == []
        await release(conn, due, wait_seconds=-1)
        assert [again.tries for again in await taken(conn)] == [2]

    on(database, work)


def test_what_came_up_meanwhile_is_due_at_once(database: str) -> None:
    """A job is done, and its row was written again while it ran: it need not wait for the lease to run out.
    What was not written again has nothing new to do, and rests."""
    put(database, NOW)

    async def work(conn: Any) -> None:
        (due,) = await taken(conn)
        await done(conn, due)
        assert await taken(conn) == []
        await conn.execute(REWRITTEN)
        await done(conn, due)
        assert len(await taken(conn)) == 1

    on(database, work)


def clock(dsn: str, *, movable: bool) -> None:
    with connect(dsn) as conn:
        conn.execute("INSERT INTO clock (movable) VALUES (%s)", (movable,))


def test_a_movable_clock_moves_forward_only(database: str) -> None:
    clock(database, movable=True)

    async def work(conn: Any) -> None:
        now, movable = await read_clock(conn)
        assert movable
        assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
        await move_clock(conn, NOW)
        await move_clock(conn, NOW)
        assert await read_clock(conn) == (NOW, True)
        with pytest.raises(Refused) as back:
            await move_clock(conn, NOW - timedelta(microseconds=1))
        assert back.value.reason is ClockReason.CLOCK_ONLY_FORWARD
        assert "2018-07-11" in back.value.sentence

    on(database, work)


def test_a_real_clock_is_not_moved(database: str) -> None:
    clock(database, movable=False)

    async def work(conn: Any) -> None:
        with pytest.raises(Refused) as real:
            await move_clock(conn, NOW)
        assert real.value.reason is ClockReason.CLOCK_IS_REAL

    on(database, work)
