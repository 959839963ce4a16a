"""The two processes of a house: the web server, and the worker that also receives mail."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import structlog

from fourthact.app import App, opened
from fourthact.mail import Door, listen
from fourthact.settings import Settings
from fourthact.values.errors import Broken, Unavailable

log = structlog.get_logger()

# A request in flight has this long to end when the server is told to stop. Units: seconds.
GRACE_SECONDS = 15


def serve(settings: Settings, workers: int) -> None:
    """Run the web server until it is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    Granian(
        "fourthact.web.asgi:create",
        address=settings.listen_host,
        port=settings.listen_port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=workers,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        log_access=False,
        websockets=False,
    ).serve()


async def work(settings: Settings, env: Mapping[str, str]) -> None:
    """Work, and receive mail, until told to stop; what is in hand is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with opened(settings, env, pool_size=16) as app, receiving(app):
        working = asyncio.create_task(app.worker.run(), name="worker")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        stopped.cancel()
        outcome = (await asyncio.gather(working, stopped, return_exceptions=True))[0]
        if isinstance(outcome, Exception):
            raise outcome


@asynccontextmanager
async def receiving(app: App) -> AsyncIterator[Any]:
    """The mail receiver, listening. Every 250 follows a commit."""

    async def take(raw: bytes, sender: str, recipient: str) -> str:
        try:
            await app.mail.take(raw, sender, recipient, "lmtp")
        except (Unavailable, psycopg.OperationalError, OSError) as away:
            log.warning("mail is put off", why=str(away)[:200])
            return "451 4.3.0 Not now; please try again"
        except Broken as broken:
            log.error("mail is put off", why=str(broken)[:500])
            return "451 4.3.5 We are mending something; please try again"
        return "250 2.6.0 Stored"

    async def knows(recipient: str) -> bool | None:
        try:
            return await app.mail.knows(recipient)
        except (Unavailable, psycopg.OperationalError, OSError):
            return None

    door = Door(take, knows)
    settings = app.settings
    server = await listen(
        door, settings.lmtp_host, settings.lmtp_port, message_bytes_max=settings.message_bytes_max
    )
    log.info("mail is received", address=server.sockets[0].getsockname())
    async with server:
        yield server
