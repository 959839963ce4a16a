"""What waits for a person: files refused, doubted, missing; entries nobody claims; orders that went otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.books.assigning import Suggestion, suggestions
from fourthact.books.checking import difference_of
from fourthact.books.files import BankFile, Gap, gaps
from fourthact.payments import Accounts, Entry
from fourthact.refunds import refund_by_id
from fourthact.values import ids
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]

REFUSED = """
    -- The bank's files that were refused or are doubted, and that nobody has seen to, each with its name and why.
    SELECT to_json(f)::text, b.body FROM bank_files AS f
      JOIN acts AS a ON a.seller = f.seller AND a.subject = f.id AND a.tag IN ('bank_file.refused', 'bank_file.read')
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE f.seller = %s AND f.status IN ('refused', 'doubted') AND NOT f.seen ORDER BY f.rail, f.n
"""
READ = """
    -- Every file of the bank whose statements have balances.
    SELECT to_json(f)::text FROM bank_files AS f
     WHERE f.seller = %s AND f.status IN ('read', 'doubted') AND f.statements <> '[]' ORDER BY f.rail, f.n
"""
UNCLAIMED = """
    -- The entries that nothing and nobody has said anything of, oldest first, each with what stands beside it.
    SELECT to_json(e)::text, b.body FROM entries AS e
      LEFT JOIN dispositions AS d ON d.seller = e.seller AND d.id = e.id
      JOIN acts AS a ON a.seller = e.seller AND a.subject = e.id AND a.tag = 'entry.read'
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE e.seller = %s AND e.matched = 'nothing' AND e.amount_minor <> 0
       AND (d.id IS NULL OR d.what IN ('released', 'send_back_failed'))
     ORDER BY e.booked_at, e.id LIMIT %s
"""
STRANGE = """
    -- What the bank moved under orders of ours that no leg of a refund stands for.
    WITH moved AS (
        SELECT e.key, e.currency, sum(e.amount_minor)::bigint AS minor, min(e.booked_at) AS since,
               min(e.rail) AS rail, array_agg(e.id ORDER BY e.booked_at DESC, e.id) AS entries FROM entries AS e
         WHERE e.seller = %(seller)s AND e.matched = 'order' GROUP BY e.key, e.currency HAVING sum(e.amount_minor) <> 0
    ), legs AS (
        SELECT leg ->> 'key' AS key, r.currency, (leg ->> 'amount_minor')::bigint AS minor,
               coalesce((leg ->> 'charged_back_minor')::bigint, 0) AS gone
          FROM refunds AS r, jsonb_array_elements(r.legs) AS leg WHERE r.seller = %(seller)s
    )
    SELECT m.key, m.currency, m.minor, m.rail, m.entries FROM moved AS m
      LEFT JOIN legs AS l ON l.key = m.key AND l.currency = m.currency AND -m.minor IN (l.minor, l.minor - l.gone)
     WHERE l.key IS NULL ORDER BY m.since, m.key
"""
GIVEN_UP = """
    -- What was written off, by what the three-way check calls it.
    SELECT p.difference, sum(p.amount_minor)::bigint FROM proposals AS p
     WHERE p.seller = %s AND p.what = 'write_off' AND p.status = 'done' AND p.difference = ANY(%s) AND p.currency = %s
       AND p.account = %s
     GROUP BY p.difference
"""
BESIDE = """
    -- What stands beside an entry of the bank.
    SELECT b.body FROM acts AS a JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %s AND a.subject = %s AND a.tag = 'entry.read'
"""
LAST_FILE = """
    -- How many files a rail has told of.
    SELECT coalesce(max(n), 0) FROM bank_files WHERE seller = %s AND rail = %s
"""
CURSOR = """
    -- How far a rail's statement was booked.
    SELECT cursor FROM statement_cursors WHERE seller = %s AND rail = %s
