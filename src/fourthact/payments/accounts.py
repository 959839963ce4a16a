"""The accounts. A credit of the bank waits in clearing until it is known what it is for; likewise a debit."""

from __future__ import annotations


def provider(rail: str) -> str:
    return f"assets:provider:{rail}"


def bank(rail: str) -> str:
    return f"assets:bank:{rail}"


def clearing(rail: str) -> str:
    return f"assets:clearing:{rail}"


def deposits(product: str) -> str:
    return f"liabilities:deposits:{product}"


def disputed(rail: str) -> str:
    """What a rail has withdrawn for disputes that are not decided."""
    return f"assets:disputed:{rail}"
