"""Parts of what was paid that go back while the reservation lives, for machines."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.payments import PaymentReason
from fourthact.refunds.acts import RefundPlanned
from fourthact.refunds.partial import GIVE_PART, RefundPart
from fourthact.refunds.representing_api import router
from fourthact.refunds.rules import RefundReason
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.web import Call, Reply
from fourthact.web.forms import AmountMinor, Body, Name
from fourthact.web.operation import known, told

__all__ = ["router"]


class SumWanted(Body, frozen=True):
    """What shall go back, and why. `amount_minor`: null for what was paid above the price; `payment`: of this one
    alone, by its number; null for the newest first.
    """

    why: Name
    amount_minor: AmountMinor | None = None
    payment: Annotated[int, Meta(ge=1, le=999)] | None = None


class PartPlanned(msgspec.Struct, frozen=True):
    """A part is planned to go back. `extent`: `partial` or `overpaid`."""

    refund: str
    extent: str
    amount_minor: int
    currency: str
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/reservations/{reservation}/refunds",
    takes=SumWanted,
    gives=PartPlanned,
    scope="refunds:write",
    refuses=(
        RefundReason.NEEDS_A_PERSON,
        ReservationReason.RESERVATION_UNKNOWN,
        RefundReason.NOTHING_ABOVE_PRICE,
        PaymentReason.PAYMENT_UNKNOWN,
        RefundReason.REFUND_ABOVE_PAID,
    ),
)
async def refund_part(call: Call, reservation: str, wanted: SumWanted) -> Reply:
    """Plan, as a person, that a part of what was paid goes back; the reservation stays. Another person approves it."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    args = RefundPart(
        owner, ids.new_id(), call.context.policy, wanted.amount_minor, wanted.payment, wanted.why
    )
    answer = await call.ask(GIVE_PART, args)
    act = answer.first.act
    assert isinstance(act, RefundPlanned)
    content = PartPlanned(
        act.refund, act.extent, act.amount_minor, act.currency, call.names(answer), answer.receipt
    )
    return told(answer, content)
