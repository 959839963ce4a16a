"""Delays for machines: take a holder's answer to a promise that slipped."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from fourthact.delays.actions import ANSWER, AnswerDelay
from fourthact.delays.acts import DelayAnswered
from fourthact.delays.rules import DelayReason
from fourthact.refunds import RefundPlanned
from fourthact.reservations import ReservationReason, product_of
from fourthact.values import ids
from fourthact.web import Call, Operations, Reply
from fourthact.web.forms import Body
from fourthact.web.operation import known, told


class AnswerWanted(Body, frozen=True):
    """What the holder chose. Who leaves has cancelled, and gets everything back."""

    choice: Literal["wait", "leave"]


class Answered(msgspec.Struct, frozen=True):
    """The answer is on record. `refund`: the refund that follows from leaving, null if nothing was paid."""

    reservation: str
    choice: str
    refund: str | None
    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Delays")


@router.post(
    "/reservations/{reservation}/answers",
    takes=AnswerWanted,
    gives=Answered,
    scope="reservations:write",
    refuses=(
        DelayReason.NOTHING_OFFERED,
        DelayReason.ANSWERED_ALREADY,
        ReservationReason.RESERVATION_UNKNOWN,
        ReservationReason.ALREADY_CANCELLED,
    ),
)
async def answer_delay(call: Call, reservation: str, wanted: AnswerWanted) -> Reply:
    """Answer for a holder who was asked whether they wait or leave."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    async with call.context.pool.connection() as conn:
        product = await product_of(conn, call.seller(), owner)
    args = AnswerDelay(owner, wanted.choice, ids.new_id(), call.context.policy, product)
    answer = await call.ask(ANSWER, args)
    act = answer.first.act
    assert isinstance(act, DelayAnswered)
    planned = next((one.act for one in answer.acts if isinstance(one.act, RefundPlanned)), None)
    refund = planned.refund if planned else None
    return told(answer, Answered(reservation, act.choice, refund, call.names(answer), answer.receipt))
