"""A payout comes back weeks after it was settled: the refund is open again until the money is really there."""

from __future__ import annotations

from fourthact import refunds
from fourthact.refunds import RefundReason
from fourthact.values import ids
from tests.house import HER_BANK, House, play

NEW_BANK = "US77-CLEO-NEW"


def test_a_returned_payout_is_paid_to_the_account_that_she_gives() -> None:
    """Cléo's old account was closed, and nobody told the bank. The payout is booked and her refund settled; three
    weeks later the money is back. The leg waits for a person; Cy enters the account that she names. Two people
    had agreed to another one, so it is paid only when both have looked at this one."""
    play(her_account_is_closed)


async def her_account_is_closed(house: House) -> None:
    await house.outside(house.world.account, house.account, return_days=21)
    await house.outside(house.world.outside, HER_BANK, "Cleo Dupont")
    reservation = await house.placed_and_paid(await house.product())
    await house.outside(house.world.outside, HER_BANK, "Cleo Dupont", closed=True)
    refund = await house.cancel(reservation)
    early = refunds.actions.RedirectLeg(refund, reservation, 2, NEW_BANK, "Cleo Dupont")
    assert await house.refused(refunds.actions.REDIRECT, early, house.cy) is RefundReason.LEG_NOT_BY_HAND
    await house.approve(refund)
    await house.wait(days=1)
    assert (await house.refund(refund)).status == "settled"
    await house.wait(days=22)
    found = await house.refund(refund)
    assert (found.status, found.legs[0].status, found.legs[1].status) == ("approved", "settled", "by_hand")
    assert (await house.balances())["liabilities:refunds_payable"] == -4_500_000
    assert await house.refused(refunds.actions.REDIRECT, early, house.site) is RefundReason.NEEDS_A_PERSON
    assert await house.refused(refunds.actions.REDIRECT, early, house.bo) is RefundReason.DUTIES_PARTED
    given = await house.ask(refunds.actions.REDIRECT, early, house.cy)
    await house.wait(days=1)
    assert (await house.refund(refund)).legs[1].status == "to_confirm"
    seen = refunds.actions.ConfirmAccount(refund, reservation, 2, ids.outer("act", given.first.id))
    assert await house.refused(refunds.actions.CONFIRM_ACCOUNT, seen, house.cy) is RefundReason.OWN_ACCOUNT
    await house.ask(refunds.actions.CONFIRM_ACCOUNT, seen, house.bo)
    await house.wait(hours=1)
    assert (await house.refund(refund)).legs[1].status == "to_confirm"
    assert await house.refused(refunds.actions.CONFIRM_ACCOUNT, seen, house.bo) is RefundReason.SAME_PERSON
    await house.ask(refunds.actions.CONFIRM_ACCOUNT, seen, house.ana)
    await house.settle()
    await house.wait(days=1)
    found = await house.refund(refund)
    assert (found.status, found.legs[1].attempt) == ("settled", 2)
    books = await house.books()
    assert (books["outside"][HER_BANK], books["outside"][NEW_BANK]) == (
        {"USD": 4_500_000},
        {"USD": -4_500_000},
    )
    assert await house.balances() == {}
    assert house.tags(reservation).count("refund.settled") == 2


def test_a_payout_that_takes_days_is_nobodys_fault() -> None:
    """The bank holds the payout for four days: it is asked about, nothing is done twice, and nothing is overdue."""
    play(the_bank_takes_its_time)


async def the_bank_takes_its_time(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    refund = await house.cancel(reservation)
    await house.outside(
        house.world.script, house.account, "pay_out", [{"fault": "pending", "after_seconds": 4 * 86_400}]
    )
    await house.approve(refund)
    for _ in range(4):
        await house.wait(hours=22)
        assert (await house.refund(refund)).legs[1].status == "sent"
        assert house.audit().ok
    await house.wait(days=1)
    assert (await house.refund(refund)).status == "settled"
    assert "refund_late" in house.told(reservation)
    assert [payout["status"] for payout in (await house.books())["payouts"]] == ["done"]
