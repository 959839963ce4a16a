"""Above the limit, who cancels for the seller approves nothing; below it one person may do both."""

from __future__ import annotations

import pytest

import tests.house
from fourthact import products, refunds
from fourthact.refunds.rules import RefundReason
from fourthact.values import ids
from tests.house import House, play, played


async def cancelled_by_ana(house: House, minor: int) -> refunds.Refund:
    stage = products.Stage(1, minor, "card", "sandbox", 0)
    reservation = await house.place(await house.product(stages=(stage,)))
    await house.pay_by_card(reservation)
    refund = ids.new_id()
    args = refunds.CancelReservation(reservation, refund, "api", house.app.policy)
    await house.ask(refunds.CANCEL, args, house.ana)
    return await house.refund(refund)


@played
async def test_a_large_refund(house: House) -> None:
    refund = await cancelled_by_ana(house, 5_000_000)
    assert refund.approvals_needed == 2
    approval = refunds.ApproveRefund(refund.id, refund.reservation, refund.plan_act)
    assert await house.refused(refunds.APPROVE, approval, house.ana) is RefundReason.OWN_REQUEST
    await house.approve(refund.id, house.bo, house.cy)
    assert (await house.refund(refund.id)).status != "planned"


def test_a_small_refund(monkeypatch: pytest.MonkeyPatch) -> None:
    really = tests.house.environment
    limit = {"FOURTHACT_REFUND_TWO_APPROVALS_ABOVE_MINOR": "10000"}
    monkeypatch.setattr(tests.house, "environment", lambda *args: really(*args) | limit)

    async def story(house: House) -> None:
        refund = await cancelled_by_ana(house, 5_000)
        assert refund.approvals_needed == 1
        await house.approve(refund.id, house.ana)
        assert (await house.refund(refund.id)).status != "planned"

    play(story)
