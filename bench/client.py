"""An HTTP/1.1 client that costs little: what it uses of the machine, the server lacks."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Self

START_SECONDS_MAX = 60


@dataclass(slots=True)
class Shot:
    """Where requests go, and what was acknowledged: the ids of reservations. `keys`: how its idempotency keys begin."""

    host: str
    port: int
    token: str
    product: str = ""
    keys: str = "night"
    acknowledged: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    async def aimed(cls, host: str, port: int, token: str) -> Self:
        """A target with a product to reserve, as soon as the server answers."""
        shot = cls(host, port, token)
        end = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                async with Connection(shot) as connection:
                    answer = json.loads(await connection.ask(shot.request("products", PRODUCT)))
                    shot.product = answer["id"]
                    return shot
            except (OSError, asyncio.IncompleteReadError):
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.1)

    def request(self, path: str, body: bytes) -> bytes:
        """A whole request, with a fresh idempotency key."""
        head = (
            f"POST /api/v1/{path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {self.keys}-{next(self.numbers)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


PRODUCT = json.dumps(
    {
        "name": "Roadster",
        "slug": "roadster",
        "currency": "USD",
        "stages": [
            {"n": 1, "amount_minor": 500_000, "method": "card", "rail": "sandbox", "due_days": 0},
            {"n": 2, "amount_minor": 4_500_000, "method": "transfer", "rail": "sandbox", "due_days": 10},
        ],
        "terms": "You may leave at any time.",
        "promise_by": "2028-12-31",
    }
).encode()


def bodies(shot: Shot, most: int | None) -> Iterator[bytes]:
    """Holders who want a place, `most` of them or without end."""
    for number in range(most) if most is not None else count():
        yield json.dumps(
            {
                "product": shot.product,
                "name": f"Holder {number}",
                "email": f"holder.{number}@holder.example",
                "language": "fr",
            }
        ).encode()


class Connection:
    """One connection that is kept open."""

    def __init__(self, shot: Shot) -> None:
        self._shot = shot

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._shot.host, self._shot.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def place(self, body: bytes) -> None:
        """Place a reservation and keep its id. Errors: RuntimeError for a no."""
        content = await self.ask(self._shot.request("reservations", body))
        start = content.index(b'"rsv_') + 1
        self._shot.acknowledged.append(content[start : start + 36].decode())

    async def ask(self, request: bytes) -> bytes:
        """The content of the answer. Errors: RuntimeError for anything but a yes."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        start = head.index(b"content-length:") + 15
        content = await self._reader.readexactly(int(head[start : head.index(b"\r", start)]))
        if not head.startswith(b"http/1.1 2"):
            raise RuntimeError(f"{head[:40]!r} {content[:500]!r}")
        return content
