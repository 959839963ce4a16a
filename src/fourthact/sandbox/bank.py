"""The bank: statements that only grow, wires from holders, payouts to them, and payouts that come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.clock import Clock
from fourthact.sandbox.faults import Fate
from fourthact.sandbox.orders import Announce, Order, mark
from fourthact.values import names
from fourthact.values.money import Money
from fourthact.values.time import instant_text

REPEATED_LINES = 3  # a bank that repeats itself gives the last lines before the cursor once more


@dataclass(slots=True)
class Outside:
    """A holder's account at some other bank. Money sent to a closed one comes back."""

    account: str
    name: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement, and the running balance of its currency after it."""

    id: str
    amount: Money
    booked_at: datetime
    kind: str
    remittance: str
    key: str | None
    name: str
    counterparty: str
    reason: str | None
    balance_minor: int

    def shown(self) -> dict[str, object]:
        return {
            "id": self.id,
            "amount_minor": self.amount.minor,
            "currency": self.amount.currency,
            "value_on": self.booked_at.date().isoformat(),
            "booked_at": instant_text(self.booked_at),
            "kind": self.kind,
            "remittance": self.remittance,
            "key": self.key,
            "counterparty_name": self.name,
            "counterparty_account": self.counterparty,
            "reason": self.reason,
            "balance_minor": self.balance_minor,
        }


class Bank:
    """Every seller's bank. Balances begin at zero, one per currency."""

    def __init__(self, clock: Clock, accounts: Mapping[str, Account], announce: Announce) -> None:
        self._clock, self._accounts, self._announce = clock, accounts, announce
        self.outside: dict[str, Outside] = {}
        self.statements: defaultdict[str, list[Line]] = defaultdict(list)
        self.balances: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._wires: set[str] = set()

    def know(self, account: str, name: str) -> Outside:
        """The outside account, met for the first time if need be."""
        return self.outside.setdefault(account, Outside(account, name))

    def wire_in(self, account: str, amount: Money, remittance: str, payer: Outside, key: str | None) -> None:
        """A holder's wire arrives now. The key tells two equal wires apart and one repeated call as one."""
        line_id = mark("be", account, "wire", key or str(len(self.statements[account])))
        if line_id not in self._wires:
            self._wires.add(line_id)
            self._book(account, line_id, amount, payer, kind="transfer", remittance=remittance)

    def hand_over(self, account: str, amount: Money, payout: str, provider: Outside) -> None:
        """The card provider pays out what it collected, or debits what it is owed."""
        line_id = mark("be", account, payout)
        self._book(account, line_id, amount, provider, kind="provider_payout", remittance=payout)

    def pay_out(self, order: Order, fate: Fate) -> None:
        """Accept a payout; it is booked at the next banking moment.

        Refuses: invalid_account, insufficient_funds, bad luck.
        """
        if not order.facts["to"]:
            return self._decline(order, "invalid_account", True)
        if not self._covered(order):
            return self._decline(order, "insufficient_funds", False)
        declined = fate.find("decline")
        if declined:
            return self._decline(order, declined.reason or "rejected", declined.permanent)
        order.become("waiting", self._clock.now)
        pending = fate.find("pending")
        seconds = (pending.after_seconds if pending else None) or 0
        moment = self.next_moment(order.account, self._clock.now + timedelta(seconds=seconds))
        self._clock.at(moment, f"payout {order.account} {order.key}", lambda: self._send(order, fate))

    def check_payee(self, to: str, name: str, fate: Fate) -> tuple[str, str]:
        """Whether an outside account is this name's, as its bank says, and of a close match the name that it holds.

        An account that nobody knows, or that is closed, tells nothing.
        """
        if fate.find("no_service"):
            return "unavailable", ""
        known = self.outside.get(to)
        if known is None or known.closed:
            return names.CANNOT_TELL, ""
        found = names.compare(known.name, name)
        if fate.find("wrong"):
            found = names.MATCH if found == names.NO_MATCH else names.NO_MATCH
        return found, known.name if found == names.CLOSE_MATCH else ""

    def next_moment(self, account: str, after: datetime) -> datetime:
        """The next time of day, strictly later, at which the bank books payouts of this account."""
        times = sorted(time.fromisoformat(text) for text in self._accounts[account].booking_times)
        days = (after.date(), after.date() + timedelta(days=1))
        moments = (datetime.combine(day, at, UTC) for day in days for at in times)
        return next(moment for moment in moments if moment > after)

    def _covered(self, order: Order) -> bool:
        balance = self.balances[order.account, order.amount.currency]
        return self._accounts[order.account].overdraft or balance >= order.amount.minor

    def _decline(self, order: Order, reason: str, permanent: bool) -> None:
        order.become("declined", self._clock.now, reason, permanent)
        self._announce(order, "payout.declined")

    def _send(self, order: Order, fate: Fate) -> None:
        to = self.know(order.facts["to"], order.facts["name"])
        line_id = mark("be", order.account, "sent", order.key)
        memo = order.facts["memo"]
        self._book(order.account, line_id, -order.amount, to, kind="transfer", remittance=memo, key=order.key)
        order.become("done", self._clock.now)
        self._announce(order, "payout.booked")
        fails = fate.find("fails_later")
        if not (fails or to.closed):
            return
        back = timedelta(days=self._accounts[order.account].return_days)
        if fails and fails.after_seconds is not None:
            back = timedelta(seconds=fails.after_seconds)
        reason = (fails.reason if fails else None) or "account_closed"
        self._clock.at(
            self._clock.now + back, f"return {order.account} {order.key}", lambda: self._return(order, reason)
        )

    def _return(self, order: Order, reason: str) -> None:
        to = self.outside[order.facts["to"]]
        line_id = mark("be", order.account, "returned", order.key)
        memo = order.facts["memo"]
        self._book(
            order.account,
            line_id,
            order.amount,
            to,
            kind="return",
            remittance=memo,
            key=order.key,
            reason=reason,
        )
        order.become("declined", self._clock.now, reason, permanent=True)
        self._announce(order, "payout.returned")

    def _book(
        self,
        account: str,
        line_id: str,
        amount: Money,
        with_: Outside,
        *,
        kind: str,
        remittance: str,
        key: str | None = None,
        reason: str | None = None,
    ) -> None:
        purse = (account, amount.currency)
        self.balances[purse] += amount.minor
        line = Line(
            id=line_id,
            amount=amount,
            booked_at=self._clock.now,
            kind=kind,
            remittance=remittance,
            key=key,
            name=with_.name,
            counterparty=with_.account,
            reason=reason,
            balance_minor=self.balances[purse],
        )
        self.statements[account].append(line)

    def read(self, account: str, after: int, limit: int, fate: Fate) -> tuple[list[Line], int]:
        """Lines after a cursor, oldest first, and the next cursor. Errors: ValueError for no such line."""
        lines = self.statements[account]
        if not 0 <= after <= len(lines):
            raise ValueError(f"the statement of {account} has {len(lines)} lines, none after {after}")
        start = max(0, after - REPEATED_LINES) if fate.find("repeat") else after
        end = min(after + limit, len(lines))
        return lines[start:end], end
