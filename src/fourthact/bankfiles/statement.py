"""What a bank's file says, whatever its form: accounts, balances, entries, and what became of our orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fourthact.values.money import Money


@dataclass(frozen=True, slots=True)
class Account:
    """Whose statement it is. `id`: the IBAN, else whatever the bank calls the account by."""

    id: str
    is_iban: bool = False
    currency: str | None = None
    owner: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance. `role`: opening, closing, interim, available, forward or other; `code`: the bank's own word."""

    role: str
    code: str
    amount: Money
    on: date | None


@dataclass(frozen=True, slots=True)
class Party:
    """The other side of a payment. `agent`: its bank, by BIC or clearing number."""

    name: str = ""
    account: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One payment within an entry. `amount` is signed; None where the file does not say what is its share.

    `reference`: the structured creditor reference (RF…, QRR, ISR), `remittance`: what the payer wrote.
    """

    amount: Money | None
    end_to_end: str = ""
    bank_ref: str = ""
    instruction: str = ""
    transaction: str = ""
    mandate: str = ""
    reference: str = ""
    remittance: str = ""
    reason: str = ""
    reason_text: str = ""
    party: Party = field(default_factory=Party)
    ultimate: str = ""
    original: Money | None = None
    charges: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the statement. `amount` is signed: positive came in, negative went out.

    `status`: booked, pending or information; only what is booked is money. `where`: its place in the file.
    """

    amount: Money
    booked_on: date | None
    value_on: date | None
    status: str
    where: str
    reversal: bool = False
    bank_ref: str = ""
    own_ref: str = ""
    code: str = ""
    info: str = ""
    batch: int = 0
    charges: tuple[Money, ...] = ()
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, report or notification of one account.

    `adds_up`: opening balance and booked entries make the closing balance; None where the file has not both.
    `alarms`: what a person must see before anything of it is booked; `notes`: what is odd and harmless.
    """

    kind: str
    account: Account
    id: str = ""
    number: str = ""
    balances: tuple[Balance, ...] = ()
    entries: tuple[Entry, ...] = ()
    adds_up: bool | None = None
    alarms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What the bank says of one order of a pain.001, or of all of them (`end_to_end` is empty).

    `status`: the bank's code (ACCP, ACSC, PDNG, RJCT ...); `reason`: the code of a refusal (AC04, AM05 ...).
    """

    message: str
    end_to_end: str
    status: str
    reason: str = ""
    reason_text: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one file says. `kind`: camt.053 ...; `version`: 001.08, empty where the form has none."""

    kind: str
    version: str
    statements: tuple[Statement, ...] = ()
    orders: tuple[OrderStatus, ...] = ()
    encoding: str = "utf-8"


def weigh(balances: tuple[Balance, ...], entries: tuple[Entry, ...]) -> tuple[bool | None, str]:
    """Whether opening balance and booked entries make the closing balance, and the sentence if they do not."""
    opening = next((b for b in balances if b.role == "opening"), None)
    closing = next((b for b in reversed(balances) if b.role == "closing"), None)
    if opening is None or closing is None:
        return None, ""
    currency = opening.amount.currency
    moved = sum(e.amount.minor for e in entries if e.status == "booked")
    made = Money(opening.amount.minor + moved, currency)
    if made.minor == closing.amount.minor:
        return True, ""
    missing = Money(closing.amount.minor - made.minor, currency)
    return False, (
        f"the balances do not add up: opening {opening.amount} and entries of {Money(moved, currency)} make {made},"
        f" but the bank says {closing.amount}; {missing} is not explained"
    )


def strangers(account: Account, balances: tuple[Balance, ...], entries: tuple[Entry, ...]) -> str:
    """The sentence if amounts of another currency than the account's stand among its own; else empty."""
    own = account.currency or next((b.amount.currency for b in balances), None)
    if own is None:
        own = entries[0].amount.currency if entries else ""
    strange = {e.amount.currency for e in entries} | {b.amount.currency for b in balances}
    named = ", ".join(sorted(strange - {own}))
    return f"the account is kept in {own}, and amounts in {named} stand in its statement" if named else ""
