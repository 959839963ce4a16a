"""What a call may say: the parameters of each call, read from the form as strictly as Stripe reads them.

A parameter that Stripe knows and this Stripe does not act on is refused too, in so many words: nothing that a
caller asks for is silently left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

METADATA_KEYS_MAX, METADATA_NAME_MAX, METADATA_TEXT_MAX = 50, 40, 500
TEXT_MAX, PROSE_MAX = 5_000, 20_000


class Wrong(Exception):
    """Stripe's error object, with its status. `executed`: kept under the idempotency key, as Stripe does."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        type: str = "invalid_request_error",
        executed: bool = False,
        **more: object,
    ) -> None:
        super().__init__(message)
        self.status, self.executed = status, executed
        named = {"code": code, "message": message, "param": param, "type": type, **more}
        self.words = {"error": {word: value for word, value in named.items() if value is not None}}


# Kinds: integer, boolean, text, prose (long text), metadata, expand, or a table of what is inside. `!` marks what must
# be given.
Table = Mapping[str, Any]

PAGING: Table = {"limit": "integer", "starting_after": "text", "ending_before": "text", "expand": "expand"}
SPAN: Table = {"created": {"gt": "integer", "gte": "integer", "lt": "integer", "lte": "integer"}}
CONFIRM: Table = {"payment_method": "text", "off_session": "boolean", "error_on_requires_action": "boolean"}
CONFIRM = {**CONFIRM, "return_url": "text", "expand": "expand"}
# Source: Stripe's OpenAPI description, `maxLength` of the fields of evidence
PROSE = frozenset(
    "access_activity_log cancellation_policy_disclosure cancellation_rebuttal duplicate_charge_explanation"
    " product_description refund_policy_disclosure refund_refusal_explanation uncategorized_text".split()
)
EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure"
    " cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip"
    " customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id"
    " product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation"
    " service_date service_documentation shipping_address shipping_carrier shipping_date"
    " shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text"
).split()

CREATE_INTENT: Table = {
    **CONFIRM,
    "amount": "integer!",
    "currency": "text!",
    "automatic_payment_methods": {"enabled": "boolean!", "allow_redirects": "text"},
    "capture_method": "text",
    "confirm": "boolean",
    "description": "text",
    "metadata": "metadata",
}
UPDATE_INTENT: Table = {"description": "text", "metadata": "metadata", "expand": "expand"}
LIST_INTENTS: Table = {**PAGING, **SPAN}
SEARCH: Table = {"query": "text!", "limit": "integer", "page": "text", "expand": "expand"}
CANCEL_INTENT: Table = {"cancellation_reason": "text", "expand": "expand"}
CREATE_REFUND: Table = {
    "amount": "integer",
    "charge": "text",
    "payment_intent": "text",
    "reason": "text",
    "metadata": "metadata",
    "expand": "expand",
}
UPDATE_REFUND: Table = {"metadata": "metadata", "expand": "expand"}
LIST_REFUNDS: Table = {**PAGING, **SPAN, "charge": "text", "payment_intent": "text"}
LIST_CHARGES: Table = {**PAGING, **SPAN, "payment_intent": "text"}
LIST_DISPUTES: Table = {**LIST_REFUNDS}
UPDATE_DISPUTE: Table = {
    "evidence": {field: "prose" if field in PROSE else "text" for field in EVIDENCE},
    "metadata": "metadata",
    "submit": "boolean",
    "expand": "expand",
}
LIST_TRANSACTIONS: Table = {
    **PAGING,
    **SPAN,
    "currency": "text",
    "payout": "text",
    "source": "text",
    "type": "text",
}
LIST_PAYOUTS: Table = {**PAGING, **SPAN, "status": "text"}
LIST_EVENTS: Table = {**PAGING, **SPAN, "type": "text"}
ONE: Table = {"expand": "expand"}


def read(form: str, table: Table) -> dict[str, Any]:
    """The parameters of a form. Errors: Wrong, with Stripe's codes."""
    tree: dict[str, Any] = {}
    for name, text in parse_qsl(form, keep_blank_values=True):
        first, *inside = re.findall(r"[^\[\]]+", name) or [name]
        place = tree
        for word, following in zip([first, *inside], inside, strict=False):
            place = place.setdefault(word, {})
            if not isinstance(place, dict):
                raise Wrong(f"Invalid object at {name} before {following}", param=name)
        place[[first, *inside][-1]] = text
    return _read(tree, table, "")


def _read(tree: Mapping[str, Any], table: Table, before: str) -> dict[str, Any]:
    unknown = [name for name in tree if name not in table]
    if unknown:
        raise Wrong(
            f"Received unknown parameter: {_at(before, unknown[0])}",
            code="parameter_unknown",
            param=_at(before, unknown[0]),
        )
    for name, kind in table.items():
        if isinstance(kind, str) and kind.endswith("!") and name not in tree:
            at = _at(before, name)
            raise Wrong(f"Missing required param: {at}.", code="parameter_missing", param=at)
    return {name: _value(value, table[name], _at(before, name)) for name, value in tree.items()}


def _value(value: Any, kind: Any, at: str) -> Any:
    if not isinstance(kind, str):
        if not isinstance(value, dict):
            raise Wrong("Invalid object", code="parameter_invalid_object", param=at)
        return _read(value, kind, at)
    if kind == "metadata":
        return _metadata(value, at)
    if kind == "expand":
        return value if isinstance(value, dict) else {"0": value}
    if not isinstance(value, str):
        raise Wrong(f"Invalid {kind.rstrip('!')}: an object", param=at)
    if value == "":
        message = f"You passed an empty string for '{at}'. We assume empty values are an attempt to unset a"
        raise Wrong(
            f"{message} parameter; however '{at}' cannot be unset.", code="parameter_invalid_empty", param=at
        )
    match kind.rstrip("!"):
        case "integer":
            if not re.fullmatch(r"-?\d{1,18}", value):
                raise Wrong(f"Invalid integer: {value}", code="parameter_invalid_integer", param=at)
            return int(value)
        case "boolean":
            if value.lower() not in ("true", "false"):
                raise Wrong(f"Invalid boolean: {value}", param=at)
            return value.lower() == "true"
    longest = PROSE_MAX if kind.rstrip("!") == "prose" else TEXT_MAX
    if len(value) > longest:
        raise Wrong(
            f"Invalid string: must be at most {longest} characters",
            code="parameter_invalid_string_too_long",
            param=at,
        )
    return value


def _metadata(value: Any, at: str) -> dict[str, str]:
    if value == "":
        return {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise Wrong("Invalid metadata: a flat object of strings", param=at)
    if len(value) > METADATA_KEYS_MAX:
        raise Wrong(f"Metadata can have up to {METADATA_KEYS_MAX} keys", param=at)
    for name, text in value.items():
        if len(name) > METADATA_NAME_MAX or len(text) > METADATA_TEXT_MAX:
            lengths = f"{METADATA_NAME_MAX} and values up to {METADATA_TEXT_MAX}"
            raise Wrong(f"Metadata names can have up to {lengths} characters", param=f"{at}[{name}]")
    return value


def _at(before: str, name: str) -> str:
    return f"{before}[{name}]" if before else name
