"""A person says whose an entry of the bank is: what the answer books, and what may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.books.acts import DISPOSITIONS, EntryAssigned
from fourthact.books.rules import BooksReason, person_of, undecided
from fourthact.payments import ENTRIES, PURSES, Entry, Purse
from fourthact.reservations import (
    HOLDERS,
    RESERVATIONS,
    ReservationConfirmed,
    ReservationReason,
    find_by_codes,
)
from fourthact.values import ids, names
from fourthact.values.errors import Refused
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]
PARTS_MAX = 10
SUGGESTIONS_MAX = 5
WINDOWS_MAX = 30

SAME_NAME = """
    -- The open reservations of who has this name, those first that lack just this amount.
    SELECT p.id, p.code, coalesce(min(abs((stage ->> 'amount_minor')::bigint - (stage ->> 'paid_minor')::bigint
                                          - %(minor)s)), 0) AS off
      FROM holders AS h JOIN purses AS p ON p.seller = h.seller AND p.id = h.id
     CROSS JOIN LATERAL jsonb_array_elements(p.stages) AS stage
     WHERE h.seller = %(seller)s AND lower(h.name) = lower(%(name)s) AND p.currency = %(currency)s AND NOT p.closed
       AND (stage ->> 'paid_minor')::bigint < (stage ->> 'amount_minor')::bigint
     GROUP BY p.id, p.code ORDER BY off, p.id LIMIT 5
"""


class Part(msgspec.Struct, frozen=True):
    """What of an entry is for a reservation. Units: minor."""

    reservation: UUID
    amount_minor: int


class AssignEntry(msgspec.Struct, frozen=True):
    """Whose money an entry is, in a person's judgement, and why. `payer`: what stands beside the entry."""

    entry: UUID
    parts: tuple[Part, ...]
    reason: str
    payer: dict[str, str]


class Assign:
    """Book an entry as the payment of one reservation or several.

    Refuses: BOOKS_NEED_A_PERSON, BANK_ENTRY_UNKNOWN, ENTRY_MATCHED, ENTRY_DECIDED, MONEY_WENT_OUT,
    PARTS_DO_NOT_ADD_UP, RESERVATION_UNKNOWN, ENTRY_IN_ANOTHER_CURRENCY, RESERVATION_TAKES_NO_MORE.
    """

    name, scope = "books.assign", "books:write"

    def locks(self, seller: UUID, args: AssignEntry) -> Iterable[UUID]:
        return (args.entry, *(part.reservation for part in args.parts))

    def reads(self, seller: UUID, args: AssignEntry) -> Iterable[Place]:
        yield ENTRIES, args.entry
        yield DISPOSITIONS, args.entry
        for part in args.parts:
            yield PURSES, part.reservation
            yield RESERVATIONS, part.reservation
            yield HOLDERS, part.reservation

    def decide(self, args: AssignEntry, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person, name = person_of(by), ids.outer("entry", args.entry)
        entry = undecided(world.get(ENTRIES, args.entry), world.get(DISPOSITIONS, args.entry), name)
        if entry.amount_minor < 0:
            raise Refused(BooksReason.MONEY_WENT_OUT)
        _check_parts(entry, args.parts)
        drafts: list[Draft] = []
        for part in args.parts:
            purse = _purse(entry, part, world)
            holder = world.get(HOLDERS, part.reservation)
            same = names.compare(holder.name if holder else None, args.payer.get("name"))
            paid = purse.receipts(entry, name, part.amount_minor, same)
            if not paid:
                raise Refused(BooksReason.RESERVATION_TAKES_NO_MORE, {"reservation": _name(part)})
            drafts += (Draft("reservation", part.reservation, act, body=args.payer) for act in paid)
            row = world.get(RESERVATIONS, part.reservation)
            if (
                row
                and row.status == "placed"
                and purse.is_completed_by({act.stage: act.amount_minor for act in paid})
            ):
                drafts.append(Draft("reservation", part.reservation, ReservationConfirmed(), by=By("seller")))
        act = EntryAssigned(
            parts=len(args.parts),
            person=person,
            reservations=tuple(ids.outer("reservation", part.reservation) for part in args.parts),
        )
        return [Draft("entry", args.entry, act, body={"reason": args.reason}), *drafts]


def _check_parts(entry: Entry, parts: Sequence[Part]) -> None:
    amounts = [part.amount_minor for part in parts]
    once = len({part.reservation for part in parts}) == len(parts) <= PARTS_MAX
    if not once or min(amounts, default=0) <= 0 or sum(amounts) != entry.amount_minor:
        facts = {"parts": len(parts), "sum": Money(sum(amounts), entry.currency),
                 "amount": Money(entry.amount_minor, entry.currency)}  # fmt: skip
        raise Refused(BooksReason.PARTS_DO_NOT_ADD_UP, facts)


def _purse(entry: Entry, part: Part, world: World) -> Purse:
    purse = world.get(PURSES, part.reservation)
    if purse is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": _name(part)})
    if purse.currency != entry.currency:
        facts = {"reservation": _name(part), "currency": purse.currency, "paid": entry.currency}
        raise Refused(BooksReason.ENTRY_IN_ANOTHER_CURRENCY, facts)
    return purse


def _name(part: Part) -> str:
    return ids.outer("reservation", part.reservation)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reservation that an entry may be meant for. `why`: named, one_letter_off, or same_name; never booked by it."""

    reservation: UUID
    code: str
    why: str


async def suggestions(
    conn: Conn, seller: UUID, amount: Money, name: str, remittance: str
) -> list[Suggestion]:
    """What a credit may be meant for, the likeliest first."""
    squeezed = re.sub(r"[^A-Z0-9]", "", remittance.upper())
    windows = [squeezed[at : at + 10] for at in range(max(0, len(squeezed) - 9))][:WINDOWS_MAX]
    exact = {code for word in windows if (code := _code(word))}
    near = {code for word in windows for code in _near(word)} - exact
    known = await find_by_codes(conn, seller, sorted(exact | near)) if windows else {}
    found = [Suggestion(known[code], code, "named") for code in sorted(exact & known.keys())]
    found += [Suggestion(known[code], code, "one_letter_off") for code in sorted(near & known.keys())]
    if name:
        words = {"seller": seller, "name": name, "currency": amount.currency, "minor": amount.minor}
        rows = await (await conn.execute(SAME_NAME, words)).fetchall()
        seen = {suggestion.reservation for suggestion in found}
        found += [Suggestion(row, code, "same_name") for row, code, _ in rows if row not in seen]
    return found[:SUGGESTIONS_MAX]


def _code(text: str) -> str | None:
    try:
        return ids.read_code(text)
    except ValueError:
        return None


def _near(word: str) -> Iterable[str]:
    """Codes that differ from a word in one letter, or in the order of two neighbours."""
    for at in range(len(word)):
        for letter in ids.SPOKEN:
            if letter != word[at] and (code := _code(word[:at] + letter + word[at + 1 :])):
                yield code
        if code := _code(word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]):
            yield code


ASSIGN = Assign()
