"""Mail in: how many messages a second are received durably, how many are read, and whether each has one outcome after
kill -9.

A quarter of the messages is brought over LMTP as fast as they are taken, over so many connections, while nothing
but the receiver and the database runs: that is the rate of receiving. The same messages go to a plain LMTP receiver
that writes each to a synced file, in the same run. Another quarter is brought while the worker reads those that are
there and the web process runs: to read is to compute, and takes the cores that there are. Then nobody brings any: how
many outcomes come in a second is the rate of reading. The other half is brought while the receiver, the worker, the
database server and the web process are killed, each several times; what is not answered with 250 is brought again, as
a mail server does. At the end every message has exactly one outcome, and the audit finds nothing. Prints, last,
`mail_in ratio VALUE goal 1.00`: messages received a second, against 200.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import click
import psycopg
from aiosmtpd.lmtp import LMTP

from bench.kills import kill_server
from bench.launch_night import open_house
from bench.process import Process
from fourthact.auditing import audit_database
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer

GOAL_PER_SECOND = 200
HOST, TO = "127.0.0.1", "hello@launch.example"
# Reading goes on for as long as there are new outcomes; so long without one is a failure.
STILL_SECONDS_MAX = 300.0
# The rate of reading is measured over so many outcomes at most.
READ_MAX = 1_000
WORDS = (
    "Thank you so much for your kind help!",
    "Please cancel my reservation and refund my deposit.",
    "When will it be delivered? I have been waiting for years.",
    "I might want my money back, I am not sure.",
)
LINE = b"On and on it goes, for a mail is longer than what it says, and quotes what it answers.\r\n"


def letter(n: int) -> bytes:
    """One mail of about two kilobytes, unlike every other."""
    head = f"From: Holder {n} <h{n}@holder.example>\r\nTo: {TO}\r\nSubject: Roadster {n}\r\nMessage-ID: <{n}@h.example>"
    return f"{head}\r\n\r\n{WORDS[n % len(WORDS)]}\r\n\r\n".encode() + LINE * 20


@click.command()
@click.option("--messages", default=10_000, show_default=True, help="How many messages in all.")
@click.option("--kills", default=5, show_default=True, help="How often each process is killed.")
@click.option("--connections", default=16, show_default=True, help="Over which messages are brought.")
@click.option("--readers", default=2, show_default=True, help="Processes that read letters.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(messages: int, kills: int, connections: int, readers: int, report: Path | None) -> None:
    """Bring, kill, count."""
    with tempfile.TemporaryDirectory(prefix="fourthact-mail-in-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), messages, kills, connections, readers))
    click.echo(", ".join(f"{name} {value}" for name, value in figures.items()))
    ratio = figures["received_per_second"] / GOAL_PER_SECOND
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"mail_in ratio {ratio:.2f} goal 1.00")
    whole = figures["messages"] == figures["outcomes"] == messages and not figures["findings"]
    sys.exit(0 if whole and ratio >= 1 else 1)


async def _measure(folder: Path, messages: int, kills: int, connections: int, readers: int) -> dict[str, Any]:
    env, _ = await open_house(folder)
    port, quarter, half = _free_port(), messages // 4, messages // 2
    env |= {"FOURTHACT_LMTP_PORT": str(port), "FOURTHACT_SMTP_URL": "smtp://127.0.0.1:9"}
    env["FOURTHACT_READER_PROCESSES"] = str(readers)
    with PrivateServer(folder) as server:
        with Process("receive", env).running() as receiver:
            await _answers(port)
            rate = await _rate(port, range(quarter), connections)
            click.echo(f"{quarter:,} received, {rate:.0f} a second", err=True)
            plain = await _beside(folder / "plain", range(quarter), connections)
            click.echo(f"a plain receiver: {plain:.0f} a second", err=True)
            with (
                Process("work --no-receive", env).running() as worker,
                Process("serve", env).running() as web,
            ):
                await _reads(server)
                busy = await _rate(port, range(quarter, half), connections)
                click.echo(f"{busy:.0f} a second while everything runs", err=True)
                read = await _read_rate(server, half)
                click.echo(f"{read:.1f} read a second", err=True)
                done = _Count()
                bringing = asyncio.create_task(_bring(port, range(half, messages), done, connections))
                victims: list[tuple[str, Callable[[], None]]] = [
                    ("receiver", receiver.kill),
                    ("worker", worker.kill),
                    ("database", lambda: kill_server(server.home / "data")),
                    ("web", web.kill),
                ] * kills
                await _killing(victims, done, messages - half, bringing)
                await bringing
                seconds = await _outcomes(server, messages)
        server.start()
        there, outcomes = _counted(server.dsn)
        findings = audit_database(server.dsn, folder / "keys", progress=False).findings
    return {
        "connections": connections,
        "received_per_second": round(rate),
        "received_per_second_with_everything_running": round(busy),
        "plain_per_second": round(plain),
        "of_plain": round(rate / plain, 2),
        "readers": readers,
        "read_per_second": round(read, 1),
        "kills": len(victims),
        "brought_again": done.again,
        "messages": there,
        "outcomes": outcomes,
        "seconds_to_last_outcome": round(seconds, 1),
        "findings": len(findings),
    }


class _Count:
    """What clients saw. `again`: how often a message was brought once more."""

    taken = again = 0

    async def reaches(self, taken: int, bringing: asyncio.Task[None]) -> None:
        """Wait until so many were taken, or all were."""
        while self.taken < taken and not bringing.done():  # noqa: ASYNC110  (a figure that others count up)
            await asyncio.sleep(0.02)


async def _rate(port: int, which: Sequence[int], connections: int) -> float:
    began = time.perf_counter()
    await _bring(port, which, _Count(), connections)
    return len(which) / (time.perf_counter() - began)


async def _bring(port: int, which: Sequence[int], count: _Count, connections: int) -> None:
    """Bring messages over several connections, each until it is answered with 250."""
    waiting = iter(which)
    await asyncio.gather(*(_client(port, waiting, count) for _ in range(connections)))


async def _client(port: int, waiting: Iterator[int], count: _Count) -> None:
    connection: _Lmtp | None = None
    for n in waiting:
        while True:
            try:
                connection = connection or await _Lmtp.to(port)
                if await connection.deliver(letter(n)):
                    break
            except (OSError, EOFError, TimeoutError):
                connection = None
            count.again += 1
            await asyncio.sleep(0.05)
        count.taken += 1


class _Lmtp:
    """One connection; its two ways."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> _Lmtp:
        made = cls(*await asyncio.open_connection(HOST, port))
        await made._reply()
        made._writer.write(b"LHLO bench\r\n")
        await made._reply()
        return made

    async def deliver(self, raw: bytes) -> bool:
        """Whether the message was answered with 250."""
        async with asyncio.timeout(60):
            for words in (b"MAIL FROM:<h@holder.example>\r\n", f"RCPT TO:<{TO}>\r\n".encode(), b"DATA\r\n"):
                self._writer.write(words)
                if (await self._reply())[:1] not in (b"2", b"3"):
                    self._writer.write(b"RSET\r\n")
                    await self._reply()
                    return False
            self._writer.write(raw + b".\r\n")
            return (await self._reply()).startswith(b"250")

    async def _reply(self) -> bytes:
        while True:
            line = await self._reader.readline()
            if not line:
                raise EOFError
            if line[3:4] != b"-":
                return line


