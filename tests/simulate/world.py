"""The world that lives are lived in: the real app, the sandbox around it, the post, the clock.

The app runs in this process and is spoken to as from outside: by HTTP requests to its web application, by LMTP
over a socket, and by what the sandbox does. The sandbox is a process of its own. Its notices lie with our
postman until the clock stands still, and are then brought in any order: so a seed gives one run.
"""

from __future__ import annotations

import asyncio
import hmac
import random
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
import msgspec

from fourthact import app as root
from fourthact.acts.log import Sequencer
from fourthact.agenda import worker as resting
from fourthact.audit import Report, audit
from fourthact.db.pool import connect
from fourthact.db.server import PrivateServer, find_binaries
from fourthact.house import HOUSE
from fourthact.opening import issue_key, open_seller
from fourthact.sandbox.control import Control, running
from fourthact.serving import build, receiving
from fourthact.settings import load
from tests.noticeboard import hearing
from tests.postgres import CARELESS, MAJOR
from tests.simulate.post import MAIL_SERVER, deliver

START = datetime(2018, 1, 8, 10, tzinfo=UTC)
SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
WEB = "https://house.example"
API = "/api/v1"
ROUNDS_MAX = 60

# Faults that strike that many orders in a thousand. Charges are not taken back by the card's bank weeks later
# (`fails_later` of collect): disputes have stories of their own. Delays are short: no time-out is waited for,
# a connection that closes without a word is one.
RULES: Sequence[Mapping[str, object]] = [
    *({"operation": o, "fault": "decline", "per_mille": 50, "reason": "do_not_honour"}
      for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "pending", "per_mille": 60} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "fails_later", "per_mille": 60} for o in ("give_back", "pay_out")),
    *({"operation": o, "fault": "undone_unanswered", "per_mille": 40} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "undone_error", "per_mille": 30} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "done_unanswered", "per_mille": 60} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "done_error", "per_mille": 30} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "garbage", "per_mille": 40} for o in ("collect", "give_back", "pay_out")),
    *({"operation": o, "fault": "slow", "per_mille": 20, "delay_ms": 10} for o in ("collect", "give_back", "pay_out")),
    *({"operation": "look_up", "fault": fault, "per_mille": 50}
      for fault in ("undone_unanswered", "undone_error", "garbage")),
    *({"operation": "entries", "fault": fault, "per_mille": 30}
      for fault in ("undone_unanswered", "undone_error", "garbage", "repeat")),
    *({"operation": "notice", "fault": fault, "per_mille": 80} for fault in ("lost", "twice", "late")),
]  # fmt: skip
MAIL_RULES: Sequence[Mapping[str, object]] = [
    {"recipient": "*@grey.example", "answer": "greylist", "times": 2},
    {"recipient": "*@gone.example", "answer": "bounce"},
    {"recipient": "*@moved.example", "answer": "bounce_later"},
]


@dataclass(frozen=True, slots=True)
class Told:
    """What the app answered to a request."""

    status: int
    said: Any
    repeated: bool = False

    @property
    def code(self) -> str:
        """The reason of a no; empty for a yes."""
        return str(self.said.get("code", "")) if isinstance(self.said, dict) and self.status >= 400 else ""

    @property
    def ok(self) -> bool:
        return self.status < 400


@dataclass(slots=True)
class Seller:
    """A seller as the people of the simulation know it. `keys`: API keys by whose they are."""

    id: str
    name: str
    domain: str
    origin: str
    keys: dict[str, str]
    products: list[dict[str, Any]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)


