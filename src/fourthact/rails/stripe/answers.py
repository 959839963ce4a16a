"""What Stripe answers, and what it means for an order of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

from fourthact.rails.contract import Declined, Done, Outcome, Unknown, Waiting
from fourthact.values.errors import Broken
from fourthact.values.money import Money, exponent

T = TypeVar("T")
# Refusals of a card that another try with the same card cannot change. Source: docs.stripe.com/declines/codes
FINAL_DECLINES = frozenset(
    "card_not_supported currency_not_supported expired_card fraudulent incorrect_number invalid_account"
    " invalid_expiry_month invalid_expiry_year invalid_number lost_card merchant_blacklist"
    " new_account_information_available not_permitted pickup_card restricted_card"
    " revocation_of_all_authorizations revocation_of_authorization security_violation service_not_allowed"
    " stolen_card stop_payment_order transaction_not_allowed".split()
)
# Reasons of a failed refund that another try can change. Source: docs.stripe.com/refunds, failed refunds
PASSING_FAILURES = frozenset({"insufficient_funds", "merchant_request", "unknown", "canceled"})
# Calls that Stripe refuses for good, by its error code. Units: none; the value says whether a retry helps.
REFUSALS = {
    "amount_too_large": True,
    "amount_too_small": True,
    "balance_insufficient": False,
    "charge_already_refunded": True,
    "charge_disputed": True,
    "charge_not_refundable": True,
    "insufficient_funds": False,
    "refund_disputed_payment": True,
    "resource_missing": True,
}
OUR_ERRORS = ("parameter_unknown", "parameter_missing", "parameters_exclusive", "url_invalid")


class Wrong(msgspec.Struct, frozen=True):
    """Why Stripe did not do something."""

    type: str
    code: str | None = None
    decline_code: str | None = None
    param: str | None = None
    payment_intent: Made | None = None


class Made(msgspec.Struct, frozen=True):
    """What we read of a PaymentIntent or a Refund. Units: Stripe's own minor units."""

    id: str
    object: Literal["payment_intent", "refund"]
    status: str
    amount: int
    currency: str
    created: int = 0
    metadata: dict[str, str] | None = None
    last_payment_error: Wrong | None = None
    failure_reason: str | None = None

    @property
    def order(self) -> str | None:
        return (self.metadata or {}).get("fourthact_order")


class Page(msgspec.Struct, frozen=True):
    data: list[Made]
    has_more: bool


class Failure(msgspec.Struct, frozen=True):
    error: Wrong


@dataclass(frozen=True, slots=True)
class Refusal:
    """Stripe understood, did nothing, and says so."""

    status: int
    error: Wrong


@dataclass(frozen=True, slots=True)
class Repeated(Unknown):
    """Stripe has kept an error as its answer to this idempotency key: only a look-up can tell."""


def units_of(amount: Money) -> int | None:
    """The amount as Stripe counts it, or None where Stripe cannot. Source: docs.stripe.com/currencies"""
    if amount.currency in ("ISK", "UGX"):  # without decimals, but counted in hundredths for old times' sake
        return amount.minor * 100
    divisor = {"MGA": 100}.get(amount.currency, {3: 10}.get(exponent(amount.currency), 1))
    if divisor == 10:
        return amount.minor if amount.minor % 10 == 0 else None  # the third decimal must be a nought
    if exponent(amount.currency) > 3 or amount.minor % divisor:
        return None
    return amount.minor // divisor


def money_of(units: int, currency: str) -> Money:
    """What Stripe counts so, as an amount of ours: the way back of `units_of`."""
    name = currency.upper()
    if name in ("ISK", "UGX"):
        return Money(units // 100, name)
    return Money(units * 100 if name == "MGA" else units, name)


def outcome(made: Made, place: str) -> Outcome:
    """What the state of a PaymentIntent or a Refund means for its order."""
    reference = f"{place}/{made.id}"
    match made.object, made.status:
        case _, "succeeded":
            return Done(reference)
        case "payment_intent", "processing" | "requires_capture":
            return Waiting(reference)
        case "payment_intent", "canceled":
            return Declined("canceled", False, reference)
        case "payment_intent", "requires_payment_method" if made.last_payment_error:
            return _decline(made.last_payment_error, reference)
        case "payment_intent", "requires_action":
            # It waits for the holder, whom we do not send there: it stays open until it is cancelled by hand.
            return Waiting(reference)
        case "refund", "pending" | "requires_action":
            return Waiting(reference)
        case "refund", "failed" | "canceled":
            reason = made.failure_reason or ("canceled" if made.status == "canceled" else "unknown")
            return Declined(reason, reason not in PASSING_FAILURES, reference)
    return Unknown(f"{made.object} is {made.status}")


def _decline(error: Wrong, reference: str | None) -> Declined:
    reason = error.decline_code or error.code or "unspecified"
    return Declined(reason, reason in FINAL_DECLINES, reference)


def refused(answer: Page | Refusal | Unknown, place: str, key: str) -> Outcome:
    """What it means for an order that Stripe refused the call."""
    if isinstance(answer, Unknown):
        return answer
    if isinstance(answer, Page):
        return Unknown("unreadable_answer")
    error = answer.error
    if error.type == "card_error":
        intent = error.payment_intent
        return _decline(error, f"{place}/{intent.id}" if intent else None)
    if error.type == "idempotency_error":
        raise Broken(f"Stripe knows {key} as the key of another order")
    if error.code in OUR_ERRORS:
        raise Broken(f"Stripe refuses our call as senseless: {error.code} {error.param}")
    if error.param == "payment_method":
        return Declined("payment_method_unknown", True)
    if error.param == "amount" and error.code is None:
        return Declined("above_charge", True)
    if error.code in REFUSALS:
        return Declined(error.code, REFUSALS[error.code])
    return Declined(error.code or "invalid_request", error.param == "currency")


def unanswered(answer: Made | Page | Refusal | Unknown) -> Unknown:
    """A question that was not answered: absence is only what a whole page shows."""
    match answer:
        case Unknown():
            return answer
        case Refusal(status, error):
            return Unknown(f"answered_{status}: {error.code or error.type}")
        case Made() | Page():
            return Unknown("unreadable_answer")


def read_error(error: Any) -> Refusal | Unknown:
    """An answer that is an error. A 409 is a twin still under way, a 429 or 401 may pass: nobody knows."""
    status, repeated = error.http_status, error.headers.get("idempotent-replayed") == "true"
    if status in (400, 402, 404):
        try:
            return Refusal(status, msgspec.json.decode(error.http_body or "", type=Failure).error)
        except msgspec.DecodeError:
            return Unknown("unreadable_answer")
    return Repeated(f"answered_{status}_again") if repeated else Unknown(f"answered_{status}")


def read_answer(body: str, shape: type[T]) -> T | Unknown:
    """An answer that is none of the errors."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError:
        return Unknown("unreadable_answer")
