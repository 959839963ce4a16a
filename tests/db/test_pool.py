"""Connections: what the application's may do, how long they may take, and how they come back."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from psycopg_pool import PoolTimeout

from fourthact.db.pool import APP_ROLE, AppConnection, connect, connect_async, open_pool
from fourthact.db.server import PrivateServer


def in_pool(dsn: str, work: Callable[[AppConnection], Awaitable[Any]], role: str = APP_ROLE) -> Any:
    async def run() -> Any:
        async with open_pool(dsn, size_max=2, role=role) as pool, pool.connection() as connection:
            return await work(connection)

    return asyncio.run(run())


async def first(connection: AppConnection, question: str) -> Any:
    cursor = await connection.execute(question.encode())
    row = await cursor.fetchone()
    return row and row[0]


def test_the_application_is_a_role_that_owns_nothing(database: str) -> None:
    async def work(connection: AppConnection) -> None:
        assert await first(connection, "SELECT current_user::text") == APP_ROLE
        owned = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
        assert await first(connection, owned) == 0
        await connection.execute("RESET ROLE")  # leads back to the role it came with, not to the owner
        assert await first(connection, "SELECT current_user::text") == APP_ROLE

    in_pool(database, work)


@pytest.mark.parametrize("table", ["acts", "batches", "keys", "ledger_lines", "log_entries", "log_heads"])
@pytest.mark.parametrize("change", ["UPDATE {} SET seller = seller", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_written_once_the_application_cannot_change(database: str, table: str, change: str) -> None:
    with connect(database, APP_ROLE) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(sql.SQL(change).format(sql.Identifier(table)))
    with connect(database) as owner, pytest.raises(psycopg.errors.CheckViolation, match="written once"):
        owner.execute(sql.SQL(change).format(sql.Identifier(table)))


def test_its_patience_is_limited(database: str) -> None:
    wanted = {
        "statement_timeout": "30s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "1min",
        "application_name": "fourthact",
    }

    async def work(connection: AppConnection) -> dict[str, str]:
        return {name: await first(connection, f"SHOW {name}") for name in wanted}

    assert in_pool(database, work) == wanted


def test_a_dsn_may_bring_options_of_its_own(database: str) -> None:
    dsn = psycopg.conninfo.make_conninfo(
        database, options="-c work_mem=8MB -c statement_timeout=0", application_name="mine"
    )

    async def work(connection: AppConnection) -> list[Any]:
        names = ("work_mem", "statement_timeout", "application_name", "role")
        return [await first(connection, f"SHOW {name}") for name in names]

    assert in_pool(dsn, work) == ["8MB", "30s", "mine", APP_ROLE]


def test_only_a_transaction_that_was_asked_for_is_open(database: str) -> None:
    async def work(connection: AppConnection) -> None:
        await first(connection, "SELECT 1")
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        async with connection.transaction(force_rollback=True):
            await connection.execute("INSERT INTO clock (movable) VALUES (true)")
        assert await first(connection, "SELECT count(*) FROM clock") == 0

    in_pool(database, work)


def test_every_type_of_the_schema_is_read_in_the_binary_form(database: str) -> None:
    given = (
        uuid.UUID(int=7),
        b"\x00\xff",
        "é",
        2**40,
        datetime(2018, 7, 11, tzinfo=UTC),
        {"a": [1]},
        ["x"],
        None,
    )

    async def work(connection: AppConnection) -> None:
        cursor = await connection.execute(
            "SELECT %s::uuid, %s::bytea, %s::text, %s::bigint, %s::timestamptz, %s, %s::text[], %s::date",
            (*given[:5], Jsonb(given[5]), *given[6:]),
        )
        assert await cursor.fetchone() == given
        assert cursor.pgresult
        assert cursor.pgresult.fformat(0) == psycopg.pq.Format.BINARY
        assert isinstance(await first(connection, "SELECT pg_current_xact_id()"), int)
        strange = await connection.execute(
            """
            SELECT DISTINCT t.typname::text FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND c.relkind = 'r'"""
        )
        for (name,) in await strange.fetchall():
            known = connection.adapters.types[name.removeprefix("_")]
            assert connection.adapters.get_loader(known.oid, psycopg.pq.Format.BINARY), name

    in_pool(database, work)


def test_a_command_acts_as_the_owner_or_as_the_role_and_takes_its_time(database: str) -> None:
    async def as_role() -> Any:
        async with await connect_async(database, APP_ROLE, statement_seconds_max=7) as connection:
            return await first(connection, "SHOW role"), await first(connection, "SHOW statement_timeout")

    assert asyncio.run(as_role()) == (APP_ROLE, "7s")
    with connect(database) as connection:
        assert connection.execute("SHOW role").fetchone() == ("none",)
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)
        assert connection.autocommit


def test_a_role_that_is_not_there_is_no_connection(database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match='role "nobody_here" does not exist'):
        connect(database, "nobody_here")


def test_the_pool_outlives_its_server(state: Path, programs: Path) -> None:
    """Opened before the server is there; full of dead connections after a restart; never a broken one."""

    async def run() -> None:
        server = PrivateServer(state, programs)
        async with open_pool(server.dsn, size_max=3, role="fourthact") as pool:
            with pytest.raises(PoolTimeout):
                await pool.getconn(0.1)
            for _ in range(2):
                server.start()
                connections = [await pool.getconn() for _ in range(3)]
                for connection in connections:
                    assert await first(connection, "SELECT 1") == 1
                    await pool.putconn(connection)
                server.stop()
                assert not server.answers()
            server.start()
            async with asyncio.timeout(5):  # and that without the second that psycopg waits for each dead one
                for _ in range(3):
                    async with pool.connection() as connection:
                        assert await first(connection, "SELECT 1") == 1
        server.stop()

    asyncio.run(run())


def test_a_connection_that_only_heard_a_notice_is_kept(database: str) -> None:
    async def run() -> None:
        async with open_pool(database, size_max=1) as pool:
            async with pool.connection() as listener:
                await listener.execute("LISTEN news")
                process = listener.info.backend_pid
            with connect(database) as speaker:
                speaker.execute("NOTIFY news")
            async with pool.connection() as listener:
                assert listener.info.backend_pid == process

    asyncio.run(run())
