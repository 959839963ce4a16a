"""The chart of accounts of this room, and how a signed amount becomes a line."""

from __future__ import annotations

import re
from datetime import date

from fourthact.ledger import Line
from fourthact.values.money import Money

UNCLAIMED = "liabilities:unclaimed"
# Nobody's money here, on its way to the account that it came from.
RETURNING = "liabilities:going_back"
WRITE_OFFS = "expenses:write_offs"
# What may be written off: what we believe to have somewhere, never what we owe to somebody.
OURS = re.compile(r"assets:(?:provider|clearing|bank):[a-z][a-z0-9_]*")


def bank(rail: str) -> str:
    """A seller's bank account, as the payments name it."""
    return f"assets:bank:{rail}"


def fees(rail: str) -> str:
    return f"expenses:fees:{rail}"


def conversion(rail: str) -> str:
    """Where a provider's conversions meet: what it took of one currency and gave of another."""
    return f"equity:conversion:{rail}"


def foreign(rail: str) -> str:
    """What a provider hands over with the seller's deposits and that is none: other business on the same account."""
    return f"equity:other_business:{rail}"


def moved(debit: str, credit: str, minor: int, currency: str, on: date) -> list[Line]:
    """A line for a signed amount: none for nothing, the other way round for less than nothing."""
    if minor == 0:
        return []
    accounts = (debit, credit) if minor > 0 else (credit, debit)
    return [Line(*accounts, Money(abs(minor), currency), on)]
