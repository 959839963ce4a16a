"""Money that comes in after the end goes back, by the same rules as any other."""

from __future__ import annotations

import re

from fourthact import payments, refunds
from tests.house import HER_BANK, House, play


def test_a_wire_that_was_on_its_way_goes_back() -> None:
    """Cléo pays by card and leaves while her wire is still at the bank. It arrives the day after: a refund of its own
    is planned, approved and paid out to the account that it came from. Both refunds are settled, the books at zero.
    """
    play(the_wire_comes_late)


async def the_wire_comes_late(house: House) -> None:
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    first = await house.cancel(reservation)
    await house.approve(first)
    await house.wait(days=1)
    assert (await house.refund(first)).status == "settled"
    await house.pay_by_wire(reservation)
    (second,) = [refund for refund in await refunds_of(house, reservation) if refund.id != first]
    assert (second.amount_minor, second.legs[0].routes) == (4_500_000, ("payout",))
    assert house.tags(reservation).count("reservation.confirmed") == 0
    await house.approve(second.id)
    await house.wait(days=2)
    assert (await house.refund(second.id)).status == "settled"
    assert (await house.books())["outside"][HER_BANK] == {"USD": 0}
    assert (await house.books())["cards"]["card_ok"] == {"USD": 0}
    assert await settled_and_even(house)


async def refunds_of(house: House, reservation: object) -> list[refunds.Refund]:
    rows = house.sql("SELECT id FROM refunds WHERE reservation = %s ORDER BY asked_at, id", reservation)
    return [await house.refund(row[0]) for row in rows]


async def settled_and_even(house: House) -> bool:
    """Once the card provider has handed over what it holds, every account of ours is at zero."""
    await house.wait(days=3)
    return await house.balances() == {}


def test_a_card_payment_in_flight_when_she_leaves_goes_back() -> None:
    """Cléo pays with a card that takes an hour, and leaves within it. Nothing is refunded then, for nothing was
    paid; when the rail says that the money came after all, it goes back to the card."""
    play(the_card_takes_an_hour)


async def the_card_takes_an_hour(house: House) -> None:
    reservation = await house.place(await house.product())
    await house.ask(payments.ORDER, payments.OrderPayment(reservation, 1, "card_pending"), house.site)
    await house.settle()
    assert house.tags(reservation)[-1] == "payment.waiting"
    await house.cancel(reservation)
    assert await refunds_of(house, reservation) == []
    await house.wait(days=2)
    (refund,) = await refunds_of(house, reservation)
    assert refund.amount_minor == 500_000
    await house.approve(refund.id)
    assert (await house.refund(refund.id)).status == "settled"
    assert (await house.books())["cards"]["card_pending"] == {"USD": 0}
    assert await settled_and_even(house)


def test_too_much_and_twice_comes_back_whole() -> None:
    """Cléo's bank sends the wire twice, and one cent over. All of it is hers: one refund, a leg for each payment."""
    play(her_bank_errs)


async def her_bank_errs(house: House) -> None:
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation, 4_500_001)
    await house.pay_by_wire(reservation)
    purse = await house.purse(reservation)
    assert purse.paid.minor == 500_000 + 4_500_001 + 4_500_000
    assert purse.complete
    assert house.tags(reservation).count("reservation.confirmed") == 1
    refund = await house.cancel(reservation)
    assert [leg.amount_minor for leg in (await house.refund(refund)).legs] == [500_000, 4_500_001, 4_500_000]
    await house.approve(refund)
    await house.wait(days=2)
    assert (await house.refund(refund)).status == "settled"
    assert (await house.books())["outside"][HER_BANK] == {"USD": 0}
    assert await settled_and_even(house)


def test_part_of_a_wire_is_not_the_stage() -> None:
    """Her bank takes a fee on the way: the stage is not paid, she is told what is lacking, and sends the rest."""
    play(a_fee_on_the_way)


async def a_fee_on_the_way(house: House) -> None:
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation, 4_497_500)
    await house.wait(days=11)
    assert house.tags(reservation)[-1] == "stage.missed"
    assert "stage_missed" in house.told(reservation)
    assert re.search(r"\b25[.,]00\b", (await house.mails())[-1]["text"])
    await house.pay_by_wire(reservation, 2_500)
    assert (await house.purse(reservation)).complete
    assert house.tags(reservation)[-1] == "reservation.confirmed"
