"""What a product must be like, and how its promise may change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fourthact.products.acts import Product, PromiseRevised, Stage
from fourthact.values.errors import Kind, Reason, Refused, Why
from fourthact.values.money import exponent

STAGES_MAX = 9
AMOUNT_MINOR_MAX = 10**12


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


def revise(product: Product | None, by: date | None, reason: str, product_id: str) -> PromiseRevised:
    """The next promise. Refuses: PRODUCT_UNKNOWN, PROMISE_UNCHANGED."""
    if product is None:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": product_id})
    if product.promise.by == by:
        raise Refused(ProductReason.PROMISE_UNCHANGED, {"by": by.isoformat() if by else "undetermined"})
    return PromiseRevised(product.promise.version + 1, by, reason)
