"""Notices out: how many a second are rendered and queued, and how many a mail server takes with their outcome kept.

As many reservations as asked for are placed while no worker runs; each calls for one notice. A worker without a mail
server then writes them all: that is the rate of rendering and queueing, each committed. A worker with a Postfix on
loopback then signs and hands over every one; a notice counts when what Postfix answered is committed. The whole rate
is over both times together. Before and after, the same messages go to the same Postfix by a plain SMTP sender that has
them ready in memory and keeps nothing: a measure of the machine. At the end each notice was taken exactly once, and
the worker's memory is compared between a tenth of the way and the end.

Prints, last, `notices ratio VALUE goal 1.00`: the whole rate against 500 a second. Needs root, for Postfix.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import smtplib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
import psutil
import psycopg

from bench.launch_night import open_house
from bench.process import Process
from fourthact import people, products, reservations
from fourthact.acts import By, Caller, Request
from fourthact.app import App, opened
from fourthact.correspondence.acts import Notice
from fourthact.correspondence.letters import compose
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer
from fourthact.mail import DkimKeys
from fourthact.settings import load
from fourthact.values import ids
from tests.realmail.postfix import Postfix, postfix

GOAL_PER_SECOND, QUEUED_GOAL_PER_SECOND = 500, 1_500
# Nobody at all; each takes a share of the holders, as mail providers do.
DOMAINS = 1_000
PLAIN_MAX = 5_000
STILL_SECONDS_MAX = 120.0
DOMAIN = "launch.example"
LANGUAGES = ("en", "fr", "it", "ko")
WRITTEN, SENT = (
    "SELECT count(*) FROM acts WHERE tag = 'notice.written'",
    "SELECT count(*) FROM acts WHERE tag = 'notice.sent'",
)
WORDS = """
    SELECT to_json(n)::text, b.body FROM notices AS n JOIN bodies AS b ON b.seller = n.seller AND b.act = n.act
     ORDER BY n.written_at, n.id LIMIT %s
"""
TAKEN = re.compile(r"cleanup\[\d+\]: \w+: message-id=<(ntc_\w+)@")
# Nothing is held back for who sends more than a family does; processes live on; headers stay as they were signed.
POSTFIX = (
    "in_flow_delay = 0", "smtpd_client_connection_count_limit = 0", "default_process_limit = 200",
    "smtpd_peername_lookup = no", "max_use = 10000", "local_header_rewrite_clients =",
)  # fmt: skip


@click.command()
@click.option("--notices", default=2_000, show_default=True, help="How many notices.")
@click.option("--connections", default=32, show_default=True, help="To the mail server at a time.")
@click.option("--workers", default=1, show_default=True, help="Worker processes.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(notices: int, connections: int, workers: int, report: Path | None) -> None:
    """Place, write, send, count."""
    with tempfile.TemporaryDirectory(prefix="fourthact-notices-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), notices, connections, workers))
    click.echo(", ".join(f"{name} {value}" for name, value in figures.items()))
    ratio = figures["whole_per_second"] / GOAL_PER_SECOND
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"notices ratio {ratio:.2f} goal 1.00")
    whole = figures["taken"] == figures["messages"] == notices
    fast = ratio >= 1 and figures["queued_per_second"] >= QUEUED_GOAL_PER_SECOND
    sys.exit(0 if whole and fast else 1)


async def _measure(folder: Path, notices: int, connections: int, workers: int) -> dict[str, Any]:
    env, _ = await open_house(folder)
    env |= {
        "FOURTHACT_SMTP_URL": "smtp://127.0.0.1:9",
        "FOURTHACT_SMTP_CONNECTIONS": str(connections),
        "FOURTHACT_MAIL_PER_MINUTE": "1000000",
        "FOURTHACT_LMTP_PORT": "0",
    }
    with PrivateServer(folder) as server, postfix(settings=POSTFIX) as mta:
        async with opened(load(env, ["sandbox"]), env, pool_size=4) as app:
            await _place(app, notices)
        queueing = _run(folder, env, server.dsn, WRITTEN, notices, workers)
        click.echo(f"{queueing.per_second:.0f} queued a second", err=True)
        ready = _rendered(folder, server.dsn, min(notices, PLAIN_MAX))
        before = _plainly(mta, ready, connections)
        env["FOURTHACT_SMTP_URL"] = mta.url
        sending = _run(folder, env, server.dsn, SENT, notices, workers)
        taken = TAKEN.findall(mta.log)[len(ready) :]
        after = _plainly(mta, ready, connections)
        click.echo(f"{sending.per_second:.0f} sent a second, plain {before:.0f} and {after:.0f}", err=True)
    seconds = notices / queueing.per_second + notices / sending.per_second
    plain = (before + after) / 2
    return {
        "connections": connections,
        "workers": workers,
        "queued_per_second": round(queueing.per_second),
        "sent_per_second": round(sending.per_second),
        "whole_per_second": round(notices / seconds),
        "plain_per_second": round(plain),
        "sent_of_plain": round(sending.per_second / plain, 2),
        "queueing_mib": queueing.memory,
        "sending_mib": sending.memory,
        "taken": len(taken),
        "messages": len(set(taken)),
    }


async def _place(app: App, count: int) -> None:
    """So many reservations, each of a holder of their own; nobody is told yet."""
    async with app.pool.connection() as conn:
        (seller,) = await people.sellers(conn)
    own, product = Caller(seller.id, By("seller")), ids.new_id()
    terms = products.OpenProduct(
        *(product, "Roadster", "roadster", "USD", (products.Stage(1, 500_000, "card", "sandbox", 0),)),
        *("the terms", None, tuple(app.rails)),
    )
    await app.spine.ask(Request(products.OPEN, own, "bench-product", terms))
    for first in range(0, count, 1_000):
        asked = (
            reservations.PlaceReservation(
                *(ids.new_id(), ids.new_code(), product, f"Holder {n}"),
                *(f"h{n}@mx{n % DOMAINS}.example", LANGUAGES[n % len(LANGUAGES)]),
            )
            for n in range(first, min(first + 1_000, count))
        )
        await asyncio.gather(
            *(
                app.spine.ask(Request(reservations.PLACE, own, f"bench-{one.id.hex}", one, b""))
                for one in asked
            )
        )
        click.echo(f"placed {min(first + 1_000, count):,} of {count:,}", err=True)


@dataclass(frozen=True, slots=True)
class Ran:
    """How fast, and the worker's memory at a tenth of the way and at the end. Units: MiB."""

    per_second: float
    memory: tuple[int, int]


