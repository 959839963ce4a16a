"""From the holder's page: ask for what was paid above the price; and leave, by one click to here, one to confirm, and
an acknowledgement with date and time.

Source: Directive 2011/83/EU art. 11a as amended by (EU) 2023/2673: a withdrawal function, a confirmation, and an
acknowledgement on a durable medium (the same words go out by mail).
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact.agenda import read_clock
from fourthact.payments import purse_of
from fourthact.people import sellers
from fourthact.products import product_by_id
from fourthact.refunds.actions import CANCEL, CancelReservation
from fourthact.refunds.acts import RefundPlanned
from fourthact.refunds.partial import GIVE_OVERPAID, RefundPart
from fourthact.refunds.reads import shares_of
from fourthact.refunds.retaining import assess
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.shares import all_left
from fourthact.reservations import ReservationCancelled, ReservationReason, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money
from fourthact.web.pages import PageReason, Pages, Visit, pages_router, see_other, visit

own = Pages(Path(__file__).parent / "templates")


@get("/{lang:str}/r/{token:str}/cancellation")
async def ask(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """What leaving means, and the button that does it."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    facts = await _case(page, seller, reservation)
    if facts["is_cancelled"]:
        return see_other(page.reservation_path(token))
    promised = timedelta(hours=page.context.policy.promise_hours)
    path = f"/r/{token}/cancellation"
    fee, left = facts["fee_now"], facts["left"]
    back = Money(left.minor - fee.retained_minor, left.currency) if fee else left
    here = page.reservation_path(token)
    return own.show(
        "cancel.html", page.language, path, **facts, promised=promised, here=here, fee=fee, back=back
    )


@post("/{lang:str}/r/{token:str}/cancellation", status_code=200)
async def leave(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Cancel, and say what was received and when."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    facts = await _case(page, seller, reservation)
    args = CancelReservation(
        reservation, ids.new_id(), "page", page.context.policy, product=facts["product_id"]
    )
    try:
        answer = await page.ask(CANCEL, args, seller, reservation, await page.form())
    except Refused as no:
        if no.reason is not ReservationReason.ALREADY_CANCELLED:
            raise
        return see_other(page.reservation_path(token))
    act = answer.first.act
    assert isinstance(act, ReservationCancelled)
    planned = next((one.act for one in answer.acts if isinstance(one.act, RefundPlanned)), None)
    return own.show(
        "cancelled.html",
        page.language,
        f"/r/{token}",
        **facts,
        fee=planned.fee if planned else None,
        asked_at=act.asked_at,
        amount=Money(planned.amount_minor, planned.currency) if planned else None,
        promised_by=planned.promised_by if planned else None,
        here=page.reservation_path(token),
    )


@post("/{lang:str}/r/{token:str}/overpayment", status_code=303)
async def ask_overpaid(
    request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Plan that what is above the price goes back; then the reservation's page, which says until when."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    args = RefundPart(reservation, ids.new_id(), page.context.policy)
    try:
        await page.ask(GIVE_OVERPAID, args, seller, reservation, await page.form())
    except Refused as no:
        # Asked for already, from another window or by the seller: the page says how far it is.
        if no.reason is not RefundReason.NOTHING_ABOVE_PRICE:
            raise
    return see_other(page.reservation_path(token))


async def _case(page: Visit, seller: UUID, reservation: UUID) -> dict[str, Any]:
    """What both pages say of the reservation."""
    async with page.context.pool.connection() as conn:
        found = await reservation_by_id(conn, seller, reservation)
        if found is None:
            raise Refused(PageReason.LINK_UNKNOWN)
        product = await product_by_id(conn, seller, found.reservation.product)
        purse = await purse_of(conn, seller, reservation)
        shares = await shares_of(conn, seller, reservation)
        name = next(one.name for one in await sellers(conn) if one.id == seller)
        now, _ = await read_clock(conn)
    assert product is not None
    assert purse is not None
    parts = all_left(purse, shares)
    return {
        "fee_now": assess(product, found.reservation, parts, now, "page") if parts else None,
        "product_id": product.id,
        "seller": name,
        "product": product.name,
        "code": found.reservation.code,
        "position": found.reservation.position,
        "left": Money(sum(minor for _, minor in parts), purse.currency),
        "is_cancelled": found.reservation.cancelled_at is not None,
    }


router = pages_router(ask, leave, ask_overpaid)
