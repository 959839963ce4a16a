"""A bank's statement on its whole way, by the real worker: from a file in the folder to payments in the ledger.

The worker is at work when the file comes: it writes to those who just reserved, and goes on with that beside it.

With `--kills` the worker is killed with -9 at random moments while it reads and books. At the end every entry must be
booked exactly once, every stage be paid, and the audit find nothing. Prints, last, `bank_book ratio VALUE goal 1.00`:
sixty seconds over the time taken for each 100,000 entries; the goal is for matching alone (`bench.bank_match`).
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import psutil

from bench.bank_read import statement
from bench.launch_night import open_house
from bench.process import Process
from fourthact import products, reservations
from fourthact.acts import By, Caller, Request
from fourthact.app import App, opened
from fourthact.auditing import audit_database
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer
from fourthact.payments import account_of
from fourthact.people import sellers
from fourthact.settings import load
from fourthact.values import ids

RAILS = ["sandbox", "bank_transfer"]
GOAL_SECONDS, GOAL_ENTRIES = 60.0, 100_000
PLACED_AT_ONCE = 500
SILENT_SECONDS_MAX = 300.0
SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
DONE = """
    SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM bank_files)
"""
AT_WORK = "SELECT 1 FROM log_heads LIMIT 1"
COUNTED = """
    SELECT (SELECT count(*) FROM entries), (SELECT count(DISTINCT bank_id) FROM entries),
           (SELECT count(*) FROM entries WHERE matched = 'payment'),
           (SELECT count(*) FROM acts WHERE tag = 'payment.received'),
           (SELECT count(*) FROM reservations WHERE status = 'confirmed')
