"""What a rail is: something that moves money and answers questions about it. Plugs know nothing of us.

A rail returns data. It never renders HTML, opens a transaction, sends mail or reads our clock: `now` is an argument.
It is called between two commits, and may be called twice with the same `key`: the second call must find the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, runtime_checkable

from fourthact.values.money import Money


@dataclass(frozen=True, slots=True)
class Done:
    """The rail says that the money has moved. It can still say otherwise weeks later: `look_up` tells."""

    reference: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accepted by the rail, not yet moved: a notice, a look-up or the statement will tell."""

    reference: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The money has not moved under this key and never will. `permanent`: another try cannot help.

    `reason` is the rail's own code (`expired_card`, `insufficient_funds`, `account_closed`, ...). One of
    `DISPUTED` says that the holder's bank takes the money back: no other route may give it as well.
    """

    reason: str
    permanent: bool
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """May or may not have moved (time-out, broken answer). It is looked up, never tried under a new key."""

    why: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Answer of `look_up` only: the rail has never seen this key, so the same order may be sent again."""


Outcome = Done | Waiting | Declined | Unknown

DISPUTED = frozenset({"charge_disputed", "refund_disputed_payment", "charge_for_pending_refund_disputed"})


@dataclass(frozen=True, slots=True)
class Collect:
    """Take `amount` from the holder's instrument (`token`, the rail's own word for a card)."""

    account: str
    key: str
    amount: Money
    token: str
    memo: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Return `amount` to the instrument that paid the charge whose reference is `charge`."""

    account: str
    key: str
    amount: Money
    charge: str


@dataclass(frozen=True, slots=True)
class PayOut:
    """Send `amount` to a bank account. `to`: the counterparty account as a statement `Entry` names it."""

    account: str
    key: str
    amount: Money
    to: str
    name: str
    memo: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the seller's bank statement. `id` is the bank's own reference, the same for ever.

    `amount` is signed: positive came in, negative went out. `key` is the end-to-end reference of an order
    of ours (also on its return), `remittance` what the payer wrote, `kind` one of `transfer` (from or to a
    counterparty), `provider_payout` (the card provider hands over what it collected), `return` (money
    that we sent and that came back; `reason` says why).
    """

    id: str
    amount: Money
    value_on: date
    booked_at: datetime
    kind: str
    remittance: str
    key: str | None
    counterparty_name: str
    counterparty_account: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a rail's message to us says: look at the order with this key. The truth is then asked for.

    The same `event` about the same key is the same news. `key` is empty where the message is about nothing
    of ours, or names (a dispute) only the `charge`, by its reference.
    """

    event: str
    account: str
    key: str
    charge: str | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing that the provider's own books say moved. `key`: of our order, None if it is no order of ours.

    `amount` is signed, as it changed what the provider owes the seller, before fees; `why`: the provider's word.
    `own`: what it was in the order's own currency, where the provider has converted it. `foreign`: it is known to be
    about nothing of this seller's: other business on the same account.
    """

    reference: str
    key: str | None
    amount: Money
    why: str = ""
    own: Money | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A payout of the provider to the seller's bank: what it contains, what was kept as fees, what was sent.

    `items` and `fees` are of one currency and add up to `amount`; the bank may book it in another. `reference`, or
    `also`, stands in what the bank's entry says; or it is known by its amount, and the day that it `arrives_on`.
    """

    reference: str
    amount: Money
    fees: Money
    items: tuple[Movement, ...]
    also: str = ""
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """The provider's own books of the seller: what moved, what was handed over, what it owes now.

    `kept`: what it has taken as fees, less than nothing each, of what it has not handed over yet.
    """

    movements: Sequence[Movement]
    handed_over: Sequence[HandedOver]
    owed: Sequence[Money]
    kept: Sequence[Movement] = ()


@dataclass(frozen=True, slots=True)
class StatementTold:
    """What a statement of the bank says of itself. Without both balances nothing can be seen missing before it."""

    number: str
    opening: Money | None
    opened_on: date | None
    closing: Money | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file of the bank as a rail took it up. `n`: counted from 1; `refused`: why nothing of it was booked.

    `entries` and `sums`: what was new in it; `entries_in_all`: how many entries the rail knew once it was read.
    `doubt`: what a person has to look at though it was booked from.
    """

    n: int
    digest: str
    name: str
    kind: str
    refused: str | None
    entries: int
    entries_in_all: int
    sums: tuple[Money, ...]
    statements: tuple[StatementTold, ...]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Files of the bank whose entries are being booked: `booked` of `entries`, which are new in them together."""

    files: tuple[str, ...]
    booked: int
    entries: int


class NotGenuine(Exception):
    """A message claims to come from the rail and does not prove it, or is too old."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the rail can do, for planning. Units: days since the charge, None for no limit.

    `gives_notice`: it sends us messages that `read_notice` can prove; a rail that does not refuses every one.
    `by_hand`: what people hand over on this rail (`cash`, `cheque`, ...) and say so, one entering it and another
    confirming it. Such a rail moves nothing itself: every order is declined for good. `verifies_payees`: it can ask
    the payee's bank whether name and account belong together (`VerifiesPayees`).
    """

    collects: bool
    gives_back: bool
    gives_back_days_max: int | None
    pays_out: bool
    has_statement: bool
    gives_notice: bool = True
    by_hand: tuple[str, ...] = ()
    verifies_payees: bool = False


def window_days(text: str) -> int | None:
    """The setting `gives_back_days_max` of a rail: how old a charge may be that it still gives back, in days.

    Empty for no limit. Errors: ValueError says what it should be.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 36_500):
        raise ValueError(f"gives_back_days_max is {text!r}; it is a number of days, or empty for no limit")
    return int(text)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """The account of the seller that holders transfer money to. `is_iban`: `account` is an IBAN, checked; `bank`: the
    number of the bank (a routing number) where the account alone does not say it.
    """

    name: str
    account: str
    is_iban: bool
    bic: str = ""
    bank: str = ""


