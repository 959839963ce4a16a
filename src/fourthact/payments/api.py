"""Payments for machines: ask for a stage by card; and the door for the notices of rails."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.acts import Answer
from fourthact.payments.actions import ORDER, OrderPayment
from fourthact.payments.acts import PaymentEntered, PaymentOrdered, PaymentReceived
from fourthact.payments.byhand import CONFIRM, ENTER, STRIKE, EnterPayment, Handed, OnPayment
from fourthact.payments.reads import closing_windows, purse_of
from fourthact.payments.rules import PaymentReason
from fourthact.payments.transfers import Instruction, instructions
from fourthact.rails.contract import NotGenuine
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply, WebReason
from fourthact.web.forms import AmountMinor, Body, Currency, HandedOver, Most, Struck, Token
from fourthact.web.operation import known, told
from fourthact.web.record import seller_known


class PaymentWanted(Body, frozen=True):
    """A stage to be paid by card. `card`: the rail's own word for it; a card's number never comes here."""

    stage: Annotated[int, Meta(ge=1, le=9)]
    card: Token


class HandWanted(HandedOver, frozen=True, kw_only=True):
    """Money for a stage that was taken by hand. Units: minor."""

    stage: Annotated[int, Meta(ge=1, le=9)]
    amount_minor: AmountMinor
    currency: Currency


class PaymentTaken(msgspec.Struct, frozen=True):
    """The payment as it stands: `ordered` (durable, and on its way to the rail), `entered` by hand, or `received`."""

    reservation: str
    payment: int
    stage: int
    amount_minor: int
    currency: str
    status: str
    acts: list[str]
    receipt: dict[str, Any] | None


class PaymentStruckOut(msgspec.Struct, frozen=True):
    """What was entered by hand was not so, and does not count."""

    reservation: str
    payment: int
    acts: list[str]
    receipt: dict[str, Any] | None


class ClosingWindow(msgspec.Struct, frozen=True):
    """A payment that its rail soon no longer gives back to the card. Units: minor."""

    reservation: str
    code: str
    payment: int
    rail: str
    amount_minor: int
    currency: str
    closes_at: datetime


class ClosingWindows(msgspec.Struct, frozen=True):
    """The payments whose window closes, the soonest first; one that is closed already stays until its reservation
    ends, for its money needs another way back.
    """

    windows: list[ClosingWindow]


class InstructionList(msgspec.Struct, frozen=True):
    """How each stage that is still due by transfer is paid."""

    instructions: list[Instruction]


router = Operations("Payments")


@router.get("/payments/closing-windows", gives=ClosingWindows, scope="reservations:read", query=Most)
async def list_closing_windows(call: Call, most: Most) -> Reply:
    """What finance is warned of: money that soon cannot go back the way it came, while its reservation lives."""
    async with call.reading("reservations:read") as (conn, who):
        purses = await closing_windows(conn, who.seller, most.limit)
    found = [
        ClosingWindow(
            reservation=ids.outer("reservation", purse.id),
            code=purse.code,
            payment=payment.n,
            rail=payment.rail,
            amount_minor=payment.amount_minor,
            currency=purse.currency,
            closes_at=payment.refundable_until,
        )
        for purse in purses
        for payment in purse.payments
        if payment.window_told and payment.refundable_until
    ]
    return Reply(ClosingWindows(sorted(found, key=lambda window: window.closes_at)))


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
    return told(answer, _taken(call, answer, act, "ordered"), status=202)


@router.get(
    "/reservations/{reservation}/instructions",
    gives=InstructionList,
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def show_instructions(call: Call, reservation: str) -> Reply:
    """How the stages that are still due by bank transfer are paid, with what a QR code of each holds."""
    async with call.reading("reservations:read") as (conn, who):
        wanted = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
        purse = await purse_of(conn, who.seller, wanted)
    if purse is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation})
    return Reply(InstructionList(instructions(purse, call.context.rails)))


@router.post(
    "/reservations/{reservation}/payments/by-hand",
    takes=HandWanted,
    gives=PaymentTaken,
    scope="payments:write",
    carries_document=True,
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        PaymentReason.HANDS_ARE_PEOPLES,
        PaymentReason.STAGE_UNKNOWN,
        PaymentReason.HAND_CURRENCY,
        PaymentReason.TOO_MANY_PAYMENTS,
        PaymentReason.RAIL_NOT_BY_HAND,
        PaymentReason.HAND_DAY_AHEAD,
        PaymentReason.DOCUMENT_UNREADABLE,
    ),
)
async def enter_payment(call: Call, reservation: str, wanted: HandWanted) -> Reply:
    """Enter, as a person, money that was handed over. It counts once another person confirms it."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    handed = Handed.read(wanted, call.context.rails, call.context.settings.document_bytes_max)
    answer = await call.ask(
        ENTER, EnterPayment(owner, wanted.stage, wanted.amount_minor, wanted.currency, handed)
    )
    act = answer.first.act
    assert isinstance(act, PaymentEntered)
    return told(answer, _taken(call, answer, act, "entered"))


@router.post(
    "/reservations/{reservation}/payments/{payment}/confirmation",
    takes=None,
    gives=PaymentTaken,
    scope="payments:write",
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        PaymentReason.PAYMENT_NOT_ENTERED,
        PaymentReason.HANDS_ARE_PEOPLES,
        PaymentReason.OWN_PAYMENT,
    ),
)
async def confirm_payment(call: Call, reservation: str, payment: str) -> Reply:
    """Confirm, as another person than the one who entered it, that money was handed over."""
    answer = await call.ask(CONFIRM, _entered(reservation, payment))
    act = answer.first.act
    assert isinstance(act, PaymentReceived)
    return told(answer, _taken(call, answer, act, "received"))


@router.post(
    "/reservations/{reservation}/payments/{payment}/strike",
    takes=Struck,
    gives=PaymentStruckOut,
    scope="payments:write",
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        PaymentReason.PAYMENT_NOT_ENTERED,
        PaymentReason.HANDS_ARE_PEOPLES,
    ),
)
async def strike_payment(call: Call, reservation: str, payment: str, struck: Struck) -> Reply:
    """Strike out, as a person, a payment that was entered by hand and is not so. It stays on record."""
    args = _entered(reservation, payment)
    answer = await call.ask(STRIKE, OnPayment(args.reservation, args.payment, struck.why))
    return told(answer, PaymentStruckOut(reservation, args.payment, call.names(answer), answer.receipt))


def _entered(reservation: str, payment: str) -> OnPayment:
    """Refuses: RESERVATION_UNKNOWN, PAYMENT_NOT_ENTERED."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    if not payment.isascii() or not payment.isdigit() or len(payment) > 3:
        facts = {"payment": payment[:20], "status": "unknown"}
        raise Refused(PaymentReason.PAYMENT_NOT_ENTERED, facts)
    return OnPayment(owner, int(payment))


def _taken(
    call: Call, answer: Answer, act: PaymentOrdered | PaymentEntered | PaymentReceived, status: str
) -> PaymentTaken:
    return PaymentTaken(
        reservation=ids.outer("reservation", answer.first.subject),
        payment=act.payment,
        stage=act.stage,
        amount_minor=act.amount_minor,
        currency=act.currency,
        status=status,
        acts=call.names(answer),
        receipt=answer.receipt,
    )


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