"""
NAMES = ("entries", "different", "matched", "payments", "confirmed")


@click.command()
@click.option("--entries", default=10_000, show_default=True, help="How many wires the statement has.")
@click.option("--kills", default=0, show_default=True, help="How often the worker is killed meanwhile.")
@click.option("--seed", default=1, show_default=True, help="Of the moments of the kills.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(entries: int, kills: int, seed: int, report: Path | None) -> None:
    """Place, state, book, kill, count."""
    with tempfile.TemporaryDirectory(prefix="fourthact-book-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), entries, kills, random.Random(seed)))
    click.echo(", ".join(f"{name} {value}" for name, value in figures.items()))
    ratio = GOAL_SECONDS * entries / GOAL_ENTRIES / figures["seconds"]
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"bank_book ratio {ratio:.2f} goal 1.00")
    whole = all(figures[name] == entries for name in NAMES) and not figures["findings"]
    sys.exit(0 if whole and figures["kills"] == kills else 1)


async def _measure(folder: Path, entries: int, kills: int, chance: random.Random) -> dict[str, Any]:
    env, _ = await open_house(folder)
    env |= {
        "FOURTHACT_SMTP_URL": "smtp://127.0.0.1:9",
        "FOURTHACT_BANK_TRANSFER_FOLDER": str(folder / "bank"),
        "FOURTHACT_BANK_TRANSFER_OWNER": "Example Motors",
        "FOURTHACT_BANK_TRANSFER_ACCOUNT": "DE89370400440532013000",
        "FOURTHACT_BANK_TRANSFER_NOTICE_SECRET": SECRET,
    }
    (folder / "bank").mkdir()
    with PrivateServer(folder) as server:
        async with opened(load(env, RAILS), env) as app:
            async with app.pool.connection() as conn:
                seller = (await sellers(conn))[0].id
            codes = await placed(app, seller, entries)
        inbox = folder / "bank" / account_of(seller) / "in"
        inbox.mkdir(parents=True)
        raw = statement(codes)
        (inbox / ".statement").write_bytes(raw)
        with Process("work", env, folder / "worker.log").running() as worker:
            await _at_work(server.dsn)
            (inbox / ".statement").rename(inbox / "statement.xml")
            figures = await _booked(worker, server.dsn, entries, kills, chance)
        with connect(server.dsn) as conn:
            row = conn.execute(COUNTED).fetchone()
        assert row is not None
        findings = audit_database(server.dsn, folder / "keys", progress=False).findings
    for finding in findings[:20]:
        click.echo(str(finding), err=True)
    return {
        "seconds": round(figures["seconds"], 1),
        "per_second": round(entries / figures["seconds"]),
        "worker_mib": round(figures["mib"]),
        "worker_cpu_seconds": round(figures["cpu_seconds"], 1),
        "kills": figures["kills"],
        "file_mib": len(raw) >> 20,
        **dict(zip(NAMES, row, strict=True)),
        "findings": len(findings),
    }


async def placed(app: App, seller: UUID, count: int) -> list[str]:
    """Reservations that each owe one stage by transfer; their codes."""
    own, product = Caller(seller, By("seller")), ids.new_id()
    stage = products.Stage(1, 50_00, "transfer", "bank_transfer", 10_000)
    args = products.OpenProduct(
        product, "Roadster", "roadster", "EUR", (stage,), "the terms", None, tuple(app.rails)
    )
    await app.spine.ask(Request(products.OPEN, own, "open", args))
    codes = sorted({ids.new_code() for _ in range(count + 10)})[:count]
    random.Random(0).shuffle(codes)
    with click.progressbar(length=count, label="placing", file=sys.stderr) as bar:
        for first in range(0, count, PLACED_AT_ONCE):
            page = codes[first : first + PLACED_AT_ONCE]
            await asyncio.gather(
                *(
                    app.spine.ask(
                        Request(reservations.PLACE, own, f"place-{code}", reservations.PlaceReservation(
                            ids.new_id(), code, product, "A Holder", f"{code.lower()}@holder.example", "en"
                        ))
                    )
                    for code in page
                )
            )  # fmt: skip
            bar.update(len(page))
    return codes


async def _at_work(dsn: str) -> None:
    """Wait until the worker has begun to work: what is measured is no start."""
    with connect(dsn) as conn:
        conn.autocommit = True
        for _ in range(int(SILENT_SECONDS_MAX * 20)):
            if conn.execute(AT_WORK).fetchone() is not None:
                return
            await asyncio.sleep(0.05)
    raise RuntimeError(f"the worker did not begin to work in {SILENT_SECONDS_MAX} s")


async def _booked(
    worker: Process, dsn: str, entries: int, kills: int, chance: random.Random
) -> dict[str, float]:
    """Wait until the file is booked and its act is there; kill meanwhile, at moments spread over the whole."""
    began = quiet = time.monotonic()
    killed, seen, mib = 0, 0, 0.0
    # The first third while the file is read, of which nothing is seen; the others as its entries come.
    moments = sorted(chance.randrange(entries) for _ in range(kills - kills // 3))
    reading = kills // 3
    with connect(dsn) as conn, click.progressbar(length=entries, label="booking", file=sys.stderr) as bar:
        conn.autocommit = True
        while True:
            row = conn.execute(DONE).fetchone()
            assert row is not None
            booked, files = row
            bar.update(booked - seen)
            if booked > seen:
                seen, quiet = booked, time.monotonic()
            if booked >= entries and files:
                mib = max(mib, _mib(worker))
                cpu = sum(sum(one.cpu_times()[:2]) for one in worker.family() if "postgres" not in one.name())
                seconds = time.monotonic() - began
                return {"seconds": seconds, "kills": killed, "mib": mib, "cpu_seconds": cpu}
            if time.monotonic() - quiet > SILENT_SECONDS_MAX:
                raise RuntimeError(f"nothing was booked for {SILENT_SECONDS_MAX} s; {booked:,} were before")
            if killed < reading and not booked:
                await asyncio.sleep(chance.random() * 4)
            elif killed >= kills or moments[min(killed - reading, len(moments) - 1)] > booked:
                mib = max(mib, _mib(worker))
                await asyncio.sleep(0.05)
                continue
            else:
                await asyncio.sleep(chance.random() * 0.3)
            worker.kill()
            killed, quiet = killed + 1, time.monotonic()


def _mib(worker: Process) -> float:
    """What the worker holds of the machine's memory, without the database's server."""
    total = 0
    try:
        for process in worker.family():
            if "postgres" not in process.name():
                total += process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return total / (1 << 20)


if __name__ == "__main__":
    main()
