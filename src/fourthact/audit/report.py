"""What an audit says: findings that name the check and the place, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. `check`: which rule; `place`: what it was found on."""

    check: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.place}: {self.what}"


@dataclass(slots=True)
class Report:
    """What an audit found, and how much it looked at."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, check: str, place: object, what: str) -> None:
        self.findings.append(Finding(check, str(place), what))


@dataclass(frozen=True, slots=True)
class Limits:
    """How late is too late. `overdue`: agenda and messages; `unknown`: orders of unknown outcome."""

    overdue: timedelta = timedelta(hours=1)
    unknown: timedelta = timedelta(hours=48)


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


def explain(findings: Iterable[Finding]) -> str:
    """The findings, one a line."""
    return "\n".join(str(finding) for finding in findings)
