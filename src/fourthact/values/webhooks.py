"""Messages that prove who sent them. Source: Standard Webhooks, symmetric signatures (`v1`)."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime

AGE_SECONDS_MAX = 300  # both ways; the window of the Standard Webhooks libraries
SECRET_BYTES_MIN = 16


def read_secret(text: str) -> bytes:
    """The secret behind its written form. Errors: ValueError if it is not one, or too short."""
    try:
        secret = b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        secret = b""
    if not text.startswith("whsec_") or len(secret) < SECRET_BYTES_MIN:
        raise ValueError(f"notice_secret is whsec_ and at least {SECRET_BYTES_MIN} bytes in base64")
    return secret


def check(secret: bytes, headers: Mapping[str, str], raw: bytes, now: datetime) -> None:
    """Check signature and age of a message. Errors: ValueError that says what is wrong with it."""
    try:
        message, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        signatures = headers["webhook-signature"].split(" ")
    except KeyError as missing:
        raise ValueError(f"no {missing.args[0]} header") from missing
    digest = hmac.digest(secret, f"{message}.{stamp}.".encode() + raw, "sha256")
    expected = ("v1," + b64encode(digest).decode()).encode()
    if not any(hmac.compare_digest(expected, signature.encode()) for signature in signatures):
        raise ValueError("no signature fits")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise ValueError("its time is not a number of seconds")
    if abs(now.timestamp() - int(stamp)) > AGE_SECONDS_MAX:
        raise ValueError(f"its time is more than {AGE_SECONDS_MAX} seconds away from ours")
