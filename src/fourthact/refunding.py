"""Refunds at the command line: how long they take, and a fee that is given up."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, in_house, with_books

if TYPE_CHECKING:
    from fourthact.app import App


@click.group()
def refunds() -> None:
    """Refunds: how long they take, and fees that are given up."""


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


@refunds.command("waive-fee")
@click.argument("refund")
@click.option("--reason", required=True, help="Why; kept beside the act.")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="File with the API key of the person who gives it up, with the scope refunds:write.")  # fmt: skip
def waive_fee(refund: str, reason: str, key_file: Path) -> None:
    """Give up what would be retained of a refund (rfd_…), while its plan is not approved. Approvals given before are
    void. What is typed twice is done once.
    """
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.refunds import RefundReason
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    whose, key_id = known
    try:
        wanted = ids.inner("refund", refund)
    except ValueError:
        raise Refused(RefundReason.REFUND_UNKNOWN, {"refund": refund}) from None

    async def waive(app: App) -> None:
        from fourthact.acts import Caller, Request
        from fourthact.refunds import WAIVE, RefundFeeWaived, WaiveFee, refund_by_id

        async with app.pool.connection() as conn:
            found = await refund_by_id(conn, whose, wanted)
        if found is None:
            raise Refused(RefundReason.REFUND_UNKNOWN, {"refund": refund})
        said = f"waive-fee {refund} {reason}"
        args = WaiveFee(found.id, found.reservation, reason)
        key = f"refunds-{uuid5(whose, said).hex}"
        answer = await app.spine.ask(Request(WAIVE, Caller(whose, key_id=key_id), key, args, said.encode()))
        act = answer.first.act
        assert isinstance(act, RefundFeeWaived)
        click.echo(f"{refund}: {act.amount_minor} {act.currency} (minor units) are retained no longer")

    asyncio.run(in_house(waive))


def _span(seconds: int | None) -> str:
    return "-" if seconds is None else str(timedelta(seconds=seconds))
