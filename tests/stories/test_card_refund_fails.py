"""A card refund that the provider had confirmed fails weeks later, or waits and then ends either way."""

from __future__ import annotations

import pytest

from tests.house import HER_BANK, House, play


def test_a_card_refund_that_fails_weeks_later_takes_the_next_route() -> None:
    """The provider gives Cléo's money back and says so. Three weeks later her bank has refused it: the provider
    tells us by a notice, the refund is open again, and the leg is paid to the account that her wire came from."""
    play(it_fails_later, notices=True)


async def it_fails_later(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    await house.outside(house.world.script, house.account, "give_back", [{"fault": "fails_later"}])
    refund = await house.cancel(reservation)
    await house.approve(refund)
    await house.wait(days=1)
    assert (await house.refund(refund)).status == "settled"
    await house.wait(days=21)
    await house.outside(house.world.advance, await house.now())
    await house.settle()
    await house.wait(days=1)
    found = await house.refund(refund)
    assert found.status == "settled"
    assert [(leg.route, leg.attempt) for leg in found.legs] == [("payout", 2), ("payout", 1)]
    tags = house.tags(reservation)
    assert tags.count("refund.leg_returned") == 1
    assert tags.count("refund.settled") == 2
    assert (await house.books())["outside"][HER_BANK] == {"USD": -500_000}
    await house.wait(days=3)
    assert await house.balances() == {}


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_card_refund_that_waits_ends(ends: str) -> None:
    """The provider takes the order and says "later". Ten hours on it is done, or it is declined."""

    async def it_waits(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        fates = [{"fault": "pending", "after_seconds": 36_000}]
        if ends == "badly":
            fates.append({"fault": "fails_later", "after_seconds": 0})
        await house.outside(house.world.script, house.account, "give_back", fates)
        refund = await house.cancel(reservation)
        await house.approve(refund)
        assert (await house.refund(refund)).legs[0].status == "sent"
        assert house.audit().ok
        await house.wait(days=3)
        found = await house.refund(refund)
        assert found.status == "settled"
        assert found.legs[0].route == ("original" if ends == "well" else "payout")
        await house.wait(days=3)
        assert await house.balances() == {}

    play(it_waits)
