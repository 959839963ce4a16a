"""The checks of the record: acts and what stands beside them, the batches' signatures, the idempotency keys."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from fourthact.acts import Recorded, merkle
from fourthact.acts.act import EvidenceHash
from fourthact.audit.scope import ROWS_AT_ONCE, Scope
from fourthact.values import ids

ACTS = """
    -- Acts in the order in which they were written, with what stands beside them.
    SELECT a.id, a.subject, a.n, a.tag, a.at, a.batch, a.place, a.bytes, b.salt, b.body, b.act IS NOT NULL, a.seq
      FROM acts AS a LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %(seller)s AND (%(whole)s OR a.subject = ANY (%(subjects)s))
     ORDER BY a.seq
"""
EVIDENCE = """
    SELECT e.act, e.place, e.kind, e.salt, e.sha256, b.content, b.sha256 IS NOT NULL
      FROM evidence AS e LEFT JOIN blobs AS b ON b.seller = e.seller AND b.sha256 = e.sha256
     WHERE e.seller = %(seller)s AND (%(whole)s OR e.act IN (SELECT id FROM acts
           WHERE seller = %(seller)s AND subject = ANY (%(subjects)s)))
"""
# What a fold may raise on acts that were never decided on together.
NOT_FOLLOWING = (
    AssertionError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError, msgspec.MsgspecError,
)  # fmt: skip


def check_acts(scope: Scope) -> None:
    """Every act is canonical, says what its columns say, follows its subject's last, and has the body it names."""
    total = scope.one("SELECT count(*) FROM acts WHERE seller = %s")
    for done, row in enumerate(scope.stream(ACTS)):
        scope.report.counts["acts"] += 1
        if done % ROWS_AT_ONCE == 0:
            scope.progress("acts", done, total)
        _act(scope, *row)
    scope.progress("acts", total, total)


def _act(
    scope: Scope, act: UUID, subject: UUID, n: int, tag: str, at: datetime, batch: UUID, place: int, raw: bytes,
    salt: bytes | None, body: bytes | None, has_body: bool, seq: int,
) -> None:  # fmt: skip
    name, seen = ids.outer("act", act), scope.seen
    seen.leaves[act] = merkle.leaf_hash(raw)
    seen.batches[batch][place] = seen.leaves[act]
    last = seen.numbers.get(subject, 0)
    if n != last + 1:
        scope.report.add("numbering", name, f"number {n} of its subject follows number {last}")
    seen.numbers[subject] = n
    try:
        recorded, envelope = scope.house.read_strictly(raw)
        named = envelope.body
        is_body = salt is None or body is None or hashlib.sha256(salt + body).hexdigest() == named
        if is_body and body is not None:
            recorded = replace(recorded, body=msgspec.json.decode(body))
    except NOT_FOLLOWING as error:
        scope.report.add("act", name, f"its bytes are no act of ours: {error}")
        return
    said = (recorded.seller, recorded.id, recorded.subject, recorded.n, recorded.at, recorded.act.tag)
    if said != (scope.seller, act, subject, n, at, tag):
        scope.report.add("act", name, "its columns do not say what its bytes say")
    if (named is not None) != has_body:
        scope.report.add("body", name, "a body is there that it does not name, or is missing")
    elif not is_body:
        scope.report.add("body", name, "its body is not the one that it names")
    if envelope.evidence:
        seen.evidence[act] = envelope.evidence
    _replay(scope, recorded, name, seq)


def _replay(scope: Scope, recorded: Recorded, name: str, seq: int) -> None:
    """What the act makes of every row that follows it, and its ledger lines."""
    seen, what = scope.seen, "the ledger"
    open_from = scope.open_from(seq)
    try:
        for number, line in enumerate(scope.house.lines(recorded)):
            seen.lines[recorded.id, number] = (
                line.debit, line.credit, line.amount.minor, line.amount.currency, line.value_on,
                line.booked_on(open_from),
            )  # fmt: skip
        for fold in scope.house.followers(recorded.act):
            what = fold.table
            key = fold.key(recorded)
            if key is not None:
                seen.folds[fold.table] = fold
                rows = seen.rows[fold.table]
                rows[key] = fold.evolve(rows.get(key), recorded)
    except NOT_FOLLOWING as error:
        scope.report.add("replay", name, f"{what} cannot take it: {type(error).__name__} {error}")


