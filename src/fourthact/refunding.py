"""Refunds at the command line: how long they take."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, with_books


@click.group()
def refunds() -> None:
    """Refunds: how long they take."""


@refunds.command("times")
@SELLER
@click.option("--days", type=click.IntRange(1, 36_500), default=365, show_default=True,
              help="Of the refunds that were settled within so many days.")  # fmt: skip
@AS_JSON_PLAIN
def refund_times(seller: str | None, days: int, as_json: bool) -> None:
    """From the request to the instruction of the last leg, and to the arrival: p50, p90 and p99."""

    async def show(conn: Any, whose: UUID) -> None:
        import msgspec

        from fourthact.agenda import read_clock
        from fourthact.refunds import times

        now, _ = await read_clock(conn)
        found = await times(conn, whose, now - timedelta(days=days))
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(found)))
            return
        click.echo(f"{found.settled} refunds were settled; {found.after_promise} after their promise, "
                   f"{found.after_statute} after the law's day.")  # fmt: skip
        for what, spread in (
            ("to instruction", found.to_instruction_seconds),
            ("to arrival", found.to_arrival_seconds),
        ):
            figures = (("p50", spread.p50), ("p90", spread.p90), ("p99", spread.p99))
            click.echo(
                f"{what:<16}"
                + "".join(f"{name} {_span(seconds):>16}  " for name, seconds in figures).rstrip()
            )

    asyncio.run(with_books(seller, show))


def _span(seconds: int | None) -> str:
    return "-" if seconds is None else str(timedelta(seconds=seconds))
