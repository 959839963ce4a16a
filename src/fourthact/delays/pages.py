"""Answer, from the holder's page, whether one waits or leaves."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from fourthact.delays.actions import ANSWER, AnswerDelay
from fourthact.delays.rules import DelayReason
from fourthact.reservations import product_of
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web.pages import PageReason, pages_router, see_other, visit


@post("/{lang:str}/r/{token:str}/answer", status_code=303)
async def answer(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Take the answer; then the reservation's page."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    form = await page.form()
    choice = form.get("choice")
    if choice not in ("wait", "leave"):
        raise Refused(PageReason.FORM_STALE)
    async with page.context.pool.connection() as conn:
        product = await product_of(conn, seller, reservation)
    args = AnswerDelay(
        reservation, "wait" if choice == "wait" else "leave", ids.new_id(), page.context.policy, product
    )
    try:
        await page.ask(ANSWER, args, seller, reservation, form)
    except Refused as no:
        if no.reason is not DelayReason.ANSWERED_ALREADY:
            raise
    return see_other(page.reservation_path(token))


router = pages_router(answer)
