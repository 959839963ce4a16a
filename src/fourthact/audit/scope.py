"""What all checks of one seller share: the snapshot, the keys, and what its acts say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import Fold, House, Row
from fourthact.acts.act import EvidenceHash
from fourthact.acts.checkpoint import Checkpoint, VerifyingKey
from fourthact.audit.report import Limits, Progress, Report
from fourthact.values import ids

Conn = psycopg.Connection[Any]
ROWS_AT_ONCE = 2_000

CHANGED = """
    -- The subjects of a seller that have acts from an index of the log on, or acts that are not in the log yet.
    SELECT DISTINCT a.subject FROM acts AS a
      LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id
     WHERE a.seller = %s AND (e.log_index IS NULL OR e.log_index >= %s)
"""

CLOSINGS = "SELECT seq, bytes FROM acts WHERE seller = %s AND tag = ANY (%s) ORDER BY seq"


@dataclass(slots=True)
class Seen:
    """What the acts of a seller say, gathered in one pass."""

    rows: dict[str, dict[UUID, Row]] = field(default_factory=lambda: defaultdict(dict))  # table by table
    folds: dict[str, Fold[Any]] = field(default_factory=dict)
    lines: dict[tuple[UUID, int], tuple[Any, ...]] = field(default_factory=dict)
    numbers: dict[UUID, int] = field(default_factory=dict)
    leaves: dict[UUID, bytes] = field(default_factory=dict)
    batches: dict[UUID, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    evidence: dict[UUID, Sequence[EvidenceHash]] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """One seller within one snapshot. `since`: the log's size when it was last audited, 0 for everything.

    `kept`: the checkpoint outside the database, read before the snapshot was taken. `subjects`: those whose
    acts are read; all, where `since` is 0.
    """

    conn: Conn
    house: House
    seller: UUID
    keys: list[VerifyingKey]
    kept: Checkpoint | None
    now: datetime
    since: int
    limits: Limits
    report: Report
    progress: Progress
    seen: Seen = field(default_factory=Seen)
    subjects: list[UUID] = field(default_factory=list)
    closings: list[tuple[int, date, datetime, str]] = field(default_factory=list)  # seq, until, at, by
    size: int = 0

    @property
    def name(self) -> str:
        return ids.outer("seller", self.seller)

    @property
    def whole(self) -> bool:
        return self.since == 0

    def narrow(self) -> None:
        """Look only at what changed, unless everything is looked at."""
        if not self.whole:
            self.subjects = [row[0] for row in self.all(CHANGED, self.since)]

    def find_closings(self) -> None:
        """When each period was closed: an act's lines are booked on days that were open when it was written."""
        calendar = self.house.calendar
        if calendar is None:
            return
        row: Row | None = None
        tags = [act.tag for act in calendar.fold.follows]
        for seq, raw in self.all(CLOSINGS, tags):
            try:
                recorded = self.house.read(raw, None)
                row = calendar.fold.evolve(row, recorded)
            except (AssertionError, KeyError, ValueError, msgspec.MsgspecError):
                continue  # the check of acts names it
            open_from = calendar.open_from(row)
            if open_from is not None:
                until = open_from - timedelta(days=1)
                self.closings.append((seq, until, recorded.at, recorded.by.kind))

    def open_from(self, seq: int) -> date | None:
        """The first day that was open for an act with this place in the order of writing."""
        before = [until for closed, until, _, _ in self.closings if closed < seq]
        return before[-1] + timedelta(days=1) if before else None

    def one(self, query: str, *arguments: Any) -> Any:
        """The only value of a query about the seller."""
        row = self.conn.execute(query, (self.seller, *arguments)).fetchone()
        return None if row is None else row[0]

    def all(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.conn.execute(query, (self.seller, *arguments)).fetchall()

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Rows without holding them all: an audit's memory does not grow with the record's bytes.

        The query may name `seller`, `whole` and `subjects`.
        """
        names = {"seller": self.seller, "whole": self.whole, "subjects": self.subjects}
        with self.conn.cursor(name="audit", binary=True) as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(query, names)
            yield from cursor
