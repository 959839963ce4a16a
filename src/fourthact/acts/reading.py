"""What a batch reads: it takes its locks, then reads everything behind them with one statement.

Not all in one: a statement sees what was committed when it began, and a lock may have been waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import merkle
from fourthact.acts.act import Calendar, Fold, House, Row
from fourthact.acts.shelf import shelf_of
from fourthact.acts.signer import Signed
from fourthact.acts.verb import Answer, Caller, Request, Spot
from fourthact.db.columns import columns
from fourthact.values.errors import Unavailable

Conn = psycopg.AsyncConnection[Any]
Name = tuple[int, str]

LOCK = """
    -- The subjects that a batch adds acts to, locked in the order of their ids.
    SELECT seller, id, acts, last_at FROM subjects
     WHERE (seller, id) IN (SELECT * FROM unnest(%b, %b))
     ORDER BY seller, id FOR UPDATE
"""
# Open days and lines are kept apart: whoever may add lines holds the books open, whoever closes them is alone.
# Taken before the locks of subjects, so that what a batch reads behind it is the books' last word.
OPEN_BOOKS = (
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('books ' || s, 0)) FROM unnest(%s::text[]) AS s"
)
SHUT_BOOKS = "SELECT pg_advisory_xact_lock(hashtextextended('books ' || s, 0)) FROM unnest(%s::text[]) AS s"
FREE = """
    -- Of these subjects, those that nobody else holds a lock on.
    SELECT seller, id FROM subjects WHERE (seller, id) IN (SELECT * FROM unnest(%b, %b)) FOR UPDATE SKIP LOCKED
"""
THERE = "SELECT seller, id FROM subjects WHERE (seller, id) IN (SELECT * FROM unnest(%b, %b))"
KEYS = """
    -- The idempotency keys that were used before, with the digest of their input and their acts.
    SELECT seller, key, input, acts FROM keys
     WHERE (seller, key) IN (SELECT * FROM unnest(%b, %b))
"""
# As JSON beside the rows of any table, so that one statement brings everything: what was found, and where.
USED_KEYS = """
    SELECT 'keys', to_json(k)::text FROM keys AS k WHERE (seller, key) IN (SELECT * FROM unnest(%b, %b))
"""
NOW = """
    -- What time it is: the moved clock's time, or the database's.
    SELECT 'clock', to_json(coalesce(moved_to, clock_timestamp()))::text FROM clock
"""
BATCH = """
    -- The acts of one batch, in their places, with its signature.
    SELECT a.id, a.bytes, b.id, b.key, b.signature
      FROM acts AS a JOIN batches AS b ON b.seller = a.seller AND b.id = a.batch
     WHERE a.seller = %(seller)s
       AND a.batch = (SELECT batch FROM acts WHERE seller = %(seller)s AND id = %(act)s)
     ORDER BY a.place
