"""The card provider: cards, charges, what is given back, and the payouts of what is left to the bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.bank import Bank, Outside
from fourthact.sandbox.clock import Clock
from fourthact.sandbox.faults import Fate
from fourthact.sandbox.orders import Announce, Order, mark
from fourthact.values.money import Money
from fourthact.values.time import instant_text

PROVIDER = Outside("SANDBOX-CARDS", "Sandbox Cards")
PAYOUT_TIME = time(6, 0, tzinfo=UTC)
PENDING_SECONDS = 3_600  # an hour: long enough to be seen waiting
FAILS_AFTER_SECONDS = 21 * 86_400  # three weeks: providers report failed refunds up to 30 days later


@dataclass(slots=True)
class Card:
    """A card behind a token. `refuses`: why it declines every charge, and whether that can change.

    Issuers usually pass money for an expired card on to its successor; `gives_back_when_expired` says so.
    """

    token: str
    last4: str
    holder: str
    expires_on: date
    gives_back_when_expired: bool = True
    refuses: tuple[str, bool] | None = None
    waits: bool = False

    def has_expired(self, now: datetime) -> bool:
        return now.date() > self.expires_on


def cards_in_every_wallet() -> dict[str, Card]:
    """The cards that exist without being made."""
    ever, long_ago = date(9999, 12, 31), date(2001, 1, 31)
    cards = (
        Card("card_ok", "4242", "Cléo", ever),
        Card("card_expired", "0069", "Cléo", long_ago),
        Card("card_declined", "0002", "Cléo", ever, refuses=("insufficient_funds", False)),
        Card("card_lost", "9987", "Cléo", ever, refuses=("lost_card", True)),
        Card("card_pending", "3220", "Cléo", ever, waits=True),
    )
    return {card.token: card for card in cards}


@dataclass(frozen=True, slots=True)
class Item:
    """Money that the provider owes the seller (or is owed) from a day on."""

    reference: str
    amount_minor: int
    available_on: date


@dataclass(frozen=True, slots=True)
class HandOver:
    """A payout of the provider to the seller's bank, and the charges and refunds that it contains."""

    id: str
    at: datetime
    amount: Money
    fees_minor: int
    items: tuple[Item, ...]

    def shown(self) -> dict[str, object]:
        return {
            "id": self.id,
            "at": instant_text(self.at),
            "amount_minor": self.amount.minor,
            "fees_minor": self.fees_minor,
            "currency": self.amount.currency,
            "items": [item.reference for item in self.items],
            "contents": [{"reference": i.reference, "amount_minor": i.amount_minor} for i in self.items],
        }


