"""Notices to the seller: when the world sends them, how it signs them, and how it carries them."""

from __future__ import annotations

import asyncio
import hmac
import ssl
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import msgspec

from fourthact.sandbox.accounts import Account, read_secret
from fourthact.sandbox.clock import Clock
from fourthact.sandbox.faults import Faults
from fourthact.sandbox.orders import Order, mark
from fourthact.values.time import instant_text

if TYPE_CHECKING:
    import httpx2

# After a try that was not answered with 2xx, in the world's time; then the notice is given up.
RETRY_SECONDS = (60, 600, 3_600, 21_600, 86_400)
LATE_SECONDS = 7_200
CARRY_SECONDS_MAX = 5.0


@dataclass(slots=True)
class Notice:
    """One notice to one seller. `copy` tells doubles apart; they carry the same id, as real ones do."""

    id: str
    copy: int
    account: str
    event: str
    key: str
    tries: int = 0
    state: str = "due later"
    at: datetime | None = None

    def shown(self) -> dict[str, object]:
        at = instant_text(self.at) if self.at else None
        return {
            "id": self.id, "copy": self.copy, "event": self.event, "key": self.key, "tries": self.tries,
            "state": self.state, "at": at,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way: signed, with its address on it."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Notices:
    """Who is told what, and when. Deterministic: it fills an outbox and is told how each delivery went."""

    def __init__(self, clock: Clock, accounts: Mapping[str, Account], faults: Faults) -> None:
        self._clock, self._accounts, self._faults = clock, accounts, faults
        self.sent: defaultdict[str, dict[tuple[str, int], Notice]] = defaultdict(dict)
        self._outbox: deque[Notice] = deque()

    def announce(self, order: Order, event: str) -> None:
        """Tell the seller that something became of an order; or late, or twice, or never."""
        if not self._accounts[order.account].notice_url:
            return
        about = f"{event} {order.about}" if order.about else None
        fate = self._faults.draw(order.account, "notice", f"{event} {order.key}", about)
        copies = 0 if fate.find("lost") else 2 if fate.find("twice") else 1
        late = fate.find("late")
        seconds = 0 if late is None else LATE_SECONDS if late.after_seconds is None else late.after_seconds
        for copy in range(copies):
            notice_id = mark("msg", order.account, event, order.key)
            notice = Notice(notice_id, copy, order.account, event, order.key)
            self.sent[order.account][notice_id, copy] = notice
            self._schedule(notice, seconds)

    def take_outbox(self) -> list[Notice]:
        """What is to be carried now."""
        notices = list(self._outbox)
        self._outbox.clear()
        return notices

    def answered(self, account: str, notice_id: str, copy: int, accepted: bool) -> None:
        """The seller has taken a delivery, or has not and will be asked again."""
        notice = self.sent[account][notice_id, copy]
        if accepted:
            notice.state = "accepted"
        elif notice.tries <= len(RETRY_SECONDS):
            self._schedule(notice, RETRY_SECONDS[notice.tries - 1])
        else:
            notice.state = "given up"

    def _schedule(self, notice: Notice, seconds: int) -> None:
        notice.state = "due later"
        label = f"notice {notice.account} {notice.event} {notice.key} {notice.copy}"
        self._clock.at(self._clock.now + timedelta(seconds=seconds), label, lambda: self._send(notice))

    def _send(self, notice: Notice) -> None:
        notice.tries, notice.state, notice.at = notice.tries + 1, "sent", self._clock.now
        self._outbox.append(notice)

    def seal(self, notice: Notice) -> Delivery:
        """Sign a notice with the account's secret as it leaves: its receiver refuses a stale one."""
        account, now = self._accounts[notice.account], self._clock.now
        words = {"event": notice.event, "account": notice.account, "key": notice.key, "at": instant_text(now)}
        body, stamp = msgspec.json.encode(words), str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": notice.id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(account.notice_secret or "", notice.id, stamp, body),
        }
        return Delivery(account.notice_url or "", headers, body)


def sign(secret: str, notice_id: str, timestamp: str, body: bytes) -> str:
    """The `webhook-signature` header. Source: Standard Webhooks, symmetric signatures (`v1`)."""
    signed = f"{notice_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(read_secret(secret), signed, "sha256")).decode()


class Carried(Protocol):
    """What a courier can carry."""

    account: str


T = TypeVar("T", bound=Carried)


class Courier(Generic[T]):
    """Carries notices over HTTP, those of one account in order, and tells how each went."""

    def __init__(self, seal: Callable[[T], Delivery], answered: Callable[[T, bool], None]) -> None:
        self._seal, self._answered = seal, answered
        self._lanes: dict[str, asyncio.Queue[T]] = {}
        self._carriers: list[asyncio.Task[None]] = []
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._client: httpx2.AsyncClient | None = None

    def carry(self, notices: Sequence[T]) -> None:
        for notice in notices:
            self._under_way += 1
            self._quiet.clear()
            self._lane(notice.account).put_nowait(notice)

    async def quiet(self, seconds_max: float) -> bool:
        """Wait until nothing is under way; False if that takes too long."""
        try:
            async with asyncio.timeout(seconds_max):
                await self._quiet.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        for carrier in self._carriers:
            carrier.cancel()
        await asyncio.gather(*self._carriers, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    def _lane(self, account: str) -> asyncio.Queue[T]:
        if account not in self._lanes:
            lane = self._lanes[account] = asyncio.Queue()
            carrier = asyncio.create_task(self._run(lane))
            carrier.add_done_callback(_cry_out)
            self._carriers.append(carrier)
        return self._lanes[account]

    async def _run(self, lane: asyncio.Queue[T]) -> None:
        while True:
            notice = await lane.get()
            self._answered(notice, await self._post(self._seal(notice)))
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def _post(self, delivery: Delivery) -> bool:
        import httpx2  # a quarter of a second to load: the world starts faster without it

        if self._client is None:
            no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # plain HTTP only: none are loaded
            self._client = httpx2.AsyncClient(
                trust_env=False, timeout=CARRY_SECONDS_MAX, verify=no_certificates
            )
        try:
            answer = await self._client.post(delivery.url, content=delivery.body, headers=delivery.headers)
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return False  # nobody at home is an answer here: the notice is tried again later
        return answer.is_success


def _cry_out(carrier: asyncio.Task[None]) -> None:
    """A carrier that stops before it is told to has met an error of ours: say so on standard error."""
    if not carrier.cancelled() and (error := carrier.exception()):
        carrier.get_loop().call_exception_handler({"message": "a carrier died", "exception": error})
