"""`fourthact bank read`, as a person and as a program call it."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from click.testing import CliRunner

from fourthact.bankfiles import Detail
from fourthact.bankreading import match
from fourthact.cli import main
from fourthact.values import ids
from fourthact.values.references import reference_of
from tests.bankfiles.test_bad_input import MT940, camt


def code() -> str:
    return ids.new_code()


def test_references_keys_and_neither() -> None:
    mine, key = code(), ids.order_key("R", UUID(int=7), 1, 2)
    reference = reference_of(mine)
    spaced = " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    assert match(Detail(None, reference=reference)).by == "creditor_reference"
    assert match(Detail(None, remittance=f"deposit {spaced} thanks")).codes == (mine,)
    assert match(Detail(None, remittance=f"for {mine.lower()}")).by == "reservation_code"
    for detail in (Detail(None, end_to_end=key), Detail(None, remittance=f"RETURN {key[:20]} {key[20:]}")):
        assert (match(detail).by, match(detail).key) == ("order_key", key)
    assert match(Detail(None, end_to_end="R" + "0" * 34)).by in ("person", "order_key")
    assert match(Detail(None, remittance="hello")).by == "person"


def test_files_and_folders_as_json(tmp_path: Path) -> None:
    reference = reference_of(code())
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(camt(words=reference))
    (tmp_path / "in" / "b").write_text(MT940.format(lines=f":61:261120C5,5NTRFX\n:86:{reference}"))
    (tmp_path / "in" / ".hidden").write_text("left out")
    result = CliRunner().invoke(main, ["bank", "read", str(tmp_path / "in"), "--json"])
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["kind"], first["version"], second["kind"]) == ("camt.053", "001.08", "MT940")
    for words in (first, second):
        (statement,) = words["statements"]
        assert (statement["adds_up"], statement["alarms"]) == (True, [])
        assert statement["totals_booked"] == {"EUR": {"credit_minor": 550, "debit_minor": 0, "entries": 1}}
        (entry,) = statement["entries"]
        assert entry["amount"] == {"minor": 550, "currency": "EUR", "text": "5.50"}
        assert entry["details"][0]["match"]["by"] == "creditor_reference"


def test_a_refused_file_ends_with_one_and_its_reason(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(camt(words="\x1b[31m[bold]red".replace("\x1b", "")))
    bad.write_bytes(camt()[:-30])
    result = CliRunner().invoke(main, ["bank", "read", str(good), str(bad)])
    assert result.exit_code == 1
    assert "The XML breaks off or is damaged at line" in result.stdout
    assert "the balances add up: yes" in result.stdout
    assert "[bold]red" in result.stdout
    assert "2 files, 1 refused" in result.stdout


def test_a_table_of_any_columns_is_read_by_a_mapping(tmp_path: Path) -> None:
    table, mapping = tmp_path / "t.csv", tmp_path / "m.toml"
    table.write_text("when,what,how much\n03/04/2026,RF18,1.234\n")
    mapping.write_text(
        'currency = "BHD"\naccount = "7"\ndecimal = "."\ndates = "%m/%d/%Y"\n'
        '[columns]\nbooked_on = "when"\nremittance = 2\namount = "how much"\n'
    )
    result = CliRunner().invoke(main, ["bank", "read", str(table), "--mapping", str(mapping), "--json"])
    (statement,) = json.loads(result.stdout)["statements"]
    assert statement["account"]["id"] == "7"
    assert statement["entries"][0]["amount"] == {"minor": 1234, "currency": "BHD", "text": "1.234"}
    assert statement["entries"][0]["booked_on"] == "2026-03-04"
    assert CliRunner().invoke(main, ["bank", "read", str(table)]).exit_code == 1
    mapping.write_text('[columns]\nbooked = "when"\n')
    wrong = CliRunner().invoke(main, ["bank", "read", str(table), "--mapping", str(mapping)])
    assert wrong.exit_code == 2
    assert "there is no role 'booked'" in wrong.output
