"""Amounts in minor units of one currency; no float and no Decimal ever enters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

# ISO 4217 list one (SIX, 2024-06-25): currencies whose exponent is not 2.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_TWO = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD"
    " CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS"
    " GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD"
    " LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN"
    " PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB"
    " TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG".split()
)
CURRENCIES = frozenset(_EXPONENTS) | _TWO


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit stands for. Errors: ValueError for an unknown code."""
    if currency in _TWO:
        return 2
    if currency in _EXPONENTS:
        return _EXPONENTS[currency]
    raise ValueError(f"{currency!r} is not an ISO 4217 currency in use")


class Rounding(Enum):
    """Which way a share that does not come out even goes; the caller always says."""

    DOWN = "down"
    UP = "up"
    HALF_EVEN = "half_even"


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency. Units: minor (cents, won); negative amounts are allowed, floats are not."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        exponent(self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Divide by whole weights: the parts sum to the whole, and none is a minor unit or more from its exact share.

        What is left over goes where most was cut off, among equals to the first.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights are whole, not negative, and not all zero")
        sign, size = (-1 if self.minor < 0 else 1), abs(self.minor)
        shares = [divmod(size * weight, total) for weight in weights]
        parts = [whole for whole, _ in shares]
        most_cut_off = sorted(range(len(shares)), key=lambda index: -shares[index][1])
        for index in most_cut_off[: size - sum(parts)]:
            parts[index] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def share(self, basis_points: int, rounding: Rounding) -> Money:
        """The part of `basis_points` in ten thousand. Units: basis points (1/100 of a percent)."""
        whole, rest = divmod(self.minor * basis_points, 10_000)
        match rounding:
            case Rounding.DOWN:
                up = False
            case Rounding.UP:
                up = rest > 0
            case Rounding.HALF_EVEN:
                up = rest > 5_000 or (rest == 5_000 and whole % 2 == 1)
        return Money(whole + up, self.currency)

    def __str__(self) -> str:
        digits = exponent(self.currency)
        sign, size = ("-" if self.minor < 0 else ""), abs(self.minor)
        if not digits:
            return f"{self.currency} {sign}{size:,}"
        return f"{self.currency} {sign}{size // 10**digits:,}.{size % 10**digits:0{digits}d}"
