"""PostgreSQL for tests: one server for a checkout, a template made by the migrations, a clone for each test.

All workers of a run share the server, and so do runs at the same time; the last to end stops it. It does not
wait for the disk. `TEST_POSTGRES=15` (or 16) takes another version than 18.

As a pytest plugin (`pytest_plugins = ["tests.postgres"]`) it offers the fixture `database`, a DSN.
"""

from __future__ import annotations

import atexit
import hashlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fourthact.db.migrate import MIGRATIONS, SCHEMA, migrate
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer, find_binaries

MAJOR = int(os.environ.get("TEST_POSTGRES", "18"))
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "300",
}
SWEEP_LOCK = 0x7E57  # the advisory lock under which templates are made and old databases swept

_numbers = itertools.count(1)
_spent: list[str] = []


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own with the newest schema; acts as the owner of the tables."""
    with clone() as dsn:
        yield dsn


@contextmanager
def clone(of: str | None = None) -> Iterator[str]:
    """A fresh copy of the template, about 25 ms; dropped at the next clone, when its connections are gone.

    `of`: the DSN of another database to copy, to which nobody is connected.
    """
    model = template() if of is None else conninfo_to_dict(of)["dbname"]
    _drop_spent()
    name = f"clone_{os.getpid()}_{next(_numbers)}"
    _admin().execute(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy")
    try:
        yield dsn_of(name)
    finally:
        _spent.append(name)


@cache
def shared_server() -> PrivateServer:
    """This checkout's test server, started; left again when the session ends."""
    checkout = hashlib.sha256(os.fsencode(Path(__file__).resolve())).hexdigest()[:8]
    state = Path(tempfile.gettempdir()) / f"fourthact-test-{os.geteuid()}-{checkout}-{MAJOR}"
    server = PrivateServer(state, find_binaries(None, MAJOR).folder, CARELESS)
    server.start()
    atexit.register(release)
    return server


@cache
def template() -> str:
    """The name of a database that the migrations of this very checkout made."""
    digest = hashlib.sha256()
    for file in sorted([*MIGRATIONS.rglob("*.*"), *SCHEMA.glob("*.sql")]):
        if file.suffix in {".py", ".sql"}:
            digest.update(file.read_bytes())
    name = f"template_{digest.hexdigest()[:12]}"
    admin = _admin()
    admin.execute("SELECT pg_advisory_lock(%s)", [SWEEP_LOCK])
    try:
        _sweep(admin, keep=name)
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute("DROP DATABASE IF EXISTS half_made")
            admin.execute("CREATE DATABASE half_made")
            migrate(dsn_of("half_made"))
            admin.execute(f"ALTER DATABASE half_made RENAME TO {name}")
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [SWEEP_LOCK])
    return name


def dsn_of(name: str) -> str:
    return make_conninfo(shared_server().dsn, dbname=name)


def release() -> None:
    """Leave the shared server; the last to leave stops it."""
    if shared_server.cache_info().currsize:
        _drop_spent()
        _admin().close()
        shared_server().stop()
        for remembered in (_admin, template, shared_server):
            remembered.cache_clear()


def pytest_sessionfinish() -> None:
    release()


@cache
def _admin() -> psycopg.Connection[tuple[Any, ...]]:
    return connect(dsn_of("postgres"))


def _drop_spent() -> None:
    while _spent:
        _admin().execute(f"DROP DATABASE IF EXISTS {_spent.pop()} WITH (FORCE)")


def _sweep(admin: psycopg.Connection[tuple[Any, ...]], keep: str) -> None:
    """Drop what killed runs left, and templates of a day ago."""
    rows = admin.execute(
        """
        SELECT datname,
               (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '1 day'
        FROM pg_database WHERE datname ~ '^(clone|template)_' AND datname <> %s""",
        [keep],
    ).fetchall()
    for name, is_old in rows:
        if is_old if name.startswith("template") else not _lives(int(name.split("_")[1])):
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False
