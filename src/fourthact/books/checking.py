"""The three-way check: our ledger, the provider's own books and the bank's statement, entry by entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from fourthact.books.acts import Disposition
from fourthact.books.files import BankFile, chains, gaps
from fourthact.payments import Entry as ReadEntry
from fourthact.rails.contract import Entry, Movement, OwnBooks, Reread
from fourthact.values import ids
from fourthact.values.money import Money

# What something is about: P and a reservation and its payment, R and a refund and its leg, or a word and a name.
Place = tuple[str, str, int]
Sums = Counter[tuple[Place, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which two books do not agree. `between`: `provider`, `bank` (its entries), `balance` (what its
    statements say that the account holds) or `clearing` against the ledger; `file`: a file of the bank, read again,
    against what was once written down of it, from which all the others are.

    `why`: what explains it, None if nothing does. `owner`: whose it is: the `worker`, the `provider` or the `bank`,
    of whom something is still to come, or a `person`, who must look.
    """

    between: str
    rail: str
    place: str
    ours: Money
    theirs: Money
    why: str | None
    owner: str = "person"

    @property
    def gap(self) -> Money:
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledger says stands with a provider or the bank, and what they say. `forward`: what stood on a bank
    account before its first statement that we have; it is in neither.
    """

    of: str
    rail: str
    ours: Money
    theirs: Money
    forward: Money | None = None


@dataclass(slots=True)
class Checked:
    """What a three-way check found. `silent`: rails whose provider does not tell its books; `reread`: how many files
    of each bank were read again; `gone`: those that could not be, for their bytes are not where they were.
    """

    totals: list[Totals] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    reread: dict[str, int] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Ours:
    """What we know of a rail. `provider`: what each thing moved there; `clearing`: by entry of the bank.

    `open`: orders whose outcome is not known here yet; `named`: payouts' entries by the provider's reference.
    """

    rail: str
    provider: Sums
    clearing: Sums
    balances: Mapping[tuple[str, str], int]
    open: frozenset[Place]
    entries: Sequence[tuple[ReadEntry, Disposition | None]]
    named: Mapping[str, UUID]


def check_provider(ours: Ours, books: OwnBooks, account: str, into: Checked) -> None:
    """Every order, payout and fee on which the ledger and the provider's own books do not agree."""
    theirs: Sums = Counter()
    words: dict[Place, str] = {}
    handed = {item.reference for payout in books.handed_over for item in payout.items}
    for moved in books.movements:
        place = _place_of(moved)
        if moved.foreign and moved.reference in handed:
            continue  # it is booked with its payout
        own = moved.own or moved.amount
        theirs[place, own.currency] += own.minor
        words[place] = moved.why
        if moved.own is not None and moved.reference not in handed:
            _convert(theirs, ("conversion of", _said(place), 0), moved)
    for kept in books.kept:
        whose = _said(_place_of(kept)) if kept.key else kept.reference
        theirs[("fee of", whose, 0), kept.amount.currency] += kept.amount.minor
    fees: dict[Place, Money] = {}
    for payout in books.handed_over:
        entry = ours.named.get(payout.reference)
        place = ("payout", entry.hex if entry else payout.reference, 0)
        whole = payout.amount + payout.fees
        theirs[place, whole.currency] -= whole.minor
        fees[place] = payout.fees
        for item in payout.items:
            if item.foreign:
                theirs[place, item.amount.currency] += item.amount.minor
            elif item.own is not None:
                _convert(theirs, place, item)
    for place, currency in sorted(ours.provider.keys() | theirs.keys()):
        here, there = ours.provider[place, currency], theirs[place, currency]
        if here != there:
            why, owner = _why(place, here, there, ours, fees.get(place))
            said = " ".join(filter(None, [_said(place), words.get(place, "")]))
            into.differences.append(
                Difference(
                    "provider", ours.rail, said, Money(here, currency), Money(there, currency), why, owner
                )
            )
    _total("provider", ours, account, {money.currency: money.minor for money in books.owed}, into)


