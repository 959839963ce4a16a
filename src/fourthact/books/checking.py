"""The three-way check: our ledger, the provider's own books and the bank's statement, entry by entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from fourthact.books.acts import Disposition
from fourthact.payments import Entry as ReadEntry
from fourthact.rails.contract import Entry, OwnBooks
from fourthact.values import ids
from fourthact.values.money import Money

# What something is about: P and a reservation and its payment, R and a refund and its leg, or a word and a name.
Place = tuple[str, str, int]
Sums = Counter[tuple[Place, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which two books do not agree. `between`: `provider`, `bank` or `clearing` against the ledger.

    `why`: what explains it, None if nothing does: then a person must look.
    """

    between: str
    rail: str
    place: str
    ours: Money
    theirs: Money
    why: str | None

    @property
    def gap(self) -> Money:
        return self.ours - self.theirs


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledger says stands with a provider or the bank, and what they say."""

    of: str
    rail: str
    ours: Money
    theirs: Money


@dataclass(slots=True)
class Checked:
    """What a three-way check found. `silent`: rails whose provider does not tell its books."""

    totals: list[Totals] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

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
    words = {}
    for moved in books.movements:
        place = _place_of(moved.key, moved.reference)
        theirs[place, moved.amount.currency] += moved.amount.minor
        words[place] = moved.why
    fees: dict[Place, Money] = {}
    for payout in books.handed_over:
        entry = ours.named.get(payout.reference)
        place = ("payout", entry.hex if entry else payout.reference, 0)
        whole = payout.amount + payout.fees
        theirs[place, whole.currency] -= whole.minor
        fees[place] = payout.fees
    for place, currency in sorted(ours.provider.keys() | theirs.keys()):
        here, there = ours.provider[place, currency], theirs[place, currency]
        if here != there:
            why = _why(place, here, there, ours.open, fees.get(place))
            said = " ".join(filter(None, [_said(place), words.get(place, "")]))
            into.differences.append(
                Difference("provider", ours.rail, said, Money(here, currency), Money(there, currency), why)
            )
    _total("provider", ours, account, {money.currency: money.minor for money in books.owed}, into)


def _why(place: Place, here: int, there: int, waiting: frozenset[Place], fees: Money | None) -> str | None:
    if place in waiting:
        return "its outcome is not known here yet; the rail is being asked"
    if place[0] == "payout" and here == 0:
        return "on its way to the bank: no statement shows it yet"
    if place[0] == "payout" and fees and here - there == fees.minor:
        return f"fees of {fees} are not booked yet"
    if place[0] == "written off" and there == 0:
        return "a person wrote it off"
    return None


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
            into.differences.append(Difference("bank", ours.rail, entry.id, here, entry.amount, why))
    for entry_id in sorted(read.keys() - seen):
        missing = read[entry_id]
        ours_money = Money(missing.amount_minor, missing.currency)
        into.differences.append(
            Difference("bank", ours.rail, entry_id, ours_money, Money(0, missing.currency), None)
        )
    _total("bank", ours, account, sums, into)


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
            why = "a person wrote it off"
        into.differences.append(
            Difference("clearing", ours.rail, _said(place), Money(minor, currency), Money(0, currency), why)
        )


def _total(of: str, ours: Ours, account: str, theirs: Mapping[str, int], into: Checked) -> None:
    """The sums on both sides; what the named differences leave of the gap is a difference too."""
    named: Counter[str] = Counter()
    for difference in into.differences:
        if (difference.between, difference.rail) == (of, ours.rail):
            named[difference.gap.currency] += difference.gap.minor
    here = {currency: minor for (name, currency), minor in ours.balances.items() if name == account}
    for currency in sorted(here.keys() | theirs.keys()):
        mine, other = Money(here.get(currency, 0), currency), Money(theirs.get(currency, 0), currency)
        into.totals.append(Totals(of, ours.rail, mine, other))
        rest = (mine - other).minor - named[currency]
        if rest:
            into.differences.append(
                Difference(of, ours.rail, "the balance", Money(rest, currency), Money(0, currency), None)
            )


def _place_of(key: str | None, reference: str) -> Place:
    try:
        kind, owner, part, _ = ids.read_order_key(key or "")
    except ValueError:
        return ("unknown order", reference, 0)
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
