"""Mail that a mail server has in hand while nothing can be written; mail put off, which goes by few connections."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from fourthact import reservations
from fourthact.mail import Lines
from fourthact.values import ids
from tests.faults.own_server import eventually
from tests.house import CLEO, House, played
from tests.mail.test_send import Server, at

MESSAGE_ID = re.compile(rb"(?m)^Message-ID: (\S+)\r$")
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"


class Slow(Server):
    """A mail server that takes a message and says so when it is allowed to."""

    def __init__(self) -> None:
        super().__init__("PIPELINING")
        self.may_say = asyncio.Event()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said: asyncio.StreamWriter = _Held()  # type: ignore[assignment]
        await super()._take(reader, said)
        await self.may_say.wait()
        writer.write(b"250 2.0.0 Taken\r\n")


class _Held:
    def write(self, data: bytes) -> None:
        """Nothing is said yet."""


@asynccontextmanager
async def sending_to(house: House, server: Server) -> AsyncIterator[None]:
    """The house's mail goes to this mail server."""
    courier: Any = house.app.worker.handlers["notices", "send"].__self__  # type: ignore[attr-defined]
    before = courier._lines
    async with at(server, timeout_seconds=60) as post:
        courier._lines = Lines(post, kept_seconds=60)
        try:
            yield
        finally:
            await courier._lines.close()
            courier._lines = before


def message_ids(server: Server) -> list[bytes]:
    return [found[1] for raw in server.messages if (found := MESSAGE_ID.search(raw))]


async def nothing_can_be_written(house: House) -> None:
    """The mail server has a notice and says so while the database can write nothing down of its reservation. That is
    kept in mind: when it can, the notice is recorded as sent, and nobody gets it a second time."""
    product = await house.product()
    await house.settle()
    slow = Slow()
    async with sending_to(house, slow):
        args = reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "en")
        await house.ask(reservations.PLACE, args, house.site)
        working = asyncio.create_task(house.settle())
        await eventually(lambda: bool(slow.messages))
        with psycopg.connect(house.dsn) as other:
            other.execute("SELECT id FROM subjects FOR UPDATE")
            slow.may_say.set()
            for is_waited_for in (True, False):
                await eventually(lambda wanted=is_waited_for: bool(house.sql(WAITING)) is wanted)  # type: ignore[misc]
        await working
    assert len(slow.messages) == 1
    assert house.sql("SELECT status, tries FROM notices") == [("sent", 1)]


test_nothing_can_be_written = played(nothing_can_be_written)


async def put_off(house: House) -> None:
    """Two a minute go to Cléo's domain. Those that were put off go over the connections that are open already."""
    product = await house.product()
    await house.settle()
    house.app.worker.handlers["mailings", "send"].__self__._pace.per_minute = 2  # type: ignore[attr-defined]
    server = Server("PIPELINING")
    async with sending_to(house, server):
        placing = (
            reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "en")
            for _ in range(12)
        )
        await asyncio.gather(*(house.ask(reservations.PLACE, args, house.site) for args in placing))
        await house.settle()
        assert len(server.messages) == 2
        await house.wait(minutes=6)
        assert len(message_ids(server)) == len(set(message_ids(server))) == 12
    assert sum(command.startswith("EHLO") for command in server.heard) <= 2


test_put_off = played(put_off)
