"""What comes into the folder of an account: each file read once, each entry taken up once, each refusal kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

import msgspec

from fourthact.bankfiles.answers import answers_in, doubts
from fourthact.bankfiles.desk import Desk, Journal, Kept, Line, Same, Taken, Told
from fourthact.bankfiles.identity import Movement, movements
from fourthact.bankfiles.pain001 import split_account
from fourthact.bankfiles.reading import read
from fourthact.bankfiles.statement import Reading, Statement
from fourthact.bankfiles.tellings import words_of
from fourthact.values.errors import Refused
from fourthact.values.money import Money

STATEMENTS_PER_FILE = 400  # what one act has room to name; a year of days
DOUBTS_MAX = 20
MINOR_MAX = 2**53 - 1  # what an act has room to count


@dataclass(frozen=True, slots=True)
class Account:
    """Whose files are taken in. `ours`: whether an end-to-end id is of an order of ours; `providers`: names, folded,
    that payouts of card providers come under; `reasons`: ISO 20022's return codes in our words.
    """

    account: str
    providers: Sequence[str]
    ours: Callable[[str], bool]
    reasons: Callable[[str], str]


class _Held(Exception):
    """A file is read, and a person must look at it before it counts."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that a file tells, by its parts. `source`: which of the new files."""

    whole: str
    form: str
    source: int
    parts: tuple[Movement, ...]


def take_in(desk: Desk, journal: Journal, account: Account) -> list[str]:
    """Take up what is new in `in`; what was refused now, each with its reason. A file is known by its bytes."""
    taken: list[tuple[Taken, Reading | None]] = []
    digests = set(journal.digests)
    for path in sorted(p for p in desk.inbox.iterdir() if p.is_file() and not p.name.startswith(".")):
        raw = path.read_bytes()
        digest = sha256(raw).hexdigest()
        if digest in digests:
            continue
        digests.add(digest)
        name = _shown(path.name)
        try:
            reading = _checked(read(raw), account)
            taken.append((Taken(digest, name, kind=reading.kind), reading))
        except (Refused, _Held) as no:
            taken.append((Taken(digest, name, no.sentence if isinstance(no, Refused) else str(no)), None))
    kept: list[Kept] = []
    if taken:
        try:
            # Dying before or within: nothing of it counts, and the files are read again.
            kept = [*_kept(journal, taken, account)]
            journal.append(kept)
        except BaseException:
            journal.forget()  # what it knows already must not pass for written down
            raise
    return [f"{one.file}: {one.refused}" for one in kept if isinstance(one, Taken) and one.refused]


def _shown(name: str) -> str:
    """A file's name as it can be kept and read: a disk takes bytes that are no text, and lines within a name."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def _checked(reading: Reading, account: Account) -> Reading:
    """Refuses what a person must see first: another account's statement, sums that do not add up, or are no money."""
    ours = _squeezed(split_account(account.account)[0])
    for statement in reading.statements:
        if not _squeezed(statement.account.id).endswith(ours) and statement.account.id != "unnamed":
            raise _Held(f"it is the statement of another account ({statement.account.id})")
        if statement.alarms:
            raise _Held("; ".join(statement.alarms))
    if (
        max((amount for statement in reading.statements for amount in _counted(statement)), default=0)
        > MINOR_MAX
    ):
        raise _Held("it tells of more money than there is; ask the bank for a correct file")
    if len(reading.statements) > STATEMENTS_PER_FILE:
        raise _Held(
            f"it has {len(reading.statements)} statements; ask the bank for files of {STATEMENTS_PER_FILE} at most"
        )
    return reading


def _counted(statement: Statement) -> Iterator[int]:
    """Whatever is counted of a statement, in minor units: its balances, and all that its entries move."""
    yield from (abs(balance.amount.minor) for balance in statement.balances)
    yield sum(abs(entry.amount.minor) for entry in statement.entries)
    yield sum(abs(part.amount.minor) for entry in statement.entries for part in entry.details if part.amount)


def _squeezed(account: str) -> str:
    return re.sub(r"\W", "", account).upper()


def _kept(
    journal: Journal, taken: Sequence[tuple[Taken, Reading | None]], account: Account
) -> Iterator[Kept]:
    """What is written down of new files: their entries, what was told before by others, and then the files."""
    sums: list[Counter[str]] = [Counter() for _ in taken]
    counts: Counter[int] = Counter()
    fresh: list[tuple[int, Line]] = []
    for found in _fullest(taken):
        first, form = found.parts[0], found.form
        day, words = (first.booked_on, first.entry.amount.minor, first.entry.amount.currency), words_of(first)
        told = found.whole if found.whole in journal.known else journal.known.twin(form, day, words)
        if told is None:
            journal.known.add(found.whole, form, day, words)
            fresh += [(found.source, _line(part, form, words, account)) for part in found.parts]
        elif journal.known.tell(found.whole, form, told):
            yield Same(found.whole, form, told)
    for source, line in sorted(fresh, key=lambda each: each[1].booked_on):
        counts[source] += 1
        sums[source][line.currency] += line.amount_minor
        yield line
    for source, (file, reading) in enumerate(taken):
        told_of = tuple(_told(statement) for statement in reading.statements) if reading else ()
        yield from answers_in(reading, account.ours)
        doubt = "; ".join(
            islice(doubts(reading, journal, (line for _, line in fresh), account.ours), DOUBTS_MAX)
        )
        yield msgspec.structs.replace(
            file,
            refused=file.refused or doubt or None,
            new=counts[source],
            known=len(journal.lines) + len(fresh),
            sums=dict(sums[source]),
            statements=told_of,
        )


def _fullest(taken: Sequence[tuple[Taken, Reading | None]]) -> Iterator[_Found]:
    """Every entry of the new files once a form; of two tellings under one reference the fuller one comes first."""
    best: dict[str, int] = {}
    found: list[_Found] = []
    for source, (_, reading) in enumerate(taken):
        for statement, moved in movements(reading) if reading else ():
            wholes: dict[str, list[Movement]] = {}
            for movement in moved:
                wholes.setdefault(movement.whole, []).append(movement)
            for whole, parts in wholes.items():
                found.append(_Found(whole, statement.kind, source, tuple(parts)))
                best[whole] = max(best.get(whole, 0), len(parts))
    return iter(sorted(found, key=lambda each: len(each.parts) < best[each.whole]))


def _line(movement: Movement, form: str, words: str, account: Account) -> Line:
    detail, amount = movement.detail, movement.amount
    key = movement.key(account.ours)
    kind = movement.kind(key, account.providers)
    return Line(
        id=movement.id,
        whole=movement.whole,
        amount_minor=amount.minor,
        currency=amount.currency,
        value_on=movement.entry.value_on or movement.booked_on,
        booked_on=movement.booked_on,
        kind=kind,
        remittance=movement.written,
        key=key,
        name=detail.party.name,
        account=movement.other_account,
        reason=account.reasons(detail.reason) if kind == "return" else None,
        form=form,
        words=words,
        entry_minor=movement.entry.amount.minor,
    )


def _told(statement: Statement) -> Told:
    """A statement's number and balances; a notification has none, and nothing can be missing before it."""
    opening = next((b for b in statement.balances if b.role == "opening"), None)
    closing = next((b for b in reversed(statement.balances) if b.role == "closing"), None)
    if opening is None or closing is None or statement.kind not in ("camt.053", "MT940"):
        return Told(statement.number)
    amount: Money = opening.amount
    return Told(statement.number, amount.currency, amount.minor, opening.on, closing.amount.minor, closing.on)
