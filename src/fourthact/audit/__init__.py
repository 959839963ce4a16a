"""One check of the whole world: everything recomputed from the acts, and compared with what stands there.

It trusts the bytes of the acts and the public keys in the key folder, nothing else. Every finding names the
check and the place. It reads, and writes only where it ended, when asked to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from fourthact.acts import House
from fourthact.acts.checkpoint import BadNote, Checkpoint, VerifyingKey
from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.audit import log, money, record, state
from fourthact.audit.report import Finding, Limits, Progress, Report, explain, quiet
from fourthact.audit.scope import Scope
from fourthact.values import ids

__all__ = ["Audit", "Finding", "Limits", "Progress", "Report", "audit", "explain", "quiet"]

Conn = psycopg.Connection[Any]

SELLERS = """
    -- Whoever has anything in the record, and whoever says so.
    SELECT id FROM sellers UNION SELECT seller FROM acts UNION SELECT seller FROM log_heads
"""
NOW = "SELECT coalesce(moved_to, clock_timestamp()) FROM clock"
TABLES = """
    SELECT table_name::text FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name = 'seller' ORDER BY table_name
"""
LAST_AUDIT = "SELECT coalesce(max(log_index), 0) FROM audits WHERE seller = %s"
REMEMBER = """
    INSERT INTO audits (seller, at, log_index) SELECT %s, coalesce(moved_to, clock_timestamp()), %s FROM clock
    ON CONFLICT (seller, at) DO NOTHING
"""
CHECKS: tuple[Callable[[Scope], None], ...] = (
    record.check_acts, record.check_evidence, record.check_batches, log.check_log, log.check_followers,
    record.check_subjects, record.check_keys, state.check_rows, state.check_ledger, state.check_closings,
    money.check_entries, money.check_files,
    state.check_agenda, state.check_clocks, state.check_addresses,
)  # fmt: skip


class Audit:
    """One audit of one database, seller by seller, within one snapshot."""

    def __init__(
        self,
        conn: Conn,
        house: House,
        signer: Signer,
        sequencer: Sequencer,
        limits: Limits,
        progress: Progress,
    ) -> None:
        self.conn, self.house, self.signer, self.sequencer = conn, house, signer, sequencer
        self.limits, self.progress = limits, progress
        self.report = Report()
        self.sizes: dict[UUID, int] = {}

    def run(self, *, whole: bool = True) -> Report:
        """Check everything, or only what came since the last audit (`whole=False`)."""
        # Read first: what was published before the snapshot must be in it.
        sellers = sorted({row[0] for row in self.conn.execute(SELLERS)} | set(self.signer.sellers()))
        kept = {seller: self._kept(seller) for seller in sellers}
        with self.conn.transaction():
            self.conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # Between two questions it may compute for minutes: that is no client who has gone away.
            self.conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            now = self._now()
            if now is not None:
                for seller in sellers:
                    self._audit(seller, kept[seller], now, whole=whole)
            if whole:
                self._strangers(sellers)
        return self.report

    def remember(self) -> None:
        """Note how far this audit came, for the next nightly one. Only after a report without findings."""
        assert self.report.ok
        for seller, size in self.sizes.items():
            self.conn.execute(REMEMBER, (seller, size))

    def _now(self) -> datetime | None:
        row = self.conn.execute(NOW).fetchone()
        if row is None:
            self.report.add("clock", "clock", "it has no row")
            return None
        assert isinstance(row[0], datetime)
        return row[0]

    def _kept(self, seller: UUID) -> Checkpoint | None:
        try:
            return self.sequencer.kept(seller)
        except (BadNote, OSError, UnicodeDecodeError) as error:
            self.report.add("kept checkpoint", ids.outer("seller", seller), str(error))
            return None

    def _keys(self, seller: UUID) -> list[VerifyingKey]:
        try:
            keys = [VerifyingKey.parse(vkey) for vkey in self.signer.vkeys(seller)]
        except (BadNote, OSError, UnicodeDecodeError) as error:
            self.report.add("public key", ids.outer("seller", seller), str(error))
            return []
        if not keys:
            self.report.add("public key", ids.outer("seller", seller), "its file names none")
        return keys

    def _audit(self, seller: UUID, kept: Checkpoint | None, now: datetime, *, whole: bool) -> None:
        row = None if whole else self.conn.execute(LAST_AUDIT, (seller,)).fetchone()
        scope = Scope(
            conn=self.conn,
            house=self.house,
            seller=seller,
            keys=self._keys(seller),
            kept=kept,
            now=now,
            since=row[0] if row else 0,
            limits=self.limits,
            report=self.report,
            progress=self.progress,
        )
        scope.narrow()
        scope.find_closings()
        for check in CHECKS:
            try:
                # A savepoint: a value that PostgreSQL cannot read ends this check, not the audit.
                with self.conn.transaction():
                    check(scope)
            except psycopg.DataError as error:
                self.report.add("unreadable", f"{scope.name} {check.__name__}", str(error).strip())
        self.sizes[seller] = scope.size

    def _strangers(self, sellers: list[UUID]) -> None:
        """Nothing belongs to a seller who is not here."""
        for (table,) in self.conn.execute(TABLES).fetchall():
            query = f"SELECT DISTINCT seller FROM {table} WHERE seller <> ALL (%s)"
            for (seller,) in self.conn.execute(query, (sellers,)).fetchall():
                name = f"{table} {ids.outer('seller', seller)}"
                self.report.add("seller", name, "nobody of this name was ever here")


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
