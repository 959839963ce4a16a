"""What a bank's files do beyond the contract: told twice, answered, rejected, of another account, cut off."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from fourthact.bankfiles import Reading, intake, read
from fourthact.rails import bank_transfer
from fourthact.rails.contract import (
    Absent,
    Declined,
    Done,
    Entry,
    FileTold,
    PayOut,
    Rail,
    Reread,
    RereadsFiles,
    TellsFiles,
    UnderWay,
    Unknown,
    Waiting,
)
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.money import Money
from tests.rails.worlds.bank_transfer import OPEN, OURS, SECRET, Posting, camt

NOW = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
AMOUNT = Money(5_000_00, "USD")
T = TypeVar("T")


def run(work: Coroutine[None, None, T]) -> T:
    return asyncio.run(work)


def opened(folder: Path) -> Rail:
    settings = {"folder": str(folder), "owner": "Example Motors", "account": OURS, "notice_secret": SECRET}
    return bank_transfer.open_rail(settings)


@pytest.fixture
def rail(tmp_path: Path) -> Rail:
    return opened(tmp_path)


def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "main" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def entries(rail: Rail) -> list[Entry]:
    return list(run(rail.entries("main", None, NOW))[0])


def pay(rail: Rail, key: str = "R1", amount: Money = AMOUNT, to: str = OPEN) -> object:
    return run(rail.pay_out(PayOut("main", key, amount, to, "Cléo Martin", "refund"), NOW))


def statement(*postings: Posting, first: int = 1) -> str:
    return camt(list(postings), iter(range(first, 1_000)))


def test_the_same_entry_in_053_and_054_and_again_is_one(rail: Rail, tmp_path: Path) -> None:
    wire = Posting(AMOUNT, NOW, "RF18", "", OPEN)
    told = statement(wire)
    folder = inbox(tmp_path)
    (folder / "a.xml").write_text(told)
    (first,) = entries(rail)
    notified = told.replace("camt.053", "camt.054").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    notified = notified.replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>")
    (folder / "b.xml").write_text(notified)
    (folder / "c.xml").write_text(told)
    (folder / "d.xml").write_text(told + "\n")
    assert entries(rail) == [first]
    (folder / "e.xml").write_text(statement(wire, wire))
    assert len(entries(rail)) == 2


MT940 = """{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:
:20:START
:25:123456789
:28C:1/1
:60F:C261122USD0,00
:61:2611221122C5000,00NTRFNONREF//OTHER1
:86:RF18 deposit
:62F:C261122USD5000,00
-}
"""


def test_the_same_entry_in_camt_and_mt940_under_other_references_is_one(rail: Rail, tmp_path: Path) -> None:
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18 deposit", "", OPEN)))
    (first,) = entries(rail)
    folder = inbox(tmp_path)
    (folder / "b.sta").write_text(MT940)
    assert entries(rail) == [first]
    # A second one of the same looks in the MT940 is another wire: the larger count wins.
    twice = MT940.replace(":62F:C261122USD5000,00", ":61:2611221122C5000,00NTRFNONREF//OTHER2\n:86:RF18 deposit\n"
                          ":62F:C261122USD10000,00")  # fmt: skip
    (folder / "c.sta").write_text(twice)
    both = entries(rail)
    assert [entry.amount for entry in both] == [AMOUNT, AMOUNT]
    (folder / "d.xml").write_text(
        statement(
            Posting(AMOUNT, NOW, "RF18 deposit", "", OPEN), Posting(AMOUNT, NOW, "RF18 deposit", "", OPEN)
        )
    )
    assert entries(rail) == both
    # What was written differs: it is another wire, though day and amount are the same.
    other = MT940.replace("OTHER1", "OTHER3").replace("RF18 deposit", "Somebody else")
    later = other.replace(":62F:C261122USD5000,00", ":62F:C261122USD15000,00").replace(
        "USD0,00", "USD10000,00"
    )
    (folder / "e.sta").write_text(later)
    assert len(entries(rail)) == 3


def test_a_day_that_is_told_again_under_other_references_waits_for_a_person(
    rail: Rail, tmp_path: Path
) -> None:
    """The same days, the same balances, another name for the same wire: it is booked once, and somebody asks."""
    folder, wire = inbox(tmp_path), Posting(AMOUNT, NOW, "RF18", "", OPEN)
    (folder / "a.xml").write_text(statement(wire))
    assert len(entries(rail)) == 1
    (folder / "b.xml").write_text(statement(wire, first=500))
    assert len(entries(rail)) == 1
    assert ["has the days and the balances" in (file.refused or "") for file in files(rail)] == [False, True]


def test_a_day_told_twice_at_once_under_other_references_is_booked_once(rail: Rail, tmp_path: Path) -> None:
    folder, wire = inbox(tmp_path), Posting(AMOUNT, NOW, "RF18", "", OPEN)
    (folder / "a.xml").write_text(statement(wire))
    (folder / "b.xml").write_text(statement(wire, first=500))
    assert len(entries(rail)) == 1
    assert [file.refused is None for file in files(rail)] == [True, False]


def test_like_entries_of_two_pages_of_a_day_are_two(rail: Rail, tmp_path: Path) -> None:
    """The second page begins with what the first one ended with: what looks alike on both is not the same."""
    wire = Posting(AMOUNT, NOW, "RF18", "", OPEN)
    pages = [camt([wire], iter((1, 2)), balance) for balance in (0, AMOUNT.minor)]
    first, second = (re.sub("<AcctSvcrRef>.*?</AcctSvcrRef>", "", page) for page in pages)
    page = second[second.index("<Stmt>") : second.index("</Stmt>")]
    (inbox(tmp_path) / "a.xml").write_text(first.replace("</Stmt>", f"</Stmt>{page}</Stmt>", 1))
    assert [entry.amount for entry in entries(rail)] == [AMOUNT, AMOUNT]


def test_a_file_that_may_not_be_read_is_told_and_holds_up_no_other(
    rail: Rail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.name == "a.xml":
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    folder = inbox(tmp_path)
    (folder / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF19", "", OPEN)))
    (folder / "b.xml").write_text(statement(Posting(Money(7_00, "USD"), NOW, "RF18", "", OPEN), first=9))
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert [entry.amount.minor for entry in entries(rail)] == [7_00]
    assert [file.refused for file in files(rail)] == [
        "it cannot be read (Permission denied); once it can be, it is read", None,
    ]  # fmt: skip
    assert len(entries(rail)) == 1
    monkeypatch.undo()
    assert [entry.amount.minor for entry in entries(rail)] == [7_00, AMOUNT.minor]


def test_a_file_that_we_fail_at_is_told_and_holds_up_no_other(
    rail: Rail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of ours is told once, and the file is read once it is mended."""

    def failing(raw: bytes) -> Reading:
        if b"RF19" in raw:
            raise ZeroDivisionError("so it is")
        return read(raw)

    folder = inbox(tmp_path)
    (folder / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF19", "", OPEN)))
    (folder / "b.xml").write_text(statement(Posting(Money(7_00, "USD"), NOW, "RF18", "", OPEN), first=9))
    monkeypatch.setattr(intake, "read", failing)
    for _ in range(2):
        assert [entry.amount.minor for entry in entries(rail)] == [7_00]
    refused, fine = files(rail)
    assert "ZeroDivisionError('so it is')" in (refused.refused or "")
    assert fine.refused is None
    monkeypatch.undo()
    assert [entry.amount.minor for entry in entries(rail)] == [7_00, AMOUNT.minor]


def files(rail: Rail) -> Sequence[FileTold]:
    asked: object = rail
    assert isinstance(asked, TellsFiles)
    return run(asked.files("main", 0, str(len(entries(rail))), NOW))


def reread(rail: Rail) -> Reread:
    asked: object = rail
    assert isinstance(asked, RereadsFiles)
    return run(asked.reread("main", NOW))


def test_files_are_read_again_and_say_the_same(rail: Rail, tmp_path: Path) -> None:
    """Told twice, in two forms, whole or in parts, refused: what was written down of them is what they say."""
    folder = inbox(tmp_path)
    wire = Posting(AMOUNT, NOW, "RF18 deposit", "", OPEN)
    (folder / "a.xml").write_text(statement(wire))
    entries(rail)
    (folder / "b.sta").write_text(MT940)
    (folder / "c.xml").write_text(statement(wire, wire))
    (folder / "d.xml").write_text("<nonsense>")
    assert len(entries(rail)) == 2
    assert reread(rail) == Reread(3, [], [])
    (folder / "b.sta").unlink()
    (folder / "new.xml").write_text(statement(wire, wire, wire))
    assert reread(rail) == Reread(2, ["b.sta"], [])


@pytest.mark.parametrize(
    ("before", "after", "kept", "told"),
    [
        (b'"amount_minor":500000', b'"amount_minor":400000', 4_000_00, 5_000_00),
        (b'"booked_on":"2026-11-22"', b'"booked_on":"2026-11-21"', 5_000_00, 5_000_00),
        (b'"value_on":"2026-11-22"', b'"value_on":"2026-11-21"', 5_000_00, 5_000_00),
        (b'"currency":"USD","value_on"', b'"currency":"EUR","value_on"', 0, 5_000_00),
        (b'"closing_minor":500000', b'"closing_minor":600000', 6_000_00, 5_000_00),
    ],
)
def test_what_was_written_down_otherwise_than_the_file_says_is_named(
    rail: Rail, tmp_path: Path, before: bytes, after: bytes, kept: int, told: int
) -> None:
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))
    entries(rail)
    journal = tmp_path / "main" / "state" / "journal.jsonl"
    assert before in journal.read_bytes()
    journal.write_bytes(journal.read_bytes().replace(before, after))
    (one,) = reread(rail).contrary
    assert (one.kept.minor, one.told.minor) == (kept, told)
    assert "a.xml" in one.place


