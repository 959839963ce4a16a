"""Everything that a three-way check needs: our side from the database, the provider's and the bank's by asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.books.chart import bank
from fourthact.books.checking import (
    Checked,
    Ours,
    Place,
    Sums,
    check_bank,
    check_clearing,
    check_closing,
    check_files,
    check_provider,
    place_said,
)
from fourthact.books.files import BankFile
from fourthact.books.reads import bank_files, entries, explained, unexplained
from fourthact.books.rules import named
from fourthact.ledger import balances
from fourthact.payments import Accounts, account_of
from fourthact.rails.contract import Entry, KeepsBooks, OwnBooks, Rail, RereadsFiles
from fourthact.values import ids

Conn = psycopg.AsyncConnection[Any]

MOVED = """
    -- What each act moved on an account, with the act itself.
    SELECT a.id, a.tag, a.subject, a.bytes, l.currency, sum(side.sign * l.amount_minor)::text
      FROM ledger_lines AS l JOIN acts AS a ON a.seller = l.seller AND a.id = l.act
     CROSS JOIN LATERAL (VALUES (l.debit, 1), (l.credit, -1)) AS side (account, sign)
     WHERE l.seller = %s AND side.account = %s
     GROUP BY a.seller, a.id, l.currency
"""
OPEN = """
    -- The orders of whose outcome we are not sure: payments and legs of refunds.
    SELECT 'P', p.id, (part ->> 'n')::int FROM purses AS p, jsonb_array_elements(p.payments) AS part
     WHERE p.seller = %(seller)s AND part ->> 'status' IN ('ordered', 'unknown', 'waiting')
    UNION ALL
    SELECT 'R', r.id, (leg ->> 'n')::int FROM refunds AS r, jsonb_array_elements(r.legs) AS leg
     WHERE r.seller = %(seller)s AND leg ->> 'status' IN ('ordered', 'unknown', 'sent')
"""


async def check_three_ways(conn: Conn, seller: UUID, rails: Mapping[str, Rail], now: datetime) -> Checked:
    """Compare the ledger with each rail's provider and bank. Errors: Unavailable when one does not answer."""
    checked = Checked()
    for name, rail in sorted(rails.items()):
        # The world is asked first: what we learn of meanwhile is then a difference that explains itself.
        books = await rail.own_books(account_of(seller), now) if isinstance(rail, KeepsBooks) else None
        statement = await _statement(rail, seller, now) if rail.abilities.has_statement else []
        if isinstance(rail, RereadsFiles):
            check_files(name, await rail.reread(account_of(seller), now), checked)
        ours, files = await _ours(conn, seller, name, books)
        if books is not None:
            check_provider(ours, books, Accounts.provider(name), checked)
        elif not rail.abilities.collects:  # a bank: what stands here are payouts of other rails' providers
            check_provider(ours, OwnBooks((), (), ()), Accounts.provider(name), checked)
        elif any(
            minor for (account, _), minor in ours.balances.items() if account == Accounts.provider(name)
        ):
            checked.silent.append(name)
        check_bank(ours, statement, bank(name), checked)
        check_closing(ours, files, bank(name), checked)
        check_clearing(ours, checked)
    return checked


async def _statement(rail: Rail, seller: UUID, now: datetime) -> list[Entry]:
    """A rail's whole statement, from its beginning."""
    found: list[Entry] = []
    cursor: str | None = None
    while True:
        page, after = await rail.entries(account_of(seller), cursor, now)
        found += page
        if after is None or after == cursor or not page:
            return found
        cursor = after


async def _ours(
    conn: Conn, seller: UUID, rail: str, books: OwnBooks | None
) -> tuple[Ours, Sequence[BankFile]]:
    """What we know of a rail, and the files that its bank sent; all of it of one moment."""
    async with conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        sums = await balances(conn, seller)
        known = await entries(conn, seller, rail)
        arrived = await explained(conn, seller)
        waiting = await unexplained(conn, seller)
        files = await bank_files(conn, seller, rail)
        opened = await (await conn.execute(OPEN, {"seller": seller})).fetchall()
        at_provider = await _moved(conn, seller, Accounts.provider(rail))
        in_clearing = await _moved(conn, seller, Accounts.clearing(rail))
    handed_over = [payout for payout in books.handed_over if payout.reference not in arrived] if books else []
    found = named(waiting, handed_over)
    ours = Ours(
        rail=rail,
        provider=at_provider,
        clearing=in_clearing,
        balances={(name, money.currency): money.minor for name, money in sums},
        open=frozenset((kind, owner.hex, n) for kind, owner, n in opened),
        entries=known,
        named=arrived | {payout.reference: entry for entry, payout in found.items()},
    )
    return ours, files


async def _moved(conn: Conn, seller: UUID, account: str) -> Sums:
    """What stands on an account, by what it is about."""
    found: Sums = Counter()
    rows: Sequence[Any] = await (await conn.execute(MOVED, (seller, account))).fetchall()
    for act, tag, subject, raw, currency, minor in rows:
        envelope = msgspec.json.decode(raw)
        data = envelope["data"] | {"subject": envelope["subject"]}
        place = _about(tag, act, subject, data, to_entry=account.startswith("assets:clearing:"))
        found[place, currency] += int(minor)
    return found


def _about(tag: str, act: UUID, subject: UUID, data: Mapping[str, Any], *, to_entry: bool) -> Place:
    if to_entry and data.get("entry"):
        return ("entry", ids.inner("entry", data["entry"]).hex, 0)
    match tag:
        case "payment.received" | "payment.disputed" | "payment.dispute_closed" | "payment.dispute_reversed":
            return ("P", subject.hex, data["payment"])
        case "refund.leg_settled" | "refund.leg_returned":
            return ("R", ids.inner("refund", data["refund"]).hex, data["leg"])
        case "entry.read" | "payout.explained":
            return ("entry" if to_entry else "payout", subject.hex, 0)
        case "money.set_aside" | "money.released":
            return ("entry", subject.hex, 0)
        case "money.written_off" if data["subject"].startswith("ent_"):
            return ("entry", subject.hex, 0)
        case "money.written_off":
            return place_said(data.get("difference", "")) or ("written off", act.hex, 0)
        case _:
            return (tag, act.hex, 0)
