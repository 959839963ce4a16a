"""A holder whose address is written in Hangul is read and answered like everybody; where a mail server on the way takes
no such address, the notice goes another way, and nobody has to notice first.
"""

from __future__ import annotations

import asyncio
import smtplib
import unicodedata
from contextlib import AsyncExitStack
from dataclasses import replace

from fourthact.audit import explain
from fourthact.contacts import ADD, AddContact
from fourthact.values import ids
from tests.house import DOMAIN, START, House, opened, stage
from tests.realmail.postfix import postfix
from tests.realmail.test_parts import until
from tests.stories.letters import vouched
from tests.web.visiting import Web, visited

OURS, HANGUL, ACCENTED = f"hello@{DOMAIN}", "클레오@holder.example", "cléo.dupont@holder.example"
ELSEWHERE = "cleo@elsewhere.example"
WRITTEN = "SELECT channel, status FROM notices ORDER BY written_at, id"


def posted(house: House, sender: str, header: str) -> int:
    """Her request, as a mail server brings it that takes addresses of any letters (RFC 6531); the reply code."""
    raw = (
        f"From: Cléo Dupont <{header}>\r\nTo: {OURS}\r\nSubject: Roadster\r\n"
        f"Message-ID: <{len(header)}@holder.example>\r\n\r\nPlease cancel my reservation and refund my deposit.\r\n"
    )
    with smtplib.LMTP(*house.lmtp) as door:
        said = door.sendmail(sender, [OURS], vouched(raw.encode()), ["SMTPUTF8", "BODY=8BITMIME"])
    return 250 if not said else 550


async def read_and_answered(web: Web) -> None:
    """She gives it when she reserves; the confirmation arrives there; what she writes from there is hers, written with
    its accent as one sign or as two; and she hears of her refund."""
    house = web.house
    for address in (HANGUL, ACCENTED):
        placed = await web.reserved(email=address)
        reservation = ids.inner("reservation", placed["reservation"])
        assert [mail["to"] for mail in await house.mails(address)] == [[address]]
        apart = unicodedata.normalize("NFD", address)
        assert await house.outside(posted, house, apart, apart) == 250
        await house.settle()
        message = next(one for one in await house.messages() if one.reservation == reservation)
        assert (message.outcome, message.sender) == ("cancelled", "proven")
        assert len(await house.mails(address)) > 1
    assert {status for _, status in house.sql(WRITTEN)} == {"sent"}


test_read_and_answered = visited(read_and_answered)


def test_a_server_that_takes_no_such_address() -> None:
    """Postfix is told not to take it. The confirmation becomes a letter at once, without a second try: letters that a
    server does not take it does not take tomorrow. She gives a plain address, and the next notices go there."""

    async def story(house: House) -> None:
        reservation = await house.place(await house.product(), email=HANGUL, language="ko")
        await house.settle()
        assert house.sql("SELECT count(*) FROM notices WHERE channel = 'mail'") == [(1,)]
        assert set(house.sql(WRITTEN)) == {("mail", "failed"), ("letter", "to_print")}
        await house.ask(ADD, AddContact(reservation, 1, "mail", ELSEWHERE), house.ana)
        await house.settle()
        await house.cancel(reservation)
        await house.outside(until, lambda: house.world.mails(ELSEWHERE), "she does not hear of it")
        assert house.sql("SELECT count(*) FROM notices WHERE status = 'written'") == [(0,)]

    async def run() -> None:
        async with AsyncExitStack() as stack:
            dsn, state, world = stack.enter_context(stage())
            mta = await asyncio.to_thread(
                stack.enter_context, postfix(onward=world.smtp, settings=["smtputf8_enable = no"])
            )
            behind = replace(world, smtp=mta.url.removeprefix("smtp://"))
            house = await stack.enter_async_context(opened(dsn, state, behind, START))
            await story(house)
            report = house.audit()
            assert report.ok, explain(report.findings)

    asyncio.run(run())
