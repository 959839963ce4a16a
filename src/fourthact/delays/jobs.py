"""What happens when a promise is revised: every holder who waits is told, and asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import Act, By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.correspondence import Case, ToTell, Writer
from fourthact.delays.actions import OFFER, OfferDelay
from fourthact.delays.acts import DelayOffered
from fourthact.delays.rules import DelayReason
from fourthact.languages import Language
from fourthact.products import PromiseRevised, product_by_id
from fourthact.reservations import reservations
from fourthact.values.errors import Refused

PAGE = 500


class DelayJobs:
    """The followers of this room, for the worker."""

    def __init__(self, spine: Spine, pool: AsyncConnectionPool[Any], writer: Writer) -> None:
        self._spine, self._pool, self._writer = spine, pool, writer

    @property
    def followers(self) -> list[Follower]:
        return [
            Follower("delays", (PromiseRevised,), self.heed_revisions),
            Follower("delay_notices", (DelayOffered,), self.heed_offers),
        ]

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
