"""The way out of announcements: one click of a mail program (RFC 8058), or the button on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact.acts import By, Caller
from fourthact.correspondence.mailing import REFUSE, RefuseAnnouncements
from fourthact.correspondence.rules import MailReason
from fourthact.people import sellers
from fourthact.values.errors import Refused
from fourthact.web import Call
from fourthact.web.pages import PageReason, Pages, Visit, visit

own = Pages(Path(__file__).parent / "templates")


@get("/{lang:str}/u/{token:str}")
async def look(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """What it means, and the button. Looking changes nothing: programs follow the links in mail."""
    page = visit(request, lang)
    seller, _ = _holder(page, token)
    return await _shown(page, seller, token, is_off=False)


@post("/{lang:str}/u/{token:str}", status_code=200)
async def refuse(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """No more announcements; asked twice, it is so once. Source: RFC 8058: no cookie, no redirect, no second page."""
    page = visit(request, lang)
    seller, reservation = _holder(page, token)
    call = Call(page.context, request.scope, request.receive)
    await call.raw()
    args, key = RefuseAnnouncements(reservation), f"~no-announcements/{reservation.hex}"
    try:
        await call.ask_as(REFUSE, args, Caller(seller, By("holder")), key, b"")
    except Refused as no:
        if no.reason is not MailReason.NOTICE_SETTLED:
            raise
    return await _shown(page, seller, token, is_off=True)


def _holder(page: Visit, token: str) -> tuple[UUID, UUID]:
    """Refuses: LINK_UNKNOWN."""
    opened: tuple[UUID, UUID] | None = page.context.links.read_unsubscribe(token)
    if opened is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    return opened


async def _shown(page: Visit, seller: UUID, token: str, *, is_off: bool) -> Response[str]:
    async with page.context.pool.connection() as conn:
        name = next(one.name for one in await sellers(conn) if one.id == seller)
    path = f"/u/{token}"
    return own.show(
        "announcements.html", page.language, path, seller=name, is_off=is_off, here=page.path(f"u/{token}")
    )
