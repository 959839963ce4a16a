"""The audit as a command: opens what it needs, shows progress, says what it found."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.app import database, keys_dir
from fourthact.audit import Audit, Limits, Report, explain, quiet
from fourthact.db.migrate import require_schema
from fourthact.db.pool import connect
from fourthact.house import HOUSE
from fourthact.settings import Settings


async def run_audit(settings: Settings, *, whole: bool = True, progress: bool = True) -> Report:
    """Audit the house's database and remember how far it came, if nothing was found."""
    async with database(settings) as dsn:
        require_schema(dsn)
        limits = Limits(unknown=timedelta(hours=settings.unknown_hours_max))
        return audit_database(dsn, keys_dir(settings), whole=whole, progress=progress, limits=limits)


def audit_database(
    dsn: str, keys: Path, *, whole: bool = True, progress: bool = True, limits: Limits | None = None
) -> Report:
    """Audit one database with the public keys of a folder."""
    signer = Signer(keys)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not progress or not sys.stderr.isatty(),
    )
    with bar, connect(dsn) as conn:
        task = bar.add_task("auditing", total=None)

        def shown(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"auditing {what}", completed=done, total=total)

        audit = Audit(
            conn,
            HOUSE,
            signer,
            Sequencer(signer, keys / "checkpoints"),
            limits or Limits(),
            shown if progress else quiet,
        )
        report = audit.run(whole=whole)
        if report.ok:
            audit.remember()
    return report


def show(report: Report, *, as_json: bool) -> None:
    """The findings, and how much was looked at."""
    if as_json:
        findings = [{"check": f.check, "place": f.place, "what": f.what} for f in report.findings]
        print(json.dumps({"ok": report.ok, "findings": findings, "counts": dict(report.counts)}))  # noqa: T201
        return
    looked = ", ".join(f"{count:,} {what}" for what, count in sorted(report.counts.items()))
    print(explain(report.findings) if report.findings else "Everything holds.")  # noqa: T201
    print(f"Looked at: {looked}.")  # noqa: T201
