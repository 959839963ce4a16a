"""Stripe's own books as the rail tells them: refunds that fail, several accounts, bad days, and amounts of any size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

import fourthact.rails
from fourthact import plug
from fourthact.rails import stripe
from fourthact.rails.contract import Collect, Done, GiveBack, KeepsBooks, OwnBooks, Rail
from fourthact.values import ids
from fourthact.values.errors import Unavailable
from fourthact.values.money import Money
from tests.rails.worlds import stripe as stage

PLUG = plug.load(fourthact.rails)["stripe"]
AT = datetime(2031, 3, 3, 9, tzinfo=UTC)
SELLER = "slr_" + "1" * 32


@pytest.fixture
def world() -> Iterator[stage.StripeWorld]:
    with stage.world() as opened:
        yield opened


@asynccontextmanager
async def rail_of(world: stage.StripeWorld, **more: str) -> AsyncIterator[Rail]:
    rail = stripe.open_rail(PLUG.complete({**world.settings, **more}))
    try:
        yield rail
    finally:
        await rail.close()


async def books_of(rail: Rail, at: datetime = AT, seller: str = SELLER) -> OwnBooks:
    assert isinstance(rail, KeepsBooks)
    return await rail.own_books(seller, at)


async def paid(
    rail: Rail, amount: Money, seller: str = SELLER, token: str = "pm_card_visa"
) -> tuple[str, str]:
    """The key and the reference of a charge."""
    key = ids.order_key("P", ids.new_id(), 1, 1)
    done = await rail.collect(Collect(seller, key, amount, token, "deposit"), AT)
    assert isinstance(done, Done)
    return key, done.reference


def test_a_refund_that_fails_weeks_later_is_in_the_books(world: stage.StripeWorld) -> None:
    async def story() -> None:
        async with rail_of(world) as rail:
            key, charge = await paid(rail, Money(9_000, "EUR"), token="pm_card_refundFail")
            back = ids.order_key("R", ids.new_id(), 1, 1)
            await rail.give_back(GiveBack(SELLER, back, Money(9_000, "EUR"), charge), AT)
            moved = (await books_of(rail)).movements
            assert {(m.key, m.amount.minor, m.why) for m in moved} == {
                (key, 9_000, "charge"),
                (back, -9_000, "refund"),
            }
            later = AT + timedelta(days=30)
            world.control.advance(later)
            moved = (await books_of(rail, later)).movements
            assert (back, 9_000, "refund_failure") in {(m.key, m.amount.minor, m.why) for m in moved}

    asyncio.run(story())


def test_amounts_come_back_in_our_own_units(world: stage.StripeWorld) -> None:
    async def story() -> None:
        amounts = [Money(120_000, "JPY"), Money(100_000, "ISK"), Money(123_450, "KWD"), Money(500_000, "MGA")]
        async with rail_of(world) as rail:
            world.control.open(world.control.account, fee_basis_points=0, fee_minor=0)
            for amount in amounts:
                await paid(rail, amount)
            books = await books_of(rail)
            assert sorted(map(str, (m.amount for m in books.movements))) == sorted(map(str, amounts))
            assert sorted(map(str, books.owed)) == sorted(map(str, amounts))

    asyncio.run(story())


def test_another_seller_on_the_same_account_is_other_business(world: stage.StripeWorld) -> None:
    async def story() -> None:
        async with rail_of(world) as rail:
            key, _ = await paid(rail, Money(9_000, "EUR"))
            await paid(rail, Money(700, "EUR"), seller="slr_" + "2" * 32)
            found = {(m.key, m.amount.minor, m.foreign) for m in (await books_of(rail)).movements}
            assert found == {(key, 9_000, False), (None, 700, True)}

    asyncio.run(story())


def test_the_books_of_a_former_account_count_while_its_charges_do(world: stage.StripeWorld) -> None:
    async def story() -> None:
        async with rail_of(world) as rail:
            await paid(rail, Money(9_000, "EUR"))
        world.control.open("acct_new", key="sk_test_new")
        now = {"account": "acct_new", "secret_key": "sk_test_new"}
        async with rail_of(world, **now, former_keys=f"{world.control.account}={world.control.key}") as rail:
            await paid(rail, Money(500, "EUR"))
            books = await books_of(rail)
            assert sorted(m.amount.minor for m in books.movements) == [500, 9_000]
            stranger = await books_of(rail, seller="slr_" + "3" * 32)
            assert [m.amount.minor for m in stranger.movements if m.foreign] == [500]

    asyncio.run(story())


@pytest.mark.parametrize("fault", ["unanswered_before", "error_before", "rate_limited", "garbage"])
@pytest.mark.parametrize("path", ["/v1/balance", "/v1/balance_transactions", "/v1/payouts"])
def test_books_that_are_not_told_whole_are_not_told(world: stage.StripeWorld, fault: str, path: str) -> None:
    async def story() -> None:
        async with rail_of(world) as rail:
            await paid(rail, Money(9_000, "EUR"))
            world.control.faults({"fault": fault, "method": "GET", "path": path})
            with pytest.raises(Unavailable):
                await books_of(rail)
            assert len((await books_of(rail)).movements) == 1

    asyncio.run(story())


def test_more_lines_than_a_page_has(world: stage.StripeWorld) -> None:
    async def story() -> None:
        async with rail_of(world) as rail:
            await asyncio.gather(*(paid(rail, Money(100 + n, "EUR")) for n in range(103)))
            books = await books_of(rail)
            assert sorted(m.amount.minor for m in books.movements) == [100 + n for n in range(103)]
            assert [money.minor for money in books.owed] == [
                sum(m.amount.minor for m in (*books.movements, *books.kept))
            ]

    asyncio.run(story())
