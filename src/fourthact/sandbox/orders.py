"""What the seller asked the world to do, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from fourthact.values.money import Money
from fourthact.values.time import instant_text

Status = Literal["placed", "waiting", "done", "declined"]

_PREFIXES = {"collect": "ch", "give_back": "re", "pay_out": "po"}


@dataclass(frozen=True, slots=True)
class Step:
    """A moment in an order's life."""

    at: datetime
    status: Status
    reason: str | None


@dataclass(slots=True)
class Order:
    """A charge, a refund or a payout, known by the seller's key for ever.

    `facts`: what else was asked; `about`: what it is about, in words that do not depend on the key.
    """

    operation: Literal["collect", "give_back", "pay_out"]
    account: str
    key: str
    amount: Money
    facts: Mapping[str, str]
    status: Status = "placed"
    reason: str | None = None
    permanent: bool = False
    history: list[Step] = field(default_factory=list)
    about: str = ""

    @property
    def reference(self) -> str:
        return mark(_PREFIXES[self.operation], self.account, self.key)

    def become(
        self, status: Status, at: datetime, reason: str | None = None, permanent: bool = False
    ) -> None:
        self.status, self.reason, self.permanent = status, reason, permanent
        self.history.append(Step(at, status, reason))

    def asks_the_same(self, other: Order) -> bool:
        return (self.operation, self.amount, self.facts) == (other.operation, other.amount, other.facts)

    @property
    def moved_minor(self) -> int:
        """What has really moved by now, seen from the seller: in is positive, out is negative."""
        if self.status != "done":
            return 0
        return self.amount.minor if self.operation == "collect" else -self.amount.minor

    def shown(self) -> dict[str, object]:
        """The order as the provider or the bank answers about it."""
        return {
            "key": self.key,
            "operation": self.operation,
            "reference": self.reference,
            "status": self.status,
            "reason": self.reason,
            "permanent": self.permanent,
            "amount_minor": self.amount.minor,
            "currency": self.amount.currency,
        }

    def booked(self) -> dict[str, object]:
        """The order as the auditor sees it."""
        history = [{"at": instant_text(s.at), "status": s.status, "reason": s.reason} for s in self.history]
        return {**self.shown(), **self.facts, "moved_minor": self.moved_minor, "history": history}


Announce = Callable[[Order, str], None]


def mark(prefix: str, *parts: str) -> str:
    """A reference that follows from what it stands for, so that the same calls give the same world."""
    return f"{prefix}_{sha256('|'.join(parts).encode()).hexdigest()[:20]}"
