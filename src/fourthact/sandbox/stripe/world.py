"""The accounts of this Stripe, their keys, what was asked under which idempotency key, and the bad days."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from fourthact.sandbox.clock import Clock
from fourthact.sandbox.faults import number
from fourthact.sandbox.stripe.accounts import Account
from fourthact.sandbox.stripe.hooks import Hooks

KEPT = timedelta(hours=24)  # how long Stripe remembers idempotency keys, at least

FaultName = Literal[
    "unanswered_before", "error_before", "conflict", "rate_limited",
    "unanswered_after", "error_after", "garbage",
]  # fmt: skip


class Fault(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What befalls the next calls of a method whose path fits and that contain a text.

    `times`: how many; or, with `per_mille`, that many of a thousand for ever, drawn from the seed and the count.
    """

    fault: FaultName
    method: Literal["GET", "POST"]
    path: str = "/.*"
    containing: str = ""
    times: int = 1
    per_mille: int | None = None
    seed: str = "0"


class Faults:
    """The bad days that were asked for, and how often each struck."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.struck: Counter[str] = Counter()
        self._draws = 0

    def draw(self, method: str, target: str, body: str) -> FaultName | None:
        """What befalls this call; None on a good day."""
        path, _, query = target.partition("?")
        for fault in self.waiting:
            fits = fault.method == method and re.fullmatch(fault.path, path)
            if fits and fault.containing in f"{target}?{query}&{body}" and self._strikes(fault):
                self.struck[fault.fault] += 1
                return fault.fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        if fault.per_mille is None:
            fault.times -= 1
            return fault.times >= 0
        self._draws += 1
        return number(f"{fault.seed}|{fault.fault}|{fault.path}|{self._draws}") % 1000 < fault.per_mille


@dataclass(slots=True)
class Kept:
    """What was answered to a call."""

    path: str
    form: str
    status: int
    body: bytes


@dataclass(slots=True)
class World:
    """Everything there is. Moves forward only."""

    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    connected: dict[str, set[str]] = field(default_factory=dict)
    hooks: Hooks = field(init=False)
    log: list[tuple[str, str, Kept]] = field(default_factory=list)
    _kept: dict[tuple[str, str], tuple[datetime, Kept]] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self.hooks = Hooks(self.clock)

    def open(self, account_id: str, key: str | None) -> Account:
        """An account, and a key that opens it."""
        if account_id not in self.accounts:
            self.accounts[account_id] = Account(account_id, self.clock, self.hooks.announce)
        if key:
            self.keys[key] = account_id
        return self.accounts[account_id]

    def kept(self, account: Account, key: str | None) -> Kept | None:
        """What was answered under an idempotency key of the last day."""
        at, kept = self._kept.get((account.id, key or ""), (None, None))
        return kept if key and at and self.clock.now - at < KEPT else None

    def keep(self, account: Account, key: str | None, kept: Kept) -> None:
        if key:
            self._kept[account.id, key] = self.clock.now, kept
            self.log.append((account.id, key, kept))

    def count(self) -> int:
        self._count += 1
        return self._count
