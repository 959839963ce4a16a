"""What a batch writes: acts, their bodies and evidence, ledger lines, rows and agenda, and the signature."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import AsyncRawCursor

from fourthact.acts.act import (
    By,
    Draft,
    Envelope,
    EvidenceHash,
    Fold,
    House,
    Recorded,
    Row,
    canonical,
    spelled,
)
from fourthact.acts.reading import Found
from fourthact.acts.shelf import shelf_of
from fourthact.acts.signer import Signed, Signer
from fourthact.acts.verb import Answer, Request, Spot
from fourthact.db.columns import columns
from fourthact.ledger.lines import Line
from fourthact.values import ids
from fourthact.values.errors import Broken
from fourthact.values.time import instant_text

Conn = psycopg.AsyncConnection[Any]
ACT_BYTES_MAX = 65_535


@dataclass(slots=True)
class Written:
    """One act on its way into the record, with everything that goes beside it."""

    recorded: Recorded
    raw: bytes
    body: tuple[bytes, bytes] | None
    evidence: list[tuple[str, bytes, bytes, bytes]]  # kind, salt, sha256 of the content, content
    lines: Sequence[tuple[Line, date]]  # each with the day on which it is booked


@dataclass(slots=True)
class DraftedRequest:
    """The acts that one request led to: where they stand among its seller's acts of the batch."""

    seller: UUID
    key: str
    digest: bytes
    by: By
    first: int
    count: int


@dataclass(slots=True)
class Drafted:
    """All that a batch has decided so far; each request is added whole or not at all."""

    requests: list[DraftedRequest] = field(default_factory=list)
    acts: dict[int, list[Written]] = field(default_factory=dict)
    subjects: dict[tuple[int, int], tuple[UUID, UUID, str, int, datetime]] = field(default_factory=dict)
    rows: dict[Spot, Fold[Any]] = field(default_factory=dict)
    grown: bool = False  # whether a subject that was there before has got an act
    found: Found | None = None

    def add(
        self,
        request: Request[Any],
        digest: bytes,
        by: By,
        drafts: Sequence[Draft],
        found: Found,
        house: House,
    ) -> None:
        """Number, time and hash the acts, and let every room make of them what it will."""
        if not drafts:
            raise Broken(f"{request.verb.name} neither did anything nor refused")
        self.found = found
        seller = request.caller.seller
        acts = self.acts.setdefault(seller.int, [])
        self.requests.append(DraftedRequest(seller, request.key, digest, by, len(acts), len(drafts)))
        # What a request does is booked on days that were open when it came.
        open_from = _open_from(house, seller, found)
        for draft in drafts:
            place = (seller.int, draft.subject.int)
            number = found.subjects.get(place, (0, found.now))[0] + 1
            written = _write_down(seller, draft, draft.by or by, number, found.now)
            written.lines = [(line, line.booked_on(open_from)) for line in house.lines(written.recorded)]
            self.grown |= number > 1 and place not in self.subjects
            found.subjects[place] = (number, found.now)
            self.subjects[place] = (seller, draft.subject, draft.kind, number, found.now)
            self._fold(written.recorded, number, found, house)
            acts.append(written)

    def _fold(self, recorded: Recorded, number: int, found: Found, house: House) -> None:
        for fold in house.followers(recorded.act):
            key = fold.key(recorded)
            if key is None:
                continue
            spot = (fold.table, recorded.seller.int, key.int)
            if spot not in found.rows and not (number == 1 and key == recorded.subject):
                raise Broken(f"{recorded.act.tag} changes {fold.table} {key}, which its verb did not read")
            found.rows[spot] = fold.evolve(found.rows.get(spot), recorded)
            self.rows[spot] = fold


def _open_from(house: House, seller: UUID, found: Found) -> date | None:
    """The first day of a seller's books that is open; None where all are."""
    calendar = house.calendar
    if calendar is None:
        return None
    row = found.rows.get((calendar.fold.table, seller.int, calendar.row(seller).int))
    return None if row is None else calendar.open_from(row)


def _write_down(seller: UUID, draft: Draft, by: By, number: int, now: datetime) -> Written:
    act_id = ids.new_id()
    body = None if draft.body is None else (os.urandom(32), canonical(draft.body))
    evidence = []
    hashes = []
    for piece in draft.evidence:
        salt = os.urandom(32)
        evidence.append((piece.kind, salt, hashlib.sha256(piece.content).digest(), piece.content))
        hashes.append(EvidenceHash(hashlib.sha256(salt + piece.content).hexdigest(), piece.kind))
    envelope = Envelope(
        at=instant_text(now),
        by=by,
        data=msgspec.Raw(canonical(draft.act)),
        id=ids.outer("act", act_id),
        n=number,
        nonce=os.urandom(16).hex(),
        seller=ids.outer("seller", seller),
        subject=ids.outer(draft.kind, draft.subject),
        tag=draft.act.tag,
        v=1,
        body=None if body is None else hashlib.sha256(body[0] + body[1]).hexdigest(),
        evidence=tuple(hashes),
    )
    try:
        raw = spelled(envelope)
    except ValueError as error:
        raise Broken(f"{draft.act.tag}: {error}; its room must bound what it takes in") from error
    if len(raw) > ACT_BYTES_MAX:
        raise Broken(f"{draft.act.tag} has {len(raw)} bytes; its room must bound what it takes in")
    recorded = Recorded(seller, act_id, draft.kind, draft.subject, number, now, by, draft.act, draft.body)
    return Written(recorded, raw, body, evidence, ())


