"""Stripe's disputes: what they say, and what is said to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from fourthact.rails.contract import Dispute, DisputeAnswer
from fourthact.rails.stripe.answers import money_of
from fourthact.values.money import Money

TEXT_MAX = 20_000  # characters of one field of evidence
STATUSES: Mapping[str, Literal["asked", "dropped", "open", "answered", "won", "lost"]] = {
    "warning_needs_response": "asked",
    "warning_under_review": "asked",
    "warning_closed": "dropped",
    "prevented": "dropped",
    "needs_response": "open",
    "under_review": "answered",
    "won": "won",
    "lost": "lost",
}


class Line(msgspec.Struct, frozen=True):
    """What a dispute moved in the balance. Units: Stripe's own minor units."""

    fee: int
    currency: str


class Details(msgspec.Struct, frozen=True):
    due_by: int | None = None


class Disputed(msgspec.Struct, frozen=True):
    """What we read of a dispute."""

    id: str
    object: Literal["dispute"]
    status: str
    amount: int
    currency: str
    reason: str
    balance_transactions: list[Line] = []
    evidence_details: Details = Details()


class DisputePage(msgspec.Struct, frozen=True):
    data: list[Disputed]
    has_more: bool


def told(found: Sequence[Disputed], key: str) -> list[Dispute]:
    """Stripe's disputes about the charge that an order took. Errors: KeyError for a status that is none of Stripe's."""
    return [
        Dispute(
            reference=one.id,
            key=key,
            amount=money_of(one.amount, one.currency),
            fee=_fee(one),
            status=STATUSES[one.status],
            reason=one.reason,
            answer_by=_at(one.evidence_details.due_by),
        )
        for one in found
    ]


def evidence(answer: DisputeAnswer) -> dict[str, object]:
    """The fields of evidence that an answer fills."""
    words = {
        "customer_name": answer.name,
        "customer_email_address": answer.email,
        "refund_policy_disclosure": answer.terms[:TEXT_MAX],
        "uncategorized_text": answer.text[:TEXT_MAX],
    }
    return {"evidence": {field: text for field, text in words.items() if text}, "submit": True}


def _fee(one: Disputed) -> Money:
    lines = one.balance_transactions
    currency = lines[0].currency if lines else one.currency
    return money_of(sum(line.fee for line in lines if line.currency == currency), currency)


def _at(due_by: int | None) -> datetime | None:
    return None if due_by is None else datetime.fromtimestamp(due_by, UTC)