class CardProvider:
    """Takes money from cards, gives it back to them, and hands the rest over to the bank."""

    def __init__(self, clock: Clock, accounts: Mapping[str, Account], bank: Bank, announce: Announce) -> None:
        self._clock, self._accounts, self._bank, self._announce = clock, accounts, bank, announce
        self.cards = cards_in_every_wallet()
        self.balances: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.handed_over: defaultdict[str, list[HandOver]] = defaultdict(list)
        self._owed: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
        self._charges: dict[tuple[str, str], Order] = {}
        self._backs: defaultdict[str, list[Order]] = defaultdict(list)

    def charge(self, order: Order, fate: Fate) -> None:
        """Take money from a card. Refuses: unknown_card, expired_card, the card's own reason, bad luck."""
        self._charges[order.account, order.reference] = order
        card = self.cards.get(order.facts["token"])
        refusal = self._charge_refusal(card, fate)
        if refusal:
            return self._decline(order, "charge.declined", *refusal)
        waits = card is not None and card.waits
        self._when_settled(order, fate, waits, lambda: self._take(order, fate))

    def give_back(self, order: Order, fate: Fate) -> None:
        """Give money back to the card that paid.

        Refuses: unknown_charge, charge_not_settled, charge_not_paid, wrong_currency, above_charge,
        expired_card, bad luck.
        """
        charge = self._charges.get((order.account, order.facts["charge"]))
        refusal = self._give_back_refusal(order, charge, fate)
        if refusal:
            return self._decline(order, "refund.declined", *refusal)
        assert charge is not None
        self._backs[charge.reference].append(order)
        self._when_settled(order, fate, False, lambda: self._give(order, fate))

    def given_back_minor(self, charge: Order) -> int:
        """What has been or is being given back of a charge."""
        return sum(back.amount.minor for back in self._backs[charge.reference] if back.status != "declined")

    def _charge_refusal(self, card: Card | None, fate: Fate) -> tuple[str, bool] | None:
        if card is None:
            return "unknown_card", True
        if card.has_expired(self._clock.now):
            return "expired_card", True
        return card.refuses or _bad_luck(fate)

    def _give_back_refusal(self, order: Order, charge: Order | None, fate: Fate) -> tuple[str, bool] | None:
        if charge is None:
            return "unknown_charge", True
        if charge.status != "done":
            return ("charge_not_settled", False) if charge.status == "waiting" else ("charge_not_paid", True)
        if charge.amount.currency != order.amount.currency:
            return "wrong_currency", True
        if self.given_back_minor(charge) + order.amount.minor > charge.amount.minor:
            return "above_charge", True
        card = self.cards[charge.facts["token"]]
        if card.has_expired(self._clock.now) and not card.gives_back_when_expired:
            return "expired_card", True
        return _bad_luck(fate)

    def _decline(self, order: Order, event: str, reason: str, permanent: bool) -> None:
        order.become("declined", self._clock.now, reason, permanent)
        self._announce(order, event)

    def _when_settled(self, order: Order, fate: Fate, waits: bool, settle: Callable[[], None]) -> None:
        pending = fate.find("pending")
        if not (pending or waits):
            return settle()
        order.become("waiting", self._clock.now)
        seconds = pending.after_seconds if pending else None
        later = timedelta(seconds=PENDING_SECONDS if seconds is None else seconds)
        self._clock.at(self._clock.now + later, f"settle {order.account} {order.key}", settle)

    def _take(self, order: Order, fate: Fate) -> None:
        order.become("done", self._clock.now)
        self._owe(order, order.amount.minor)
        self._announce(order, "charge.succeeded")
        self._perhaps_fail(order, fate, lambda reason: self._reverse(order, reason))

    def _give(self, order: Order, fate: Fate) -> None:
        order.become("done", self._clock.now)
        self._owe(order, -order.amount.minor)
        self._announce(order, "refund.succeeded")
        self._perhaps_fail(order, fate, lambda reason: self._bounce(order, reason))

    def _perhaps_fail(self, order: Order, fate: Fate, fail: Callable[[str | None], None]) -> None:
        fails = fate.find("fails_later")
        if fails:
            seconds = FAILS_AFTER_SECONDS if fails.after_seconds is None else fails.after_seconds
            when = self._clock.now + timedelta(seconds=seconds)
            self._clock.at(when, f"fail {order.account} {order.key}", lambda: fail(fails.reason))

    def _reverse(self, order: Order, reason: str | None) -> None:
        # A charge of which something went back already is not taken back as well.
        if not self.given_back_minor(order):
            self._owe(order, -order.amount.minor)
            self._decline(order, "charge.reversed", reason or "disputed", True)

    def _bounce(self, order: Order, reason: str | None) -> None:
        self._owe(order, order.amount.minor)
        self._decline(order, "refund.failed", reason or "expired_or_canceled_card", True)

    def _owe(self, order: Order, minor: int) -> None:
        account, currency = purse = order.account, order.amount.currency
        self.balances[purse] += minor
        day = self._clock.now.date() + timedelta(days=self._accounts[account].payout_days)
        self._owed[purse].append(Item(order.reference, minor, day))
        moment = datetime.combine(day, PAYOUT_TIME)
        self._clock.at(moment, f"hand-over {account} {currency}", lambda: self._hand_over(account, currency))

    def _hand_over(self, account: str, currency: str) -> None:
        today, purse = self._clock.now.date(), (account, currency)
        ready = [item for item in self._owed[purse] if item.available_on <= today]
        if not ready:
            return
        self._owed[purse] = [item for item in self._owed[purse] if item.available_on > today]
        fee_minor = self._accounts[account].fee_minor
        fees_minor = fee_minor * sum(
            item.reference.startswith("ch_") for item in ready if item.amount_minor > 0
        )
        amount = Money(sum(item.amount_minor for item in ready) - fees_minor, currency)
        contents = sorted(f"{item.reference} {item.amount_minor}" for item in ready)
        payout_id = mark("pp", account, currency, today.isoformat(), *contents)
        items = tuple(sorted(ready, key=lambda item: (item.reference, item.amount_minor)))
        payout = HandOver(payout_id, self._clock.now, amount, fees_minor, items)
        self.balances[purse] -= amount.minor + fees_minor
        self.handed_over[account].append(payout)
        if amount:
            self._bank.hand_over(account, amount, payout.id, PROVIDER)


def _bad_luck(fate: Fate) -> tuple[str, bool] | None:
    declined = fate.find("decline")
    return (declined.reason or "declined", declined.permanent) if declined else None
