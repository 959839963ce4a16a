"""The books at the command line: what is held on a day, a journal for other programs, the check, and closing.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import click

if TYPE_CHECKING:
    from fourthact.app import App
    from fourthact.books import Checked
    from fourthact.settings import Settings

DAY = click.DateTime(["%Y-%m-%d"])
SELLER = click.option(
    "--seller", metavar="SELLER", help="Whose books (slr_…); needed where there are several."
)
AS_JSON_PLAIN = click.option("--json", "as_json", is_flag=True, help="As JSON, one document a line.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON; amounts in minor units.")


@click.group()
def ledger() -> None:
    """The books: balances on any past day, exports, the three-way check, closing a period."""


@ledger.command("balance")
@SELLER
@click.option("--on", type=DAY, metavar="DATE", help="At the end of this day; without it, all there is.")
@click.option("--by", type=click.Choice(["value", "record"]), default="value", show_default=True,
              help="Which day of a line counts: that of its value, or that of its record (UTC).")  # fmt: skip
@click.option("--per", type=click.Choice(["product", "holder"]), help="Only what is held for holders, per …")
@AS_JSON
def ledger_balance(seller: str | None, on: datetime | None, by: str, per: str | None, as_json: bool) -> None:
    """What every account holds, and what is held for holders: in all, per product or per holder.

    Debits are positive, credits negative. A line whose period was closed when it came counts on the first open day.
    """
    day = on.date() if on else None
    chosen = cast('Literal["value", "record"]', by)

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.books import held
        from fourthact.ledger import balances

        accounts = [] if per else await balances(conn, whose, day, chosen)
        deposits = await held(conn, whose, day, chosen, cast(Any, per or "all"))
        if as_json:
            click.echo(json.dumps(_balance_json(whose, day, by, accounts, deposits)))
            return
        for account, money in accounts:
            click.echo(f"{account:<60} {money!s:>24}")
        for row in deposits:
            whom = " ".join(filter(None, [row.name, row.whose, *row.codes])) or "held for holders in all"
            click.echo(f"{whom:<60} {row.deposits!s:>24} held {row.returning!s:>24} on its way back")

    asyncio.run(with_books(seller, show))


def _balance_json(whose: UUID, day: date | None, by: str, accounts: Any, deposits: Any) -> dict[str, Any]:
    from fourthact.values import ids

    return {
        "seller": ids.outer("seller", whose),
        "on": day.isoformat() if day else None,
        "by": by,
        "balances": [
            {"account": account, "currency": money.currency, "balance_minor": money.minor}
            for account, money in accounts
        ],
        "held": [
            {
                "whose": row.whose,
                "name": row.name,
                "reservations": list(row.codes),
                "currency": row.deposits.currency,
                "deposits_minor": row.deposits.minor,
                "returning_minor": row.returning.minor,
            }
            for row in deposits
        ],
    }


@ledger.command("export")
@click.argument("path", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["beancount", "hledger", "csv"]), required=True)
@click.option(
    "--until", type=DAY, metavar="DATE", help="The last day that is written; without it, all there is."
)
@SELLER
def ledger_export(path: Path, form: str, until: datetime | None, seller: str | None) -> None:
    """Write the books to PATH for another program, with the balances that it must arrive at (not in CSV).

    One transaction per act and day, with the act's id, what happened in words, and the reservation's code.
    """
    day = until.date() if until else None

    async def export(conn: Any, whose: UUID) -> None:
        written = 0
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as fresh:
            try:
                async for piece in _pieces(conn, whose, form, day):
                    written += fresh.write(piece)
                fresh.flush()
                os.fsync(fresh.fileno())
                # Dying here: an unfinished file of a name that nobody reads is left, never half a journal.
                os.replace(fresh.name, path)
            except BaseException:
                os.unlink(fresh.name)
                raise
        click.echo(f"{path}: {written:,} characters", err=True)

    asyncio.run(with_books(seller, export))


async def _pieces(conn: Any, whose: UUID, form: str, until: date | None) -> AsyncIterator[str]:
    """An export, all of it of one moment."""
    from fourthact.books import journal_of
    from fourthact.values import ids

    async for piece in journal_of(conn, whose, ids.outer("seller", whose), form, until):
        yield piece


@ledger.command("check")
@SELLER
@AS_JSON
def ledger_check(seller: str | None, as_json: bool) -> None:
    """Compare three books entry by entry: our ledger, the provider's own, the bank's statement. The bank's files are
    read again for it, each of them.

    Every difference is named, with what explains it, or that nothing does, and of whom something is still to come:
    the worker, the provider, the bank, or a person. Exits with 1 if there is one.
    """

    async def check(app: App) -> None:
        from fourthact.agenda import read_clock
        from fourthact.books import check_three_ways

        async with app.pool.connection() as conn:
            now, _ = await read_clock(conn)
            found = await check_three_ways(conn, await whose_books(conn, seller), app.rails, now)
        click.echo(json.dumps(_check_json(found)) if as_json else _check_text(found))
        sys.exit(0 if found.ok else 1)

    asyncio.run(in_house(check))


def _check_text(found: Checked) -> str:
    lines = [f"{'':<24} {'ledger':>24} {'theirs':>24}"]
    for t in found.totals:
        forward = f"  besides {t.forward} from before the first statement" if t.forward else ""
        lines.append(f"{f'{t.of} ({t.rail})':<24} {t.ours!s:>24} {t.theirs!s:>24}{forward}")
    lines += [
        f"{rail}: its provider does not tell its books; only the bank was asked" for rail in found.silent
    ]
    lines += [f"{rail}: {count} files of the bank read again" for rail, count in found.reread.items()]
    lines += [
        f"{rail}: {len(names)} files could not be read again, for they are not where they were: {', '.join(names)}"
        for rail, names in found.gone.items()
    ]
    for one in found.differences:
        lines.append(f"{one.between} ({one.rail}) {one.place}: ledger {one.ours}, there {one.theirs}")
        lines.append(f"    {one.why} [{one.owner}]" if one.why else "    NOT EXPLAINED: a person must look")
    unexplained = sum(one.why is None for one in found.differences)
    count = len(found.differences)
    lines.append(f"{count} differences, {unexplained} not explained." if count else "All books agree.")
    return "\n".join(lines)


def _check_json(found: Checked) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "silent": found.silent,
        "reread": found.reread,
        "gone": found.gone,
        "totals": [
            {"of": t.of, "rail": t.rail, "currency": t.ours.currency, "ledger_minor": t.ours.minor,
             "theirs_minor": t.theirs.minor, "forward_minor": t.forward.minor if t.forward is not None else None}
            for t in found.totals
        ],
        "differences": [
            {"between": d.between, "rail": d.rail, "place": d.place, "currency": d.ours.currency,
             "ledger_minor": d.ours.minor, "theirs_minor": d.theirs.minor, "why": d.why,
             "owner": d.owner}
            for d in found.differences
        ],
    }  # fmt: skip


@ledger.command("close")
@click.option("--until", type=DAY, required=True, metavar="DATE", help="The last day of the period.")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="File with the API key of the person who closes, with the scope books:write.")  # fmt: skip
def ledger_close(until: datetime, key_file: Path) -> None:
    """Close the books up to a day. What comes later with an earlier value is booked on the first open day, and
    says so; nothing that is closed ever changes."""
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    day, (whose, key_id) = until.date(), known

    async def close(app: App) -> None:
        from fourthact.acts import Caller, Request
        from fourthact.books import CLOSE, CloseBooks

        said = day.isoformat()
        request = Request(
            CLOSE, Caller(whose, key_id=key_id), f"close-books-{said}", CloseBooks(day), said.encode()
        )
        await app.spine.ask(request)
        click.echo(f"the books are closed up to {said}")

    asyncio.run(in_house(close))


def _settings() -> Settings:
    from fourthact import plug, rails, readers
    from fourthact.settings import load

    return load(os.environ, plug.load(rails) | plug.load(readers))


async def in_house(work: Callable[[App], Awaitable[None]]) -> None:
    """Open the house, do one thing, close it."""
    from fourthact.app import opened

    async with opened(_settings(), os.environ, pool_size=4) as app:
        await work(app)


@asynccontextmanager
async def _connected() -> AsyncIterator[Any]:
    """A connection that reads for as long as it takes."""
    from fourthact.app import database
    from fourthact.db.pool import APP_ROLE, connect_async

    async with database(_settings()) as dsn, await connect_async(dsn, APP_ROLE) as conn:
        yield conn


async def with_books(seller: str | None, work: Callable[[Any, UUID], Awaitable[None]]) -> None:
    """Do something with the books of a seller. Refuses: SELLER_UNKNOWN, SELLER_UNCLEAR."""
    async with _connected() as conn:
        await work(conn, await whose_books(conn, seller))


async def whose_books(conn: Any, named: str | None) -> UUID:
    """The seller that is named, or the only one. Refuses: SELLER_UNKNOWN, SELLER_UNCLEAR."""
    from fourthact.books import BooksReason
    from fourthact.people import PeopleReason, sellers
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    known = [seller.id for seller in await sellers(conn)]
    if named is None and len(known) == 1:
        return known[0]
    if named is None:
        names = ", ".join(ids.outer("seller", seller) for seller in known) or "none"
        raise Refused(BooksReason.SELLER_UNCLEAR, {"sellers": names})
    found = [seller for seller in known if ids.outer("seller", seller) == named]
    if not found:
        raise Refused(PeopleReason.SELLER_UNKNOWN, {"seller": named})
    return found[0]
