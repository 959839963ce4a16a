"""The things as Stripe shows them, every field that Stripe always sends. Source: Stripe's published fixtures."""

from __future__ import annotations

from typing import Any

from fourthact.sandbox.stripe.methods import Method
from fourthact.sandbox.stripe.params import EVIDENCE

Thing = dict[str, Any]
API_VERSION = "2026-10-28.endive"


def _nothing(names: str) -> Thing:
    return dict.fromkeys(names.split())


def intent(intent_id: str, at: int, words: Thing) -> Thing:
    """A PaymentIntent before it is confirmed."""
    automatic = words.get("automatic_payment_methods")
    return {
        **_nothing(
            "application application_fee_amount canceled_at cancellation_reason customer customer_account"
            " description excluded_payment_method_types last_payment_error latest_charge next_action"
            " on_behalf_of payment_method payment_method_configuration_details processing receipt_email review"
            " setup_future_usage shipping source statement_descriptor statement_descriptor_suffix"
            " transfer_data transfer_group"
        ),
        "id": intent_id,
        "object": "payment_intent",
        "amount": words["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": {"allow_redirects": "always", **automatic} if automatic else None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{intent_id[3:19]}",
        "confirmation_method": "automatic",
        "created": at,
        "currency": words["currency"],
        "description": words.get("description"),
        "livemode": False,
        "metadata": dict(words.get("metadata", {})),
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


def charge(charge_id: str, at: int, paid_by: Thing, method_id: str, method: Method, status: str) -> Thing:
    """One try to take money. `paid_by`: its PaymentIntent, whose metadata it copies."""
    succeeded = status == "succeeded"
    return {
        **_nothing(
            "application application_fee application_fee_amount balance_transaction customer"
            " failure_balance_transaction on_behalf_of receipt_email receipt_number review shipping source"
            " source_transfer statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
        ),
        "id": charge_id,
        "object": "charge",
        "amount": paid_by["amount"],
        "amount_captured": paid_by["amount"] if succeeded else 0,
        "amount_refunded": 0,
        "billing_details": {
            "address": _nothing("city country line1 line2 postal_code state"),
            **_nothing("email name phone tax_id"),
        },
        "calculated_statement_descriptor": "FOURTHACT SANDBOX",
        "captured": succeeded,
        "created": at,
        "currency": paid_by["currency"],
        "description": paid_by["description"],
        "disputed": False,
        "failure_code": method.code if status == "failed" else None,
        "failure_message": _message(method) if status == "failed" else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(paid_by["metadata"]),
        "outcome": _verdict(method, status),
        "paid": succeeded,
        "payment_intent": paid_by["id"],
        "payment_method": method_id,
        "payment_method_details": {"card": {"brand": "visa", "last4": method.last4}, "type": "card"},
        "receipt_url": None,
        "refunded": False,
        "status": status,
    }


def _verdict(method: Method, status: str) -> Thing:
    failed = status == "failed"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if failed else "approved_by_network",
        "reason": method.decline_code if failed else None,
        "risk_level": "normal",
        "seller_message": _message(method) if failed else "Payment complete.",
        "type": "issuer_declined" if failed else "authorized",
    }


def decline(method: Method, charge_id: str, method_id: str) -> Thing:
    """The error of a card that said no."""
    return {
        "charge": charge_id,
        "code": method.code,
        **({"decline_code": method.decline_code} if method.decline_code else {}),
        "message": _message(method),
        "payment_method": {"id": method_id, "object": "payment_method", "type": "card"},
        "type": "card_error",
    }


def _message(method: Method) -> str:
    return f"Your card was declined: {(method.decline_code or method.code or '').replace('_', ' ')}."


def refund(refund_id: str, at: int, of: Thing, amount: int, words: Thing) -> Thing:
    """A refund of a charge that was just asked for."""
    return {
        **_nothing(
            "balance_transaction customer customer_account receipt_number source_transfer_reversal"
            " transfer_reversal"
        ),
        "id": refund_id,
        "object": "refund",
        "amount": amount,
        "charge": of["id"],
        "created": at,
        "currency": of["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": dict(words.get("metadata", {})),
        "payment_intent": of["payment_intent"],
        "payment_method": of["payment_method"],
        "reason": words.get("reason"),
        "status": "pending",
    }


def dispute(dispute_id: str, at: int, of: Thing, reason: str, status: str) -> Thing:
    """A holder's bank says no to a charge."""
    return {
        "id": dispute_id,
        "object": "dispute",
        "amount": of["amount"],
        "balance_transactions": [],
        "charge": of["id"],
        "created": at,
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": at + 10 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": status.startswith("warning"),
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": "visa",
                "case_type": "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": status,
    }


def transaction(
    transaction_id: str, at: int, kind: str, source: str, amount: int, fee: int, currency: str
) -> Thing:
    """A line of the balance."""
    details = [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return {
        "id": transaction_id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": at + 2 * 86_400,
        "balance_type": "payments",
        "created": at,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details if fee else [],
        "net": amount - fee,
        "reporting_category": {"adjustment": "dispute"}.get(kind, kind),
        "source": source,
        "status": "pending",
        "type": kind,
    }


def payout(payout_id: str, at: int, amount: int, currency: str, transaction_id: str) -> Thing:
    """What is handed over to the seller's bank."""
    return {
        **_nothing(
            "application_fee application_fee_amount description failure_balance_transaction failure_code"
        ),
        **_nothing("failure_message original_payout payout_method reversed_by statement_descriptor"),
        "id": payout_id,
        "object": "payout",
        "amount": amount,
        "arrival_date": at + 86_400,
        "automatic": True,
        "balance_transaction": transaction_id,
        "created": at,
        "currency": currency,
        "destination": "ba_sandbox",
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }


def event(event_id: str, at: int, kind: str, about: Thing, previous: Thing | None, asked: Thing) -> Thing:
    """News about a thing, with the thing as it is now. `previous`: what was otherwise before."""
    data = {"object": about, **({"previous_attributes": previous} if previous else {})}
    return {
        "id": event_id,
        "object": "event",
        "api_version": API_VERSION,
        "created": at,
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": asked,
        "type": kind,
    }


def page(things: list[Thing], url: str, has_more: bool) -> Thing:
    return {"object": "list", "data": things, "has_more": has_more, "url": url}
