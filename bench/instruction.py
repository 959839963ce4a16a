"""How long it takes from a holder's wish to the order at the rail, when no person has to look.

The clock is real. First 200 refunds are made to wait: their cards' provider has taken the orders and is silent about
them. Then holders go on leaving, at a steady rate, and all at once. Measured is from the request that is sent to the
order that has arrived at the rail, as the rail itself noted it. Prints, last, `instruction ratio VALUE goal 1.00`: a
second over the 99th percentile of the steady rate.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from bench.client import Connection, Shot
from bench.launch_night import free_port
from bench.process import Process
from bench.refunds import SECRET, ask_all
from fourthact.app import opened, prepare
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer
from fourthact.opening import issue_key, open_seller
from fourthact.payments import account_of
from fourthact.sandbox.control import Control, running
from fourthact.settings import load
from fourthact.values import ids

GOAL_SECONDS = 1.0
WAITING = 200
PER_SECOND = 20.0
PATIENCE_SECONDS = 300.0
STAGES = [{"n": 1, "amount_minor": 10_000, "method": "card", "rail": "sandbox", "due_days": 0}]
PRODUCT = {
    "name": "Launch edition", "slug": "launch", "currency": "USD", "terms": "Leave at any time.",
    "promise_by": "2030-12-31", "stages": STAGES,
}  # fmt: skip
PAID = "SELECT count(*) FROM acts WHERE tag = 'payment.received'"
# When the rail had taken the order (our act says so after its answer, so that the truth is a little better).
SENT = """
    SELECT 'rsv_' || replace(subject::text, '-', ''), extract(epoch FROM min(at))::float8
      FROM acts WHERE tag IN ('refund.leg_sent', 'refund.leg_settled', 'refund.leg_unknown') GROUP BY subject
"""


@click.command()
@click.option("--seconds", default=15.0, show_default=True, help="How long holders leave at a steady rate.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(seconds: float, report: Path | None) -> None:
    """Let 200 refunds wait, let holders leave, and time their orders."""
    with tempfile.TemporaryDirectory(prefix="fourthact-instruction-", ignore_cleanup_errors=True) as folder:
        steady, burst = asyncio.run(_measure(Path(folder), seconds))
    for what, taken in ((f"{PER_SECOND:g} a second", steady), (f"{WAITING} at once", burst)):
        click.echo(
            f"{what}, with {WAITING} refunds waiting for a rail that is silent: {len(taken)} orders,"
            f" p50 {statistics.median(taken):.3f} s, p99 {_p99(taken):.3f} s, the last {max(taken):.3f} s"
        )
    ratio = GOAL_SECONDS / _p99(steady)
    if report is not None:
        report.write_text(
            json.dumps({"steady": steady, "burst": burst, "ratio": ratio, "goal": 1.0}, indent=1)
        )
    click.echo(f"instruction ratio {ratio:.2f} goal 1.00")
    sys.exit(0 if ratio >= 1.0 else 1)


def _p99(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[98]


async def _measure(folder: Path, seconds: float) -> tuple[list[float], list[float]]:
    folder.chmod(0o711)  # as root: the database server, who is somebody else, must get in
    with ExitStack() as stack:
        world = stack.enter_context(running())
        env, token = await _open_house(folder, world)
        dsn = stack.enter_context(PrivateServer(folder)).dsn
        for command in ("serve", "work"):
            stack.enter_context(Process(command, env, folder / f"{command}.log").running())
        ana = await Shot.aimed("127.0.0.1", int(env["FOURTHACT_LISTEN_PORT"]), token)
        many = round(PER_SECOND * seconds)
        click.echo(f"placing and paying {2 * WAITING + many} reservations", err=True)
        names = await _paid(ana, dsn, 2 * WAITING + many)
        # The provider does what it is asked to, and says nothing: each order is asked about again and again.
        silence = {"operation": "look_up", "fault": "undone_unanswered", "per_mille": 1000, "delay_ms": 200}
        world.faults(
            "silent", [{"operation": "give_back", "fault": "undone_unanswered", "per_mille": 1000}, silence]
        )
        await ask_all(ana, [(f"reservations/{name}/cancellation", None) for name in names[:WAITING]])
        await _sent(dsn, names[:WAITING])
        world.faults("silent", [silence])
        click.echo(f"{WAITING} wait; {many} leave, one after the other", err=True)
        steady = await _leave(ana, dsn, names[2 * WAITING :], PER_SECOND)
        click.echo(f"{WAITING} leave at once", err=True)
        return steady, await _leave(ana, dsn, names[WAITING : 2 * WAITING], None)


async def _open_house(folder: Path, world: Control) -> tuple[dict[str, str], str]:
    """A house with a real clock, whose refunds of this size nobody has to look at."""
    env = {
        "FOURTHACT_STATE_DIR": str(folder),
        "FOURTHACT_LISTEN_PORT": str(free_port()),
        "FOURTHACT_LMTP_PORT": "0",
        "FOURTHACT_SMTP_URL": f"smtp://{world.smtp}",
        "FOURTHACT_SANDBOX_URL": world.http,
        "FOURTHACT_SANDBOX_NOTICE_SECRET": SECRET,
        "FOURTHACT_REFUND_NO_APPROVAL_UP_TO_MINOR": "10000",
    }
    settings = load(env, ["sandbox"])
    await prepare(settings)
    async with opened(settings, env, pool_size=2) as app:
        seller = await open_seller(app, "Instruction", "instruction.example")
        token = await issue_key(app, seller.id, "Ana", "person", (), None)
    world.account(account_of(ids.inner("seller", seller.id)))
    return env, token


async def _paid(ana: Shot, dsn: str, many: int) -> list[str]:
    """As many reservations, paid by card; their names."""
    product = json.loads((await ask_all(ana, [("products", PRODUCT)]))[0])["id"]
    words = {"product": product, "name": "A holder", "email": "holder@holder.example", "language": "en"}
    placed = await ask_all(ana, [("reservations", words)] * many)
    names = [str(json.loads(answer)["reservation"]) for answer in placed]
    await ask_all(ana, [(f"reservations/{name}/payments", {"stage": 1, "card": "card_ok"}) for name in names])
    with connect(dsn) as conn:
        end = time.monotonic() + PATIENCE_SECONDS
        while (conn.execute(PAID).fetchone() or (0,))[0] < many:
            if time.monotonic() > end:
                raise RuntimeError("the payments do not arrive")
            await asyncio.sleep(0.2)
    return names


async def _leave(ana: Shot, dsn: str, names: Sequence[str], per_second: float | None) -> list[float]:
    """Holders leave, so many a second or all at once; how long each order took to be at the rail. Units: seconds."""
    asked: dict[str, float] = {}

    async def leave(name: str, wait: float) -> None:
        await asyncio.sleep(wait)
        async with Connection(ana) as connection:
            asked[name] = time.time()
            await connection.ask(ana.request(f"reservations/{name}/cancellation", b""))

    await asyncio.gather(
        *(leave(name, n / per_second if per_second else 0.0) for n, name in enumerate(names))
    )
    sent = await _sent(dsn, names)
    return [sent[name] - asked[name] for name in names]


async def _sent(dsn: str, names: Sequence[str]) -> dict[str, float]:
    """When each order was at the rail, once all are. Units: seconds since 1970."""
    end = time.monotonic() + PATIENCE_SECONDS
    with connect(dsn) as conn:
        while True:
            sent: dict[str, Any] = dict(conn.execute(SENT).fetchall())
            if sent.keys() >= set(names):
                return sent
            if time.monotonic() > end:
                raise RuntimeError("not every order was sent")
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    main()
