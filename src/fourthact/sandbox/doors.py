"""The world with its doors open: HTTP and SMTP come in, notices go out, the journal remembers."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fourthact.sandbox import routes
from fourthact.sandbox.http import Answer, Request, serve
from fourthact.sandbox.journal import Asked, Happening, Journal, Mailed, Told
from fourthact.sandbox.mailboxes import serve_smtp
from fourthact.sandbox.notices import Courier, Notice
from fourthact.sandbox.world import World

QUIET_SECONDS_MAX = 10.0


class Doors:
    """One world, its journal if it has one, and the courier of its notices."""

    def __init__(self, state: Path | None) -> None:
        self.world = World()
        self._journal = Journal(state) if state else None
        self._courier = Courier(self.world.notices.seal, self._told)

    async def open(self, http_port: int, smtp_port: int) -> tuple[str, str]:
        """Remember what happened, then listen. Gives the HTTP and the SMTP address."""
        self._replay()
        http = await serve(self._asked, http_port)
        smtp = await serve_smtp(self.world.mailboxes, self._mailed, smtp_port)
        self._carry()
        self._servers = (http, smtp)
        return f"http://{_address(http)}", _address(smtp)

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        await self._courier.close()
        if self._journal:
            self._journal.close()

    def _replay(self) -> None:
        for happening in self._journal.read() if self._journal else ():
            self._happen(happening)

    def _happen(self, happening: Happening) -> Answer | None:
        match happening:
            case Asked(method, target, now, body):
                headers = {} if now is None else {"fourthact-now": now}
                return routes.answer(self.world, Request(method, target, headers, body))
            case Mailed(sender, recipients, raw):
                self.world.mailboxes.accept(self.world.clock.now, sender, recipients, raw)
            case Told(account, notice, copy, accepted):
                self.world.notices.answered(account, notice, copy, accepted)
        return None

    def _live(self, happening: Happening) -> Answer | None:
        # If we die between the two lines, a call was written down that nobody saw answered: to the caller it
        # is a time-out after success, which the world may do at any time.
        if self._journal and _counts(happening):
            self._journal.write(happening)
        answer = self._happen(happening)
        self._carry()
        return answer

    def _carry(self) -> None:
        self._courier.carry(self.world.notices.take_outbox())

    async def _asked(self, request: Request) -> Answer:
        now = request.headers.get("fourthact-now")
        answer = self._live(Asked(request.method, request.target, now, request.body))
        assert answer is not None
        if answer.when_quiet and not await self._courier.quiet(QUIET_SECONDS_MAX):
            return Answer(b'{"error":"notices are still under way"}', 503)
        return answer

    def _mailed(self, sender: str, recipients: list[str], raw: bytes) -> None:
        self._live(Mailed(sender, recipients, raw))

    def _told(self, notice: Notice, accepted: bool) -> None:
        self._live(Told(notice.account, notice.id, notice.copy, accepted))


def _counts(happening: Happening) -> bool:
    """Whether the world may be another afterwards: to look at it without moving its clock changes nothing."""
    return not (isinstance(happening, Asked) and happening.method == "GET" and happening.now is None)


def _address(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()
    return f"{host}:{port}"
