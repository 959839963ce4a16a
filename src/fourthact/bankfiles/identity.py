"""Which entries are the same money: in another file, another form (053 and 054), or the same file once more."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fourthact.bankfiles.statement import Detail, Entry, Reading, Statement

# What is booked from: reports of the day (052, MT942) say the same again before the day's books are closed.
BOOKED_FROM = frozenset({"camt.053", "camt.054", "MT940", "CSV"})


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of money. `id` names it for ever; `whole` names the entry that it is, or is a part of."""

    id: str
    whole: str
    entry: Entry
    detail: Detail

    @property
    def written(self) -> str:
        """All that may name what the money is for: the reference, the payer's words, the payer's own reference."""
        return written(self.entry, self.detail)


def written(entry: Entry, detail: Detail) -> str:
    words = (detail.reference, detail.remittance or entry.info, detail.end_to_end)
    return " ".join(dict.fromkeys(part for part in words if part))


def movements(reading: Reading) -> Iterator[tuple[Statement, list[Movement]]]:
    """The booked movements of each statement that is booked from; a batch by its parts, where they make the whole.

    An entry is known by its account, day, amount and the bank's own reference; without one, by all that it says.
    Of equal ones the first, second ... are told apart, so that a file which overlaps must have the day whole.
    """
    for statement in reading.statements:
        if statement.kind not in BOOKED_FROM:
            continue
        seen: Counter[str] = Counter()
        found: list[Movement] = []
        for entry in statement.entries:
            if entry.status != "booked" or not entry.amount:
                continue
            said = _said(statement, entry)
            seen[said] += 1
            whole = hashlib.sha256(f"{said}\n{seen[said]}".encode()).hexdigest()[:32]
            found += _parts(entry, whole)
        yield statement, found


def _said(statement: Statement, entry: Entry) -> str:
    account = re.sub(r"\W", "", statement.account.id.rpartition("/")[2])
    words = [account, str(entry.booked_on or entry.value_on), str(entry.amount.minor), entry.amount.currency]
    if entry.bank_ref:
        return "\n".join([*words, entry.bank_ref])
    detail = entry.details[0] if len(entry.details) == 1 else Detail(None, remittance=entry.info)
    written = re.sub(r"\W", "", f"{detail.reference}{detail.remittance}").upper()
    return "\n".join([*words, entry.own_ref, detail.end_to_end, written, detail.party.account])


def _parts(entry: Entry, whole: str) -> list[Movement]:
    details = entry.details
    amounts = [detail.amount for detail in details if detail.amount is not None]
    if (
        len(details) > 1
        and len(amounts) == len(details)
        and sum(a.minor for a in amounts) == entry.amount.minor
    ):
        return [Movement(f"{whole}.{n}", whole, entry, detail) for n, detail in enumerate(details, 1)]
    if len(details) == 1:
        return [Movement(whole, whole, entry, details[0])]
    return [Movement(whole, whole, entry, Detail(entry.amount, remittance=entry.info))]
