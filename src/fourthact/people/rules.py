"""Who may ask for what."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from fourthact.acts import By, Caller, Fold, World
from fourthact.acts.spine import Gate
from fourthact.people.acts import API_KEYS, ApiKey
from fourthact.values import ids
from fourthact.values.errors import Kind, Reason, Refused, Why

# What keys can be allowed; a key has a subset. `holders:act`: act for a holder, as the seller's own site does.
SCOPES = (
    "products:read", "products:write",
    "reservations:read", "reservations:write",
    "payments:write", "refunds:write", "refunds:approve",
    "messages:read", "messages:write", "addresses:write",
    "people:write", "books:read", "books:write", "clock:move",
)  # fmt: skip

# What only people are asked for.
PERSON_SCOPES = ("refunds:approve", "people:write", "books:write")


class PeopleReason(Reason):
    """Why somebody is not let in, or not let do this."""

    KEY_UNKNOWN = Why(
        Kind.UNAUTHENTICATED,
        "This API key is not known. Send `Authorization: Bearer fak_…` with a key in use.",
    )
    KEY_REVOKED = Why(
        Kind.UNAUTHENTICATED, "This API key was revoked on {at}. Ask the seller's staff for a new one."
    )
    KEY_EXPIRED = Why(
        Kind.UNAUTHENTICATED, "This API key expired on {at}. Ask the seller's staff for a new one."
    )
    SCOPE_MISSING = Why(Kind.FORBIDDEN, "This API key may not do that: it lacks the scope {scope}.")
    PERSON_UNKNOWN = Why(Kind.UNKNOWN, "There is nobody with the id {person} here.")
    SCOPE_UNKNOWN = Why(Kind.INVALID, "There is no scope {scope}. The scopes are: {known}.")
    SELLER_UNKNOWN = Why(
        Kind.UNKNOWN, "There is no seller {seller} here. `fourthact seller create` opens one."
    )
    SELLER_EXISTS = Why(
        Kind.CONFLICT, "A seller with the log {origin} is here already. Choose another domain."
    )
    SELLER_UNNAMED = Why(Kind.INVALID, "A seller needs a name of one line, up to 120 characters.")
    DOMAIN_INVALID = Why(
        Kind.INVALID, "{domain} is not a domain of mail. Give one like example-motors.example."
    )
    EXPIRED_ALREADY = Why(Kind.INVALID, "A key that expires on {at} would open nothing. Choose a later day.")
    API_KEY_NOT_FOUND = Why(Kind.UNKNOWN, "There is no API key {key} here.")


_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


def is_domain(text: str) -> bool:
    """Whether this can be the domain of mail addresses."""
    return len(text) <= 253 and bool(_DOMAIN.fullmatch(text))


def new_token(seller: UUID, secret: bytes) -> str:
    """An API key from 32 random bytes, to be shown once. It names its seller, so that the batch can find it."""
    return f"fak_{seller.hex}_{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"


def key_id_of(token: str) -> tuple[UUID, UUID] | None:
    """The seller and the id behind an API key, None if it does not even look like one."""
    prefix, _, rest = token.partition("_")
    seller, _, secret = rest.partition("_")
    if prefix != "fak" or len(seller) != 32 or len(secret) != 43:
        return None
    try:
        return UUID(hex=seller), UUID(bytes=hashlib.sha256(token.encode()).digest()[:16])
    except ValueError:
        return None


def check_key(key: ApiKey | None, scope: str | None, now: datetime) -> ApiKey:
    """Refuses: KEY_UNKNOWN, KEY_REVOKED, KEY_EXPIRED, SCOPE_MISSING."""
    if key is None:
        raise Refused(PeopleReason.KEY_UNKNOWN)
    if key.revoked_at is not None:
        raise Refused(PeopleReason.KEY_REVOKED, {"at": key.revoked_at.date().isoformat()})
    if key.expires_at is not None and key.expires_at <= now:
        raise Refused(PeopleReason.KEY_EXPIRED, {"at": key.expires_at.date().isoformat()})
    if scope is None or scope not in key.scopes:
        raise Refused(PeopleReason.SCOPE_MISSING, {"scope": scope or "internal"})
    return key


def owner_of(key: ApiKey) -> By:
    """Whom a key's requests are attributed to."""
    if key.kind == "person":
        return By("staff", ids.outer("person", key.person))
    return By("integration", ids.outer("integration", key.person))


def check_scopes(scopes: Iterable[str]) -> None:
    """Refuses: SCOPE_UNKNOWN."""
    for scope in scopes:
        if scope not in SCOPES:
            raise Refused(PeopleReason.SCOPE_UNKNOWN, {"scope": scope, "known": ", ".join(SCOPES)})


def _caller_reads(caller: Caller) -> Iterable[tuple[Fold[Any], UUID]]:
    return () if caller.key_id is None else ((API_KEYS, caller.key_id),)


def _admit(caller: Caller, scope: str | None, world: World, now: datetime) -> By:
    if caller.by is not None:
        return caller.by
    key = None if caller.key_id is None else world.get(API_KEYS, caller.key_id)
    return owner_of(check_key(key, scope, now))


GATE = Gate(_caller_reads, _admit)
