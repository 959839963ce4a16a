"""The bank's files read once more, with today's reader, and held against what was written down of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from fourthact.bankfiles.desk import Desk, Journal, Line, Taken, Told
from fourthact.bankfiles.identity import Movement, movements
from fourthact.bankfiles.intake import told_of
from fourthact.bankfiles.reading import read
from fourthact.values.errors import Refused
from fourthact.values.money import Money


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Where a file says otherwise than what was written down of it. `place`: the entry, the statement or the file;
    `kept`, `told`: what was written down, and what it says now; zero where one of them has nothing.
    """

    place: str
    kept: Money
    told: Money
    why: str


def reread(desk: Desk, journal: Journal) -> tuple[int, list[str], list[Otherwise]]:
    """Read every file again that was booked from, one at a time: how many, the names of those that are not there any
    more, and what they say otherwise. Errors: OSError when the folder cannot be read.
    """
    lines: dict[str, list[Line]] = {}
    for line in journal.lines:
        lines.setdefault(line.whole, []).append(line)
    taken = [file for file in journal.files if file.refused is None or file.new]
    booked = {file.digest: file for file in taken}
    seen: set[str] = set()
    found: list[Otherwise] = []
    for path in sorted(path for path in desk.inbox.iterdir() if path.is_file()):
        try:
            raw = path.read_bytes()
        except OSError:
            continue  # what was booked of it is named with what is gone
        file = booked.pop(sha256(raw).hexdigest(), None)
        if file is not None:
            found += _compared(file, raw, lines, journal.same, seen)
    if not booked:  # else what nobody tells may stand in what is gone
        found += [_untold(lines[whole]) for whole in lines.keys() - seen]
    files = len(taken) - len(booked)
    return files, [file.file for file in booked.values()], found


def kept_here(path: Path) -> Journal:
    """What was written down so far, for nobody else. Only who holds the desk's lock asks."""
    journal = Journal(path)
    journal.catch_up()
    return journal


def _compared(
    file: Taken, raw: bytes, lines: Mapping[str, list[Line]], same: Mapping[str, str], seen: set[str]
) -> Iterator[Otherwise]:
    try:
        reading = read(raw)
    except Refused as no:
        why = f"it was read once, and cannot be now: {no.sentence}"
        for currency, minor in file.sums.items():
            yield Otherwise(file.file, Money(minor, currency), Money(0, currency), why)
        return
    yield from _balances(file, [told_of(statement) for statement in reading.statements])
    for _, moved in movements(reading):
        wholes: dict[str, list[Movement]] = {}
        for movement in moved:
            wholes.setdefault(movement.whole, []).append(movement)
        for whole, parts in wholes.items():
            first = whole if whole in lines else same.get(whole, whole)
            seen.add(first)
            yield from _entry(file.file, parts, lines.get(first, []))


def _balances(file: Taken, told: Sequence[Told]) -> Iterator[Otherwise]:
    """Statements that were written down with another number, other days or balances, or not at all."""
    for kept, now in zip_longest(file.statements, told, fillvalue=Told()):
        currency = now.currency or kept.currency
        if kept != now and currency:
            place = f"statement {now.number or kept.number or now.closed_on} in {file.file}"
            why = "its number, days or balances were written down otherwise"
            closing = Money(kept.closing_minor or 0, currency), Money(now.closing_minor or 0, currency)
            yield Otherwise(place, *closing, why)


def _entry(file: str, parts: Sequence[Movement], kept: Sequence[Line]) -> Iterator[Otherwise]:
    """Where the parts of an entry are not what was written down: another amount, another day, nothing at all."""
    whole = parts[0].entry.amount
    if not kept:
        yield Otherwise(
            f"{parts[0].id} in {file}", Money(0, whole.currency), whole, "it was never written down"
        )
        return
    told = {part.id: part for part in parts}
    matching = [(line, told[line.id]) for line in kept if line.id in told]
    for line, part in matching:
        days = part.booked_on, part.entry.value_on or part.booked_on
        if _money(line) != part.amount or (line.booked_on, line.value_on) != days:
            why = f"it was written down otherwise: {_said(_money(line), line.booked_on, line.value_on)},"
            why += f" and the file says {_said(part.amount, *days)}"
            yield Otherwise(f"{line.id} in {file}", _in(_money(line), part.amount), part.amount, why)
    # Another form of file tells an entry under a name of its own, or whole where this one has its parts.
    if len(matching) != len(kept) and (sums := _sum(kept)) != whole:
        yield Otherwise(f"{kept[0].id} in {file}", _in(sums, whole), whole, "its parts do not make the whole")


def _said(amount: Money, booked_on: date, value_on: date) -> str:
    return f"{amount} booked on {booked_on} with the value of {value_on}"


def _untold(kept: Sequence[Line]) -> Otherwise:
    amount = _sum(kept)
    return Otherwise(kept[0].id, amount, Money(0, amount.currency), "no file of the bank tells it")


def _money(line: Line) -> Money:
    return Money(line.amount_minor, line.currency)


def _in(amount: Money, other: Money) -> Money:
    """An amount beside another; none of it, where they are of different currencies."""
    return amount if amount.currency == other.currency else Money(0, other.currency)


def _sum(kept: Sequence[Line]) -> Money:
    """The parts of an entry, which are of one currency."""
    return Money(sum(line.amount_minor for line in kept), kept[0].currency)
