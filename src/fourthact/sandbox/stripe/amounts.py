"""Which amounts Stripe takes. Source: docs.stripe.com/currencies (presentment currencies, minimums, decimals)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from fourthact.sandbox.stripe.params import Wrong

ZERO_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMALS = frozenset("bhd jod kwd omr tnd".split())
COUNTED_IN_HUNDREDTHS = frozenset({"isk", "ugx"})  # without decimals, written with two
TWO_DECIMALS = frozenset(
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf"
    " cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr"
    " isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn"
    " nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb"
    " tjs top try ttd twd tzs uah ugx uyu uzs wst xcd xcg yer zar zmw".split()
)
CURRENCIES = ZERO_DECIMALS | THREE_DECIMALS | TWO_DECIMALS
# What a charge is at least. Units: Stripe's minor units.
MINIMUM = {
    **dict.fromkeys("usd aud brl cad chf eur inr jpy nzd sgd".split(), 50),
    **dict.fromkeys("aed myr pln ron".split(), 200),
    **{"bgn": 100, "czk": 1_500, "dkk": 250, "gbp": 30, "hkd": 400, "huf": 17_500},
    **{"mxn": 1_000, "nok": 300, "sek": 300, "thb": 1_000},
}
MAXIMUM = 99_999_999


def check(amount: int, currency: str) -> None:
    """Refuses: a currency that is not supported; too little; too much; decimals that the currency has not."""
    if currency not in CURRENCIES:
        raise Wrong(f"Invalid currency: {currency}. Stripe does not support it.", param="currency")
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise Wrong(message, code="parameter_invalid_integer", param="amount")
    if amount < MINIMUM.get(currency, 1):
        message = f"Amount must be at least {MINIMUM[currency]} {currency}"
        raise Wrong(message, code="amount_too_small", param="amount")
    if amount > MAXIMUM:
        message = f"Amount must be no more than {MAXIMUM} {currency}"
        raise Wrong(message, code="amount_too_large", param="amount")
    step = 10 if currency in THREE_DECIMALS else 100 if currency in COUNTED_IN_HUNDREDTHS else 1
    if amount % step:
        message = f"Invalid amount: {currency} amounts must be evenly divisible by {step}."
        raise Wrong(message, code="invalid_amount", param="amount")


def convert(amount: int, currency: str, rate: str, into: str) -> int:
    """An amount in another currency, to its nearest unit. `rate`: of whole units, like 1.08 from euro to dollar."""
    whole = Decimal(amount).scaleb(-_decimals(currency)) * Decimal(rate)
    return int(whole.scaleb(_decimals(into)).quantize(Decimal(1), ROUND_HALF_EVEN))


def _decimals(currency: str) -> int:
    return 0 if currency in ZERO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