"""
ACTS = """
    -- Acts by seller and id, with their bodies.
    SELECT a.seller, a.id, a.bytes, b.body
      FROM unnest(%b::uuid[], %b::uuid[]) AS asked (seller, id)
      JOIN acts AS a ON a.seller = asked.seller AND a.id = asked.id
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
"""


class UsedKey(msgspec.Struct, frozen=True):
    """A row of `keys` as JSON. `input`: the digest, as PostgreSQL writes bytes: \\x and hexadecimal digits."""

    seller: UUID
    key: str
    input: str
    acts: list[UUID]


_used_key = msgspec.json.Decoder(UsedKey).decode
_instant = msgspec.json.Decoder(datetime).decode


@dataclass(slots=True)
class Found:
    """What was read. `subjects`: number of acts and time of the last, for those that exist."""

    keys: dict[Name, tuple[bytes, list[UUID]]]
    subjects: dict[tuple[int, int], tuple[int, datetime]]
    rows: dict[Spot, Row | None]
    now: datetime
    statements: int
    stored: set[Spot] = field(default_factory=set)


async def read(
    conn: Conn,
    requests: Sequence[Request[Any]],
    caller_reads: Callable[[Caller], Iterable[tuple[Fold[Any], UUID]]],
    calendar: Calendar | None = None,
) -> Found:
    """Lock, then read what the requests need, and the time."""
    locks: dict[tuple[int, int], tuple[UUID, UUID]] = {}
    places: dict[str, tuple[Fold[Any], dict[tuple[int, int], tuple[UUID, UUID]]]] = {}
    for request in requests:
        seller = request.caller.seller
        for subject in request.verb.locks(seller, request.args):
            locks[seller.int, subject.int] = (seller, subject)
        days = ((calendar.fold, calendar.row(seller)),) if calendar else ()
        for part in (caller_reads(request.caller), days, request.verb.reads(seller, request.args)):
            for fold, key in part:
                if fold.table not in places:
                    places[fold.table] = (fold, {})
                places[fold.table][1][seller.int, key.int] = (seller, key)
    shelves = {fold.table: shelf_of(fold) for fold, _ in places.values()}
    parameters = columns(("uuid", "text"), [(request.caller.seller, request.key) for request in requests])
    for _, wanted in places.values():
        parameters += columns(("uuid", "uuid"), list(wanted.values()))
    if calendar:
        await _hold_books(conn, calendar, {request.caller.seller for request in requests}, locks)
    locked = await conn.execute(LOCK, columns(("uuid", "uuid"), [locks[name] for name in sorted(locks)]))
    state = await conn.execute(_everything(tuple(shelf.find for shelf in shelves.values())), parameters)
    subjects = {(s.int, i.int): (acts, at) for s, i, acts, at in await locked.fetchall()}
    keys: dict[Name, tuple[bytes, list[UUID]]] = {}
    rows: dict[Spot, Row | None] = {
        (table, seller, key): None for table, (_, wanted) in places.items() for seller, key in wanted
    }
    stored = set()
    now = None
    for table, text in await state.fetchall():
        if table == "clock":
            now = _instant(text).astimezone(UTC)
        elif table == "keys":
            used = _used_key(text)
            keys[used.seller.int, used.key] = (bytes.fromhex(used.input[2:]), used.acts)
        else:
            row = shelves[table].decode(text)
            spot = (table, row.seller.int, row.id.int)
            rows[spot] = row
            stored.add(spot)
    if now is None:
        raise Unavailable("the clock of a database that is still being made")
    # A system clock can step back; the record's time does not.
    statements = 3 if calendar else 2
    return Found(keys, subjects, rows, max([now, *(at for _, at in subjects.values())]), statements, stored)


async def _hold_books(
    conn: Conn, calendar: Calendar, sellers: Iterable[UUID], locks: Mapping[tuple[int, int], object]
) -> None:
    """Hold the books of these sellers open, or, of those whose books a request may close, shut for others."""
    by_name = sorted(sellers)
    if not any((seller.int, calendar.row(seller).int) in locks for seller in by_name):
        await conn.execute(OPEN_BOOKS, ([str(seller) for seller in by_name],))
        return
    for seller in by_name:
        closes = (seller.int, calendar.row(seller).int) in locks
        await conn.execute(SHUT_BOOKS if closes else OPEN_BOOKS, ([str(seller)],))


@cache
def _everything(finds: tuple[str, ...]) -> str:
    return " UNION ALL ".join((USED_KEYS, *finds, NOW))


async def held(conn: Conn, requests: Sequence[Request[Any]]) -> set[int]:
    """The places of the requests whose subjects somebody else holds a lock on."""
    wanted = [
        {
            (request.caller.seller, subject)
            for subject in request.verb.locks(request.caller.seller, request.args)
        }
        for request in requests
    ]
    subjects = columns(("uuid", "uuid"), sorted(set().union(*wanted), key=str))
    async with conn.transaction():
        there = set(await (await conn.execute(THERE, subjects)).fetchall())
        free = set(await (await conn.execute(FREE, subjects)).fetchall())
    return {place for place, subjects_of in enumerate(wanted) if subjects_of & (there - free)}


async def read_keys(conn: Conn, names: Sequence[tuple[UUID, str]]) -> dict[Name, tuple[bytes, list[UUID]]]:
    """Which of these keys were used, by a connection of its own: settles a commit of unknown fate."""
    cursor = await conn.execute(KEYS, columns(("uuid", "text"), names))
    return {(s.int, k): (digest, acts) for s, k, digest, acts in await cursor.fetchall()}


async def rebuild(
    conn: Conn, house: House, told: Sequence[tuple[Request[Any], Sequence[UUID]]]
) -> list[Answer]:
    """The first answers again, from the acts that the keys point to. Our own parts look at no receipt: none is made."""
    if not told:
        return []
    names = columns(
        ("uuid", "uuid"), [(request.caller.seller, act) for request, acts in told for act in acts]
    )
    rows = await (await conn.execute(ACTS, names)).fetchall()
    written = {(seller.int, act): (raw, body) for seller, act, raw, body in rows}
    answers = []
    for request, acts in told:
        seller = request.caller.seller
        found = [written[seller.int, act] for act in acts]
        recorded = [house.read(raw, body) for raw, body in found]
        receipt = None if request.key.startswith("~") else await receipt_of(conn, seller, acts[0])
        raw_acts = [raw for raw, _ in found]
        answers.append(Answer(recorded, recorded[0].by, receipt, repeated=True, raw=raw_acts))
    return answers


async def receipt_of(conn: Conn, seller: UUID, act: UUID) -> dict[str, Any] | None:
    """The receipt at once of an act, from its batch. None for an act that is not there."""
    rows = await (await conn.execute(BATCH, {"seller": seller, "act": act})).fetchall()
    if not rows:
        return None
    place = [found for found, *_ in rows].index(act)
    _, raw, batch, key, signature = rows[place]
    tree = merkle.levels([merkle.leaf_hash(raw) for _, raw, *_ in rows])
    return Signed(seller, batch, key.rpartition("+")[0], tree, key, signature).receipt(place, raw)
