"""A ledger line: an amount that leaves one account and enters another; it cannot be unbalanced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fourthact.values.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` (more than zero) is debited to one account and credited to another, as of `value_on`.

    Accounts read from the general to the particular: `assets:sandbox`, `liabilities:deposits:prd_…`.
    """

    debit: str
    credit: str
    amount: Money
    value_on: date

    def booked_on(self, open_from: date | None) -> date:
        """The day that the books count it on: that of its value, or the first open day where that one is closed."""
        return self.value_on if open_from is None else max(self.value_on, open_from)

    def __post_init__(self) -> None:
        if self.amount.minor <= 0 or self.debit == self.credit:
            raise ValueError(f"a line moves more than nothing between two accounts: {self}")
