"""A worker is killed again and again while it books a big file of the bank: every entry has one outcome, none two."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fourthact import products, reservations
from fourthact.agenda import read_clock
from fourthact.books import Desk
from fourthact.payments import reference_of
from fourthact.values import ids
from fourthact.values.money import Money
from tests import house as houses
from tests.house import CLEO, HER_BANK, House
from tests.rails.worlds.bank_transfer import Posting, camt
from tests.stories.bank import DOLLARS, Bank, banked

ENTRIES, TOLD_TWICE, HOLDERS = 3_000, 750, 150
# The worker is killed once this many are booked, and a moment later than that.
KILLED_AT = (0, 1, 500, 1_000, 1_500)
DEPOSIT = 5_000_00
PATIENCE_TURNS = 2_400


@asynccontextmanager
async def worker(house: House) -> AsyncIterator[None]:
    env = os.environ | houses.environment(house.dsn, house.keys.parent, house.world) | {"PYTHONPATH": "src"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fourthact", "work", env=env, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def placed(house: House) -> list[str]:
    """The codes of reservations that each owe one stage by transfer."""
    product = await house.product(stages=[products.Stage(1, DEPOSIT, "transfer", "bank_transfer", 30)])
    codes = [ids.new_code() for _ in range(HOLDERS)]
    placing = (
        reservations.PlaceReservation(ids.new_id(), code, product, "Cléo Dupont", CLEO, "en")
        for code in codes
    )
    await asyncio.gather(*(house.ask(reservations.PLACE, args, house.site) for args in placing))
    return codes


def wires(codes: Sequence[str], on: datetime) -> list[Posting]:
    """Those of the holders, spread over what others sent."""
    each = ENTRIES // HOLDERS
    return [
        Posting(Money(DEPOSIT, "USD"), on, reference_of(codes[n // each]), "", HER_BANK)
        if n % each == 0
        else Posting(Money(1_00 + n, "USD"), on, f"invoice {n}", "", HER_BANK)
        for n in range(ENTRIES)
    ]


def files(told: Sequence[Posting]) -> dict[str, str]:
    """A statement of the most of it, a notification that overlaps it at its end, and the statement that goes on."""
    first, sums = len(told) - TOLD_TWICE, [posting.amount.minor for posting in told]

    def written(at: int, to: int) -> str:
        return camt(list(told[at:to]), itertools.count(at + 1), sum(sums[:at]))

    notified = written(first - TOLD_TWICE, len(told)).replace("camt.053", "camt.054")
    notified = notified.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    return {
        "statement": written(0, first),
        "notification": notified.replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>"),
        "the next one": written(first, len(told)),
    }


async def a_big_file(bank: Bank) -> None:
    """Five kills: while it is read, and between the entries. What is under way can be seen meanwhile."""
    house, chance = bank.house, random.Random(5)
    seen: list[int | None] = []
    codes = await placed(house)
    for name, raw in files(wires(codes, await house.now())).items():
        bank.put(name, raw)
    for many in KILLED_AT:
        async with worker(house):
            await booked(house, many)
            await asyncio.sleep(chance.random() / 5)
        house.sql("UPDATE agenda SET leased_until = NULL")
        far = await under_way(house)
        assert far is None or (far["booked"] <= far["entries"] == ENTRIES)
        seen.append(far["booked"] if far else None)
    # The first death came before anything was read, or in the midst of it; the last before all was booked.
    further = [one for one in seen[1:] if one is not None]
    assert seen[1:] == sorted(further)
    await house.settle()
    assert await under_way(house) is None
    everything_is_there_once(house)


async def booked(house: House, many: int) -> None:
    for _ in range(PATIENCE_TURNS):
        ((found,),) = house.sql("SELECT count(*) FROM entries")
        if found >= many:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{found} of {many} entries were booked")


async def under_way(house: House) -> dict[str, Any] | None:
    async with house.app.pool.connection() as conn:
        now, _ = await read_clock(conn)
        lines = await Desk(conn, house.seller).under_way(house.app.rails, now)
    return lines[0] if lines else None


def everything_is_there_once(house: House) -> None:
    """Each entry is one, and what it does to its reservation is done once; the audit that follows does the sums."""
    matched = house.sql("SELECT matched, count(*) FROM entries GROUP BY matched ORDER BY matched")
    assert matched == [("nothing", ENTRIES - HOLDERS), ("payment", HOLDERS)]
    assert house.sql("SELECT count(DISTINCT bank_id) FROM entries") == [(ENTRIES,)]
    for tag in ("payment.received", "reservation.confirmed"):
        each = "SELECT count(*), count(DISTINCT subject) FROM acts WHERE tag = %s"
        assert house.sql(each, tag) == [(HOLDERS, HOLDERS)], tag
    assert house.sql("SELECT count(*) FROM refunds") == [(0,)]
    notices = "SELECT template, count(*), count(DISTINCT reservation) FROM notices GROUP BY template"
    assert {(many, of) for _, many, of in house.sql(notices)} == {(HOLDERS, HOLDERS)}
    assert house.sql("SELECT status, sum(entries) FROM bank_files GROUP BY status") == [("read", ENTRIES)]


def test_a_big_file_and_many_deaths() -> None:
    banked(DOLLARS, "001.09", a_big_file)
