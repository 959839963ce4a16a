"""Payment orders: valid by the official schemas, exact, and in characters that every bank takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fourthact.bankfiles import ORDER_VERSIONS, Holding, Order, split_account, write_order
from fourthact.bankfiles.pain001 import Address
from fourthact.values.money import CURRENCIES, Money
from tests.corpora import corpus

SELLER = Holding("Example Motors Société", "DE89370400440532013000")
DOLLARS = Holding(
    "Example Motors", "021000021/123456789", Address("Main Street", "5", "10001", "New York", "US")
)
TO_US = Holding(
    "Cléo Martin", "021000089/4455667788", Address("Rue de l'Été", "7 bis", "75001", "Paris", "FR")
)
ACCOUNTS = ("GB33BUKB20201555555555", "BPHKPLPK/320000546101", "021000089/4455667788", "20090500/0006853030")


@cache
def schema(version: str) -> Any:
    return etree.XMLSchema(etree.parse(str(corpus(f"5-bank/xsd/pain.001.{version}.xsd"))))


def order(
    amount: Money, debtor: Holding, creditor: Holding, memo: str = "refund", key: str = "R" + "7" * 34
) -> Order:
    return Order(
        key, amount, debtor, creditor, memo, date(2026, 11, 23), datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
    )


def valid(raw: bytes, version: str) -> None:
    found = schema(version)
    assert found.validate(etree.fromstring(raw)), found.error_log


def texts(raw: bytes, path: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(raw).iterfind(f".//{{*}}{path}")]


@pytest.mark.parametrize("version", ORDER_VERSIONS)
def test_euro_by_sepa_and_dollars_to_a_routing_number(version: str) -> None:
    sepa = write_order(order(Money(123_45, "EUR"), SELLER, Holding("Cléo", ACCOUNTS[0])), version)
    wire = write_order(order(Money(5_000_00, "USD"), DOLLARS, TO_US), version)
    for raw in (sepa, wire):
        valid(raw, version)
    assert (texts(sepa, "Cd"), texts(sepa, "ChrgBr"), texts(sepa, "CtrlSum")) == (
        ["SEPA"],
        ["SLEV"],
        ["123.45"] * 2,
    )
    assert (texts(wire, "Cd"), texts(wire, "ChrgBr")) == (["USABA", "USABA"], ["SHAR"])
    assert texts(wire, "MmbId") == ["021000021", "021000089"]
    assert (texts(wire, "InstdAmt"), texts(wire, "NbOfTxs")) == (["5000.00"], ["1", "1"])
    assert (texts(wire, "TwnNm"), texts(wire, "StrtNm")[1]) == (["New York", "Paris"], "Rue de l'Ete")
    assert write_order(order(Money(123_45, "EUR"), SELLER, Holding("Cléo", ACCOUNTS[0])), version) == sepa


@given(
    minor=st.integers(1, 10**12),
    currency=st.sampled_from(sorted(CURRENCIES)),
    name=st.text(max_size=200),
    memo=st.text(max_size=300),
    account=st.sampled_from(ACCOUNTS),
    version=st.sampled_from(ORDER_VERSIONS),
)
def test_any_amount_name_and_memo_is_valid(
    minor: int, currency: str, name: str, memo: str, account: str, version: str
) -> None:
    raw = write_order(order(Money(minor, currency), DOLLARS, Holding(name, account), memo), version)
    digits = len(texts(raw, "InstdAmt")[0].partition(".")[2])
    if digits <= 5:
        valid(raw, version)
    assert int(texts(raw, "InstdAmt")[0].replace(".", "")) == minor
    assert texts(raw, "CtrlSum") == texts(raw, "InstdAmt") * 2
    assert raw.isascii()


@pytest.mark.parametrize(
    "account",
    [
        "",
        "DE88370400440532013000",
        "12345",
        "021000022/123",
        "1234567/123",
        "021000021/",
        "BPHKPLPK/<x>",
        "a b/c",
    ],
)
def test_an_account_that_cannot_be_paid_is_refused(account: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        split_account(account)


def test_what_a_bank_would_refuse_is_refused_here() -> None:
    good = order(Money(1, "EUR"), SELLER, SELLER)
    for wrong in (
        order(Money(0, "EUR"), SELLER, SELLER),
        order(Money(-1, "EUR"), SELLER, SELLER),
        order(Money(1, "EUR"), SELLER, SELLER, key="x" * 36),
        order(Money(1, "EUR"), SELLER, SELLER, key="é"),
        order(Money(1, "EUR"), SELLER, SELLER, key=""),
    ):
        with pytest.raises(ValueError, match=r"."):
            write_order(wrong, "001.09")
    with pytest.raises(ValueError, match=r"001\.09"):
        write_order(good, "001.12")
