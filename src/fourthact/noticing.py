"""Notices at the command line: how each would be written, in every language.

Heavy parts are imported by the command that needs them.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import click

from fourthact.bookkeeping import AS_JSON_PLAIN, SELLER, with_books


@click.group()
def notices() -> None:
    """What holders are told: every notice, as it would be written."""


@notices.command("preview")
@click.argument("kind", required=False)
@click.option("--language", type=click.Choice(["en", "fr", "it", "ko"]),
              help="Without it, that of the reservation's holder, or English.")  # fmt: skip
@click.option("--reservation", metavar="RESERVATION", help="With the facts of this one (its code, or rsv_…).")
@click.option(
    "--html", "as_html", is_flag=True, help="The HTML that is sent beside the text, and nothing else."
)
@SELLER
@AS_JSON_PLAIN
def notices_preview(
    kind: str | None, language: str | None, reservation: str | None, as_html: bool, seller: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """A notice with sample facts (docs/look-up/notices.md has them all); without KIND, the names of all notices.

    With a reservation, its holder, product and place are shown; sums, days and links stay samples. Nothing is sent.
    """
    from fourthact.correspondence.specimens import specimen, templates

    if kind is None:
        click.echo("\n".join(templates()))
        return
    own: dict[str, Any] = {}

    async def look(conn: Any, whose: UUID) -> None:
        from fourthact.correspondence.specimens import facts_of
        from fourthact.inboxing import reservation_named

        assert reservation is not None
        own.update(await facts_of(conn, whose, await reservation_named(conn, whose, reservation)))

    if reservation is not None:
        asyncio.run(with_books(seller, look))
    found = specimen(kind, language or own.get("language", "en"), own)
    if as_json:
        told = {name: getattr(found, name) for name in found.__struct_fields__}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(found.html if as_html else f"{found.subject}\n\n{found.text}", nl=as_html)
