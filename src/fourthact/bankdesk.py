"""The desk of the bank at the command line: what waits for a person, who saw what, and the person's answers.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, in_house, whose_books, with_books
from fourthact.values.plain import plain, plain_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fourthact.app import App
    from fourthact.books import Desk

    Says = Callable[[Desk, App, Any, UUID], Awaitable[tuple[Any, Any]]]

REASON = click.option("--reason", required=True, help="Why; kept beside the act.")
KEY_FILE = click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
                        help="File with the API key of the person who says so (scope books:write).")  # fmt: skip
DOCUMENT = click.option("--document", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                        help="What proves it: PDF, JPEG or PNG.")  # fmt: skip


@click.command("tasks")
@SELLER
@AS_JSON_PLAIN
def bank_tasks(seller: str | None, as_json: bool) -> None:
    """What the bank sent and a person has to look at: refused files, missing statements, entries nobody claims, orders
    that were paid otherwise than ordered, and what somebody proposed and another has to approve."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.books import Desk

        found = await Desk(conn, whose).lines()
        for line in found:
            click.echo(plain_json(json.dumps(line, ensure_ascii=False)) if as_json else _line(line))
        if not found and not as_json:
            click.echo("Nothing waits for a person.")

    asyncio.run(with_books(seller, show))


@click.command("progress")
@SELLER
@AS_JSON_PLAIN
def bank_progress(seller: str | None, as_json: bool) -> None:
    """How many entries of the files that came are booked, of how many."""

    async def show(app: App) -> None:
        from fourthact.agenda import read_clock
        from fourthact.books import Desk

        async with app.pool.connection() as conn:
            now, _ = await read_clock(conn)
            found = await Desk(conn, await whose_books(conn, seller)).under_way(app.rails, now)
        for line in found:
            far = f"{line['booked']:,} of {line['entries']:,} entries booked"
            said = f"{', '.join(line['files'])}: {far} ({line['rail']})"
            click.echo(plain_json(json.dumps(line, ensure_ascii=False)) if as_json else plain(said))
        if not found and not as_json:
            click.echo("Every entry that was read is booked.")

    asyncio.run(in_house(show))


@click.command("show")
@click.argument("name")
@SELLER
@AS_JSON_PLAIN
def bank_show(name: str, seller: str | None, as_json: bool) -> None:
    """An entry (ent_…), a file (bfl_…) or a proposal (prp_…): what stands beside it, and who saw it and said what."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.books import Desk

        for line in await Desk(conn, whose).history(name):
            click.echo(plain_json(json.dumps(line, ensure_ascii=False)) if as_json else _told(line))

    asyncio.run(with_books(seller, show))


@click.command("assign")
@click.argument("entry")
@click.argument("parts", nargs=-1, required=True, metavar="RESERVATION[=MINOR]...")
@REASON
@KEY_FILE
def bank_assign(entry: str, parts: tuple[str, ...], reason: str, key_file: Path) -> None:
    """Say whose an entry (ent_…) is: one reservation, by its code or rsv_…, or several with their minor units.

    What is typed twice is done once.
    """

    async def assign(desk: Desk, app: App, conn: Any, whose: UUID) -> tuple[Any, Any]:
        chosen = []
        for part in parts:
            name, _, minor = part.partition("=")
            chosen.append((await _reservation(conn, whose, name), _minor(minor) if minor else None))
        return await desk.assign(entry, chosen, reason)

    asyncio.run(_said(key_file, f"assign {entry} {' '.join(parts)} {reason}", assign))


@click.command("decide")
@click.argument("entry")
@click.argument("decision", type=click.Choice(["set_aside", "release", "write_off", "send_back"]))
@click.option("--over", default="", help="The rail that sends the money back; without it, the entry's own.")
@DOCUMENT
@REASON
@KEY_FILE
def bank_decide(
    entry: str, decision: str, over: str, document: Path | None, reason: str, key_file: Path
) -> None:
    """Keep an entry (ent_…) as unclaimed, take it up again, or propose to write it off or to send its money back.

    A proposal waits for another person: see `bank answer`. What is typed twice is done once.
    """

    async def decide(desk: Desk, app: App, conn: Any, whose: UUID) -> tuple[Any, Any]:
        if decision in ("set_aside", "release"):
            return await desk.decide(entry, decision, reason)
        house = {
            "document": document.read_bytes() if document else b"",
            "document_bytes_max": app.settings.document_bytes_max,
            "over": over,
            "pay_out": tuple(name for name, rail in sorted(app.rails.items()) if rail.abilities.pays_out),
            "alone_up_to_minor": app.settings.write_off_alone_up_to_minor,
        }
        return await desk.propose(entry, decision, reason, house)

    asyncio.run(_said(key_file, f"decide {entry} {decision} {over} {reason}", decide))


@click.command("answer")
@click.argument("proposal")
@click.argument("answer", type=click.Choice(["approve", "drop"]))
@REASON
@KEY_FILE
def bank_answer(proposal: str, answer: str, reason: str, key_file: Path) -> None:
    """Approve what somebody else proposed (prp_…), or drop a proposal."""

    async def say(desk: Desk, app: App, conn: Any, whose: UUID) -> tuple[Any, Any]:
        return await desk.answer(proposal, answer, reason)

    asyncio.run(_said(key_file, f"answer {proposal} {answer} {reason}", say))


@click.command("seen")
@click.argument("file")
@REASON
@KEY_FILE
def bank_seen(file: str, reason: str, key_file: Path) -> None:
    """Say that you have seen to a refused file (bfl_…), or to what is missing before one, and how."""

    async def see(desk: Desk, app: App, conn: Any, whose: UUID) -> tuple[Any, Any]:
        return await desk.see(file, reason)

    asyncio.run(_said(key_file, f"seen {file} {reason}", see))


COMMANDS = (bank_tasks, bank_progress, bank_show, bank_assign, bank_decide, bank_answer, bank_seen)


async def _said(key_file: Path, said: str, what: Says) -> None:
    """Do what a person says, once."""
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    whose, key_id = known

    async def do(app: App) -> None:
        from fourthact.acts import Caller, Request
        from fourthact.books import Desk
        from fourthact.values import ids

        async with app.pool.connection() as conn:
            verb, args = await what(Desk(conn, whose), app, conn, whose)
        key = f"bank-{uuid5(whose, said).hex}"
        answer = await app.spine.ask(Request(verb, Caller(whose, key_id=key_id), key, args, said.encode()))
        for act in answer.acts:
            click.echo(f"{ids.outer(act.kind, act.subject)}: {act.act.tag}")

    await in_house(do)


async def _reservation(conn: Any, whose: UUID, name: str) -> UUID:
    from fourthact.reservations import ReservationReason, find_by_code
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    try:
        found = ids.inner("reservation", name) if name.startswith("rsv_") else None
        found = found or await find_by_code(conn, whose, ids.read_code(name))
    except ValueError:
        found = None
    if found is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
    return found


def _minor(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise click.UsageError(f"{text!r} is not a number of minor units.")
    return int(text)


def _line(told: dict[str, Any]) -> str:
    what = " ".join(str(told[word]) for word in ("what", "name", "amount") if told.get(word))
    return f"{what}\n    {plain(str(told['said']))}"


def _told(told: dict[str, Any]) -> str:
    head = f"{told['at']}  {told['what']:<22} {told['by']}"
    return "\n".join(
        [head, *(f"    {word}: {plain(str(text))}" for word, text in told["beside"].items() if text)]
    )