async def _killing(
    victims: Sequence[tuple[str, Callable[[], None]]],
    done: _Count,
    messages: int,
    bringing: asyncio.Task[None],
) -> None:
    """Kill one after the other, each at its share of the way, at a moment of no choosing."""
    for turn, (name, kill) in enumerate(victims):
        await done.reaches(messages * turn // len(victims), bringing)
        await asyncio.sleep(random.random() * 0.2)
        kill()
        click.echo(f"{name} killed, {done.taken:,} of {messages:,} answered", err=True)


async def _reads(server: PrivateServer) -> None:
    """Wait until the worker has read a first message."""
    while not (await asyncio.to_thread(_counted, server.dsn))[1]:  # noqa: ASYNC110  (another process counts)
        await asyncio.sleep(0.2)


async def _read_rate(server: PrivateServer, messages: int) -> float:
    """How many outcomes come in a second while nothing else does, of those that are left or the first of them."""
    _, before = await asyncio.to_thread(_counted, server.dsn)
    began, now = time.perf_counter(), before
    while now < min(before + READ_MAX, messages):
        await asyncio.sleep(0.5)
        _, now = await asyncio.to_thread(_counted, server.dsn)
    return (now - before) / (time.perf_counter() - began)


async def _outcomes(server: PrivateServer, messages: int) -> float:
    """Wait until every message has its outcome, for as long as there are new ones. Units: seconds."""
    began = still = time.monotonic()
    seen = (0, 0)
    while seen != (messages, messages) and time.monotonic() < still + STILL_SECONDS_MAX:
        with suppress(psycopg.OperationalError):
            now = await asyncio.to_thread(_counted, server.dsn)
            if now != seen:
                seen, still = now, time.monotonic()
        await asyncio.sleep(0.5)
    return time.monotonic() - began


def _counted(dsn: str) -> tuple[int, int]:
    """How many messages there are, and how many outcomes were recorded of them."""
    query = """
        SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM acts WHERE tag = 'message.read'
                AND subject IN (SELECT id FROM messages WHERE outcome IS NOT NULL))
    """
    with connect(dsn) as conn:
        row = conn.execute(query).fetchone()
    assert row is not None
    return row[0], row[1]


async def _beside(folder: Path, which: Sequence[int], connections: int) -> float:
    """The same messages to a plain receiver, which only writes each to a synced file. Units: messages a second."""
    folder.mkdir()
    port = _free_port()
    sink = multiprocessing.get_context("spawn").Process(target=_sink, args=(port, str(folder)), daemon=True)
    sink.start()
    try:
        await _answers(port)
        return await _rate(port, which, connections)
    finally:
        sink.kill()
        sink.join()


class _Files:
    """Keeps each message in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self._count += 1
        await asyncio.to_thread(self._keep, self._folder / str(self._count), envelope.content)
        return "250 OK"

    @staticmethod
    def _keep(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _sink(port: int, folder: str) -> None:
    async def listen() -> None:
        loop, files = asyncio.get_running_loop(), _Files(Path(folder))
        async with await loop.create_server(lambda: LMTP(files, loop=loop), HOST, port) as server:
            await server.serve_forever()

    asyncio.run(listen())


async def _answers(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError):
            async with _open(port):
                return
        await asyncio.sleep(0.1)
    raise RuntimeError(f"nobody listens at {port}")


@asynccontextmanager
async def _open(port: int) -> AsyncIterator[None]:
    _, writer = await asyncio.open_connection(HOST, port)
    try:
        yield
    finally:
        writer.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
