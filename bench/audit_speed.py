"""The audit of 100,000 acts, beside the bare reading and hashing of the same bytes in the same run.

Prints, last, `audit_speed ratio VALUE goal 1.00`: thirty seconds over the audit's time. At 1.00 or above a record
of 100,000 acts is audited within the thirty seconds that we promise.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import click

from bench.launch_night import open_house
from fourthact import people, products, reservations
from fourthact.acts import By, Caller, Request
from fourthact.app import App, keys_dir, opened
from fourthact.auditing import audit_database
from fourthact.db.pool import connect
from fourthact.products import OpenProduct, Stage
from fourthact.reservations import PlaceReservation
from fourthact.settings import load
from fourthact.values import ids

SECONDS_MAX = 30.0
TOGETHER = 500
BARE = """
    SELECT a.bytes, b.salt, b.body FROM acts AS a LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     ORDER BY a.seq
"""


@click.command()
@click.option("--acts", default=100_000, show_default=True, help="How many acts to write and audit.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(acts: int, report: Path | None) -> None:
    """Write a record, audit it, compare."""
    with tempfile.TemporaryDirectory(prefix="fourthact-audit-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), acts))
    click.echo(
        f"audit of {figures['acts']:,} acts: {figures['seconds']:.1f} s, {figures['findings']} findings, peak"
        f" {figures['rss_mib']:.0f} MiB; reading and hashing the same bytes: {figures['bare_seconds']:.2f} s"
    )
    ratio = SECONDS_MAX / figures["seconds"]
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"audit_speed ratio {ratio:.2f} goal 1.00")
    sys.exit(1 if figures["findings"] else 0)


async def _measure(folder: Path, acts: int) -> dict[str, Any]:
    env, _ = await open_house(folder)
    settings = load(env, ["sandbox"])
    async with opened(settings, env) as app:
        await _fill(app, acts)
        since = time.perf_counter()
        report = await asyncio.to_thread(audit_database, app.dsn, keys_dir(settings))
        seconds = time.perf_counter() - since
        return {
            "acts": report.counts["acts"],
            "seconds": seconds,
            "findings": len(report.findings),
            "bare_seconds": _read_bare(app.dsn),
            "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


async def _fill(app: App, acts: int) -> None:
    """Reservations, placed through the spine and put into the log."""
    async with app.pool.connection() as conn:
        seller = (await people.sellers(conn))[0].id
    caller = Caller(seller, By("seller"))
    product = ids.new_id()
    stages = (Stage(1, 500_000, "card", "sandbox", 0), Stage(2, 4_500_000, "transfer", "sandbox", 10))
    opening = OpenProduct(
        product, "Roadster", "roadster", "USD", stages, "Leave at any time.", None, ("sandbox",)
    )
    await app.spine.ask(Request(products.OPEN, caller, "product", opening))
    numbers = count()

    async def one() -> None:
        while (number := next(numbers)) < acts:
            email = f"holder.{number}@holder.example"
            args = PlaceReservation(ids.new_id(), ids.new_code(), product, f"Holder {number}", email, "it")
            await app.spine.ask(Request(reservations.PLACE, caller, f"r{number}", args))
            if number % 10_000 == 0:
                click.echo(f"placed {number:,} of {acts:,}", err=True)

    await asyncio.gather(*(one() for _ in range(TOGETHER)))
    await app.worker.sequence()


def _read_bare(dsn: str) -> float:
    since = time.perf_counter()
    with connect(dsn) as conn, conn.transaction(), conn.cursor(name="bare", binary=True) as cursor:
        cursor.execute(BARE)
        for raw, salt, body in cursor:
            sha256(raw)
            if salt is not None:
                sha256(salt + body)
    return time.perf_counter() - since


if __name__ == "__main__":
    main()
