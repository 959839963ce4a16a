"""Thousands of refunds of two legs on the worst of days: a card at Stripe, and a wire back from the bank.

Every call to a rail may fail before it does anything, fail after it did everything, be answered with garbage, or be
answered twice; webhooks come twice, late, out of order or never; payouts bounce; and the workers are killed at
moments of no choosing. At the end Stripe's and the bank's own books must say that every holder has had their money
back exactly once, and ours must say the same. Prints, last, `refunds ratio VALUE goal 1.00`: the part of the legs
whose money came back exactly once.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
import psycopg

from bench.client import Connection, Shot
from bench.launch_night import free_port
from bench.process import Process
from fourthact.agenda import due_left, move_clock, read_clock
from fourthact.app import opened, prepare
from fourthact.auditing import audit_database
from fourthact.db.server import PrivateServer
from fourthact.opening import issue_key, open_seller
from fourthact.payments import account_of, reference_of
from fourthact.sandbox.control import Control
from fourthact.sandbox.control import running as sandbox_running
from fourthact.sandbox.process import SandboxRefused
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.sandbox.stripe.control import running as stripe_running
from fourthact.settings import load
from fourthact.values import ids
from fourthact.values.money import Money

T = TypeVar("T")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
CARD_MINOR, WIRE_MINOR = 500_000, 4_500_000
CLIENTS = 8
WORKERS = 2
STEP = timedelta(hours=3)
# So many come at a time, so far apart.
CROWD, CROWDS_APART = 500, timedelta(minutes=10)
# Stripe reports refunds that failed weeks later, and a rail is asked for its last word after 35 days.
LAST_WORD = timedelta(days=40)
STILL_SECONDS_MAX = 900.0
QUIET_SECONDS = 15.0
PRODUCT = {
    "name": "Roadster", "slug": "refunded", "currency": "USD", "terms": "You may leave at any time.",
    "promise_by": "2028-12-31",
    "stages": [
        {"n": 1, "amount_minor": CARD_MINOR, "method": "card", "rail": "stripe", "due_days": 0},
        {"n": 2, "amount_minor": WIRE_MINOR, "method": "transfer", "rail": "sandbox", "due_days": 10},
    ],
}  # fmt: skip
ORDERS = ("collect", "give_back", "pay_out")
BANK_DAYS: list[Mapping[str, object]] = [
    *({"operation": o, "fault": f, "per_mille": 40} for o in ORDERS
      for f in ("undone_unanswered", "undone_error", "done_unanswered", "done_error", "garbage")),
    *({"operation": "look_up", "fault": f, "per_mille": 40} for f in ("undone_unanswered", "undone_error", "garbage")),
    *({"operation": "entries", "fault": f, "per_mille": 40}
      for f in ("undone_unanswered", "undone_error", "garbage", "repeat")),
    *({"operation": "notice", "fault": f, "per_mille": 80} for f in ("lost", "twice", "late")),
    {"operation": "pay_out", "fault": "decline", "per_mille": 20, "reason": "rejected"},
    {"operation": "pay_out", "fault": "fails_later", "per_mille": 20},
]  # fmt: skip
STRIPE_DAYS: list[Mapping[str, object]] = [
    *({"fault": f, "method": "POST", "per_mille": 30}
      for f in ("unanswered_before", "error_before", "conflict", "rate_limited", "unanswered_after", "error_after",
                "garbage")),
    *({"fault": f, "method": "GET", "per_mille": 30} for f in ("unanswered_before", "error_before", "garbage")),
]  # fmt: skip
WEBHOOKS: list[Mapping[str, object]] = [
    {"event": "refund.created", "manner": "last"},
    {"event": "refund.updated", "manner": "twice"},
    {"event": "charge.refunded", "manner": "late"},
    {"event": "payment_intent.succeeded", "manner": "lost"},
    {"event": "charge.succeeded", "manner": "twice"},
]
WRITTEN = "SELECT coalesce(max(seq), 0) FROM acts"
BEHIND = """
    -- Whoever has not read all of the log.
    SELECT count(*) FROM cursors AS c WHERE EXISTS (
        SELECT FROM log_heads AS h WHERE h.seller = c.seller AND h.size > c.next)
