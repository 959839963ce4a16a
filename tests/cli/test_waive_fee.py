"""A fee is given up at the command line: by a person, while nobody was paid, once however often it is typed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fourthact.values import ids
from tests.cli.test_commands import run
from tests.house import environment
from tests.web.visiting import PRODUCT, Web, visited

FEE = {"from_days": 60, "per_mille": 100, "withdrawal_days": 14}


async def gives_up(web: Web, keys: Path) -> None:
    """The site may not; Bo may, and typed twice it is one act; a name that is none is refused; then none is left."""
    house = web.house
    await web.made("/products", PRODUCT | {"promise_by": "2029-12-31", "fee": FEE})
    placed = await web.reserved()
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation)
    await house.wait(days=100)
    refund = (await web.made(f"/reservations/{placed['reservation']}/cancellation", who="the site"))["refund"]
    for name in ("Bo", "the site"):
        (keys / name).write_text(house.staff[name].token)
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": "src"}
    env |= environment(house.dsn, house.keys.parent, house.world)

    async def typed(of: str, by: str, reason: str = "She waited.") -> tuple[int, str, str]:
        words = ("refunds", "waive-fee", of, "--reason", reason, "--key-file", str(keys / by))
        done = await asyncio.to_thread(run, env, *words)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    async def shown() -> dict[str, Any]:
        return dict(await web.told(f"/refunds/{refund}"))

    status, _, err = await typed(refund, "the site")
    assert (status, "person" in err) == (1, True)
    for wrong in ("rfd_nobody", ids.outer("refund", ids.new_id())):
        status, _, err = await typed(wrong, "Bo")
        assert (status, wrong in err) == (1, True)
    assert (await shown())["fee"]["retained_minor"] == 500_000

    for _ in range(2):
        said = f"{refund}: 500000 USD (minor units) are retained no longer\n"
        assert await typed(refund, "Bo") == (0, said, "")
    after = await shown()
    assert (after["fee"]["why"], after["fee"]["retained_minor"]) == ("waived", 0)
    assert after["amount_minor"] == 5_000_000
    await house.settle()
    assert house.told(reservation).count("refund_fee_waived") == 1
    assert "income:retained_fees" not in {name for name, minor in (await house.balances()).items() if minor}
    assert (await typed(refund, "Bo", "Once more."))[0] == 1


def test_gives_up(tmp_path: Path) -> None:
    async def story(web: Web) -> None:
        await gives_up(web, tmp_path)

    visited(story)()
