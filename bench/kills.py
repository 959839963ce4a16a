"""Kill -9 under load: the web process twenty times, then the database server twenty times.

All the while clients place reservations, each with a key that it repeats until it is answered. At the end every
reservation that a client saw acknowledged must be there, and none twice. Prints, last, `kills ratio VALUE goal 1.00`:
the part of the acknowledged that is there exactly once.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil

from bench.client import Connection, Shot, bodies
from bench.launch_night import open_house
from bench.process import Process
from fourthact.auditing import audit_database
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer

CLIENTS = 16
ANSWER_SECONDS_MAX = 60.0
FLOWING = 100


@dataclass(slots=True)
class Tally:
    """What clients saw. `answers`: the id that each key was answered with."""

    answers: dict[str, set[str]] = field(default_factory=dict)
    repeats: int = 0
    longest_seconds: float = 0.0


@click.command()
@click.option("--kills", default=20, show_default=True, help="How often each is killed.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(kills: int, report: Path | None) -> None:
    """Kill, count, compare."""
    with tempfile.TemporaryDirectory(prefix="fourthact-kills-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), kills))
    click.echo(", ".join(f"{name} {value}" for name, value in figures.items()))
    good = figures["acknowledged"] - figures["lost"] - figures["doubled"]
    ratio = good / figures["acknowledged"] if figures["acknowledged"] else 0.0
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"kills ratio {ratio:.2f} goal 1.00")
    sys.exit(0 if ratio == 1.0 and not figures["findings"] else 1)


async def _measure(folder: Path, kills: int) -> dict[str, Any]:
    env, token = await open_house(folder)
    with PrivateServer(folder) as server:
        with Process("serve", env).running() as web:
            shot = await Shot.aimed("127.0.0.1", int(env["FOURTHACT_LISTEN_PORT"]), token)
            tally, stop = Tally(), asyncio.Event()
            clients = [asyncio.create_task(_client(shot, tally, stop)) for _ in range(CLIENTS)]
            for turn in range(kills):
                await _under_load(tally)
                web.kill()
                click.echo(
                    f"web process killed {turn + 1} of {kills}, {len(tally.answers):,} answered", err=True
                )
            for turn in range(kills):
                await _under_load(tally)
                kill_server(server.home / "data")
                click.echo(
                    f"database killed {turn + 1} of {kills}, {len(tally.answers):,} answered", err=True
                )
            await _under_load(tally)
            stop.set()
            await asyncio.gather(*clients)
        server.start()
        return _count(server.dsn, folder / "keys", tally, kills)


async def _under_load(tally: Tally) -> None:
    """Wait until answers flow again, so that every kill hits a server at work, at a moment of no choosing."""
    before, end = len(tally.answers), time.monotonic() + ANSWER_SECONDS_MAX
    while len(tally.answers) < before + FLOWING:
        if time.monotonic() > end:
            raise RuntimeError(f"no answers for {ANSWER_SECONDS_MAX} s after a kill")
        await asyncio.sleep(0.05)
    await asyncio.sleep(random.random() * 0.3)


def kill_server(data: Path) -> None:
    """Kill the whole database server at once, as a power cut would; a fallen one is left to be revived."""
    pid_file = data / "postmaster.pid"
    try:
        postmaster = psutil.Process(int(pid_file.read_text().split()[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return
    for process in family:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue


async def _client(shot: Shot, tally: Tally, stop: asyncio.Event) -> None:
    """Place one reservation after the other; each key is repeated until it is answered."""
    for body in bodies(shot, None):
        if stop.is_set():
            return
        request = shot.request("reservations", body)
        key = request.partition(b"Idempotency-Key: ")[2].partition(b"\r\n")[0].decode()
        since = time.monotonic()
        while True:
            answered = await _try(shot, request)
            if answered is not None:
                break
            tally.repeats += 1
            await asyncio.sleep(0.05)
            if time.monotonic() - since > ANSWER_SECONDS_MAX:
                raise RuntimeError(f"{key} was not answered within {ANSWER_SECONDS_MAX} s")
        tally.longest_seconds = max(tally.longest_seconds, time.monotonic() - since)
        tally.answers.setdefault(key, set()).add(answered)


async def _try(shot: Shot, request: bytes) -> str | None:
    """One try: the reservation's id, None where nobody answered or the answer was 503."""
    try:
        async with asyncio.timeout(15), Connection(shot) as connection:
            content = await connection.ask(request)
    except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
        return None
    except RuntimeError as other:
        if "http/1.1 503" in str(other):
            return None
        raise
    start = content.index(b'"rsv_') + 1
    return content[start : start + 36].decode()


def _count(dsn: str, keys: Path, tally: Tally, kills: int) -> dict[str, Any]:
    with connect(dsn) as conn:
        rows = conn.execute(
            "SELECT 'rsv_' || replace(id::text, '-', ''), position FROM reservations"
        ).fetchall()
    there = [name for name, _ in rows]
    answered = {name for names in tally.answers.values() for name in names}
    places = sorted(place for _, place in rows)
    return {
        "web_kills": kills,
        "database_kills": kills,
        "acknowledged": len(tally.answers),
        "repeated_requests": tally.repeats,
        "longest_wait_seconds": round(tally.longest_seconds, 1),
        "lost": len(answered - set(there)),
        "doubled": sum(len(names) > 1 for names in tally.answers.values()) + len(there) - len(answered),
        "gaps_in_line": len(places) - len(set(places)) + (places[-1] - len(places) if places else 0),
        "findings": len(audit_database(dsn, keys, progress=False).findings),
    }


if __name__ == "__main__":
    main()
