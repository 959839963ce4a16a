"""The inbox at the command line: messages and their outcomes, what was read in one, and a person's decision.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, in_house, with_books
from fourthact.values.plain import plain, plain_json

if TYPE_CHECKING:
    from fourthact.app import App
    from fourthact.correspondence import Message


@click.group()
def inbox() -> None:
    """Messages that came in: what became of each, and those that wait for a person."""


@inbox.command("list")
@SELLER
@click.option(
    "--all", "everything", is_flag=True, help="Also those that have their outcome; the newest first."
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many at most."
)
@AS_JSON_PLAIN
def inbox_list(seller: str | None, everything: bool, limit: int, as_json: bool) -> None:
    """The messages that wait for a person, the longest first; before them, addresses of yours that are dead."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence import addresses, messages, words_of

        dead = [one.address for one in await addresses(conn, whose) if one.address.rings]
        for row in dead:
            click.echo(_document(_alarm(row)) if as_json else _alarm_line(row))
        found = await messages(conn, whose, limit)
        shown = found if everything else sorted(
            (one for one in found if one.status == "open"), key=lambda one: one.received_at
        )  # fmt: skip
        for one in shown:
            words = await words_of(conn, whose, one.id) or {}
            told = _told(one) | {name: words.get(name, "") for name in ("from", "subject")}
            click.echo(_document(told) if as_json else _line(told))
        if not shown and not dead and not as_json:
            click.echo("No message waits for a person." if not everything else "No message came in yet.")

    asyncio.run(with_books(seller, show))


