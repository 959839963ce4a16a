"""The two processes of a house: the web server, and the worker that also receives mail."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module, resources
from types import ModuleType
from typing import Any

import psycopg
import structlog

from fourthact import people, plug, rails
from fourthact.app import App, opened
from fourthact.db.migrate import SchemaMissing, require_schema, schema_is_current
from fourthact.mail import Door, listen
from fourthact.settings import Settings, load
from fourthact.values.errors import Broken, Unavailable
from fourthact.web import Context
from fourthact.web.server import build as hang_up

log = structlog.get_logger()

# A request in flight has this long to end when the server is told to stop. Units: seconds.
GRACE_SECONDS = 15


def configure_log() -> None:
    """One line an event, to standard error; never the values of variables, which may be secret or personal."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def serve(settings: Settings, workers: int) -> None:
    """Run the web server until it is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.http import HTTP1Settings

    Granian(
        "fourthact.serving:create",
        address=settings.listen_host,
        port=settings.listen_port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=workers,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        loop=Loops.uvloop,
        log_access=False,
        websockets=False,
    ).serve()


class Web:
    """The web application of one process: the house is opened when the server starts, closed when it stops."""

    def __init__(self, settings: Settings, env: Mapping[str, str]) -> None:
        self._settings, self._env = settings, env
        self._inner: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._inner(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            stack = AsyncExitStack()
            app = await stack.enter_async_context(opened(self._settings, self._env, pool_size=16))
            self._inner = build(app)
            await _warn_without_schema(app.dsn)
            gc.collect()
            gc.freeze()  # what is there from now on to the end need not be looked through again and again
        except Exception as error:
            log.error("the web server cannot start", exc_info=error)
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})


async def _warn_without_schema(dsn: str) -> None:
    """Say at the start what is missing; whoever serves or works waits for it and begins by itself."""
    try:
        await asyncio.to_thread(require_schema, dsn)
    except SchemaMissing as missing:
        log.warning("waiting for the schema", why=str(missing))
    except psycopg.OperationalError as away:
        log.warning("waiting for the database", why=str(away).strip()[:200])


def create() -> Web:
    """What the server loads in each of its processes."""
    configure_log()
    env = dict(os.environ)
    return Web(load(env, plug.load(rails)), env)


def build(app: App) -> Any:
    """The web application of an open house."""
    context = Context(
        settings=app.settings,
        pool=app.pool,
        spine=app.spine,
        signer=app.signer,
        rails=app.rails,
        policy=app.policy,
        links=app.links,
        payments=app.payments,
        key_id_of=people.key_id_of,
        authenticate=people.authenticate,
        advance=app.worker.advance,
        schema_is_current=partial(schema_is_current, app.dsn),
    )
    return hang_up(context, [module.router for module in rooms_on_the_web()])


def rooms_on_the_web() -> list[ModuleType]:
    """Every room's `api` and `pages`, as they stand in the house."""
    package = resources.files("fourthact")
    found = []
    for room in sorted(entry.name for entry in package.iterdir() if entry.is_dir()):
        for part in ("api", "pages"):
            if room not in ("sandbox", "web") and package.joinpath(room, f"{part}.py").is_file():
                found.append(import_module(f"fourthact.{room}.{part}"))
    return found


async def work(settings: Settings, env: Mapping[str, str]) -> None:
    """Work, and receive mail, until told to stop; what is in hand is finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with opened(settings, env, pool_size=16) as app, receiving(app):
        await _warn_without_schema(app.dsn)
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
