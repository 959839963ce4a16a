"""Amounts, dates and account numbers from the text of a bank's file: exact, or refused."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.values.ibans import looks_like_iban
from fourthact.values.money import Money, exponent

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
DIGITS_MAX = 18  # ISO 20022's own limit; a longer one is no amount of money


def decimals_of(currency: str, where: str) -> int:
    try:
        return exponent(currency)
    except ValueError:
        refuse(FileReason.CURRENCY_OF_FILE_UNKNOWN, where=where, currency=currency)


def money(text: str, currency: str, where: str) -> Money:
    """An exact amount from digits with at most one decimal point; zeros beyond the currency's decimals may stand."""
    shape = _DECIMAL.fullmatch(text.strip())
    if shape is None or not (shape[2] or shape[3]):
        refuse(FileReason.AMOUNT_WRONG, where=where, text=text, then="Ask the bank for a correct file.")
    whole, fraction = shape[2], (shape[3] or "").rstrip("0")
    if len(whole.lstrip("0")) + len(fraction) > DIGITS_MAX:
        refuse(FileReason.AMOUNT_WRONG, where=where, text=text, then="It has more digits than money has.")
    decimals = decimals_of(currency, where)
    if len(fraction) > decimals:
        refuse(FileReason.AMOUNT_TOO_FINE, where=where, text=text, currency=currency, decimals=decimals)
    minor = int((whole + fraction.ljust(decimals, "0")) or "0")
    return Money(-minor if shape[1] == "-" else minor, currency)


def iso_date(text: str, where: str) -> date:
    """The day of an ISO 8601 date or date and time, as it is written there."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        refuse(FileReason.DATE_WRONG, where=where, text=text)


def short_date(text: str, where: str) -> date:
    """YYMMDD, as SWIFT writes it: years up to 79 are of this century. The 30th of February is its last day.

    Some banks count thirty days to every month for interest, and write that day.
    """
    year, month, day = (int(text[at : at + 2]) for at in (0, 2, 4))
    year += 2000 if year < 80 else 1900
    if 1 <= month <= 12 and 28 < day <= 31:
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        day = min(day, last)
    try:
        return date(year, month, day)
    except ValueError:
        refuse(FileReason.DATE_WRONG, where=where, text=text)


def account_id(text: str) -> str:
    """An account's number without the blanks in which people group it."""
    return re.sub(r"\s+", "", text) if looks_like_iban(re.sub(r"\s+", "", text)) else text.strip()
