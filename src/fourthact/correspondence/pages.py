"""A holder's contacts, from their page and from the address itself. What changes something is a button, never a link:
mail programs open links by themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact import contacts
from fourthact.acts import Verb
from fourthact.agenda import read_clock
from fourthact.contacts import AddContact, ContactList, ContactReason, OnContact, Way
from fourthact.correspondence import reads
from fourthact.correspondence.contacts_api import checked
from fourthact.correspondence.message_pages import send, write
from fourthact.correspondence.recovery_pages import come_in, way_in
from fourthact.correspondence.refusing_pages import look, refuse
from fourthact.correspondence.telling import masked
from fourthact.people import sellers
from fourthact.reservations import Found, reservation_by_id
from fourthact.values.errors import Refused
from fourthact.web.pages import PageReason, Pages, Visit, pages_router, see_other, visit

own = Pages(Path(__file__).parent / "templates")
DOES: dict[str, Verb[Any]] = {
    "first": contacts.PUT_FIRST,
    "retirement": contacts.RETIRE,
    "stop": contacts.STOP,
}


@get("/{lang:str}/r/{token:str}/contacts")
async def list_all(
    request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """How the holder is reached, and what they can do about it."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    return await _show(page, token, seller, reservation, {})


@post("/{lang:str}/r/{token:str}/contacts", status_code=303)
async def add(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Add an address; a mail goes there that asks to confirm it, and one to every other."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    form = await page.form()
    address = form.get("address", "").strip()
    try:
        checked("mail", address)
    except Refused:
        return await _show(page, token, seller, reservation, {"address": address}, status=422)
    async with page.context.pool.connection() as conn:
        listed = await contacts.list_of(conn, seller, reservation)
    args = AddContact(
        reservation=reservation,
        number=contacts.next_number(listed),
        kind="mail",
        address=address,
        confirm=True,
        cooling_hours=page.context.settings.contact_cooling_hours,
        source="page",
    )
    await page.ask(contacts.ADD, args, seller, reservation, form)
    return see_other(page.reservation_path(token, "/contacts"))


@post("/{lang:str}/r/{token:str}/contacts/{number:str}/{what:str}", status_code=303)
async def change(
    request: Request[Any, Any, Any],
    lang: FromPath[str],
    token: FromPath[str],
    number: FromPath[str],
    what: FromPath[str],
) -> Response[Any]:
    """Put an address first, retire it, or say of a new one: this was not me."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    if what not in DOES or not number.isascii() or not number.isdigit() or len(number) > 4:
        raise Refused(PageReason.LINK_UNKNOWN)
    await page.ask(DOES[what], OnContact(reservation, int(number)), seller, reservation, await page.form())
    return see_other(page.reservation_path(token, "/contacts"))


@get("/{lang:str}/c/{token:str}")
async def one(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """What a new address is asked. Whoever reads it sees nothing of the reservation but its code."""
    page = visit(request, lang)
    seller, reservation, number = _contact(page, token)
    return await _ask(page, token, seller, reservation, number)


@post("/{lang:str}/c/{token:str}/{what:str}", status_code=200)
async def answer(
    request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str], what: FromPath[str]
) -> Response[Any]:
    """Somebody who reads the address says that it is theirs, or that they know of nothing."""
    page = visit(request, lang)
    seller, reservation, number = _contact(page, token)
    verbs: dict[str, Verb[Any]] = {"confirmation": contacts.CONFIRM, "stop": contacts.STOP}
    if what not in verbs:
        raise Refused(PageReason.LINK_UNKNOWN)
    try:
        await page.ask(verbs[what], OnContact(reservation, number), seller, reservation, await page.form())
    except Refused as no:
        if no.reason is not ContactReason.CONTACT_IS:
            raise
    return await _ask(page, token, seller, reservation, number)


def _contact(page: Visit, token: str) -> tuple[UUID, UUID, int]:
    """Refuses: LINK_UNKNOWN."""
    found: tuple[UUID, UUID, int] | None = page.context.links.read_contact(token)
    if found is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    return found


async def _case(
    page: Visit, seller: UUID, reservation: UUID
) -> tuple[str, Found, ContactList | None, dict[int, bool], Any]:
    async with page.context.pool.connection() as conn:
        found = await reservation_by_id(conn, seller, reservation)
        if found is None:
            raise Refused(PageReason.LINK_UNKNOWN)
        listed = await contacts.list_of(conn, seller, reservation)
        lost = {
            row.number: True
            for row in await reads.unreached_of(conn, seller, reservation)
            if row.unreachable_at
        }
        name = next(one.name for one in await sellers(conn) if one.id == seller)
        now, _ = await read_clock(conn)
    return name, found, listed, lost, now


async def _show(
    page: Visit, token: str, seller: UUID, reservation: UUID, wrong: dict[str, str], *, status: int = 200
) -> Response[Any]:
    name, found, listed, lost, now = await _case(page, seller, reservation)
    known = listed.ways if listed else (Way(0, "mail", "open", found.reservation.placed_at),)
    shown = [
        {
            "number": way.n,
            "address": masked((found.holder.email if way.n == 0 else way.address) or "", way.kind),
            "status": "unreachable" if lost.get(way.n) and way.status == "open" else way.status,
            "cools_until": way.cools_until if way.cools_until and way.cools_until > now else None,
            "may_stop": way.status == "waiting"
            or (way.status in ("open", "retired") and way.cools_until is not None and way.cools_until > now),
            "may_retire": way.status in ("open", "waiting"),
            "may_be_first": way.status == "open" and way.kind == "mail",
        }
        for way in known
    ]
    return own.show(
        "contacts.html",
        page.language,
        f"/r/{token}/contacts",
        status=status,
        seller=name,
        code=found.reservation.code,
        ways=shown,
        wrong=wrong,
        here=page.reservation_path(token),
    )


async def _ask(page: Visit, token: str, seller: UUID, reservation: UUID, number: int) -> Response[Any]:
    name, found, listed, _, _ = await _case(page, seller, reservation)
    way = listed.way(number) if listed else None
    if way is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    path = f"/c/{token}"
    return own.show(
        "contact.html",
        page.language,
        path,
        seller=name,
        code=found.reservation.code,
        standing="done" if way.status in ("stopped", "looked", "retired") else way.status,
        here=f"/{page.language.code}{path}",
    )


router = pages_router(look, refuse, list_all, add, change, one, answer, way_in, come_in, write, send)
