"""Connections to the mail server that are kept for a moment: what is sent one by one need not greet each time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fourthact.mail.send import Line, Post

# A mail server waits for minutes (RFC 5321, 4.5.3.2), and for ten seconds where it has too much to do.
KEPT_SECONDS = 5.0


class Lines:
    """The connections of one process. Each carries one message after the other; who leaves one leaves it to others."""

    def __init__(self, post: Post, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._post, self._seconds = post, kept_seconds
        self._kept: dict[Line, tuple[AsyncExitStack, asyncio.TimerHandle]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def line(self, *, new: bool = False) -> AsyncIterator[Line]:
        """A connection, `new` or one that was left. Errors: Unavailable when the server cannot be reached."""
        line, opened = await self._begun() if new else await self._taken()
        try:
            yield line
        except BaseException:
            await opened.aclose()  # nobody knows how far it has come
            raise
        if self._closed:
            await opened.aclose()
            return
        leave = asyncio.get_running_loop().call_later(self._seconds, self._leave, line)
        self._kept[line] = opened, leave

    async def close(self) -> None:
        """Hang up: at once wherever nobody is talking, elsewhere when what is said is said."""
        self._closed = True
        for line in list(self._kept):
            self._leave(line)
        await asyncio.gather(*self._leaving)

    async def _taken(self) -> tuple[Line, AsyncExitStack]:
        while self._kept:
            line, (opened, leave) = self._kept.popitem()
            leave.cancel()
            if await line.is_quiet():
                return line, opened
            await opened.aclose()
        return await self._begun()

    async def _begun(self) -> tuple[Line, AsyncExitStack]:
        opened = AsyncExitStack()
        return await opened.enter_async_context(self._post.line()), opened

    def _leave(self, line: Line) -> None:
        opened, leave = self._kept.pop(line)
        leave.cancel()
        leaving = asyncio.ensure_future(opened.aclose())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
