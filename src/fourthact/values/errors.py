"""The three ways in which something does not happen: refused, unavailable, broken."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fourthact.values.plain import plain


class Kind(enum.Enum):
    """What kind of *no* a refusal is; the web turns it into a status, the CLI into an exit code."""

    MALFORMED = 400
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    UNKNOWN = 404
    METHOD = 405
    CONFLICT = 409
    TOO_LARGE = 413
    MEDIA = 415
    INVALID = 422


# Compared by identity (eq=False): an enum makes one member of two whose values are equal.
@dataclass(frozen=True, slots=True, eq=False)
class Why:
    """One reason: its kind, a sentence with `{facts}` that says what to do, and whether a retry can help."""

    kind: Kind
    sentence: str
    retry_helps: bool = False


class Reason(enum.Enum):
    """Base of each room's ordered list of reasons; earlier members take precedence over later ones."""

    @property
    def code(self) -> str:
        """The reason's public name, stable for ever, e.g. `stage_already_paid`."""
        return self.name.lower()

    @property
    def why(self) -> Why:
        value = self.value
        assert isinstance(value, Why)
        return value


@dataclass(slots=True)
class Refused(Exception):
    """A business *no*: a reason from a room's list and the facts that its sentence names."""

    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Why, in one line; facts may hold what strangers wrote, and nothing of it that cannot be seen."""
        return plain(self.reason.why.sentence.format_map(self.facts))

    def __str__(self) -> str:
        return f"{self.reason.code}: {self.sentence}"


@dataclass(slots=True)
class Unavailable(Exception):
    """The world (database, rail, mail server) did not answer; nothing was half-done."""

    what: str
    retry_helps: bool = True

    def __str__(self) -> str:
        return f"{self.what} is unavailable"


class Broken(Exception):
    """We are wrong: an invariant does not hold. Rolled back, alarmed, never caught and never retried."""