def _convert(theirs: Sums, place: Place, moved: Movement) -> None:
    """What was of one currency is of another."""
    assert moved.own is not None
    theirs[place, moved.own.currency] -= moved.own.minor
    theirs[place, moved.amount.currency] += moved.amount.minor


def _why(place: Place, here: int, there: int, ours: Ours, fees: Money | None) -> tuple[str | None, str]:
    """What explains a difference with a provider, and whose it is."""
    match place[0]:
        case _ if place in ours.open:
            return "its outcome is not known here yet; the rail is being asked", "worker"
        case "payout" if there == 0:
            return "no provider has said what this payout contains", "provider"
        case "payout" if here == 0 and any(entry.hex == place[1] for entry in ours.named.values()):
            return "it arrived at the bank; what it contains is not booked yet", "worker"
        case "payout" if here == 0:
            return "on its way to the bank: no statement shows it yet", "bank"
        case "payout" if fees and here - there == fees.minor:
            return f"fees of {fees} are not booked yet", "worker"
        case "fee of":
            return "the fee is booked with the payout that contains it", "provider"
        case "conversion of":
            return "converted by the provider; booked with the payout that contains it", "provider"
        case "no order of ours" if here == 0:
            return (
                "other business on the same account; booked apart with the payout that contains it",
                "provider",
            )
        case "written off" if there == 0:
            return "two people wrote it off", "person"
    return None, "person"


def check_bank(ours: Ours, statement: Iterable[Entry], account: str, into: Checked) -> None:
    """Every entry that the statement has and we have not read, or that we read otherwise."""
    read = {entry.bank_id: entry for entry, _ in ours.entries}
    sums: Counter[str] = Counter()
    seen = set()
    for entry in statement:
        if entry.id in seen:
            continue  # a statement may repeat an entry
        seen.add(entry.id)
        sums[entry.amount.currency] += entry.amount.minor
        ours_is = read.get(entry.id)
        here = Money(ours_is.amount_minor, ours_is.currency) if ours_is else Money(0, entry.amount.currency)
        if here != entry.amount:
            why = None if ours_is else "not read yet: the worker reads it at its next turn"
            if here.currency != entry.amount.currency:
                here = Money(0, entry.amount.currency)
            owner = "person" if ours_is else "worker"
            into.differences.append(Difference("bank", ours.rail, entry.id, here, entry.amount, why, owner))
    for entry_id in sorted(read.keys() - seen):
        missing = read[entry_id]
        ours_money = Money(missing.amount_minor, missing.currency)
        into.differences.append(
            Difference("bank", ours.rail, entry_id, ours_money, Money(0, missing.currency), None)
        )
    _total("bank", ours, account, sums, into)


def check_files(rail: str, found: Reread, into: Checked) -> None:
    """What the bank's files say when they are read again, against what was written down of them."""
    into.reread[rail] = found.files
    if found.gone:
        into.gone[rail] = list(found.gone)
    into.differences += [
        Difference("file", rail, one.place, one.kept, one.told, one.why) for one in found.contrary
    ]


def check_closing(ours: Ours, files: Sequence[BankFile], account: str, into: Checked) -> None:
    """What the bank's last statement says that the account holds, against what the ledger says."""
    read = [file for file in files if file.status != "refused"]
    missing = {(gap.rail, gap.amount.currency, gap.before): gap for gap in gaps(read, seen_too=True)}
    for (rail, currency), chain in chains(read).items():
        first, last = chain[0], chain[-1]
        for gap in (g for (name, of, _), g in missing.items() if (name, of) == (rail, currency) and g.amount):
            said = f"before statement {gap.before.number or gap.before.closed_on}"
            into.differences.append(
                Difference("balance", rail, said, Money(0, currency), gap.amount, gap.sentence, "bank")
            )
        for entry, _ in ours.entries:
            on, amount = entry.booked_at.date(), Money(entry.amount_minor, entry.currency)
            if entry.currency != currency or first.begins <= on <= last.ends:
                continue
            why = "told by the bank; it is on no statement with a balance yet"
            if on < first.begins:
                why = "it is part of what stood on the account before the first statement"
            place = _said(("entry", entry.id.hex, 0))
            into.differences.append(
                Difference("balance", rail, place, amount, Money(0, currency), why, "bank")
            )
        opening, closing = first.opening_minor or 0, last.closing_minor or 0
        unsure = [ids.outer("bank_file", file.id) for file in files if file.status != "read"]
        rest = f"it may stand in what was refused or is doubted: {', '.join(unsure)}" if unsure else None
        _total("balance", ours, account, {currency: closing - opening}, into, opening, rest)


