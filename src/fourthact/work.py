"""The worker: sequences the log, lets followers follow, does what is due, reads statements; and moves the clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import ReadOnlySqlTransaction, UndefinedTable
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from fourthact.acts import House
from fourthact.acts.follow import Follower
from fourthact.acts.follow import behind as followers_behind
from fourthact.acts.log import Sequencer
from fourthact.acts.log import behind as log_behind
from fourthact.agenda import (
    Due,
    InOtherHands,
    Later,
    claim,
    done,
    due_left,
    move_clock,
    next_due,
    read_clock,
    release,
)
from fourthact.people import sellers
from fourthact.values.errors import Broken, Unavailable

log = structlog.get_logger()

Handler = Callable[[Due], Awaitable[None]]
ReadStatement = Callable[[UUID, str], Awaitable[int]]

# What is raised when something outside is away: it is waited for.
AWAY = (
    Unavailable, PoolTimeout, psycopg.OperationalError, ReadOnlySqlTransaction, UndefinedTable, OSError,
)  # fmt: skip
# How many things are in hand at a time. One that waits for a slow rail holds up none of the others; what is asked
# again, for a rail was silent, leaves most hands to what is new.
HANDS = 64
HANDS_AGAIN = 16
# Mail waits for money: letters are read, and sent again, when nothing else is due, and never by all hands.
LAST = ("messages", "notices")
LETTER_HANDS = 32
# How long letters are not written while a big file of the bank is being booked.
LETTERS_WAIT_SECONDS_MAX = 60.0
STATEMENT = "the statement at "
IDLE_SECONDS = 0.2
# Acts of a round of the log after which the next one begins at once; fewer wait for company.
MANY = 200
AWAY_SECONDS = 1.0
STATEMENT_SECONDS = 2.0
# A job that failed through a defect of ours rests, growing, up to an hour; the audit names it as overdue.
BROKEN_REST_SECONDS = 5.0
BROKEN_REST_SECONDS_MAX = 3_600.0
TURNS_MAX = 10_000
# How long a clock that is moved waits, in real time, for something that is due and does not get done.
PATIENCE_SECONDS = 10.0
HAND_SECONDS = 0.02


@dataclass(slots=True)
class Worker:
    """One worker of a house. Any number may run: leases, keys and locks keep them apart."""

    pool: AsyncConnectionPool[Any]
    house: House
    sequencer: Sequencer
    handlers: Mapping[tuple[str, str], Handler]
    followers: Sequence[Follower]
    writers: Sequence[Follower]
    couriers: Sequence[Follower]
    statements: Mapping[str, ReadStatement]
    lease_seconds: float
    _resting: dict[str, float] = field(default_factory=dict)
    _away: dict[str, float] = field(default_factory=dict)
    _booking_since: float | None = None
    _in_hand: dict[asyncio.Task[None], Due] = field(default_factory=dict)

    async def run(self) -> None:
        """Work for ever; an absent database is waited for. None of these loops waits for another."""
        try:
            # A group is left when each of them has ended; none works on while the pool is closed beneath it.
            async with asyncio.TaskGroup() as loops:
                for work, idle_seconds, worth_going_on in (
                    (self.keep_the_log, IDLE_SECONDS, MANY),
                    (self.take_in_hand, IDLE_SECONDS, 1),
                    (partial(self._after_money, self.write), IDLE_SECONDS, MANY),
                    (partial(self._after_money, self.send), IDLE_SECONDS, MANY),
                    (self.read_all, STATEMENT_SECONDS, 1),
                ):
                    loops.create_task(self._forever(work, idle_seconds, worth_going_on))
        finally:
            for task in self._in_hand:
                task.cancel()
            await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def _forever(
        self, work: Callable[[], Awaitable[int]], idle_seconds: float, worth_going_on: int
    ) -> None:
        """Again and again, with a pause wherever there was not much to do: few things are soon done together.

        Until told to stop, also where a call that is stopped says so by an error of its own (a lock that cannot be
        given back on a connection that is gone).
        """
        task = asyncio.current_task()
        while task is not None and not task.cancelling():
            try:
                done = await work()
            except AWAY as error:
                # The database is not there, takes no changes, or was not migrated yet: it will be.
                log.warning("the worker waits", why=str(error).strip()[:200])
                await asyncio.sleep(AWAY_SECONDS)
                continue
            except Exception as defect:
                # Whatever it is, mail is still to be received and money to be sent.
                log.error("the worker stumbles", exc_info=defect)
                await asyncio.sleep(BROKEN_REST_SECONDS)
                continue
            if done < worth_going_on:
                await asyncio.sleep(idle_seconds)

    async def keep_the_log(self) -> int:
        """Append what is new, and let it be read; how much was done."""
        return await self.sequence() + await self.follow()

    async def turn(self) -> int:
        """One round of everything but mail that goes out and statements, to its end; how much was done."""
        return await self.keep_the_log() + await self.write() + await self.do_due()

    async def sequence(self) -> int:
        """Append new acts to the logs that lack them."""
        async with self.pool.connection() as conn:
            now, _ = await read_clock(conn)
            houses = await log_behind(conn)

        async def grow(seller: UUID) -> int:
            async with self.pool.connection() as conn:
                return int(await self.sequencer.run(conn, seller, now) is not None)

        return sum([await self._one_of(_log_of(seller), partial(grow, seller)) for seller in houses])

    async def follow(self) -> int:
        """Let every follower read a stretch of each log that it has not come to the end of."""
        return await self._follow(self.followers)

    async def write(self) -> int:
        """The same for those that write letters: a thousand of them hold up no money."""
        return await self._follow(self.writers)

    async def send(self) -> int:
        """The same for those that carry mail: a slow mail server holds up nothing else."""
        return await self._follow(self.couriers)

    async def _follow(self, followers: Sequence[Follower]) -> int:
        async with self.pool.connection() as conn:
            places = await followers_behind(conn, followers)

        async def read(follower: Follower, seller: UUID) -> int:
            async with self.pool.connection() as conn:
                return await follower.run(conn, self.house, seller)

        return sum(
            [await self._one_of(_reader_of(f, seller), partial(read, f, seller)) for f, seller in places]
        )

    async def do_due(self) -> int:
        """Do what is due, side by side, to its end; how many things were."""
        claimed = await self._claim(HANDS, HANDS, HANDS)
        await asyncio.gather(*(self._do(due) for due in claimed))
        return len(claimed)

    async def take_in_hand(self) -> int:
        """Begin what is due as hands come free; how many things were begun."""
        if len(self._in_hand) >= HANDS:
            await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
        letters = sum(due.source in LAST for due in self._in_hand.values())
        again = sum(due.again and due.source not in LAST for due in self._in_hand.values())
        claimed = await self._claim(HANDS - len(self._in_hand), HANDS_AGAIN - again, LETTER_HANDS - letters)
        for due in claimed:
            task = asyncio.create_task(self._do(due), name=f"{due.source}.{due.verb}")
            self._in_hand[task] = due
            task.add_done_callback(self._put_down)
        return len(claimed)

    def _put_down(self, task: asyncio.Task[None]) -> None:
        due = self._in_hand.pop(task)
        if not task.cancelled() and (defect := task.exception()) is not None:
            # Not even a rest could be given it: its lease runs out.
            log.error("the worker stumbles", job=f"{due.source}.{due.verb}", exc_info=defect)

    async def _claim(self, most: int, most_again: int, letters_most: int) -> list[Due]:
        lease = self.lease_seconds
        async with self.pool.connection() as conn:
            now, _ = await read_clock(conn)
            return await claim(
                *(conn, now), lease_seconds=lease, most=most,
                most_again=most_again, last=LAST, most_of_last=letters_most,
            )  # fmt: skip

    async def _do(self, due: Due) -> None:
        try:
            await self.handlers[due.source, due.verb](due)
            await self._done(due)
        except Later as later:
            await self._rest(due, later.seconds)
        except AWAY as away:
            log.warning("a job waits", job=f"{due.source}.{due.verb}", why=str(away)[:200])
            await self._rest(due, AWAY_SECONDS)
        except Exception as defect:
            # Ours to mend: said loudly, kept on the agenda, and in nobody else's way meanwhile. Whatever it is: a
            # letter that no parser foresaw must not stop the refunds of others.
            log.error("a job failed", job=f"{due.source}.{due.verb}", id=str(due.id), exc_info=defect)
            await self._rest(due, min(BROKEN_REST_SECONDS * 2**due.tries, BROKEN_REST_SECONDS_MAX))

    async def _done(self, due: Due) -> None:
        async with self.pool.connection() as conn:
            await done(conn, due)

    async def _rest(self, due: Due, seconds: float) -> None:
        try:
            async with self.pool.connection() as conn:
                await release(conn, due, wait_seconds=seconds)
        except AWAY as away:
            log.warning("a lease runs out by itself", why=str(away)[:200])

    async def read_all(self) -> int:
        """Read every statement of every seller; how many entries were new."""
        async with self.pool.connection() as conn:
            houses = [seller.id for seller in await sellers(conn)]
        places = [(name, read, seller) for name, read in self.statements.items() for seller in houses]
        done = 0
        for name, read, seller in places:
            done += await self._one_of(f"{STATEMENT}{name} of {seller}", partial(read, seller, name))
        self._booking_since = (self._booking_since or time.monotonic()) if done else None
        return done

    async def _after_money(self, work: Callable[[], Awaitable[int]]) -> int:
        """Letters, which wait for a while where a big file of the bank is being booked, and then go on beside it."""
        since = self._booking_since
        if since is not None and time.monotonic() < since + LETTERS_WAIT_SECONDS_MAX:
            return 0
        return await work()

    async def _one_of(self, what: str, work: Callable[[], Awaitable[int]]) -> int:
        """One of many: what is broken in it (a defect, or a log that may not be signed), or away (a rail, the disk of
        the kept checkpoints), stops none of the others. Without the database they all stop.
        """
        if time.monotonic() < max(self._resting.get(what, 0.0), self._away.get(what, 0.0)):
            return 0
        try:
            done = await work()
        except (psycopg.OperationalError, UndefinedTable, ReadOnlySqlTransaction, PoolTimeout):
            raise
        except InOtherHands:
            self._away[what] = time.monotonic() + IDLE_SECONDS
            return 0
        except (Unavailable, OSError) as away:
            log.warning("the worker waits", what=what, why=str(away)[:200])
            self._away[what] = time.monotonic() + AWAY_SECONDS
            return 0
        except Exception as defect:
            log.error("the worker is broken here", what=what, exc_info=defect)
            self._resting[what] = time.monotonic() + BROKEN_REST_SECONDS
            return 0
        self._resting.pop(what, None)
        return done

    async def drain(self) -> None:
        """Work until nothing is left to do at this time, and wait a while for what others have in hand, or what
        rests because a rail does not answer. Errors: Broken if it never ends, or something in it is broken.
        """
        patience = time.monotonic() + PATIENCE_SECONDS
        for _ in range(TURNS_MAX):
            if await self.turn() or await self.send() or await self.read_all():
                patience = time.monotonic() + PATIENCE_SECONDS
                continue
            async with self.pool.connection() as conn:
                now, _ = await read_clock(conn)
                everybody = [*self.followers, *self.writers, *self.couriers]
                logs, readers = await log_behind(conn), await followers_behind(conn, everybody)
                left = await due_left(conn, now) or logs or readers
            behind = {_log_of(seller) for seller in logs} | {_reader_of(*reader) for reader in readers}
            # What was broken here and is not behind any more, another process has done.
            broken = behind & self._resting.keys() | {
                what for what in self._resting if what.startswith(STATEMENT)
            }
            if broken:
                raise Broken(f"the worker is broken: {', '.join(sorted(broken))}")
            if not left or time.monotonic() > patience:
                return
            await asyncio.sleep(HAND_SECONDS)
        raise Broken("the worker does not come to an end: something causes itself")

    async def advance(self, to: datetime) -> int:
        """Move the clock, stopping at each time at which something is due; how many stops there were.

        Refuses: CLOCK_IS_REAL, CLOCK_ONLY_FORWARD.
        """
        stops = 0
        await self.drain()
        while True:
            async with self.pool.connection() as conn:
                now, _ = await read_clock(conn)
                upcoming = await next_due(conn, now)
                stop = to if upcoming is None or upcoming > to else upcoming
                await move_clock(conn, stop)
            if stop > now:
                stops += 1
                await self.drain()
            if stop == to:
                return stops


def _log_of(seller: UUID) -> str:
    return f"the log of {seller}"


def _reader_of(follower: Follower, seller: UUID) -> str:
    return f"{follower.name} of {seller}"
