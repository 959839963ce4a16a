"""Mail that holders and machines send: each message has one outcome, and only clear words of a known person cancel."""

from __future__ import annotations

from uuid import UUID

import pytest

from fourthact import correspondence
from fourthact.correspondence import MailReason
from fourthact.correspondence.aside import Aside, Unread
from fourthact.values import ids
from tests.corpora import corpus
from tests.house import CLEO, DOMAIN, House, dans_house, play
from tests.stories.letters import answer_to, letter, vouched

OURS = f"hello@{DOMAIN}"
CANCEL = "Hello,\n\nplease cancel my reservation and refund my deposit.\n\nCleo Dupont"


async def decide(
    house: House, message: UUID, outcome: str, reservation: UUID | None
) -> correspondence.DecideMessage:
    return correspondence.DecideMessage(
        message, outcome, reservation, ids.new_id(), house.app.policy  # type: ignore[arg-type]
    )  # fmt: skip


async def the_message(house: House) -> correspondence.Message:
    (message,) = await house.messages()
    return message


def test_the_same_mail_delivered_twice_is_one_message() -> None:
    """Her mail server got no answer and delivers again; and again to a second address of ours, which is another
    message, but she can leave only once."""
    play(twice)


async def twice(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    raw = vouched(letter(CANCEL, to=OURS))
    assert [await house.post(raw, OURS) for _ in range(3)] == [250, 250, 250]
    await house.settle()
    assert await house.post(raw, OURS) == 250
    await house.settle()
    assert (await the_message(house)).outcome == "cancelled"
    await house.post(raw, f"info@{DOMAIN}")
    await house.settle()
    assert len(await house.messages()) == 2
    assert house.tags(reservation).count("reservation.cancelled") == 1
    assert house.tags(reservation).count("refund.planned") == 1


@pytest.mark.parametrize("ours", ["auto_replied", "vacation", "precedence"])
def test_an_automatic_answer_never_cancels(ours: str) -> None:
    """Cléo's absence message quotes our own words about leaving and money; it cancels nothing."""
    headers = {
        "auto_replied": {"Auto-Submitted": "auto-replied"},
        "vacation": {"X-Autoreply": "yes"},
        "precedence": {"Precedence": "auto_reply"},
    }[ours]

    async def absent(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        notice = (await house.mails())[-1]["message_id"]
        raw = answer_to(
            notice, "I am away. Please cancel my reservation.", to=OURS, subject="Out of office", **headers
        )
        await house.post(raw, OURS)
        await house.settle()
        assert (await the_message(house)).outcome == "automatic"
        assert "reservation.cancelled" not in house.tags(reservation)

    play(absent)


def test_real_automatic_answers_never_cancel() -> None:
    """Every automatic answer that we have from the wild, sent as if from Cléo to her own reply address."""
    files = sorted(
        path for path in corpus("2-auto").rglob("*") if path.is_file() and path.suffix in ("", ".eml")
    )

    async def wild(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        code = (await house.purse(reservation)).code
        reply = f"{house.app.links.reply_local_part(house.seller, code)}@{DOMAIN}"
        for file in files[:40]:
            await house.post(file.read_bytes(), reply, sender="")
        await house.settle()
        assert "reservation.cancelled" not in house.tags(reservation)
        assert len(await house.messages()) >= min(30, len(files))

    play(wild)


def test_a_strangers_cancellation_is_left_to_a_person() -> None:
    """Somebody at an unknown address quotes Cléo's number. The clock starts, nothing is cancelled; Bo looks, and
    decides. A program may not, Dan may not, and nobody decides twice."""
    play(a_stranger)


async def a_stranger(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    code = (await house.purse(reservation)).code
    await house.post(letter(f"{CANCEL}\n{code}", to=OURS, sender="new@elsewhere.example"), OURS)
    await house.settle()
    message = await the_message(house)
    assert (message.status, message.outcome, message.strength) == ("open", "for_a_person", "code")
    assert "reservation.cancelled" not in house.tags(reservation)
    assert "request_seen_by_person" in house.told(reservation)
    asked_at = message.received_at
    await house.wait(hours=5)
    yes = await decide(house, message.id, "cancelled", reservation)
    assert await house.refused(correspondence.DECIDE, yes, house.site) is MailReason.DECIDED_BY_A_PERSON
    nothing = await decide(house, message.id, "cancelled", None)
    assert (
        await house.refused(correspondence.DECIDE, nothing, house.bo) is MailReason.DECISION_NEEDS_RESERVATION
    )
    dan = await dans_house(house)
    assert await dan.refused(correspondence.DECIDE, yes, dan.ana) is MailReason.MESSAGE_UNKNOWN
    await house.ask(correspondence.DECIDE, yes, house.bo)
    assert await house.refused(correspondence.DECIDE, yes, house.ana) is MailReason.MESSAGE_NOT_OPEN
    refund = await house.refund_of(reservation)
    # The clock runs from when she wrote, not from when somebody looked.
    assert refund.asked_at == asked_at


def test_a_name_in_from_is_no_proof() -> None:
    """Somebody writes Cléo's address into From, and her number below. Her mail server says nothing, or says no: the
    clock starts, she is told at her own address, and nothing is cancelled. She answers: it counts from the first."""
    play(forged)


async def forged(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    code = (await house.purse(reservation)).code
    first = await house.now()
    for raw in (
        letter(CANCEL, to=OURS),
        vouched(letter(f"{CANCEL}\n{code}", to=OURS, message_id="<2@x>"), result="fail"),
    ):
        await house.post(raw, OURS)
        await house.settle()
    known = [(m.outcome, m.strength) for m in await house.messages()]
    assert sorted(known) == [("for_a_person", "address"), ("for_a_person", "code")]
    assert "reservation.cancelled" not in house.tags(reservation)
    assert house.told(reservation).count("request_seen_by_person") == 2
    await house.wait(hours=5)
    notice = (await house.mails())[-1]
    yes = answer_to(notice["message_id"], "Yes, please cancel my reservation.", to=notice["reply_to"])
    await house.post(yes, notice["reply_to"])
    await house.settle()
    assert (await house.refund_of(reservation)).asked_at == first


def test_her_reply_address_in_another_hand_is_left_to_a_person() -> None:
    """Whoever was sent on one of our notices can answer it; that is not Cléo who asks."""
    play(another_hand)


async def another_hand(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    notice = (await house.mails())[-1]
    raw = answer_to(notice["message_id"], CANCEL, to=notice["reply_to"], sender="dan@elsewhere.example")
    await house.post(vouched(raw, "elsewhere.example"), notice["reply_to"])
    await house.settle()
    message = await the_message(house)
    assert (message.outcome, message.strength, message.reservation) == (
        "for_a_person",
        "reply_address",
        reservation,
    )


def test_who_holds_two_places_says_which() -> None:
    """Two reservations of one holder: a clear request that names neither is left to a person; with a number it is
    that one."""
    play(two_places)


async def two_places(house: House) -> None:
    product = await house.product()
    first, second = await house.place(product), await house.place(product)
    await house.post(vouched(letter(CANCEL, to=OURS)), OURS)
    await house.settle()
    assert (await the_message(house)).strength == "address_of_several"
    code = (await house.purse(second)).code
    await house.post(vouched(letter(f"{CANCEL}\n{code}", to=OURS, message_id="<2@x>")), OURS)
    await house.settle()
    assert "reservation.cancelled" not in house.tags(first)
    assert "reservation.cancelled" in house.tags(second)


@pytest.mark.parametrize("name", ["null sender", "list", "bulk", "another program's mark"])
def test_no_machine_is_answered(name: str) -> None:
    """A doubtful request from a machine's mouth waits for a person with the clock running, and nobody is written to."""
    headers = {
        "null sender": {},
        "list": {"List_Id": "<family.holder.example>"},
        "bulk": {"Precedence": "bulk"},
        "another program's mark": {"X_Loop": "holder.example"},
    }[name]

    async def quiet(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        told = house.told(reservation)
        raw = letter("I might want my money back.", to=OURS, **headers)
        await house.post(raw, OURS, sender="" if name == "null sender" else CLEO)
        await house.settle()
        message = await the_message(house)
        assert message.outcome in ("for_a_person", "automatic", "bounce")
        assert house.told(reservation) == told

    play(quiet)


def test_an_unknown_sender_without_a_number_is_left_to_a_person_too() -> None:
    """There is nobody to tell and nothing to cancel, but the message waits for a person all the same."""
    play(nobody_we_know)


async def nobody_we_know(house: House) -> None:
    await house.post(letter(CANCEL, to=OURS, sender="new@elsewhere.example"), OURS)
    await house.settle()
    message = await the_message(house)
    assert (message.outcome, message.reservation, message.strength) == ("for_a_person", None, None)
    await house.ask(correspondence.DECIDE, await decide(house, message.id, "noted", None), house.bo)
    assert (await the_message(house)).status == "done"


def test_a_thank_you_cancels_nothing_and_waits_for_nobody() -> None:
    play(a_thank_you)


async def a_thank_you(house: House) -> None:
    reservation = await house.placed_and_paid(await house.product())
    await house.post(letter("Thank you so much for your kind help!\n\nCleo", to=OURS), OURS)
    await house.settle()
    assert (await the_message(house)).outcome == "noted"
    assert "reservation.cancelled" not in house.tags(reservation)


def test_nobody_here_is_refused_at_the_door() -> None:
    async def door(house: House) -> None:
        assert await house.post(letter("Hello", to="x@elsewhere.example"), "x@elsewhere.example") == 550
        assert await house.messages() == []

    play(door)


def test_a_notice_that_comes_back_is_known_to_have() -> None:
    """Cléo's mail server takes our notice and sends it back later: the notice has bounced, and nothing else has."""
    play(it_comes_back)


async def it_comes_back(house: House) -> None:
    await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce_later"})
    reservation = await house.place(await house.product())
    (mail,) = await house.mails()
    await house.post(await house.outside(house.world.bounce, mail["n"]), mail["from"], sender="")
    await house.settle()
    assert house.sql("SELECT status, channel FROM notices ORDER BY status") == [
        ("bounced", "mail"),
        ("to_print", "letter"),
    ]
    assert (await the_message(house)).outcome == "bounce"
    assert "reservation.cancelled" not in house.tags(reservation)


def test_a_mail_server_that_asks_for_patience_gets_it() -> None:
    """Greylisted once, the notice is sent again; refused outright, it has failed. Nobody gets it twice."""
    play(patience)


async def patience(house: House) -> None:
    rules = [
        {"recipient": CLEO, "answer": "greylist"},
        {"recipient": "gone@holder.example", "answer": "bounce"},
    ]
    await house.outside(house.world.mail_rules, *rules)
    product = await house.product()
    await house.place(product)
    await house.place(product, email="gone@holder.example")
    assert await house.mails() == []
    await house.wait(minutes=10)
    assert len(await house.mails()) == 1
    # Nothing is left of the address that was refused: a letter waits to be printed.
    assert sorted(house.sql("SELECT status, tries FROM notices")) == [
        ("failed", 1),
        ("sent", 2),
        ("to_print", 0),
    ]


NASTY = {
    "a NUL in the sender": b"From: a\0b <x\0y@holder.example>\r\nTo: x\r\n\r\nCancel my reservation",
    "half a surrogate": b"From: =?utf-8?b?7aCA?= <\xed\xa0\x80@holder.example>\r\n\r\nCancel",
    "a thread of nonsense": b"From: x@holder.example\r\nIn-Reply-To: <\0\xff>\r\n"
    b"References: \xed\xa0\x80 <a\0>\r\n\r\nHi",
    "nothing at all": b"\r\n",
    "no header": b"\xff\xfe\xfd",
    "a thousand parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1_000,
    "nested without end": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(150)
    ),
    "a date that is none": b"From: x@holder.example\r\nDate: Fnord, 99 Foo 99999999999 99:99:99 +9999\r\n\r\nHi",
    "an address without end": b"From: " + b"<" * 5_000 + b"\r\n\r\nHi",
    "a line without end": b"From: x@holder.example\r\n\r\n" + b"word " * 100_000,
    "an encoding that is none": b"Content-Type: text/plain; charset=klingon\r\n"
    b"Content-Transfer-Encoding: base65\r\n\r\n\xff\xff",
    "a code with NULs": b"From: x@holder.example\r\nSubject: \0\0\0\r\n\r\nAAAAA-\0AAAAA RF18\0",
}


def test_every_nasty_mail_has_an_outcome() -> None:
    """Whatever bytes come in are stored, read and end with an outcome, and everybody else's mail is read as well."""

    async def nasty(house: House) -> None:
        for raw in NASTY.values():
            assert await house.post(raw, OURS) == 250
        await house.post(letter("Thank you so much!", to=OURS), OURS)
        await house.settle()
        messages = await house.messages()
        assert len(messages) == len(NASTY) + 1
        assert {message.outcome for message in messages} <= {"for_a_person", "noted", "automatic", "bounce"}

    play(nasty)


def test_a_mail_that_breaks_the_reader_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours in one mail: after a few tries a person reads it, and everybody else's mail was read."""

    reads = Aside.read

    async def defective(aside: Aside, raw: bytes, sender: str | None) -> object:
        if b"Klingon" in raw:
            raise Unread("a defect")
        return await reads(aside, raw, sender)

    monkeypatch.setattr(Aside, "read", defective)

    async def broken(house: House) -> None:
        await house.post(letter("Klingon: qapla, cancel!", to=OURS), OURS)
        await house.post(letter("Thank you so much!", to=OURS, message_id="<two@holder.example>"), OURS)
        await house.settle()
        assert sorted(str(message.outcome) for message in await house.messages()) == ["for_a_person", "noted"]

    play(broken)
