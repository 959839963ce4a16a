"""Migrations: forward only, safe when several run them, and their sum is the folder `schema`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo

import fourthact
from fourthact.db import migrate as migrations
from fourthact.db.migrate import MIGRATIONS, SchemaUnknown, migrate, schema_is_current, schema_sql
from fourthact.db.pool import APP_ROLE, connect
from fourthact.db.server import PrivateServer
from tests.db.catalog import catalog

VERSIONS = MIGRATIONS / "versions"


@contextmanager
def empty(server: PrivateServer, *names: str) -> Iterator[list[str]]:
    """Empty databases on a server, for as long as the test runs."""
    admin = connect(make_conninfo(server.dsn, dbname="postgres"))
    with admin:
        for name in names:
            admin.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield [make_conninfo(server.dsn, dbname=name) for name in names]
    finally:
        with connect(make_conninfo(server.dsn, dbname="postgres")) as admin:
            for name in names:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_the_schema_is_the_sum_of_the_migrations(any_server: PrivateServer) -> None:
    with empty(any_server, "by_schema", "by_migrations") as (by_schema, by_migrations):
        assert migrate(by_migrations)
        with connect(by_schema) as connection:
            connection.execute(schema_sql())
            schema = catalog(connection)
        with connect(by_migrations) as connection:
            assert catalog(connection) == schema
        assert any(line.startswith("column acts.bytes: ") for line in schema)


def test_the_comparison_sees_what_a_migration_could_forget(any_server: PrivateServer) -> None:
    with empty(any_server, "sabotaged") as (dsn,):
        migrate(dsn)
        with connect(dsn) as connection:
            seen = catalog(connection)
            for change in (
                "ALTER TABLE acts ADD COLUMN more text",
                "ALTER TABLE acts ALTER COLUMN tag DROP NOT NULL",
                "ALTER TABLE acts ALTER COLUMN tag SET DEFAULT 'x'",
                "ALTER TABLE acts ALTER COLUMN place TYPE bigint",
                'ALTER TABLE ledger_lines DROP CONSTRAINT "a line moves between two accounts"',
                "DROP INDEX acts_by_xid",
                "DROP TRIGGER written_once ON acts",
                "ALTER TABLE acts DISABLE TRIGGER written_once",
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "GRANT UPDATE ON acts TO fourthact_app",
                "GRANT UPDATE (tag) ON acts TO fourthact_app",
                "REVOKE INSERT ON acts FROM fourthact_app",
                "CREATE TYPE mood AS ENUM ('glad')",
                "CREATE VIEW all_acts AS SELECT 1 AS one",
                "ALTER TABLE acts ENABLE ROW LEVEL SECURITY",
                "COMMENT ON TABLE acts IS 'x'",
            ):
                with connection.transaction(force_rollback=True):
                    connection.execute(change.encode())
                    assert catalog(connection) != seen, change
            assert catalog(connection) == seen


def test_the_first_migration_is_the_schema_itself_until_the_first_release() -> None:
    """Then copy what `schema_sql` says into 0001_spine.sql and let 0001_spine.py run it: what is released stays."""
    is_unreleased = fourthact.__version__ == "0.1.0" and len(list(VERSIONS.glob("0*.py"))) == 1
    assert (VERSIONS / "0001_spine.sql").exists() != is_unreleased


def test_each_revision_is_a_pair_of_files_and_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    walked = list(ScriptDirectory.from_config(config).walk_revisions())[::-1]
    names = sorted(file.stem for file in VERSIONS.glob("0*.py"))
    assert [Path(script.path).stem for script in walked] == names
    assert sorted(file.stem for file in VERSIONS.glob("*.sql")) in (names, names[1:])
    assert [script.down_revision for script in walked] == [None, *(script.revision for script in walked[:-1])]
    assert all(name.startswith(f"{script.revision}_") for name, script in zip(names, walked, strict=True))
    assert not any(hasattr(script.module, "downgrade") for script in walked)


def test_migrating_again_does_nothing(any_server: PrivateServer) -> None:
    with empty(any_server, "twice") as (dsn,):
        assert not schema_is_current(dsn)
        assert migrate(dsn)[0] == "0001"
        assert schema_is_current(dsn)
        assert migrate(dsn) == []


def test_several_migrate_at_once_and_one_does_the_work(any_server: PrivateServer) -> None:
    with empty(any_server, "race_one", "race_two") as dsns, ThreadPoolExecutor(6) as threads:
        with connect(any_server.dsn) as admin:
            admin.execute(f"DROP ROLE IF EXISTS {APP_ROLE}".encode())  # both databases want to make it
        applied = list(threads.map(migrate, dsns * 3))
        assert sorted(applied[::2]) == sorted(applied[1::2]) == [[], [], ["0001"]]


def test_an_owner_who_is_no_superuser_migrates_and_serves(any_server: PrivateServer) -> None:
    # A database that others run: its owner may make roles, and no more.
    users = any_server.home / "pg_ident.conf"
    users.write_text(users.read_text() + users.read_text().splitlines()[1].replace(" fourthact", " modest"))
    with empty(any_server, "modest") as (dsn,), connect(dsn) as admin:
        admin.execute(f"DROP ROLE IF EXISTS {APP_ROLE}".encode())
        admin.execute("CREATE ROLE modest LOGIN CREATEROLE")
        admin.execute("ALTER DATABASE modest OWNER TO modest; ALTER SCHEMA public OWNER TO modest")
        admin.execute("SELECT pg_reload_conf()")
        own = make_conninfo(dsn, user="modest")
        try:
            assert migrate(own) == ["0001"]
            with connect(own, APP_ROLE) as app:
                row = app.execute("SELECT session_user::text, current_user::text").fetchone()
                assert row == ("modest", APP_ROLE)
            assert migrate(own) == []
        finally:
            admin.execute("ALTER DATABASE modest OWNER TO fourthact; DROP OWNED BY modest CASCADE")
            admin.execute(f"DROP OWNED BY {APP_ROLE}; DROP ROLE {APP_ROLE}; DROP ROLE modest".encode())


def test_a_newer_database_is_left_alone(any_server: PrivateServer) -> None:
    with empty(any_server, "newer") as (dsn,):
        migrate(dsn)
        with connect(dsn) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        assert not schema_is_current(dsn)
        with pytest.raises(SchemaUnknown, match="9999, newer than this Fourthact"):
            migrate(dsn)


def test_a_migration_that_fails_leaves_nothing_half_done(
    any_server: PrivateServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (tmp_path / "env.py").write_bytes((MIGRATIONS / "env.py").read_bytes())
    for number, before, statements in (
        (
            "0001",
            None,
            "CREATE TABLE first (n integer CHECK (n % 2 = 0)); -- :colons and 'quotes\nSELECT 'a:b'",
        ),
        ("0002", "0001", "CREATE TABLE second (n integer); SELECT 1 / 0"),
    ):
        (versions / f"{number}_x.sql").write_text(statements)
        (versions / f"{number}_x.py").write_text(
            "from fourthact.db.migrate import run_sql_beside\n"
            f"revision, down_revision = {number!r}, {before!r}\n"
            "def upgrade():\n    run_sql_beside(__file__)\n"
        )
    monkeypatch.setattr(migrations, "MIGRATIONS", tmp_path)
    with empty(any_server, "failing") as (dsn,):
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(dsn)
        with connect(dsn) as connection:
            tables = connection.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            assert sorted(tables.fetchall()) == [("alembic_version",), ("first",)]
        (versions / "0002_x.sql").write_text("CREATE TABLE second (n integer)")
        assert migrate(dsn) == ["0002"]
        assert schema_is_current(dsn)
