"""What a product must be like, and how its promise may change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.products.acts import Product, Promise, Stage, Terms
from fourthact.products.rules import ProductReason, check_stages, revise
from tests.refusals import in_order, refusal

AT = datetime(2017, 11, 16, 9, tzinfo=UTC)
CARD, WIRE = Stage(1, 500_000, "card", "sandbox", 0), Stage(2, 4_500_000, "transfer", "sandbox", 10)
ROADSTER = Product(
    UUID(int=1), UUID(int=2), "Roadster", "roadster", "open", "USD", (CARD, WIRE), (Terms(1, "…"),),
    (Promise(1, date(2020, 12, 31), "", AT),),
)  # fmt: skip


def test_two_stages_are_in_order() -> None:
    check_stages((CARD, WIRE), "USD", ("sandbox",))


def test_refusals_of_stages_in_order() -> None:
    """Stage 1 is wrong in every way; each refusal comes before those that would follow."""
    wrong = Stage(7, 1, "cheque", "nowhere", 0)
    in_order(
        [
            (ProductReason.CURRENCY_UNKNOWN, lambda: check_stages((wrong,), "XYZ", ())),
            (ProductReason.STAGES_OUT_OF_ORDER, lambda: check_stages((wrong,), "USD", ())),
            (ProductReason.METHOD_UNKNOWN, lambda: check_stages((replace(wrong, n=1),), "USD", ())),
            (ProductReason.RAIL_UNKNOWN, lambda: check_stages((CARD,), "USD", ())),
        ]
    )


@pytest.mark.parametrize(
    "stages",
    [
        (WIRE, CARD),
        (CARD, replace(WIRE, n=1)),
        (CARD, replace(WIRE, n=3)),
        (replace(CARD, due_days=11), WIRE),
        (replace(CARD, n=0),),
    ],
)
def test_stages_out_of_order(stages: tuple[Stage, ...]) -> None:
    why = refusal(lambda: check_stages(stages, "USD", ("sandbox",)))
    assert why is ProductReason.STAGES_OUT_OF_ORDER


def test_refusals_of_a_promise_in_order() -> None:
    in_order(
        [
            (ProductReason.PRODUCT_UNKNOWN, lambda: revise(None, date(2020, 12, 31), "", "prd_x")),
            (ProductReason.PROMISE_UNCHANGED, lambda: revise(ROADSTER, date(2020, 12, 31), "", "prd_x")),
        ]
    )
    undetermined = replace(ROADSTER, promises=(Promise(1, None, "", AT),))
    assert refusal(lambda: revise(undetermined, None, "", "prd_x")) is ProductReason.PROMISE_UNCHANGED


@given(st.lists(st.one_of(st.none(), st.dates()), max_size=8))
def test_promises_are_numbered_and_each_differs_from_the_one_before(days: list[date | None]) -> None:
    """A promise may come back to an earlier day; it is a new one all the same."""
    product = ROADSTER
    for day in days:
        if day != product.promise.by:
            act = revise(product, day, "why", "prd_x")
            assert (act.version, act.by) == (len(product.promises) + 1, day)
            product = replace(
                product, promises=(*product.promises, Promise(act.version, act.by, act.reason, AT))
            )
    assert [promise.version for promise in product.promises] == [*range(1, len(product.promises) + 1)]
