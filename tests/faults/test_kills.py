"""A worker is killed at a point: what was kept, whether it goes on, and that nothing happened twice outside."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import UUID

import pytest

from fourthact import payments, refunds
from fourthact.audit import explain
from fourthact.sandbox.control import Control
from tests.acts.wire import wired
from tests.house import CLEO, HER_BANK, House, environment, opened, reopened, stage

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Scene:
    """What happened before the worker that dies: the reservation, and what is left for the worker to do."""

    reservation: UUID
    refund: UUID | None = None


Setting = Callable[[House], Awaitable[Scene]]


async def she_pays(house: House) -> Scene:
    """A card payment is ordered; nobody has worked since."""
    reservation = await house.place(await house.product())
    await house.ask(payments.ORDER, payments.OrderPayment(reservation, 1, "card_ok"), house.site)
    return Scene(reservation)


async def her_wire_comes(house: House) -> Scene:
    """Her wire is on the bank's statement, with another one; nobody has read it."""
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    reference = payments.reference_of((await house.purse(reservation)).code)
    for key, minor in (("w1", 4_000_000), ("w2", 500_000)):
        wire = {"remittance": reference, "payer_name": "Cleo", "payer_account": HER_BANK, "key": key}
        await house.outside(house.world.call, "POST", "/control/wires",
                            {"account": house.account, "amount_minor": minor, "currency": "USD", **wire})  # fmt: skip
    return Scene(reservation)


async def she_leaves(house: House) -> Scene:
    """Her refund is approved; nobody has ordered anything."""
    reservation = await house.placed_and_paid(await house.product())
    refund = await house.cancel(reservation)
    on = await house.approval(refund)
    for who in (house.ana, house.bo):
        await house.ask(refunds.APPROVE, on, who)
    return Scene(reservation, refund)


@dataclass(frozen=True)
class Death:
    """A row of the table. `kept`: acts of the reservation that are there after the death; `lost`: that are not.

    `outside`: what had moved outside by then. Units: minor, by card and by bank account.
    """

    point: str
    setting: Setting
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    outside: Mapping[str, int] | None = None

    def __str__(self) -> str:
        return self.point


PAID, LEFT = {"card_ok": 500_000}, {"card_ok": 500_000, HER_BANK: 4_500_000}
DEATHS = [
    Death("before the commit", she_pays, lost=("payment.received",), outside=PAID),
    Death("after the commit", she_pays, kept=("payment.received",), outside=PAID),
    Death("before the charge", she_pays, kept=("payment.ordered",), lost=("payment.received",), outside={}),
    Death("after the charge", she_pays, kept=("payment.ordered",), lost=("payment.received",), outside=PAID),
    Death("while sequencing", she_pays, lost=("payment.received",), outside={}),
    Death("before the checkpoint is kept", she_pays, lost=("payment.received",), outside={}),
    Death("while following", she_pays, kept=("payment.received",)),
    Death("before the mail server", she_pays, kept=("notice.written",)),
    Death("after the mail server", she_pays, kept=("notice.written",)),
    Death("before the statement's cursor", her_wire_comes, kept=("reservation.confirmed",)),
    Death("before a page of the statement", her_wire_comes, lost=("reservation.confirmed",)),
    Death("after a page of the statement", her_wire_comes, kept=("reservation.confirmed",)),
    Death("before the card refund", she_leaves, kept=("refund.leg_ordered",), outside=LEFT),
    Death("after the card refund", she_leaves, lost=("refund.leg_settled",)),
    Death("before the payout", she_leaves, kept=("refund.leg_ordered",)),
    Death("after the payout", she_leaves, kept=("refund.leg_ordered",), lost=("refund.leg_sent",)),
]


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_a_worker_killed(death: Death) -> None:
    async def run(dsn: str, state: Path, world: Control) -> None:
        async with opened(dsn, state, world) as before:
            scene = await death.setting(before)
        assert await killed(death.point, environment(dsn, state, world)) == -SIGKILL
        async with reopened(dsn, state, world, before) as house:
            await what_is_there(house, death, scene)
            await house.settle()
            await everything_is_done_once(house, death, scene)

    with stage() as (dsn, state, world):
        asyncio.run(run(dsn, state, world))


