"""Stripe's own books of a seller: the lines of its balance, its payouts, and what each of them contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Protocol, TypeVar

import msgspec

from fourthact.rails.contract import HandedOver, Movement, OwnBooks
from fourthact.rails.stripe.answers import money_of
from fourthact.values.errors import Unavailable
from fourthact.values.money import Money

PAGE = 100  # the most that Stripe lists at once
TRIES_MAX = 3
# What Stripe keeps for itself, by the type of the line. Source: docs.stripe.com/reports/balance-transaction-types
KEPT = frozenset("network_cost stripe_balance_payment_debit stripe_fee stripe_fx_fee tax_fee".split())
BACK = frozenset({"payout_cancel", "payout_failure"})
T = TypeVar("T")


class Source(msgspec.Struct, frozen=True):
    """What a line is about. `charge`: what a refund or a dispute is about, its name or itself."""

    id: str
    object: str
    amount: int = 0
    currency: str = ""
    charge: Any = None
    metadata: dict[str, str] | None = None


class Line(msgspec.Struct, frozen=True):
    """A line of the balance. Units: Stripe's own minor units."""

    id: str
    type: str
    amount: int
    fee: int
    net: int
    currency: str
    source: Source | str | None = None


class Lines(msgspec.Struct, frozen=True):
    data: list[Line]
    has_more: bool


class Trace(msgspec.Struct, frozen=True):
    value: str | None = None


class Payout(msgspec.Struct, frozen=True):
    """What was handed over to the bank, or is on its way."""

    id: str
    amount: int
    currency: str
    status: str
    arrival_date: int
    automatic: bool
    trace_id: Trace | None = None


class Payouts(msgspec.Struct, frozen=True):
    data: list[Payout]
    has_more: bool


class Held(msgspec.Struct, frozen=True):
    amount: int
    currency: str


class Balance(msgspec.Struct, frozen=True):
    available: list[Held]
    pending: list[Held]


class Charge(msgspec.Struct, frozen=True):
    metadata: dict[str, str] | None = None


class Asks(Protocol):
    """One call of Stripe at one account. Errors: Unavailable where it is not answered."""

    def __call__(self, path: str, words: Mapping[str, object], shape: type[T]) -> Awaitable[T]: ...