class World:
    """Everything outside the lives: where they go to be heard, and what they get in return."""

    def __init__(self, seed: str, app: root.App, sandbox: Control, lmtp: tuple[str, int]) -> None:
        self.seed, self.app, self.sandbox, self._lmtp = seed, app, sandbox, lmtp
        transport = httpx2.ASGITransport(app=build(app))
        self._web = httpx2.AsyncClient(transport=transport, base_url=WEB)
        self._outside = httpx2.AsyncClient(base_url=sandbox.http, trust_env=False, timeout=60)
        self.now = START
        self.sellers: list[Seller] = []
        self.mails: list[dict[str, Any]] = []
        self.box: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.answers: list[dict[str, Any]] = []
        self.requests = 0
        self._notices: list[tuple[Mapping[str, str], bytes]] = []
        self._dice = random.Random(f"{seed}|world")

    async def close(self) -> None:
        await self._web.aclose()
        await self._outside.aclose()

    # Speaking to the app

    async def call(
        self, key: str | None, method: str, path: str, words: Any = None, *, once: str | None = None
    ) -> Told:
        """A request to the API with an API key. `once`: its idempotency key."""
        headers = {"accept-language": "en"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        if once:
            headers["idempotency-key"] = once
        content = None
        if words is not None:
            content = words if isinstance(words, bytes) else msgspec.json.encode(words)
            headers["content-type"] = "application/json"
        self.requests += 1
        answer = await self._web.request(method, API + path, content=content, headers=headers)
        kind = answer.headers.get("content-type", "")
        said = msgspec.json.decode(answer.content) if "json" in kind else answer.content
        return Told(answer.status_code, said, answer.headers.get("idempotent-replay") == "true")

    async def page(self, method: str, address: str, form: Mapping[str, str] | None = None) -> httpx2.Response:
        """What a browser without JavaScript does with a page of the app."""
        self.requests += 1
        return await self._web.request(method, address.removeprefix(WEB), data=form)

    async def post(self, raw: bytes, sender: str, recipient: str) -> str:
        """A mail arrives over LMTP; the reply to it."""
        return await deliver(self._lmtp, raw, sender, recipient)

    def expect(self, rule: str, what: str, got: Any, wanted: Any, life: str | None = None) -> None:
        """Note what was answered and what should have been: the auditor compares."""
        self.answers.append({"rule": rule, "what": what, "got": got, "wanted": wanted, "life": life})

    # Speaking to the sandbox

    async def outside(self, method: str, path: str, words: Any = None, *, now: datetime | None = None) -> Any:
        """A call of whoever stages the world: cards, wires, books."""
        headers = {} if now is None else {"fourthact-now": now.isoformat().replace("+00:00", "Z")}
        content = None if words is None else msgspec.json.encode(words)
        answer = await self._outside.request(method, path, content=content, headers=headers)
        if not answer.is_success:
            raise RuntimeError(f"the sandbox refuses {method} {path}: {answer.text}")
        return msgspec.json.decode(answer.content)

    async def heard(self, headers: Mapping[str, str], raw: bytes) -> None:
        """The postman takes a notice; the provider is content."""
        self._notices.append((headers, raw))

    # Time

    async def advance(self, to: datetime) -> None:
        """Let time pass, then let everything come to rest."""
        self.now = to
        await self.settle()

    async def settle(self) -> None:
        """Until nobody has anything left to do at this moment: neither the app nor the world."""
        for _ in range(ROUNDS_MAX):
            await self._move()
            await self.outside("POST", "/clock", {}, now=self.now)
            if not (await self._bring_notices() + await self._read_mail()):
                return
        raise RuntimeError(f"the world does not come to rest at {self.now}")

    async def _move(self) -> None:
        to = {"to": self.now.isoformat().replace("+00:00", "Z")}
        moved = await self.call(
            self.sellers[0].keys["ana"], "POST", "/clock", to, once=f"clock-{self.requests}"
        )
        if moved.status != 200:
            raise RuntimeError(f"the clock does not move: {moved}")

    async def _bring_notices(self) -> int:
        """Bring what lies with the postman, in any order, stamped and signed as it leaves."""
        brought, self._notices = self._notices, []
        self._dice.shuffle(brought)
        for headers, raw in brought:
            seller = msgspec.json.decode(raw)["account"]
            answer = await self._bring(seller, headers["webhook-id"], raw)
            self.expect("notice", f"a genuine notice, {raw[:80]!r}", answer.status_code, 200)
            if self._dice.random() < 0.05:
                forged = raw.replace(b"succeeded", b"failed")
                answer = await self._bring(
                    seller, headers["webhook-id"], forged, secret=b"somebody else's secret"
                )
                self.expect("notice", "a forged notice", answer.status_code, 401)
        return len(brought)

    async def _bring(
        self, seller: str, name: str, raw: bytes, secret: bytes | None = None
    ) -> httpx2.Response:
        stamp = str(int(self.now.timestamp()))
        known = secret or b64decode(SECRET.removeprefix("whsec_"))
        digest = hmac.digest(known, f"{name}.{stamp}.".encode() + raw, "sha256")
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + b64encode(digest).decode(),
        }
        self.requests += 1
        return await self._web.post(f"{API}/rails/sandbox/notices/{seller}", content=raw, headers=headers)

    async def _read_mail(self) -> int:
        """Put new mail into people's boxes; what cannot be delivered goes back to its sender."""
        fresh = await self.outside("GET", f"/mail?after={len(self.mails)}")
        returned = 0
        for mail in fresh:
            self.mails.append(mail)
            for recipient in mail["to"]:
                self.box[recipient.lower()].append(mail)
            if mail["bouncing"]:
                bounce = (await self._outside.get(f"/mail/{mail['n']}/bounce")).content
                reply = await self.post(bounce, "", mail["from"])
                self.expect("mail", "a bounce is taken in", reply[:3], "250")
                returned += 1
        return returned

    # The end

    def audited(self) -> Report:
        """The product's own audit of everything."""
        keys = root.keys_dir(self.app.settings)
        with connect(self.app.dsn) as conn:
            return audit(conn, HOUSE, self.app.signer, Sequencer(self.app.signer, keys / "checkpoints"))


