"""For each rail a stage: the world that it speaks to, and hands that make things happen there.

A rail `x` is put through the contract test on the stage that `tests/rails/worlds/x.py` opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from fourthact.values.money import Money


class World(Protocol):
    """What the contract test must be able to bring about in the world behind a rail."""

    @property
    def settings(self) -> Mapping[str, str]:
        """With which the rail is opened."""
        ...

    @property
    def unreachable(self) -> Mapping[str, str]:
        """The same, but nobody is there."""
        ...

    def good_token(self) -> str:
        """An instrument that pays whatever is asked."""
        ...

    def poor_token(self) -> str:
        """An instrument that declines everything."""
        ...

    def outside_account(self, *, closed: bool = False) -> str:
        """Cléo Martin's bank account; what is sent to a closed one comes back."""
        ...

    def break_next(self, account: str, operation: str, how: str) -> None:
        """Break the next call: `unanswered` or `error`, `before` or `after` the work; `garbage`; or, of a
        payee's check, `no service`.
        """
        ...

    def wire(self, account: str, amount: Money, remittance: str, at: datetime) -> None:
        """Send a holder's wire to the seller."""
        ...

    def rest(self, until: datetime) -> None:
        """Let everything due by then happen."""
        ...

    def moved(self, account: str, key: str) -> int | None:
        """What the world says moved under a key. Units: minor; out is negative. None: unheard of."""
        ...

    def notice(self, event: str, account: str, key: str, at: datetime) -> tuple[dict[str, str], bytes]:
        """Headers and bytes of a genuine notice sent at that time."""
        ...


class Stage(Protocol):
    """A module of this folder."""

    def world(self) -> AbstractContextManager[World]: ...
