"""Who may ask for what."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fourthact.acts import By, Caller, Fold, World
from fourthact.acts.spine import Gate
from fourthact.people.acts import (
    API_KEYS,
    ApiKey,
    Representative,
    RepresentativeAsked,
    RepresentativeClockRang,
    RepresentativeConfirmed,
    RepresentativeRejected,
)
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
    REPRESENTATIVE_UNKNOWN = Why(
        Kind.UNKNOWN, "There is nobody {representative} who acts for this reservation's holder."
    )
    REPRESENTATIVE_IS = Why(
        Kind.CONFLICT, "There is nothing to decide here: this representative is {status}."
    )
    OWN_REPRESENTATIVE = Why(
        Kind.CONFLICT, "You entered this representative yourself; somebody else must look at the paper."
    )
    API_KEY_NOT_FOUND = Why(Kind.UNKNOWN, "There is no API key {key} here.")


_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


def is_domain(text: str) -> bool:
    """Whether this can be the domain of mail addresses."""
    return len(text) <= 253 and bool(_DOMAIN.fullmatch(text))


def ask_for_holder(
    row: Representative | None, reservation: UUID, name: str, asked_at: datetime, promise: timedelta
) -> RepresentativeAsked | None:
    """A request in the holder's name. None: the right to ask is confirmed; else only the clock starts.

    Refuses: REPRESENTATIVE_UNKNOWN, REPRESENTATIVE_IS.
    """
    row = _representative(row, reservation, name)
    if row.status == "confirmed":
        return None
    if row.status != "named" or row.asked_at is not None:
        status = "waiting for a second person" if row.status == "named" else row.status
        raise Refused(PeopleReason.REPRESENTATIVE_IS, {"status": status})
    return RepresentativeAsked(asked_at, asked_at + promise / 2, name)


def decide_on_representative(
    row: Representative | None, reservation: UUID, name: str, person: str, *, confirmed: bool
) -> RepresentativeConfirmed | RepresentativeRejected:
    """Refuses: REPRESENTATIVE_UNKNOWN, REPRESENTATIVE_IS, OWN_REPRESENTATIVE."""
    row = _representative(row, reservation, name)
    if row.status != "named":
        raise Refused(PeopleReason.REPRESENTATIVE_IS, {"status": row.status})
    if row.named_by == person:
        raise Refused(PeopleReason.OWN_REPRESENTATIVE)
    return RepresentativeConfirmed(person, name) if confirmed else RepresentativeRejected(person, name)


def _representative(row: Representative | None, reservation: UUID, name: str) -> Representative:
    """Who acts for the holder of this reservation. Refuses: REPRESENTATIVE_UNKNOWN."""
    if row is None or row.reservation != reservation:
        raise Refused(PeopleReason.REPRESENTATIVE_UNKNOWN, {"representative": name})
    return row


def ring_for_representative(row: Representative | None, now: datetime) -> RepresentativeClockRang | None:
    """The bell at half the promised time; None where it has rung, or somebody has looked."""
    if row is None or row.status != "named" or row.rang or row.look_by is None or now < row.look_by:
        return None
    return RepresentativeClockRang(ids.outer("representative", row.id))


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
