"""The sequencer: every act has one index, in an order that nothing can overtake; what was published stays."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fourthact.acts.checkpoint import VerifyingKey, open_checkpoint
from fourthact.acts.log import Head, Sequencer, behind, head_of, log_receipt
from fourthact.acts.signer import Signer
from fourthact.db.pool import connect_async
from fourthact.values import ids
from fourthact.values.errors import Broken
from fourthact.verify import verify_file
from tests.acts.shop import ORIGIN, Shop, tended

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORDER = """
    SELECT e.log_index, row_number() OVER (ORDER BY a.seq) - 1
      FROM acts AS a LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id ORDER BY a.seq
"""


def sequencer(shop: Shop) -> Sequencer:
    return Sequencer(Signer(shop.keys), shop.keys / "checkpoints")


async def run(shop: Shop) -> Head | None:
    """One turn, once no transaction elsewhere on the server holds it up."""
    async with await connect_async(shop.dsn, "fourthact_app") as conn:
        for _ in range(500):
            head = await sequencer(shop).run(conn, shop.seller, NOW)
            if head is not None or not await behind(conn):
                return head
            await asyncio.sleep(0.01)
    raise AssertionError("the log stays behind")


async def grown(shop: Shop) -> Head:
    """The log with everything in it."""
    last = None
    while (head := await run(shop)) is not None:
        last = head
    assert last is not None
    return last


def checkpoint_of(shop: Shop, head: Head) -> Any:
    return open_checkpoint(head.note, [VerifyingKey.parse(v) for v in Signer(shop.keys).vkeys(shop.seller)])


def test_every_act_stands_in_the_log_in_the_order_in_which_it_was_written() -> None:
    async def logged(shop: Shop) -> None:
        await shop.place_many(5)
        assert (await grown(shop)).size == 7
        await shop.place_many(3)
        head = await grown(shop)
        assert shop.sql(ORDER) == [(n, n) for n in range(10)]
        checkpoint = checkpoint_of(shop, head)
        assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 10, head.root)
        assert await run(shop) is None
        kept = sequencer(shop).kept(shop.seller)
        assert kept is not None
        assert (kept.size, kept.root) == (10, head.root)

    tended(logged)


def test_a_log_receipt_of_any_act_verifies_offline() -> None:
    """Over the edges of tiles of 256 hashes, and under heads that came one at a time."""

    async def receipts(shop: Shop) -> None:
        answers = []
        for count in (1, 252, 3, 300):
            answers += await shop.place_many(count)
            await grown(shop)
        vkey = Signer(shop.keys).vkeys(shop.seller)[-1]
        async with await connect_async(shop.dsn) as conn:
            for answer in answers[::37]:
                receipt = await log_receipt(conn, shop.seller, answer.first.id, ORIGIN)
                assert receipt is not None
                assert verify_file(json.dumps(receipt).encode(), vkey).kind == "log receipt"
            head = await head_of(conn, shop.seller)
        assert head is not None
        assert head.size == 558

    tended(receipts)


def test_an_act_that_waits_for_the_log_has_no_log_receipt_yet() -> None:
    async def waiting(shop: Shop) -> None:
        (answer,) = await shop.place_many(1)
        async with await connect_async(shop.dsn) as conn:
            assert await behind(conn)
            assert await log_receipt(conn, shop.seller, answer.first.id, ORIGIN) is None
            await grown(shop)
            assert not await behind(conn)
            assert await log_receipt(conn, shop.seller, ids.new_id(), ORIGIN) is None

    tended(waiting)


def test_a_transaction_in_flight_holds_up_what_came_after_it() -> None:
    """What could still commit with an earlier place is waited for: the log's order is the record's."""

    async def held_up(shop: Shop) -> None:
        before = await grown(shop)
        async with (
            await connect_async(shop.dsn) as slow,
            await connect_async(shop.dsn, "fourthact_app") as conn,
        ):
            async with slow.transaction():
                await slow.execute("SELECT pg_current_xact_id()")
                await shop.place_many(2)
                for _ in range(3):
                    assert await sequencer(shop).run(conn, shop.seller, NOW) is None
                assert await behind(conn)
            assert (await grown(shop)).size == before.size + 2

    tended(held_up)


def test_many_sequencers_at_once_are_one() -> None:
    async def crowd(shop: Shop) -> None:
        async def work() -> None:
            async with await connect_async(shop.dsn, "fourthact_app") as conn:
                for _ in range(10):
                    await sequencer(shop).run(conn, shop.seller, NOW)

        await asyncio.gather(*(work() for _ in range(4)), *(shop.place_many(1) for _ in range(30)))
        while await run(shop) is not None:
            pass
        indexes = sorted(index for index, _ in shop.sql(ORDER))
        assert indexes == [*range(32)]

    tended(crowd)


def test_dying_before_the_checkpoint_is_kept_loses_nothing() -> None:
    """The kept checkpoint is then an older one, or none: the log extends it, and the next one is kept."""

    async def unkept(shop: Shop) -> None:
        file = shop.keys / "checkpoints" / f"{ids.outer('seller', shop.seller)}.checkpoint"
        await grown(shop)
        older = file.read_text()
        await shop.place_many(1)
        await grown(shop)
        for state in (older, None):
            file.unlink() if state is None else file.write_text(state)
            await shop.place_many(1)
            head = await grown(shop)
            assert file.read_text() == head.note

    tended(unkept)


# What must never be signed. Each leaves the log as it is, whatever was tried.

OLDER = (
    "ALTER TABLE log_heads DISABLE TRIGGER ALL; ALTER TABLE log_entries DISABLE TRIGGER ALL;"
    " CREATE TABLE old_heads AS TABLE log_heads; CREATE TABLE old_entries AS TABLE log_entries;"
    " CREATE TABLE old_tiles AS TABLE log_tiles"
)
BACK = (
    "DELETE FROM log_heads; INSERT INTO log_heads TABLE old_heads; DELETE FROM log_entries;"
    " INSERT INTO log_entries TABLE old_entries; DELETE FROM log_tiles; INSERT INTO log_tiles TABLE old_tiles"
)


def broken(shop: Shop, match: str) -> Any:
    return pytest.raises(Broken, match=match)


def test_a_database_older_than_its_log_is_not_signed_for() -> None:
    """Restored from a backup, it would give acts the indexes of others that were published already."""

    async def restored(shop: Shop) -> None:
        await grown(shop)
        shop.sql(OLDER)
        await shop.place_many(2)
        newer = await grown(shop)
        copy = {table: shop.sql(f"TABLE {table}") for table in ("log_heads", "log_entries", "log_tiles")}
        shop.sql(BACK)
        await shop.place_many(1)
        with broken(shop, "older than its log"):
            await run(shop)
        assert shop.sql("SELECT max(size) FROM log_heads") == [(2,)]
        kept = sequencer(shop).kept(shop.seller)
        assert kept is not None
        assert kept.size == newer.size
        bring_back(shop, copy)
        await grown(shop)

    tended(restored)


def bring_back(shop: Shop, copy: dict[str, list[tuple[Any, ...]]]) -> None:
    """The newer backup, as the alarm asks for."""
    for table, rows in copy.items():
        shop.sql(f"DELETE FROM {table}")
        for row in rows:
            shop.sql(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", *row)


def test_a_log_that_forks_from_what_was_published_is_not_signed_for() -> None:
    async def forked(shop: Shop) -> None:
        head = await grown(shop)
        file = shop.keys / "checkpoints" / f"{ids.outer('seller', shop.seller)}.checkpoint"
        key = Signer(shop.keys).key(shop.seller)
        other = checkpoint_of(shop, head).text.splitlines()
        other[2] = "A" * 43 + "="
        file.write_text(key.sign("\n".join(other) + "\n"))
        await shop.place_many(1)
        with broken(shop, "does not extend"):
            await run(shop)
        file.write_text(head.note)
        await grown(shop)

    tended(forked)


def test_tiles_that_do_not_lead_to_the_head_are_not_built_upon() -> None:
    async def cracked(shop: Shop) -> None:
        await grown(shop)
        (before,) = shop.sql("SELECT hashes FROM log_tiles")
        shop.sql("UPDATE log_tiles SET hashes = sha256(hashes) || sha256(hashes)")
        await shop.place_many(1)
        with broken(shop, "do not lead to its published root"):
            await run(shop)
        shop.sql("UPDATE log_tiles SET hashes = %s", *before)
        await grown(shop)

    tended(cracked)


def test_a_database_brought_back_by_a_dump_says_so() -> None:
    """Its transactions count from the start again: its new acts would wait for the log in silence, for ever."""

    async def dumped(shop: Shop) -> None:
        await grown(shop)
        shop.sql("ALTER TABLE log_heads DISABLE TRIGGER ALL")
        before = shop.sql("SELECT size, horizon::text FROM log_heads")
        shop.sql("UPDATE log_heads SET horizon = '999999999999'")
        await shop.place_many(1)
        with broken(shop, "restored from a dump"):
            await run(shop)
        for size, horizon in before:
            shop.sql("UPDATE log_heads SET horizon = %s::text::xid8 WHERE size = %s", horizon, size)
        await grown(shop)

    tended(dumped)


def test_an_act_of_a_transaction_that_was_never_had_is_not_left_waiting() -> None:
    """A dump that was restored with acts not yet in the log: later ones would overtake them."""

    async def dumped(shop: Shop) -> None:
        await grown(shop)
        await shop.place_many(1)
        shop.sql("ALTER TABLE acts DISABLE TRIGGER ALL")
        (before,) = shop.sql("SELECT id, xid::text FROM acts ORDER BY seq DESC LIMIT 1")
        shop.sql("UPDATE acts SET xid = '999999999999' WHERE id = %s", before[0])
        await shop.place_many(1)
        with broken(shop, "restored from a dump"):
            await run(shop)
        shop.sql("UPDATE acts SET xid = %s::text::xid8 WHERE id = %s", before[1], before[0])
        await grown(shop)

    tended(dumped)


def test_a_log_key_that_is_gone_is_told() -> None:
    async def lost(shop: Shop) -> None:
        await grown(shop)
        file = shop.keys / f"{ids.outer('seller', shop.seller)}.pem"
        secret = file.read_bytes()
        await shop.place_many(1)
        file.unlink()
        with broken(shop, "is not in"):
            await run(shop)
        file.write_bytes(secret)
        await grown(shop)

    tended(lost)


def test_a_log_key_is_never_overwritten() -> None:
    async def twice(shop: Shop) -> None:
        with pytest.raises(FileExistsError):
            Signer(shop.keys).create(shop.seller, ORIGIN)
        assert (shop.keys / f"{ids.outer('seller', shop.seller)}.pem").stat().st_mode & 0o077 == 0
        assert Signer(shop.keys).sellers() == [shop.seller]

    tended(twice)
