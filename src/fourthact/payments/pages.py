"""Pay a stage by card, from the holder's page."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.params import FromPath

from fourthact.payments.actions import ORDER, OrderPayment
from fourthact.payments.acts import PaymentOrdered
from fourthact.payments.reads import purse_of
from fourthact.payments.rules import PaymentReason
from fourthact.values.errors import Refused
from fourthact.web.forms import Token
from fourthact.web.pages import PageReason, Visit, pages_router, see_other, visit

# How long the page waits for the rail's answer before it says "on its way". Units: seconds.
PATIENCE_SECONDS = 3.0
LOOK_SECONDS = 0.1


class Paying(msgspec.Struct):
    """The form. `card`: the rail's own word for a card."""

    stage: int
    card: Token


@post("/{lang:str}/r/{token:str}/payment", status_code=303)
async def pay(request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Order the payment; then the reservation's page, which says how it went."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    form = await page.form()
    try:
        paying = msgspec.convert(form, Paying, strict=False)
    except msgspec.ValidationError:
        raise Refused(PageReason.FORM_STALE) from None
    args = OrderPayment(reservation, paying.stage, paying.card)
    try:
        answer = await page.ask(ORDER, args, seller, reservation, form)
    except Refused as no:
        if no.reason not in (PaymentReason.STAGE_ALREADY_PAID, PaymentReason.PAYMENT_IN_FLIGHT):
            raise
    else:
        assert isinstance(answer.first.act, PaymentOrdered)
        await _wait(page, seller, reservation, answer.first.act.payment)
    return see_other(page.reservation_path(token))


async def _wait(page: Visit, seller: Any, reservation: Any, n: int) -> None:
    """Give the rail a moment, so that most people see the outcome at once."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        async with page.context.pool.connection() as conn:
            purse = await purse_of(conn, seller, reservation)
        payment = purse.payment(n) if purse else None
        if payment is None or payment.status != "ordered":
            return
        await asyncio.sleep(LOOK_SECONDS)


router = pages_router(pay)
