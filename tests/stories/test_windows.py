"""A rail gives charges back for so many days only, and a reservation lives longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

import tests.house
from fourthact import payments
from fourthact.acts import By, Caller
from tests.house import House, play


def with_a_window(story: tests.house.Story, days: int) -> None:
    environment = tests.house.environment
    window = {"FOURTHACT_SANDBOX_GIVES_BACK_DAYS_MAX": str(days)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tests.house, "environment", lambda *given: environment(*given) | window)
        play(story)


async def closing(house: House) -> list[tuple[str, int]]:
    async with house.app.pool.connection() as conn:
        purses = await payments.reads.closing_windows(conn, house.seller, 10)
    return [(purse.code, payment.n) for purse in purses for payment in purse.payments if payment.window_told]


def test_finance_is_warned_before_the_way_back_closes() -> None:
    """Cléo's card can be given back for 180 days. After 150 finance is told, once; her wire has no window. She leaves a
    week after it has closed: the plan knows it, says so, and pays the card's money to the account of her wire."""

    async def story(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        taken = (await house.purse(reservation)).payments[0]
        assert taken.refundable_until == taken.at + timedelta(days=180)
        await house.until(taken.at + timedelta(days=149))
        assert "payment.window_closing" not in house.tags(reservation)
        assert await closing(house) == []
        await house.wait(days=2)
        assert house.tags(reservation).count("payment.window_closing") == 1
        assert await closing(house) == [((await house.purse(reservation)).code, 1)]
        await house.until(taken.at + timedelta(days=187))
        assert house.tags(reservation).count("payment.window_closing") == 1
        refund = await house.cancel(reservation)
        assert await closing(house) == []
        card = (await house.refund(refund)).legs[0]
        assert card.routes == ("payout",)
        assert ("original", "refund_window_closed") in [(one.route, one.why) for one in card.closed]
        await house.approve(refund)
        await house.wait(days=2)
        assert (await house.refund(refund)).status == "settled"

    with_a_window(story, 180)


def test_who_leaves_in_time_is_no_news() -> None:
    """A window of ten days is warned of when half is left; nobody is warned of what went back before."""

    async def story(house: House) -> None:
        product = await house.product()
        stays, leaves = await house.placed_and_paid(product), await house.placed_and_paid(product)
        refund = await house.cancel(leaves)
        assert (await house.refund(refund)).legs[0].routes == ("original", "payout")
        await house.approve(refund)
        await house.wait(days=4)
        assert await closing(house) == []
        await house.wait(days=2)
        assert house.tags(stays).count("payment.window_closing") == 1
        assert "payment.window_closing" not in house.tags(leaves)
        again = payments.actions.WarnOfWindows(stays)
        clock = Caller(house.seller, By("clock"))
        refused = await house.refused(payments.actions.WARN, again, clock)
        assert refused is payments.PaymentReason.WINDOW_NOT_CLOSING

    with_a_window(story, 10)
