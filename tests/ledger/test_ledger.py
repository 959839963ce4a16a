"""A line moves more than nothing between two accounts; balances are what the lines add up to."""

from __future__ import annotations

import asyncio
from datetime import date

import psycopg
import pytest

from fourthact.db.pool import connect, connect_async
from fourthact.ledger import Line, balances
from fourthact.values import ids
from fourthact.values.money import Money
from tests import postgres

database = postgres.database
ON = date(2018, 7, 11)
INSERT = "INSERT INTO ledger_lines VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"


@pytest.mark.parametrize(("debit", "credit", "minor"), [("a", "b", 0), ("a", "b", -1), ("a", "a", 1)])
def test_what_is_no_line(debit: str, credit: str, minor: int) -> None:
    with pytest.raises(ValueError, match="between two accounts"):
        Line(debit, credit, Money(minor, "USD"), ON)


@pytest.mark.parametrize(
    ("debit", "credit", "minor", "rule"),
    [("a", "b", 0, "more than nothing"), ("a", "b", -1, "more than nothing"), ("a", "a", 1, "two accounts")],
)
def test_the_table_says_so_too(debit: str, credit: str, minor: int, rule: str, database: str) -> None:
    with connect(database) as conn, pytest.raises(psycopg.errors.CheckViolation, match=rule):
        conn.execute(INSERT, (ids.new_id(), ids.new_id(), 0, debit, credit, minor, "USD", ON, ON))


def test_balances_are_sums_of_one_sellers_lines(database: str) -> None:
    ana, dan = ids.new_id(), ids.new_id()
    rows = [
        (ana, ids.new_id(), 0, "assets:bank", "assets:clearing", 700, "USD", ON),
        (ana, ids.new_id(), 0, "assets:clearing", "liabilities:deposits", 700, "USD", ON),
        (ana, ids.new_id(), 0, "liabilities:deposits", "assets:bank", 200, "USD", ON),
        (ana, ids.new_id(), 0, "assets:bank", "liabilities:deposits", 9, "EUR", ON),
        (dan, ids.new_id(), 0, "assets:bank", "liabilities:deposits", 10**15, "USD", ON),
    ]
    with connect(database) as conn:
        for row in rows:
            conn.execute(INSERT, (*row, ON))

    async def ask() -> list[tuple[str, Money]]:
        async with await connect_async(database, "fourthact_app") as conn:
            return await balances(conn, ana)

    assert asyncio.run(ask()) == [
        ("assets:bank", Money(9, "EUR")), ("assets:bank", Money(500, "USD")), ("assets:clearing", Money(0, "USD")),
        ("liabilities:deposits", Money(-9, "EUR")), ("liabilities:deposits", Money(-500, "USD")),
    ]  # fmt: skip
