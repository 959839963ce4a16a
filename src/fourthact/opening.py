"""Opens a seller and hands out keys: what is done once, by hand, before anything else can be."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fourthact import people
from fourthact.acts import By, Caller, Request
from fourthact.agenda import read_clock
from fourthact.people import PeopleReason
from fourthact.people.reads import find_staff
from fourthact.people.rules import PERSON_SCOPES, SCOPES
from fourthact.values import ids
from fourthact.values.errors import Refused

if TYPE_CHECKING:
    from fourthact.app import App


@dataclass(frozen=True, slots=True)
class Opened:
    """A new seller: its public id, its log's origin and public key."""

    id: str
    origin: str
    vkey: str


async def open_seller(app: App, name: str, domain: str) -> Opened:
    """A new seller with a log key of its own. Refuses: SELLER_UNNAMED, DOMAIN_INVALID, SELLER_EXISTS."""
    if not name.strip() or not name.isprintable() or len(name) > 120:
        raise Refused(PeopleReason.SELLER_UNNAMED)
    if not people.is_domain(domain):
        raise Refused(PeopleReason.DOMAIN_INVALID, {"domain": domain[:253] or "Nothing"})
    async with app.pool.connection() as conn:
        _, movable = await read_clock(conn)
        known = await people.sellers(conn)
    # A log whose time was moved by hand says so in its name, for ever.
    origin = f"moved-clock/{domain}/log" if movable else f"{domain}/log"
    if any(seller.origin == origin for seller in known):
        raise Refused(PeopleReason.SELLER_EXISTS, {"origin": origin})
    seller = ids.new_id()
    key = app.signer.create(seller, origin)
    args = people.OpenSeller(name, origin, domain)
    await app.spine.ask(Request(people.OPEN, Caller(seller, By("seller")), "~open", args))
    return Opened(ids.outer("seller", seller), origin, key.vkey)


async def issue_key(
    app: App, seller_id: str, owner: str, kind: str, scopes: tuple[str, ...], expires_at: datetime | None
) -> str:
    """An API key for a person or an integration, added if new.

    Refuses: SELLER_UNKNOWN, EXPIRED_ALREADY, SCOPE_UNKNOWN.
    """
    seller = _seller(seller_id)
    async with app.pool.connection() as conn:
        now, _ = await read_clock(conn)
        if expires_at is not None and expires_at <= now:
            raise Refused(PeopleReason.EXPIRED_ALREADY, {"at": expires_at.date().isoformat()})
        if seller not in {known.id for known in await people.sellers(conn)}:
            raise Refused(PeopleReason.SELLER_UNKNOWN, {"seller": seller_id})
        person = await find_staff(conn, seller, kind, owner)
    caller = Caller(seller, By("seller"))
    if person is None:
        person = ids.new_id()
        args = people.AddStaff(person, kind, owner)
        await app.spine.ask(Request(people.ADD, caller, f"~staff/{person.hex}", args))
    token = people.new_token(seller, os.urandom(32))
    known_as = people.key_id_of(token)
    assert known_as is not None
    allowed = SCOPES if kind == "person" else tuple(scope for scope in SCOPES if scope not in PERSON_SCOPES)
    issue = people.IssueKey(person, known_as[1], scopes or allowed, expires_at)
    await app.spine.ask(Request(people.ISSUE, caller, f"~key/{known_as[1].hex}", issue))
    return token


def _seller(text: str) -> UUID:
    try:
        return ids.inner("seller", text)
    except ValueError:
        raise Refused(PeopleReason.SELLER_UNKNOWN, {"seller": text}) from None
