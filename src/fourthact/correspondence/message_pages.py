"""A message from the holder's page, for whoever would rather not write a mail, or whose mail does not arrive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact.correspondence.entering import ENTER, Said, message_of
from fourthact.people import sellers
from fourthact.reservations import reservation_by_id
from fourthact.values.errors import Refused
from fourthact.web.forms import Prose
from fourthact.web.pages import PageReason, Pages, Visit, visit

own = Pages(Path(__file__).parent / "templates")
LETTERS_MAX = 10_000


@get("/{lang:str}/r/{token:str}/message")
async def write(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """The form."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    return await _shown(page, token, seller, reservation)


@post("/{lang:str}/r/{token:str}/message", status_code=200)
async def send(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Take the message, and say when it reached us. What cannot be taken stands in the form again."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    form = await page.form()
    text = form.get("text", "").replace("\r\n", "\n").strip()
    try:
        msgspec.convert(text, Prose)
    except msgspec.ValidationError:
        return await _shown(page, token, seller, reservation, text=text, status=422)
    if len(text) > LETTERS_MAX:
        return await _shown(page, token, seller, reservation, text=text, status=422)
    async with page.context.pool.connection() as conn:
        args = await message_of(conn, page.context.links, seller, reservation, Said(text))
    answer = await page.ask(ENTER, args, seller, reservation, form)
    return await _shown(page, token, seller, reservation, received_at=answer.first.at)


async def _shown(
    page: Visit,
    token: str,
    seller: UUID,
    reservation: UUID,
    *,
    text: str | None = None,
    received_at: datetime | None = None,
    status: int = 200,
) -> Response[str]:
    async with page.context.pool.connection() as conn:
        found = await reservation_by_id(conn, seller, reservation)
        name = next(one.name for one in await sellers(conn) if one.id == seller)
    if found is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    return own.show(
        "message.html",
        page.language,
        f"/r/{token}/message",
        status=status,
        seller=name,
        code=found.reservation.code,
        text=text,
        most=LETTERS_MAX,
        received_at=received_at,
        here=page.reservation_path(token),
    )
