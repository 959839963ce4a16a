"""How a stage is paid by transfer, and what the QR code of it holds: read by a decoder that knows nothing of ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.payments import Purse, instructions, reference_of
from fourthact.payments.purse import Dues
from fourthact.payments.transfers import EEA, EPC_BYTES_MAX, EPC_CENTS_MAX, epc
from fourthact.rails.bank_transfer import open_rail
from fourthact.rails.contract import Beneficiary
from fourthact.web.qr import QUIET_MODULES, picture
from tests.rails.worlds.bank_transfer import SECRET

NOW = datetime(2018, 7, 11, 9, tzinfo=UTC)
CARD = Dues(1, 500_000, NOW, "card", "sandbox", 0, missed=False)
WIRE = Dues(2, 4_500_000, NOW, "transfer", "bank_transfer", 0, missed=False)
PURSE = Purse(UUID(int=1), UUID(int=3), "EUR", UUID(int=2), "7K2QF-M9X4H", (CARD, WIRE), (), closed=False)
REFERENCE = reference_of(PURSE.code)
GERMAN, BRITISH = "DE89370400440532013000", "GB82WEST12345698765432"
TO = Beneficiary("Example Motors", GERMAN, is_iban=True)


def rails(account: str, owner: str = "Example Motors") -> dict[str, object]:
    settings = {"folder": "/nowhere", "owner": owner, "account": account, "notice_secret": SECRET}
    return {"bank_transfer": open_rail(settings), "sandbox": object()}


def read(svg: str) -> bytes:
    """The one QR code in an SVG as a scanner sees it: its strokes drawn on white paper, eight dots a module."""
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    strokes = re.findall(r'stroke="#000"[^>]* d="([^"]+)"|d="([^"]+)"[^>]* stroke="#000"', svg)
    assert len(strokes) == 1
    dark, x, y = set(), 0.0, 0.0
    for letter, numbers in re.findall(r"([MmHh])([-0-9. ]+)", "".join(strokes[0])):
        ends = [float(number) for number in numbers.split()]
        if letter in "Mm":
            x, y = (ends[0], ends[1]) if letter == "M" else (x + ends[0], y + ends[1])
            continue
        assert letter == "h"
        dark |= {(int(x) + n, int(y)) for n in range(int(ends[0]))}
        x += ends[0]
    assert min(min(spot) for spot in dark) >= QUIET_MODULES
    dots = 8
    row = [bytes(0 if (n // dots, m) in dark else 255 for n in range(size * dots)) for m in range(size)]
    paper = b"".join(line * dots for line in row)
    (found,) = zxingcpp.read_barcodes(memoryview(paper).cast("B", (size * dots, size * dots)))
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "M"
    return bytes(found.bytes)


def test_a_transfer_in_euro_to_an_iban_is_scanned_as_the_standard_says() -> None:
    (due,) = instructions(PURSE, rails(GERMAN, "Motörs & Söhne"))  # type: ignore[arg-type]
    assert (due.stage, due.amount_minor, due.currency, due.due_at) == (2, 4_500_000, "EUR", NOW)
    assert (due.beneficiary, due.account, due.is_iban, due.bank) == ("Motörs & Söhne", GERMAN, True, "")
    assert due.qr is not None
    assert read(picture(due.qr, "alt")).decode().split("\n") == [
        "BCD", "002", "1", "SCT", "", "Motörs & Söhne", GERMAN, "EUR45000.00", "", REFERENCE,
    ]  # fmt: skip


def test_the_model_case_is_told_in_words_alone() -> None:
    """Dollars to a routing number: no banking app knows a QR code for that, and one that only looks like it would
    send people looking for an app that does."""
    dollars = replace(PURSE, currency="USD")
    (due,) = instructions(dollars, rails("021000021/123456789"))  # type: ignore[arg-type]
    assert (due.account, due.is_iban, due.bank) == ("123456789", False, "021000021")
    assert due.qr is None


def test_what_is_not_due_by_transfer_has_no_instruction() -> None:
    some = rails(GERMAN)
    for purse in (
        replace(PURSE, closed=True),
        replace(PURSE, stages=(CARD,)),
        replace(PURSE, stages=(replace(WIRE, paid_minor=4_500_000),)),
        replace(PURSE, stages=(replace(WIRE, rail="sandbox"),)),
        replace(PURSE, stages=(replace(WIRE, rail="gone"),)),
    ):
        assert instructions(purse, some) == []  # type: ignore[arg-type]
    (rest,) = instructions(replace(PURSE, stages=(replace(WIRE, paid_minor=1),)), some)  # type: ignore[arg-type]
    assert rest.amount_minor == 4_499_999
    assert "EUR44999.99" in (rest.qr or "")


@pytest.mark.parametrize(
    ("to", "minor", "currency"),
    [
        (TO, 0, "EUR"),
        (TO, EPC_CENTS_MAX + 1, "EUR"),
        (TO, 1, "USD"),
        (TO, 1, "KRW"),
        (Beneficiary("x", "123456789", is_iban=False, bank="021000021"), 1, "EUR"),
        (Beneficiary("x" * 71, GERMAN, is_iban=True), 1, "EUR"),
        (Beneficiary(" ", GERMAN, is_iban=True), 1, "EUR"),
        (Beneficiary("two\nlines", GERMAN, is_iban=True), 1, "EUR"),
        (Beneficiary("x", BRITISH, is_iban=True), 1, "EUR"),
        (Beneficiary("x", "TR330006100519786457841326", is_iban=True, bic="ISBKTRIS"), 1, "EUR"),
    ],
)
def test_where_the_rules_cannot_be_kept_there_is_no_code(to: Beneficiary, minor: int, currency: str) -> None:
    """Above or below the amounts, another currency, no IBAN, a name too long, a bank beyond the EEA without its BIC,
    a country outside SEPA."""
    assert epc(to, minor, currency, REFERENCE) is None


def test_the_ends_of_what_the_rules_allow() -> None:
    assert (epc(TO, 1, "EUR", REFERENCE) or "").split("\n")[7] == "EUR0.01"
    assert (epc(TO, EPC_CENTS_MAX, "EUR", REFERENCE) or "").split("\n")[7] == "EUR999999999.99"
    abroad = Beneficiary("x", BRITISH, is_iban=True, bic="WESTGB2L")
    assert (epc(abroad, 1, "EUR", REFERENCE) or "").split("\n")[4] == "WESTGB2L"
    assert len(EEA) == 30


@given(name=st.text(min_size=1, max_size=70), minor=st.integers(1, EPC_CENTS_MAX))
def test_whatever_the_payee_is_called_the_code_says_so(name: str, minor: int) -> None:
    text = epc(Beneficiary(name, GERMAN, is_iban=True), minor, "EUR", REFERENCE)
    if text is None:
        assert not name.strip() or not name.isprintable() or len(name.encode()) > 200
        return
    assert len(text.encode()) <= EPC_BYTES_MAX
    assert text.count("\n") == 9
    assert read(picture(text, name)) == text.encode()


def test_the_picture_says_what_it_is_to_who_cannot_see_it() -> None:
    svg = picture("x", 'for <Ana> & "Bo"')
    assert svg.startswith('<svg role="img" ')
    assert "<title>for &lt;Ana&gt; &amp; " in svg
    assert "style=" not in svg
    assert "script" not in svg
    assert svg.index('fill="#fff"') < svg.index('stroke="#000"')
