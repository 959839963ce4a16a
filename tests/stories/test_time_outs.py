"""The rail does what it is asked and its answer gets lost: it is looked up, and nothing moves twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.house import HER_BANK, House, play

ANSWERS = ("undone_unanswered", "undone_error", "done_unanswered", "done_error", "garbage", "slow")


def fault(name: str) -> Mapping[str, Any]:
    """Longer than the rail is waited for, where an answer is slow."""
    return {"fault": name, "delay_ms": 1_500} if name == "slow" else {"fault": name}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_order_meets_the_same_bad_answer(answer: str) -> None:
    """The charge, the refund to the card and the payout all meet it, and so does the first question about each."""

    async def bad_answers(house: House) -> None:
        for operation in ("collect", "give_back", "pay_out"):
            await house.outside(house.world.script, house.account, operation, [fault(answer)])
        await house.outside(house.world.script, house.account, "look_up", [fault("undone_error")])
        reservation = await house.placed_and_paid(await house.product())
        assert (await house.purse(reservation)).paid.minor == 5_000_000
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=2)
        assert (await house.refund(refund)).status == "settled"
        books = await house.books()
        assert [len(books[part]) for part in ("charges", "refunds", "payouts")] == [1, 1, 1]
        assert (books["cards"]["card_ok"], books["outside"][HER_BANK]) == ({"USD": 0}, {"USD": 0})
        unknown = [tag for tag in house.tags(reservation) if tag.endswith("unknown")]
        assert unknown == ["payment.unknown", "refund.leg_unknown", "refund.leg_unknown"]
        await house.wait(days=2)
        assert await house.balances() == {}

    play(bad_answers)


def test_a_declined_card_is_told_and_another_one_pays() -> None:
    """Her first card has no money: she is told why, and pays with another. Nothing was taken from the first."""
    play(two_cards)


async def two_cards(house: House) -> None:
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation, "card_declined")
    assert house.told(reservation) == ["payment_declined", "reserved"]
    await house.pay_by_card(reservation)
    purse = await house.purse(reservation)
    assert [payment.status for payment in purse.payments] == ["declined", "received"]
    assert (await house.books())["cards"] == {"card_declined": {"USD": 0}, "card_ok": {"USD": 500_000}}
