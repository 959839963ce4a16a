"""Staging a play: start this Stripe as a process, tell it what is to happen, and read its books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fourthact.sandbox import process


@dataclass(frozen=True, slots=True)
class StripeControl:
    """A running Stripe, as a stage manager sees it. Its calls block."""

    http: str
    pid: int
    account: str = "acct_sandbox"
    key: str = "sk_test_sandbox"

    def open(self, account: str, **words: object) -> None:
        """Open an account or change it: the fields of `staging.Opening`."""
        self.call("PUT", f"/control/accounts/{account}", words)

    def method(self, name: str, **words: object) -> str:
        """A PaymentMethod that behaves as told: the fields of `methods.Method`."""
        self.call("PUT", f"/control/accounts/{self.account}/methods/{name}", words)
        return name

    def move_refund(self, refund: str, status: str, reason: str | None = None) -> None:
        """What becomes of a refund."""
        words = {"status": status, "reason": reason}
        self.call("POST", f"/control/accounts/{self.account}/refunds/{refund}", words)

    def dispute(self, charge: str, reason: str = "general", status: str = "needs_response") -> str:
        """A holder's bank takes a charge back; the dispute's name."""
        words = {"charge": charge, "reason": reason, "status": status}
        return str(self.call("POST", f"/control/accounts/{self.account}/disputes", words)["id"])

    def move_dispute(self, dispute: str, status: str) -> None:
        """What becomes of a dispute."""
        self.call("POST", f"/control/accounts/{self.account}/disputes/{dispute}", {"status": status})

    def pay_out(self, currency: str) -> str:
        """Hand over to the seller's bank what is available; the payout's name."""
        words = {"currency": currency}
        return str(self.call("POST", f"/control/accounts/{self.account}/payouts", words)["id"])

    def fail_payout(self, payout: str, code: str = "account_closed") -> None:
        """The seller's bank does not take a payout."""
        words = {"status": "failed", "reason": code}
        self.call("POST", f"/control/accounts/{self.account}/payouts/{payout}", words)

    def faults(self, *faults: Mapping[str, object]) -> None:
        """What befalls calls to come: the fields of `world.Fault`."""
        self.call("PUT", "/control/faults", list(faults))

    def manners(self, *manners: Mapping[str, object]) -> None:
        """How webhooks arrive from now on: the fields of `hooks.Manner`."""
        self.call("PUT", "/control/manners", list(manners))

    def advance(self, now: datetime) -> datetime | None:
        """Let everything due by then happen and its webhooks arrive. Gives the time of what comes next."""
        next_at = self.call("POST", "/clock", {}, now=now)["next"]
        return None if next_at is None else datetime.fromisoformat(next_at)

    def books(self, account: str | None = None) -> dict[str, Any]:
        """Everything of an account."""
        books = self.call("GET", f"/books/{account or self.account}")
        assert isinstance(books, dict)
        return books

    def webhooks(self) -> list[dict[str, Any]]:
        """What was sent, and what became of it."""
        sent = self.call("GET", f"/webhooks/{self.account}")
        assert isinstance(sent, list)
        return sent

    def call(self, method: str, path: str, words: object = None, now: datetime | None = None) -> Any:
        """Any route. Errors: SandboxRefused."""
        return process.ask(self.http, method, path, words, now)


@contextmanager
def running(port: int = 0) -> Iterator[StripeControl]:
    """A Stripe as a process of its own, which ends with the block, and with us however we end."""
    with process.started("fourthact.sandbox.stripe", ["--port", str(port)]) as (addresses, pid):
        yield StripeControl(addresses["http"], pid)
