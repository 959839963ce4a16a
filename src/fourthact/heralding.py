"""Announcements at the command line: send one to every holder of a product, watch it, pause it, call it off.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, in_house, with_books
from fourthact.lettering import KEY_FILE

if TYPE_CHECKING:
    from fourthact.app import App

LOOK_SECONDS = 0.5
OVER = ("finished", "paused")


@click.group()
def announcements() -> None:
    """Announcements to every holder of a product, at a pace that their mail servers take."""


@announcements.command("send")
@click.option("--product", required=True, metavar="SLUG", help="Whose holders get it, by the product's slug.")
@click.option("--en", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The English text.")
@click.option("--fr", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The French text.")
@click.option("--it", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The Italian text.")
@click.option("--ko", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The Korean text.")
@KEY_FILE
def announcements_send(product: str, key_file: Path, **files: Path | None) -> None:
    """Order an announcement. The first line of each file is its subject. The same files sent twice are sent once."""
    given = {code: path.read_text(encoding="utf-8") for code, path in files.items() if path is not None}

    async def order(app: App) -> None:
        from fourthact.correspondence.mailing import ORDER, OrderMailing, Words
        from fourthact.products import product_by_slug

        texts = {}
        for code, text in given.items():
            subject, _, rest = text.strip().partition("\n")
            texts[code] = Words(subject.strip(), rest.strip())
        async with app.pool.connection() as conn:
            found = await product_by_slug(conn, _whose(key_file)[0], product)
        whose = found.id if found else uuid5(UUID(int=0), product)
        said = json.dumps([product, given], sort_keys=True)
        mailing = uuid5(whose, said)
        args = OrderMailing(mailing, whose, found is not None, texts)
        await _ask(app, key_file, ORDER, args, f"announce-{mailing.hex}", said)
        click.echo(_name(mailing))

    asyncio.run(in_house(order))


@announcements.command("show")
@click.argument("announcement", required=False)
@SELLER
@click.option("--follow", is_flag=True, help="Stay, with a bar, until it is over or paused.")
@AS_JSON_PLAIN
def announcements_show(announcement: str | None, seller: str | None, follow: bool, as_json: bool) -> None:
    """How far an announcement (mlg_…) has come, or all of them."""

    async def show(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence.mailing_reads import mailings

        if announcement is None:
            for one in await mailings(conn, whose):
                _say(await _shown(conn, whose, _name(one.id)), as_json)
            return
        shown = await _shown(conn, whose, announcement)
        if follow and not as_json:
            with click.progressbar(length=max(shown["notices"], 1), label=announcement) as bar:
                while shown["status"] not in OVER:
                    bar.length = max(shown["notices"], 1)
                    bar.update(_done(shown) - bar.pos)
                    await asyncio.to_thread(time.sleep, LOOK_SECONDS)
                    shown = await _shown(conn, whose, announcement)
                bar.update(_done(shown) - bar.pos)
        _say(shown, as_json)

    asyncio.run(with_books(seller, show))


@announcements.command("change")
@click.argument("announcement")
@click.argument("what", type=click.Choice(["pause", "resume", "cancel"]))
@KEY_FILE
def announcements_change(announcement: str, what: str, key_file: Path) -> None:
    """Pause an announcement (mlg_…), let it go on, or call it off: what has not gone out by then never does."""

    async def change(app: App) -> None:
        from fourthact.correspondence.mailing import CHANGE, OnMailing
        from fourthact.correspondence.rules import MailReason
        from fourthact.values import ids
        from fourthact.values.errors import Refused

        try:
            place = ids.inner("mailing", announcement)
        except ValueError:
            raise Refused(MailReason.MAILING_UNKNOWN, {"mailing": announcement}) from None
        args = OnMailing(place, what)  # type: ignore[arg-type]
        await _ask(app, key_file, CHANGE, args, f"announcement-{ids.new_id().hex}", what)
        click.echo(f"{announcement}: {what}")

    asyncio.run(in_house(change))


def _whose(key_file: Path) -> tuple[UUID, UUID]:
    """Seller and id of a key. Refuses: KEY_UNKNOWN."""
    from fourthact.people import PeopleReason, key_id_of
    from fourthact.values.errors import Refused

    known = key_id_of(key_file.read_text(encoding="utf-8").strip())
    if known is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    return known


async def _ask(app: App, key_file: Path, verb: Any, args: Any, key: str, said: str) -> None:
    from fourthact.acts import Caller, Request

    whose, key_id = _whose(key_file)
    await app.spine.ask(Request(verb, Caller(whose, key_id=key_id), key, args, said.encode()))


async def _shown(conn: Any, whose: UUID, name: str) -> dict[str, Any]:
    import msgspec

    from fourthact.correspondence.mailing_api import announcement_shown
    from fourthact.correspondence.mailing_reads import mailing_by_id, progress
    from fourthact.correspondence.rules import MailReason
    from fourthact.values import ids
    from fourthact.values.errors import Refused

    try:
        found = await mailing_by_id(conn, whose, ids.inner("mailing", name))
    except ValueError:
        found = None
    if found is None:
        raise Refused(MailReason.MAILING_UNKNOWN, {"mailing": name})
    shown: dict[str, Any] = msgspec.to_builtins(announcement_shown(found, await progress(conn, found)))
    return shown


def _name(mailing: UUID) -> str:
    from fourthact.values import ids

    return ids.outer("mailing", mailing)


def _done(shown: dict[str, Any]) -> int:
    return sum(count for status, count in shown["progress"].items() if status != "written")


def _say(shown: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown))
        return
    counts = ", ".join(f"{count} {status}" for status, count in shown["progress"].items()) or "nothing yet"
    click.echo(
        f"{shown['id']}  {shown['ordered_at'][:16]}  {shown['status']:<9}  {_done(shown)} of {shown['notices']}"
        f" ({counts}); left out: {shown['left_out']}"
    )
