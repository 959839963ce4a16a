"""Open a seller, add staff, issue and revoke keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.people.acts import API_KEYS, SELLERS, STAFF, KeyIssued, KeyRevoked, SellerOpened, StaffAdded
from fourthact.people.rules import PeopleReason, check_scopes
from fourthact.values import ids
from fourthact.values.errors import Refused


class OpenSeller(msgspec.Struct, frozen=True):
    """A new seller: its name, its log's origin and the domain of its mail."""

    name: str
    origin: str
    mail_domain: str


class AddStaff(msgspec.Struct, frozen=True):
    """A new person or integration (`kind`)."""

    id: UUID
    kind: str
    name: str


class IssueKey(msgspec.Struct, frozen=True):
    """A key for a member of staff; `key` is the id that `key_id_of` finds in the token."""

    person: UUID
    key: UUID
    scopes: tuple[str, ...]
    expires_at: datetime | None = None


class RevokeKey(msgspec.Struct, frozen=True):
    """A key of a member of staff that shall open nothing any more."""

    person: UUID
    key: UUID


class Open:
    """Open a seller. Refuses: SELLER_EXISTS."""

    name, scope = "people.open", None

    def locks(self, seller: UUID, args: OpenSeller) -> Iterable[UUID]:
        return (seller,)

    def reads(self, seller: UUID, args: OpenSeller) -> Iterable[Place]:
        return ((SELLERS, seller),)

    def decide(self, args: OpenSeller, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(SELLERS, world.seller) is not None:
            raise Refused(PeopleReason.SELLER_EXISTS, {"origin": args.origin})
        return [Draft("seller", world.seller, SellerOpened(args.name, args.origin, args.mail_domain))]


class Add:
    """Add a person or an integration."""

    name, scope = "people.add", "people:write"

    def locks(self, seller: UUID, args: AddStaff) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: AddStaff) -> Iterable[Place]:
        return ()

    def decide(self, args: AddStaff, by: By, world: World, now: datetime) -> Sequence[Draft]:
        return [Draft(args.kind, args.id, StaffAdded(args.kind), body={"name": args.name})]


class Issue:
    """Issue an API key. Refuses: PERSON_UNKNOWN, SCOPE_UNKNOWN."""

    name, scope = "people.issue", "people:write"

    def locks(self, seller: UUID, args: IssueKey) -> Iterable[UUID]:
        return (args.person,)

    def reads(self, seller: UUID, args: IssueKey) -> Iterable[Place]:
        return ((STAFF, args.person), (API_KEYS, args.key))

    def decide(self, args: IssueKey, by: By, world: World, now: datetime) -> Sequence[Draft]:
        staff = world.get(STAFF, args.person)
        if staff is None:
            raise Refused(PeopleReason.PERSON_UNKNOWN, {"person": args.person.hex})
        check_scopes(args.scopes)
        act = KeyIssued(ids.outer("key", args.key), args.scopes, args.expires_at)
        return [Draft(staff.kind, args.person, act)]


class Revoke:
    """Revoke an API key. Refuses: API_KEY_NOT_FOUND."""

    name, scope = "people.revoke", "people:write"

    def locks(self, seller: UUID, args: RevokeKey) -> Iterable[UUID]:
        return (args.person,)

    def reads(self, seller: UUID, args: RevokeKey) -> Iterable[Place]:
        return ((API_KEYS, args.key),)

    def decide(self, args: RevokeKey, by: By, world: World, now: datetime) -> Sequence[Draft]:
        key = world.get(API_KEYS, args.key)
        if key is None or key.revoked_at is not None or key.person != args.person:
            raise Refused(PeopleReason.API_KEY_NOT_FOUND, {"key": ids.outer("key", args.key)})
        return [Draft(key.kind, args.person, KeyRevoked(ids.outer("key", args.key)))]


OPEN, ADD, ISSUE, REVOKE = Open(), Add(), Issue(), Revoke()
