"""What a reservation costs above the spine: counted in Python calls, which no busy machine can blur."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from fourthact import people
from fourthact.acts import Answer, By, Recorded, Request
from fourthact.reservations import Links, ReservationPlaced, StageDue, api
from fourthact.settings import Settings
from fourthact.values import ids
from fourthact.web import Context
from fourthact.web.server import build

# 91 when this was written, 17 of them the framework's; about 95 microseconds on a busy core.
CALLS_MAX = 110
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
SELLER = ids.new_id()
PRODUCT = "prd_" + "0" * 32


class ReadySpine:
    """Stands where the spine stands and answers at once, so that what is around it can be counted."""

    batches = committed = statements = 0

    def __init__(self) -> None:
        stages = tuple(StageDue(n, 500_000, AT, "card", "sandbox") for n in (1, 2))
        act = ReservationPlaced(
            code="7K2QF-M9X4H",
            currency="USD",
            language="fr",
            position=5,
            product=PRODUCT,
            promise_by=date(2020, 12, 31),
            promise_version=1,
            stages=stages,
            terms_version=1,
        )
        by = By("integration", "itg_" + "0" * 32)
        placed = Recorded(SELLER, ids.new_id(), "reservation", ids.new_id(), 1, AT, by, act, None)
        self.answer = Answer([placed], by, {"act": "x" * 900, "path": ["y" * 44] * 6})
        self.asked: list[Request[Any]] = []

    async def ask(self, request: Request[Any]) -> Answer:
        self.asked.append(request)
        return self.answer


def application(spine: ReadySpine) -> Any:
    ready: Any = spine
    nothing: Any = None
    context = Context(
        settings=Settings(),
        pool=nothing,
        spine=ready,
        signer=nothing,
        rails={},
        policy=None,
        links=Links((os.urandom(32),), "https://example.org"),
        payments=None,
        key_id_of=people.key_id_of,
        authenticate=people.authenticate,
        advance=nothing,
        schema_is_current=lambda: True,
    )
    return build(context, [api.router])


def test_a_reservation_passes_few_hands() -> None:
    spine = ReadySpine()
    app = application(spine)
    sent: list[dict[str, Any]] = []
    body = msgspec.json.encode(
        {"product": PRODUCT, "name": "Cléo Dupont", "email": "cleo@holder.example", "language": "fr"}
    )
    token = people.new_token(SELLER, os.urandom(32))
    headers = [
        (b"host", b"example.org"),
        (b"content-type", b"application/json"),
        (b"authorization", b"Bearer " + token.encode()),
        (b"idempotency-key", b"once"),
    ]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def place() -> None:
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/reservations",
            "query_string": b"",
            "root_path": "",
        }
        await app(scope | {"headers": headers, "state": {}, "extensions": {}}, receive, send)

    async def counted() -> Counter[str]:
        await place()  # what happens once (decoders, languages) has happened
        calls: Counter[str] = Counter()
        sys.setprofile(lambda frame, event, _: calls.update([name_of(frame)] if event == "call" else []))
        try:
            await place()
        finally:
            sys.setprofile(None)
        return calls

    calls = asyncio.run(counted())
    assert [message.get("status") for message in sent] == [201, None, 201, None]
    assert len(spine.asked) == 2
    assert sum(calls.values()) <= CALLS_MAX, calls.most_common(40)


def name_of(frame: Any) -> str:
    return f"{frame.f_code.co_filename.rpartition('site-packages/')[2]}:{frame.f_code.co_name}"
