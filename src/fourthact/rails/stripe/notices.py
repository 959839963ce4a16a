"""Stripe's webhooks: whether one is genuine, and which order of ours it is about."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from fourthact.rails.contract import NotGenuine, Notice

NOTICE_AGE_SECONDS_MAX = 300  # both ways; Stripe's own default
# Told once in an order's life; every other event may come again and say something new.
ONCE = frozenset(
    "charge.failed charge.succeeded payment_intent.canceled payment_intent.created"
    " payment_intent.payment_failed payment_intent.succeeded refund.created refund.failed".split()
)


class _About(msgspec.Struct, frozen=True):
    """What we read of the thing that an event is about."""

    object: Any = None
    metadata: Any = None
    payment_intent: Any = None


class _Data(msgspec.Struct, frozen=True):
    object: _About = _About()


class _Event(msgspec.Struct, frozen=True):
    id: str
    type: str | None = None
    account: str | None = None
    data: _Data | None = None


def read(own: str, raw: bytes) -> Notice:
    """What a genuine webhook says. `own`: the account that events without one are about. Errors: NotGenuine."""
    try:
        event = msgspec.json.decode(raw, type=_Event)
    except msgspec.DecodeError as unreadable:
        raise NotGenuine("signed, but not an event of Stripe") from unreadable
    about = event.data.object if event.data else _About()
    metadata = about.metadata if isinstance(about.metadata, dict) else {}
    account, key = (str(metadata.get(f"fourthact_{word}", "")) for word in ("account", "key"))
    kind = event.type or "unnamed"
    intent = about.payment_intent
    charge = intent.get("id") if isinstance(intent, dict) else intent
    reference = f"{event.account or own}/{charge}" if about.object == "dispute" and charge else None
    return Notice(kind if key and kind in ONCE else f"{kind} {event.id}", account, key, reference)


def prove(secrets: Sequence[bytes], headers: Mapping[str, str], raw: bytes, now: datetime) -> None:
    """Check signature and age of a webhook. Source: docs.stripe.com/webhooks, scheme `v1`. Errors: NotGenuine."""
    if "stripe-signature" not in headers:
        raise NotGenuine("no stripe-signature header")
    parts = [part.partition("=") for part in headers["stripe-signature"].split(",")]
    stamps = [value for word, _, value in parts if word == "t"]
    signatures = [value.encode() for word, _, value in parts if word == "v1"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdigit() or len(stamps[0]) > 12:
        raise NotGenuine("its time is not one number of seconds")
    signed = stamps[0].encode() + b"." + raw
    expected = [hmac.digest(secret, signed, "sha256").hex().encode() for secret in secrets]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures):
        raise NotGenuine("no signature fits")
    if abs(now.timestamp() - int(stamps[0])) > NOTICE_AGE_SECONDS_MAX:
        raise NotGenuine(f"its time is more than {NOTICE_AGE_SECONDS_MAX} seconds away from ours")
