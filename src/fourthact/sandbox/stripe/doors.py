"""This Stripe with its doors open: calls come in, webhooks go out."""

from __future__ import annotations

from fourthact.sandbox.http import Answer, Request, serve
from fourthact.sandbox.notices import Courier
from fourthact.sandbox.stripe import api, staging
from fourthact.sandbox.stripe.hooks import Hook
from fourthact.sandbox.stripe.world import World
from fourthact.values.time import parse_instant

QUIET_SECONDS_MAX = 10.0


class Doors:
    """One world, and the courier of its webhooks."""

    def __init__(self, account: str, key: str) -> None:
        self.world = World()
        self.world.open(account, key)
        self._courier = Courier[Hook](self.world.hooks.seal, self._told)

    async def open(self, port: int) -> str:
        """Listen; gives the address."""
        self._server = await serve(self._asked, port)
        host, chosen = self._server.sockets[0].getsockname()
        return f"http://{host}:{chosen}"

    async def close(self) -> None:
        self._server.close()
        await self._courier.close()

    async def _asked(self, request: Request) -> Answer:
        answer = self._answered(request)
        self.world.clock.advance(self.world.clock.now)  # what became due by this call
        self._courier.carry(self.world.hooks.take_outbox())
        if answer.when_quiet and not await self._courier.quiet(QUIET_SECONDS_MAX):
            return Answer(b'{"error":"webhooks are still under way"}', 503)
        return answer

    def _answered(self, request: Request) -> Answer:
        now = request.headers.get("fourthact-now")
        try:
            if now is not None:
                self.world.clock.advance(parse_instant(now))
        except ValueError as wrong:
            return Answer(str(wrong).encode(), 422, "text/plain")
        if request.target.startswith("/v1/"):
            return api.answer(self.world, request)
        return staging.answer(self.world, request)

    def _told(self, hook: Hook, accepted: bool) -> None:
        self.world.hooks.answered(hook, accepted)
        self._courier.carry(self.world.hooks.take_outbox())
