"""A camt.053 of 100,000 wires, read and matched against 100,000 open stages in PostgreSQL, with a progress bar.

Beside it, in turns in the same run, pycamt (a published reader of camt files) reads a statement of a thousand, and does
no more: it drops reason codes, checks no balance and matches nothing. Its time grows with the square of the entries,
so that the small file is in its favour; we read and match the same one beside it. Prints, last,
`bank_match ratio VALUE goal 1.00`: the smaller of pycamt's time over ours on that file, and of sixty seconds over ours
on the large one. The peak of memory is that of our process: the published reader runs in one of its own.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bench.bank_read import statement
from bench.launch_night import open_house
from fourthact import bankfiles
from fourthact.app import opened
from fourthact.bankmatching import match_reading
from fourthact.db.pool import connect
from fourthact.payments import reference_of
from fourthact.people import sellers
from fourthact.rails.contract import Entry
from fourthact.settings import load
from fourthact.values import ids

SECONDS_MAX, MIB_MAX = 60.0, 500
BESIDE = 1_000
PUBLISHED = """
import sys, time
from pathlib import Path
from pycamt.parser import Camt053Parser
since = time.perf_counter()
parser = Camt053Parser(Path(sys.argv[1]).read_text(encoding="utf-8"))
found = parser.get_transactions()
print(len(found), time.perf_counter() - since)
"""
OPEN = """
    COPY purses (seller, id, currency, product, code, stages, payments, closed) FROM STDIN
"""
PLACED = """
    COPY reservations (seller, id, product, code, position, language, status, terms_version, promise_version, placed_at)
    FROM STDIN
"""
STAGE = (
    '[{"n": 1, "amount_minor": 5000, "due_at": "2030-01-01T00:00:00+00:00", "method": "transfer",'
    ' "rail": "bank_transfer", "paid_minor": 0, "missed": false}]'
)


@click.command()
@click.option("--entries", default=100_000, show_default=True, help="How many wires the statement has.")
@click.option("--turns", default=3, show_default=True, help="How often each reads.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(entries: int, turns: int, report: Path | None) -> None:
    """Make a statement and its open stages; read and match, in turns with the published reader."""
    with tempfile.TemporaryDirectory(prefix="fourthact-match-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), entries, turns))
    median = {name: statistics.median(figures[name]) for name in ("ours", "reading", "beside", "pycamt")}
    ratio = min(median["pycamt"] / median["beside"], SECONDS_MAX / median["ours"])
    click.echo(
        f"{entries:,} entries read and matched against {entries:,} open stages in {median['ours']:.1f} s (reading"
        f" {median['reading']:.1f} s), {figures['matched']:,} matched, peak {figures['rss_mib']:.0f} MiB"
    )
    click.echo(
        f"{BESIDE:,} entries: read and matched in {median['beside']:.2f} s, read by pycamt in {median['pycamt']:.2f} s"
    )
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"bank_match ratio {ratio:.2f} goal 1.00")
    sys.exit(0 if figures["matched"] == entries and figures["rss_mib"] < MIB_MAX else 1)


async def _measure(folder: Path, entries: int, turns: int) -> dict[str, Any]:
    env, _ = await open_house(folder)
    settings = load(env, ["sandbox"])
    large, small = folder / "large.xml", folder / "small.xml"
    figures: dict[str, Any] = {"ours": [], "reading": [], "beside": [], "pycamt": [], "matched": 0}
    async with opened(settings, env) as app:
        async with app.pool.connection() as conn:
            seller = (await sellers(conn))[0].id
        codes = _open_stages(app.dsn, seller, entries)
        large.write_bytes(statement(codes))
        small.write_bytes(statement(codes[:BESIDE]))
        del codes
        for _ in range(turns):
            figures["pycamt"].append(await asyncio.to_thread(_published, small, min(BESIDE, entries)))
            figures["beside"].append((await _ours(app, seller, small, BESIDE))[0])
            seconds, reading, matched = await _ours(app, seller, large, entries)
            figures["ours"].append(seconds)
            figures["reading"].append(reading)
            figures["matched"] = matched
    figures["rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


async def _ours(app: Any, seller: UUID, path: Path, entries: int) -> tuple[float, float, int]:
    counts: Counter[str] = Counter()
    began, worked = time.perf_counter(), time.process_time()
    reading = bankfiles.read_path(path)
    read_seconds = time.perf_counter() - began
    with click.progressbar(length=entries, label="matching", file=sys.stderr) as bar:

        def tell(entry: Entry, proposed: Any) -> None:
            paid = [(act.stage, act.amount_minor) for act in proposed.payments]
            counts[
                "matched"
                if paid == [(1, 50_00)] and reference_of(proposed.code) in entry.remittance
                else "not"
            ] += 1
            bar.update(1)

        async with app.pool.connection() as conn:
            await match_reading(conn, seller, reading, tell)
    assert reading.statements[0].adds_up
    click.echo(
        f"{entries:,} entries took {time.process_time() - worked:.1f} s of this process's CPU", err=True
    )
    return time.perf_counter() - began, read_seconds, counts["matched"]


def _published(path: Path, entries: int) -> float:
    told = subprocess.run(
        [sys.executable, "-c", PUBLISHED, str(path)], check=True, capture_output=True, text=True
    ).stdout.split()
    assert int(told[0]) == entries, told
    return float(told[1])


def _open_stages(dsn: str, seller: UUID, count: int) -> list[str]:
    """Reservations that each owe one stage by transfer; their codes."""
    product, codes = ids.new_id(), sorted({ids.new_code() for _ in range(count)})
    with connect(dsn) as conn, conn.transaction():
        names = [ids.new_id() for _ in codes]
        with conn.cursor().copy(OPEN) as rows:
            for name, code in zip(names, codes, strict=True):
                rows.write_row((seller, name, "EUR", product, code, STAGE, "[]", False))
        with conn.cursor().copy(PLACED) as rows:
            for n, (name, code) in enumerate(zip(names, codes, strict=True), 1):
                rows.write_row((seller, name, product, code, n, "en", "placed", 1, 1, "2026-11-01T00:00:00Z"))
        conn.execute("ANALYZE purses, reservations")
    return codes


if __name__ == "__main__":
    main()
