"""The database server is stopped, or killed, under clients at work, and comes back: nobody has to help.

Where it breaks, what was promised, who repairs it:

    stopped by its keeper    503 and 451 meanwhile    clients, mail servers and the worker ask again
    killed, all at once      the same                 the process that started it starts it again
"""

from __future__ import annotations

import asyncio
import smtplib
from pathlib import Path
from typing import Any

from fourthact.db.server import PrivateServer
from fourthact.sandbox.control import running
from tests.faults.own_server import (
    a_crowd,
    eventually,
    impatient,
    kill,
    living_on,
    open_folder,
    processes,
    stop,
)
from tests.house import CLEO, DOMAIN

ADDRESS = f"orders@{DOMAIN}"
MAIL = f"From: {CLEO}\r\nTo: {ADDRESS}\r\nSubject: Thank you\r\n\r\nThank you for the drive.\r\n".encode()
PUBLISHED = "SELECT max(size) FROM log_heads"
CLIENTS = 6


class Courier:
    """A mail server that is in the middle of a delivery. Its calls block."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._door = smtplib.LMTP(*address)
        self._door.ehlo_or_helo_if_needed()
        self._door.mail(CLEO)
        code, words = self._door.rcpt(ADDRESS)
        assert code == 250, words

    def hand_over(self) -> int:
        """What it is answered after the message's last line."""
        code, _ = self._door.data(MAIL)
        self._door.quit()
        return int(code)


async def under_load(server: PrivateServer, world: Any, state: Path) -> None:
    async with living_on(server.dsn, state, world) as web:
        house, crowd = web.house, await a_crowd(web)
        async with crowd.of(CLIENTS):
            await crowd.answered()
            courier = await house.outside(Courier, house.lmtp)
            with impatient(house):
                await house.outside(stop, server.home)
                await crowd.turned_away(CLIENTS)
                assert await house.outside(courier.hand_over) == 451
                assert await house.post(MAIL, ADDRESS) == 451
                assert (await web.client.get("/health/live")).status_code == 200
                assert (await web.client.get("/health/ready")).status_code == 503
            await house.outside(server.start)
            await crowd.answered()
            published = house.sql(PUBLISHED)
            # The mail server comes back, as it was told; and once more, for our first answer may have been lost.
            assert [await house.post(MAIL, ADDRESS) for _ in range(2)] == [250, 250]
            await eventually(lambda: house.sql(PUBLISHED) > published)
        assert (await web.client.get("/health/ready")).status_code == 200
        await house.settle()
        crowd.all_there_once()
        assert [message.outcome for message in await house.messages()] == ["noted"]


def test_stopped_and_started_again() -> None:
    """The keeper of the database stops it for a while: everybody is told to come back, and is served then."""
    with open_folder() as folder, running() as world, PrivateServer(folder) as server:
        asyncio.run(under_load(server, world, folder / "house"))


async def falls_twice(world: Any, state: Path) -> None:
    async with living_on("", state, world) as web:
        home, crowd = PrivateServer(state).home, await a_crowd(web)
        async with crowd.of(CLIENTS):
            for _ in range(2):
                await crowd.answered()
                fallen = processes(home)
                await web.house.outside(kill, home)
                await crowd.answered()
                assert processes(home)[0] != fallen[0]
        await web.house.settle()
        crowd.all_there_once()


def test_killed_and_revived() -> None:
    """The house's own server is killed under load: the house brings it back by itself."""
    with open_folder() as folder, running() as world:
        asyncio.run(falls_twice(world, folder / "house"))
