"""What is read and what is refused of the bank files that nobody here wrote: `python -m tests.bankfiles.score`.

Prints a line for each set: files, read, refused, statements, entries, and how many add up; then, where totals were
derived from a camt file by another program, how many of ours are the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from fourthact.bankfiles import Reading, Statement, read_path
from fourthact.values.errors import Refused
from fourthact.values.money import exponent
from tests.corpora import corpus


def samples() -> Iterator[Path]:
    """Every file of a bank, without schemas and what upstream projects expect."""
    root = corpus("5-bank")
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.is_file() and "expected" not in inside and "xsd" not in inside:
            yield path


def outcome(path: Path) -> Reading | Refused:
    try:
        return read_path(path)
    except Refused as no:
        return no


def derived() -> dict[str, Any]:
    """Totals of camt files by path below the corpora, derived by a program that is not ours."""
    raw = corpus("expected/camt-derived-totals.dev.json").read_bytes()
    found: dict[str, Any] = msgspec.json.decode(raw)
    return found


def differences(statement: Statement, told: dict[str, Any]) -> list[str]:
    """In what our statement differs from the derived totals (which add amounts of all currencies, as they stand)."""
    sums = {True: Decimal(0), False: Decimal(0)}
    for entry in statement.entries:
        sums[entry.amount.minor >= 0] += Decimal(abs(entry.amount.minor)).scaleb(
            -exponent(entry.amount.currency)
        )
    ours = {
        "entries": len(statement.entries),
        "tx_details": sum(len(entry.details) for entry in statement.entries),
        "reversals": sum(entry.reversal for entry in statement.entries),
        "sum_credit": sums[True],
        "sum_debit": sums[False],
        "currencies": sorted({entry.amount.currency for entry in statement.entries}),
        "balance_adds_up": statement.adds_up,
    }
    theirs = {**told, "sum_credit": Decimal(told["sum_credit"]), "sum_debit": Decimal(told["sum_debit"])}
    wrong = [
        f"{name}: {ours[name]} != {theirs[name]}"
        for name in ours
        if name in theirs and ours[name] != theirs[name]
    ]
    for code, text in told["balances"].items():
        kept = [b.amount for b in statement.balances if b.code == code]
        amounts = [Decimal(a.minor).scaleb(-exponent(a.currency)) for a in kept]
        if Decimal(text) not in amounts:
            wrong.append(f"{code}: {amounts} != {text}")
    return wrong


def main() -> int:
    sets: dict[str, Counter[str]] = {}
    totals = derived()
    same = other = 0
    root = corpus("")
    for path in samples():
        found = outcome(path)
        count = sets.setdefault(path.relative_to(root).parts[1], Counter())
        count["files"] += 1
        if isinstance(found, Refused):
            count["refused"] += 1
            if "--why" in sys.argv:
                print(f"{path.name}: {found.sentence}")
            continue
        count["read"] += 1
        count["statements"] += len(found.statements)
        count["entries"] += sum(len(s.entries) for s in found.statements)
        count["add up"] += sum(s.adds_up is True for s in found.statements)
        count["alarm"] += sum(bool(s.alarms) for s in found.statements)
        told = totals.get(str(path.relative_to(root)), {}).get("statements", [])
        for statement, theirs in zip(found.statements, told, strict=False):
            wrong = differences(statement, theirs)
            same, other = same + (not wrong), other + bool(wrong)
            for difference in wrong:
                print(f"{path.name}: {difference}")
    heads = ("files", "read", "refused", "statements", "entries", "add up", "alarm")
    print(f"{'set':28}" + "".join(f"{head:>11}" for head in heads))
    for name, count in [*sets.items(), ("all", sum(sets.values(), Counter()))]:
        print(f"{name:28}" + "".join(f"{count[head]:>11}" for head in heads))
    print(f"statements with derived totals: {same} the same, {other} different")
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
