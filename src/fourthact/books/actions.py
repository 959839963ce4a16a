"""Close a period, explain a provider's payout, set money aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.books import rules
from fourthact.books.acts import BOOKS, DISPOSITIONS, books_of
from fourthact.payments import ENTRIES
from fourthact.rails import contract
from fourthact.values import ids


class CloseBooks(msgspec.Struct, frozen=True):
    """Nothing shall be booked any more on this day or before."""

    until: date


class ExplainPayout(msgspec.Struct, frozen=True):
    """A payout that arrived at the bank, and what the provider says of it. `provider`: the provider's rail."""

    entry: UUID
    payout: contract.HandedOver
    provider: str


class OnEntry(msgspec.Struct, frozen=True):
    """An entry of the bank that a person decides on, and why."""

    entry: UUID
    reason: str


class Close:
    """Close the books up to a day. Refuses: see `rules.close`."""

    name, scope = "books.close", "books:write"

    def locks(self, seller: UUID, args: CloseBooks) -> Iterable[UUID]:
        return (books_of(seller),)

    def reads(self, seller: UUID, args: CloseBooks) -> Iterable[Place]:
        return ((BOOKS, books_of(seller)),)

    def decide(self, args: CloseBooks, by: By, world: World, now: datetime) -> Sequence[Draft]:
        books = books_of(world.seller)
        return [Draft("books", books, rules.close(world.get(BOOKS, books), args.until, by, now))]


class _OnEntry:
    """What all verbs on an entry of the bank look at."""

    scope: str | None = "books:write"

    def locks(self, seller: UUID, args: OnEntry | ExplainPayout) -> Iterable[UUID]:
        return (args.entry,)

    def reads(self, seller: UUID, args: OnEntry | ExplainPayout) -> Iterable[Place]:
        return ((ENTRIES, args.entry), (DISPOSITIONS, args.entry))


class Explain(_OnEntry):
    """Say what a payout contains. Refuses: see `rules.explain`."""

    name, scope = "books.explain", None

    def decide(self, args: ExplainPayout, by: By, world: World, now: datetime) -> Sequence[Draft]:
        entry, before = world.get(ENTRIES, args.entry), world.get(DISPOSITIONS, args.entry)
        act = rules.explain(entry, before, args.payout, ids.outer("entry", args.entry), args.provider)
        items = Evidence("payout_items", msgspec.json.encode(args.payout.items))
        return [Draft("entry", args.entry, act, evidence=[items])]


class SetAside(_OnEntry):
    """Keep an entry's money as unclaimed. Refuses: see `rules.set_aside`."""

    name = "books.set_aside"

    def decide(self, args: OnEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        entry, before = world.get(ENTRIES, args.entry), world.get(DISPOSITIONS, args.entry)
        act = rules.set_aside(entry, before, by, ids.outer("entry", args.entry))
        return [Draft("entry", args.entry, act, body={"reason": args.reason})]


class Release(_OnEntry):
    """Take unclaimed money up again. Refuses: see `rules.release`."""

    name = "books.release"

    def decide(self, args: OnEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        entry, before = world.get(ENTRIES, args.entry), world.get(DISPOSITIONS, args.entry)
        act = rules.release(entry, before, by, ids.outer("entry", args.entry))
        return [Draft("entry", args.entry, act, body={"reason": args.reason})]


CLOSE, EXPLAIN, SET_ASIDE, RELEASE = Close(), Explain(), SetAside(), Release()
