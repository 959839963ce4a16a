"""A wire between us and PostgreSQL that can be cut at a word of the server's: it never reaches us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

CHUNK = 65_536
# What the server says when a COMMIT is done (message CommandComplete).
COMMITTED = b"COMMIT\0"


class Wire:
    """Carries bytes both ways. `cut_at`: the word of the server's at which the next connection is cut, once.

    `when_asked`: what to do, once, before a word of ours is passed on.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.cut_at: bytes | None = None
        self.cuts = 0
        self.when_asked: tuple[bytes, Callable[[], None]] | None = None

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_unix_connection(self._path)
        there = asyncio.create_task(self._ask(reader, inner_writer))
        back = asyncio.create_task(self._watch(inner_reader, writer))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, inner_writer):
            end.close()
        await asyncio.gather(there, back, return_exceptions=True)

    async def _watch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            if self.cut_at is not None and self.cut_at in data:
                self.cut_at = None
                self.cuts += 1
                return
            writer.write(data)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionResetError):
            while data := await reader.read(CHUNK):
                if self.when_asked is not None and self.when_asked[0] in data:
                    _, do = self.when_asked
                    self.when_asked = None
                    do()
                writer.write(data)


@asynccontextmanager
async def wired(dsn: str, folder: Path) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to the server of a DSN that speaks over a socket; the DSN that goes over the wire."""
    parts = conninfo_to_dict(dsn)
    name = f".s.PGSQL.{parts['port']}"
    wire = Wire(f"{parts['host']}/{name}")
    server = await asyncio.start_unix_server(wire.carry, folder / name)
    try:
        yield wire, make_conninfo(dsn, host=str(folder))
    finally:
        server.close()
