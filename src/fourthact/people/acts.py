"""What can have happened to a seller, its staff and their keys."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of
from fourthact.values import ids


class SellerOpened(Act, frozen=True):
    """A seller came to this house. `origin`: the name of its log."""

    tag: ClassVar[str] = "seller.opened"
    name: str
    origin: str
    mail_domain: str


class StaffAdded(Act, frozen=True):
    """Somebody, or some program (`integration`), works for the seller. The name is in the body."""

    tag: ClassVar[str] = "staff.added"
    kind: str


class KeyIssued(Act, frozen=True):
    """An API key was given out. `key`: half of the digest of its secret, which is stored nowhere."""

    tag: ClassVar[str] = "key.issued"
    key: str
    scopes: tuple[str, ...]
    expires_at: datetime | None


class KeyRevoked(Act, frozen=True):
    """An API key opens nothing any more, from the next batch on."""

    tag: ClassVar[str] = "key.revoked"
    key: str


class Seller(Row, frozen=True):
    """A seller and its log's name."""

    name: str
    origin: str
    mail_domain: str
    opened_at: datetime


class Staff(Row, frozen=True):
    """A person or an integration. `kind`: `person` or `integration`."""

    kind: str
    name: str


class ApiKey(Row, frozen=True):
    """What an API key may do, for whom, and until when."""

    person: UUID
    kind: str
    scopes: tuple[str, ...]
    expires_at: datetime | None
    revoked_at: datetime | None


def _seller(row: Seller | None, recorded: Recorded) -> Seller:
    act = recorded.act
    assert isinstance(act, SellerOpened)
    return Seller(recorded.seller, recorded.subject, act.name, act.origin, act.mail_domain, recorded.at)


def _staff(row: Staff | None, recorded: Recorded) -> Staff:
    act = recorded.act
    assert isinstance(act, StaffAdded)
    name = recorded.body["name"] if recorded.body else ""
    return Staff(recorded.seller, recorded.subject, act.kind, name)


def _key_of(recorded: Recorded) -> UUID:
    assert isinstance(recorded.act, KeyIssued | KeyRevoked)
    return ids.inner("key", recorded.act.key)


def _api_key(row: ApiKey | None, recorded: Recorded) -> ApiKey:
    match recorded.act:
        case KeyIssued() as act:
            return ApiKey(
                seller=recorded.seller,
                id=_key_of(recorded),
                person=recorded.subject,
                kind=recorded.kind,
                scopes=act.scopes,
                expires_at=act.expires_at,
                revoked_at=None,
            )
        case _:
            assert row is not None
            return replace(row, revoked_at=recorded.at)


SELLERS = Fold("sellers", Seller, (SellerOpened,), subject_of, _seller)
STAFF = Fold("staff", Staff, (StaffAdded,), subject_of, _staff)
API_KEYS = Fold("api_keys", ApiKey, (KeyIssued, KeyRevoked), _key_of, _api_key)

ROOM = Room("people", (SellerOpened, StaffAdded, KeyIssued, KeyRevoked), (SELLERS, STAFF, API_KEYS))