@inbox.command("show")
@click.argument("message")
@SELLER
@click.option("--raw", is_flag=True, help="The message itself, byte for byte, and nothing else.")
@AS_JSON_PLAIN
def inbox_show(message: str, seller: str | None, raw: bool, as_json: bool) -> None:
    """One message (msg_…): its outcome, whose it is and how we know, its own words, and why it was read so."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence import raw_of, words_of

        found = await _message(conn, whose, message)
        if raw:
            kept = await raw_of(conn, whose, found.id)
            sys.stdout.buffer.write(kept.content if kept else b"")
            return
        told = _told(found) | {"words": await words_of(conn, whose, found.id) or {}}
        click.echo(_document(told) if as_json else "\n".join(_page(told)))

    asyncio.run(with_books(seller, show))


@inbox.command("enter")
@click.argument("text")
@click.option(
    "--reservation", metavar="RESERVATION", help="Whose it is (its code, or rsv_…), where that is known."
)
@click.option(
    "--from", "sender", metavar="ADDRESS", default="", help="Their mail address, where they gave one."
)
@click.option("--subject", default="", help="In a few words, what it is about.")
@click.option(
    "--wants-out", is_flag=True, help="They want out, or their money: the clock starts in any case."
)
@click.option("--asked-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
              help="When they said it, with its zone (2026-11-23T09:30+0100); now, if left out.")  # fmt: skip
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="File with the API key of the person who enters it, with the scope messages:write.")  # fmt: skip
def inbox_enter(
    text: str, reservation: str | None, sender: str, subject: str, wants_out: bool, asked_at: datetime | None,
    key_file: Path,
) -> None:  # fmt: skip
    """Enter what a holder said, on the telephone or in a letter; TEXT - reads standard input. It becomes a message.

    The same words entered twice on a day are one message.
    """
    whose, key_id = _known(key_file)
    words = sys.stdin.read() if text == "-" else text

    async def enter(app: App) -> None:
        from fourthact.acts import Caller
        from fourthact.values import ids

        async with app.pool.connection() as conn:
            place = None if reservation is None else await reservation_named(conn, whose, reservation)
        said = {
            "text": words,
            "subject": subject,
            "sender": sender,
            "wants_out": wants_out,
            "asked_at": asked_at,
        }
        taken = await app.mail.enter(Caller(whose, key_id=key_id), place, **said)
        click.echo(f"{ids.outer('message', taken)} came in")

    asyncio.run(in_house(enter))


@inbox.command("decide")
@click.argument("message")
@click.argument("outcome", type=click.Choice(["cancelled", "noted"]))
@click.option(
    "--reservation", metavar="RESERVATION", help="Whose it is (its code, or rsv_…); needed to cancel."
)
@click.option("--reason", required=True, help="Why; kept beside the decision.")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="File with the API key of the person who decides, with the scope messages:write.")  # fmt: skip
def inbox_decide(message: str, outcome: str, reservation: str | None, reason: str, key_file: Path) -> None:
    """Say, as a person, what a message is that waits for one. A cancellation counts from when it came in.

    The same decision typed twice is one decision.
    """
    whose, key_id = _known(key_file)

    async def decide(app: App) -> None:
        from fourthact.acts import Caller, Request
        from fourthact.correspondence import DECIDE, DecideMessage
        from fourthact.reservations import product_of

        async with app.pool.connection() as conn:
            found = await _message(conn, whose, message)
            place = None if reservation is None else await reservation_named(conn, whose, reservation)
            product = await product_of(conn, whose, place)
        said = f"{found.id} {outcome} {place} {reason}"
        args = DecideMessage(
            message=found.id,
            outcome="cancelled" if outcome == "cancelled" else "noted",
            reservation=place,
            refund=uuid5(whose, f"refund by inbox {found.id}"),
            policy=app.policy,
            reason=reason,
            product=product,
        )
        key = f"inbox-{uuid5(whose, said).hex}"
        await app.spine.ask(Request(DECIDE, Caller(whose, key_id=key_id), key, args, said.encode()))
        click.echo(f"{message} is {outcome}")

    asyncio.run(in_house(decide))


def _known(key_file: Path) -> tuple[UUID, UUID]:
    """Seller and id of the API key in a file. Refuses: KEY_UNKNOWN."""
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    return known


async def _message(conn: Any, whose: UUID, name: str) -> Message:
    from fourthact.correspondence import MailReason, message_by_id
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    try:
        found = await message_by_id(conn, whose, ids.inner("message", name))
    except ValueError:
        found = None
    if found is None:
        raise Refused(MailReason.MESSAGE_UNKNOWN, {"message": name})
    return found


async def reservation_named(conn: Any, whose: UUID, name: str) -> UUID:
    """The reservation with this code or id. Refuses: RESERVATION_UNKNOWN."""
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


def _told(row: Message) -> dict[str, Any]:
    from fourthact.values import ids

    return {
        "id": ids.outer("message", row.id),
        "received_at": row.received_at.isoformat(),
        "transport": row.transport,
        "status": row.status,
        "outcome": row.outcome,
        "reservation": None if row.reservation is None else ids.outer("reservation", row.reservation),
        "strength": row.strength,
        "sender": row.sender,
        "answer": row.answer,
    }


def _document(told: dict[str, Any]) -> str:
    return plain_json(json.dumps(told, ensure_ascii=False))


def _alarm(row: Any) -> dict[str, Any]:
    from fourthact.values import ids

    return {
        "id": ids.outer("address", row.id),
        "status": "dead",
        "address": row.address,
        "dead_at": None if row.dead_at is None else row.dead_at.isoformat(),
        "says": row.says,
    }


def _alarm_line(row: Any) -> str:
    told = _alarm(row)
    why = f"mail to {row.address} does not come in: {plain(row.says)}"
    return f"{told['id']}  {told['dead_at'][:16]}  {'DEAD':<13} {why}"


def _line(told: dict[str, Any]) -> str:
    whose = f"{told['strength'] or 'nobody known'}, {told['sender'] or 'unknown sender'}"
    return (
        f"{told['id']}  {told['received_at'][:16]}  {told['outcome'] or told['status']:<13} {whose:<28}"
        f" {plain(told['from'])[:40]:<40} {plain(told['subject'])[:60]}"
    )


def _page(told: dict[str, Any]) -> list[str]:
    words = told["words"]
    lines = [f"{name:<12} {told[name]}" for name in told if name != "words" and told[name] is not None]
    lines += [f"{name:<12} {plain(words[name])}" for name in ("from", "subject") if words.get(name)]
    asked = words.get("evidence", ())
    lines += [f"{'asks':<12} {one['intent']} ({one['strength']}): {plain(one['words'])!r}" for one in asked]
    lines += [f"{'because':<12} {plain(why)}" for why in words.get("why", ())]
    return [*lines, "", *(f"    {plain(line)}" for line in words.get("own_text", "").splitlines())]