@dataclass(slots=True)
class Sealed:
    """A batch, signed per seller, ready to be written."""

    requests: list[DraftedRequest]
    acts: list[tuple[UUID, int, Written]]  # batch, place, act
    batches: dict[int, Signed]
    drafted: Drafted

    def answer(self, request: DraftedRequest, *, repeated: bool) -> Answer:
        acts = self.drafted.acts[request.seller.int][request.first : request.first + request.count]
        # Our own parts ask under names of ours, again if they must, and hand no receipt to anybody.
        own, batch = request.key.startswith("~"), self.batches[request.seller.int]
        receipt = None if own else batch.receipt(request.first, acts[0].raw)
        return Answer([a.recorded for a in acts], request.by, receipt, repeated, [a.raw for a in acts])


def seal(drafted: Drafted, signer: Signer) -> Sealed:
    """Sign the root over each seller's acts of the batch."""
    batches = {
        seller: signer.sign(acts[0].recorded.seller, [written.raw for written in acts])
        for seller, acts in drafted.acts.items()
    }
    placed = [
        (batches[seller].id, place, written)
        for seller, acts in drafted.acts.items()
        for place, written in enumerate(acts)
    ]
    return Sealed(drafted.requests, placed, batches, drafted)


NEW_SUBJECTS = """
    INSERT INTO subjects (seller, id, kind, acts, last_at) SELECT * FROM unnest(%b, %b, %b, %b, %b)
"""
SUBJECTS = f"""{NEW_SUBJECTS}
    ON CONFLICT (seller, id) DO UPDATE SET acts = EXCLUDED.acts, last_at = EXCLUDED.last_at
"""
SUBJECT_KINDS = ("uuid", "uuid", "text", "integer", "timestamptz")
ACTS = """
    INSERT INTO acts (seller, id, subject, n, tag, at, batch, place, bytes)
    SELECT * FROM unnest(%b, %b, %b, %b, %b, %b, %b, %b, %b)
"""
ACT_KINDS = ("uuid", "uuid", "uuid", "integer", "text", "timestamptz", "uuid", "integer", "bytea")
BATCHES = """
    INSERT INTO batches (seller, id, size, root, key, signature) SELECT * FROM unnest(%b, %b, %b, %b, %b, %b)
"""
BATCH_KINDS = ("uuid", "uuid", "integer", "bytea", "text", "bytea")
BODIES = "INSERT INTO bodies (seller, act, salt, body) SELECT * FROM unnest(%b, %b, %b, %b)"
BODY_KINDS = ("uuid", "uuid", "bytea", "bytea")
EVIDENCE = """
    INSERT INTO evidence (seller, act, place, kind, salt, sha256) SELECT * FROM unnest(%b, %b, %b, %b, %b, %b)
"""
EVIDENCE_KINDS = ("uuid", "uuid", "integer", "text", "bytea", "bytea")
BLOBS = "INSERT INTO blobs (seller, sha256, content) SELECT * FROM unnest(%b, %b, %b) ON CONFLICT DO NOTHING"
BLOB_KINDS = ("uuid", "bytea", "bytea")
KEYS = """
    INSERT INTO keys (seller, key, input, acts)
    SELECT s, k, i, a::uuid[] FROM unnest(%b, %b, %b, %b) AS t (s, k, i, a)
"""
KEY_KINDS = ("uuid", "text", "bytea", "text")
LINES = """
    INSERT INTO ledger_lines (seller, act, line, debit, credit, amount_minor, currency, value_on, booked_on)
    SELECT * FROM unnest(%b, %b, %b, %b, %b, %b, %b, %b, %b)
"""
LINE_KINDS = ("uuid", "uuid", "integer", "text", "text", "bigint", "text", "date", "date")
NO_LONGER_DUE = """
    DELETE FROM agenda AS a
     USING unnest(%b, %b, %b) AS changed (seller, source, id)
     WHERE (a.seller, a.source, a.id) = (changed.seller, changed.source, changed.id)
       AND (a.seller, a.source, a.id, a.verb) NOT IN (SELECT * FROM unnest(%b, %b, %b, %b))
"""
NEWLY_DUE = """
    INSERT INTO agenda (seller, source, id, verb, due_at) SELECT * FROM unnest(%b, %b, %b, %b, %b)
"""
DUE = f"""{NEWLY_DUE}
    ON CONFLICT (seller, source, id, verb)
    DO UPDATE SET due_at = EXCLUDED.due_at, tries = 0,
                  leased_until = CASE WHEN agenda.due_at = EXCLUDED.due_at THEN agenda.leased_until END
"""
DUE_KINDS = ("uuid", "text", "uuid", "text", "timestamptz")


