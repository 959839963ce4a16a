"""Bank files that nobody here wrote: read with their own totals, or refused with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fourthact.bankfiles import Reading, read, read_path
from fourthact.values.errors import Refused
from fourthact.values.money import exponent
from tests.bankfiles.score import derived, differences, outcome, samples
from tests.corpora import corpus

SIGNS = {"Credit": 1, "ReverseDebit": 1, "Debit": -1, "ReverseCredit": -1}


def decimal(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def test_every_file_is_read_or_refused_with_a_sentence() -> None:
    counts = {"read": 0, "refused": 0}
    for path in samples():
        found = outcome(path)
        if isinstance(found, Refused):
            assert 30 < len(found.sentence) < 700, path
            assert "{" not in found.sentence.split("'")[0], path
            counts["refused"] += 1
        else:
            assert found.statements or found.orders, path
            counts["read"] += 1
    assert counts["read"] > counts["refused"] > 0


def test_camt_files_have_the_totals_that_another_program_derived() -> None:
    compared = 0
    for name, told in derived().items():
        if not told["statements"]:
            continue
        reading = read_path(corpus(name))
        assert len(reading.statements) == len(told["statements"]), name
        for statement, theirs in zip(reading.statements, told["statements"], strict=True):
            assert differences(statement, theirs) == [], name
            compared += 1
    assert compared > 60


def test_what_does_not_add_up_raises_an_alarm() -> None:
    for path in samples():
        found = outcome(path)
        for statement in () if isinstance(found, Refused) else found.statements:
            assert (statement.adds_up is False) <= bool(statement.alarms), path


def test_mt940_lines_are_those_of_another_reader() -> None:
    compared = 0
    for path in sorted(corpus("5-bank/mt940-rs/expected").glob("*.json")):
        found = outcome(path.parents[1] / f"{path.stem}.sta")
        if isinstance(found, Refused):
            assert "sepa_snippet_broken" in path.stem, found
            continue
        told: list[dict[str, Any]] = msgspec.json.decode(path.read_bytes())
        assert len(told) == len(found.statements)
        for theirs, ours in zip(told, found.statements, strict=True):
            lines = [
                (
                    Decimal(line["amount"]) * SIGNS[line["ext_debit_credit_indicator"]],
                    date.fromisoformat(line["value_date"]),
                )
                for line in theirs["statement_lines"]
            ]  # fmt: skip
            assert [
                (decimal(e.amount.minor, e.amount.currency), e.value_on) for e in ours.entries
            ] == lines, path
            compared += len(lines)
    assert compared > 50


@pytest.mark.parametrize("suffix", [".mta", ".STA"])
def test_dutch_statements_are_those_of_another_reader(suffix: str) -> None:
    for path in sorted(corpus("5-bank/mt940-webschik").glob(f"*{suffix}")):
        told = msgspec.json.decode((path.parent / "expected" / f"{path.stem}.json").read_bytes())
        reading = read_path(path)
        assert len(reading.statements) == len(told)
        for ours, theirs in zip(reading.statements, told, strict=True):
            amounts = [
                Decimal(str(line["amount"])) * (1 if line["isCredit"] else -1)
                for line in theirs["transactions"]
            ]
            assert [decimal(e.amount.minor, e.amount.currency) for e in ours.entries] == amounts


def test_files_cut_anywhere_are_refused_or_read_as_less() -> None:
    """A cut file never has other entries than the whole one has, and never more."""
    names = ("camt-ofxstatement/camt052.xml", "mt940-zilverline/rabobank_mt940_structured.txt")
    for name in names:
        raw = corpus(f"5-bank/{name}").read_bytes()
        whole = [e.amount for s in read(raw).statements for e in s.entries]
        refused = 0
        for cut in range(0, len(raw) - 4, 197):
            found = _read_or_refused(raw[:cut])
            if isinstance(found, Refused):
                refused += 1
                continue
            left = [entry.amount for statement in found.statements for entry in statement.entries]
            assert left == whole[: len(left)], (name, cut)
        assert refused > 5


def test_a_flipped_byte_never_crashes() -> None:
    for name in (
        "camt-viafintech/053__valid_example.xml",
        "mt940-jejik/sparkasse2.txt",
        "csv-dutch/ing_ok.csv",
        "csv-austrian/oberbank.csv",
        "pain001-iso20022js/nordea__pain_002_v3_txn_reject.xml",
    ):
        raw = bytearray(corpus(f"5-bank/{name}").read_bytes())
        for at in range(0, len(raw), max(1, len(raw) // 25)):
            for byte in (0x00, 0xFF, 0x3C):
                kept, raw[at] = raw[at], byte
                _read_or_refused(bytes(raw))
                raw[at] = kept


def _read_or_refused(raw: bytes) -> Reading | Refused:
    try:
        return read(raw)
    except Refused as no:
        return no


def test_the_kind_is_seen_in_the_content(tmp_path: Path) -> None:
    for name in ("camt-oca/test-camt054.xml", "mt940-jejik/knab.txt", "csv-revolut/2022-january.csv"):
        raw = corpus(f"5-bank/{name}").read_bytes()
        renamed = tmp_path / "statement.bin"
        renamed.write_bytes(raw)
        assert read_path(renamed) == read_path(corpus(f"5-bank/{name}"))