"""
PAID = "SELECT count(*) FROM acts WHERE tag = 'payment.received'"
SETTLED = "SELECT count(*) FROM refunds WHERE status = 'settled'"
# What names and bank say of such an account: no holder of this bench is called so.
DOUBT = "no_match"
BY_HAND = """
    -- The legs that wait for a person: to enter an account, or to confirm one.
    SELECT 'rfd_' || replace(r.id::text, '-', ''), leg->>'n', leg->>'status', leg->>'account_act',
           leg->'payee'->>'bank'
      FROM refunds AS r, jsonb_array_elements(r.legs) AS leg WHERE leg->>'status' IN ('by_hand', 'to_confirm')
"""
PLANS = """
    -- Each refund, and the version of its plan.
    SELECT 'rfd_' || replace(id::text, '-', ''), plan_act FROM refunds
"""
LEGS = """
    SELECT 'rfd_' || replace(r.id::text, '-', ''), (leg->>'n')::int, (leg->>'amount_minor')::bigint, leg->>'status'
      FROM refunds AS r, jsonb_array_elements(r.legs) AS leg
"""


@dataclass(slots=True)
class Stage:
    """Everything that plays: the house from outside, the world around it, and the people."""

    folder: Path
    env: dict[str, str]
    dsn: str
    seller: str
    world: Control
    stripe: StripeControl
    ana: Shot
    bo: Shot
    cy: Shot
    site: Shot
    conn: psycopg.AsyncConnection[Any]
    workers: list[Process] = field(default_factory=list)
    kills: int = 0

    @property
    def account(self) -> str:
        return account_of(ids.inner("seller", self.seller))

    async def ask(self, query: str) -> list[tuple[Any, ...]]:
        return await (await self.conn.execute(query)).fetchall()

    async def count(self, query: str) -> int:
        return int((await self.ask(query))[0][0])


@dataclass(slots=True)
class Stillness:
    """For how long nobody has written anything: a queue that is long is not a house that stands still."""

    stage: Stage
    written: int = -1
    since: float = 0.0

    async def seconds(self) -> float:
        written = await self.stage.count(WRITTEN)
        if written != self.written:
            self.written, self.since = written, time.monotonic()
        return time.monotonic() - self.since


@click.command()
@click.option(
    "--refunds", default=10_000, show_default=True, help="How many reservations are paid and given back."
)
@click.option(
    "--kills", default=20, show_default=True, help="How often a worker is killed while money moves."
)
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(refunds: int, kills: int, report: Path | None) -> None:
    """Take the money, give it back, compare everybody's books."""
    with tempfile.TemporaryDirectory(prefix="fourthact-refunds-", ignore_cleanup_errors=True) as folder:
        figures = asyncio.run(_measure(Path(folder), refunds, kills))
    differences = figures.pop("differences")
    for difference in differences[:50]:
        click.echo(difference)
    click.echo(", ".join(f"{name} {value}" for name, value in figures.items()))
    right = figures["legs"] - figures["legs_lost"] - figures["legs_paid_twice"]
    ratio = right / (2 * refunds)
    if report is not None:
        report.write_text(json.dumps(figures | {"ratio": ratio, "goal": 1.0}, indent=1))
    click.echo(f"refunds ratio {ratio:.2f} goal 1.00")
    sys.exit(0 if ratio == 1.0 and not differences and not figures["findings"] else 1)


