"""The books on any day, read by other programs; a closed period, after which what comes late is a new entry."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourthact import books, payments
from fourthact.acts import By
from fourthact.books.formats import FORMATS, bean_account
from fourthact.books.rules import BooksReason, close
from fourthact.db.pool import connect_async
from fourthact.ledger import By as ByDay
from fourthact.ledger import balances
from fourthact.rails.contract import Entry
from fourthact.values.errors import Refused
from fourthact.values.money import Money
from tests.books.programs import beancount_balances, csv_balances, hledger_balances
from tests.house import House, played, reopened

BANK, DEPOSITS = "assets:bank:sandbox", "liabilities:deposits:"


async def on(house: House, day: date | None, by: ByDay = "value") -> dict[str, int]:
    """Accounts at the end of a day, those at zero left out; the only product's deposits as `held`."""
    async with house.app.pool.connection() as conn:
        found = await balances(conn, house.seller, day, by)
    return {"held" if name.startswith(DEPOSITS) else name: money.minor for name, money in found if money}


async def export(house: House, form: str, until: date | None = None) -> Path:
    path = Path(tempfile.mkdtemp(prefix="books-")) / f"books.{form}"
    async with await connect_async(house.dsn, "fourthact_app") as conn:
        pieces = [piece async for piece in books.journal_of(conn, house.seller, "Ana", form, until)]
    path.write_text("".join(pieces), encoding="utf-8", newline="")
    return path


@played
async def test_every_program_reads_the_whole_story(house: House) -> None:
    """Two stages in, one card dead, both back: on every day three programs hold what our balances hold."""
    product = await house.product()
    leaving, staying = await house.placed_and_paid(product), await house.placed_and_paid(product)
    middle = (await house.now()).date()
    await house.wait(days=3)
    await house.approve(await house.cancel(leaving))
    await house.wait(days=3)
    assert (await house.purse(staying)).complete
    for until in (None, middle):
        async with house.app.pool.connection() as conn:
            ours = {
                (name, money.currency): money.minor
                for name, money in await balances(conn, house.seller, until)
            }
        held = {place: minor for place, minor in ours.items() if minor}
        beans = {(bean_account(name), currency): minor for (name, currency), minor in held.items()}
        assert beancount_balances(await export(house, "beancount", until)) == beans
        assert hledger_balances(await export(house, "hledger", until)) == held
        assert csv_balances(await export(house, "csv", until)) == ours
    text = (await export(house, "beancount")).read_text()
    assert f"^{(await house.purse(leaving)).code}" in text
    assert set(FORMATS) == {"beancount", "hledger", "csv"}


@played
async def test_what_is_held_on_any_day(house: House) -> None:
    """Per holder, per product and in all; by the day of value and by the day on which we came to know."""
    product, other = await house.product(), await house.product("coupe")
    first = (await house.now()).date()
    one = await house.place(product)
    await house.pay_by_card(one)
    await house.wait(days=1)
    two = await house.place(other, email="dan@holder.example")
    await house.pay_by_wire(two)
    await house.wait(days=1)
    three = await house.place(other)
    await house.pay_by_card(three)
    refund = await house.cancel(one)

    async def held(day: date | None, per: books.Per) -> list[tuple[str, int, int]]:
        async with house.app.pool.connection() as conn:
            found = await books.held(conn, house.seller, day, "value", per)
        return [(row.whose, row.deposits.minor, row.returning.minor) for row in found]

    assert await held(first, "all") == [("", 500_000, 0)]
    assert await held(first + timedelta(days=1), "all") == [("", 5_000_000, 0)]
    assert await held(None, "all") == [("", 5_000_000, 500_000)]
    assert await held(first - timedelta(days=1), "all") == []
    assert await held(None, "holder") == [
        ("cleo@holder.example", 500_000, 500_000), ("dan@holder.example", 4_500_000, 0),
    ]  # fmt: skip
    names = {f"prd_{product.hex}": (0, 500_000), f"prd_{other.hex}": (5_000_000, 0)}
    assert {whose: rest for whose, *rest in await held(None, "product")} == {
        name: list(minor) for name, minor in names.items()
    }
    assert (await house.refund(refund)).status == "planned"


