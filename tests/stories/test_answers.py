"""Automatic answers are limited: whoever writes often, or is a machine that hides it, is not answered for ever."""

from __future__ import annotations

from fourthact.values import ids
from tests.house import CLEO, DOMAIN, House, play
from tests.stories.letters import letter, vouched

OURS = f"hello@{DOMAIN}"
SEEN = "request_seen_by_person"
DOUBT = "I might want my money back."


async def write(house: House, number: int, *, sender: str = CLEO, text: str = DOUBT) -> None:
    """One more mail; each has a number of its own, so that none is taken for a repetition."""
    raw = letter(f"{text}\n\n({number})", to=OURS, sender=sender, message_id=f"<{number}@holder.example>")
    await house.post(raw, OURS, sender=sender)


async def answers(house: House) -> list[str | None]:
    """What became of each message's answer, in the order in which they were read."""
    found = sorted(await house.messages(), key=lambda one: one.received_at)
    return [one.answer for one in found]


def test_a_sender_gets_so_many_answers_an_hour_and_so_many_a_day() -> None:
    """Cléo's mail program runs wild. She hears four times in an hour and ten times in a day; every mail is read."""
    play(wild)


async def wild(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    number = 0
    for hour, given in ((0, 4), (1, 8), (2, 10), (3, 10)):
        for _ in range(6):
            number += 1
            await write(house, number)
        await house.settle()
        assert house.told(reservation).count(SEEN) == given, hour
        await house.wait(hours=1, minutes=1)
    said = await answers(house)
    assert len(said) == 24
    assert said.count("given") == 10
    assert {"sender_hour", "sender_day"} == set(said) - {"given"}
    assert all(one.outcome == "for_a_person" for one in await house.messages())
    await house.wait(days=1)
    await write(house, 99)
    await house.settle()
    assert house.told(reservation).count(SEEN) == 11


def test_a_storm_at_once_is_counted_as_well() -> None:
    """Thirty mails that are read together are answered four times."""
    play(storm)


async def storm(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    for number in range(30):
        await write(house, number)
    await house.settle()
    assert house.told(reservation).count(SEEN) == 4
    assert (await answers(house)).count("given") == 4


def test_a_reservation_that_strangers_name_is_answered_as_seldom() -> None:
    """Many strangers quote Cléo's number: it is her whom our answers would flood."""
    play(strangers)


async def strangers(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    code = (await house.purse(reservation)).code
    for number in range(9):
        await write(house, number, sender=f"x{number}@elsewhere{number}.example", text=f"{DOUBT} {code}")
    await house.settle()
    assert house.told(reservation).count(SEEN) == 4
    assert set(await answers(house)) == {"given", "reservation_hour"}


def test_two_robots_end_their_talk() -> None:
    """Cléo's robot answers every mail of ours, and does not say that it is one. It hears from us ten times a day at
    most, and then there is nothing left that it could answer."""
    play(robots)


async def robots(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    code = (await house.purse(reservation)).code
    reply = f"{house.app.links.reply_local_part(house.seller, code)}@{DOMAIN}"
    heard = len(await house.mails())
    await house.post(letter(DOUBT, to=reply), reply)
    turns = 0
    while turns < 100:
        await house.settle()
        fresh = (await house.mails())[heard:]
        if not fresh:
            break
        heard += len(fresh)
        for mail in fresh:
            turns += 1
            about = {"in_reply_to": mail["message_id"], "message_id": f"<t{turns}@x.example>"}
            raw = letter(f"{DOUBT} {turns}", to=reply, **about)
            await house.post(raw, reply)
        await house.wait(minutes=20)
    assert turns == 10
    assert house.told(reservation).count(SEEN) == 10
    assert [one for one in await answers(house) if one != "given"] == ["sender_day"]


def test_whoever_leaves_hears_so_whatever_was_counted() -> None:
    """Cléo has written too often already when she says clearly that she leaves."""
    play(leaving)


async def leaving(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    for number in range(6):
        await write(house, number)
    await house.settle()
    text = "Hello,\n\nplease cancel my reservation and refund my deposit.\n\nCleo Dupont"
    await house.post(vouched(letter(text, to=OURS, message_id="<leave@holder.example>")), OURS)
    await house.settle()
    told = house.told(reservation)
    assert told.count(SEEN) == 4
    assert told.count("request_received") == told.count("cancelled") == 1
    (last,) = [one for one in await house.messages() if one.outcome == "cancelled"]
    assert last.answer == "given"


def test_why_a_machine_is_not_answered_stands_with_the_message() -> None:
    """A null sender, a list, another program's mark, an automatic message."""
    play(machines)


async def machines(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    told = house.told(reservation)
    senders = {"null_sender": "", "list": CLEO, "loop": CLEO, "automatic": CLEO}
    headers = {
        "list": {"List_Id": "<family.holder.example>"},
        "loop": {"X_Loop": "x"},
        "automatic": {"Auto_Submitted": "auto-generated"},
    }
    for why, sender in senders.items():
        raw = letter(DOUBT, to=OURS, message_id=f"<{why}@holder.example>", **headers.get(why, {}))
        await house.post(raw, OURS, sender=sender)
        await house.settle()
        (message,) = house.sql("SELECT id FROM messages ORDER BY received_at DESC, id DESC LIMIT 1")
        assert house.sql("SELECT answer FROM messages WHERE id = %s", *message) == [(why,)]
        await house.wait(minutes=1)
    assert house.told(reservation) == told


def test_a_domain_of_many_senders_has_a_limit_too() -> None:
    """Many holders at one domain write within the hour: the domain hears 500 times."""
    play(a_domain)


async def a_domain(house: House) -> None:
    product = await house.product()
    first = await house.place(product, email="h0@many.example", language="en")
    links = house.app.links
    # Who else wrote from there within the hour, as their messages say.
    for _ in range(500):
        house.sql(
            "INSERT INTO messages (seller, id, received_at, transport, status, outcome, answer, answered_at, writer,"
            " reservation, writer_domain) VALUES (%s, %s, %s, 'lmtp', 'done', 'noted', 'given', %s, 0, %s, %s)",
            *(
                house.seller,
                ids.new_id(),
                await house.now(),
                await house.now(),
                ids.new_id(),
                links.lane("h0@many.example"),
            ),
        )
    await write(house, 1, sender="h0@many.example")
    await house.settle()
    assert SEEN not in house.told(first)
    (message,) = [one for one in await house.messages() if one.outcome == "for_a_person"]
    assert message.answer == "domain_hour"
    house.sql("DELETE FROM messages WHERE outcome = 'noted' AND writer = 0")
