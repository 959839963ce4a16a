"""Connections: a pool of them for the application, single ones for commands.

Every connection of the application acts as the role `fourthact_app`, which owns no table and can change only
what the schema grants it. All are in autocommit: a transaction is what `connection.transaction()` opens,
and reading leaves nothing open. The pool's results come in PostgreSQL's binary form, which reads acts a third
faster; psycopg knows it for every type but a few of the catalog's own (cast a `regclass` to text).
"""

from __future__ import annotations

import select
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, Connection, OperationalError
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Format
from psycopg_pool import AsyncConnectionPool

APP_ROLE = "fourthact_app"
STATEMENT_SECONDS_MAX = 30
LOCK_SECONDS_MAX = 2
IDLE_IN_TRANSACTION_SECONDS_MAX = 60
CONNECT_SECONDS_MAX = 5
WAIT_SECONDS_MAX = 5  # for a connection to become free; then the request is answered 503
PREPARE_AFTER = 2  # the spine's few statements are prepared at their third run, one-off questions never

# How values are written, whatever the database, its role or the environment have for a taste.
TASTE = {
    "timezone": "UTC",
    "bytea_output": "hex",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
}

AppConnection = AsyncConnection[tuple[Any, ...]]


def open_pool(dsn: str, *, size_max: int, role: str = APP_ROLE) -> AsyncConnectionPool[AppConnection]:
    """The application's connections. Enter it with `async with`, be the database there or not.

    It recovers by itself: a connection whose server has gone away is replaced before anybody gets it, and
    while there is no server each waiting request tries anew (psycopg's own patience would pause for minutes).
    Errors: psycopg_pool.PoolTimeout when none is to be had in WAIT_SECONDS_MAX.
    """

    async def check(connection: AsyncConnection[Any]) -> None:
        try:
            _hear(connection)
        except OperationalError:
            await pool.drain()  # one is dead: so are the others, or soon; replaced at once, not one by one
            raise

    pool: AsyncConnectionPool[AppConnection] = AsyncConnectionPool(
        dsn,
        kwargs=_keywords(dsn, role, STATEMENT_SECONDS_MAX) | {"cursor_factory": BinaryCursor},
        min_size=1,
        max_size=size_max,
        open=False,
        configure=_read_xid8,
        check=check,
        timeout=WAIT_SECONDS_MAX,
        reconnect_timeout=1,
        name=role,
    )
    return pool


def connect(dsn: str, role: str | None = None, *, statement_seconds_max: int = 0) -> Connection:
    """One connection for a command: as the role, or without one as the owner of the tables."""
    return Connection.connect(dsn, **_keywords(dsn, role, statement_seconds_max))


async def connect_async(
    dsn: str, role: str | None = None, *, statement_seconds_max: int = 0
) -> AppConnection:
    """One connection beside the pool: for a listener, or for an audit that reads for long."""
    return await AsyncConnection.connect(dsn, **_keywords(dsn, role, statement_seconds_max))


class BinaryCursor(AsyncCursor[Any]):
    """A cursor whose results come in the binary form, unless asked otherwise."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.format = Format.BINARY


def _keywords(dsn: str, role: str | None, statement_seconds_max: int) -> dict[str, Any]:
    given = conninfo_to_dict(dsn)
    limits = TASTE | {
        "statement_timeout": f"{statement_seconds_max}s",
        "lock_timeout": f"{LOCK_SECONDS_MAX}s",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS_MAX}s",
    }
    if role:
        limits["role"] = role
    options = [str(given.get("options") or ""), *(f"-c {name}={value}" for name, value in limits.items())]
    return {
        "connect_timeout": given.get("connect_timeout") or CONNECT_SECONDS_MAX,
        "application_name": given.get("application_name") or "fourthact",
        "options": " ".join(options).strip(),
        "autocommit": True,
        "prepare_threshold": PREPARE_AFTER,
    }


class _Xid8(Loader):
    """Transaction ids, which the record's sequencer compares, as integers; psycopg gives their raw bytes."""

    format = Format.BINARY

    def load(self, data: Buffer) -> int:
        return int.from_bytes(data, "big")


async def _read_xid8(connection: AsyncConnection[Any]) -> None:
    connection.adapters.register_loader("xid8", _Xid8)


def _hear(connection: AsyncConnection[Any]) -> None:
    """Raise if the server has closed the connection meanwhile. Asks the socket only, not the server."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    while poll.poll(0):
        connection.pgconn.consume_input()  # takes in a last word of the server's; raises at the stream's end
