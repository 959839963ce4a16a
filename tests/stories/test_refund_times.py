"""How long refunds take is published: from the request to the instruction, and to the money's arrival."""

from __future__ import annotations

from datetime import timedelta

from fourthact import refunds
from tests.house import House, played


async def three_refunds(house: House) -> None:
    """The first is approved at once, the second after ten hours, the third after two days, past its promise."""
    product = await house.product()
    waits = (0, 10, 48)
    for hours in waits:
        reservation = await house.placed_and_paid(product)
        refund = await house.cancel(reservation)
        await house.wait(hours=hours)
        await house.approve(refund)
        await house.wait(days=2)
        assert (await house.refund(refund)).status == "settled"
    async with house.app.pool.connection() as conn:
        found = await refunds.times(conn, house.seller, await house.now() - timedelta(days=30))
        nothing = await refunds.times(conn, house.seller, await house.now())
    assert (found.settled, found.after_promise, found.after_statute) == (3, 1, 0)
    instruction = found.to_instruction_seconds
    assert (instruction.p50, instruction.p90, instruction.p99) == (36_000, 172_800, 172_800)
    arrival = found.to_arrival_seconds
    assert arrival.p50 is not None
    assert arrival.p50 >= 36_000
    assert arrival.p99 is not None
    assert arrival.p99 >= 172_800
    assert (nothing.settled, nothing.to_arrival_seconds) == (0, refunds.reads.Spread(None, None, None))


test_how_long_refunds_take = played(three_refunds)
