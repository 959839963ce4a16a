"""One check of the whole world: everything recomputed from the acts, and compared with what stands there.

It trusts the bytes of the acts and the public keys in the key folder, nothing else. Every finding names the
check and the place. It reads, and writes only where it ended, when asked to.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import Fold, House, Recorded, Row, merkle
from fourthact.acts.checkpoint import BadNote, VerifyingKey, open_checkpoint
from fourthact.acts.encode import check_canonical
from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.values import ids

Conn = psycopg.Connection[Any]
Progress = Callable[[str, int, int], None]
SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. `check`: which rule; `place`: what it was found on."""

    check: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.place}: {self.what}"


@dataclass(slots=True)
class Report:
    """What an audit found, and how much it looked at."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, check: str, place: object, what: str) -> None:
        self.findings.append(Finding(check, str(place), what))


@dataclass(frozen=True, slots=True)
class Limits:
    """How late is too late. `overdue`: agenda and messages; `unknown`: orders of unknown outcome."""

    overdue: timedelta = timedelta(hours=1)
    unknown: timedelta = timedelta(hours=48)


class Audit:
    """One audit of one database, seller by seller, within one snapshot."""

    def __init__(
        self, conn: Conn, house: House, signer: Signer, sequencer: Sequencer, limits: Limits, progress: Progress
    ) -> None:
        self.conn, self.house, self.signer, self.sequencer = conn, house, signer, sequencer
        self.limits, self.progress = limits, progress
        self.report = Report()

    def run(self, *, whole: bool = True) -> Report:
        """Check everything, or only what came since the last audit (`whole=False`)."""
        with self.conn.transaction():
            self.conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            now = self.one("SELECT coalesce(moved_to, clock_timestamp()) FROM clock")
            for (seller,) in self.all("SELECT DISTINCT seller FROM acts ORDER BY seller"):
                since = 0 if whole else self.one(LAST_AUDIT, (seller,)) or 0
                _Seller(self, seller, now, since).run()
        return self.report

    def remember(self) -> None:
        """Note how far this audit came, for the next nightly one. Only after a report without findings."""
        assert self.report.ok
        self.conn.execute(REMEMBER)

    def one(self, query: str, arguments: Any = ()) -> Any:
        row = self.conn.execute(query, arguments).fetchone()
        return None if row is None else row[0]

    def all(self, query: str, arguments: Any = ()) -> list[tuple[Any, ...]]:
        return self.conn.execute(query, arguments).fetchall()

    def stream(self, query: str, arguments: Any) -> Iterator[tuple[Any, ...]]:
        """Rows without holding them all: an audit's memory does not grow with the record's bytes."""
        with self.conn.cursor(name="audit", binary=True) as cursor:
            cursor.itersize = SAMPLE
            cursor.execute(query, arguments)
            yield from cursor


LAST_AUDIT = "SELECT max(log_index) FROM audits WHERE seller = %s"
REMEMBER = """
    INSERT INTO audits (seller, at, log_index)
    SELECT seller, (SELECT coalesce(moved_to, clock_timestamp()) FROM clock), max(size) FROM log_heads GROUP BY seller
    ON CONFLICT DO NOTHING
"""
CHANGED = """
    -- The subjects of a seller that have acts from a place in the log on, or acts that are not in the log yet.
    SELECT DISTINCT a.subject FROM acts AS a
      LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id
     WHERE a.seller = %(seller)s AND (e.log_index IS NULL OR e.log_index >= %(since)s)
"""
ACTS = """
    -- Acts in the order in which they were written, with what stands beside them.
    SELECT a.id, a.subject, a.n, a.tag, a.at, a.batch, a.place, a.bytes, b.salt, b.body, b.act IS NOT NULL
      FROM acts AS a LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %(seller)s AND (%(since)s = 0 OR a.subject = ANY (%(subjects)s))
     ORDER BY a.seq
