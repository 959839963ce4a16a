"""The disk is full, and later it is not: a real one, small, mounted for the test.

What does not fit where, what happens then, what repairs it:

    rows                PostgreSQL refuses them       503; the same request succeeds when there is space
    its journal         PostgreSQL falls              503; the house starts it again until it stays up
    kept checkpoint     the database is ahead of it   the log waits with its next head; all other work goes on
    a secret, a key     the house does not open       nothing half-made is left; the next start succeeds
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from fourthact import reservations
from fourthact.acts.signer import Signer
from fourthact.app import secret
from fourthact.db.server import PrivateServer
from fourthact.sandbox.control import Control, running
from fourthact.values import ids
from tests.faults.own_server import a_crowd, at_rest, eventually, impatient, living_on, open_folder
from tests.house import CLEO, DOMAIN, House, opened
from tests.postgres import clone

CLIENTS = 6
ADDRESS = f"orders@{DOMAIN}"
PLENTY_BYTES = 320 * 1024 * 1024
LITTLE_BYTES = 1024 * 1024
SCANT_BYTES = 1024 * 1024
BLOCK = bytes(4096)
HEADS = "SELECT count(*) FROM log_heads"
HEAD = "SELECT size, root FROM log_heads ORDER BY size DESC LIMIT 1"
# A turn of the log waits for every transaction of the cluster that began before an act's, other tests' too.
WAITING = "SELECT id FROM acts WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())"
UNREAD = "SELECT id FROM messages WHERE outcome IS NULL"
MAIL = b"From: cleo@holder.example\r\nSubject: Thank you\r\n\r\nThank you for the drive.\r\n"
# Journal and nothing else, until there is no room for its next file.
JOURNAL = (
    "SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 1000000)) FROM generate_series(1, 400)"
)


@dataclass(frozen=True, slots=True)
class Disk:
    """A small disk. `folder`: where it is mounted."""

    folder: Path

    @contextmanager
    def full(self, left_bytes: int = 0) -> Iterator[None]:
        """Ballast leaves only so much, and is thrown overboard at the end."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            with suppress(OSError):
                while True:
                    file.write(BLOCK)
            file.truncate(max(0, file.tell() - left_bytes))
        try:
            yield
        finally:
            ballast.unlink()


@contextmanager
def small_disk(size_bytes: int) -> Iterator[Disk]:
    """A file system of this size of its own; skips the test where mounting one is not allowed."""
    with open_folder() as folder:
        disk = folder / "disk"
        disk.mkdir()
        options = f"size={size_bytes},mode=755"
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("needs the right to mount a file system")
        try:
            yield Disk(disk)
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


async def no_room_for_rows(disk: Disk, world: Control) -> None:
    async with living_on("", disk.folder / "house", world) as web:
        house, crowd = web.house, await a_crowd(web)
        cleos = await web.reserved(product=crowd.product)
        async with crowd.of(CLIENTS):
            await crowd.answered()
            with disk.full():
                await crowd.turned_away(2 * CLIENTS)
                assert await house.post(MAIL, ADDRESS) == 451
                assert (await web.client.get("/health/live")).status_code == 200
                assert (await web.page(cleos["page"])).status_code == 200  # what is known can still be read
            await crowd.answered()
            assert await house.post(MAIL, ADDRESS) == 250
        await house.settle()
        assert len(await house.messages()) == 1
        crowd.all_there_once(cleos["reservation"])


def test_rows_do_not_fit() -> None:
    """While nothing can be written, whoever wants to is told to come back, and whoever reads is served."""
    with small_disk(PLENTY_BYTES) as disk, running() as world:
        asyncio.run(no_room_for_rows(disk, world))


async def no_room_for_the_journal(disk: Disk, world: Control) -> None:
    async with living_on("", disk.folder / "house", world) as web:
        house, crowd = web.house, await a_crowd(web)
        async with crowd.of(CLIENTS):
            await crowd.answered()
            with disk.full(SCANT_BYTES):
                with pytest.raises(psycopg.OperationalError):
                    await house.outside(house.sql, JOURNAL)
                with impatient(house):
                    await crowd.turned_away(2 * CLIENTS)
            await crowd.answered()
        logs = (PrivateServer(disk.folder / "house").home / "log").glob("server-*.log")
        assert any("PANIC" in log.read_text() for log in logs), "it has not fallen"
        await house.settle()
        crowd.all_there_once()


def test_the_journal_does_not_fit() -> None:
    """PostgreSQL falls, for it can promise nothing any more, and is brought back as soon as there is space."""
    with small_disk(PLENTY_BYTES) as disk, running() as world:
        asyncio.run(no_room_for_the_journal(disk, world))


async def no_room_beside_the_keys(dsn: str, disk: Disk, world: Control) -> None:
    async with opened(dsn, disk.folder / "house", world) as house:
        product, sequencer = await house.product(), house.app.worker.sequencer
        kept = sequencer.kept
        await house.place(product)
        before = kept(house.seller)
        heads = house.sql(HEADS)[0][0]
        working = asyncio.create_task(house.app.worker.run(), name="worker")
        with disk.full():
            await take_a_place(house, product)
            await eventually(lambda: house.sql(HEADS)[0][0] == heads + 1)
            await take_a_place(house, product)
            assert await house.post(MAIL, ADDRESS) == 250
            # What is due is done, with its acts; the log waits with them, for the last head is not kept yet.
            await eventually(lambda: house.sql(UNREAD) == [])
            await eventually(lambda: house.sql(WAITING) == [])
            async with house.app.pool.connection() as conn:
                with pytest.raises(OSError, match="No space left"):
                    await sequencer.run(conn, house.seller, await house.now())
            assert house.sql(HEADS)[0][0] == heads + 1
            assert kept(house.seller) == before
        await eventually(lambda: house.sql(HEADS)[0][0] > heads + 1)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await at_rest(house)
        last = kept(house.seller)
        assert last is not None
        assert (last.size, last.root) == house.sql(HEAD)[0]


async def take_a_place(house: House, product: UUID) -> None:
    args = reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "fr")
    await house.ask(reservations.PLACE, args, house.site)


def test_the_kept_checkpoint_does_not_fit() -> None:
    """No second head is signed while the first could not be kept outside the database; all other work goes on."""
    with small_disk(LITTLE_BYTES) as disk, running() as world, clone() as dsn:
        asyncio.run(no_room_beside_the_keys(dsn, disk, world))


def test_a_secret_does_not_fit() -> None:
    """Nothing half-made is taken for a secret, or stands in the way of the next start."""
    with small_disk(LITTLE_BYTES) as disk:
        with disk.full(), pytest.raises(OSError, match="No space left"):
            secret(disk.folder, "links")
        assert list(disk.folder.iterdir()) == []
        made = secret(disk.folder, "links")
        assert len(made) == 32
        assert secret(disk.folder, "links") == made


def test_a_log_key_does_not_fit() -> None:
    """Half a key is no key: the same seller gets a whole one when there is space."""
    with small_disk(LITTLE_BYTES) as disk:
        signer, seller = Signer(disk.folder), ids.new_id()
        with disk.full(), pytest.raises(OSError, match="No space left"):
            signer.create(seller, f"{DOMAIN}/log")
        made = signer.create(seller, f"{DOMAIN}/log")
        again = Signer(disk.folder)
        assert again.vkeys(seller) == [made.vkey]
        assert again.key(seller).vkey == made.vkey
