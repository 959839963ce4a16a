"""Who was paid knows our key, and can write it on anything that they send: only the whole of a leg opens it again."""

from __future__ import annotations

import pytest

from fourthact.payments import reference_of
from fourthact.values import ids
from tests.stories.bank import EUROS, Bank, banked
from tests.web.visiting import HOLDER, PRODUCT


@pytest.mark.parametrize("first", ["the debit", "the cent"])
def test_a_cent_under_our_key_pays_nothing_twice(first: str) -> None:
    async def story(bank: Bank) -> None:
        path, order = await bank.refund()
        moved = [(-5_000_00, "refund", order.key, ""), (1, "thank you", order.key, "")]
        for one in moved if first == "the debit" else reversed(moved):
            await bank.state(one)
            assert (await bank.leg(path))["status"] in ("sent", "settled")
        assert (await bank.leg(path))["status"] == "settled"
        assert [one["amount_minor"] for one in (await bank.tasks())["entries"]] == [1]

    banked(EUROS, "001.09", story)


def test_a_wire_under_the_key_of_a_cards_payment_waits_for_a_person() -> None:
    async def story(bank: Bank) -> None:
        stage = {"n": 1, "amount_minor": 500, "method": "card", "rail": "sandbox", "due_days": 10}
        words = {
            "name": "Roadster",
            "slug": "r",
            "currency": "EUR",
            "stages": [stage],
            "terms": "All.",
            "promise_by": "2020-12-31",
        }
        product = await bank.web.made("/products", words)
        mine = await bank.web.made("/reservations", {**HOLDER, "product": product["id"]}, "the site")
        reservation = ids.inner("reservation", mine["reservation"])
        await bank.house.pay_by_card(reservation)
        key = (await bank.house.purse(reservation)).payments[0].key
        await bank.state((700_00, f"deposit {reference_of(mine['code'])}", key, ""))
        assert [one["amount_minor"] for one in (await bank.tasks())["entries"]] == [700_00]

    banked(EUROS, "001.09", story)


def test_a_strangers_cents_leave_room_for_the_deposit() -> None:
    """Thirty of them quote her reference: what comes after waits for a person, who can still say that it is hers."""

    async def story(bank: Bank) -> None:
        stage = {
            "n": 1,
            "amount_minor": 500_000,
            "method": "transfer",
            "rail": "bank_transfer",
            "due_days": 10,
        }
        product = await bank.web.made("/products", PRODUCT | {"currency": "EUR", "stages": [stage]})
        mine = await bank.web.made("/reservations", {**HOLDER, "product": product["id"]}, "the site")
        reference = reference_of(mine["code"])
        await bank.state(*[(1, reference, "", "")] * 30)
        await bank.state((500_000, reference, "", ""))
        waiting = {one["amount_minor"]: one["entry"] for one in (await bank.tasks())["entries"]}
        part = {"reservation": mine["reservation"], "amount_minor": 500_000}
        words = {"parts": [part], "reason": "she paid it"}
        await bank.web.made(f"/books/entries/{waiting[500_000]}/assignments", words, "Ana")
        assert (await bank.house.purse(ids.inner("reservation", mine["reservation"]))).complete

    banked(EUROS, "001.09", story)
