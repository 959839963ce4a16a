"""What entries of the bank would be booked as, if they were booked now: the same question as when they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from msgspec.structs import replace

from fourthact.payments.acts import Entry, PaymentReceived
from fourthact.payments.purse import Purse
from fourthact.payments.reads import purses_of
from fourthact.payments.rules import named
from fourthact.rails import contract
from fourthact.reservations import find_by_codes
from fourthact.values import ids
from fourthact.values.references import codes_in

Conn = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would become of an entry. `outcome`: payment, provider_payout, order, or person: a person decides."""

    outcome: str
    reservation: UUID | None = None
    code: str = ""
    payments: tuple[PaymentReceived, ...] = ()


async def reservations_named(
    conn: Conn, seller: UUID, entries: Sequence[contract.Entry]
) -> list[UUID | None]:
    """For each entry the one reservation that its payer names: a single question for all of them."""
    written = [codes_in(entry.remittance) if entry.amount.minor > 0 else [] for entry in entries]
    codes = {code for found in written for code in found}
    known = await find_by_codes(conn, seller, sorted(codes)) if codes else {}
    return [named(found, known) for found in written]


async def propose(conn: Conn, seller: UUID, rail: str, entries: Sequence[contract.Entry]) -> list[Proposed]:
    """What each entry would become, in their order, each on what those before it would have paid."""
    found = await reservations_named(conn, seller, entries)
    purses = await purses_of(conn, seller, (one for one in found if one is not None))
    proposed = []
    for entry, reservation in zip(entries, found, strict=True):
        purse = purses.get(reservation) if reservation else None
        one = _propose(seller, rail, entry, purse)
        if purse is not None and one.payments:
            purses[purse.id] = _after(purse, one.payments)
        proposed.append(one)
    return proposed


def _propose(seller: UUID, rail: str, entry: contract.Entry, purse: Purse | None) -> Proposed:
    if entry.kind == "provider_payout":
        return Proposed("provider_payout")
    if entry.key is not None:
        return Proposed("order")
    if purse is None or entry.kind != "transfer" or purse.currency != entry.amount.currency:
        return Proposed("person")
    row = Entry(
        seller, seller, rail, entry.id, entry.amount.minor, entry.amount.currency, entry.kind, None, entry.booked_at,
        entry.value_on, "nothing",
    )  # fmt: skip
    paid = purse.receipts(row, ids.outer("entry", seller), entry.amount.minor)
    return Proposed("payment" if paid else "person", purse.id, purse.code, tuple(paid))


def _after(purse: Purse, paid: Sequence[PaymentReceived]) -> Purse:
    more = {act.stage: act.amount_minor for act in paid}
    return replace(
        purse,
        stages=tuple(replace(s, paid_minor=s.paid_minor + more.get(s.n, 0)) for s in purse.stages),
    )
