"""The questions about the books: what is held for whom on which day, which days are open, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
import psycopg

from fourthact.books.acts import Books, Disposition
from fourthact.books.files import BankFile
from fourthact.books.proposals import Proposal
from fourthact.books.rules import Arrived
from fourthact.ledger import COUNTS, By
from fourthact.payments import Entry
from fourthact.values import ids
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]
Per = Literal["all", "product", "holder"]

HELD = f"""
    -- What is owed to holders at the end of a day: held as deposits, and on its way back; by whose it is.
    -- A holder is known by mail address, so that two reservations of one person stand together.
    SELECT CASE %(per)s::text WHEN 'all' THEN '' WHEN 'product' THEN r.product::text
                ELSE coalesce(lower(h.email), a.subject::text) END AS whose,
           CASE %(per)s::text WHEN 'product' THEN max(p.name) WHEN 'holder' THEN max(h.name) END,
           CASE %(per)s::text WHEN 'holder' THEN array_agg(DISTINCT r.code) FILTER (WHERE r.code IS NOT NULL) END,
           l.currency,
           coalesce(sum(side.sign * l.amount_minor)
                    FILTER (WHERE side.account LIKE 'liabilities:deposits:%%'), 0)::text,
           coalesce(sum(side.sign * l.amount_minor)
                    FILTER (WHERE side.account NOT LIKE 'liabilities:deposits:%%'), 0)::text
      FROM ledger_lines AS l JOIN acts AS a ON a.seller = l.seller AND a.id = l.act
     CROSS JOIN LATERAL (VALUES (l.debit, -1), (l.credit, 1)) AS side (account, sign)
      LEFT JOIN reservations AS r ON r.seller = a.seller AND r.id = a.subject
      LEFT JOIN products AS p ON p.seller = a.seller AND p.id = r.product
      LEFT JOIN holders AS h ON h.seller = a.seller AND h.id = a.subject
     WHERE l.seller = %(seller)s AND {COUNTS}
       AND (side.account LIKE 'liabilities:deposits:%%'
            OR side.account IN ('liabilities:refunds_payable', 'liabilities:in_transit'))
     GROUP BY whose, l.currency
     ORDER BY whose, l.currency
"""
BOOKS = """
    -- Which days of a seller's books are open, and who closed the others.
    SELECT to_json(b)::text FROM books AS b WHERE seller = %s
"""
ENTRIES = """
    -- The bank's entries of a rail, oldest first, each with what was decided on it.
    SELECT to_json(e)::text, to_json(d)::text FROM entries AS e
      LEFT JOIN dispositions AS d ON d.seller = e.seller AND d.id = e.id
     WHERE e.seller = %s AND e.rail = %s ORDER BY e.booked_at, e.id
"""
ARRIVED = """
    -- The payouts of providers that arrived and that nobody has explained yet, oldest first, with what stands beside.
    SELECT to_json(e)::text, b.body FROM entries AS e
      JOIN acts AS a ON a.seller = e.seller AND a.subject = e.id AND a.tag = 'entry.read'
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
      LEFT JOIN dispositions AS d ON d.seller = e.seller AND d.id = e.id
     WHERE e.seller = %s AND e.matched = 'provider_payout' AND d.id IS NULL
     ORDER BY e.booked_at, e.id
"""
EXPLAINED = """
    -- The payouts of providers that were explained, by the provider's reference.
    SELECT d.reference, d.id FROM dispositions AS d WHERE d.seller = %s AND d.what = 'explained'
"""
PROPOSED = """
    -- What was proposed, the oldest first, each with its reason; without those that have their end, unless wanted.
    SELECT to_json(p)::text, b.body FROM proposals AS p
      JOIN acts AS a ON a.seller = p.seller AND a.subject = p.id AND a.tag = 'proposal.made'
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE p.seller = %(seller)s AND (%(one)s::uuid IS NULL OR p.id = %(one)s)
       AND (%(all)s OR p.status IN ('proposed', 'ordered', 'unknown', 'sent'))
     ORDER BY p.id
