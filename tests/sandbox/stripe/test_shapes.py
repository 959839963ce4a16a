"""Our Stripe against what Stripe publishes: its fixtures, and the fields and parameters of its own library."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
import stripe as library
import stripe.params

from fourthact.rails.stripe import API_VERSION
from fourthact.sandbox.stripe import amounts, api, params, shapes
from fourthact.sandbox.stripe.control import StripeControl, running
from tests.corpora import corpus

KINDS = {
    "payment_intent": library.PaymentIntent,
    "charge": library.Charge,
    "refund": library.Refund,
    "dispute": library.Dispute,
    "balance_transaction": library.BalanceTransaction,
    "payout": library.Payout,
    "event": library.Event,
    "balance": library.Balance,
}
# In the published fixtures, and not in answers: only sent when they are expanded, or withdrawn since.
NOT_SENT = {
    "charge": {"refunds"},
    "payment_intent": {"managed_payments"},
}
# Words of the library's parameters that are no parameters of Stripe's.
OPTIONS = set(library.RequestOptions.__annotations__)


@pytest.fixture(scope="module")
def books() -> Iterator[dict[str, Any]]:
    """The books after a life in which everything happened that can."""
    with running() as control:
        client = official(control)
        for token in ("pm_card_visa", "pm_card_refundFail", "pm_card_pendingRefund", "pm_card_createDispute"):
            intent = client.v1.payment_intents.create(paying(token))
            if token != "pm_card_createDispute":
                client.v1.refunds.create({"payment_intent": intent.id, "amount": 400})
        with pytest.raises(library.CardError):
            client.v1.payment_intents.create(paying("pm_card_visa_chargeDeclined"))
        client.v1.payment_intents.create(paying("pm_usBankAccount_success"))
        unpaid = client.v1.payment_intents.create({"amount": 900, "currency": "eur", "metadata": {"a": "b"}})
        client.v1.payment_intents.cancel(unpaid.id)
        control.advance(datetime(2026, 12, 24, tzinfo=UTC))
        failed = control.pay_out("eur")
        control.fail_payout(failed)
        control.pay_out("eur")
        control.advance(datetime(2026, 12, 26, tzinfo=UTC))
        yield control.books()


def official(control: StripeControl, **more: Any) -> library.StripeClient:
    """The official client, with its own HTTP, against our Stripe."""
    return library.StripeClient(
        control.key, base_addresses={"api": control.http}, max_network_retries=0, **more
    )


def paying(token: str, **more: Any) -> Any:
    never = {"enabled": True, "allow_redirects": "never"}
    words = {"amount": 1_000, "currency": "eur", "payment_method": token, "confirm": True}
    return {**words, "automatic_payment_methods": never, **more}


def things(books: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [books["balance"]] if kind == "balance" else books[kind]
    assert found, f"nothing of kind {kind} happened"
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("publisher", ["stripe-mock", "stripe-openapi"])
def test_answers_have_every_field_of_the_published_fixtures(
    books: dict[str, Any], kind: str, publisher: str
) -> None:
    published = json.loads((corpus("8-stripe") / publisher / "fixtures3.json").read_text())
    wanted = set(published["resources"][kind]) & set(KINDS[kind].__annotations__) - NOT_SENT.get(kind, set())
    missing = {field for thing in things(books, kind) for field in wanted - set(thing)}
    assert missing == set()


@pytest.mark.parametrize("kind", KINDS)
def test_answers_have_the_fields_and_types_of_the_official_library(books: dict[str, Any], kind: str) -> None:
    wrong = []
    for thing in things(books, kind):
        for field, value in thing.items():
            if field.startswith("_") or field == "object":
                continue
            if field not in KINDS[kind].__annotations__:
                wrong.append(f"{field}: unknown to the library")
            elif not fits(value, KINDS[kind].__annotations__[field]):
                wrong.append(f"{field}: {value!r} is not {KINDS[kind].__annotations__[field]}")
        required = {field for field, kind_ in KINDS[kind].__annotations__.items() if is_plain(kind_)}
        wrong += [f"{field}: missing" for field in required - set(thing) - {"OBJECT_NAME"}]
    assert wrong == []


def is_plain(annotation: Any) -> bool:
    """Whether the library says that the field is always there: a number, text or truth, never null."""
    return annotation in (int, str, bool)


def fits(value: Any, annotation: Any) -> bool:
    """Whether a value of JSON is what a field of the library says it is."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in inside)
    if origin is Literal:
        return value in inside
    if origin is list:
        return isinstance(value, list) and all(fits(one, inside[0]) for one in value)
    if annotation is type(None):
        return value is None
    if annotation is int:
        return type(value) is int
    if annotation in (str, bool, float):
        return isinstance(value, annotation)
    return isinstance(value, dict)  # an object of the library, whose own fields are checked where it stands


def test_a_field_of_the_wrong_type_is_seen() -> None:
    for value, annotation in (
        (True, int),
        ("1", int),
        (None, str),
        ({}, str),
        ("x", Literal["y"]),
        (1, dict),
    ):
        assert not fits(value, annotation)


def test_every_event_that_is_sent_is_one_of_stripes(books: dict[str, Any]) -> None:
    known = typing.get_args(library.Event.__annotations__["type"])
    told = {event["type"] for event in books["event"]}
    assert len(told) > 12
    assert told <= set(known)


@pytest.mark.parametrize(
    ("table", "theirs"),
    [
        (params.CREATE_INTENT, "PaymentIntentCreateParams"),
        (params.UPDATE_INTENT, "PaymentIntentUpdateParams"),
        (params.LIST_INTENTS, "PaymentIntentListParams"),
        (params.SEARCH, "PaymentIntentSearchParams"),
        (params.CANCEL_INTENT, "PaymentIntentCancelParams"),
        (params.CREATE_REFUND, "RefundCreateParams"),
        (params.UPDATE_REFUND, "RefundUpdateParams"),
        (params.LIST_REFUNDS, "RefundListParams"),
        (params.LIST_CHARGES, "ChargeListParams"),
        (params.LIST_DISPUTES, "DisputeListParams"),
        (params.UPDATE_DISPUTE, "DisputeUpdateParams"),
        (params.LIST_TRANSACTIONS, "BalanceTransactionListParams"),
        (params.LIST_PAYOUTS, "PayoutListParams"),
        (params.LIST_EVENTS, "EventListParams"),
    ],
)
def test_no_parameter_is_taken_that_stripe_does_not_take(table: params.Table, theirs: str) -> None:
    known = set(getattr(stripe.params, theirs).__annotations__) - (OPTIONS - {"expand"})
    assert set(table) - known == set()


def test_every_version_named_is_the_librarys() -> None:
    assert shapes.API_VERSION == API_VERSION == library.api_version


def test_the_currencies_without_decimals_are_apart() -> None:
    assert not amounts.ZERO_DECIMALS & (amounts.TWO_DECIMALS | amounts.THREE_DECIMALS)
    assert {"jpy", "krw"} <= amounts.ZERO_DECIMALS
    assert amounts.COUNTED_IN_HUNDREDTHS <= amounts.TWO_DECIMALS


def test_every_call_of_the_table_is_reached_by_its_own_path() -> None:
    for route in api.ROUTES:
        assert api._route(route.method, route.path.replace("{id}", "x_1"))[0] is route
