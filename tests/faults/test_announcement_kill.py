"""A worker is killed in the midst of an announcement: nobody is left out, and what goes twice is the same message."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fourthact import reservations
from fourthact.correspondence.mailing import ORDER, OrderMailing, Words
from fourthact.values import ids
from tests.house import CLEO, House, environment, played

HOLDERS, KILLS, LINES = 60, 2, 2
PATIENCE_TURNS = 1_200


@asynccontextmanager
async def worker(house: House) -> AsyncIterator[None]:
    env = os.environ | environment(house.dsn, house.keys.parent, house.world)
    env |= {"FOURTHACT_SMTP_CONNECTIONS": str(LINES), "PYTHONPATH": "src"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fourthact", "work", env=env, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def sent(house: House) -> Counter[str]:
    """How often each message of the announcement came to the holders' mail server."""
    return Counter(mail["message_id"] for mail in await house.mails() if mail["subject"] == "News")


async def reaches(house: House, many: int) -> None:
    for _ in range(PATIENCE_TURNS):
        if len(await sent(house)) >= many:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{len(await sent(house))} of {many} messages have come")


async def the_worker_is_killed(house: House) -> None:
    """Twice, at different places. In the end every holder has the announcement; what came twice are messages that the
    server had in hand at a kill, with the same Message-ID, and no more of them than there were connections."""
    product = await house.product()
    placing = (
        reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Cléo Dupont", CLEO, "en")
        for _ in range(HOLDERS)
    )
    await asyncio.gather(*(house.ask(reservations.PLACE, args, house.site) for args in placing))
    await house.settle()
    mailing: UUID = ids.new_id()
    words = {"en": Words("News", "Good ones.")}
    await house.ask(ORDER, OrderMailing(mailing, product, True, words), house.ana)
    for kill in range(KILLS):
        async with worker(house):
            await reaches(house, (kill + 1) * HOLDERS // (KILLS + 2))
        house.sql("UPDATE agenda SET leased_until = NULL")
    await house.settle()
    found = await sent(house)
    assert len(found) == HOLDERS
    assert sum(found.values()) - HOLDERS <= KILLS * LINES
    assert house.sql("SELECT status, notices FROM mailings") == [("finished", HOLDERS)]
    assert house.sql("SELECT DISTINCT status FROM notices WHERE kind = 'announcement'") == [("sent",)]


test_the_worker_is_killed = played(the_worker_is_killed)
