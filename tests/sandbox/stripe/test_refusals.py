"""Our Stripe refuses what Stripe refuses; the official client tells us how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe as library

from fourthact.sandbox.stripe.control import StripeControl, running


@pytest.fixture(scope="module")
def control() -> Iterator[StripeControl]:
    with running() as opened:
        yield opened


@pytest.fixture(scope="module")
def client(control: StripeControl) -> library.StripeClient:
    return library.StripeClient(control.key, base_addresses={"api": control.http}, max_network_retries=0)


def paying(**more: Any) -> Any:
    never = {"enabled": True, "allow_redirects": "never"}
    words = {"amount": 1_000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    return {**words, "automatic_payment_methods": never, **more}


def refused(call: Callable[[], object]) -> tuple[int | None, str | None, str | None]:
    """Status, code and parameter of the refusal."""
    with pytest.raises(library.StripeError) as caught:
        call()
    error = caught.value.error
    return caught.value.http_status, getattr(error, "code", None), getattr(error, "param", None)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"amout": 5}, (400, "parameter_unknown", "amout")),
        ({"metadata": {"a": {"b": "c"}}}, (400, None, "metadata")),
        ({"metadata": {"k" * 41: "x"}}, (400, None, f"metadata[{'k' * 41}]")),
        ({"metadata": {"k": "x" * 501}}, (400, None, "metadata[k]")),
        ({"metadata": {f"k{n}": "x" for n in range(51)}}, (400, None, "metadata")),
        (
            {"automatic_payment_methods": {"enabled": True, "x": 1}},
            (400, "parameter_unknown", "automatic_payment_methods[x]"),
        ),
        ({"automatic_payment_methods": {"enabled": True}}, (400, None, "return_url")),
        ({"amount": 49}, (400, "amount_too_small", "amount")),
        ({"amount": 0}, (400, "parameter_invalid_integer", "amount")),
        ({"amount": "10.50"}, (400, "parameter_invalid_integer", "amount")),
        ({"amount": 100_000_000}, (400, "amount_too_large", "amount")),
        ({"currency": "xxx"}, (400, None, "currency")),
        ({"currency": "bhd", "amount": 10_001}, (400, "invalid_amount", "amount")),
        ({"currency": "isk", "amount": 10_050}, (400, "invalid_amount", "amount")),
        ({"payment_method": "pm_nobody"}, (400, "resource_missing", "payment_method")),
        ({"payment_method": ""}, (400, "parameter_invalid_empty", "payment_method")),
        ({"confirm": "maybe"}, (400, None, "confirm")),
        ({"confirm": False, "off_session": True}, (400, None, "off_session")),
    ],
)
def test_a_payment_intent_that_stripe_would_not_make(
    client: library.StripeClient, control: StripeControl, words: Any, refusal: tuple[int, str | None, str]
) -> None:
    before = len(control.books()["payment_intent"])
    assert refused(lambda: client.v1.payment_intents.create(paying(**words))) == refusal
    assert len(control.books()["payment_intent"]) == before


def test_a_missing_parameter_is_named(client: library.StripeClient) -> None:
    create = client.v1.payment_intents.create
    assert refused(lambda: create({"currency": "usd"})) == (400, "parameter_missing", "amount")  # type: ignore[typeddict-item]


def test_a_refund_that_stripe_would_not_make(client: library.StripeClient) -> None:
    intent = client.v1.payment_intents.create(paying()).id
    give = client.v1.refunds.create
    assert refused(lambda: give({"payment_intent": intent, "amount": 1_001})) == (400, None, "amount")
    assert refused(lambda: give({"payment_intent": intent, "amount": 0}))[1] == "parameter_invalid_integer"
    assert refused(lambda: give({"amount": 5}))[1] == "parameter_missing"
    assert refused(lambda: give({"payment_intent": intent, "charge": "ch_1"}))[1] == "parameter_missing"
    assert refused(lambda: give({"payment_intent": "pi_none"})) == (400, "resource_missing", "payment_intent")
    assert refused(lambda: give({"payment_intent": intent, "reason": "because"}))[2] == "reason"
    assert give({"payment_intent": intent, "amount": 999}).status == "succeeded"
    assert give({"payment_intent": intent}).amount == 1
    assert refused(lambda: give({"payment_intent": intent}))[1] == "charge_already_refunded"
    disputed = client.v1.payment_intents.create(paying(payment_method="pm_card_createDispute")).id
    assert refused(lambda: give({"payment_intent": disputed}))[1] == "charge_disputed"
    unpaid = client.v1.payment_intents.create({"amount": 500, "currency": "usd"}).id
    assert refused(lambda: give({"payment_intent": unpaid}))[1] == "payment_intent_unexpected_state"


def test_a_key_that_opens_nothing(control: StripeControl) -> None:
    stranger = library.StripeClient("sk_test_stranger", base_addresses={"api": control.http})
    assert refused(stranger.v1.balance.retrieve)[0] == 401
    other = library.StripeClient(
        control.key, stripe_account="acct_other", base_addresses={"api": control.http}
    )
    assert refused(other.v1.balance.retrieve)[:2] == (403, "account_invalid")


def test_an_idempotency_key_stands_for_one_call(client: library.StripeClient, control: StripeControl) -> None:
    make = client.v1.payment_intents.create
    first = make(paying(), {"idempotency_key": "once"})
    again = make(paying(), {"idempotency_key": "once"})
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    for other in (
        lambda: make(paying(amount=2_000), {"idempotency_key": "once"}),
        lambda: client.v1.refunds.create({"payment_intent": first.id}, {"idempotency_key": "once"}),
    ):
        with pytest.raises(library.IdempotencyError):
            other()
    with pytest.raises(library.CardError) as said:
        make(paying(payment_method="pm_card_visa_chargeDeclined"), {"idempotency_key": "no"})
    with pytest.raises(library.CardError) as repeated:
        make(paying(payment_method="pm_card_visa_chargeDeclined"), {"idempotency_key": "no"})
    assert said.value.http_body == repeated.value.http_body
    refused(lambda: make(paying(amount=1), {"idempotency_key": "mended"}))
    assert make(paying(), {"idempotency_key": "mended"}).status == "succeeded"


def test_lists_come_in_pages_newest_first(client: library.StripeClient) -> None:
    made = [client.v1.payment_intents.create(paying(metadata={"n": str(n)})).id for n in range(5)]
    page = client.v1.payment_intents.list({"limit": 2})
    assert [intent.id for intent in page.data] == made[:-3:-1]
    assert page.has_more
    following = client.v1.payment_intents.list({"limit": 2, "starting_after": page.data[-1].id})
    assert [intent.id for intent in following.data] == made[2:0:-1]
    everything = [intent.id for intent in page.auto_paging_iter()]
    assert everything[:5] == made[::-1]
    assert len(everything) == len(set(everything))
    assert refused(lambda: client.v1.payment_intents.list({"limit": 101}))[2] == "limit"
    assert (
        refused(lambda: client.v1.payment_intents.list({"starting_after": "pi_none"}))[2] == "starting_after"
    )


def test_a_dispute_is_answered_and_its_money_comes_back_when_won(
    client: library.StripeClient, control: StripeControl
) -> None:
    intent = client.v1.payment_intents.create(paying(payment_method="pm_card_createDispute")).id
    (dispute,) = client.v1.disputes.list({"payment_intent": intent}).data
    assert (dispute.status, dispute.is_charge_refundable) == ("needs_response", False)
    unheard_of: Any = {"evidence": {"excuse": "x"}}
    assert refused(lambda: client.v1.disputes.update(dispute.id, unheard_of))[1] == "parameter_unknown"
    answered = client.v1.disputes.update(
        dispute.id, {"evidence": {"product_description": "a car"}, "submit": True}
    )
    assert (answered.status, answered.evidence_details.submission_count) == ("under_review", 1)
    control.move_dispute(dispute.id, "won")
    lines = client.v1.balance_transactions.list({"source": dispute.id}).data
    assert sorted(line.amount for line in lines) == [-1_000, 1_000]
    assert client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


def test_the_balance_is_the_sum_of_its_lines() -> None:
    with running() as control:
        client = library.StripeClient(control.key, base_addresses={"api": control.http})
        control.open(control.account, fee_basis_points=100, fee_minor=5)
        intent = client.v1.payment_intents.create(paying()).id
        client.v1.refunds.create({"payment_intent": intent, "amount": 300})
        (purse,) = client.v1.balance.retrieve().pending
        assert purse.amount == 1_000 - 15 - 300
        lines = client.v1.balance_transactions.list().data
        assert [(line.type, line.amount, line.fee, line.net) for line in lines] == [
            ("refund", -300, 0, -300),
            ("charge", 1_000, 15, 985),
        ]
