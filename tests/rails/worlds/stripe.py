"""The Stripe rail's stage: the official client against a Stripe of our own, a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from fourthact.sandbox.stripe.control import StripeControl, running
from fourthact.sandbox.stripe.hooks import sign
from fourthact.values.money import Money

SECRET = "whsec_a_secret_of_the_tests"

FAULTS = {
    "unanswered before": "unanswered_before",
    "unanswered after": "unanswered_after",
    "error before": "error_before",
    "error after": "error_after",
    "garbage": "garbage",
}
CALLS = {
    "collect": ("POST", "/v1/payment_intents"),
    "give_back": ("POST", "/v1/refunds"),
    "look_up": ("GET", "/v1/payment_intents/search"),
}


@dataclass(frozen=True)
class StripeWorld:
    control: StripeControl

    @property
    def settings(self) -> Mapping[str, str]:
        return {
            "secret_key": self.control.key,
            "account": self.control.account,
            "notice_secret": SECRET,
            "api_base": self.control.http,
            "timeout_seconds": "5",
        }

    @property
    def unreachable(self) -> Mapping[str, str]:
        return {**self.settings, "api_base": "http://127.0.0.1:9", "accounts": "", "former_keys": ""}

    def good_token(self) -> str:
        return "pm_card_visa"

    def poor_token(self) -> str:
        return "pm_card_visa_chargeDeclinedLostCard"

    def outside_account(self, *, closed: bool = False) -> str:
        raise NotImplementedError("Stripe pays out to nobody but the seller")

    def break_next(self, account: str, operation: str, how: str) -> None:
        method, path = CALLS[operation]
        self.control.faults({"fault": FAULTS[how], "method": method, "path": path})

    def wire(self, account: str, amount: Money, remittance: str, at: datetime) -> None:
        raise NotImplementedError("Stripe receives no wires here")

    def rest(self, until: datetime) -> None:
        self.control.advance(until)

    def moved(self, account: str, key: str) -> int | None:
        books = self.control.books()
        mark = sha256(f"{account}\n{key}".encode()).hexdigest()
        took = [
            i["amount_received"] for i in books["payment_intent"] if i["metadata"]["fourthact_order"] == mark
        ]
        gave = [
            -refund["amount"] if refund["status"] not in ("failed", "canceled") else 0
            for refund in books["refund"]
            if refund["metadata"]["fourthact_order"] == mark
        ]
        heard = any(asked["key"] == mark for asked in books["asked"])
        return sum(took + gave) if heard else None

    def notice(self, event: str, account: str, key: str, at: datetime) -> tuple[dict[str, str], bytes]:
        metadata = {"fourthact_account": account, "fourthact_key": key}
        about = {"id": "re_1", "object": "refund", "status": "failed", "metadata": metadata}
        words = {"id": "evt_1", "object": "event", "type": event, "data": {"object": about}}
        body = msgspec.json.encode(words)
        return {"stripe-signature": sign(SECRET, int(at.timestamp()), body)}, body


@contextmanager
def world() -> Iterator[StripeWorld]:
    with running() as control:
        yield StripeWorld(control)
