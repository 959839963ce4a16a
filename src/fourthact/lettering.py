"""Letters at the command line: those to print, their PDFs, and what a person says became of them.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, in_house, with_books
from fourthact.values.plain import plain, plain_json

if TYPE_CHECKING:
    from fourthact.app import App
    from fourthact.correspondence.reads import OnPaper

KEY_FILE = click.option(
    "--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
    help="File with the API key of the person who says so, with the scope messages:write.",
)  # fmt: skip
DAY = click.DateTime(formats=["%Y-%m-%d"])
STATUSES = ("waiting", "posted", "all")


@click.group()
def letters() -> None:
    """Notices that go by post because no mail arrives: print them, post them, say what became of them."""


@letters.command("list")
@SELLER
@click.option("--status", type=click.Choice(STATUSES), default="waiting", show_default=True,
              help="Those that wait for somebody, those that are under way, or all.")  # fmt: skip
@AS_JSON_PLAIN
def letters_list(seller: str | None, status: str, as_json: bool) -> None:
    """The letters to print and post, and the notices that only a person can still give; the oldest first."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence.reads import letters as found_letters
        from fourthact.correspondence.shelf import LETTER_STATUSES

        wanted = LETTER_STATUSES[status]
        found = [_told(one) for one in await found_letters(conn, whose, wanted, most=10_000)]
        for told in found:
            click.echo(plain_json(json.dumps(told, ensure_ascii=False)) if as_json else _line(told))
        if not found and not as_json:
            click.echo("No letter waits." if status == "waiting" else "There is none.")

    asyncio.run(with_books(seller, show))


@letters.command("pdf")
@click.argument("notice", nargs=-1)
@SELLER
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="FOLDER",
              help="Where the PDFs go, NOTICE.pdf each.")  # fmt: skip
def letters_pdf(notice: tuple[str, ...], seller: str | None, into: Path) -> None:
    """Write the PDFs of these letters (ntc_…) into a folder; without one, of all that can be posted."""

    async def write(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence.reads import letters as found_letters
        from fourthact.correspondence.reads import pdf_of

        found = [await _letter(conn, whose, name) for name in notice] or [
            one for one in await found_letters(conn, whose, ("to_print",), most=10_000)
            if one.letter and one.letter.addressed
        ]  # fmt: skip
        into.mkdir(parents=True, exist_ok=True)
        for one in found:
            path = into / f"{_told(one)['notice']}.pdf"
            path.write_bytes(await pdf_of(conn, whose, one))
            click.echo(str(path))

    asyncio.run(with_books(seller, write))


@letters.command("posted")
@click.argument("notice", nargs=-1, required=True)
@click.option(
    "--on", "on", type=DAY, required=True, metavar="DATE", help="The day on which they were posted."
)
@KEY_FILE
def letters_posted(notice: tuple[str, ...], on: datetime, key_file: Path) -> None:
    """Say, as a person, that these letters (ntc_…) were posted. Legal notices count as given from then."""

    def asked(one: OnPaper) -> tuple[Any, Any]:
        from fourthact.correspondence.posting import POST, PostLetter

        addressed = one.letter.addressed if one.letter else None
        return POST, PostLetter(one.notice.id, one.notice.reservation, on.date(), addressed)

    _say(notice, key_file, asked, f"posted on {on.date()}")


@letters.command("returned")
@click.argument("notice")
@click.option("--why", default="", help="What the post wrote on it.")
@KEY_FILE
def letters_returned(notice: str, why: str, key_file: Path) -> None:
    """Say, as a person, that a posted letter (ntc_…) came back: another address gets it, or a person."""

    def asked(one: OnPaper) -> tuple[Any, Any]:
        from fourthact.correspondence.posting import GIVE_UP, GiveUpLetter

        said = why.encode("ascii", "replace").decode()
        return GIVE_UP, GiveUpLetter(one.notice.id, one.notice.reservation, one.notice.contact, "post", said)

    _say((notice,), key_file, asked, "back")


@letters.command("told")
@click.argument("notice")
@click.option("--way", type=click.Choice(["phone", "in_person", "other"]), required=True,
              help="How you told them.")  # fmt: skip
@click.option("--on", "on", type=DAY, required=True, metavar="DATE", help="The day on which you did.")
@click.option("--note", default="", help="Anything else; kept beside it.")
@KEY_FILE
def letters_told(notice: str, way: str, on: datetime, note: str, key_file: Path) -> None:
    """Say, as a person, that you have told a holder what a notice (ntc_…) says that nothing else could give."""

    def asked(one: OnPaper) -> tuple[Any, Any]:
        from fourthact.correspondence.posting import GIVE, GiveNotice

        day: date = on.date()
        return GIVE, GiveNotice(one.notice.id, one.notice.reservation, way, day, note)  # type: ignore[arg-type]

    _say((notice,), key_file, asked, "given")


def _say(
    names: tuple[str, ...], key_file: Path, asked: Callable[[OnPaper], tuple[Any, Any]], done: str
) -> None:
    """Ask for something about each letter in a person's name. The same said twice is said once."""
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    whose, key_id = known

    async def say(app: App) -> None:
        from fourthact.acts import Caller, Request

        for name in names:
            async with app.pool.connection() as conn:
                verb, args = asked(await _letter(conn, whose, name))
            said = f"{verb.name} {args}"
            key = f"letters-{uuid5(whose, said).hex}"
            await app.spine.ask(Request(verb, Caller(whose, key_id=key_id), key, args, said.encode()))
            click.echo(f"{name} is {done}")

    asyncio.run(in_house(say))


async def _letter(conn: Any, whose: UUID, name: str) -> OnPaper:
    from fourthact.correspondence.reads import letter_by_id
    from fourthact.correspondence.rules import MailReason
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    try:
        found = await letter_by_id(conn, whose, ids.inner("notice", name))
    except ValueError:
        found = None
    if found is None:
        raise Refused(MailReason.NOTICE_UNKNOWN, {"notice": name})
    return found


def _told(one: OnPaper) -> dict[str, Any]:
    import msgspec

    from fourthact.correspondence.shelf import letter_shown

    told: dict[str, Any] = msgspec.to_builtins(letter_shown(one))
    return told


def _line(told: dict[str, Any]) -> str:
    to = ", ".join(told["to"]) if told["addressed"] else f"{', '.join(told['to'])} (no postal address)"
    return f"{told['notice']}  {told['written_at'][:10]}  {told['status']:<12}  {told['template']:<22}  {plain(to)}"
