"""A promise slips, and each holder is asked: to wait, or to leave."""

from __future__ import annotations

from datetime import date

from fourthact import delays, products
from fourthact.delays import DelayReason
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from tests.house import House, play


def test_who_answers_leave_has_left() -> None:
    """Three hold reservations when the promise slips. One waits, one leaves by the button in the notice, one says
    nothing: she keeps her place, and the right to leave. Whoever left is not asked again."""
    play(the_promise_slips)


async def the_promise_slips(house: House) -> None:
    product = await house.product()
    waits, leaves, silent = [await house.placed_and_paid(product) for _ in range(3)]
    await house.ask(
        products.PROMISE, products.PromiseProduct(product, date(2022, 12, 31), "Later."), house.ana
    )
    await house.settle()
    for reservation in (waits, leaves, silent):
        assert house.told(reservation).count("promise_revised") == 1
    for reservation, choice, again in (
        (waits, "wait", DelayReason.ANSWERED_ALREADY),
        (leaves, "leave", ReservationReason.ALREADY_CANCELLED),
    ):
        answer = delays.AnswerDelay(reservation, choice, ids.new_id(), house.app.policy)  # type: ignore[arg-type]
        await house.ask(delays.ANSWER, answer, house.site)
        assert await house.refused(delays.ANSWER, answer, house.site) is again
    await house.settle()
    refund = await house.refund_of(leaves)
    assert house.tags(leaves)[-3:] == ["delay.answered", "reservation.cancelled", "refund.planned"]
    await house.approve(refund.id)
    await house.wait(days=1)
    assert (await house.refund(refund.id)).status == "settled"
    await house.ask(products.PROMISE, products.PromiseProduct(product, None, "Who knows."), house.ana)
    await house.settle()
    asked = [house.told(reservation).count("promise_revised") for reservation in (waits, leaves, silent)]
    assert asked == [2, 1, 2]
    deposits = {name: minor for name, minor in (await house.balances()).items() if "deposits" in name}
    assert list(deposits.values()) == [-10_000_000]


def test_who_reserves_after_the_slip_knows_of_it() -> None:
    """Whoever reserves after a promise was revised agreed to the new one, and is not asked about it."""
    play(she_comes_later)


async def she_comes_later(house: House) -> None:
    product = await house.product()
    await house.ask(
        products.PROMISE, products.PromiseProduct(product, date(2022, 12, 31), "Later."), house.ana
    )
    reservation = await house.place(product)
    assert house.told(reservation) == ["reserved"]
    answer = delays.AnswerDelay(reservation, "wait", ids.new_id(), house.app.policy)
    assert await house.refused(delays.ANSWER, answer, house.site) is DelayReason.NOTHING_OFFERED
