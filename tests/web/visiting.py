"""The web application of a test house, asked over ASGI in the same process: by machines and by people."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from fourthact.serving import build
from fourthact.values import ids
from tests.house import House, play

JSON = {"content-type": "application/json"}
PRODUCT: dict[str, Any] = {
    "name": "Example Roadster",
    "slug": "roadster",
    "currency": "USD",
    "stages": [
        {"n": 1, "amount_minor": 500_000, "method": "card", "rail": "sandbox", "due_days": 0},
        {"n": 2, "amount_minor": 4_500_000, "method": "transfer", "rail": "sandbox", "due_days": 10},
    ],
    "terms": "Your place is yours until you give it up.\n\nEvery amount goes back when you cancel.",
    "promise_by": "2020-12-31",
}
HOLDER = {"name": "Cléo Dupont", "email": "cleo@holder.example", "language": "fr"}


@dataclass(slots=True)
class Web:
    """A house and its web. `who`: whose key a machine's request carries unless it says otherwise."""

    house: House
    client: httpx2.AsyncClient
    who: str = "Ana"
    keys: int = field(default=0)

    @property
    def seller(self) -> str:
        return ids.outer("seller", self.house.seller)

    def as_(self, who: str | None) -> dict[str, str]:
        return {} if who is None else {"authorization": f"Bearer {self.house.staff[who].token}"}

    async def get(self, path: str, who: str | None = "", **headers: str) -> httpx2.Response:
        asker = self.who if who == "" else who
        return await self.client.get(f"/api/v1{path}", headers=self.as_(asker) | headers)

    async def post(
        self, path: str, body: object = None, who: str | None = "", key: str | None = None, **headers: str
    ) -> httpx2.Response:
        """Ask for a change, with a fresh idempotency key unless one is given."""
        self.keys += 1
        asker = self.who if who == "" else who
        given = {"idempotency-key": key or f"test-{self.keys}"} | self.as_(asker) | headers
        if body is None:
            return await self.client.post(f"/api/v1{path}", headers=given)
        return await self.client.post(f"/api/v1{path}", headers=given, json=body)

    async def made(self, path: str, body: object = None, who: str | None = "") -> dict[str, Any]:
        """The answer to a change that has to succeed; the house settles after it."""
        answer = await self.post(path, body, who)
        assert answer.status_code in (200, 201, 202), answer.text
        await self.house.settle()
        found: dict[str, Any] = answer.json()
        return found

    async def told(self, path: str, who: str | None = "") -> dict[str, Any]:
        answer = await self.get(path, who)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def reserved(self, **changes: Any) -> dict[str, Any]:
        """A product, if there is none yet, and a reservation of it."""
        known = (await self.told("/products"))["products"]
        product = known[0]["id"] if known else (await self.made("/products", PRODUCT))["id"]
        return await self.made("/reservations", {**HOLDER, "product": product, **changes}, "the site")

    async def approved(self, refund: str, *who: str) -> None:
        """People agree to a refund as it stands."""
        for person in who or ("Ana", "Bo"):
            seen = {"plan_act": (await self.told(f"/refunds/{refund}"))["plan_act"]}
            await self.made(f"/refunds/{refund}/approvals", seen, person)

    # What people do.

    async def page(self, address: str, **headers: str) -> httpx2.Response:
        return await self.client.get(local(address), headers=headers)

    async def send(self, page: httpx2.Response, action: str = "", **fields: str) -> httpx2.Response:
        """Send the form of a page that leads to `action` (its first form, if none is named)."""
        address, hidden = form(page.text, action)
        return await self.client.post(address, data=hidden | fields)

    def acts(self) -> int:
        return int(self.house.sql("SELECT count(*) FROM acts")[0][0])


def local(address: str) -> str:
    """An address without the house's own name."""
    return re.sub(r"^https?://[^/]+", "", address)


def form(html: str, action: str = "") -> tuple[str, dict[str, str]]:
    """Where a form leads, and its hidden fields."""
    for found in re.finditer(r'<form method="post" action="([^"]*)">(.*?)</form>', html, re.DOTALL):
        if found[1].endswith(action):
            return found[1], dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[2]))
    raise AssertionError(f"no form leads to {action!r}")


@asynccontextmanager
async def web_of(house: House) -> AsyncIterator[Web]:
    transport = httpx2.ASGITransport(app=build(house.app), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://house.example") as client:
        yield Web(house, client)


def visited(story: Callable[[Web], Awaitable[None]]) -> Callable[[], None]:
    """A story over HTTP as a test; it ends with the audit."""

    async def in_house(house: House) -> None:
        async with web_of(house) as web:
            await story(web)

    def test() -> None:
        play(in_house)

    test.__doc__, test.__module__ = story.__doc__, story.__module__
    return test


def problem(answer: httpx2.Response) -> Mapping[str, Any]:
    """The problem document of an answer, which has to be one, whole and in its form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found: Mapping[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["type"] == f"/problems/{found['code']}"
    assert found["title"]
    assert found["detail"].endswith((".", "\u3002")), found["detail"]
    assert isinstance(found["retry_helps"], bool)
    assert "{" not in found["detail"]
    return found
