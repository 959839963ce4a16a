"""`mail doctor`: whether the world can find our domains, and whether every address that was printed still lives.

What became of each message is kept, so that a dead address rings until somebody looks at it or it lives again. Where a
mail server outside is set, the workers ask by themselves every day.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple
from uuid import UUID

import click
import psycopg
import structlog
from psycopg_pool import PoolTimeout

from fourthact.agenda import read_clock
from fourthact.app import App
from fourthact.correspondence import addresses
from fourthact.mail import Finding, Post, check_domain, resolver
from fourthact.people import sellers
from fourthact.values.errors import Unavailable
from fourthact.values.plain import plain

log = structlog.get_logger()

LOOK_SECONDS = 0.5
# How long a message may take that the workers send by themselves: a mail server that we kept waiting tries again.
PATIENCE_SECONDS = 900.0
TURN_SECONDS = 60.0
# One that is dead is asked more often: it rings no longer than it must.
DEAD_AGAIN = timedelta(hours=1)
TURN = "SELECT pg_try_advisory_lock(hashtextextended('doctor ' || %s, 0))"
TURN_OVER = "SELECT pg_advisory_unlock(hashtextextended('doctor ' || %s, 0))"


class Heard(NamedTuple):
    """What became of a message to an address. `alive`: None where the mail server outside could not be asked."""

    address: str
    alive: bool | None
    says: str


async def run(app: App, *, selectors: Sequence[str], send: bool, wait_seconds: float, as_json: bool) -> None:
    """Check every seller's domains and addresses; ends with 1 if anything is wrong, or could not be asked."""
    found: list[Finding] = []
    asked = resolver(app.settings.resolver)
    async with app.pool.connection() as conn:
        houses = await sellers(conn)
    for seller in houses:
        for domain in await app.mail.domains(seller):
            found += await check_domain(asked, domain, selectors)
        if send:
            found += [_finding(one) for one in await probe(app, seller.id, wait_seconds)]
    for one in found:
        told = {"about": one.about, "name": one.name, "ok": one.ok, "says": one.says}
        line = f"{'ok ' if one.ok else 'BAD'} {one.about:<8} {one.name}: {one.says}"
        click.echo(json.dumps(told) if as_json else plain(line))
    sys.exit(0 if all(one.ok for one in found) else 1)


async def every_day(app: App) -> None:
    """Ask every address of every seller as often as is set, for ever; whatever is away is waited for."""
    task = asyncio.current_task()
    while task is not None and not task.cancelling():
        try:
            async with app.pool.connection() as conn:
                houses = [seller.id for seller in await sellers(conn)]
            for seller in houses:
                await _in_turn(app, seller)
        except (Unavailable, psycopg.OperationalError, PoolTimeout, OSError) as away:
            log.warning("the doctor waits", why=str(away).strip()[:200])
        except Exception as defect:
            # The worker's other work is not to end with it.
            log.error("the doctor stumbles", exc_info=defect)
        await asyncio.sleep(TURN_SECONDS)


async def _in_turn(app: App, seller: UUID) -> None:
    """Ask those whose time has come, unless another worker is about to."""
    async with app.pool.connection() as conn:
        row = await (await conn.execute(TURN, (str(seller),))).fetchone()
        if not (row and row[0]):
            return
        try:
            due = await _due(app, conn, seller)
            if due:
                await probe(app, seller, PATIENCE_SECONDS, due)
        finally:
            await conn.execute(TURN_OVER, (str(seller),))


async def _due(app: App, conn: Any, seller: UUID) -> set[UUID]:
    now, _ = await read_clock(conn)
    often = timedelta(hours=app.settings.doctor_hours)
    return {
        row.id
        for row in (one.address for one in await addresses(conn, seller))
        if row.probed_at is None or row.probed_at <= now - (min(often, DEAD_AGAIN) if row.dead_at else often)
    }


async def probe(
    app: App, seller: UUID, wait_seconds: float, only: Collection[UUID] | None = None
) -> list[Heard]:
    """Send a message to every address ever printed (or `only` to some), by the way that a stranger's takes; keep and
    tell what became of each.
    """
    async with app.pool.connection() as conn:
        since, _ = await read_clock(conn)
        known = [
            one.address for one in await addresses(conn, seller) if only is None or one.address.id in only
        ]
    post = Post(app.settings.doctor_smtp_url or app.settings.smtp_url)
    sent = [(row, *await _send(post, row.address)) for row in known]
    heard: dict[UUID, tuple[Heard, str]] = {row.id: (one, mark) for row, one, mark in sent}
    waiting = {place: mark for place, (one, mark) in heard.items() if one.alive}
    took = await _arrivals(app, seller, since, waiting, wait_seconds)
    for place, mark in waiting.items():
        address = heard[place][0].address
        seconds = took.get(place)
        says = f"nothing came in within {wait_seconds:.0f} s" if seconds is None else f"{seconds:.1f} s"
        heard[place] = (Heard(address, seconds is not None, says), mark)
    for place, (one, mark) in heard.items():
        if one.alive is not None:
            says = "" if one.alive else one.says
            await app.mail.probed(seller, place, mark, alive=one.alive, says=says)
    return [one for one, _ in heard.values()]


async def _arrivals(
    app: App, seller: UUID, since: datetime, marks: dict[UUID, str], wait_seconds: float
) -> dict[UUID, float]:
    """After how many seconds each marked message came in; those that did not are left out."""
    began = time.monotonic()
    took: dict[UUID, float] = {}
    while len(took) < len(marks) and time.monotonic() < began + wait_seconds:
        for place, mark in marks.items():
            if place not in took and await app.mail.arrived(seller, since, mark.encode()):
                took[place] = time.monotonic() - began
        await asyncio.sleep(LOOK_SECONDS if len(took) < len(marks) else 0)
    return took


async def _send(post: Post, address: str) -> tuple[Heard, str]:
    """Send one message: whether the mail server took it, and the mark by which it is known again."""
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
        return Heard(address, None, str(away)), mark
    if reply.code < 400:
        return Heard(address, True, ""), mark
    says = f"{reply.code} {reply.text}"
    if reply.code < 500:
        return Heard(address, None, says), mark
    return Heard(address, False, f"the mail server did not take it ({says})"), mark


def _finding(one: Heard) -> Finding:
    verdict = {
        True: "alive, ",
        False: "DEAD: ",
        None: "UNKNOWN, the mail server outside could not be asked: ",
    }
    return Finding("address", one.address, ok=bool(one.alive), says=verdict[one.alive] + one.says)
