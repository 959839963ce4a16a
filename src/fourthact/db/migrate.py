"""Migrations: forward only, each an SQL file beside its Alembic revision; the folder `schema` is their sum.

Until the first release there is only 0001, which runs the files of `schema`. From then on a change is a new pair of
files in `migrations/versions` (`0002_what.py`, `0002_what.sql`) and the same change in `schema`; a test compares.
Alembic is imported when it is needed and only here: it costs half a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from fourthact.db.pool import APP_ROLE, connect
from fourthact.values.errors import Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = Path(__file__).parent / "schema"
LOCK = 0x466F7572746841  # "FourthA", the advisory lock of whoever migrates a database
LOCK_POLL_SECONDS = 0.1

_alembic = threading.Lock()  # its context is one for the whole process

# Roles belong to the whole server: another database's migration may make the role at this very moment.
ROLE = f"""
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        CREATE ROLE {APP_ROLE} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
DO $$
BEGIN
    SET LOCAL ROLE {APP_ROLE};
    RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
    GRANT {APP_ROLE} TO CURRENT_USER;
END $$;
"""


class SchemaUnknown(Unavailable):
    """The database was migrated by a newer Fourthact than this one."""

    def __str__(self) -> str:
        return f"the database's schema is at {self.what}, newer than this Fourthact knows: run the newer one"


def migrate(dsn: str) -> list[str]:
    """Bring the database to the newest schema; the revisions that it took, none if it was there already.

    Each revision is one transaction. Several may call at once: one works, the others wait and find it done.
    """
    from alembic import command
    from alembic.config import Config

    with connect(dsn) as connection, _alone(connection):
        connection.execute(ROLE)
        if (at := _revision(connection)) not in (None, *_revisions()):
            raise SchemaUnknown(at or "", retry_helps=False)
        applied: list[str] = []
        config = Config(attributes={"dsn": dsn, "applied": applied})
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with _alembic:
            command.upgrade(config, "head")
        return applied


def schema_is_current(dsn: str) -> bool:
    """Whether the database has exactly the schema that this program was written for."""
    with connect(dsn) as connection:
        return _revision(connection) == _revisions()[-1]


def require_schema(dsn: str) -> None:
    """Errors: SchemaMissing, with what to do, for a database without the schema of this program."""
    if not schema_is_current(dsn):
        raise SchemaMissing(
            "this database has not the schema of this version of Fourthact. Run `fourthact migrate` first"
        )


class SchemaMissing(Exception):
    """A database that was never migrated, or not to this version."""


def schema_sql() -> bytes:
    """The whole schema: the files of `schema`, in the order of their names."""
    return b"\n".join(file.read_bytes() for file in sorted(SCHEMA.glob("*.sql")))


def run_sql_beside(revision_file: str) -> None:
    """For a revision's `upgrade`: execute the `.sql` file of the same name, whole."""
    run_sql(Path(revision_file).with_suffix(".sql").read_bytes())


def run_sql(statements: bytes) -> None:
    """For a revision's `upgrade`: execute any number of statements."""
    from alembic import op

    connection: Any = op.get_bind().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    # Not `op.execute`, which would read colons and percent signs. Without parameters psycopg sends the text
    # as it is, and PostgreSQL takes any number of statements.
    connection.execute(statements)


def _revisions() -> list[str]:
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py"))


def _revision(connection: psycopg.Connection) -> str | None:
    if connection.execute("SELECT to_regclass('alembic_version')::text").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


@contextmanager
def _alone(connection: psycopg.Connection) -> Iterator[None]:
    # Asked for again and again instead of waited for: a statement that waits holds a snapshot, and a CREATE
    # INDEX CONCURRENTLY under the lock would wait for that snapshot for ever.
    while connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone() != (True,):
        time.sleep(LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
