"""Reply addresses of notices: forged, another reservation's, and one after the end; none cancels alone."""

from __future__ import annotations

from fourthact import correspondence
from tests.house import House, play
from tests.stories.letters import answer_to, letter, vouched

CANCEL = "Hello,\n\nplease cancel my reservation and refund my deposit.\n\nCleo Dupont"
STRANGER = "dan@elsewhere.example"


async def last(house: House) -> correspondence.Message:
    return (await house.messages())[-1]


def test_a_forged_reply_address_is_nobodys() -> None:
    """A letter of the signed part is another: it says nothing of whose message this is, and nothing is lost."""
    play(forged)


async def forged(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    notice = (await house.mails())[-1]
    local, _, domain = notice["reply_to"].rpartition("@")
    for place in (-1, -5, len(local) // 2):
        changed = list(local)
        changed[place] = "a" if changed[place] != "a" else "b"
        to = f"{''.join(changed)}@{domain}"
        raw = answer_to("<x@elsewhere.example>", CANCEL, to=to, sender=STRANGER)
        assert await house.post(vouched(raw, "elsewhere.example"), to) == 250
    await house.settle()
    known = [(message.outcome, message.reservation, message.strength) for message in await house.messages()]
    assert known == [("for_a_person", None, None)] * 3
    assert "reservation.cancelled" not in house.tags(reservation)


def test_a_reply_address_is_replayed_against_another_place_and_after_the_end() -> None:
    """The address of one reservation moves no other, and after its end nothing at all."""
    play(replayed)


async def replayed(house: House) -> None:
    product = await house.product()
    first = await house.placed_and_paid(product)
    old = (await house.mails())[-1]
    second = await house.placed_and_paid(product)
    code = (await house.purse(second)).code
    raw = answer_to(old["message_id"], f"{CANCEL}\n{code}", to=old["reply_to"], sender=STRANGER)
    await house.post(vouched(raw, "elsewhere.example"), old["reply_to"])
    await house.settle()
    message = await last(house)
    assert (message.outcome, message.strength) == ("for_a_person", "reply_address")
    assert "reservation.cancelled" not in [*house.tags(first), *house.tags(second)]
    await house.post(vouched(answer_to(old["message_id"], CANCEL, to=old["reply_to"])), old["reply_to"])
    await house.settle()
    assert "reservation.cancelled" in house.tags(first)
    before = house.tags(first)
    raw = letter(f"{CANCEL}\nOnce more.", to=old["reply_to"], message_id="<again@holder.example>")
    await house.post(vouched(raw), old["reply_to"])
    await house.settle()
    assert house.tags(first).count("reservation.cancelled") == 1
    assert house.tags(first).count("refund.requested") == before.count("refund.requested")
    assert "reservation.cancelled" not in house.tags(second)
    assert all(one.outcome for one in await house.messages())
