"""What happens when a promise is revised: every holder who waits is told, and asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import Act, By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.agenda import Due
from fourthact.correspondence import GIVING, Case, ToTell, Writer, given_notices
from fourthact.delays.actions import GIVE, LAPSE, OFFER, LetLapse, OfferDelay, TellGiven
from fourthact.delays.acts import DelayOffered
from fourthact.delays.rules import DelayReason
from fourthact.languages import Language
from fourthact.products import PromiseRevised, product_by_id
from fourthact.reservations import reservations
from fourthact.values.errors import Refused

PAGE = 500


class DelayJobs:
    """The followers and handlers of this room, for the worker. `answer_days`: how long a holder is asked to answer."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], writer: Writer, answer_days: int
    ) -> None:
        self._spine, self._pool, self._writer = spine, pool, writer
        self._answer_days = answer_days

    @property
    def followers(self) -> list[Follower]:
        return [
            Follower("delays", (PromiseRevised,), self.heed_revisions),
            Follower("delay_notices", (DelayOffered,), self.heed_offers),
            Follower("delay_given", GIVING, self.heed_given),
        ]

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("offers", "unanswered"): self.lapse}

    async def heed_given(self, recorded: Sequence[Recorded]) -> None:
        """Let the days of each offer run from when its notice was given, and not from one that came back."""
        async with self._pool.connection() as conn:
            found = await given_notices(conn, recorded)
        subjects = {act.id: act.subject for act in recorded}
        for one in found:
            args = TellGiven(
                subjects[one.told], one.cause, one.notice, one.is_given, one.at, self._answer_days
            )
            await self._unless_over(recorded[0].seller, f"~given/{one.told.hex}", GIVE, args)

    async def lapse(self, due: Due) -> None:
        """The days to answer an offer are over."""
        key = f"~unanswered/{due.id.hex}/{due.due_at.isoformat()}"
        await self._unless_over(due.seller, key, LAPSE, LetLapse(due.id))

    async def _unless_over(self, seller: UUID, key: str, verb: Any, args: Any) -> None:
        try:
            await self._spine.ask(Request(verb, Caller(seller, By("seller")), key, args))
        except Refused as no:
            if no.reason not in (DelayReason.OFFER_OVER, DelayReason.NOT_GIVEN, DelayReason.GIVEN_ALREADY):
                raise

    async def heed_revisions(self, recorded: Sequence[Recorded]) -> None:
        """Offer the choice to every holder of the product, page by page."""
        for act in recorded:
            assert isinstance(act.act, PromiseRevised)
            async with self._pool.connection() as conn:
                product = await product_by_id(conn, act.seller, act.subject)
            assert product is not None
            before = next((p.by for p in product.promises if p.version == act.act.version - 1), None)
            await self._ask_all(act, act.act, before)

    async def _ask_all(self, act: Recorded, revised: PromiseRevised, before: Any) -> None:
        after: UUID | None = None
        while True:
            async with self._pool.connection() as conn:
                page = await reservations(conn, act.seller, after=after, product=act.subject, most=PAGE)
            waiting = [found.reservation.id for found in page if found.reservation.cancelled_at is None]
            await asyncio.gather(*(self._ask(act, revised, before, reservation) for reservation in waiting))
            if len(page) < PAGE:
                return
            after = page[-1].reservation.id

    async def _ask(self, act: Recorded, revised: PromiseRevised, before: Any, reservation: UUID) -> None:
        args = OfferDelay(reservation, revised.version, before, revised.by)
        key = f"~offer/{act.id.hex}/{reservation.hex}"
        try:
            await self._spine.ask(Request(OFFER, Caller(act.seller, By("seller")), key, args))
        except Refused as no:
            if no.reason not in (DelayReason.NOT_WAITING, DelayReason.OFFERED_ALREADY):
                raise

    async def heed_offers(self, recorded: Sequence[Recorded]) -> None:
        """Write the notices of the offers, a stretch of the log together."""
        await self._writer.write_all(ToTell(act, act.subject, partial(_tell, act.act)) for act in recorded)


def _tell(offered: Act, case: Case, say: Language) -> tuple[str, dict[str, Any]]:
    assert isinstance(offered, DelayOffered)
    reasons = {promise.version: promise.reason for promise in case.product.promises}
    facts = {
        "before": offered.before,
        "after": offered.by,
        "reason": reasons.get(offered.promise_version, ""),
    }
    return "promise_revised", case.facts() | facts
