"""Launch night: reservations a second over HTTP, against the same rows in bare PostgreSQL, in one run.

A reservation counts when its answer is here: the row, the act, the signed receipt and the idempotency key are
durable then. Beside it, in turns, pgbench inserts the same rows into the same server (fsync and
synchronous_commit on) with one prepared statement per reservation, at the best of 1 to 64 clients. At the end
everything that was acknowledged is looked for: none may be missing, none may be there twice.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import click

from bench.client import Connection, Shot, bodies
from bench.process import Process
from fourthact.app import opened, prepare
from fourthact.db.migrate import migrate
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer, find_binaries
from fourthact.opening import issue_key, open_seller
from fourthact.settings import load

GOAL = 0.40
CONNECTIONS = 64
CLIENTS = (1, 4, 16, 32, 64)
HERE = Path(__file__).parent


@dataclass(slots=True)
class Figures:
    """What was measured. Units: reservations a second, milliseconds, mebibytes."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    idle_p50_ms: float = 0.0
    rss_mib: float = 0.0
    placed: int = 0
    lost: int = 0
    doubled: int = 0

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.bare)


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Turns of each side.")
@click.option("--seconds", default=6.0, show_default=True, help="Length of a turn.")
@click.option("--reservations", default=0, help="Go on until so many are placed, to see the memory (100000).")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(rounds: int, seconds: float, reservations: int, report: Path | None) -> None:
    """Measure, print, compare with the goal."""
    figures = asyncio.run(_measure(rounds, seconds, reservations))
    click.echo(
        f"ours {statistics.median(figures.ours):,.0f}/s ({', '.join(f'{x:,.0f}' for x in figures.ours)});"
        f" bare PostgreSQL {statistics.median(figures.bare):,.0f}/s ({', '.join(f'{x:,.0f}' for x in figures.bare)})"
    )
    click.echo(
        f"p99 {statistics.median(figures.p99_ms):.1f} ms with {CONNECTIONS} connections; a single request on an idle"
        f" system p50 {figures.idle_p50_ms:.2f} ms; web process {figures.rss_mib:.0f} MiB after {figures.placed:,}"
    )
    click.echo(f"of {figures.placed:,} acknowledged: {figures.lost} lost, {figures.doubled} doubled")
    if report is not None:
        names = ("ours", "bare", "p99_ms", "idle_p50_ms", "rss_mib", "placed", "lost", "doubled", "ratio")
        report.write_text(
            json.dumps({name: getattr(figures, name) for name in names} | {"goal": GOAL}, indent=1)
        )
    click.echo(f"launch_night ratio {figures.ratio:.3f} goal {GOAL:.2f}")
    sys.exit(1 if figures.lost or figures.doubled else 0)


async def _measure(rounds: int, seconds: float, reservations: int) -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="fourthact-bench-", ignore_cleanup_errors=True) as folder:
        env, token = await open_house(Path(folder))
        with PrivateServer(Path(folder)) as server:
            bare = _bare_database(server.dsn)
            with Process("serve", env).running() as process:
                shot = await Shot.aimed("127.0.0.1", int(env["FOURTHACT_LISTEN_PORT"]), token)
                await _warm(shot)
                figures.idle_p50_ms = await _idle(shot)
                clients = await _best_clients(bare)
                for turn in range(rounds):
                    click.echo(f"turn {turn + 1} of {rounds}", err=True)
                    rate, p99 = await _place(shot, seconds)
                    figures.ours.append(rate)
                    figures.p99_ms.append(p99)
                    figures.bare.append(await _pgbench(bare, clients, seconds))
                while len(shot.acknowledged) < reservations:
                    await _place(shot, seconds)
                    click.echo(f"placed {len(shot.acknowledged):,} of {reservations:,}", err=True)
                figures.rss_mib = max(child.memory_info().rss for child in process.family()) / 2**20
            _count(server.dsn, shot.acknowledged, figures)
    return figures


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def open_house(folder: Path) -> tuple[dict[str, str], str]:
    """A house in a folder, with a seller: its environment, and an API key."""
    folder.chmod(0o711)  # as root: the database server, who is somebody else, must get in
    env = {
        "FOURTHACT_STATE_DIR": str(folder),
        "FOURTHACT_LISTEN_PORT": str(free_port()),
        "FOURTHACT_SANDBOX_URL": "http://127.0.0.1:9",  # nobody: no money moves on launch night
        "FOURTHACT_SANDBOX_NOTICE_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
    }
    settings = load(env, ["sandbox"])
    await prepare(settings)
    async with opened(settings, env, pool_size=2) as app:
        seller = await open_seller(app, "Launch", "launch.example")
        return env, await issue_key(app, seller.id, "Ana", "person", (), None)


def _bare_database(dsn: str) -> str:
    """An empty database with the same schema beside ours, in the same server."""
    with connect(dsn) as conn:
        conn.execute("CREATE DATABASE bare")
    bare = re.sub(r"dbname=\S+", "dbname=bare", dsn)
    migrate(bare)
    return bare


async def _warm(shot: Shot) -> None:
    await _place(shot, 2.0)


async def _idle(shot: Shot) -> float:
    """The median time of single requests, one after the other, with nothing else to do. Units: ms."""
    taken = []
    async with Connection(shot) as connection:
        for body in bodies(shot, 200):
            since = time.perf_counter()
            await connection.place(body)
            taken.append((time.perf_counter() - since) * 1000)
            await asyncio.sleep(0.005)
    return statistics.median(taken)


async def _place(shot: Shot, seconds: float) -> tuple[float, float]:
    """Place reservations on all connections for a while: rate and p99 in ms."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        async with Connection(shot) as connection:
            for body in bodies(shot, None):
                since = time.perf_counter()
                await connection.place(body)
                now = time.perf_counter()
                taken.append(now - since)
                if now > end:
                    return

    since = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    rate = len(taken) / (time.perf_counter() - since)
    return rate, statistics.quantiles(taken, n=100)[98] * 1000


async def _best_clients(bare: str) -> int:
    rates = {clients: await _pgbench(bare, clients, 2.0) for clients in CLIENTS}
    click.echo("bare: " + ", ".join(f"{c} clients {r:,.0f}/s" for c, r in rates.items()), err=True)
    return max(rates, key=lambda clients: rates[clients])


async def _pgbench(bare: str, clients: int, seconds: float) -> float:
    """Transactions a second of the same rows by one prepared statement each."""
    program = find_binaries(None).folder / "pgbench"
    command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
    command += ["-T", str(max(1, round(seconds))), "-f", str(HERE / "launch_night.sql"), bare]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    found = re.search(rb"tps = ([0-9.]+)", out)
    if process.returncode or found is None:
        raise RuntimeError(f"pgbench failed: {err.decode()}")
    return float(found[1])


def _count(dsn: str, acknowledged: list[str], figures: Figures) -> None:
    """Every acknowledged reservation stands in the database once, in a place of its own."""
    figures.placed = len(acknowledged)
    with connect(dsn) as conn:
        rows = conn.execute(
            "SELECT 'rsv_' || replace(id::text, '-', ''), position FROM reservations"
        ).fetchall()
    there = {name for name, _ in rows}
    figures.lost = len(set(acknowledged) - there)
    places = [place for _, place in rows]
    figures.doubled = len(acknowledged) - len(set(acknowledged)) + len(places) - len(set(places))


if __name__ == "__main__":
    main()
