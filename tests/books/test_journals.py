"""Other programs read our journals, agree with every balance, and notice when one is wrong by the last decimal."""

from __future__ import annotations

import csv
import io
import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourthact.books.formats import FORMATS, Format, bean_account, decimals
from fourthact.books.journal import Account, Transaction
from fourthact.books.narration import narrate
from fourthact.ledger import Line
from fourthact.values.errors import Broken
from fourthact.values.money import CURRENCIES, Money
from tests.books.programs import bean_check, beancount_balances, csv_balances, hledger_balances

Balances = dict[tuple[str, str], int]
DAY = date(2018, 7, 11)
ACCOUNTS = (
    "assets:bank:sandbox", "assets:provider:sandbox", "assets:clearing:bank_transfer", "liabilities:in_transit",
    "liabilities:deposits:prd_0190a1b2c3d4e5f60718293a4b5c6d7e", "liabilities:refunds_payable",
    "expenses:fees:stripe", "equity:conversion:stripe", "equity:other_business:stripe", "expenses:write_offs",
    "liabilities:unclaimed", "liabilities:going_back",
)  # fmt: skip
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@st.composite
def lives(draw: st.DrawFn) -> list[Transaction]:
    """Transactions of any currency, in any words."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        pairs = st.lists(st.sampled_from(ACCOUNTS), min_size=2, max_size=2, unique=True)
        booked_on = DAY + timedelta(days=draw(st.integers(0, 3000)))
        value_on = booked_on - timedelta(days=draw(st.sampled_from([0, 0, 0, 40])))
        lines = []
        for _ in range(draw(st.integers(1, 3))):
            debit, credit = draw(pairs)
            amount = Money(draw(st.integers(1, 10**12)), draw(st.sampled_from(sorted(CURRENCIES))))
            lines.append(Line(debit, credit, amount, value_on))
        facts = {"rail": "sandbox", "reference": draw(words), "leg": 1, "reason": draw(words)}
        found.append(
            Transaction(
                act=f"act_{number:032x}",
                tag="refund.leg_returned",
                at=datetime(2026, 1, 1, tzinfo=UTC),
                booked_on=booked_on,
                narration=narrate("refund.leg_returned", facts, value_on, booked_on),
                subject="rsv_00000000000000000000000000000001",
                code=draw(st.sampled_from([None, "7K2QF-M9X4H"])),
                lines=tuple(lines),
            )
        )
    return sorted(found, key=lambda transaction: transaction.booked_on)


def added_up(found: Sequence[Transaction]) -> Balances:
    sums: Counter[tuple[str, str]] = Counter()
    for line in (line for transaction in found for line in transaction.lines):
        sums[line.debit, line.amount.currency] += line.amount.minor
        sums[line.credit, line.amount.currency] -= line.amount.minor
    return dict(sums)


def write(form: Format, found: Sequence[Transaction], ends: Balances) -> str:
    accounts = []
    for name in sorted({name for name, _ in ends}):
        days = [t.booked_on for t in found for line in t.lines if name in (line.debit, line.credit)]
        currencies = sorted(currency for account, currency in ends if account == name)
        accounts.append(Account(name, tuple(currencies), min(days)))
    pieces = [*form.head('slr_1; "Ana\'s" \\ house', accounts)]
    for transaction in found:
        pieces += form.entry(transaction)
    return "".join([*pieces, *form.foot(found[-1].booked_on, ends)])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=lives())
def test_every_program_arrives_at_our_balances(
    found: list[Transaction], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, ends = tmp_path_factory.mktemp("books"), added_up(found)
    paths = {}
    for name, form in FORMATS.items():
        paths[name] = folder / f"books.{name}"
        paths[name].write_text(write(form, found, ends), encoding="utf-8", newline="")
    assert beancount_balances(paths["beancount"]) == {
        (bean_account(a), c): m for (a, c), m in ends.items() if m
    }
    assert hledger_balances(paths["hledger"]) == {place: minor for place, minor in ends.items() if minor}
    assert csv_balances(paths["csv"]) == ends


@pytest.fixture
def small() -> list[Transaction]:
    line = Line("assets:bank:sandbox", "liabilities:in_transit", Money(123_456, "KWD"), DAY)
    return [
        Transaction("act_1", "entry.read", datetime(2018, 7, 11, tzinfo=UTC), DAY, "A; wire | \"x\"", "ent_1", None,
                    (line,))
    ]  # fmt: skip


def test_the_last_decimal_counts(small: list[Transaction], tmp_path: Path) -> None:
    """An assertion that is wrong by one unit of the last decimal is refused by both."""
    wrong = {place: minor + (1 if minor > 0 else 0) for place, minor in added_up(small).items()}
    beans, ledger = tmp_path / "wrong.beancount", tmp_path / "wrong.journal"
    beans.write_text(write(FORMATS["beancount"], small, wrong), encoding="utf-8")
    ledger.write_text(write(FORMATS["hledger"], small, wrong), encoding="utf-8")
    assert "Balance failed" in bean_check(beans)
    with pytest.raises(subprocess.CalledProcessError):
        hledger_balances(ledger)


def test_how_it_reads(small: list[Transaction]) -> None:
    beans = write(FORMATS["beancount"], small, added_up(small))
    assert '2018-07-11 * "A; wire | \\"x\\""\n  act: "act_1"' in beans
    assert "2018-07-12 balance Assets:Bank:Sandbox  123.456 ~ 0.000 KWD\n" in beans
    assert '2018-07-11 * (act_1) A, wire / "x"  ; what:entry.read' in write(
        FORMATS["hledger"], small, added_up(small)
    )
    rows = list(csv.DictReader(io.StringIO(write(FORMATS["csv"], small, {}))))
    assert [(row["debit"], row["amount"], row["currency"]) for row in rows] == [
        ("assets:bank:sandbox", "123.456", "KWD")
    ]


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(5, "KRW"), "5"), (Money(-5, "USD"), "-0.05"), (Money(1, "BHD"), "0.001"), (Money(0, "EUR"), "0.00"),
        (Money(12_345_678, "CLF"), "1234.5678"), (Money(-10**15, "JPY"), "-1000000000000000"),
    ],
)  # fmt: skip
def test_amounts_are_exact(money: Money, text: str) -> None:
    assert decimals(money) == text


def test_what_beancount_cannot_read_is_not_written() -> None:
    assert bean_account("liabilities:deposits:prd_01") == "Liabilities:Deposits:Prd-01"
    for name in ("assets", "stuff:bank", "assets:bank:a b"):
        with pytest.raises(Broken):
            bean_account(name)