async def write(conn: Conn, sealed: Sealed) -> int:
    """Queue everything as one statement; how many that were. Nothing to write, nothing done."""
    drafted = sealed.drafted
    if not sealed.acts:
        return 0
    acts = [act for _, _, act in sealed.acts]
    statements: list[tuple[str, Sequence[Any]]] = [
        (
            SUBJECTS if drafted.grown else NEW_SUBJECTS,
            columns(SUBJECT_KINDS, list(drafted.subjects.values())),
        ),
        (ACTS, columns(ACT_KINDS, [_act_row(*act) for act in sealed.acts])),
        (BATCHES, columns(BATCH_KINDS, [_batch_row(batch) for batch in sealed.batches.values()])),
        (KEYS, columns(KEY_KINDS, [_key_row(request, drafted) for request in sealed.requests])),
    ]
    for query, kinds, rows in (
        (BODIES, BODY_KINDS, [(a.recorded.seller, a.recorded.id, *a.body) for a in acts if a.body]),
        (EVIDENCE, EVIDENCE_KINDS, [row for a in acts for row in _evidence_rows(a)]),
        (BLOBS, BLOB_KINDS, [(a.recorded.seller, e[2], e[3]) for a in acts for e in a.evidence]),
        (LINES, LINE_KINDS, [_line_row(a, place, *line) for a in acts for place, line in enumerate(a.lines)]),
    ):
        if rows:
            statements.append((query, columns(kinds, rows)))
    statements += _row_statements(drafted)
    whole = _as_one(tuple(query for query, _ in statements))
    await AsyncRawCursor(conn).execute(whole, [column for _, columns in statements for column in columns])
    return 1


@lru_cache(maxsize=1024)  # a batch writes to one of the same few sets of tables
def _as_one(queries: tuple[str, ...]) -> bytes:
    """Several changes as one statement, its parameters numbered: no part sees or changes a row of another's.

    Sent, planned and answered by itself, each would cost a small batch as much as its rows do.
    """
    *parts, last = queries
    whole = ", ".join(f"part{number} AS ({part})" for number, part in enumerate(parts))
    numbers = count(1)
    return re.sub("%b", lambda _: f"${next(numbers)}", f"WITH {whole} {last}").encode()


def _act_row(batch: UUID, place: int, written: Written) -> tuple[Any, ...]:
    act = written.recorded
    return (act.seller, act.id, act.subject, act.n, act.act.tag, act.at, batch, place, written.raw)


def _batch_row(batch: Signed) -> tuple[Any, ...]:
    return (batch.seller, batch.id, batch.size, batch.root, batch.key, batch.signature)


def _key_row(request: DraftedRequest, drafted: Drafted) -> tuple[Any, ...]:
    acts = drafted.acts[request.seller.int][request.first : request.first + request.count]
    return (
        request.seller,
        request.key,
        request.digest,
        "{" + ",".join(str(act.recorded.id) for act in acts) + "}",
    )


def _evidence_rows(written: Written) -> list[tuple[Any, ...]]:
    act = written.recorded
    return [(act.seller, act.id, place, *piece[:3]) for place, piece in enumerate(written.evidence)]


def _line_row(written: Written, place: int, line: Line, booked_on: date) -> tuple[Any, ...]:
    act = written.recorded
    return (
        act.seller, act.id, place, line.debit, line.credit, line.amount.minor, line.amount.currency, line.value_on,
        booked_on,
    )  # fmt: skip


def _row_statements(drafted: Drafted) -> list[tuple[str, Sequence[Any]]]:
    """Rows table by table in the order of the house, then what they make due."""
    assert drafted.found is not None
    stored = drafted.found.stored
    tables: dict[str, tuple[Fold[Any], list[Row]]] = {}
    known: set[str] = set()
    changed, due = [], []
    for spot, fold in drafted.rows.items():
        row = drafted.found.rows[spot]
        assert row is not None
        if fold.table not in tables:
            tables[fold.table] = (fold, [])
        tables[fold.table][1].append(row)
        if spot in stored:
            known.add(fold.table)
        if fold.due is not None:
            if spot in stored:
                changed.append((row.seller, fold.table, row.id))
            due += [(row.seller, fold.table, row.id, verb, at) for verb, at in fold.due(row).items()]
    statements: list[tuple[str, Sequence[Any]]] = [
        shelf_of(fold).store(rows, fresh=fold.table not in known) for fold, rows in tables.values()
    ]
    if changed:
        wanted = columns(DUE_KINDS[:4], [entry[:4] for entry in due])
        statements.append((NO_LONGER_DUE, [*columns(DUE_KINDS[:3], changed), *wanted]))
    if due:
        statements.append((DUE if changed else NEWLY_DUE, columns(DUE_KINDS, due)))
    return statements
