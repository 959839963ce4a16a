"""The chart of accounts of this room."""

from __future__ import annotations


class Accounts:
    """Names of accounts. A credit of the bank waits in clearing until it is known what it is for; likewise a debit."""

    @staticmethod
    def provider(rail: str) -> str:
        return f"assets:provider:{rail}"

    @staticmethod
    def bank(rail: str) -> str:
        return f"assets:bank:{rail}"

    @staticmethod
    def clearing(rail: str) -> str:
        return f"assets:clearing:{rail}"

    @staticmethod
    def deposits(product: str) -> str:
        return f"liabilities:deposits:{product}"

    @staticmethod
    def disputed(rail: str) -> str:
        """What a rail has withdrawn for disputes that are not decided."""
        return f"assets:disputed:{rail}"