def test_what_only_the_files_or_only_we_know_is_named(rail: Rail, tmp_path: Path) -> None:
    folder = inbox(tmp_path)
    (folder / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))
    (entry,) = entries(rail)
    journal = tmp_path / "main" / "state" / "journal.jsonl"
    line, file = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(file)
    (missing,) = reread(rail).contrary
    assert (missing.place, missing.kept.minor, missing.told) == (f"{entry.id} in a.xml", 0, AMOUNT)
    forged = line.replace(entry.id.encode(), b"f" * len(entry.id))
    journal.write_bytes(line + forged + file)
    (extra,) = reread(rail).contrary
    assert (extra.place, extra.kept, extra.told.minor) == ("f" * len(entry.id), AMOUNT, 0)


def test_files_are_told_with_what_was_new_in_them(rail: Rail, tmp_path: Path) -> None:
    wire = Posting(AMOUNT, NOW, "RF18", "", OPEN)
    assert isinstance(rail, TellsFiles)
    (inbox(tmp_path) / "a.xml").write_text(statement(wire))
    (inbox(tmp_path) / "b.xml").write_text(statement(wire, wire))
    (inbox(tmp_path) / "c.xml").write_text("<Document>")
    entries(rail)
    first, second, refused = run(rail.files("main", 0, "2", NOW))
    assert [(f.name, f.entries, f.sums) for f in (first, second)] == [
        ("a.xml", 1, (AMOUNT,)), ("b.xml", 1, (AMOUNT,)),
    ]  # fmt: skip
    assert refused.refused is not None
    assert first.statements[0].opening == Money(0, "USD")
    assert first.statements[0].closing == AMOUNT
    assert run(rail.files("main", 0, "1", NOW)) == []
    assert run(rail.files("main", 2, "2", NOW)) == [refused]


