"""A database restored from a backup is older than what was published: it is not signed for, and says so."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from fourthact.audit import explain
from fourthact.sandbox.control import Control
from fourthact.values import ids
from fourthact.values.errors import Broken
from tests.house import House, audited, opened, reopened, stage
from tests.postgres import clone


def test_a_backup_is_not_taken_for_the_truth() -> None:
    """Cléo reserves, a backup is taken, Eve reserves, and the disk dies. The backup is restored: Eve was promised a
    place that is not there any more. Nothing is signed, the audit names it, people can still be served; when the
    newer database is found after all, the log goes on as if nothing had been."""
    with stage() as (dsn, state, world), ExitStack() as backups:
        asyncio.run(restored(dsn, state, world, backups))


async def restored(dsn: str, state: Path, world: Control, backups: ExitStack) -> None:
    async with opened(dsn, state, world) as before:
        product = await before.product()
        await before.place(product)
    backup = backups.enter_context(clone(dsn))
    async with reopened(dsn, state, world, before) as house:
        await house.place(product)
        published = kept_size(house)
    async with reopened(backup, state, world, before) as older:
        seller = ids.outer("seller", older.seller)
        assert [(f.check, f.place) for f in older.audit().findings] == [("kept checkpoint", seller)]
        with pytest.raises(Broken, match="the log of"):
            await older.place(product)
        assert older.sql("SELECT count(*) FROM reservations") == [(2,)]
        assert kept_size(older) == published
        assert older.sql("SELECT max(size) < %s FROM log_heads", published) == [(True,)]
    async with reopened(dsn, state, world, before) as house:
        await house.place(product)
        assert kept_size(house) > published
    report = audited(dsn, house.keys)
    assert report.ok, explain(report.findings)


def kept_size(house: House) -> int:
    kept = house.app.worker.sequencer.kept(house.seller)
    assert kept is not None
    return kept.size