"""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file of which nothing was booked, or which is doubted."""

    file: BankFile
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """An entry that waits for a person, what stands beside it, and whose it may be."""

    entry: Entry
    name: str
    account: str
    remittance: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class StrangeOrder:
    """What the bank moved under an order of ours, and no leg of the refund stands for it. `amount`: signed; what was
    given up of it is left out. `entry`: what the bank moved last; `account`: where that stands.
    """

    key: str
    refund: UUID
    leg: int
    amount: Money
    account: str
    entry: UUID

    @property
    def difference(self) -> str:
        """What the three-way check calls it."""
        return difference_of(self.entry)

    @property
    def sentence(self) -> str:
        return (
            f"Under the order {self.key} the bank moved {self.amount}, and leg {self.leg} of the refund does not stand"
            " for it: it was paid though it had been rejected and was paid another way, or twice, or in another amount"
            " than was ordered. Ask the bank, and the holder, for what was paid too much; what does not come back"
            " is written off by two people."
        )


@dataclass(frozen=True, slots=True)
class Tasks:
    """Everything about the bank that waits for a person."""

    files: list[RefusedFile]
    gaps: list[Gap]
    entries: list[Unclaimed]
    orders: list[StrangeOrder]


async def tasks(conn: Conn, seller: UUID, most: int = 100) -> Tasks:
    """What waits for a person. `most`: entries; the oldest come first."""
    refused = await (await conn.execute(REFUSED, (seller,))).fetchall()
    read = await (await conn.execute(READ, (seller,))).fetchall()
    unclaimed = await (await conn.execute(UNCLAIMED, (seller, most))).fetchall()
    files = []
    for row, body in refused:
        words = _words(body)
        files.append(RefusedFile(_file(row), words.get("name", ""), words.get("why", "")))
    entries = [await _unclaimed(conn, seller, row, _words(body)) for row, body in unclaimed]
    return Tasks(files, gaps(_file(row) for (row,) in read), entries, await _strange(conn, seller, most))


async def _strange(conn: Conn, seller: UUID, most: int) -> list[StrangeOrder]:
    """Orders that the bank carried out otherwise than we know; those of another house on the account are not ours."""
    rows = await (await conn.execute(STRANGE, {"seller": seller})).fetchall()
    found: list[StrangeOrder] = []
    for key, currency, minor, rail, entries in rows:
        try:
            kind, owner, leg, _ = ids.read_order_key(key)
        except ValueError:
            continue
        if kind != "R" or await refund_by_id(conn, seller, owner) is None:
            continue
        names = [difference_of(entry) for entry in entries]
        account = Accounts.clearing(rail)
        given_up = await (await conn.execute(GIVEN_UP, (seller, names, currency, account))).fetchall()
        left = Money(minor + sum(part for _, part in given_up), currency)
        if left.minor:
            found.append(StrangeOrder(key, owner, leg, left, account, entries[0]))
    return found[:most]


async def payer_of(conn: Conn, seller: UUID, entry: UUID) -> dict[str, str]:
    """What stands beside an entry: the other side's name and account, and what was written. Empty if erased."""
    row = await (await conn.execute(BESIDE, (seller, entry))).fetchone()
    return _words(row[0] if row else None)


async def files_told(conn: Conn, seller: UUID, rail: str) -> tuple[int, str | None]:
    """How many of a rail's files are recorded, and up to where its entries are booked."""
    last = await (await conn.execute(LAST_FILE, (seller, rail))).fetchone()
    cursor = await (await conn.execute(CURSOR, (seller, rail))).fetchone()
    assert last is not None
    return last[0], cursor[0] if cursor else None


async def _unclaimed(conn: Conn, seller: UUID, row: str, words: dict[str, str]) -> Unclaimed:
    entry = msgspec.json.decode(row, type=Entry)
    name, remittance = words.get("name", ""), words.get("remittance", "")
    amount = Money(entry.amount_minor, entry.currency)
    found = await suggestions(conn, seller, amount, name, remittance) if entry.amount_minor > 0 else []
    return Unclaimed(entry, name, words.get("account", ""), remittance, tuple(found))


def _file(row: str) -> BankFile:
    return msgspec.json.decode(row, type=BankFile)


def _words(body: bytes | None) -> dict[str, str]:
    return msgspec.json.decode(body, type=dict[str, str]) if body else {}