def _run(folder: Path, env: dict[str, str], dsn: str, query: str, goal: int, workers: int) -> Ran:
    """Workers, until a count has come to its goal. The time until the first were done is theirs to start."""
    with connect(dsn) as conn:
        processes = [Process("work --no-receive", env, folder / f"worker{n}.log") for n in range(workers)]
        running = [process.running() for process in processes]
        started = [one.__enter__() for one in running]
        try:
            return _watch(conn, query, goal, [member for one in started for member in one.family()])
        finally:
            for one in running:
                one.__exit__(None, None, None)


def _watch(conn: psycopg.Connection[Any], query: str, goal: int, members: Sequence[psutil.Process]) -> Ran:
    begun = first = 0
    since = moved = time.perf_counter()
    early = 0
    while True:
        (done,) = conn.execute(query).fetchone() or (0,)
        now = time.perf_counter()
        if done and not begun:
            since, begun = now, done
        if done > first:
            moved, first = now, done
        if not early and done >= goal / 10:
            early = _memory(members)
        if done >= goal:
            return Ran((goal - begun) / (now - since), (early, _memory(members)))
        if now - moved > STILL_SECONDS_MAX:
            raise RuntimeError(f"still at {done} of {goal}")
        time.sleep(0.05 if goal < 10_000 else 0.5)


def _memory(members: Sequence[psutil.Process]) -> int:
    return round(sum(int(one.memory_info().rss) for one in members if one.is_running()) / 2**20)


def _rendered(folder: Path, dsn: str, count: int) -> list[tuple[str, str, bytes]]:
    """Some of the notices as they are sent, composed and signed: sender, recipient, message."""
    key = DkimKeys(folder / "keys" / "dkim").of(DOMAIN)
    with connect(dsn) as conn:
        rows = conn.execute(WORDS, (count,)).fetchall()
    found = [(msgspec.json.decode(row, type=Notice), msgspec.json.decode(body)) for row, body in rows]
    return [
        (f"bounces@{DOMAIN}", words["to"], key.sign(compose(notice, words, "Launch")))
        for notice, words in found
    ]


def _plainly(mta: Postfix, ready: Sequence[tuple[str, str, bytes]], connections: int) -> float:
    """Messages a second of a program that does nothing else, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    sender = context.Process(target=_send_plainly, args=(mta.port, list(ready), connections, told))
    sender.start()
    seconds = told.get()
    sender.join()
    return len(ready) / float(seconds)


def _send_plainly(port: int, ready: list[tuple[str, str, bytes]], connections: int, told: Any) -> None:
    waiting, lock = iter(ready), threading.Lock()

    def following() -> Iterator[tuple[str, str, bytes]]:
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            yield one

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for sender, to, raw in following():
                server.sendmail(sender, [to], raw)

    since = time.perf_counter()
    threads = [threading.Thread(target=send) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(time.perf_counter() - since)


if __name__ == "__main__":
    main()