"""
EVIDENCE = """
    SELECT e.act, e.place, e.kind, e.salt, e.sha256, b.content
      FROM evidence AS e LEFT JOIN blobs AS b ON b.seller = e.seller AND b.sha256 = e.sha256
     WHERE e.seller = %(seller)s AND (%(since)s = 0 OR e.act IN (SELECT id FROM acts WHERE seller = %(seller)s
           AND subject = ANY (%(subjects)s)))
"""
LOG = "SELECT log_index, act FROM log_entries WHERE seller = %s ORDER BY log_index"
HEADS = "SELECT size, root, note, horizon::text::bigint FROM log_heads WHERE seller = %s ORDER BY size"


@dataclass(slots=True)
class _Seen:
    """What the acts of a seller say, gathered in one pass."""

    rows: dict[tuple[str, UUID], Row] = field(default_factory=dict)
    folds: dict[str, Fold[Any]] = field(default_factory=dict)
    lines: dict[tuple[UUID, int], tuple[Any, ...]] = field(default_factory=dict)
    numbers: dict[UUID, int] = field(default_factory=dict)
    leaves: dict[UUID, bytes] = field(default_factory=dict)
    batches: dict[UUID, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    evidence: dict[UUID, list[Any]] = field(default_factory=dict)


class _Seller:
    """The audit of one seller's record, books, rows and agenda."""

    def __init__(self, audit: Audit, seller: UUID, now: datetime, since: int) -> None:
        self.audit, self.report, self.house = audit, audit.report, audit.house
        self.seller, self.now, self.since = seller, now, since
        self.keys = [VerifyingKey.parse(vkey) for vkey in audit.signer.vkeys(seller)]
        self.seen = _Seen()
        self.names: dict[str, Any] = {"seller": seller, "since": since, "subjects": []}

    def run(self) -> None:
        if self.since:
            self.names["subjects"] = [row[0] for row in self.audit.all(CHANGED, self.names)]
        self._acts()
        self._evidence()
        self._batches()
        self._log()
        self._subjects()
        self._keys()
        self._rows()
        self._ledger()
        self._agenda()
        self._clocks()

    def _acts(self) -> None:
        """Every act is canonical, says what its columns say, and its body is the one it names."""
        total = self.audit.one("SELECT count(*) FROM acts WHERE seller = %s", (self.seller,))
        for done, row in enumerate(self.audit.stream(ACTS, self.names)):
            self.report.counts["acts"] += 1
            if done % SAMPLE == 0:
                self.audit.progress("acts", done, total)
            self._act(*row)
        self.audit.progress("acts", total, total)

    def _act(
        self, act: UUID, subject: UUID, n: int, tag: str, at: datetime, batch: UUID, place: int, raw: bytes,
        salt: bytes | None, body: bytes | None, has_body: bool,
    ) -> None:  # fmt: skip
        name = ids.outer("act", act)
        self.seen.leaves[act] = merkle.leaf_hash(raw)
        self.seen.batches[batch][place] = self.seen.leaves[act]
        try:
            stated = check_canonical(raw)
            recorded = self.house.read(raw, body)
        except (ValueError, KeyError, msgspec.MsgspecError) as error:
            self.report.add("act", name, f"its bytes are no act of ours: {error}")
            return
        if (recorded.seller, recorded.id, recorded.subject, recorded.n, recorded.at) != (
            self.seller, act, subject, n, at,
        ) or recorded.act.tag != tag:  # fmt: skip
            self.report.add("act", name, "its columns do not say what its bytes say")
        named = stated.get("body")
        if (named is not None) != has_body:
            self.report.add("body", name, "a body is there that it does not name, or is missing")
        elif salt is not None and body is not None and hashlib.sha256(salt + body).hexdigest() != named:
            self.report.add("body", name, "its body is not the one that it names")
        if "evidence" in stated:
            self.seen.evidence[act] = stated["evidence"]
        last = self.seen.numbers.get(subject, 0)
        if n != last + 1:
            self.report.add("numbering", name, f"number {n} of its subject follows number {last}")
        self.seen.numbers[subject] = n
        self._replay(recorded, name)

    def _replay(self, recorded: Recorded, name: str) -> None:
        for number, line in enumerate(self.house.lines(recorded)):
            self.seen.lines[recorded.id, number] = (
                line.debit, line.credit, line.amount.minor, line.amount.currency, line.value_on,
            )  # fmt: skip
        for fold in self.house.followers(recorded.act):
            key = fold.key(recorded)
            if key is None:
                continue
            self.seen.folds[fold.table] = fold
            place = (fold.table, key)
            try:
                self.seen.rows[place] = fold.evolve(self.seen.rows.get(place), recorded)
            except (AssertionError, KeyError, ValueError, TypeError) as error:
                self.report.add("replay", name, f"{fold.table} cannot take it: {type(error).__name__} {error}")

    def _evidence(self) -> None:
        """Every piece of evidence is there and hashes to what its act says; erased content is no finding."""
        found: dict[UUID, set[int]] = defaultdict(set)
        for act, place, kind, salt, sha256, content in self.audit.stream(EVIDENCE, self.names):
            self.report.counts["evidence"] += 1
            found[act].add(place)
            name = f"{ids.outer('act', act)} piece {place}"
            stated = self.seen.evidence.get(act, [])
            if place >= len(stated) or stated[place]["kind"] != kind:
                self.report.add("evidence", name, "its act does not name it")
            elif content is not None and salt is not None:
                if hashlib.sha256(content).digest() != sha256:
                    self.report.add("evidence", name, "its content is not what it was")
                elif hashlib.sha256(salt + content).hexdigest() != stated[place]["hash"]:
                    self.report.add("evidence", name, "it is not the evidence that its act names")
        for act, stated in self.seen.evidence.items():
            if found[act] != set(range(len(stated))):
                self.report.add("evidence", ids.outer("act", act), "a piece of its evidence is missing")

    def _batches(self) -> None:
        """Every batch's signature is ours, over exactly the acts that are there."""
        batches = self.audit.all("SELECT id, size, root, key, signature FROM batches WHERE seller = %s", (self.seller,))
        signed = {batch: rest for batch, *rest in batches}
        hints = {key.hint: key for key in self.keys}
        for batch, places in self.seen.batches.items():
            name = ids.outer("batch", batch)
            if batch not in signed:
                self.report.add("batch", name, "it was never signed")
                continue
            self.report.counts["batches"] += 1
            size, root, hint, signature = signed[batch]
            if self.since and len(places) != size:
                continue  # acts of other subjects, not read this time
            if sorted(places) != list(range(size)):
                self.report.add("batch", name, f"{len(places)} of its {size} acts are there")
            elif merkle.root([places[place] for place in range(size)]) != root:
                self.report.add("batch", name, "its acts do not lead to the signed root")
            elif hint not in hints or not hints[hint].verifies_batch(signature, size, root):
                self.report.add("batch", name, "its signature is not by a key of this log")

    def _log(self) -> None:
        """The log is gap-free, has every act once, its tiles lead to its signed heads, and nothing was taken back."""
        entries = self.audit.all(LOG, (self.seller,))
        name = ids.outer("seller", self.seller)
        if [index for index, _ in entries] != list(range(len(entries))):
            self.report.add("log", name, "its indexes are not gap-free from zero")
            return
        heads = self.audit.all(HEADS, (self.seller,))
        tree = merkle.Tree(0, lambda level, tile: b"")
        at = 0
        for size, root, note, _ in heads:
            self.report.counts["heads"] += 1
            leaves = [self._leaf(act) for _, act in entries[at:size]]
            if size > len(entries) or None in leaves:
                self.report.add("log", f"{name} head {size}", "entries or acts under it are missing")
                return
            tree, _ = tree.append([leaf for leaf in leaves if leaf is not None])
            at = size
            self._head(f"{name} head {size}", size, root, note, tree)
        if at != len(entries):
            self.report.add("log", name, f"{len(entries) - at} entries stand under no head")
        self._tiles(name, at)
        self._kept(name, {size: root for size, root, *_ in heads})
        self._unlogged(name, {act for _, act in entries}, heads[-1][3] if heads else 0)

    def _leaf(self, act: UUID) -> bytes | None:
        if act not in self.seen.leaves and self.since:
            row = self.audit.one("SELECT bytes FROM acts WHERE seller = %s AND id = %s", (self.seller, act))
            if row is not None:
                self.seen.leaves[act] = merkle.leaf_hash(row)
        return self.seen.leaves.get(act)

    def _head(self, name: str, size: int, root: bytes, note: str, tree: merkle.Tree) -> None:
        if tree.root() != root:
            self.report.add("log", name, "its root is not the root of its acts")
        try:
            checkpoint = open_checkpoint(note, self.keys)
        except BadNote as error:
            self.report.add("checkpoint", name, str(error))
            return
        if (checkpoint.size, checkpoint.root) != (size, root):
            self.report.add("checkpoint", name, "its signed note is about another head")

    def _tiles(self, name: str, size: int) -> None:
        tiles = self.audit.all("SELECT level, tile, hashes FROM log_tiles WHERE seller = %s", (self.seller,))
        stored = {(level, tile): hashes for level, tile, hashes in tiles}
        entries = self.audit.all(LOG, (self.seller,))
        leaves = [leaf for _, act in entries[:size] if (leaf := self._leaf(act)) is not None]
        _, wanted = merkle.Tree(0, lambda level, tile: b"").append(leaves)
        if stored != dict(wanted):
            wrong = sorted(place for place in stored.keys() | wanted.keys() if stored.get(place) != wanted.get(place))
            self.report.add("tiles", f"{name} tile {wrong[0]}", "its hashes are not those of the log's acts")

    def _kept(self, name: str, roots: dict[int, bytes]) -> None:
        try:
            kept = self.audit.sequencer.kept(self.seller)
        except BadNote as error:
            self.report.add("kept checkpoint", name, str(error))
            return
        if kept is not None and kept.size and roots.get(kept.size) != kept.root:
            self.report.add("kept checkpoint", name, f"the log does not extend the published head {kept.size}")

    def _unlogged(self, name: str, logged: set[UUID], horizon: int) -> None:
        query = "SELECT id, xid::text::bigint < %s FROM acts WHERE seller = %s"
        for act, overtaken in self.audit.all(query, (horizon, self.seller)):
            if act not in logged and overtaken:
                self.report.add("log", ids.outer("act", act), "it was left out of the log")
        self.report.counts["waiting for the log"] += len(self.seen.leaves.keys() - logged)

    def _subjects(self) -> None:
        query = "SELECT id, acts FROM subjects WHERE seller = %s"
        stated = dict(self.audit.all(query, (self.seller,)))
        for subject, n in self.seen.numbers.items():
            if stated.get(subject) != n:
                self.report.add("subject", subject, f"it says {stated.get(subject)} acts and has {n}")
        if not self.since:
            for subject in stated.keys() - self.seen.numbers.keys():
                self.report.add("subject", subject, "it has no acts")

    def _keys(self) -> None:
        """Every act came by exactly one idempotency key."""
        owners: Counter[UUID] = Counter()
        for (acts,) in self.audit.all("SELECT acts FROM keys WHERE seller = %s", (self.seller,)):
            owners.update(acts)
        for act in self.seen.leaves:
            if owners[act] != 1:
                self.report.add("key", ids.outer("act", act), f"{owners[act]} idempotency keys point to it")
        if not self.since:
            for act in owners.keys() - self.seen.leaves.keys():
                self.report.add("key", ids.outer("act", act), "a key points to an act that is not there")

    def _rows(self) -> None:
        """Every row is what its acts make it; no row is there that no act made."""
        for fold in self.house.folds:
            if self.since and fold.table == "lines":
                continue  # a line is the fold of every reservation of a product: left to the whole audit
            decoder = msgspec.json.Decoder(fold.row)
            query = f"SELECT id, to_json(t)::text FROM {fold.table} AS t WHERE seller = %(seller)s"
            found = set()
            for row, text in self.audit.stream(query, self.names):
                place = (fold.table, row)
                if place not in self.seen.rows:
                    if not self.since:
                        self.report.add("row", f"{fold.table} {row}", "no act made it")
                    continue
                found.add(row)
                self.report.counts["rows"] += 1
                replayed = self.seen.rows[place]
                if decoder.decode(text) != replayed:
                    self.report.add("row", f"{fold.table} {row}", "it is not what its acts make it")
            for table, row in self.seen.rows:
                if table == fold.table and row not in found:
                    self.report.add("row", f"{table} {row}", "it is missing")

    def _ledger(self) -> None:
        """Every ledger line follows from an act, and every act's lines are there."""
        query = """
            SELECT act, line, debit, credit, amount_minor, currency, value_on FROM ledger_lines
             WHERE seller = %(seller)s AND (%(since)s = 0 OR act IN (SELECT id FROM acts WHERE seller = %(seller)s
                   AND subject = ANY (%(subjects)s)))
        """
        there = {(act, line): tuple(rest) for act, line, *rest in self.audit.stream(query, self.names)}
        self.report.counts["ledger lines"] += len(there)
        for act, line in there.keys() | self.seen.lines.keys():
            if there.get((act, line)) != self.seen.lines.get((act, line)):
                self.report.add("ledger", f"{ids.outer('act', act)} line {line}", "it is not what its act means")

    def _agenda(self) -> None:
        """The agenda is what the rows say is due, and nothing on it is overdue."""
        wanted = {}
        for (table, row), state in self.seen.rows.items():
            due = self.seen.folds[table].due
            if due is not None:
                wanted.update({(table, row, verb): at for verb, at in due(state).items()})
        query = "SELECT source, id, verb, due_at, verb = 'ask' AND tries > 0 FROM agenda WHERE seller = %(seller)s"
        there, asked = {}, set()
        for source, row, verb, at, was_asked in self.audit.stream(query, self.names):
            there[source, row, verb] = at
            if was_asked:
                asked.add((source, row, verb))  # a rail that was asked and says "later" keeps nobody waiting but us
        read = {row for _, row in self.seen.rows}
        for place in there.keys() | wanted.keys():
            if self.since and place[1] not in read:
                continue
            if there.get(place) != wanted.get(place):
                what = f"the agenda says {there.get(place)}, its row says {wanted.get(place)}"
                self.report.add("agenda", f"{place[0]}.{place[2]} {place[1]}", what)
        for place, at in there.items():
            if at + self.audit.limits.overdue < self.now and place not in asked:
                self.report.add("overdue", f"{place[0]}.{place[2]} {place[1]}", f"it was due at {at}")

    def _clocks(self) -> None:
        """No message without an outcome, no order of unknown outcome older than its limit."""
        late = self.now - self.audit.limits.overdue
        waiting = "SELECT id FROM messages WHERE seller = %s AND status = 'received' AND received_at < %s"
        for (message,) in self.audit.all(waiting, (self.seller, late)):
            self.report.add("message", ids.outer("message", message), "it came in and has no outcome")
        old = self.now - self.audit.limits.unknown
        for table, parts in (("purses", "payments"), ("refunds", "legs")):
            query = f"""
                SELECT t.id, part ->> 'n' FROM {table} AS t, jsonb_array_elements(t.{parts}) AS part
                 WHERE t.seller = %s AND part ->> 'status' IN ('ordered', 'unknown')
                   AND (part ->> 'at')::timestamptz < %s
            """
            for row, n in self.audit.all(query, (self.seller, old)):
                self.report.add("unknown", f"{table} {row} {parts} {n}", "its outcome is unknown for too long")


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


def audit(
    conn: Conn,
    house: House,
    signer: Signer,
    sequencer: Sequencer,
    *,
    whole: bool = True,
    limits: Limits | None = None,
    progress: Progress = quiet,
) -> Report:
    """Check the whole world, on a connection of its own. Units of progress: acts read."""
    return Audit(conn, house, signer, sequencer, limits or Limits(), progress).run(whole=whole)


def explain(findings: Iterable[Finding]) -> str:
    """The findings, one a line."""
    return "\n".join(str(finding) for finding in findings)