"""
FILES = """
    -- What a rail's bank sent.
    SELECT to_json(f)::text FROM bank_files AS f WHERE f.seller = %s AND f.rail = %s ORDER BY f.n
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What is owed to one holder, about one product, or in all. `whose`: a mail address or a product, '' for all.

    `deposits` is held; `returning` is planned to go back or under way, and is the holder's still.
    """

    whose: str
    name: str | None
    codes: tuple[str, ...]
    deposits: Money
    returning: Money


async def held(conn: Conn, seller: UUID, on: date | None, by: By, per: Per) -> list[Held]:
    """What is owed to holders at the end of a day (None: now). Zeros are included."""
    names = {"seller": seller, "on": on, "by": by, "per": per}
    rows = await (await conn.execute(HELD, names)).fetchall()
    return [
        Held(
            ids.outer("product", UUID(whose)) if per == "product" and whose else whose or "",
            name,
            tuple(codes or ()),
            Money(int(deposits), currency),
            Money(int(returning), currency),
        )
        for whose, name, codes, currency, deposits, returning in rows
    ]


async def books_row(conn: Conn, seller: UUID) -> Books | None:
    row = await (await conn.execute(BOOKS, (seller,))).fetchone()
    return msgspec.json.decode(row[0], type=Books) if row else None


async def entries(conn: Conn, seller: UUID, rail: str) -> list[tuple[Entry, Disposition | None]]:
    """Everything that a rail's statement said, with what was decided on it."""
    rows = await (await conn.execute(ENTRIES, (seller, rail))).fetchall()
    return [
        (
            msgspec.json.decode(entry, type=Entry),
            msgspec.json.decode(decided, type=Disposition) if decided else None,
        )
        for entry, decided in rows
    ]


async def unexplained(conn: Conn, seller: UUID) -> list[Arrived]:
    """The payouts of providers that arrived and were not explained, each with what the bank says about it."""
    rows = await (await conn.execute(ARRIVED, (seller,))).fetchall()
    return [
        Arrived(
            msgspec.json.decode(entry, type=Entry),
            str(msgspec.json.decode(body).get("remittance", "")) if body else "",
        )
        for entry, body in rows
    ]


async def explained(conn: Conn, seller: UUID) -> dict[str, UUID]:
    """The entries of the payouts that were explained, by the provider's reference."""
    return dict(await (await conn.execute(EXPLAINED, (seller,))).fetchall())


async def bank_files(conn: Conn, seller: UUID, rail: str) -> list[BankFile]:
    """What a rail's bank sent, in the order in which it was read."""
    rows = await (await conn.execute(FILES, (seller, rail))).fetchall()
    return [msgspec.json.decode(row, type=BankFile) for (row,) in rows]


async def proposals(
    conn: Conn, seller: UUID, *, one: UUID | None = None, everything: bool = False
) -> list[tuple[Proposal, dict[str, str]]]:
    """What was proposed, and what stands beside it: those that have no end yet, one by its id, or all."""
    names = {"seller": seller, "one": one, "all": everything or one is not None}
    rows = await (await conn.execute(PROPOSED, names)).fetchall()
    return [
        (
            msgspec.json.decode(row, type=Proposal),
            msgspec.json.decode(body, type=dict[str, str]) if body else {},
        )
        for row, body in rows
    ]


async def proposal_of(conn: Conn, seller: UUID, proposal: UUID) -> Proposal | None:
    found = await proposals(conn, seller, one=proposal)
    return found[0][0] if found else None


async def payee_of(conn: Conn, seller: UUID, proposal: UUID) -> dict[str, str]:
    """What stands beside a proposal: where its money goes. Empty if erased."""
    found = await proposals(conn, seller, one=proposal)
    return found[0][1] if found else {}
