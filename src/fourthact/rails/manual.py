"""Money by hand: cash, cheques, anything that people hand over, entered by one person and confirmed by another.

There is nobody to ask: what moved is in the record, with its document. So whatever is ordered here is declined, once
and for ever, and the order goes back to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fourthact.rails.contract import (
    Abilities,
    Absent,
    Collect,
    Declined,
    Entry,
    GiveBack,
    NotGenuine,
    Notice,
    Outcome,
    PayOut,
    Rail,
)

name = "manual"
abilities = Abilities(
    collects=False,
    gives_back=False,
    gives_back_days_max=None,
    pays_out=False,
    has_statement=False,
    gives_notice=False,
    by_hand=("cash", "cheque", "money_order", "card_terminal", "other"),
)
BY_PEOPLE = Declined("only_by_hand", permanent=True)


class ManualRail:
    """Moves nothing, remembers nothing."""

    name = name
    abilities = abilities

    async def collect(self, order: Collect, now: datetime) -> Outcome:
        return BY_PEOPLE

    async def give_back(self, order: GiveBack, now: datetime) -> Outcome:
        return BY_PEOPLE

    async def pay_out(self, order: PayOut, now: datetime) -> Outcome:
        return BY_PEOPLE

    async def look_up(self, account: str, key: str, now: datetime) -> Outcome | Absent:
        return Absent()

    async def entries(
        self, account: str, after: str | None, now: datetime
    ) -> tuple[Sequence[Entry], str | None]:
        return (), None

    def read_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        raise NotGenuine("nobody gives notice of what people do by hand")

    async def close(self) -> None:
        """Nothing is open."""


def open_rail(settings: Mapping[str, str]) -> Rail:
    """There is nothing to set."""
    return ManualRail()