def check_clearing(ours: Ours, into: Checked) -> None:
    """Every entry of the bank whose money still waits in clearing for somebody to say what it is."""
    known = {entry.id.hex: (entry, decided) for entry, decided in ours.entries}
    gone_and_back: Counter[tuple[str, str]] = Counter()
    for (place, currency), minor in ours.clearing.items():
        entry = known[place[1]][0] if place[1] in known else None
        if entry is not None and entry.key:
            gone_and_back[entry.key, currency] += minor
    for (place, currency), minor in sorted(ours.clearing.items()):
        entry = known[place[1]][0] if place[1] in known else None
        if minor == 0 or (entry is not None and entry.key and gone_and_back[entry.key, currency] == 0):
            continue
        unmatched = entry is not None and entry.matched == "nothing"
        why = "nobody has said yet what it is for" if unmatched else None
        if place[0] == "written off":
            why = "two people wrote it off"
        into.differences.append(
            Difference("clearing", ours.rail, _said(place), Money(minor, currency), Money(0, currency), why)
        )


def _total(
    of: str, ours: Ours, account: str, theirs: Mapping[str, int], into: Checked, forward: int | None = None,
    why: str | None = None,
) -> None:  # fmt: skip
    """The sums on both sides; what the named differences leave of the gap is a difference too."""
    named: Counter[str] = Counter()
    for difference in into.differences:
        if (difference.between, difference.rail) == (of, ours.rail):
            named[difference.gap.currency] += difference.gap.minor
    here = {currency: minor for (name, currency), minor in ours.balances.items() if name == account}
    for currency in sorted(theirs.keys() if of == "balance" else here.keys() | theirs.keys()):
        mine, other = Money(here.get(currency, 0), currency), Money(theirs.get(currency, 0), currency)
        before = None if forward is None else Money(forward, currency)
        into.totals.append(Totals(of, ours.rail, mine, other, before))
        rest = (mine - other).minor - named[currency]
        if rest:
            into.differences.append(
                Difference(of, ours.rail, "the balance", Money(rest, currency), Money(0, currency), why)
            )


def _place_of(moved: Movement) -> Place:
    try:
        kind, owner, part, _ = ids.read_order_key(moved.key or "")
    except ValueError:
        return ("no order of ours" if moved.foreign else "unknown order", moved.reference, 0)
    return (kind, owner.hex, part)


def _said(place: Place) -> str:
    kind, name, part = place
    match kind:
        case "P":
            return f"rsv_{name} payment {part}"
        case "R":
            return f"rfd_{name} leg {part}"
        case "payout" | "entry":
            return f"{kind} {name if len(name) != 32 else 'ent_' + name}"
        case _:
            return f"{kind} {name}"


def difference_of(entry: UUID) -> str:
    """What a check calls the difference of an entry that stands in clearing."""
    return _said(("entry", entry.hex, 0))


def place_said(text: str) -> Place | None:
    """What a difference is about, by the words that name it here; None for other words."""
    shape = re.match(
        r"(rsv|rfd|payout|entry)[ _](?:ent_)?([0-9a-zA-Z_]+)(?: (?:payment|leg) (\d{1,2}))?\b", text
    )
    if shape is None:
        return None
    kind = {"rsv": "P", "rfd": "R"}.get(shape[1], shape[1])
    return (kind, shape[2], int(shape[3] or 0))
