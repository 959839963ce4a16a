"""What a rail sends to us comes late, twice, out of order or never: a notice is a hint, the answer is the truth."""

from __future__ import annotations

import pytest

from fourthact import payments
from fourthact.rails.contract import NotGenuine
from tests.house import House, play

BAD_DAYS = {
    "late": [{"fault": "late", "after_seconds": 7_200}],
    "twice": [{"fault": "twice"}],
    "lost": [{"fault": "lost"}],
    "late and twice": [{"fault": "late"}, {"fault": "twice"}],
}


@pytest.mark.parametrize("faults", BAD_DAYS.values(), ids=list(BAD_DAYS))
def test_notices_on_bad_days(faults: list[dict[str, object]]) -> None:
    """Cléo's card takes an hour; the notice of it meets the bad day. The money is booked once, sooner or later."""

    async def bad_day(house: House) -> None:
        await house.outside(house.world.script, house.account, "notice", faults)
        reservation = await house.place(await house.product())
        await house.ask(payments.ORDER, payments.OrderPayment(reservation, 1, "card_pending"), house.site)
        await house.settle()
        for _ in range(4):
            await house.wait(hours=8)
            await house.outside(house.world.advance, await house.now())
            await house.settle()
        assert (await house.purse(reservation)).paid.minor == 500_000
        assert house.tags(reservation).count("payment.received") == 1
        heard = house.sql("SELECT status FROM rail_notices")
        assert heard == ([] if faults[0]["fault"] == "lost" else [("done",)])

    play(bad_day, notices=True)


def test_the_notice_overtakes_the_answer() -> None:
    """The charge is answered too late for us, but its notice is there at once: whoever comes first is believed,
    whoever comes second finds it done."""
    play(overtaken, notices=True)


async def overtaken(house: House) -> None:
    await house.outside(house.world.script, house.account, "collect", [{"fault": "slow", "delay_ms": 1_500}])
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    await house.settle()
    assert house.tags(reservation).count("payment.received") == 1
    assert (await house.books())["cards"]["card_ok"] == {"USD": 500_000}


def test_a_strangers_notice_is_not_heard() -> None:
    """Without the rail's signature nothing is stored; with it, a notice about somebody else's order is kept, read,
    and changes nothing."""
    play(strangers, notices=True)


async def strangers(house: House) -> None:
    with pytest.raises(NotGenuine):
        await house.app.payments.hear(house.seller, "sandbox", {"webhook-id": "1"}, b"{}")
    assert house.sql("SELECT count(*) FROM rail_notices") == [(0,)]
    await house.placed_and_paid(await house.product())
    ((key,),) = house.sql("SELECT key FROM rail_notices")
    order = {"key": "R" + key[1:], "amount_minor": 1, "currency": "USD", "to": "X", "name": "X", "memo": ""}
    await house.outside(
        house.world.call, "POST", f"/accounts/{house.account}/payouts", order, await house.now()
    )
    await house.wait(days=1)
    heard = dict(house.sql("SELECT event, status FROM rail_notices"))
    assert heard["payout.booked"] == "done"
    assert (await house.balances())["assets:clearing:sandbox"] == 1
