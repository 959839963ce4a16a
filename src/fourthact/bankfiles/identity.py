"""Which entries are the same money: in another file, another form (053 and 054), or the same file once more."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fourthact.bankfiles.statement import Detail, Entry, Reading, Statement
from fourthact.values.money import Money

# What is booked from: reports of the day (052, MT942) say the same again before the day's books are closed.
BOOKED_FROM = frozenset({"camt.053", "camt.054", "MT940", "CSV"})


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of money. `id` names it for ever; `whole` names the entry that it is, or is a part of."""

    id: str
    whole: str
    entry: Entry
    detail: Detail
    amount: Money

    @property
    def written(self) -> str:
        """All that may name what the money is for: the reference, the payer's words, the payer's own reference."""
        return written(self.entry, self.detail)

    @property
    def booked_on(self) -> date:
        on = self.entry.booked_on or self.entry.value_on
        assert on is not None
        return on

    @property
    def other_account(self) -> str:
        """The account of the other side, as `Holding` writes it."""
        account, agent = self.detail.party.account, self.detail.party.agent
        return (
            f"{agent}/{account}" if account and agent and not re.match(r"[A-Z]{2}\d{2}", account) else account
        )

    def key(self, ours: Callable[[str], bool]) -> str | None:
        """The order of ours that it is about. `ours`: whether an end-to-end id is one."""
        named = (self.detail.end_to_end, self.detail.instruction, self.entry.own_ref)
        return next((key for key in named if key and ours(key)), None)

    def kind(self, key: str | None, providers: Sequence[str]) -> str:
        """What it is to a rail: a return, a provider's payout (their names, folded) or a transfer."""
        if self.amount.minor > 0 and (self.detail.reason or key):
            return "return"
        if self.amount.minor > 0 and any(name in self.detail.party.name.casefold() for name in providers):
            return "provider_payout"
        return "transfer"


def written(entry: Entry, detail: Detail) -> str:
    words = (detail.reference, detail.remittance or entry.info, detail.end_to_end)
    return " ".join(dict.fromkeys(part for part in words if part))


def movements(reading: Reading) -> Iterator[tuple[Statement, list[Movement]]]:
    """The booked movements of each statement that is booked from; a batch by its parts, where they make the whole.

    An entry is known by its account, day, amount and the bank's own reference; without one, by all that it says.
    Of equal ones the first, second ... are told apart, so that a file which overlaps must have the day whole.
    """
    seen: Counter[str] = Counter()
    last: Statement | None = None
    for statement in reading.statements:
        if statement.kind not in BOOKED_FROM:
            continue
        if last is None or not _goes_on(last, statement):
            seen = Counter()
        last = statement
        found: list[Movement] = []
        for entry in statement.entries:
            if entry.status != "booked" or not entry.amount:
                continue
            said = _said(statement, entry)
            seen[said] += 1
            whole = hashlib.sha256(f"{said}\n{seen[said]}".encode()).hexdigest()[:32]
            found += _parts(entry, whole)
        yield statement, found


def _goes_on(last: Statement, statement: Statement) -> bool:
    """Whether a statement begins with what the one before it ended with: what looks alike in both is not the same."""
    ends = next((b.amount for b in reversed(last.balances) if b.role == "closing"), None)
    begins = next((b.amount for b in statement.balances if b.role == "opening"), None)
    moved = any(entry.amount for entry in last.entries if entry.status == "booked")
    starts = next((b.amount for b in last.balances if b.role == "opening"), None)
    return moved and ends is not None and ends == begins and starts != ends


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
        parts = enumerate(zip(details, amounts, strict=True), 1)
        return [Movement(f"{whole}.{n}", whole, entry, detail, amount) for n, (detail, amount) in parts]
    # What moved on the account is the entry's amount, whatever its one detail says that was sent.
    alone = details[0] if len(details) == 1 else Detail(entry.amount, remittance=entry.info)
    return [Movement(whole, whole, entry, alone, entry.amount)]
