"""`mail doctor`: whether the world can find our domains, and whether every address that was printed still lives."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

import click

from fourthact.agenda import read_clock
from fourthact.app import App
from fourthact.correspondence import addresses
from fourthact.mail import Finding, Post, check_domain, resolver
from fourthact.people import sellers
from fourthact.values.errors import Unavailable

LOOK_SECONDS = 0.5


async def run(app: App, *, selectors: Sequence[str], send: bool, wait_seconds: float, as_json: bool) -> None:
    """Check every seller's domains and addresses; ends with 1 if anything is wrong."""
    found: list[Finding] = []
    asked = resolver(app.settings.resolver)
    async with app.pool.connection() as conn:
        houses = await sellers(conn)
    for seller in houses:
        for domain in await app.mail.domains(seller):
            found += await check_domain(asked, domain, selectors)
        if send:
            found += await _probe(app, seller.id, wait_seconds)
    for one in found:
        told = {"about": one.about, "name": one.name, "ok": one.ok, "says": one.says}
        line = f"{'ok ' if one.ok else 'BAD'} {one.about:<8} {one.name}: {one.says}"
        click.echo(json.dumps(told) if as_json else line)
    sys.exit(0 if all(one.ok for one in found) else 1)


async def _probe(app: App, seller: UUID, wait_seconds: float) -> list[Finding]:
    """A message to every address ever printed, by the way that a stranger's takes; whether each came in."""
    async with app.pool.connection() as conn:
        since, _ = await read_clock(conn)
        known = [one.address.address for one in await addresses(conn, seller)]
    post = Post(app.settings.doctor_smtp_url or app.settings.smtp_url)
    sent = {address: await _send(post, address) for address in known}
    began = time.monotonic()
    waiting = {address: mark for address, (mark, refused) in sent.items() if not refused}
    took: dict[str, float] = {}
    while waiting and time.monotonic() < began + wait_seconds:
        for address, mark in list(waiting.items()):
            if await app.mail.arrived(seller, since, mark.encode()):
                took[address] = time.monotonic() - began
                del waiting[address]
        await asyncio.sleep(LOOK_SECONDS if waiting else 0)
    return [_finding(address, sent[address][1], took.get(address), wait_seconds) for address in known]


async def _send(post: Post, address: str) -> tuple[str, str]:
    """Send one message; the mark by which it is known again, and what the mail server said against it."""
    mark = secrets.token_hex(16)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = address, address, "Is this address alive?"
    mail["Message-ID"], mail["Auto-Submitted"] = (
        f"<doctor.{mark}@{address.rpartition('@')[2]}>",
        "auto-generated",
    )
    mail.set_content("Fourthact sent this to itself. Nothing is to be done.")
    try:
        async with post.line() as line:
            reply = await line.send(mail.as_bytes(), "", address)
    except Unavailable as away:
        return mark, str(away)
    return mark, "" if reply.code < 400 else f"{reply.code} {reply.text}"


def _finding(address: str, refused: str, seconds: float | None, wait_seconds: float) -> Finding:
    if refused:
        return Finding(
            "address", address, ok=False, says=f"DEAD: the mail server did not take it ({refused})"
        )
    if seconds is None:
        return Finding(
            "address", address, ok=False, says=f"DEAD: nothing came in within {wait_seconds:.0f} s"
        )
    return Finding("address", address, ok=True, says=f"alive, {seconds:.1f} s")
