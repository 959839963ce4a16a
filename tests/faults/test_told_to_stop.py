"""A process that is told to stop, stops: whatever it was waiting for, and whatever that says of being stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fourthact import reservations
from fourthact.acts import Recorded
from fourthact.mail.folder import Folder
from fourthact.mail.pull import Source
from fourthact.values import ids
from tests.house import CLEO, House, played

SECONDS_MAX = 30
FOLLOWING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"


async def ended(task: asyncio.Task[Any]) -> bool:
    task.cancel()
    await asyncio.wait({task}, timeout=SECONDS_MAX)
    return task.done()


async def a_lock_that_is_gone(house: House) -> None:
    """Notices are being written while the database breaks off and the worker is told to stop: the lock that would be
    given back is on a connection that is gone. The error of that is not an answer to being stopped."""
    product = await house.product()
    await house.settle()
    worker, reading = house.app.worker, asyncio.Event()

    async def read_for_ever(acts: Sequence[Recorded]) -> None:
        reading.set()
        await asyncio.Event().wait()

    writers = [replace(one, heed=read_for_ever, alone=True) for one in worker.writers]
    args = reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "en")
    await house.ask(reservations.PLACE, args, house.site)
    before, worker.writers = worker.writers, writers
    working = asyncio.create_task(worker.run())
    await asyncio.wait_for(reading.wait(), SECONDS_MAX)
    assert house.sql(f"SELECT count(pg_terminate_backend(pid)) > 0 FROM ({FOLLOWING}) AS held") == [(True,)]
    assert await ended(working)
    worker.writers = before


test_a_lock_that_is_gone = played(a_lock_that_is_gone)


class Dropped(Folder):
    """A place that says, when it is told to stop waiting, that its connection broke."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"), poll_seconds=1)
        self.waiting = asyncio.Event()

    async def fetch(self, keep: Any) -> None:
        """There is nothing."""

    async def wait(self) -> None:
        self.waiting.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as told:
            raise ConnectionResetError("the connection broke") from told

    async def close(self) -> None:
        """Nothing is open."""


def test_a_mailbox_whose_connection_breaks_as_it_is_left() -> None:
    async def fetching() -> None:
        place = Dropped()
        task = asyncio.create_task(Source(place, "hello@motors.example").run(lambda raw, address: _kept()))
        await asyncio.wait_for(place.waiting.wait(), SECONDS_MAX)
        assert await ended(task)

    asyncio.run(fetching())


async def _kept() -> bool:
    return True
