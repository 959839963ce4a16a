"""Fees that are given up, for machines."""

from __future__ import annotations

from typing import Any

import msgspec

from fourthact.refunds.acts import RefundFeeWaived
from fourthact.refunds.partial_api import router
from fourthact.refunds.reads import refund_by_id
from fourthact.refunds.retaining import WAIVE, WaiveFee
from fourthact.refunds.rules import RefundReason
from fourthact.values.errors import Refused
from fourthact.web import Call, Reply
from fourthact.web.forms import Struck
from fourthact.web.operation import known, told

__all__ = ["router"]


class FeeWaived(msgspec.Struct, frozen=True):
    """So much less is retained, and goes back. The plan is another one, which is approved anew."""

    refund: str
    amount_minor: int
    currency: str
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/refunds/{refund}/fee-waiver",
    takes=Struck,
    gives=FeeWaived,
    scope="refunds:write",
    refuses=(
        RefundReason.REFUND_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        RefundReason.NO_FEE,
        RefundReason.ALREADY_APPROVED,
    ),
)
async def waive_fee(call: Call, refund: str, wanted: Struck) -> Reply:
    """Give up, as a person, what would be retained of a refund, while its plan is not approved."""
    name = known("refund", refund, RefundReason.REFUND_UNKNOWN)
    async with call.reading("refunds:write") as (conn, who):
        found = await refund_by_id(conn, who.seller, name)
    if found is None:
        raise Refused(RefundReason.REFUND_UNKNOWN, {"refund": refund})
    answer = await call.ask(WAIVE, WaiveFee(found.id, found.reservation, wanted.why))
    act = answer.first.act
    assert isinstance(act, RefundFeeWaived)
    return told(answer, FeeWaived(refund, act.amount_minor, act.currency, call.names(answer), answer.receipt))
