"""Money: nothing is lost in a division, nothing is mixed, nothing is a float."""

from __future__ import annotations

import csv
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.values.money import CURRENCIES, Money, Rounding, exponent
from tests.corpora import corpus

minors = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)
points = st.integers(0, 20_000)


@pytest.mark.parametrize(
    ("currency", "digits"), [("USD", 2), ("EUR", 2), ("KRW", 0), ("JPY", 0), ("BHD", 3), ("CLF", 4)]
)
def test_exponent_of(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("code", ["usd", "XXX", "XAU", "US", "", "EURO", "DEM"])
def test_a_code_that_is_no_currency_in_use_is_an_error(code: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 4217 currency in use"):
        Money(1, code)


def test_currencies_and_exponents_equal_the_published_lists() -> None:
    """Source: ISO 4217 list one as published by SIX, in an older (XML) and a newer (CSV) edition.

    We know a currency that either edition calls current, for a reservation outlives its currency (ANG, BGN).
    Left out: XAD, a fund's unit of account, and CUC, withdrawn in 2021.
    """
    folder = corpus("7-reference/iso4217")
    entry = r"<Ccy>(\w{3})</Ccy>\s*<CcyNbr>\d+</CcyNbr>\s*<CcyMnrUnts>(\d)</CcyMnrUnts>"
    older = {
        code: int(digits)
        for code, digits in re.findall(entry, (folder / "archive__table_a1.xml").read_text())
    }
    with (folder / "data__codes-all.csv").open(encoding="utf-8") as lines:
        rows = [
            row for row in csv.DictReader(lines) if row["MinorUnit"].isdigit() and not row["WithdrawalDate"]
        ]
    newer = {row["AlphabeticCode"]: int(row["MinorUnit"]) for row in rows}
    published = {**older, **newer}
    assert len(published) > 160
    assert {code: exponent(code) for code in CURRENCIES} == {
        code: digits for code, digits in published.items() if code not in {"XAD", "CUC"}
    }


@pytest.mark.parametrize("minor", [1.0, 1.5, "1", None, True])
def test_only_whole_numbers_are_minor_units(minor: object) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        Money(minor, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "act", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b]
)
def test_currencies_do_not_mix(act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="USD and KRW do not mix"):
        act(Money(1, "USD"), Money(1, "KRW"))


def test_equal_needs_the_same_currency() -> None:
    assert Money(1, "USD") != Money(1, "EUR")
    assert Money(1, "USD") == Money(1, "USD")
    assert len({Money(1, "USD"), Money(1, "USD"), Money(1, "EUR")}) == 2


def test_an_amount_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Money(1, "USD").minor = 2  # type: ignore[misc]


@given(minors, minors)
def test_sums_and_order_are_those_of_whole_numbers(one: int, other: int) -> None:
    a, b = Money(one, "EUR"), Money(other, "EUR")
    assert (a + b).minor == one + other
    assert a - b == -(b - a)
    assert (a < b) == (one < other)
    assert bool(a) == (one != 0)


@pytest.mark.parametrize(
    ("minor", "shares", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [0, 1, 1], [0, 3, 2]),
        (1, [1, 1, 1], [1, 0, 0]),
        (0, [3, 4], [0, 0]),
        (35_722, [28, 8_844, 10_000], [53, 16_740, 18_929]),
        (5_000_000, [500_000, 4_500_000], [500_000, 4_500_000]),
    ],
)
def test_split_of(minor: int, shares: list[int], parts: list[int]) -> None:
    assert [part.minor for part in Money(minor, "USD").split(shares)] == parts


@given(minors, weights)
def test_split_loses_nothing_and_is_fair_to_a_minor_unit(minor: int, shares: list[int]) -> None:
    parts = Money(minor, "USD").split(shares)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(shares))) < 1
        assert weight or not part


@pytest.mark.parametrize("shares", [[], [0], [0, 0], [1, -1], [3, -1]])
def test_split_refuses_weights_that_share_nothing(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="weights are whole"):
        Money(100, "USD").split(shares)


@pytest.mark.parametrize(
    ("minor", "basis_points", "down", "up", "half_even"),
    [
        (10_000, 250, 250, 250, 250),
        (999, 5_000, 499, 500, 500),
        (1_001, 5_000, 500, 501, 500),
        (1, 1, 0, 1, 0),
        (-999, 5_000, -500, -499, -500),
        (-1, 1, -1, 0, 0),
        (0, 10_000, 0, 0, 0),
    ],
)  # fmt: skip
def test_share_of(minor: int, basis_points: int, down: int, up: int, half_even: int) -> None:
    amount = Money(minor, "USD")
    shares = [amount.share(basis_points, rounding).minor for rounding in Rounding]
    assert shares == [down, up, half_even]


@given(minors, points)
def test_share_is_the_exact_share_rounded_the_way_that_was_asked(minor: int, basis_points: int) -> None:
    exact = Fraction(minor * basis_points, 10_000)
    amount = Money(minor, "USD")
    assert amount.share(basis_points, Rounding.DOWN).minor == exact.__floor__()
    assert amount.share(basis_points, Rounding.UP).minor == exact.__ceil__()
    assert amount.share(basis_points, Rounding.HALF_EVEN).minor == round(exact)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (5_000_000, "USD", "USD 50,000.00"),
        (5, "EUR", "EUR 0.05"),
        (-5, "EUR", "EUR -0.05"),
        (-123_456, "EUR", "EUR -1,234.56"),
        (70_000_000, "KRW", "KRW 70,000,000"),
        (-1, "KRW", "KRW -1"),
        (1_234_567, "BHD", "BHD 1,234.567"),
    ],
)
def test_text_of(minor: int, currency: str, text: str) -> None:
    assert str(Money(minor, currency)) == text
