"""The stage of money by hand: there is nothing behind it, and that is what is tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from fourthact.values.money import Money


class NoWorld:
    """Nobody is there: nothing moves, breaks or writes."""

    settings: Mapping[str, str] = {}
    unreachable: Mapping[str, str] = {}

    def good_token(self) -> str:
        return "none"

    def poor_token(self) -> str:
        return "none"

    def outside_account(self, *, closed: bool = False) -> str:
        return "none"

    def break_next(self, account: str, operation: str, how: str) -> None:
        raise AssertionError("there is nothing that could break")

    def wire(self, account: str, amount: Money, remittance: str, at: datetime) -> None:
        raise AssertionError("nobody can send anything here")

    def rest(self, until: datetime) -> None:
        """Nothing happens."""

    def moved(self, account: str, key: str) -> int | None:
        return None

    def notice(self, event: str, account: str, key: str, at: datetime) -> tuple[dict[str, str], bytes]:
        return {}, b"{}"


@contextmanager
def world() -> Iterator[NoWorld]:
    yield NoWorld()
