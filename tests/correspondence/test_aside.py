"""Letters that are read in processes of their own: one that is too much ends its reader, and the next is read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import psutil
import pytest

from fourthact.correspondence.aside import Aside, Unread
from fourthact.correspondence.reader import read
from fourthact.mail import parse

ASK = b"From: Bo <bo@example.com>\r\nSubject: hello\r\n\r\nPlease cancel my reservation and refund me.\r\n"
# So many sentences of this length take several seconds to read.
WISH = b"were the money not back in my account, you said, " * 18 + b".\r\n\r\n"
LONG = ASK + b"".join(b"I would have liked number %d " % n + WISH for n in range(300))


def reading(what: Callable[[Aside], Awaitable[None]], processes: int = 1, seconds_max: int = 60) -> None:
    async def run() -> None:
        aside = Aside(processes, seconds_max)
        try:
            await what(aside)
        finally:
            await aside.close()
        assert not readers()

    asyncio.run(run())


def readers() -> list[psutil.Process]:
    """The processes that read: children of the one that forks them."""
    return [
        grandchild
        for child in psutil.Process().children()
        if any("forkserver" in word for word in child.cmdline())
        for grandchild in child.children()
        if grandchild.status() != psutil.STATUS_ZOMBIE
    ]


def until_dead(process: psutil.Process) -> None:
    while process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


def test_what_is_read_aside_is_what_is_read_here() -> None:
    async def both(aside: Aside) -> None:
        letter = parse(ASK)
        assert await aside.read(ASK, "bo@example.com") == (letter, read(letter, "bo@example.com"))

    reading(both)


def test_several_read_side_by_side() -> None:
    async def many(aside: Aside) -> None:
        letters = [ASK.replace(b"hello", b"hello %d" % n) for n in range(12)]
        read_ = await asyncio.gather(*(aside.read(raw, None) for raw in letters))
        assert [letter.subject for letter, _ in read_] == [f"hello {n}" for n in range(12)]
        assert len(readers()) == 3

    reading(many, processes=3)


def test_a_letter_that_takes_too_long_ends_its_reader_and_the_next_is_read() -> None:
    async def too_long(aside: Aside) -> None:
        with pytest.raises(Unread, match="died"):
            await aside.read(LONG, None)
        _, read_ = await aside.read(ASK, None)
        assert read_.asks_to_cancel == "yes"

    reading(too_long, seconds_max=1)


def test_a_reader_that_is_killed_is_begun_again() -> None:
    async def killed(aside: Aside) -> None:
        await aside.read(ASK, None)
        (reader,) = readers()
        forker = reader.parent()
        reader.kill()
        with pytest.raises(Unread, match="died"):
            await aside.read(ASK, None)
        assert forker is not None
        forker.kill()
        await asyncio.to_thread(until_dead, forker)
        _, read_ = await aside.read(ASK, None)
        assert read_.asks_to_cancel == "yes"

    reading(killed)


def test_whoever_no_longer_waits_leaves_no_reader_behind() -> None:
    async def left(aside: Aside) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(aside.read(LONG, None), 0.2)
        _, read_ = await aside.read(ASK, None)
        assert read_.asks_to_cancel == "yes"

    reading(left)
