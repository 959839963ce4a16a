"""Bad days on demand: what goes wrong, how often, for whom; the same for the same seed and the same orders."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

Operation = Literal["collect", "give_back", "pay_out", "look_up", "entries", "notice", "verify_payee"]

# What becomes of the order itself; only for a key that was never seen.
DEEDS = ("decline", "pending", "fails_later")
# What becomes of the answer. `undone_…`: nothing was done; `done_…`, `garbage`, `slow`: everything was.
ANSWERS = ("undone_unanswered", "undone_error", "done_unanswered", "done_error", "garbage", "slow")
NOTICES = ("lost", "twice", "late")
# What becomes of a payee's check: its bank is not reached, or answers the contrary.
CHECKS = ("no_service", "wrong")

FITS: dict[str, tuple[str, ...]] = {
    "collect": DEEDS + ANSWERS,
    "give_back": DEEDS + ANSWERS,
    "pay_out": DEEDS + ANSWERS,
    "look_up": ANSWERS,
    "entries": (*ANSWERS, "repeat"),
    "notice": NOTICES,
    "verify_payee": ANSWERS + CHECKS,
}

FaultName = Literal[
    "decline", "pending", "fails_later",
    "undone_unanswered", "undone_error", "done_unanswered", "done_error", "garbage", "slow",
    "repeat", "lost", "twice", "late", "no_service", "wrong",
]  # fmt: skip


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that goes wrong.

    Units: `after_seconds` of the world's clock (`pending`, `fails_later`, `late`); `delay_ms` of real time
    (`slow`, and how long an unanswered call is held before its connection closes).
    """

    fault: FaultName
    reason: str | None = None
    permanent: bool = False
    after_seconds: Annotated[int, msgspec.Meta(ge=0)] | None = None
    delay_ms: Annotated[int, msgspec.Meta(ge=0, le=60_000)] = 0


class Rule(Fault, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fault that strikes `per_mille` of the orders of an account and an operation (`*`: of any it fits)."""

    per_mille: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    account: str = "*"
    operation: Operation | Literal["*"] = "*"

    def covers(self, account: str, operation: str) -> bool:
        return (
            self.account in ("*", account)
            and self.operation in ("*", operation)
            and self.fault in FITS[operation]
        )


@dataclass(frozen=True, slots=True)
class Fate:
    """What goes wrong with one call; empty on a good day."""

    faults: tuple[Fault, ...] = ()

    def find(self, *names: str) -> Fault | None:
        """The first fault of these names."""
        return next((fault for fault in self.faults if fault.fault in names), None)


class Faults:
    """The rules and the scripts, and how often each order has been tried."""

    def __init__(self) -> None:
        self.seed = "0"
        self.rules: tuple[Rule, ...] = ()
        self._scripts: dict[tuple[str, str], deque[tuple[Fault, ...]]] = {}
        self._tries: dict[tuple[str, str, str], int] = {}
        self.struck: Counter[tuple[str, str]] = Counter()

    def rule(self, seed: str, rules: Sequence[Rule]) -> None:
        """Replace the seed and all rules. Errors: ValueError for a fault that the operation cannot have."""
        for rule in rules:
            if rule.operation != "*":
                _fit(rule.operation, rule)
        self.seed, self.rules = seed, tuple(rules)

    def script(self, account: str, operation: str, steps: Sequence[Sequence[Fault]]) -> None:
        """Say what befalls the account's next calls of this operation, one step a call; rules then rest."""
        for step in steps:
            for fault in step:
                _fit(operation, fault)
        self._scripts.setdefault((account, operation), deque()).extend(tuple(step) for step in steps)

    def draw(self, account: str, operation: Operation, key: str, about: str | None = None) -> Fate:
        """What goes wrong with this try of this key. Each try is a new draw: nothing fails for ever.

        Callers choose their keys by chance; `about` says what is asked instead, so that a seed means the same
        bad days whatever the keys are.
        """
        count = self._tries[account, operation, key] = self._tries.get((account, operation, key), 0) + 1
        script = self._scripts.get((account, operation))
        fate = Fate(
            script.popleft() if script else self._lot(account, operation, about or f"{account}|{key}", count)
        )
        self.struck.update((operation, fault.fault) for fault in fate.faults)
        return fate

    def _lot(self, account: str, operation: Operation, about: str, count: int) -> tuple[Rule, ...]:
        lot = f"{self.seed}|{operation}|{about}|{count}"
        return tuple(
            rule
            for rule in self.rules
            if rule.covers(account, operation) and number(f"{lot}|{rule.fault}") % 1000 < rule.per_mille
        )


def number(text: str) -> int:
    """A number that anyone can draw again from the same text."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _fit(operation: str, fault: Fault) -> None:
    if fault.fault not in FITS[operation]:
        raise ValueError(f"{operation} cannot have {fault.fault}: choose from {', '.join(FITS[operation])}")
