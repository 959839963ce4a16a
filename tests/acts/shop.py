"""A seller with a spine and nothing else: no rails, no mail, no worker; a product that can be reserved."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from fourthact import people, products, reservations
from fourthact.acts import Answer, By, Caller, Request, Spine
from fourthact.acts.signer import Signer
from fourthact.audit import explain
from fourthact.db.pool import connect, open_pool
from fourthact.house import HOUSE
from fourthact.people import GATE
from fourthact.values import ids
from tests.house import TWO_STAGES, audited
from tests.postgres import clone

ORIGIN = "motors.example/log"
NEW_CLOCK = "INSERT INTO clock (movable) VALUES (false) ON CONFLICT DO NOTHING"
Outcome = Answer | BaseException


@dataclass(frozen=True)
class Shop:
    """One spine on a database; `seller` and `product` are there already."""

    dsn: str
    keys: Path
    spine: Spine
    seller: UUID = field(default_factory=ids.new_id)
    product: UUID = field(default_factory=ids.new_id)

    @property
    def own(self) -> Caller:
        return Caller(self.seller, By("seller"))

    def place(
        self, key: str, *, name: str = "Cléo", caller: Caller | None = None, **words: Any
    ) -> Request[Any]:
        """A request for a place in line; the input is what a client would have sent."""
        args = reservations.PlaceReservation(
            ids.new_id(),
            ids.new_code(),
            words.pop("product", self.product),
            name,
            "cleo@holder.example",
            "fr",
        )
        return Request(reservations.PLACE, caller or self.own, key, args, words.pop("input", name.encode()))

    async def ask_all(self, requests: list[Request[Any]]) -> list[Outcome]:
        """All at once; a refusal is an outcome like any other."""
        return await asyncio.gather(*map(self.spine.ask, requests), return_exceptions=True)

    async def place_many(self, count: int) -> list[Answer]:
        answers = await self.ask_all([self.place(ids.new_id().hex) for _ in range(count)])
        assert all(isinstance(answer, Answer) for answer in answers), answers
        return [answer for answer in answers if isinstance(answer, Answer)]

    def sql(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """As the owner of the tables."""
        with connect(self.dsn) as conn:
            cursor = conn.execute(query, arguments or None)
            return cursor.fetchall() if cursor.description else []

    def positions(self) -> list[int]:
        return [row[0] for row in self.sql("SELECT position FROM reservations ORDER BY position")]


@asynccontextmanager
async def spine_on(dsn: str, keys: Path, *, batch_requests_max: int = 512) -> AsyncIterator[Spine]:
    async with open_pool(dsn, size_max=4) as pool:
        signer = Signer(keys)
        async with Spine(
            pool, HOUSE, GATE, signer, input_key=b"k" * 32, batch_requests_max=batch_requests_max
        ) as spine:
            yield spine


@asynccontextmanager
async def reopened(shop: Shop, dsn: str | None = None) -> AsyncIterator[Shop]:
    """The same shop with a spine of its own, as after a restart; `dsn`: by another way to the same database."""
    async with spine_on(dsn or shop.dsn, shop.keys) as spine:
        yield replace(shop, spine=spine)


async def opens(shop: Shop) -> None:
    Signer(shop.keys).create(shop.seller, ORIGIN)
    opening = people.OpenSeller("Example Motors", ORIGIN, "motors.example")
    await shop.spine.ask(Request(people.OPEN, shop.own, "open", opening))
    args = products.OpenProduct(
        shop.product, "Roadster", "roadster", "USD", TWO_STAGES, "terms", date(2030, 12, 31), ("sandbox",)
    )
    await shop.spine.ask(Request(products.OPEN, shop.own, "product", args))


def tended(play: Callable[[Shop], Awaitable[None]]) -> None:
    """A shop opens, something happens in it, and the audit finds nothing."""

    async def run(dsn: str, keys: Path) -> None:
        async with spine_on(dsn, keys) as spine:
            shop = Shop(dsn, keys, spine)
            await opens(shop)
            await play(shop)

    with tempfile.TemporaryDirectory(prefix="fourthact-") as folder, clone() as dsn:
        with connect(dsn) as conn:
            conn.execute(NEW_CLOCK)
        asyncio.run(run(dsn, Path(folder)))
        report = audited(dsn, Path(folder))
        assert report.ok, explain(report.findings)
