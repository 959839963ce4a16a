"""Reservations that end, for machines: the holder leaves, or the seller cancels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from fourthact.refunds.actions import CANCEL, CANCEL_BY_SELLER, CancelReservation
from fourthact.refunds.acts import RefundPlanned
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.waiving_api import router
from fourthact.reservations import ReservationCancelled, ReservationReason, product_of
from fourthact.values import ids
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Why
from fourthact.web.operation import known, told

__all__ = ["router"]


class SellerCancels(Body, frozen=True):
    """It is the seller who cancels. `why`: in words that the holder reads."""

    why: Why


class Cancelled(msgspec.Struct, frozen=True):
    """The reservation is cancelled. `channel`: how the holder asked for it; `staff` where a person of the seller
    entered it for them, `seller` where it is the seller who cancels. `refund`: null where nothing was paid.
    """

    reservation: str
    status: str
    asked_at: datetime
    channel: str
    refund: str | None
    amount_minor: int
    promised_by: datetime | None
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/reservations/{reservation}/cancellation",
    takes=None,
    gives=Cancelled,
    scope="reservations:write",
    refuses=(ReservationReason.RESERVATION_UNKNOWN, ReservationReason.ALREADY_CANCELLED),
)
async def cancel_reservation(call: Call, reservation: str) -> Reply:
    """Cancel a reservation for its holder, who asked for it. What was paid is planned to go back, leg by leg.

    Less what the terms that were reserved on let the seller retain: nothing, where a person of the seller enters it,
    and the holder is told that it was entered for them. Where the seller itself cancels: `seller-cancellation`.
    """
    return await _cancelled(call, CANCEL, reservation)


@router.post(
    "/reservations/{reservation}/seller-cancellation",
    takes=SellerCancels,
    gives=Cancelled,
    scope="reservations:write",
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        ReservationReason.ALREADY_CANCELLED,
        RefundReason.NEEDS_A_PERSON,
    ),
)
async def cancel_by_seller(call: Call, reservation: str, wanted: SellerCancels) -> Reply:
    """Cancel a reservation as its seller, and say why. The holder is told so; all that was paid goes back."""
    return await _cancelled(call, CANCEL_BY_SELLER, reservation, wanted.why)


async def _cancelled(call: Call, verb: Any, reservation: str, why: str = "") -> Reply:
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    async with call.context.pool.connection() as conn:
        product = await product_of(conn, call.seller(), owner)
    args = CancelReservation(owner, ids.new_id(), "api", call.context.policy, product=product, why=why)
    answer = await call.ask(verb, args)
    act = answer.first.act
    assert isinstance(act, ReservationCancelled)
    planned = next((one.act for one in answer.acts if isinstance(one.act, RefundPlanned)), None)
    content = Cancelled(
        reservation=ids.outer("reservation", answer.first.subject),
        status="cancelled",
        asked_at=act.asked_at,
        channel=act.channel,
        refund=planned.refund if planned else None,
        amount_minor=planned.amount_minor if planned else 0,
        promised_by=planned.promised_by if planned else None,
        acts=call.names(answer),
        receipt=answer.receipt,
    )
    return told(answer, content)