async def _measure(folder: Path, refunds: int, kills: int) -> dict[str, Any]:
    with ExitStack() as stack:
        world, stripe = stack.enter_context(sandbox_running()), stack.enter_context(stripe_running())
        env, seller, tokens = await _open_house(folder, world, stripe)
        server = stack.enter_context(PrivateServer(folder))
        stack.enter_context(Process("serve", env, folder / "serve.log").running())
        port = int(env["FOURTHACT_LISTEN_PORT"])
        ana = await Shot.aimed("127.0.0.1", port, tokens[0])
        bo, cy, site = [
            Shot("127.0.0.1", port, token, keys=who)
            for who, token in zip(("bo", "cy", "site"), tokens[1:], strict=True)
        ]
        async with await psycopg.AsyncConnection.connect(server.dsn, autocommit=True) as conn:
            stage = Stage(folder, env, server.dsn, seller, world, stripe, ana, bo, cy, site, conn)
            stage.workers = [
                stack.enter_context(
                    Process("work", env | {"FOURTHACT_LMTP_PORT": "0"}, folder / "work.log").running()
                )
                for _ in range(WORKERS)
            ]
            since = time.monotonic()
            reservations = await _take(stage, refunds, kills // 2)
            taken = time.monotonic()
            await _give_back(stage, reservations, kills - kills // 2)
            figures = await _compare(stage, refunds)
            times = {
                "taking_seconds": round(taken - since),
                "giving_seconds": round(time.monotonic() - taken),
            }
        figures |= {"kills": stage.kills} | times
        click.echo(", ".join(f"{name} {value}" for name, value in figures.items()), err=True)
        findings = audit_database(server.dsn, folder / "keys", progress=False).findings
        figures["findings"] = len(findings)
        figures["differences"] += [str(finding) for finding in findings]
        return figures


async def _open_house(
    folder: Path, world: Control, stripe: StripeControl
) -> tuple[dict[str, str], str, list[str]]:
    """A house whose clock we move, with Stripe and a bank; its environment, its seller, the keys of three people
    and of the site, where holders ask."""
    folder.chmod(0o711)  # as root: the database server, who is somebody else, must get in
    env = {
        "FOURTHACT_STATE_DIR": str(folder),
        "FOURTHACT_LISTEN_PORT": str(free_port()),
        "FOURTHACT_SMTP_URL": f"smtp://{world.smtp}",
        "FOURTHACT_MAIL_PER_MINUTE": "1000000",
        "FOURTHACT_SANDBOX_URL": world.http,
        "FOURTHACT_SANDBOX_NOTICE_SECRET": SECRET,
        "FOURTHACT_SANDBOX_TIMEOUT_SECONDS": "5",
        "FOURTHACT_STRIPE_SECRET_KEY": stripe.key,
        "FOURTHACT_STRIPE_ACCOUNT": stripe.account,
        "FOURTHACT_STRIPE_NOTICE_SECRET": SECRET,
        "FOURTHACT_STRIPE_API_BASE": stripe.http,
        "FOURTHACT_STRIPE_TIMEOUT_SECONDS": "5",
    }
    settings = load(env, ["sandbox", "stripe"])
    await prepare(settings, clock_at=START)
    async with opened(settings, env, pool_size=2) as app:
        seller = await open_seller(app, "Refunds", "refunds.example")
        tokens = [await issue_key(app, seller.id, who, "person", (), None) for who in ("Ana", "Bo", "Cy")]
        tokens.append(await issue_key(app, seller.id, "the site", "integration", (), None))
    notices = f"http://127.0.0.1:{env['FOURTHACT_LISTEN_PORT']}/api/v1/rails"
    account = account_of(ids.inner("seller", seller.id))
    world.account(account, notice_url=f"{notices}/sandbox/notices/{seller.id}", notice_secret=SECRET)
    endpoint = {"url": f"{notices}/stripe/notices/{seller.id}", "secret": SECRET}
    stripe.open(stripe.account, endpoints=[endpoint])
    world.faults("refunds", BANK_DAYS)
    stripe.faults(*STRIPE_DAYS)
    stripe.manners(*WEBHOOKS)
    return env, seller.id, tokens


async def _take(stage: Stage, refunds: int, kills: int) -> list[str]:
    """Place and pay as many reservations in full; their names."""
    product = json.loads((await ask_all(stage.ana, [("products", PRODUCT)]))[0])["id"]
    placed: list[dict[str, Any]] = []
    for crowd in _crowds(range(refunds)):
        wishes = [
            {"product": product, "name": f"Holder {n}", "email": f"h{n}@holder.example", "language": "en"}
            for n in crowd
        ]
        answers = await ask_all(stage.ana, [("reservations", wish) for wish in wishes])
        new = [json.loads(answer) for answer in answers]
        card = {"stage": 1, "card": "pm_card_visa"}
        await ask_all(stage.ana, [(f"reservations/{one['reservation']}/payments", card) for one in new])
        placed += new
        click.echo(f"placed {len(placed):,}", err=True)
        await _step(stage, CROWDS_APART)

    def wire() -> None:
        for number, answer in enumerate(placed):
            stage.world.wire(
                stage.account, Money(WIRE_MINOR, "USD"), f"deposit {reference_of(answer['code'])}",
                payer_name=f"Holder {number}", payer_account=f"US-{number}", key=answer["reservation"], at=START,
            )  # fmt: skip

    await asyncio.to_thread(wire)
    await _until(stage, "payments received", PAID, 2 * refunds, kills)
    return [str(one["reservation"]) for one in placed]


async def _give_back(stage: Stage, reservations: list[str], kills: int) -> None:
    """Everybody leaves; two people agree; time passes until nothing can change any more."""
    for crowd in _crowds(reservations):
        answers = await ask_all(stage.site, [(f"reservations/{name}/cancellation", None) for name in crowd])
        refunds = [str(json.loads(answer)["refund"]) for answer in answers]
        shown = dict(await stage.ask(PLANS))
        for person in (stage.ana, stage.bo):
            # Nothing has changed the plans since they were made.
            await ask_all(
                person, [(f"refunds/{refund}/approvals", {"plan_act": shown[refund]}) for refund in refunds]
            )
        await _step(stage, CROWDS_APART)
    await _until(stage, "refunds settled", SETTLED, len(reservations), kills)
    end = (await read_clock(stage.conn))[0] + LAST_WORD
    while (await read_clock(stage.conn))[0] < end:
        await _at_rest(stage)
        await _step(stage, timedelta(days=2))
    await _at_rest(stage)
    await _until(stage, "refunds settled", SETTLED, len(reservations), 0)
    await _at_rest(stage)


def _crowds(of: Sequence[T]) -> Iterator[Sequence[T]]:
    return (of[first : first + CROWD] for first in range(0, len(of), CROWD))


async def ask_all(person: Shot, requests: Iterable[tuple[str, Any]]) -> list[bytes]:
    """Ask all of it over a few connections; the answers in order."""
    waiting = list(enumerate(requests))
    answers: list[bytes] = [b""] * len(waiting)
    waiting.reverse()

    async def client() -> None:
        async with Connection(person) as connection:
            while waiting:
                number, (path, words) = waiting.pop()
                body = b"" if words is None else json.dumps(words).encode()
                answers[number] = await connection.ask(person.request(path, body))

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return answers


async def _until(stage: Stage, what: str, query: str, goal: int, kills: int) -> None:
    """Let time pass until there are so many; on the way, people do what waits for them, and workers are killed."""
    at = sorted(random.randrange(goal) for _ in range(kills))
    stillness = Stillness(stage)
    best, since, said = -1, time.monotonic(), 0.0
    while (reached := await stage.count(query)) < goal:
        if at and reached >= at[0]:
            at.pop(0)
            random.choice(stage.workers).kill()
            stage.kills += 1
        if time.monotonic() - said > 5:
            said = time.monotonic()
            now, _ = await read_clock(stage.conn)
            click.echo(f"{what}: {reached:,} of {goal:,}, {stage.kills} kills, {now:%d %b %H:%M}", err=True)
        best, since = (reached, time.monotonic()) if reached > best else (best, since)
        if await stillness.seconds() > STILL_SECONDS_MAX:
            raise RuntimeError(f"{what} stays at {reached} of {goal}; see {stage.folder}")
        await _by_hand(stage)
        # Time goes on as it does; and faster when everybody has read all, and nothing is due, or only what Stripe says
        # nothing new about for a day.
        now, _ = await read_clock(stage.conn)
        waits = await due_left(stage.conn, now) and time.monotonic() - since < QUIET_SECONDS
        waits = waits or await stage.count(BEHIND) > 0
        await _step(stage, timedelta(seconds=1) if waits else STEP)
        await asyncio.sleep(0.2)


async def _at_rest(stage: Stage) -> None:
    """Wait until nothing is due, and everybody who follows the log has read it."""
    stillness = Stillness(stage)
    while await due_left(stage.conn, (await read_clock(stage.conn))[0]) or await stage.count(BEHIND):
        await _by_hand(stage)
        if await stillness.seconds() > STILL_SECONDS_MAX:
            raise RuntimeError(f"what is due does not get done; see {stage.folder}")
        await asyncio.sleep(0.2)


async def _step(stage: Stage, span: timedelta) -> None:
    now, _ = await read_clock(stage.conn)
    for advance in (stage.world.advance, stage.stripe.advance):
        while True:
            try:
                await asyncio.to_thread(advance, now + span)
                break
            except SandboxRefused:  # its messages to us are still under way
                await asyncio.sleep(0.2)
    await move_clock(stage.conn, now + span)


async def _by_hand(stage: Stage) -> None:
    """Cy, who has approved nothing, enters accounts for the legs that found no way, and Ana and Bo confirm them."""
    rows = await stage.ask(BY_HAND)
    to_confirm = [row for row in rows if row[2] == "to_confirm"]
    entered = [
        (f"refunds/{refund}/legs/{n}/account", {"account": f"US-{refund[-20:]}", "name": "A holder"})
        for refund, n, status, _, _ in rows
        if status == "by_hand"
    ]
    confirmed = [
        (f"refunds/{refund}/legs/{n}/account/confirmation", {"account_act": act, "seen": DOUBT})
        for refund, n, _, act, bank in to_confirm
        if bank != "asked"
    ]
    await ask_all(stage.cy, entered)
    for person in (stage.ana, stage.bo):  # two agreed to the plan, so two agree to another account
        await ask_all(person, confirmed)


async def _compare(stage: Stage, refunds: int) -> dict[str, Any]:
    """What Stripe and the bank moved for each leg, beside what we say; every difference in a sentence."""
    legs = {(refund, n): (amount, status) for refund, n, amount, status in await stage.ask(LEGS)}
    moved: defaultdict[tuple[str, int], int] = defaultdict(int)
    times: Counter[tuple[str, int]] = Counter()
    stripe = await asyncio.to_thread(stage.stripe.books)
    bank = await asyncio.to_thread(stage.world.books, stage.account)
    for refund in stripe["refund"]:
        if refund["status"] not in ("failed", "canceled"):
            _book(moved, times, refund["metadata"]["fourthact_key"], refund["amount"])
    for line in bank["statement"]:
        if line["key"]:
            _book(moved, times, line["key"], -line["amount_minor"])
    differences = [f"{refund} leg {n} was never planned, and {amount} moved" for (refund, n), amount in moved.items()
                   if (refund, n) not in legs]  # fmt: skip
    lost = twice = 0
    for (refund, n), (amount, status) in legs.items():
        got = moved[refund, n]
        lost += got < amount
        twice += got > amount
        if got != amount or status != "settled":
            differences.append(
                f"{refund} leg {n}: {amount} owed, {got} moved in {times[refund, n]}, we say {status}"
            )
    taken = sum(intent["amount_received"] for intent in stripe["payment_intent"])
    wired = sum(
        line["amount_minor"] for line in bank["statement"] if line["amount_minor"] > 0 and not line["key"]
    )
    for what, has, should in (
        ("taken by Stripe", taken, refunds * CARD_MINOR),
        ("wired to the bank", wired, refunds * WIRE_MINOR),
        ("moved back", sum(moved.values()), refunds * (CARD_MINOR + WIRE_MINOR)),
    ):
        if has != should:
            differences.append(f"{what}: {has}, not {should}")
    struck = await asyncio.to_thread(
        lambda: (stage.world.call("GET", "/control/faults"), stage.stripe.call("GET", "/health"))
    )
    return {
        "refunds": refunds,
        "legs": len(legs),
        "legs_lost": lost,
        "legs_paid_twice": twice,
        "faults": sum(sum(of.values()) for of in struck[0].values()) + sum(struck[1]["faults"].values()),
        "differences": differences,
    }


def _book(moved: dict[tuple[str, int], int], times: Counter[tuple[str, int]], key: str, minor: int) -> None:
    kind, owner, part, _ = ids.read_order_key(key)
    if kind == "R":
        moved[ids.outer("refund", owner), part] += minor
        times[ids.outer("refund", owner), part] += 1


if __name__ == "__main__":
    main()
