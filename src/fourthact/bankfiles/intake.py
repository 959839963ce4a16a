"""What comes into the folder of an account: each file read once, each entry taken up once, each refusal kept."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice

import structlog
from msgspec.structs import replace

from fourthact.bankfiles.answers import answers_in, doubts
from fourthact.bankfiles.desk import Desk, Journal, Kept, Line, Same, Taken, Told
from fourthact.bankfiles.identity import Movement, movements
from fourthact.bankfiles.pain001 import split_account
from fourthact.bankfiles.reading import read
from fourthact.bankfiles.reasons import DEFECT
from fourthact.bankfiles.statement import Reading, Statement
from fourthact.bankfiles.tellings import words_of
from fourthact.values.errors import Refused
from fourthact.values.money import Money

log = structlog.get_logger()

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
    """An entry that a file tells, by its parts. `source`: which of the new files; `statement`: which of that."""

    whole: str
    form: str
    source: int
    statement: Told
    parts: tuple[Movement, ...]


def take_in(desk: Desk, journal: Journal, account: Account) -> list[str]:
    """Take up what is new in `in`; what was refused now, each with its reason. A file is known by its bytes."""
    taken: list[tuple[Taken, Reading | None]] = []
    digests = set(journal.digests)
    told: dict[tuple[str, Told], set[str]] = {}
    for path in sorted(p for p in desk.inbox.iterdir() if p.is_file() and not p.name.startswith(".")):
        name = _shown(path.name)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            continue  # whatever carries the files took it back
        except OSError as unreadable:
            # One that we may not read holds up no other. Once it can be read it is another file.
            digest = sha256(b"unreadable " + os.fsencode(path.name)).hexdigest()
            if digest not in digests:
                why = f"it cannot be read ({unreadable.strerror}); once it can be, it is read"
                taken.append((Taken(digest, name, why), None))
            continue
        digest = sha256(raw).hexdigest()
        if digest in digests:
            continue
        digests.add(digest)
        try:
            reading = _checked(read(raw), account)
            _not_restated(reading, journal, told)
            taken.append((Taken(digest, name, kind=reading.kind), reading))
        except (Refused, _Held) as no:
            taken.append((Taken(digest, name, no.sentence if isinstance(no, Refused) else str(no)), None))
        except Exception as defect:
            # A defect of ours holds up no other file. Once we do not fail at it, it is another file.
            digest = sha256(f"defect {digest}".encode()).hexdigest()
            if digest not in digests:
                log.error("a bank file cannot be read", file=name, exc_info=defect)
                taken.append((Taken(digest, name, DEFECT.format(what=repr(defect)[:200])), None))
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


def _not_restated(reading: Reading, journal: Journal, here: dict[tuple[str, Told], set[str]]) -> None:
    """Refuses a statement whose days and balances the same kind of file told before, with other entries: the bank
    says a day once more under other references, and what it names anew is no other money. `here`: this round's.
    """
    before = {
        replace(told, number="")
        for file in journal.files
        if file.kind == reading.kind and (file.refused is None or file.new)
        for told in file.statements
    }
    for statement, moved in movements(reading):
        told, wholes = replace(told_of(statement), number=""), {movement.whole for movement in moved}
        if told.closing_minor is None or told.closing_minor == told.opening_minor:
            continue
        fresh = wholes - here.setdefault((reading.kind, told), wholes)
        if fresh or (told in before and any(whole not in journal.known for whole in wholes)):
            raise _Held(
                f"statement {statement.number or 'without a number'} has the days and the balances of one that came"
                " before, and other entries; ask the bank which is right"
            )


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
    alike: list[list[Movement]] = [[] for _ in taken]
    earlier = _earlier(journal, taken)
    for found in _fullest(taken):
        first, form = found.parts[0], found.form
        day, words = (first.booked_on, first.entry.amount.minor, first.entry.amount.currency), words_of(first)
        told = (
            found.whole
            if found.whole in journal.known
            else journal.known.twin(form, day, words, first.written)
        )
        if told is None:
            journal.known.add(found.whole, form, day, words, first.written)
            fresh += [(found.source, _line(part, form, words, account)) for part in found.parts]
        elif journal.known.tell(found.whole, form, told):
            yield Same(found.whole, form, told)
        elif _may_be_another(found, earlier[found.source]):
            alike[found.source].append(first)
    for source, line in sorted(fresh, key=lambda each: each[1].booked_on):
        counts[source] += 1
        sums[source][line.currency] += line.amount_minor
        yield line
    for source, (file, reading) in enumerate(taken):
        said = tuple(told_of(statement) for statement in reading.statements) if reading else ()
        yield from answers_in(reading, account.ours)
        doubt = "; ".join(
            islice(doubts(reading, journal, (line for _, line in fresh), account.ours), DOUBTS_MAX)
        )
        yield replace(
            file,
            refused=file.refused or doubt or None,
            new=counts[source],
            known=len(journal.lines) + len(fresh),
            sums=dict(sums[source]),
            statements=said,
            doubt=_only_once(alike[source]),
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
                found.append(_Found(whole, statement.kind, source, told_of(statement), tuple(parts)))
                best[whole] = max(best.get(whole, 0), len(parts))
    return iter(sorted(found, key=lambda each: len(each.parts) < best[each.whole]))


def _earlier(journal: Journal, taken: Sequence[tuple[Taken, Reading | None]]) -> list[set[tuple[str, Told]]]:
    """Of each new file, the statements that came before it, with their kind."""
    before = {(file.kind, told) for file in journal.files for told in file.statements}
    found = []
    for _, reading in taken:
        found.append(set(before))
        before |= {(s.kind, told_of(s)) for s in reading.statements} if reading else set()
    return found


def _may_be_another(found: _Found, earlier: set[tuple[str, Told]]) -> bool:
    """Whether an entry that the same kind of file told before may be another payment that only looks like it.

    Not where the bank gave it a reference, and not in the same statement once more. But two notifications tell each
    payment once, and so do two pages of a day, of which one goes on where the other ended.
    """
    first, here = found.parts[0], found.statement
    if first.entry.bank_ref:
        return False
    if found.form == "camt.054":
        return True
    if (found.form, here) in earlier:
        return False
    others = [told for kind, told in earlier if kind == found.form and told.currency == here.currency]
    return any(
        _goes_on(one, other, first.booked_on)
        for told in others
        for one, other in ((told, here), (here, told))
    )


def _goes_on(page: Told, following: Told, day: date) -> bool:
    """Whether one page ends within a day as the following one begins."""
    if page.closing_minor is None or page.closing_minor == page.opening_minor:
        return False
    return page.closing_minor == following.opening_minor and page.closed_on == following.opened_on == day


def _only_once(alike: Sequence[Movement]) -> str:
    """That entries were counted once which may be others, for a person: the bank alone can tell."""
    if not alike:
        return ""
    first = alike[0]
    more = f" (and {len(alike) - 1} like it)" if len(alike) > 1 else ""
    return (
        f"an entry of {first.entry.amount} on {first.booked_on}{more} carries no reference of the bank and looks"
        " like one that came before: it was counted once. If it is another payment, the day's statement (camt.053)"
        " will tell both; without one, ask the bank"
    )


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


def told_of(statement: Statement) -> Told:
    """A statement's number and balances; a notification has none, and nothing can be missing before it."""
    opening = next((b for b in statement.balances if b.role == "opening"), None)
    closing = next((b for b in reversed(statement.balances) if b.role == "closing"), None)
    if opening is None or closing is None or statement.kind not in ("camt.053", "MT940"):
        return Told(statement.number)
    amount: Money = opening.amount
    return Told(statement.number, amount.currency, amount.minor, opening.on, closing.amount.minor, closing.on)