@played
async def test_a_closed_period_never_changes(house: House) -> None:
    """A wire of June is read in August, when June is closed: it stands on the first open day, and says so."""
    product = await house.product()
    reservation = await house.place(product)
    await house.pay_by_card(reservation)
    start = await house.now()
    end = start.date() + timedelta(days=20)
    reference = payments.reference_of((await house.purse(reservation)).code)
    await house.outside(
        house.world.wire, house.account, Money(4_500_000, "USD"), reference, payer_name="Cleo", payer_account="US1",
        key="late", at=start + timedelta(days=5),
    )  # fmt: skip
    # Nobody reads the statement for forty days.
    house.sql("UPDATE clock SET moved_to = %s", start + timedelta(days=40))
    before = await on(house, end)
    assert (
        await house.refused(books.CLOSE, books.CloseBooks(end), house.own) is BooksReason.BOOKS_NEED_A_PERSON
    )
    assert (
        await house.refused(books.CLOSE, books.CloseBooks(end), house.site) is BooksReason.BOOKS_NEED_A_PERSON
    )
    today = (start + timedelta(days=40)).date()
    assert await house.refused(books.CLOSE, books.CloseBooks(today), house.ana) is BooksReason.PERIOD_NOT_OVER
    await house.ask(books.CLOSE, books.CloseBooks(end), house.ana)
    assert await house.refused(books.CLOSE, books.CloseBooks(end), house.bo) is BooksReason.PERIOD_CLOSED
    await house.settle()
    assert (await house.purse(reservation)).complete
    assert await on(house, end) == before
    after = await on(house, end + timedelta(days=1))
    assert after[BANK] == 5_000_000  # the wire, and what the card provider had handed over in July
    assert after["held"] == -5_000_000
    query = "SELECT DISTINCT value_on, booked_on FROM ledger_lines WHERE value_on <> booked_on"
    first_open = end + timedelta(days=1)
    handed_over, wired = (start + timedelta(days=2)).date(), (start + timedelta(days=5)).date()
    assert set(house.sql(query)) == {(handed_over, first_open), (wired, first_open)}
    said = f"of value {(start + timedelta(days=5)).date()}, booked on {end + timedelta(days=1)} because"
    beans = await export(house, "beancount")
    assert said in beans.read_text()
    assert beancount_balances(beans)
    assert hledger_balances(await export(house, "hledger"))


@played
async def test_by_record_is_what_we_knew_then(house: House) -> None:
    """A payment of value yesterday that is read today was not known yesterday."""
    reservation = await house.place(await house.product())
    start = await house.now()
    reference = payments.reference_of((await house.purse(reservation)).code)
    await house.outside(
        house.world.wire, house.account, Money(7, "USD"), reference, payer_name="Cleo", payer_account="US1",
        key="w", at=start + timedelta(days=1),
    )  # fmt: skip
    house.sql("UPDATE clock SET moved_to = %s", start + timedelta(days=3))
    await house.settle()
    day = (start + timedelta(days=1)).date()
    assert (await on(house, day, "value"))[BANK] == 7
    assert await on(house, day, "record") == {}
    assert (await on(house, day + timedelta(days=2), "record"))[BANK] == 7


@played
async def test_a_period_is_closed_while_two_houses_book(house: House) -> None:
    """Lines written before the closing keep their day, those after it do not: the audit knows which is which."""
    start = await house.now()
    house.sql("UPDATE clock SET moved_to = %s", start + timedelta(days=40))
    end = start.date() + timedelta(days=20)

    def line(n: int) -> Entry:
        return Entry(
            f"late-{n}", Money(n + 1, "USD"), start.date(), start, "transfer", "?", None, "X", "US-X"
        )

    async with reopened(house.dsn, house.keys.parent, house.world, house) as other:
        doors = (house, other)

        async def close_soon() -> None:
            await asyncio.sleep(0.05)
            await other.ask(books.CLOSE, books.CloseBooks(end), house.ana)

        async def book(n: int) -> None:
            await asyncio.sleep(n / 400)
            await doors[n % 2].app.payments.book(house.seller, "sandbox", [line(n)])

        await asyncio.gather(close_soon(), *(book(n) for n in range(60)))
    days = dict(house.sql("SELECT booked_on, count(*) FROM ledger_lines GROUP BY booked_on"))
    assert sum(days.values()) == 60
    assert set(days) == {start.date(), end + timedelta(days=1)}, days


@pytest.mark.parametrize("by", [By("integration", "itg_1"), By("clock"), By("seller")])
def test_only_a_person_closes(by: By) -> None:
    with pytest.raises(Refused, match="Only a person"):
        close(None, date(2026, 1, 1), by, datetime(2026, 2, 1, tzinfo=UTC))
