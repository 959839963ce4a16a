"""What a product must be like, and how its promise may change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fourthact.products.acts import FeeRule, Product, PromiseRevised, Stage, Terms, TermsRevised
from fourthact.values.errors import Kind, Reason, Refused, Why
from fourthact.values.money import exponent

STAGES_MAX = 9
AMOUNT_MINOR_MAX = 10**12
PER_MILLE_MAX = 1_000
# Directive 2011/83/EU art. 9: no right to withdraw ends earlier than this.
WITHDRAWAL_DAYS_MIN = 14


class ProductReason(Reason):
    """Why a product is not opened or changed."""

    PRODUCT_UNKNOWN = Why(Kind.UNKNOWN, "There is no product {product} here.")
    CURRENCY_UNKNOWN = Why(
        Kind.INVALID, "{currency} is not an ISO 4217 currency in use. Send a code like USD or KRW."
    )
    STAGES_OUT_OF_ORDER = Why(
        Kind.INVALID,
        "Stages are numbered 1, 2, 3 … and each is due no earlier than the one before. Mend stage {n}.",
    )
    METHOD_UNKNOWN = Why(Kind.INVALID, "Stage {n} cannot be paid by {method}. Send card or transfer.")
    RAIL_UNKNOWN = Why(Kind.INVALID, "There is no rail {rail} here. The rails are: {known}.")
    SLUG_TAKEN = Why(Kind.CONFLICT, "There is a product {slug} already. Choose another slug.")
    FEE_UNCLEAR = Why(
        Kind.INVALID,
        "A fee is either an amount above 0 or per mille of what was paid, from 1 to 1000; not both, and not neither.",
    )
    FEE_CURRENCY = Why(
        Kind.INVALID, "A fee in {currency} cannot be retained of deposits in {product_currency}."
    )
    FEE_ABOVE_PRICE = Why(
        Kind.INVALID, "A fee of {amount_minor} is above the whole deposit of {price_minor} (in minor units)."
    )
    WITHDRAWAL_TOO_SHORT = Why(
        Kind.INVALID,
        "No right to withdraw ends before {days_min} days. Send more days, or null where it stays open until delivery.",
    )
    TERMS_UNCHANGED = Why(Kind.CONFLICT, "These are the terms of version {version} already.")
    PROMISE_UNCHANGED = Why(Kind.CONFLICT, "The promise is {by} already; a new one must differ from it.")


def check_stages(stages: Sequence[Stage], currency: str, rails: Sequence[str]) -> None:
    """Refuses: CURRENCY_UNKNOWN, STAGES_OUT_OF_ORDER, METHOD_UNKNOWN, RAIL_UNKNOWN."""
    try:
        exponent(currency)
    except ValueError:
        raise Refused(ProductReason.CURRENCY_UNKNOWN, {"currency": currency}) from None
    due = 0
    for place, stage in enumerate(stages, 1):
        if stage.n != place or stage.due_days < due:
            raise Refused(ProductReason.STAGES_OUT_OF_ORDER, {"n": stage.n})
        if stage.method not in ("card", "transfer"):
            raise Refused(ProductReason.METHOD_UNKNOWN, {"n": stage.n, "method": stage.method})
        if stage.rail not in rails:
            raise Refused(
                ProductReason.RAIL_UNKNOWN,
                {
                    "rail": stage.rail,
                    "known": ", ".join(rails) or "none (docs/do/try-it.md says how to open one)",
                },
            )
        due = stage.due_days


def check_fee(fee: FeeRule | None, stages: Sequence[Stage]) -> None:
    """Refuses: FEE_UNCLEAR, FEE_ABOVE_PRICE, WITHDRAWAL_TOO_SHORT."""
    if fee is None:
        return
    told = [n for n in (fee.amount_minor, fee.per_mille) if n is not None]
    if len(told) != 1 or told[0] < 1 or (fee.per_mille or 0) > PER_MILLE_MAX or fee.from_days < 0:
        raise Refused(ProductReason.FEE_UNCLEAR)
    price = sum(stage.amount_minor for stage in stages)
    if (fee.amount_minor or 0) > price:
        facts = {"amount_minor": fee.amount_minor, "price_minor": price}
        raise Refused(ProductReason.FEE_ABOVE_PRICE, facts)
    if fee.withdrawal_days is not None and fee.withdrawal_days < WITHDRAWAL_DAYS_MIN:
        raise Refused(ProductReason.WITHDRAWAL_TOO_SHORT, {"days_min": WITHDRAWAL_DAYS_MIN})


def revise_terms(product: Product | None, text: str, fee: FeeRule | None, product_id: str) -> TermsRevised:
    """The next terms, for those who reserve from now on.

    Refuses: PRODUCT_UNKNOWN, FEE_UNCLEAR, FEE_ABOVE_PRICE, WITHDRAWAL_TOO_SHORT, TERMS_UNCHANGED.
    """
    if product is None:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": product_id})
    check_fee(fee, product.stages)
    last = product.terms[-1]
    if (last.text, last.fee) == (text, fee):
        raise Refused(ProductReason.TERMS_UNCHANGED, {"version": last.version})
    return TermsRevised(Terms(last.version + 1, text, fee))


def revise(product: Product | None, by: date | None, reason: str, product_id: str) -> PromiseRevised:
    """The next promise. Refuses: PRODUCT_UNKNOWN, PROMISE_UNCHANGED."""
    if product is None:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": product_id})
    if product.promise.by == by:
        raise Refused(ProductReason.PROMISE_UNCHANGED, {"by": by.isoformat() if by else "undetermined"})
    return PromiseRevised(product.promise.version + 1, by, reason)
