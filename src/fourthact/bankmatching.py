"""`fourthact bank match`: what each entry of a bank's files would be booked as in the database, storing nothing."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec

from fourthact import bankfiles
from fourthact.bankreading import files_in, is_ours
from fourthact.bookkeeping import with_books
from fourthact.payments import PaymentJobs
from fourthact.rails.contract import Entry
from fourthact.values import ids
from fourthact.values.errors import Refused

RAIL = "bank_transfer"
AT_ONCE = 1_000
Proposed = Any  # what `PaymentJobs.propose` says of an entry
Told = Callable[[Entry, Proposed], None]


def entries_of(reading: bankfiles.Reading, providers: Sequence[str] = ("stripe",)) -> Iterator[Entry]:
    """The entries of a file as the rail would hand them over."""
    for _, moved in bankfiles.movements(reading):
        for movement in moved:
            yield _entry(movement, providers)


def _entry(movement: bankfiles.Movement, providers: Sequence[str]) -> Entry:
    key = movement.key(is_ours)
    return Entry(
        id=movement.id,
        amount=movement.amount,
        value_on=movement.entry.value_on or movement.booked_on,
        booked_at=datetime.combine(movement.booked_on, time(), UTC),
        kind=movement.kind(key, providers),
        remittance=movement.written,
        key=key,
        counterparty_name=movement.detail.party.name,
        counterparty_account=movement.other_account,
    )


async def match_reading(conn: Any, seller: UUID, reading: bankfiles.Reading, tell: Told) -> None:
    """Propose for every entry of a file, a thousand at a time, as things stand in the database now."""
    waiting = entries_of(reading)
    while page := list(islice(waiting, AT_ONCE)):
        for entry, proposed in zip(page, await PaymentJobs.propose(conn, seller, RAIL, page), strict=True):
            tell(entry, proposed)


def match_here(paths: Sequence[Path], seller: str | None, mapping: Path | None, *, as_json: bool) -> int:
    """The command: as `match_files`, in the database of the settings. Errors: ValueError for a wrong mapping."""
    code = 0

    async def match(conn: Any, whose: UUID) -> None:
        nonlocal code
        code = await match_files(conn, whose, paths, mapping, as_json=as_json)

    asyncio.run(with_books(seller, match))
    return code


async def match_files(
    conn: Any, seller: UUID, paths: Sequence[Path], mapping: Path | None, *, as_json: bool
) -> int:
    """Say of each entry what it would be booked as; the exit code. A progress bar stands on the error output."""
    chosen = bankfiles.mapping_from(mapping) if mapping else None
    refused = 0
    for path in files_in(paths):
        try:
            reading = bankfiles.read_path(path, chosen)
        except Refused as no:
            refused += 1
            click.echo(f"{path}: refused ({no.reason.code}): {no.sentence}", err=True)
            continue
        counts: Counter[str] = Counter()
        total = sum(len(statement.entries) for statement in reading.statements)
        with click.progressbar(length=total, label=str(path), file=sys.stderr) as bar:

            def tell(
                entry: Entry, proposed: Proposed, *, bar: Any = bar, counts: Counter[str] = counts
            ) -> None:
                counts[proposed.outcome] += 1
                if as_json:
                    sys.stdout.buffer.write(msgspec.json.encode(_words(entry, proposed)) + b"\n")
                bar.update(1)

            await match_reading(conn, seller, reading, tell)
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items())) or "no entries"
        click.echo(f"{path}: {told}", err=as_json)
    return 1 if refused else 0


def _words(entry: Entry, proposed: Proposed) -> dict[str, Any]:
    return {
        "id": entry.id,
        "amount_minor": entry.amount.minor,
        "currency": entry.amount.currency,
        "outcome": proposed.outcome,
        "reservation": ids.outer("reservation", proposed.reservation) if proposed.reservation else None,
        "code": proposed.code or None,
        "payments": [{"stage": paid.stage, "amount_minor": paid.amount_minor} for paid in proposed.payments],
    }
