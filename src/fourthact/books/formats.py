"""A journal written down for other programs: Beancount, hledger, CSV. Amounts are exact, to the last decimal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from fourthact.books.journal import Account, Transaction
from fourthact.values.errors import Broken
from fourthact.values.money import Money, exponent
from fourthact.values.time import instant_text

# Source: Beancount's lexer; an account is of parts that begin with a capital or a digit.
_PART = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")
_ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
CSV_HEAD = (
    "act", "line", "recorded_at", "booked_on", "value_on", "what", "narration", "subject", "reservation", "debit",
    "credit", "amount", "currency", "amount_minor",
)  # fmt: skip


def decimals(money: Money) -> str:
    """The amount as every bookkeeping program reads it: no separators, a point, all decimals of the currency."""
    digits = exponent(money.currency)
    sign, size = ("-" if money.minor < 0 else ""), abs(money.minor)
    return f"{sign}{size // 10**digits}" + (f".{size % 10**digits:0{digits}d}" if digits else "")


class Format(Protocol):
    """How a journal is written down: a head, each transaction, and at the end what the accounts must hold."""

    def head(self, seller: str, accounts: Sequence[Account]) -> Iterator[str]: ...

    def entry(self, transaction: Transaction) -> Iterator[str]: ...

    def foot(self, on: date, balances: Mapping[tuple[str, str], int]) -> Iterator[str]: ...


class Beancount:
    """Beancount 2 and 3: accounts opened with their currencies, links, metadata, assertions without tolerance."""

    def head(self, seller: str, accounts: Sequence[Account]) -> Iterator[str]:
        yield f'option "title" {_quoted(f"Fourthact: {seller}")}\n'
        for currency in sorted({currency for account in accounts for currency in account.currencies}):
            yield f'option "operating_currency" "{currency}"\n'
        names = {bean_account(account.name) for account in accounts}
        if len(names) != len(accounts):
            raise Broken("two accounts of the books have one name in Beancount")
        yield "\n"
        for account in accounts:
            yield f"{account.opened_on} open {bean_account(account.name)} {','.join(account.currencies)}\n"
        yield "\n"

    def entry(self, transaction: Transaction) -> Iterator[str]:
        links = f" ^{transaction.code}" if transaction.code else ""
        yield f"{transaction.booked_on} * {_quoted(transaction.narration)}{links}\n"
        yield f'  act: "{transaction.act}"\n'
        yield f'  what: "{transaction.tag}"\n'
        yield f'  subject: "{transaction.subject}"\n'
        yield f'  recorded: "{instant_text(transaction.at)}"\n'
        for line in transaction.lines:
            for account, amount in ((line.debit, line.amount), (line.credit, -line.amount)):
                yield f"  {bean_account(account)}  {decimals(amount)} {amount.currency}\n"
                if line.value_on != transaction.booked_on:
                    yield f"    value: {line.value_on}\n"
        yield "\n"

    def foot(self, on: date, balances: Mapping[tuple[str, str], int]) -> Iterator[str]:
        # Beancount looks at the beginning of a day; without "~ 0" it would let the last decimal be wrong.
        day = on + timedelta(days=1)
        for (account, currency), minor in sorted(balances.items()):
            zero = decimals(Money(0, currency))
            yield f"{day} balance {bean_account(account)}  {decimals(Money(minor, currency))} ~ {zero} {currency}\n"


class Hledger:
    """hledger 1.25 and later, also for `hledger check --strict`: everything declared, assertions at the end."""

    def head(self, seller: str, accounts: Sequence[Account]) -> Iterator[str]:
        yield f"; Fourthact: {_commented(seller)}\ndecimal-mark .\n\n"
        for currency in sorted({currency for account in accounts for currency in account.currencies}):
            one = decimals(Money(1000 * 10 ** exponent(currency), currency))
            yield f"commodity {one if '.' in one else one + '.'} {currency}\n"
        yield "\n"
        for account in accounts:
            yield f"account {account.name}\n"
        yield "\n"

    def entry(self, transaction: Transaction) -> Iterator[str]:
        tags = (
            f"what:{transaction.tag}, subject:{transaction.subject}, recorded:{instant_text(transaction.at)}"
        )
        code = f", reservation:{transaction.code}" if transaction.code else ""
        words = _commented(transaction.narration)
        yield f"{transaction.booked_on} * ({transaction.act}) {words}  ; {tags}{code}\n"
        for line in transaction.lines:
            value = f"  ; value:{line.value_on}" if line.value_on != transaction.booked_on else ""
            yield f"    {line.debit}  {decimals(line.amount)} {line.amount.currency}{value}\n"
            yield f"    {line.credit}  {decimals(-line.amount)} {line.amount.currency}{value}\n"
        yield "\n"

    def foot(self, on: date, balances: Mapping[tuple[str, str], int]) -> Iterator[str]:
        if balances:
            yield f"{on} * Balances\n"
        for (account, currency), minor in sorted(balances.items()):
            zero = decimals(Money(0, currency))
            yield f"    {account}  {zero} {currency} = {decimals(Money(minor, currency))} {currency}\n"


class Csv:
    """One row a line of the ledger, RFC 4180, in UTF-8, for spreadsheets and scripts."""

    def head(self, seller: str, accounts: Sequence[Account]) -> Iterator[str]:
        yield _row(CSV_HEAD)

    def entry(self, transaction: Transaction) -> Iterator[str]:
        for number, line in enumerate(transaction.lines):
            yield _row((
                transaction.act, number, instant_text(transaction.at), transaction.booked_on, line.value_on,
                transaction.tag, transaction.narration, transaction.subject, transaction.code or "", line.debit,
                line.credit, decimals(line.amount), line.amount.currency, line.amount.minor,
            ))  # fmt: skip

    def foot(self, on: date, balances: Mapping[tuple[str, str], int]) -> Iterator[str]:
        return iter(())


FORMATS: Mapping[str, Format] = {"beancount": Beancount(), "hledger": Hledger(), "csv": Csv()}


async def written(
    form: Format,
    seller: str,
    accounts: Sequence[Account],
    found: AsyncIterator[Transaction],
    balances: Mapping[tuple[str, str], int],
    until: date | None,
) -> AsyncIterator[str]:
    """A whole journal, piece by piece. `balances`: what the accounts hold in the end, asked for by itself.

    `until`: the day of those balances; None for the last day on which something was booked.
    """
    last_on = until
    for piece in form.head(seller, accounts):
        yield piece
    async for transaction in found:
        last_on = until or transaction.booked_on
        for piece in form.entry(transaction):
            yield piece
    if last_on is not None:
        for piece in form.foot(last_on, balances):
            yield piece


def bean_account(name: str) -> str:
    """An account's name in Beancount: `liabilities:in_transit` is `Liabilities:In-transit`."""
    parts = [part[:1].upper() + part[1:].replace("_", "-") for part in name.split(":")]
    if parts[0] not in _ROOTS or len(parts) < 2 or not all(_PART.fullmatch(part) for part in parts):
        raise Broken(f"{name} is no account that Beancount can read")
    return ":".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _commented(text: str) -> str:
    """Words in hledger end at a semicolon, and a bar parts payee from note."""
    return text.replace(";", ",").replace("|", "/")


def _row(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
