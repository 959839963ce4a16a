"""A house on a PostgreSQL of its own that may fall, and clients who repeat themselves until they are answered."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from fourthact.app import prepare
from fourthact.audit import explain
from fourthact.settings import load
from tests.house import START, House, environment, people_move_in, reopened
from tests.web.visiting import HOLDER, PRODUCT, Web, problem, web_of

WAIT_SECONDS_MAX = 90.0
PAUSE_SECONDS = (
    0.1  # of a client between two requests: the load is light, for every reservation is worked off
)
WHO_IS_THERE = "SELECT 'rsv_' || replace(id::text, '-', ''), position FROM reservations ORDER BY position"


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own account can enter too; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fourthact-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@asynccontextmanager
async def living_on(dsn: str, state: Path, world: Any) -> AsyncIterator[Web]:
    """A house and its web on a new database, its worker at work. `dsn`: empty for a server of the house's own."""
    await prepare(load(environment(dsn, state, world), ["sandbox"]), clock_at=START)
    async with reopened(dsn, state, world) as house:
        await people_move_in(house)
        async with web_of(house) as web:
            working = asyncio.create_task(house.app.worker.run(), name="worker")
            try:
                yield web
                assert not working.done(), "the worker has given up"
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)
            await at_rest(house)


async def at_rest(house: House) -> None:
    """Everything comes to rest, and the audit finds nothing."""
    await house.settle()
    report = house.audit()
    assert report.ok, explain(report.findings)


@dataclass(slots=True)
class Crowd:
    """Clients that place one reservation after the other, each with a key that they repeat until it is answered.

    `placed`: the reservation that each key was answered with; `put_off`: how often a client was told to come back.
    """

    web: Web
    product: str
    placed: dict[str, str] = field(default_factory=dict)
    put_off: int = 0
    leaving: bool = False

    @asynccontextmanager
    async def of(self, clients: int) -> AsyncIterator[Crowd]:
        """They come, and go when each has been answered."""
        async with asyncio.timeout(None) as patience, asyncio.TaskGroup() as group:
            for number in range(clients):
                group.create_task(self._client(f"client-{number}"))
            yield self
            self.leaving = True
            patience.reschedule(asyncio.get_running_loop().time() + WAIT_SECONDS_MAX)

    async def _client(self, name: str) -> None:
        turn = 0
        while not self.leaving:
            turn += 1
            await self.place(f"{name}-{turn}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def place(self, key: str) -> None:
        while True:
            answer = await self.web.post(
                "/reservations", {**HOLDER, "product": self.product}, "the site", key
            )
            if answer.status_code == 201:
                self.placed[key] = answer.json()["reservation"]
                return
            must_come_back(answer)
            self.put_off += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def answered(self, more: int = 10) -> None:
        """Wait until answers flow."""
        enough = len(self.placed) + more
        await eventually(lambda: len(self.placed) >= enough)

    async def turned_away(self, more: int = 4) -> None:
        """Wait until clients are told to come back."""
        enough = self.put_off + more
        await eventually(lambda: self.put_off >= enough)

    def all_there_once(self, *others: str) -> None:
        """Every answer (and those others had) is a reservation and the other way round; the line has no gap."""
        there = self.web.house.sql(WHO_IS_THERE)
        assert sorted(name for name, _ in there) == sorted([*self.placed.values(), *others])
        assert [place for _, place in there] == list(range(1, len(there) + 1))


@contextmanager
def impatient(house: House) -> Iterator[None]:
    """A request waits for a connection for a second, not for five: nobody will get one."""
    patience = house.app.pool.timeout
    house.app.pool.timeout = 1.0
    try:
        yield
    finally:
        house.app.pool.timeout = patience


async def a_crowd(web: Web) -> Crowd:
    return Crowd(web, (await web.made("/products", PRODUCT))["id"])


def must_come_back(answer: Any) -> None:
    """A machine is told in a whole document that it is not its fault, and when to come back."""
    found = problem(answer)
    assert (answer.status_code, found["code"], found["retry_helps"]) == (503, "unavailable", True), (
        answer.text
    )
    assert int(answer.headers["retry-after"]) >= 1
    assert "try again" in found["detail"]


async def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.02)


def processes(home: Path) -> list[psutil.Process]:
    """The postmaster of a private server, and its family."""
    postmaster = psutil.Process(int((home / "data" / "postmaster.pid").read_text().split()[0]))
    return [postmaster, *postmaster.children(recursive=True)]


def stop(home: Path) -> None:
    """As `pg_ctl stop -m fast` does: who is connected is cut off, and the server closes its books."""
    family = processes(home)
    os.kill(family[0].pid, signal.SIGINT)
    psutil.wait_procs(family, timeout=WAIT_SECONDS_MAX)


def kill(home: Path) -> None:
    """The whole server at once, as a power cut would."""
    for process in processes(home):
        with suppress(psutil.NoSuchProcess):
            process.kill()
