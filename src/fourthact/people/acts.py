"""What can have happened to a seller, its staff and their keys; and to the right to act for a holder."""

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


class RepresentativeNamed(Act, frozen=True):
    """A person says that somebody may act for a holder, and attaches the paper that says so; another must confirm it.

    `kind`: power_of_attorney, inheritance or guardianship. The name is in the body, the document is evidence.
    """

    tag: ClassVar[str] = "representative.named"
    document_type: str
    kind: str
    person: str
    representative: str


class RepresentativeAsked(Act, frozen=True):
    """Somebody whose right to act is not confirmed yet wants the holder's money back: the clock runs from `asked_at`,
    and nothing is ordered. `look_by`: when half of the promised time is over.
    """

    tag: ClassVar[str] = "representative.asked"
    asked_at: datetime
    look_by: datetime
    representative: str


class RepresentativeConfirmed(Act, frozen=True):
    """A second person has looked at the paper: whom it names acts for the holder."""

    tag: ClassVar[str] = "representative.confirmed"
    person: str
    representative: str


class RepresentativeRejected(Act, frozen=True):
    """A second person has looked at the paper, and it gives no right to act. Why is in the body."""

    tag: ClassVar[str] = "representative.rejected"
    person: str
    representative: str


class RepresentativeClockRang(Act, frozen=True):
    """Half of the promised time is over, and nobody has looked at the paper of who asked."""

    tag: ClassVar[str] = "representative.clock_rang"
    representative: str


class Representative(Row, frozen=True):
    """Who acts, or would act, for the holder of a reservation. `status`: named, confirmed, rejected. The name is None
    once erased.
    """

    reservation: UUID
    kind: str
    name: str | None
    status: str
    named_by: str
    asked_at: datetime | None
    look_by: datetime | None
    rang: bool


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


def _representative_of(recorded: Recorded) -> UUID:
    return ids.inner("representative", recorded.act.representative)  # type: ignore[attr-defined]


def _representative(row: Representative | None, recorded: Recorded) -> Representative:
    act = recorded.act
    if isinstance(act, RepresentativeNamed):
        return Representative(
            seller=recorded.seller,
            id=_representative_of(recorded),
            reservation=recorded.subject,
            kind=act.kind,
            name=(recorded.body or {}).get("name"),
            status="named",
            named_by=act.person,
            asked_at=None,
            look_by=None,
            rang=False,
        )
    assert row is not None
    match act:
        case RepresentativeAsked():
            return replace(row, asked_at=act.asked_at, look_by=act.look_by)
        case RepresentativeConfirmed():
            return replace(row, status="confirmed")
        case RepresentativeRejected():
            return replace(row, status="rejected")
        case RepresentativeClockRang():
            return replace(row, rang=True)
        case other:
            raise AssertionError(other)


def _representative_due(row: Representative) -> dict[str, datetime]:
    waits = row.status == "named" and not row.rang and row.look_by is not None
    return {"ring": row.look_by} if waits and row.look_by else {}


SELLERS = Fold("sellers", Seller, (SellerOpened,), subject_of, _seller)
STAFF = Fold("staff", Staff, (StaffAdded,), subject_of, _staff)
API_KEYS = Fold("api_keys", ApiKey, (KeyIssued, KeyRevoked), _key_of, _api_key)

REPRESENTATIVE_ACTS = (
    RepresentativeNamed, RepresentativeAsked, RepresentativeConfirmed, RepresentativeRejected, RepresentativeClockRang,
)  # fmt: skip
REPRESENTATIVES = Fold(
    "representatives",
    Representative,
    REPRESENTATIVE_ACTS,
    _representative_of,
    _representative,
    _representative_due,
)

ROOM = Room(
    "people",
    (SellerOpened, StaffAdded, KeyIssued, KeyRevoked, *REPRESENTATIVE_ACTS),
    (SELLERS, STAFF, API_KEYS, REPRESENTATIVES),
)
