"""Two workers send one seller's mail and are killed in the midst of it, one after the other: nothing is lost, and what
goes twice is what a mail server had in hand at a kill."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

from fourthact import reservations
from fourthact.values import ids
from tests.faults.test_announcement_kill import LINES, PATIENCE_TURNS, worker
from tests.house import CLEO, House, played

HOLDERS = 90
SETTLED = """
    SELECT data->>'notice', count(*) FROM (SELECT convert_from(bytes, 'UTF8')::jsonb->'data' AS data FROM acts
     WHERE tag = 'notice.sent') AS sent GROUP BY 1
"""


async def came(house: House) -> Counter[str]:
    """How often each message came to the holders' mail server."""
    return Counter(mail["message_id"] for mail in await house.mails())


async def reaches(house: House, many: int) -> None:
    for _ in range(PATIENCE_TURNS):
        if len(await came(house)) >= many:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{len(await came(house))} of {many} messages have come")


async def both_are_killed(house: House) -> None:
    """The one that sends dies, and the other, or a third, goes on where it was. Twice come at most so many messages
    as there were connections at each kill; each is recorded as sent once."""
    product = await house.product()
    await house.settle()
    placing = (
        reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "en")
        for _ in range(HOLDERS)
    )
    await asyncio.gather(*(house.ask(reservations.PLACE, args, house.site) for args in placing))
    async with AsyncExitStack() as rest:
        second = await rest.enter_async_context(AsyncExitStack())
        async with worker(house):
            await second.enter_async_context(worker(house))
            await reaches(house, HOLDERS // 3)
        await rest.enter_async_context(worker(house))
        await reaches(house, 2 * HOLDERS // 3)
        await second.aclose()
        await reaches(house, HOLDERS)
    house.sql("UPDATE agenda SET leased_until = NULL")
    await house.settle()
    found = await came(house)
    assert len(found) == HOLDERS
    assert sum(found.values()) - HOLDERS <= 3 * LINES
    assert house.sql("SELECT DISTINCT status FROM notices") == [("sent",)]
    assert [count for _, count in house.sql(SETTLED)] == [1] * HOLDERS


test_both_are_killed = played(both_are_killed)