async def killed(point: str, env: Mapping[str, str]) -> int:
    """The exit code of a worker that dies at the point."""
    command = [sys.executable, "-m", "tests.faults.victim", point, json.dumps(dict(env))]
    victim = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    return await asyncio.wait_for(victim.wait(), 60)


async def what_is_there(house: House, death: Death, scene: Scene) -> None:
    """What was kept, by the record and by the world's own books."""
    rows = house.sql("SELECT DISTINCT tag FROM acts WHERE subject = %s", scene.reservation)
    tags = {tag for (tag,) in rows}
    assert tags >= set(death.kept)
    assert not tags & set(death.lost)
    if death.outside is not None:
        assert await moved(house) == death.outside


async def moved(house: House) -> dict[str, int]:
    """What came from whom and did not go back, in the world's own books."""
    books: Any = await house.books()
    totals = {**books["cards"], **books["outside"]}
    return {name: purse["USD"] for name, purse in totals.items() if purse["USD"]}


async def everything_is_done_once(house: House, death: Death, scene: Scene) -> None:
    """The work went on from where it stopped; nothing moved twice; the audit finds nothing."""
    books = await house.books()
    for part in ("charges", "refunds", "payouts"):
        assert len(books[part]) <= 1, books[part]
    if scene.refund is not None:
        await house.wait(days=1)
        assert (await house.refund(scene.refund)).status == "settled"
        assert await moved(house) == {}
    else:
        purse = await house.purse(scene.reservation)
        assert purse.paid.minor == (5_000_000 if death.setting is her_wire_comes else 500_000)
    tags = house.tags(scene.reservation)
    assert len(tags) == len({*tags}) + sum(tags.count(tag) - 1 for tag in REPEATED if tag in tags)
    await each_notice_once(house, twice=1 if death.point == "after the mail server" else 0)
    report = house.audit()
    assert report.ok, explain(report.findings)


# What rightly happens more than once to one reservation: two payments, two legs, two approvals.
REPEATED = (
    "payment.received",
    "refund.approved",
    "refund.leg_ordered",
    "refund.leg_settled",
    "refund.clock_rang",
)


async def each_notice_once(house: House, *, twice: int) -> None:
    """Each notice reached her once; SMTP has no way to ask, so a worker that dies right after 250 sends it again."""
    ids = [mail["message_id"] for mail in await house.mails(CLEO)]
    assert len(ids) - len(set(ids)) == twice
    assert house.sql("SELECT count(*) FROM notices WHERE status <> 'sent'") == [(0,)]


@pytest.mark.parametrize("nth", [1, 3, 5])
def test_a_worker_killed_in_a_commit(nth: int, tmp_path: Path) -> None:
    """As its word COMMIT is on the wire: the server may or may not do it, and it is all the same."""

    async def run(dsn: str, state: Path, world: Control) -> None:
        async with opened(dsn, state, world) as before:
            scene = await she_pays(before)
        async with wired(dsn, state) as (wire, far):
            env = environment(far, state, world)
            command = [sys.executable, "-m", "tests.faults.victim", "never", json.dumps(env)]
            victim = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
            wait_for(wire, victim.kill, nth)
            assert await asyncio.wait_for(victim.wait(), 60) == -SIGKILL
        async with reopened(dsn, state, world, before) as house:
            await house.settle()
            await everything_is_done_once(house, Death("in the commit", she_pays), scene)

    with stage() as (dsn, state, world):
        asyncio.run(run(dsn, state, world))


def wait_for(wire: Any, kill: Callable[[], None], nth: int) -> None:
    """Kill as the nth COMMIT is asked for."""

    def count() -> None:
        nonlocal nth
        nth -= 1
        if nth:
            wire.when_asked = (b"COMMIT", count)
        else:
            kill()

    wire.when_asked = (b"COMMIT", count)