@runtime_checkable
class TakesTransfers(Protocol):
    """What a rail may do besides: say where holders transfer money to."""

    def pay_to(self, account: str) -> Beneficiary: ...


@dataclass(frozen=True, slots=True)
class Dispute:
    """A holder's bank takes a charge back. `key`: of the order of ours that took it; `fee`: kept for it so far.

    `status`: `asked` (the bank only asks; nothing is withdrawn), `dropped` (it asked and lets it be), `open` and
    `answered` (the amount is withdrawn), `won` (it came back), `lost` (the holder has it).
    """

    reference: str
    key: str
    amount: Money
    fee: Money
    status: Literal["asked", "dropped", "open", "answered", "won", "lost"]
    reason: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeAnswer:
    """What the seller says to a dispute, from the record. It can be said once. `text`: at most 20,000 characters."""

    account: str
    charge: str
    dispute: str
    name: str
    email: str
    terms: str
    text: str


@runtime_checkable
class HearsDisputes(Protocol):
    """What a rail may do besides: tell the disputes about a charge, and carry the seller's answer."""

    async def disputes(self, account: str, charge: str, now: datetime) -> Sequence[Dispute] | Unknown:
        """Those about a charge of ours, by its reference; none for a charge that is not of this seller."""
        ...

    async def answer_dispute(self, answer: DisputeAnswer, now: datetime) -> Outcome:
        """Done once the bank has it; a second call finds the first. Declined: the dispute takes no answer."""
        ...


@dataclass(frozen=True, slots=True)
class PayeeAnswer:
    """What the payee's bank says of a name and an account. `name`: the one that it holds, of a close match only.

    `cannot_tell`: it does not know, or may not say. `unavailable`: no answer came, and `why`. Source: Regulation
    (EU) 2024/886 article 5c.
    """

    answer: Literal["match", "close_match", "no_match", "cannot_tell", "unavailable"]
    name: str = ""
    why: str = ""


@runtime_checkable
class VerifiesPayees(Protocol):
    """What a rail may do besides: ask the payee's bank whether name and account belong together. Nothing moves."""

    async def verify_payee(self, account: str, to: str, name: str, now: datetime) -> PayeeAnswer:
        """Raises nothing for what the world does: time-outs and nonsense are `unavailable`."""
        ...


@runtime_checkable
class KeepsBooks(Protocol):
    """What a rail may do besides: tell the provider's own books, for the three-way check and for payouts."""

    async def own_books(self, account: str, now: datetime, since: date | None = None) -> OwnBooks:
        """All of them. `since`: only what was handed over from that day on is wanted; the rest may be left out.

        Raises `Unavailable` when they cannot be read: they are asked for again later.
        """
        ...


@runtime_checkable
class TellsFiles(Protocol):
    """What a rail may do besides: say which files it read its statement from, and which it refused."""

    async def files(self, account: str, after: int, read: str | None, now: datetime) -> Sequence[FileTold]:
        """The files after number `after`, oldest first, whose entries all stand before `read`, a cursor of `entries`.

        Raises `Unavailable` when they cannot be read: they are asked for again later.
        """
        ...

    async def under_way(self, account: str, read: str | None, now: datetime) -> UnderWay | None:
        """What it has read and `read`, a cursor of `entries`, has not come to the end of; None where it has.

        Raises `Unavailable` as `files` does.
        """
        ...


@dataclass(frozen=True, slots=True)
class Contrary:
    """Where a file and what was written down of it do not agree. `place`: the entry, the statement or the file;
    `kept`, `told`: what was written down, and what the file says now; zero where one of them has nothing.
    """

    place: str
    kept: Money
    told: Money
    why: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading files again found. `files`: how many; `gone`: the names of those that are not there any more."""

    files: int
    gone: Sequence[str]
    contrary: Sequence[Contrary]


@runtime_checkable
class RereadsFiles(Protocol):
    """What a rail may do besides: read again what it told its entries from, and say where the two do not agree."""

    async def reread(self, account: str, now: datetime) -> Reread:
        """Takes as long as reading it all took. Raises `Unavailable` when the files cannot be read."""
        ...


class Rail(Protocol):
    """The whole contract. `account` is the seller's account at the rail, chosen by the seller.

    Every method but `read_notice` raises nothing for what the world does: time-outs and nonsense are
    `Unknown`. `entries` raises `Unavailable` when the statement cannot be read: it is asked again later.
    """

    name: str
    abilities: Abilities

    async def collect(self, order: Collect, now: datetime) -> Outcome: ...

    async def give_back(self, order: GiveBack, now: datetime) -> Outcome: ...

    async def pay_out(self, order: PayOut, now: datetime) -> Outcome: ...

    async def look_up(self, account: str, key: str, now: datetime) -> Outcome | Absent: ...

    async def entries(
        self, account: str, after: str | None, now: datetime
    ) -> tuple[Sequence[Entry], str | None]:
        """Statement entries after a cursor, oldest first, and the next cursor; may repeat entries."""
        ...

    def read_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        """Refuses with `NotGenuine` a message without a valid, fresh signature. Header names: lower case."""
        ...

    async def close(self) -> None: ...
