"""Payments for machines: ask for a stage by card; and the door for the notices of rails."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.payments.actions import ORDER, OrderPayment
from fourthact.payments.acts import PaymentOrdered
from fourthact.payments.rules import PaymentReason
from fourthact.rails.contract import NotGenuine
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply, WebReason
from fourthact.web.forms import Body, Token
from fourthact.web.operation import known, told
from fourthact.web.record import seller_known


class PaymentWanted(Body, frozen=True):
    """A stage to be paid by card. `card`: the rail's own word for it; a card's number never comes here."""

    stage: Annotated[int, Meta(ge=1, le=9)]
    card: Token


class PaymentTaken(msgspec.Struct, frozen=True):
    """The order is durable and on its way to the rail; the reservation shows what becomes of it."""

    reservation: str
    payment: int
    stage: int
    amount_minor: int
    currency: str
    status: str
    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Payments")


@router.post(
    "/reservations/{reservation}/payments",
    takes=PaymentWanted,
    gives=PaymentTaken,
    scope="payments:write",
    status=202,
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        PaymentReason.RESERVATION_CLOSED,
        PaymentReason.STAGE_UNKNOWN,
        PaymentReason.STAGE_ALREADY_PAID,
        PaymentReason.STAGE_BY_TRANSFER,
        PaymentReason.PAYMENT_IN_FLIGHT,
        PaymentReason.TOO_MANY_PAYMENTS,
    ),
)
async def order_payment(call: Call, reservation: str, wanted: PaymentWanted) -> Reply:
    """Pay what a card stage still lacks. The rail is asked after the order is durable; look at the reservation."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    answer = await call.ask(ORDER, OrderPayment(owner, wanted.stage, wanted.card))
    act = answer.first.act
    assert isinstance(act, PaymentOrdered)
    content = PaymentTaken(
        reservation=ids.outer("reservation", answer.first.subject),
        payment=act.payment,
        stage=act.stage,
        amount_minor=act.amount_minor,
        currency=act.currency,
        status="ordered",
        acts=call.names(answer),
        receipt=answer.receipt,
    )
    return told(answer, content, status=202)


@router.post(
    "/rails/{rail}/notices/{seller}",
    takes=None,
    gives=None,
    scope=None,
    status=200,
    keyed=False,
    refuses=(WebReason.NO_SUCH_PLACE, WebReason.NOTICE_NOT_GENUINE),
)
async def hear_notice(call: Call, rail: str, seller: str) -> Reply:
    """Where a rail sends its notices. One is kept before it is acknowledged; what it says is then asked for."""
    owner = known("seller", seller, WebReason.NO_SUCH_PLACE)
    if rail not in call.context.rails or not await seller_known(call, owner):
        raise Refused(WebReason.NO_SUCH_PLACE)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in call.headers.items()}
    try:
        await call.context.payments.hear(owner, rail, headers, await call.raw())
    except NotGenuine as forged:
        raise Refused(WebReason.NOTICE_NOT_GENUINE, {"what": str(forged)}) from None
    return Reply({"kept": True})
