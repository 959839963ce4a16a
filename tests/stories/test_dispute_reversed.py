"""A dispute that was lost is won after all: what Stripe gives back is what it was before, and whose it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest

from fourthact.refunds.partial import GIVE_PART, RefundPart
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.values import ids
from tests.house import House
from tests.stories.cards import moved, paid, played
from tests.stories.test_disputes import FEE, MANNERS, counted, disputed, ends, expenses, tell
from tests.stories.test_three_books import checked
from tests.web.visiting import web_of


async def lost_and_won(house: House, stripe: StripeControl, dispute: str) -> None:
    await ends(house, stripe, dispute, "lost")
    await house.wait(days=40)
    await ends(house, stripe, dispute, "won")
    await house.wait(days=8)
    await tell(house, stripe)


async def all_is_explained(house: House) -> None:
    found = await checked(house)
    assert [one.place for one in found.differences if one.why is None] == []
    assert await expenses(house) == {"expenses:fees:stripe": FEE}


async def page_of(house: House, reservation: UUID) -> str:
    async with web_of(house) as web:
        return (await web.page(house.app.links.page(house.seller, reservation, "fr"))).text


async def goes_back(house: House, reservation: UUID, minor: int, extent: str) -> None:
    """The newest refund of a reservation is of this much; two people agree, and it arrives."""
    query = "SELECT id FROM refunds WHERE reservation = %s AND status <> 'settled'"
    ((refund,),) = house.sql(query, reservation)
    found = await house.refund(refund)
    assert (found.amount_minor, found.extent) == (minor, extent)
    await house.approve(refund)
    await house.wait(days=3)
    assert (await house.refund(refund)).status == "settled"


@pytest.mark.parametrize("manners", [MANNERS["in order"], MANNERS["twice"]])
def test_a_stage_is_paid_again(manners: Sequence[Mapping[str, object]]) -> None:
    """She disputes and stays; we lose, and the stage is unpaid. Forty days later we win: it is paid again, once, and
    when she leaves everything goes back."""

    async def story(house: House, stripe: StripeControl) -> None:
        await house.outside(stripe.manners, *manners)
        reservation = await paid(house, "pm_card_visa")
        dispute = await disputed(house, stripe)
        await ends(house, stripe, dispute, "lost")
        await house.wait(days=2)
        assert not (await house.purse(reservation)).complete
        await lost_and_won(house, stripe, dispute)
        purse = await house.purse(reservation)
        assert purse.complete
        assert (purse.paid.minor, purse.payments[0].status) == (5_000_000, "received")
        assert counted(house, reservation, "payment.dispute_reversed") == 1
        assert counted(house, reservation, "refund.planned") == 0
        await all_is_explained(house)
        await house.approve(await house.cancel(reservation))
        await house.wait(days=3)
        assert await house.outside(moved, stripe) == 0
        assert "liabilities:refunds_payable" not in await house.balances()

    played(story)


@pytest.mark.parametrize("leaves", ["before it is lost", "after it is lost"])
def test_who_has_left_is_paid(leaves: str) -> None:
    """She has the money by her bank, and then her bank takes it from her: it is planned anew, with clocks of its own,
    and goes back to the card once."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        dispute = await disputed(house, stripe)
        if leaves == "after it is lost":
            await ends(house, stripe, dispute, "lost")
        first = await house.cancel(reservation)
        await house.approve(first)
        await lost_and_won(house, stripe, dispute)
        assert (await house.refund(first)).status == "settled"
        await goes_back(house, reservation, 500_000, "whole")
        total = re.search(r"<tfoot>(.*?)</tfoot>", await page_of(house, reservation), re.DOTALL)
        assert total is not None
        assert "50000,00" in re.sub(r"\s", "", total[1])
        assert await house.outside(moved, stripe) == 0
        assert counted(house, reservation, "refund.planned") == 2
        assert counted(house, reservation, "refund.settled") == 2
        assert (await house.balances()).get("liabilities:refunds_payable") is None
        await all_is_explained(house)

    played(story)


def test_a_part_that_was_owed_is_owed_again() -> None:
    """A part of it was to go back to her while she stays, and her bank was faster. Won after all, the part is planned
    anew, the stage is paid again, and when she leaves only the rest goes back."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        part = RefundPart(reservation, ids.new_id(), house.app.policy, 150_000, 1, "the price has come down")
        await house.ask(GIVE_PART, part, house.bo)
        dispute = await disputed(house, stripe)
        await lost_and_won(house, stripe, dispute)
        assert (await house.refund(part.refund)).legs[0].route == "dispute"
        assert (await house.purse(reservation)).complete
        await goes_back(house, reservation, 150_000, "partial")
        await house.cancel(reservation)
        await goes_back(house, reservation, 4_850_000, "whole")
        assert await house.outside(moved, stripe) == 0
        assert (await house.balances()).get("liabilities:refunds_payable") is None
        await all_is_explained(house)

    played(story)


def test_it_can_be_taken_again() -> None:
    """Won after all, and then another dispute takes it: of what is held, not of what a refund of long ago gave."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        part = RefundPart(reservation, ids.new_id(), house.app.policy, 150_000, 1, "the price has come down")
        await house.ask(GIVE_PART, part, house.bo)
        await lost_and_won(house, stripe, await disputed(house, stripe))
        again = await disputed(house, stripe)
        await ends(house, stripe, again, "lost")
        assert await expenses(house) == {"expenses:fees:stripe": 2 * FEE}
        assert (await house.purse(reservation)).payments[0].held_minor == 150_000

    played(story)


def test_a_loss_is_none_any_more() -> None:
    """Her refund had arrived when her bank took the money as well: what we had lost is ours, and nothing is owed."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        await house.approve(await house.cancel(reservation))
        await house.wait(days=3)
        dispute = await disputed(house, stripe)
        await ends(house, stripe, dispute, "lost")
        assert (await expenses(house))["expenses:disputes:stripe"] == 500_000
        await lost_and_won(house, stripe, dispute)
        assert counted(house, reservation, "refund.planned") == 1
        await all_is_explained(house)

    played(story)


def test_her_page_says_so() -> None:
    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        await lost_and_won(house, stripe, await disputed(house, stripe))
        assert "Votre banque nous a finalement rendu" in await page_of(house, reservation)

    played(story)
