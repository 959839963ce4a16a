"""A period is closed, and then corrected: what was closed stays what it was, on every day and by either date."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from fourthact import books, payments
from fourthact.books.assigning import ASSIGN, AssignEntry, Part
from fourthact.books.rules import BooksReason
from tests.books.programs import beancount_balances
from tests.books.test_books import export, on
from tests.books.test_two_people import answer, propose, status, stray
from tests.house import START, House, played
from tests.stories.test_three_books import checked

DEPOSIT, HERS, NOBODYS = 500_000, 4_500_000, 700


async def as_closed(house: House, days: list[date]) -> dict[tuple[date, str], dict[str, int]]:
    """What the balances of these days are, by the day of value and by the day of record."""
    return {(day, by): await on(house, day, by) for day in days for by in ("value", "record")}


def lines_of(house: House, tag: str) -> list[tuple[date, date]]:
    """On which days the lines of an act stand: of value, and booked."""
    return house.sql(
        "SELECT DISTINCT value_on, booked_on FROM ledger_lines AS l JOIN acts AS a ON a.id = l.act WHERE tag = %s",
        tag,
    )


async def july(house: House) -> tuple[UUID, UUID, UUID, date]:
    """Cléo's card is charged; her wire comes without its reference, and 7 dollars from nobody; then the month is over
    and Ana closes it. The reservation, both entries, and the last closed day.
    """
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    end = date(2018, 7, 31)
    hers, nobodys = await stray(house, HERS), await stray(house, NOBODYS)
    await house.wait(days=25)
    await house.ask(books.CLOSE, books.CloseBooks(end), house.ana)
    return reservation, hers, nobodys, end


@played
async def test_what_is_corrected_after_the_closing_stands_in_the_open_period(house: House) -> None:
    """In August it turns out whose the wire was, and that nobody asks for the 7 dollars: one is booked to Cléo, the
    other written off by two people. July's last day, and every day before it, stays to the cent what it was."""
    reservation, hers, nobodys, end = await july(house)
    today = (await house.now()).date()
    assert today > end
    days = [end - timedelta(days=n) for n in range(25)]
    before = await as_closed(house, days)
    assert before[end, "value"]["assets:clearing:sandbox"] == -(HERS + NOBODYS)
    assert before[end, "value"]["held"] == -DEPOSIT
    exported = (await export(house, "beancount", end)).read_text()

    parts = (Part(reservation, HERS),)
    async with house.app.pool.connection() as conn:
        payer = await books.payer_of(conn, house.seller, hers)
    await house.ask(ASSIGN, AssignEntry(hers, parts, "her bank confirmed it", payer), house.ana)
    await house.settle()
    proposal = await propose(house, "write_off", nobodys)
    await answer(house, proposal, house.bo)

    assert status(house, proposal) == "done"
    assert (await house.purse(reservation)).complete
    assert await as_closed(house, days) == before
    assert (await export(house, "beancount", end)).read_text() == exported
    assert lines_of(house, "money.written_off") == [(today, today)]
    first_open = end + timedelta(days=1)
    wired = {
        (value_on, booked_on)
        for value_on, booked_on in lines_of(house, "payment.received")
        if booked_on > end
    }
    assert wired == {(START.date(), first_open)}
    now = await on(house, today)
    assert "assets:clearing:sandbox" not in now
    assert (now["held"], now["expenses:write_offs"]) == (-(DEPOSIT + HERS), -NOBODYS)
    assert (await checked(house)).ok
    assert beancount_balances(await export(house, "beancount"))


@played
async def test_a_correction_is_corrected_by_another_entry(house: House) -> None:
    """The write-off of July's 7 dollars falls into August, and August is closed too: what comes in September about it
    changes neither month."""
    _, _, nobodys, end = await july(house)
    await answer(house, await propose(house, "write_off", nobodys), house.bo)
    await house.wait(days=40)
    august = date(2018, 8, 31)
    assert await house.refused(books.CLOSE, books.CloseBooks(end), house.ana) is BooksReason.PERIOD_CLOSED
    await house.ask(books.CLOSE, books.CloseBooks(august), house.ana)
    before = await as_closed(house, [end, august])
    assert before[august, "record"]["expenses:write_offs"] == -NOBODYS
    back = await propose(
        house,
        "write_off",
        account="assets:provider:sandbox",
        amount_minor=1,
        currency="USD",
        difference="a cent",
    )
    await answer(house, back, house.bo)
    assert await as_closed(house, [end, august]) == before
    assert (await on(house, None))["expenses:write_offs"] == -NOBODYS + 1
    assert payments.Accounts.provider("sandbox") in await on(house, None)