def test_how_much_is_under_way(rail: Rail, tmp_path: Path) -> None:
    """Counted from where the files that are being booked begin, until the last of their entries is booked."""
    assert isinstance(rail, TellsFiles)
    first = Posting(AMOUNT, NOW, "RF18", "", OPEN)
    (inbox(tmp_path) / "a.xml").write_text(statement(first))
    entries(rail)
    (inbox(tmp_path) / "b.xml").write_text(statement(first, first, first))
    assert run(rail.under_way("main", "1", NOW)) is None
    run(rail.entries("main", "1", NOW))
    assert run(rail.under_way("main", "1", NOW)) == UnderWay(("b.xml",), 0, 2)
    assert run(rail.under_way("main", "2", NOW)) == UnderWay(("b.xml",), 1, 2)
    assert run(rail.under_way("main", "3", NOW)) is None


def test_an_unfinished_write_counts_for_nothing(rail: Rail, tmp_path: Path) -> None:
    """Entries without their file's line were being written when we died: told again, and counted once."""
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))
    (first,) = entries(rail)
    journal = tmp_path / "main" / "state" / "journal.jsonl"
    entry, _file = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(entry)
    assert entries(rail) == [first]
    assert isinstance(rail, TellsFiles)
    (told,) = run(rail.files("main", 0, "1", NOW))
    assert (told.entries, told.entries_in_all) == (1, 1)
    assert len(journal.read_bytes().splitlines()) == 2