def check_evidence(scope: Scope) -> None:
    """Every piece of evidence is there and hashes to what its act says; erased content is no finding."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for act, place, kind, salt, sha256, content, is_there in scope.stream(EVIDENCE):
        scope.report.counts["evidence"] += 1
        found[act].add(place)
        name = f"{ids.outer('act', act)} piece {place}"
        stated = scope.seen.evidence.get(act, ())
        if not 0 <= place < len(stated) or stated[place].kind != kind:
            scope.report.add("evidence", name, "its act does not name it")
        elif not is_there:
            scope.report.add("evidence", name, "its content is missing")
        elif content is not None and hashlib.sha256(content).digest() != sha256:
            scope.report.add("evidence", name, "its content is not what it was")
        elif content is not None and salt is not None and not _is_named(salt + content, stated[place]):
            scope.report.add("evidence", name, "it is not the evidence that its act names")
    for act, stated in scope.seen.evidence.items():
        if found[act] != set(range(len(stated))):
            scope.report.add("evidence", ids.outer("act", act), "a piece of its evidence is missing")


def _is_named(salted: bytes, stated: EvidenceHash) -> bool:
    return hashlib.sha256(salted).hexdigest() == stated.hash


def check_batches(scope: Scope) -> None:
    """Every batch's signature is ours, over exactly the acts that are there."""
    rows = scope.all("SELECT id, size, root, key, signature FROM batches WHERE seller = %s")
    signed = {batch: rest for batch, *rest in rows}
    for batch, places in scope.seen.batches.items():
        name = ids.outer("batch", batch)
        if batch not in signed:
            scope.report.add("batch", name, "it was never signed")
            continue
        scope.report.counts["batches"] += 1
        _batch(scope, name, places, *signed[batch])
    if scope.whole:
        for batch in signed.keys() - scope.seen.batches.keys():
            scope.report.add(
                "batch", ids.outer("batch", batch), "it was signed, and none of its acts is there"
            )


def _batch(
    scope: Scope, name: str, places: dict[int, bytes], size: int, root: bytes, hint: str, signature: bytes
) -> None:
    if not scope.whole and len(places) != size:
        return  # acts of other subjects, not read this time
    keys = [key for key in scope.keys if key.hint == hint]
    if sorted(places) != list(range(size)):
        scope.report.add("batch", name, f"{len(places)} of its {size} acts are there")
    elif merkle.root([places[place] for place in range(size)]) != root:
        scope.report.add("batch", name, "its acts do not lead to the signed root")
    elif not any(key.verifies_batch(signature, size, root) for key in keys):
        scope.report.add("batch", name, "its signature is not by a key of this log")


def check_keys(scope: Scope) -> None:
    """Every act came by exactly one idempotency key."""
    owners: Counter[UUID] = Counter()
    for (acts,) in scope.stream("SELECT acts FROM keys WHERE seller = %(seller)s"):
        owners.update(acts)
    for act in scope.seen.leaves:
        if owners[act] != 1:
            scope.report.add("key", ids.outer("act", act), f"{owners[act]} idempotency keys point to it")
    if scope.whole:
        for act in owners.keys() - scope.seen.leaves.keys():
            scope.report.add("key", ids.outer("act", act), "a key points to an act that is not there")


def check_subjects(scope: Scope) -> None:
    """Every subject says how many acts it has, and when the last one was."""
    stated: dict[UUID, Any] = dict(scope.all("SELECT id, acts FROM subjects WHERE seller = %s"))
    for subject, n in scope.seen.numbers.items():
        if stated.get(subject) != n:
            scope.report.add("subject", subject, f"it says {stated.get(subject)} acts and has {n}")
    if scope.whole:
        for subject in stated.keys() - scope.seen.numbers.keys():
            scope.report.add("subject", subject, "it has no acts")
