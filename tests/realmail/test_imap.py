"""A mailbox at Dovecot is emptied: each message once, whatever the server does to its numbers, and when we die."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from imap_tools.errors import MailboxLoginError

from fourthact.mail import Source, sources
from fourthact.mail.imap import IDLE_SECONDS_MAX
from tests.realmail.dovecot import Dovecot, dovecot
from tests.realmail.test_parts import until as wait_until
from tests.stories.letters import letter

OURS = "hello@motors.example"
# What a server says that can neither push nor move.
PLAIN = "imap_capability = IMAP4rev1 LITERAL+\n"


def source(boxes: Dovecot, seconds: float = 0.05) -> Source:
    (one,) = sources(f"{boxes.url('hello')}?for={OURS}&poll_seconds={seconds}")
    return one


def raws(boxes: Dovecot, count: int, start: int = 0) -> list[bytes]:
    """Messages put into the mailbox, as they will be fetched."""
    made = [letter(f"Hello {n}", to=OURS, message_id=f"<{n}@x.example>") for n in range(start, start + count)]
    for raw in made:
        boxes.put("hello", raw)
    return [raw.replace(b"\n", b"\r\n") for raw in made]


def running(one: Source, keep: Callable[[bytes, str], Awaitable[bool]], until: Callable[[], bool]) -> None:
    """Let a source run until something holds."""

    async def run() -> None:
        task = asyncio.create_task(one.run(keep))
        await asyncio.to_thread(wait_until, until, "it is never so far")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await one.place.close()

    asyncio.run(run())


@pytest.mark.parametrize("able", ["", PLAIN], ids=["pushes and moves", "can do neither"])
def test_a_mailbox_is_emptied(able: str) -> None:
    """What lay there and what comes later is fetched once, bytes as they are, and lies aside afterwards."""
    kept: list[bytes] = []
    with dovecot(["hello"], more=able) as boxes:
        wanted = raws(boxes, 3)

        async def keep(raw: bytes, address: str) -> bool:
            assert address == OURS
            kept.append(raw)
            if len(kept) == 3:
                wanted.extend(await asyncio.to_thread(raws, boxes, 2, 3))
            return True

        running(source(boxes), keep, lambda: len(kept) >= 5 and boxes.count("hello", "Fourthact") == 5)
        assert kept == wanted
        assert unmarked(boxes) == 0


def unmarked(boxes: Dovecot) -> int:
    with boxes.login("hello") as client:
        client.select("INBOX", readonly=True)
        _, (found,) = client.search(None, "UNDELETED")
        return len(found.split())


def test_what_comes_between_looking_and_waiting_is_told() -> None:
    """The server tells it in one breath with "go on": nobody waits minutes for what has come already."""

    async def between(boxes: Dovecot) -> None:
        box = source(boxes).place
        for n in range(3):
            await box.fetch(lambda raw: asyncio.sleep(0, True))
            await asyncio.to_thread(raws, boxes, 1, n)
            await asyncio.wait_for(box.wait(), IDLE_SECONDS_MAX / 10)
        await box.close()

    with dovecot(["hello"]) as boxes:
        asyncio.run(between(boxes))


def test_nothing_leaves_a_mailbox_before_it_is_durable() -> None:
    """The database is away, then a defect of ours forbids one message: both stay; the others are taken."""
    tries = 0
    kept: list[bytes] = []
    with dovecot(["hello"]) as boxes:
        wanted = raws(boxes, 3)

        async def keep(raw: bytes, address: str) -> bool:
            nonlocal tries
            tries += 1
            if tries == 1:
                assert await asyncio.to_thread(boxes.count, "hello") == 3
                raise OSError("the database is away")
            kept.append(raw)
            return raw != wanted[1]

        running(source(boxes), keep, lambda: len(kept) >= 3 and boxes.count("hello", "Fourthact") == 2)
        assert kept == wanted
        assert boxes.count("hello") == 1


def test_a_mailbox_whose_numbers_start_anew_is_emptied_all_the_same() -> None:
    """Its server restores it from a copy: other numbers (UIDVALIDITY), the same messages. Each is fetched again, and
    is known again by its bytes; none is passed over because its number was seen before."""
    kept: list[bytes] = []

    async def keep(raw: bytes, address: str) -> bool:
        kept.append(raw)
        return True

    with dovecot(["hello"]) as boxes:
        wanted = raws(boxes, 2)
        before = validity(boxes)
        running(source(boxes), keep, lambda: boxes.count("hello", "Fourthact") == 2)
        with boxes.login("hello") as client:
            client.rename("INBOX", "Old")
            client.rename("Fourthact", "Older")
        for path in (boxes.folder / "mail" / "hello").glob("dovecot*"):
            path.unlink()
        # Dovecot's number is the second in which it made the mailbox.
        wait_until(lambda: int(time.time()) > int(before), "the clock stands")
        wanted += raws(boxes, 2)
        assert validity(boxes) != before
        running(source(boxes), keep, lambda: boxes.count("hello", "Fourthact") == 2)
        assert kept == wanted


def validity(boxes: Dovecot) -> bytes:
    with boxes.login("hello") as client:
        client.select("INBOX")
        _, (number,) = client.response("UIDVALIDITY")
        assert isinstance(number, bytes)
        return number


def test_a_wrong_password_is_said_and_tried_again() -> None:
    with dovecot(["hello"]) as boxes:
        (one,) = sources(f"imap://hello:guessed@127.0.0.1:{boxes.port}/INBOX?for={OURS}")
        with pytest.raises(MailboxLoginError, match="AUTHENTICATIONFAILED") as refused:
            asyncio.run(one.place.fetch(lambda raw: asyncio.sleep(0, True)))
        assert "guessed" not in str(refused.value)
