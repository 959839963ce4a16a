"""A refund that waits too long is told to those who answer for it: by name, by mail, once for each clock."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Awaitable, Callable

import pytest

import tests.house
from fourthact.settings import SettingsError
from fourthact.values import ids
from tests.house import House, play
from tests.stories.test_contacts import confirmed, link
from tests.web.visiting import HOLDER, web_of

OPS, MIN = "operations@office.example", "min@office.example"


def escalating(story: Callable[[House], Awaitable[None]], to: str = f"{OPS} ko:{MIN}") -> Callable[[], None]:
    """A story in a house that tells two people, one of them in Korean."""

    def test() -> None:
        environment = tests.house.environment
        with pytest.MonkeyPatch.context() as patch:
            more = {"FOURTHACT_ESCALATE_TO": to}
            patch.setattr(tests.house, "environment", lambda *given: environment(*given) | more)
            play(story)

    test.__doc__ = story.__doc__
    return test


async def subjects(house: House, to: str) -> list[str]:
    return [mail["subject"] for mail in await house.mails(to)]


async def nobody_approves(house: House) -> None:
    """Nobody approves: people are told at the promise, before the law's day and on it, and no more once it is done."""
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    refund = await house.cancel(reservation)
    await house.wait(hours=13)
    assert await subjects(house, OPS) == []  # half of the time is for the agenda, not for a mail
    await house.wait(hours=12)
    [mail] = await house.mails(OPS)
    assert "A refund is later than we promised: $" in mail["subject"]
    raw = await house.outside(house.world.mail, mail["n"])
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for fact in ("– an approval", "promised by", "due by law by", "GET /api/v1/refunds/rfd_"):
        assert fact in text
    assert "Cléo" not in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["DKIM-Signature"]
    [korean] = await subjects(house, MIN)
    assert korean.startswith("약속한 기한을 넘긴 환불이 있습니다: US$")
    await house.wait(days=14)
    told = await subjects(house, OPS)
    assert [subject.partition(":")[0] for subject in told] == [
        "A refund is later than we promised",
        "The day that the law sets for a refund is near",
        "A refund is later than the law allows",
    ]
    tags = house.tags(reservation)
    assert tags.count("escalation.sent") == 3
    assert tags.index("refund.clock_rang") < tags.index("escalation.sent")
    await house.approve(refund)
    await house.wait(days=30)
    assert len(await subjects(house, OPS)) == 3


test_nobody_approves = escalating(nobody_approves)


async def this_was_not_me(house: House) -> None:
    """A holder says of a new contact that it was not them: somebody is told at once."""
    async with web_of(house) as web:
        placed = (await web.reserved())["reservation"]
        await house.settle()
        await confirmed(web, placed, "stranger@elsewhere.example")
        mine = await web.page(await link(web, HOLDER["email"], "/contacts"))
        await web.send(mine, "/1/stop")
    await house.settle()
    [subject] = await subjects(house, OPS)
    assert subject.startswith("Somebody said: this was not me. Reservation ")
    assert house.tags(ids.inner("reservation", placed)).count("escalation.sent") == 1


test_this_was_not_me = escalating(this_was_not_me)


async def a_full_office(house: House) -> None:
    """One mailbox is gone, another asks for patience: the one is counted, the other told a little later, once."""
    rules = ({"recipient": OPS, "answer": "bounce"}, {"recipient": MIN, "answer": "greylist"})
    await house.outside(house.world.mail_rules, *rules)
    reservation = await house.placed_and_paid(await house.product())
    await house.cancel(reservation)
    await house.wait(hours=25)
    assert await subjects(house, OPS) == []
    assert len(await subjects(house, MIN)) == 1
    sent = "SELECT convert_from(bytes, 'UTF8')::json -> 'data' ->> 'refused' FROM acts WHERE tag = 'escalation.sent'"
    assert house.sql(sent) == [("1",)]


test_a_full_office = escalating(a_full_office)


@pytest.mark.parametrize("to", ["nobody", "xx:min@office.example", "min@office.example,bo@office.example"])
def test_who_is_to_be_told_must_be_written_rightly(to: str) -> None:
    async def never(house: House) -> None:
        raise AssertionError

    with pytest.raises(SettingsError, match=r"FOURTHACT_ESCALATE_TO: .*write ADDRESS or LANGUAGE:ADDRESS"):
        escalating(never, to)()
