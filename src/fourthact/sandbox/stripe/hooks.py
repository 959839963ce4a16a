"""Webhooks: signed, carried in order; and late, twice, out of order or never, when told so."""

from __future__ import annotations

import fnmatch
import hmac
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from fourthact.sandbox.clock import Clock
from fourthact.sandbox.notices import Delivery
from fourthact.sandbox.stripe.shapes import Thing

if TYPE_CHECKING:
    from fourthact.sandbox.stripe.accounts import Account

# After a try that was not answered with 2xx, in the world's time: Stripe goes on for three days.
RETRY_SECONDS = (60, 300, 3_600, 7_200, 21_600, 43_200, 86_400, 86_400)


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an account's events go. `events`: which, `*` for all."""

    url: str
    secret: str
    events: tuple[str, ...] = ("*",)
    is_connect: bool = False


class Manner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How events of a kind arrive from now on. `last`: after those that come later in the same moment."""

    event: str
    manner: Literal["twice", "late", "last", "lost"]
    late_seconds: int = 7_200


@dataclass(slots=True)
class Hook:
    """One delivery of an event to an endpoint."""

    account: str
    endpoint: Endpoint
    event: Thing
    tries: int = 0
    state: str = "due later"

    def shown(self) -> Thing:
        return {"id": self.event["id"], "type": self.event["type"], "tries": self.tries, "state": self.state}


class Hooks:
    """Who is told what, and when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.endpoints: dict[str, list[Endpoint]] = {}
        self.manners: list[Manner] = []
        self.sent: list[Hook] = []
        self._outbox: deque[Hook] = deque()

    def announce(self, account: Account, event: Thing) -> None:
        """Tell every endpoint of the account; each as the manners of the day have it."""
        for endpoint in self.endpoints.get(account.id, []):
            if not any(fnmatch.fnmatch(event["type"], wanted) for wanted in endpoint.events):
                continue
            shown = {**event, "account": account.id} if endpoint.is_connect else event
            manner = next((m for m in self.manners if fnmatch.fnmatch(event["type"], m.event)), None)
            way = manner.manner if manner else "once"
            for _ in range({"twice": 2, "lost": 0}.get(way, 1)):
                seconds = manner.late_seconds if manner and way == "late" else 1 if way == "last" else 0
                hook = Hook(account.id, endpoint, shown)
                self.sent.append(hook)
                self._schedule(hook, seconds)

    def take_outbox(self) -> list[Hook]:
        hooks = list(self._outbox)
        self._outbox.clear()
        return hooks

    def answered(self, hook: Hook, accepted: bool) -> None:
        """The seller took it, or did not and is asked again."""
        if accepted:
            hook.state = "accepted"
        elif hook.tries <= len(RETRY_SECONDS):
            self._schedule(hook, RETRY_SECONDS[hook.tries - 1])
        else:
            hook.state = "given up"

    def seal(self, hook: Hook) -> Delivery:
        """Sign an event as it leaves: each try has its own time."""
        body = msgspec.json.encode(hook.event)
        stamp = int(self._clock.now.timestamp())
        header = sign(hook.endpoint.secret, stamp, body)
        headers = {"content-type": "application/json; charset=utf-8", "stripe-signature": header}
        return Delivery(hook.endpoint.url, headers, body)

    def _schedule(self, hook: Hook, seconds: int) -> None:
        hook.state = "due later"
        label = f"webhook {hook.account} {len(self.sent):09}"
        self._clock.at(self._clock.now + timedelta(seconds=seconds), label, lambda: self._send(hook))

    def _send(self, hook: Hook) -> None:
        hook.tries, hook.state = hook.tries + 1, "sent"
        self._outbox.append(hook)


def sign(secret: str, stamp: int, body: bytes) -> str:
    """The `stripe-signature` header. Source: docs.stripe.com/webhooks, scheme `v1`."""
    digest = hmac.digest(secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
    return f"t={stamp},v1={digest}"
