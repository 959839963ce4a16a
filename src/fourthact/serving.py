"""The processes of a house: the web server, and the worker, which also receives mail where no other process does."""

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

from fourthact import people, plug, rails, readers
from fourthact.app import App, opened
from fourthact.db.migrate import SchemaMissing, require_schema, schema_is_current
from fourthact.doctoring import every_day
from fourthact.mail import BadSource, Door, listen, sources
from fourthact.settings import Settings, SettingsError, load, variable
from fourthact.values.errors import Unavailable
from fourthact.web import Context
from fourthact.web.server import build as hang_up
from fourthact.work import AWAY

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
    return Web(load(env, plug.load(rails) | plug.load(readers)), env)


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


async def work(settings: Settings, env: Mapping[str, str], *, receives: bool = True) -> None:
    """Work, and receive mail unless another process does, until told to stop; what is in hand is finished first."""
    stopped = _told_to_stop()
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(opened(settings, env, pool_size=16))
        if receives:
            await stack.enter_async_context(receiving(app))
        await _warn_without_schema(app.dsn)
        if settings.doctor_smtp_url is not None:
            stack.push_async_callback(_end, asyncio.create_task(every_day(app), name="doctor"))
        working = asyncio.create_task(app.worker.run(), name="worker")
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        stopped.cancel()
        outcome = (await asyncio.gather(working, stopped, return_exceptions=True))[0]
        if isinstance(outcome, Exception):
            raise outcome


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


async def receive(settings: Settings, env: Mapping[str, str]) -> None:
    """Receive mail, and nothing else, until told to stop; what is being stored is answered first."""
    stopped = _told_to_stop()
    async with opened(settings, env) as app, receiving(app):
        await _warn_without_schema(app.dsn)
        await stopped


def _told_to_stop() -> asyncio.Task[Any]:
    """Ends when somebody tells this process to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return asyncio.create_task(stop.wait(), name="stop")


@asynccontextmanager
async def receiving(app: App) -> AsyncIterator[Any]:
    """Mail comes in by every way that is set. Every 250 follows a commit, and so does every move of what is fetched.

    Errors: SettingsError for a mailbox that is written wrongly, OSError for an address that is taken.
    """
    settings = app.settings
    try:
        places = sources(settings.mailboxes or "")
    except BadSource as error:
        raise SettingsError(f"{variable('mailboxes')}: {error}") from error
    ports = [(settings.lmtp_port, False)]
    if settings.lmtp_smtp_port is not None:
        ports.append((settings.lmtp_smtp_port, True))
    async with AsyncExitStack() as stack:
        servers = []
        for port, smtp in ports:
            door = Door(partial(_take, app, "smtp" if smtp else "lmtp"), partial(_knows, app))
            server = await listen(
                door, settings.lmtp_host, port, message_bytes_max=settings.message_bytes_max, smtp=smtp
            )
            servers.append(await stack.enter_async_context(server))
            log.info(
                "mail is received", by="SMTP" if smtp else "LMTP", address=server.sockets[0].getsockname()
            )
        fetching = [
            asyncio.create_task(place.run(partial(_keep, app)), name=place.place.name) for place in places
        ]
        try:
            yield servers[0]
        finally:
            for task in fetching:
                task.cancel()
            await asyncio.gather(*fetching, return_exceptions=True)


async def _take(app: App, transport: str, raw: bytes, sender: str, recipient: str) -> str:
    try:
        await app.mail.take(raw, sender, recipient, transport)
    except AWAY as away:
        log.warning("mail is put off", why=str(away)[:200])
        return "451 4.3.0 Not now; please try again"
    except Exception as defect:
        # Whatever it is, the sender's mail server keeps the message until it is mended.
        log.error("mail is put off", exc_info=defect)
        return "451 4.3.5 We are mending something; please try again"
    return "250 2.6.0 Stored"


async def _knows(app: App, recipient: str) -> bool | None:
    try:
        return await app.mail.knows(recipient)
    except AWAY:
        return None


async def _keep(app: App, raw: bytes, address: str) -> bool:
    try:
        await app.mail.fetched(raw, address, "fetched")
    except AWAY as away:
        raise Unavailable(str(away)[:200]) from away
    except Exception as defect:
        log.error("a message is left where it was fetched", exc_info=defect)
        return False
    return True
