"""A small refund that goes back the way the money came waits for nobody, where the seller wants it so."""

from __future__ import annotations

import msgspec

from fourthact import products, refunds
from fourthact.values import ids
from tests.house import House, play

ONE_STAGE = (products.Stage(1, 10_000, "card", "sandbox", 0),)


def test_a_small_refund_is_ordered_by_nobody_and_settled() -> None:
    play(she_leaves_and_has_it_back)


async def she_leaves_and_has_it_back(house: House) -> None:
    product = await house.product(stages=ONE_STAGE)
    reservation = await house.place(product)
    await house.pay_by_card(reservation)
    refund = ids.new_id()
    policy = msgspec.structs.replace(house.app.policy, no_approval_up_to_minor=10_000)
    await house.ask(
        refunds.CANCEL, refunds.CancelReservation(reservation, refund, "page", policy), house.site
    )
    await house.settle()
    await house.wait(days=3)
    found = await house.refund(refund)
    assert (found.status, found.approvals, found.approvals_needed) == ("settled", (), 0)
    assert "refund.approved" not in house.tags(reservation)
    assert await house.balances() == {}
    approve = await house.approval(refund)
    assert await house.refused(refunds.APPROVE, approve, house.ana) is refunds.RefundReason.ALREADY_APPROVED
