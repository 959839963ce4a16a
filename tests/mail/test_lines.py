"""Connections that are kept for a moment: who comes next uses them, unless the server has had enough."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from fourthact.mail import Lines, Reply
from fourthact.values.errors import Unavailable
from tests.mail.test_send import FROM, MESSAGE, TO, Server, at

TAKEN = Reply(250, "2.0.0 Taken")


def talking(server: Server, talk: Callable[[Lines], Awaitable[None]], *, kept_seconds: float = 60) -> None:
    async def run() -> None:
        async with at(server) as post:
            lines = Lines(post, kept_seconds=kept_seconds)
            try:
                await talk(lines)
            finally:
                await lines.close()

    asyncio.run(run())


async def sent(lines: Lines, *, new: bool = False) -> Reply:
    async with lines.line(new=new) as line:
        return await line.send(MESSAGE, FROM, TO)


def greetings(server: Server) -> int:
    return sum(command.startswith("EHLO") for command in server.heard)


def test_one_after_the_other_goes_over_one_connection() -> None:
    server = Server("PIPELINING")

    async def talk(lines: Lines) -> None:
        assert [await sent(lines) for _ in range(5)] == [TAKEN] * 5
        assert greetings(server) == 1
        assert await sent(lines, new=True) == TAKEN

    talking(server, talk)
    assert greetings(server) == 2


def test_side_by_side_goes_over_as_many_as_are_needed() -> None:
    server = Server()

    async def talk(lines: Lines) -> None:
        for _ in range(3):
            await asyncio.gather(*(sent(lines) for _ in range(4)))

    talking(server, talk)
    assert greetings(server) == 4
    assert len(server.messages) == 12


def test_a_connection_that_nobody_uses_is_left() -> None:
    """The server sees its end; what comes later begins anew."""
    server = Server()

    async def talk(lines: Lines) -> None:
        await sent(lines)
        await asyncio.gather(*server.talks)
        await sent(lines)

    talking(server, talk, kept_seconds=0.01)
    assert greetings(server) == 2


@pytest.mark.parametrize(
    "last_word", ["", "421 4.4.2 You have been silent for long\r\n", "250 2.0.0 Late\r\n"]
)
def test_a_server_that_has_had_enough_is_greeted_anew(last_word: str) -> None:
    """Whether it says so or hangs up. No reply is taken for that to another message."""
    server = Server()

    async def talk(lines: Lines) -> None:
        server.last_word = last_word.encode()
        assert await sent(lines) == TAKEN
        await asyncio.gather(*server.talks)
        server.last_word = None
        assert await sent(lines) == TAKEN

    talking(server, talk)
    assert greetings(server) == 2
    assert len(server.messages) == 2


def test_a_connection_that_broke_off_is_not_kept() -> None:
    server = Server(refuses={"RCPT": ["hello?\r\n"]})

    async def talk(lines: Lines) -> None:
        async with lines.line() as line:
            with pytest.raises(Unavailable):
                await line.send(MESSAGE, FROM, TO)
        assert await sent(lines) == TAKEN

    talking(server, talk)
    assert greetings(server) == 2
