"""Ledger, provider and bank: who disagrees with whom is named entry by entry, and payouts are explained."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fourthact import books
from fourthact.books.acts import PayoutExplained
from fourthact.books.checking import Checked
from fourthact.books.rules import BooksReason, explain
from fourthact.house import HOUSE
from fourthact.payments import Entry
from fourthact.rails.contract import HandedOver, Movement
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money
from tests.house import START, House, played

FEES = "expenses:fees:sandbox"


async def checked(house: House) -> Checked:
    async with house.app.pool.connection() as conn:
        return await books.check_three_ways(conn, house.seller, house.app.rails, await house.now())


def said(found: Checked) -> list[tuple[str, int, bool]]:
    """Between whom, by how much, and whether it is explained."""
    return sorted((d.between, d.gap.minor, d.why is not None) for d in found.differences)


@played
async def test_a_payout_is_explained_with_its_fees(house: House) -> None:
    """Two charges, one of them given back, fees kept: after the payout the provider owes nothing, and all agree."""
    await house.outside(house.world.account, house.account, fee_minor=150)
    product = await house.product()
    first, second = await house.place(product), await house.place(product)
    await house.pay_by_card(first)
    await house.pay_by_card(second)
    assert (await checked(house)).ok
    await house.approve(await house.cancel(first))
    await house.wait(days=4)
    now = await house.balances()
    assert now[FEES] == 300
    assert now["assets:bank:sandbox"] == 500_000 - 300
    assert "assets:provider:sandbox" not in now
    found = await checked(house)
    assert found.ok, said(found)
    assert {total.of: total.ours.minor for total in found.totals} == {"provider": 0, "bank": 499_700}
    assert [what for (what,) in house.sql("SELECT what FROM dispositions")] == ["explained"]


@played
async def test_every_difference_is_named(house: House) -> None:
    """A payout that is on its way, an entry that was not read yet, one that nobody claims."""
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    start = await house.now()
    await house.outside(
        house.world.wire, house.account, Money(7, "USD"), "who am I?", payer_name="X", payer_account="US-X", key="x",
        at=start,
    )  # fmt: skip
    assert said(await checked(house)) == [("bank", -7, True)]
    await house.settle()
    found = await checked(house)
    assert said(found) == [("clearing", -7, True)]
    assert found.differences[0].why == "nobody has said yet what it is for"
    ((stray,),) = house.sql("SELECT id FROM entries")
    await house.ask(books.SET_ASIDE, books.OnEntry(stray, "nobody asks for it"), house.ana)
    assert (await house.balances())["liabilities:unclaimed"] == -7
    assert (await checked(house)).ok
    assert (
        await house.refused(books.SET_ASIDE, books.OnEntry(stray, "again"), house.bo)
        is BooksReason.ENTRY_DECIDED
    )
    # The provider hands over, and nobody has read the statement yet.
    house.sql("UPDATE clock SET moved_to = %s", start + timedelta(days=3))
    assert said(await checked(house)) == [("bank", -500_000, True), ("provider", 500_000, True)]
    await house.settle()
    assert (await checked(house)).ok


@played
async def test_what_nothing_explains_is_said_so(house: House) -> None:
    """A line that our database lost, and one that it invented: named with its order, and not explained."""
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    query = "ALTER TABLE ledger_lines DISABLE TRIGGER USER; UPDATE ledger_lines SET amount_minor = {}"
    house.sql(query.format(499_999))
    found = await checked(house)
    assert said(found) == [("provider", -1, False)]
    assert found.differences[0].place == f"rsv_{reservation.hex} payment 1"
    house.sql(query.format(500_000))
    assert (await checked(house)).ok


def entry(minor: int, currency: str) -> Entry:
    return Entry(
        ids.new_id(), ids.new_id(), "stripe", "b1", minor, currency, "provider_payout", None, START,
        date(2018, 7, 11), "provider_payout",
    )  # fmt: skip


def payout(amount: int, fees: int, *items: int, currency: str = "EUR") -> HandedOver:
    moved = tuple(Movement(f"ch_{n}", None, Money(item, currency)) for n, item in enumerate(items))
    return HandedOver("po_1", Money(amount, currency), Money(fees, currency), moved)


@pytest.mark.parametrize(
    ("arrived", "told"),
    [
        (entry(900, "EUR"), payout(900, 99, 1000)),
        (entry(899, "EUR"), payout(900, 100, 1000)),
        (entry(900, "EUR"), payout(900, 100, 1000, -1)),
    ],
)
def test_what_does_not_add_up_is_refused(arrived: Entry, told: HandedOver) -> None:
    with pytest.raises(Refused, match="Ask the provider"):
        explain(arrived, None, told, "ent_1", "stripe")


def test_a_converted_payout_shows_both_currencies() -> None:
    """Charges in yen, paid out in euro: each currency balances, and the conversion account shows the difference."""
    act = explain(
        entry(5_812, "EUR"), None, payout(9_640, 360, 12_000, -2_000, currency="JPY"), "ent_1", "stripe"
    )
    assert act == PayoutExplained(360, 2, "JPY", 10_000, "EUR", 5_812, "stripe", "po_1", provider="stripe")
    (entries,) = [room.entries[PayoutExplained] for room in HOUSE.rooms if room.name == "books"]
    lines = {(line.debit, line.credit, str(line.amount)) for line in entries(act, date(2018, 7, 11))}
    assert lines == {
        ("expenses:fees:stripe", "assets:provider:stripe", "JPY 360"),
        ("equity:conversion:stripe", "assets:provider:stripe", "JPY 9,640"),
        ("assets:provider:stripe", "equity:conversion:stripe", "EUR 58.12"),
    }