def test_a_full_disk_loses_nothing(rail: Rail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written down is not taken as known: it is read again when there is room."""
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(Unavailable):
            entries(rail)
    assert len(entries(rail)) == 1


def test_a_payout_is_written_once_and_known_after_the_file_is_gone(rail: Rail, tmp_path: Path) -> None:
    assert pay(rail) == Waiting("R1")
    (written,) = (tmp_path / "main" / "out").iterdir()
    assert written.name == "R1.xml"
    written.unlink()
    assert pay(rail) == Waiting("R1")
    assert list((tmp_path / "main" / "out").iterdir()) == []
    with pytest.raises(Broken):
        pay(rail, amount=Money(1, "USD"))


class Died(BaseException):
    """The process ends here: nothing that comes after it in the code is done."""


STEPS = ("open", "fsync", "replace", "rename", "link", "unlink")


def dying(patch: pytest.MonkeyPatch, step: int) -> None:
    """Die before the given call of the file system, from 1."""
    made = 0

    def before(does: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **words: Any) -> Any:
            nonlocal made
            made += 1
            if made == step:
                raise Died
            return does(*args, **words)

        return called

    for name in STEPS:
        patch.setattr(os, name, before(getattr(os, name)))


@pytest.mark.parametrize("takes_at_once", [True, False])
def test_whenever_we_die_the_bank_gets_the_order_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, takes_at_once: bool
) -> None:
    """Dying before each call of the file system; the bank takes the file before we are back, or after."""
    step, died = 0, True
    while died:
        step, died = step + 1, False
        folder = tmp_path / f"{step}"
        folder.mkdir()
        out, taken = folder / "main" / "out", 0

        def take(out: Path = out) -> int:
            files = [*out.iterdir()] if out.exists() else []
            for file in files:
                assert b"</Document>" in file.read_bytes()
                file.unlink()
            return len(files)

        rail = opened(folder)
        with monkeypatch.context() as patch:
            dying(patch, step)
            try:
                pay(rail)
            except Died:
                died = True
        if takes_at_once:
            taken += take()
        rail = opened(folder)
        found = run(rail.look_up("main", "R1", NOW))
        assert isinstance(found, Absent | Waiting), step
        if isinstance(found, Absent):
            assert taken == 0, step
        for _ in range(2):
            assert pay(rail) == Waiting("R1"), step
        assert taken + take() == 1, step
        assert run(rail.look_up("main", "R1", NOW)) == Waiting("R1"), step
    assert step > 10


def test_an_order_of_before_that_was_being_written_is_unknown(rail: Rail, tmp_path: Path) -> None:
    """It cannot be told from one that the bank has taken already; the statement tells."""
    pay(rail)
    state = tmp_path / "main" / "state"
    (state / "R1.sent").unlink()
    (tmp_path / "main" / "out" / "R1.xml").unlink()
    order = state / "R1.json"
    order.write_bytes(order.read_bytes().replace(b',"staged":true', b""))
    assert isinstance(pay(rail), Unknown)
    assert isinstance(run(rail.look_up("main", "R1", NOW)), Unknown)
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(-AMOUNT, NOW, "refund", "R1", OPEN)))
    assert isinstance(run(rail.look_up("main", "R1", NOW)), Done)


def answer(status: str, reason: str) -> str:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>'
        f"<OrgnlMsgId>R1</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>R1"
        f"</OrgnlEndToEndId><TxSts>{status}</TxSts><StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    )


def test_an_answer_rejects_but_only_the_statement_settles(rail: Rail, tmp_path: Path) -> None:
    pay(rail)
    (inbox(tmp_path) / "1.xml").write_text(answer("ACSC", ""))
    assert run(rail.look_up("main", "R1", NOW)) == Waiting("R1")
    (inbox(tmp_path) / "2.xml").write_text(answer("RJCT", "AC04"))
    assert run(rail.look_up("main", "R1", NOW)) == Declined("account_closed", True, "R1")
    assert pay(rail) == Declined("account_closed", True, "R1")
    # What is said after a rejection does not take it back; the statement alone can.
    (inbox(tmp_path) / "3.xml").write_text(answer("ACSP", ""))
    assert run(rail.look_up("main", "R1", NOW)) == Declined("account_closed", True, "R1")
    (inbox(tmp_path) / "4.xml").write_text(statement(Posting(-AMOUNT, NOW, "refund", "R1", OPEN)))
    assert isinstance(run(rail.look_up("main", "R1", NOW)), Done)


def test_a_file_with_answers_to_others_orders_counts_for_ours_and_is_seen(rail: Rail, tmp_path: Path) -> None:
    pay(rail)
    mixed = answer("RJCT", "AC04").replace(
        "</TxInfAndSts>", "</TxInfAndSts><TxInfAndSts><OrgnlEndToEndId>THEIRS</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        "</TxInfAndSts><TxInfAndSts><OrgnlInstrId>R1</OrgnlInstrId></TxInfAndSts>",
    )  # fmt: skip
    (inbox(tmp_path) / "1.xml").write_text(mixed.replace("<OrgnlMsgId>R1", "<OrgnlMsgId>"))
    assert run(rail.look_up("main", "R1", NOW)) == Declined("account_closed", True, "R1")
    assert isinstance(rail, TellsFiles)
    (told,) = run(rail.files("main", 0, None, NOW))
    assert told.refused == "it answers the order THEIRS, which we never gave"


def test_an_account_that_cannot_be_paid_declines(rail: Rail, tmp_path: Path) -> None:
    for to in ("12345", "DE88370400440532013000", ""):
        declined = pay(rail, to=to)
        assert isinstance(declined, Declined)
        assert declined.permanent
    assert list((tmp_path / "main" / "out").iterdir()) == []


def test_files_that_a_person_must_see_book_nothing_and_stop_nothing(rail: Rail, tmp_path: Path) -> None:
    told = statement(Posting(AMOUNT, NOW, "RF18", "", OPEN))
    folder = inbox(tmp_path)
    for number, wrong in enumerate(
        (
            told.replace("<Id>123456789</Id>", "<Id>987654321</Id>"),
            told.replace("<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">5000.00", "<Cd>CLBD</Cd></CdOrPrtry></Tp>"
                         "<Amt Ccy=\"USD\">5000.01"),
            told[:-20],
            "hello",
        )
    ):  # fmt: skip
        (folder / f"wrong{number}").write_text(wrong)
    with pytest.raises(Unavailable, match=r"wrong0.*another account"):
        entries(rail)
    (folder / "good.xml").write_text(told)
    assert [entry.amount for entry in entries(rail)] == [AMOUNT]


def test_a_refused_file_is_told_also_beside_a_good_one(
    rail: Rail, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (inbox(tmp_path) / "bad.xml").write_text("<Document>")
    (inbox(tmp_path) / "good.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))
    assert len(entries(rail)) == 1
    (inbox(tmp_path) / "worse.xml").write_text("<Document")
    assert isinstance(pay(rail), Waiting)
    run(rail.look_up("main", "R1", NOW))
    assert [name in caplog.text for name in ("bad.xml", "worse.xml", "good.xml")] == [True, True, False]


def test_half_a_line_of_a_journal_is_read_again(rail: Rail, tmp_path: Path) -> None:
    (inbox(tmp_path) / "a.xml").write_text(statement(Posting(AMOUNT, NOW, "RF18", "", OPEN)))
    (first,) = entries(rail)
    journal = tmp_path / "main" / "state" / "journal.jsonl"
    whole = journal.read_bytes()
    for cut in (1, len(whole) // 2, len(whole) - 1):
        journal.write_bytes(whole[:cut])
        assert entries(rail) == [first]


def test_settings_are_told_apart(tmp_path: Path) -> None:
    good = {"folder": str(tmp_path), "owner": "x", "account": OURS, "notice_secret": SECRET}
    for name, wrong in {
        "folder": "bank", "owner": " ", "account": "1", "notice_secret": "whsec_x", "pain": "001.02",
    }.items():  # fmt: skip
        with pytest.raises(ValueError, match=name):
            bank_transfer.open_rail({**good, name: wrong})
