"""The whole outside world in one memory: no input, no output, only calls and what they lead to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.bank import Bank
from fourthact.sandbox.cards import CardProvider
from fourthact.sandbox.clock import Clock
from fourthact.sandbox.faults import Fate, Faults
from fourthact.sandbox.mailboxes import Mailboxes
from fourthact.sandbox.notices import Notices
from fourthact.sandbox.orders import Order
from fourthact.values.money import Money
from fourthact.values.time import instant_text


class KeyReused(Exception):
    """The seller's key already stands for another order. Nothing was done."""


class World:
    """A card provider, a bank and the mailboxes, under one clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.mailboxes = Mailboxes()
        self.accounts: defaultdict[str, Account] = defaultdict(Account)
        self.orders: defaultdict[str, dict[str, Order]] = defaultdict(dict)
        self.abouts: dict[tuple[str, str], str] = {}
        self._abouts: Counter[str] = Counter()
        self.notices = Notices(self.clock, self.accounts, self.faults)
        self.bank = Bank(self.clock, self.accounts, self.notices.announce)
        self.provider = CardProvider(self.clock, self.accounts, self.bank, self.notices.announce)

    def settle(self) -> None:
        """Let everything happen that is due now."""
        self.clock.advance(self.clock.now)

    def about(self, order: Order) -> str:
        """What an order is about: whose money it moves, how much, and which such order it is."""
        place = (order.account, order.key)
        if place not in self.abouts:
            words = f"{self._whose(order)} {order.operation} {order.amount}"
            self._abouts[words] += 1
            self.abouts[place] = f"{words} {self._abouts[words]}"
        return self.abouts[place]

    def ordinal(self, account: str) -> str:
        """The place of an account among those that were opened; its name where it was not."""
        return str(list(self.accounts).index(account)) if account in self.accounts else account

    def _whose(self, order: Order) -> str:
        if order.operation == "give_back":
            charges = {charge.reference: charge for charge in self.orders[order.account].values()}
            charge = charges.get(order.facts["charge"])
            return charge.facts.get("token", "") if charge else ""
        return order.facts["to" if order.operation == "pay_out" else "token"]

    def carry_out(self, order: Order, fate: Fate) -> Order:
        """Do what the seller asks, once per key; the second time it is the first order that answers."""
        known = self.orders[order.account].get(order.key)
        if known is not None:
            if not known.asks_the_same(order):
                raise KeyReused(order.key)
            return known
        self.orders[order.account][order.key] = order
        do: Mapping[str, Callable[[Order, Fate], None]] = {
            "collect": self.provider.charge,
            "give_back": self.provider.give_back,
            "pay_out": self.bank.pay_out,
        }
        do[order.operation](order, fate)
        self.settle()
        return order

    def wire_in(
        self,
        account: str,
        amount: Money,
        *,
        remittance: str,
        payer_account: str,
        payer_name: str,
        key: str | None,
        at: datetime,
    ) -> None:
        """A holder sends money that arrives at `at` (at once if that has passed)."""
        payer = self.bank.know(payer_account, payer_name)
        label = f"wire {account} {key} {remittance}"
        self.clock.at(at, label, lambda: self.bank.wire_in(account, amount, remittance, payer, key))
        self.settle()

    def known_accounts(self) -> list[str]:
        """Whoever was opened, ordered something or received something."""
        busy = [
            account for books in (self.orders, self.bank.statements) for account in books if books[account]
        ]
        return sorted({*self.accounts, *busy})

    def books(self, account: str) -> dict[str, object]:
        """All that an auditor may ask about one seller: what was ordered, what moved, what is where."""
        orders = self.orders[account]

        def kept(operation: Literal["collect", "give_back", "pay_out"]) -> list[dict[str, object]]:
            return [order.booked() for order in orders.values() if order.operation == operation]

        return {
            "account": account,
            "now": instant_text(self.clock.now),
            "charges": kept("collect"),
            "refunds": kept("give_back"),
            "payouts": kept("pay_out"),
            "provider_payouts": [payout.shown() for payout in self.provider.handed_over[account]],
            "statement": [line.shown() for line in self.bank.statements[account]],
            "balances": {
                "provider": _purses(self.provider.balances, account),
                "bank": _purses(self.bank.balances, account),
            },
            "moved": {
                key: {"minor": order.moved_minor, "currency": order.amount.currency}
                for key, order in orders.items()
            },
            "cards": self._card_totals(account),
            "outside": self._outside_totals(account),
        }

    def _card_totals(self, account: str) -> dict[str, dict[str, int]]:
        """Per card and currency: what was taken from it and not given back."""
        totals: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        charges = {order.reference: order for order in self.orders[account].values()}
        for order in self.orders[account].values():
            charge = charges.get(order.facts["charge"]) if order.operation == "give_back" else order
            if charge is not None and "token" in charge.facts:
                totals[charge.facts["token"]][order.amount.currency] += order.moved_minor
        return {token: dict(purse) for token, purse in totals.items()}

    def _outside_totals(self, account: str) -> dict[str, dict[str, int]]:
        """Per counterparty and currency: what came from it and did not go back."""
        totals: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for line in self.bank.statements[account]:
            if line.kind != "provider_payout":
                totals[line.counterparty][line.amount.currency] += line.amount.minor
        return {counterparty: dict(purse) for counterparty, purse in totals.items()}


def _purses(balances: Mapping[tuple[str, str], int], account: str) -> dict[str, int]:
    return {currency: minor for (owner, currency), minor in balances.items() if owner == account}
