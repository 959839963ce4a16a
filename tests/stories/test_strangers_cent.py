"""A stranger wires a cent with Cléo's reference; her card refund fails, and his account does not get her money."""

from __future__ import annotations

import pytest

import tests.house
from fourthact import payments, products
from fourthact.values import ids
from fourthact.values.money import Money
from tests.house import House, play

CARD = products.Stage(1, 500_000, "card", "sandbox", 0)


@pytest.mark.parametrize(
    ("payer", "status", "route"), [("Mallory Thief", "by_hand", None), ("CLEO DUPONT", "settled", "payout")]
)
def test_whose_account_takes_a_card_refund_that_failed(
    payer: str, status: str, route: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to look at so small a refund: only what came in the holder's own name takes other money back."""
    really = tests.house.environment
    small = {"FOURTHACT_REFUND_NO_APPROVAL_UP_TO_MINOR": "1000000"}
    monkeypatch.setattr(tests.house, "environment", lambda *args: really(*args) | small)

    async def story(house: House) -> None:
        reservation = await house.place(await house.product(stages=(CARD,), by=None))
        await house.pay_by_card(reservation)
        reference = payments.reference_of((await house.purse(reservation)).code)
        await house.outside(
            house.world.wire, house.account, Money(1, "USD"), f"deposit {reference}", payer_name=payer,
            payer_account="US66-OTHER", key=ids.new_id().hex, at=await house.now(),
        )  # fmt: skip
        await house.settle()
        fails = {"fault": "fails_later", "after_seconds": 0}
        await house.outside(house.world.script, house.account, "give_back", [fails])
        refund = await house.cancel(reservation)
        await house.wait(days=3)
        leg = (await house.refund(refund)).legs[0]
        assert leg.amount_minor == 500_000
        assert (leg.status, leg.route if leg.status == "settled" else None) == (status, route)
        paid = (await house.books())["outside"].get("US66-OTHER", {"USD": 0})["USD"]
        assert abs(paid) == (500_000 if route else 0)  # besides the cent, which came and went back

    play(story)
