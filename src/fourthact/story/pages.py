"""The holder's page: the whole reservation, in its four acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from fourthact.correspondence import reply_address
from fourthact.payments import instructions
from fourthact.story import telling
from fourthact.story.reads import story_of
from fourthact.values.errors import Refused
from fourthact.web.pages import PageReason, Pages, pages_router, visit

own = Pages(Path(__file__).parent / "templates")


@get("/{lang:str}/r/{token:str}")
async def story(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Everything about one reservation, for whoever holds it."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    async with page.context.pool.connection() as conn:
        found = await story_of(conn, page.context.spine.house, seller, reservation)
        if found is None:
            raise Refused(PageReason.LINK_UNKNOWN)
        code = found.found.reservation.code
        write_to = await reply_address(conn, page.context.links, seller, code)
    say, standing = page.language, telling.status(found)
    return own.show(
        "story.html",
        say,
        f"/r/{token}",
        seller=found.seller,
        product=found.product.name,
        code=code,
        name=found.found.holder.name,
        standing=standing,
        status_waits=standing in ("placed", "refunding"),
        figures=telling.figures(found, say),
        next=telling.upcoming(found, say, instructions(found.purse, page.context.rails)),
        acts=telling.chapters(found, say),
        may_leave=found.found.reservation.cancelled_at is None,
        leaving=telling.leaving(found, say),
        here=page.reservation_path(token),
        reply_address=write_to,
        receipt_key=page.context.links.receipt_key(seller, reservation),
    )


router = pages_router(story)
