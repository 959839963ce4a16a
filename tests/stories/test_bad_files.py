"""Bad files of the bank, line by line: what a person is told of each, that nothing is lost and nothing booked twice."""

from __future__ import annotations

import json
import os
from pathlib import Path

from click.testing import CliRunner

from fourthact.cli import main
from tests.stories.bank import EUROS, Bank, banked

MT940 = """:20:START
:25:DE89370400440532013000
:28C:1/1
:60F:C{day}EUR0,00
:61:{day}{day4}C500,00NTRFNONREF//OTHER1
:86:first
:62F:C{day}EUR500,00
-
"""


def told(path: Path) -> str:
    """What `fourthact bank read` says of a file: why it is refused, or its alarms; empty if nothing is wrong."""
    result = CliRunner().invoke(main, ["bank", "read", str(path), "--json"])
    words = json.loads(result.stdout)
    if "refused" in words:
        assert result.exit_code == 1
        return str(words["reason"])
    return "; ".join(alarm for statement in words["statements"] for alarm in statement["alarms"])


async def bad_files(bank: Bank) -> None:
    """One good statement, and beside it everything that a bank, a disk or an editor can make of it."""
    await bank.state((500_00, "first", "", ""))
    (good,) = (bank.folder / "in").glob("*.xml")
    text = good.read_text()
    day = f"{await bank.house.now():%y%m%d}"
    bad = {
        "broken": (text[:-30], "breaks off or is damaged", True),
        "encoding": (f'<?xml version="1.0" encoding="klingon"?>{text}', "its bytes are not", True),
        "entities": (f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{text}', "document type", True),
        "account": (
            text.replace("DE89370400440532013000", "DE02120300000000202051"),
            "another account",
            False,
        ),
        "iban": (text.replace("DE89370400440532013000", "DE88370400440532013000"), "another account", False),
        "sums": (text.replace(">500.00<", ">500.01<", 1), "do not add up", True),
        "currency": (text.replace('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="USD">'), "amounts in USD", True),
        "empty": ("", "empty", True),
        "too much": (text.replace(">500.00<", ">90071992547409.92<"), "more money than there is", False),
    }
    for name, (raw, why, by_itself) in bad.items():
        assert raw != text, name
        bank.put(name, raw)
        await bank.house.settle()
        file = (await bank.tasks())["files"][-1]
        assert file["name"] == f"{name}.xml"
        assert why in file["why"], (name, file["why"])
        assert (why in told(bank.folder / "in" / f"{name}.xml")) is by_itself, name
        assert once(bank) == [(500_00,)], name
    assert len((await bank.tasks())["files"]) == len(bad)
    # A name that is no text holds up nothing either.
    (bank.folder / "in" / os.fsdecode(b"b\xff\nd.xml")).write_text(text + "<")
    await bank.house.settle()
    assert (await bank.tasks())["files"][-1]["name"] == "b\ufffd\ufffdd.xml"
    # What tells the same again: the file itself, one that overlaps it, a notification, another form of the day.
    notified = text.replace("camt.053", "camt.054").replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
    again = {
        "same": text,
        "same but for its end": text + "\n",
        "notification": notified.replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>"),
        "mt940": MT940.format(day=day, day4=day[2:]),
    }
    for name, raw in again.items():
        bank.put(name, raw)
        await bank.house.settle()
        assert once(bank) == [(500_00,)], name
    # A longer statement that has the first in it, and then one that begins elsewhere than the last one ended.
    await bank.house.wait(days=1)
    entry = text[text.index("<Ntry>") : text.index("</Ntry>") + 7]
    bank.put(
        "week",
        text.replace(entry, entry + entry.replace("<AcctSvcrRef>B", "<AcctSvcrRef>C")).replace(
            ">500.00<", ">1000.00<", 1
        ),
    )
    await bank.house.settle()
    assert once(bank) == [(500_00,), (500_00,)]
    bank.balance = 1_000_00 + 2_50
    await bank.state((7_00, "after", "", ""))
    found = await bank.tasks()
    assert len(found["files"]) == len(bad) + 1
    assert 2_50 in [gap["amount_minor"] for gap in found["missing"]]
    assert once(bank) == [(500_00,), (500_00,), (7_00,)]


def once(bank: Bank) -> list[tuple[int]]:
    return bank.house.sql("SELECT amount_minor FROM entries ORDER BY amount_minor DESC")


def test_bad_files() -> None:
    banked(EUROS, "001.09", bad_files)