class Reader:
    """Reads the books of one account at Stripe, for one seller, whose name there is `account`."""

    def __init__(self, ask: Asks, account: str) -> None:
        self._ask, self._account = ask, account
        self._keys: dict[str, str | None] = {}

    async def whole(self) -> OwnBooks:
        """Every line, every payout, and the balance at the same moment."""
        for _ in range(TRIES_MAX):
            before = await self._owed()
            lines = await self._lines({})
            payouts = await self._payouts({})
            told = [(payout, await self._contents(payout)) for payout in payouts]
            if before == await self._owed():  # nothing moved while we read
                return await self._told(lines, told, before)
        raise Unavailable("Stripe's own books, which move while they are read")

    async def since(self, first: date) -> OwnBooks:
        """The payouts that were made from a day on, and what they contain."""
        created = int(datetime.combine(first, time(), UTC).timestamp())
        payouts = await self._payouts({"created": {"gte": created}})
        return await self._told([], [(payout, await self._contents(payout)) for payout in payouts], [])

    async def _told(
        self, lines: Sequence[Line], payouts: Sequence[tuple[Payout, list[Line]]], owed: Sequence[Money]
    ) -> OwnBooks:
        handed: set[str] = set()
        over = []
        for payout, contents in payouts:
            if payout.status in ("failed", "canceled"):
                continue
            items = [movement for line in contents for movement in await self._moved(line)]
            fees = money_of(sum(map(_kept, contents)), payout.currency)
            amount = money_of(payout.amount, payout.currency)
            if not contents:  # what somebody paid out by hand: Stripe does not say of what
                items = [Movement(payout.id, None, amount, "paid out by hand")]
            over.append(HandedOver(payout.id, amount, fees, tuple(items), _trace(payout), _day(payout)))
            handed |= {line.id for line in contents}
        movements = [movement for line in lines for movement in await self._moved(line)]
        left = [line for line in lines if line.id not in handed and _kept(line)]
        kept = [
            Movement(line.id, await self._key(line), money_of(-_kept(line), line.currency), line.type)
            for line in left
        ]
        return OwnBooks(movements, over, owed, kept)

    async def _moved(self, line: Line) -> list[Movement]:
        """What a line is, before fees; what a dispute costs is a movement of its own, as it is booked at once."""
        if line.type in KEPT or line.type in BACK or line.type == "payout":
            return []
        amount, key = money_of(line.amount, line.currency), await self._key(line)
        source = line.source if isinstance(line.source, Source) else None
        own = None
        if source is not None and source.currency and source.currency != line.currency:
            own = money_of(source.amount if line.amount >= 0 else -source.amount, source.currency)
        found = [Movement(line.id, key, amount, line.type, own, foreign=key is None)] if line.amount else []
        if line.fee and _is_dispute(line):
            fee = money_of(-line.fee, line.currency)
            found.append(Movement(f"{line.id} fee", key, fee, "dispute fee", foreign=key is None))
        return found

    async def _key(self, line: Line) -> str | None:
        """The order of ours that a line is about; None where it is nothing of this seller's."""
        source = line.source
        if not isinstance(source, Source):
            return None
        if source.object != "dispute":
            return self._own(source.metadata)
        charge = source.charge if isinstance(source.charge, str) else None
        if charge is None:
            return None
        if charge not in self._keys:
            found = await self._ask(f"charges/{charge}", {}, Charge)
            self._keys[charge] = self._own(found.metadata)
        return self._keys[charge]

    def _own(self, metadata: Mapping[str, str] | None) -> str | None:
        words = metadata or {}
        return words.get("fourthact_key") if words.get("fourthact_account") == self._account else None

    async def _contents(self, payout: Payout) -> list[Line]:
        """The lines that a payout contains; for one that failed before and is in it again, those of that one."""
        if not payout.automatic:
            return []
        found: list[Line] = []
        for line in await self._lines({"payout": payout.id}):
            if line.type in BACK and isinstance(line.source, Source):
                again = await self._ask(f"payouts/{line.source.id}", {}, Payout)
                found += await self._contents(again)
            elif line.type != "payout":
                found.append(line)
        return found

    async def _owed(self) -> list[Money]:
        balance = await self._ask("balance", {}, Balance)
        sums: Counter[str] = Counter()
        for held in (*balance.available, *balance.pending):
            sums[held.currency] += held.amount
        return [money_of(amount, currency) for currency, amount in sorted(sums.items())]

    async def _lines(self, words: Mapping[str, object]) -> list[Line]:
        asked = {**words, "expand": ["data.source"]}
        return await _listed(lambda more: self._ask("balance_transactions", {**asked, **more}, Lines))

    async def _payouts(self, words: Mapping[str, object]) -> list[Payout]:
        return await _listed(lambda more: self._ask("payouts", {**words, **more}, Payouts))


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


class _Page(Protocol[N]):
    @property
    def data(self) -> list[N]: ...
    @property
    def has_more(self) -> bool: ...


async def _listed(page_of: Callable[[Mapping[str, object]], Awaitable[_Page[N]]]) -> list[N]:
    """Every thing of a list."""
    found: list[N] = []
    words: dict[str, object] = {"limit": PAGE}
    while True:
        page = await page_of(words)
        found += page.data
        if not page.has_more or not page.data:
            return found
        words["starting_after"] = page.data[-1].id


def together(books: Iterable[OwnBooks], place: OwnBooks) -> OwnBooks:
    """The books of a seller's account today, and of those that took its charges before."""
    every = [place, *(one for one in books if _is_ours(one))]
    sums: Counter[str] = Counter()
    for one in every:
        for money in one.owed:
            sums[money.currency] += money.minor
    return OwnBooks(
        [moved for one in every for moved in one.movements],
        [payout for one in every for payout in one.handed_over],
        [Money(minor, currency) for currency, minor in sorted(sums.items())],
        [kept for one in every for kept in one.kept],
    )


def _is_ours(books: OwnBooks) -> bool:
    handed = (item for payout in books.handed_over for item in payout.items)
    return any(not moved.foreign for moved in (*books.movements, *handed))


def _is_dispute(line: Line) -> bool:
    return isinstance(line.source, Source) and line.source.object == "dispute"


def _kept(line: Line) -> int:
    """What Stripe took of a line as its fee."""
    if line.type in KEPT:
        return -line.net
    return 0 if _is_dispute(line) or line.type in BACK or line.type == "payout" else line.fee


def _trace(payout: Payout) -> str:
    return (payout.trace_id.value if payout.trace_id else None) or ""


def _day(payout: Payout) -> date:
    return datetime.fromtimestamp(payout.arrival_date, UTC).date()
