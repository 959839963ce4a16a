"""The checks of the bank's entries: each has one outcome or waits for a person, and none that a file told is lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from fourthact.audit.scope import Scope
from fourthact.values import ids
from fourthact.values.money import Money

CLEARING = """
    -- What each act moved in clearing.
    SELECT a.tag, a.subject, a.bytes, l.currency, CASE WHEN l.debit LIKE 'assets:clearing:%%' THEN 1 ELSE -1 END
           * l.amount_minor
      FROM ledger_lines AS l JOIN acts AS a ON a.seller = l.seller AND a.id = l.act
     WHERE l.seller = %(seller)s AND (l.debit LIKE 'assets:clearing:%%' OR l.credit LIKE 'assets:clearing:%%')
"""


def check_entries(scope: Scope) -> None:
    """Every entry of the bank went whole to exactly one outcome, or waits whole for a person to say which.

    What left and came back under one key is one story: nothing of it is left.
    """
    if not scope.whole:
        return
    entries: Mapping[UUID, Any] = scope.seen.rows["entries"]
    # An entry that only carries the key of an order, and is none of it, stands by itself.
    roots = {
        entry.id: entry.key if entry.key and entry.matched == "order" else entry.id.hex
        for entry in entries.values()
    }
    came: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    for tag, subject, raw, currency, minor in scope.stream(CLEARING):
        entry = _entry_of(tag, subject, raw)
        if entry is None:
            continue
        root = roots.get(entry)
        if root is None:
            scope.report.add("entry", ids.outer("entry", entry), "money was moved for it, and it never came")
            continue
        left[root, currency] -= minor
        if tag == "entry.read":
            came[root, currency] -= minor
    alike = defaultdict(list)
    for entry in entries.values():
        alike[roots[entry.id]].append(entry)
    scope.report.counts["bank entries"] += len(entries)
    for (root, currency), minor in left.items():
        if minor == 0:
            continue
        of = alike[root]
        waits = minor == came[root, currency] and all(entry.matched in ("nothing", "order") for entry in of)
        if not waits:
            what = f"{Money(minor, currency)} of it has no outcome, or more than one"
            scope.report.add("entry", ids.outer("entry", of[0].id), what)


def check_files(scope: Scope) -> None:
    """Whatever the bank's files told is there: as many entries, and the same sums."""
    if not scope.whole:
        return
    rows: Mapping[str, Mapping[UUID, Any]] = scope.seen.rows
    entries: Counter[str] = Counter()
    sums: Counter[tuple[str, str]] = Counter()
    for entry in rows["entries"].values():
        entries[entry.rail] += 1
        sums[entry.rail, entry.currency] += entry.amount_minor
    told: Counter[str] = Counter()
    made: Counter[tuple[str, str]] = Counter()
    for file in rows["bank_files"].values():
        scope.report.counts["bank files"] += 1
        told[file.rail] += file.entries
        for part in file.sums:
            made[file.rail, part.currency] += part.minor
    for rail, count in told.items():
        place = f"{scope.name} {rail}"
        if entries[rail] < count:
            scope.report.add("bank files", place, f"they told {count} entries, and {entries[rail]} are there")
        if entries[rail] != count:
            continue  # more: a file is being booked, and is recorded when all of it is
        for name, currency in sums.keys() | made.keys():
            if name == rail and sums[rail, currency] != made[rail, currency]:
                what = f"they told {Money(made[rail, currency], currency)}, and {Money(sums[rail, currency], currency)}"
                scope.report.add("bank files", place, f"{what} is there")


def _entry_of(tag: str, subject: UUID, raw: bytes) -> UUID | None:
    """Which entry of the bank an act moved money for in clearing; None for what is about none."""
    envelope = msgspec.json.decode(raw)
    if named := envelope["data"].get("entry"):
        return ids.inner("entry", named)
    return subject if str(envelope["subject"]).startswith("ent_") else None