SELLERS: Sequence[tuple[str, str, Sequence[tuple[str, str, Sequence[tuple[int, str, int]]]]]] = [
    ("Example Motors", "motors.example", [
        ("roadster", "USD", [(500_000, "card", 0), (4_500_000, "transfer", 10)]),
        ("founders-series", "EUR", [(25_000_00, "transfer", 20)]),
    ]),
    ("Works of Seoul", "works.example", [
        ("hanok", "KRW", [(300_000, "card", 0), (2_700_000, "transfer", 14)]),
        ("cabin", "EUR", [(10_000, "card", 0)]),
    ]),
]  # fmt: skip


@asynccontextmanager
async def opened(seed: str, *, faults: bool = True) -> AsyncIterator[World]:
    """A world with two sellers, at the beginning of time."""
    async with AsyncExitStack() as stack:
        state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fourthact-simulate-")))
        dsn = stack.enter_context(_database())
        sandbox = stack.enter_context(running())
        env = {
            "FOURTHACT_DATABASE_URL": dsn,
            "FOURTHACT_STATE_DIR": str(state),
            "FOURTHACT_SMTP_URL": f"smtp://{sandbox.smtp}",
            "FOURTHACT_SANDBOX_URL": sandbox.http,
            "FOURTHACT_SANDBOX_NOTICE_SECRET": SECRET,
            "FOURTHACT_SANDBOX_TIMEOUT_SECONDS": "30",
            "FOURTHACT_LMTP_PORT": "0",
            "FOURTHACT_MAIL_SERVERS": MAIL_SERVER,
            "FOURTHACT_PUBLIC_URL": WEB,
        }
        settings = load(env, ["sandbox"])
        await root.prepare(settings, clock_at=START)
        # Rests are seconds of real time, for rails that need them; here years pass in minutes.
        stack.enter_context(patch.object(resting, "REST_SECONDS", 0.0))
        app = await stack.enter_async_context(root.opened(settings, env, pool_size=6))
        receiver = await stack.enter_async_context(receiving(app))
        host, port = receiver.sockets[0].getsockname()
        world = World(seed, app, sandbox, (host, port))
        stack.push_async_callback(world.close)
        board = await stack.enter_async_context(hearing(world.heard))
        await _open_sellers(world, board)
        if faults:
            await world.outside("PUT", "/control/faults", {"seed": f"seed {seed}", "rules": RULES})
            await world.outside("PUT", "/control/mail", {"rules": MAIL_RULES})
        yield world


async def _open_sellers(world: World, board: str) -> None:
    for name, domain, products in SELLERS:
        opened_ = await open_seller(world.app, name, domain)
        keys = {
            who: await issue_key(world.app, opened_.id, who, kind, (), None)
            for who, kind in (("ana", "person"), ("bo", "person"), ("cy", "person"), ("site", "integration"))
        }
        seller = Seller(opened_.id, name, domain, opened_.origin, keys)
        world.sellers.append(seller)
        words = {"notice_url": board, "notice_secret": SECRET}
        await world.outside("PUT", f"/control/accounts/{seller.id}", words)
        for slug, currency, stages in products:
            await _open_product(world, seller, slug, currency, stages)
        await print_address(world, seller, f"reservations@{domain}")
    await world.settle()


async def _open_product(
    world: World, seller: Seller, slug: str, currency: str, stages: Sequence[tuple[int, str, int]]
) -> None:
    words = {
        "name": slug.replace("-", " ").title(),
        "slug": slug,
        "currency": currency,
        "stages": [
            {"n": n, "amount_minor": minor, "method": method, "rail": "sandbox", "due_days": days}
            for n, (minor, method, days) in enumerate(stages, 1)
        ],
        "terms": "A deposit, given back in full whenever its holder leaves.",
        "promise_by": "2020-12-31",
    }
    told = await world.call(seller.keys["ana"], "POST", "/products", words, once=f"open-{slug}")
    assert told.status == 201, told
    seller.products.append({"id": told.said["id"], **words})


async def print_address(world: World, seller: Seller, address: str) -> None:
    """An address that holders are told to write to from now on; the one before it is retired."""
    key = seller.keys["ana"]
    for known in (await world.call(key, "GET", "/addresses")).said["addresses"]:
        if known["retired_at"] is None:
            path = f"/addresses/{known['id']}/retirement"
            told = await world.call(key, "POST", path, once=f"retire-{known['address']}")
            assert told.ok, told
    told = await world.call(key, "POST", "/addresses", {"address": address}, once=f"print-{address}")
    assert told.ok, told
    seller.printed.append(address)


@contextmanager
def _database() -> Iterator[str]:
    """A PostgreSQL of its own: transactions of other tests must not hold our log up, for a seed gives one run."""
    home = Path(tempfile.mkdtemp(prefix="fourthact-simulate-db-"))
    home.chmod(0o711)
    server = PrivateServer(home, find_binaries(None, MAJOR).folder, CARELESS)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


async def together(most: int, *deeds: Any) -> list[Any]:
    """Do things side by side, so many at once."""
    gate = asyncio.Semaphore(most)

    async def through(deed: Any) -> Any:
        async with gate:
            return await deed

    return list(await asyncio.gather(*(through(deed) for deed in deeds)))
