"""Add, confirm, put first, retire, stop, look at a contact of a reservation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.contacts import rules
from fourthact.contacts.acts import CONTACT_LISTS, ContactList
from fourthact.reservations import RESERVATIONS, ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused


class AddContact(msgspec.Struct, frozen=True):
    """Another way to reach a holder: a mail address, or a postal one of several lines. `confirm`: somebody who reads it
    has to say that it is theirs before it is used. `source`: who gave it.
    """

    reservation: UUID
    number: int
    kind: Literal["mail", "post"]
    address: str
    confirm: bool = False
    cooling_hours: int = 0
    source: str = "staff"


class OnContact(msgspec.Struct, frozen=True):
    """A contact of a reservation. `why`: in words, of what was found when it was looked at."""

    reservation: UUID
    number: int
    why: str = ""


class _OnContacts:
    """What all verbs about contacts look at. Each refuses RESERVATION_UNKNOWN first."""

    scope: str | None = "reservations:write"

    def locks(self, seller: UUID, args: AddContact | OnContact) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: AddContact | OnContact) -> Iterable[Place]:
        return ((RESERVATIONS, args.reservation), (CONTACT_LISTS, args.reservation))

    def known(self, args: AddContact | OnContact, world: World) -> ContactList | None:
        if world.get(RESERVATIONS, args.reservation) is None:
            facts = {"reservation": ids.outer("reservation", args.reservation)}
            raise Refused(ReservationReason.RESERVATION_UNKNOWN, facts)
        return world.get(CONTACT_LISTS, args.reservation)


class Add(_OnContacts):
    """Add a way to reach a holder. Refuses: RESERVATION_UNKNOWN, CONTACT_NUMBERED, CONTACTS_TOO_MANY,
    CONTACTS_TOO_OFTEN.
    """

    name = "contacts.add"

    def decide(self, args: AddContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = rules.added(
            self.known(args, world),
            args.number,
            args.kind,
            confirm=args.confirm,
            cooling=timedelta(hours=args.cooling_hours),
            source=args.source,
            now=now,
        )
        return [Draft("reservation", args.reservation, act, body={"address": args.address})]


class Confirm(_OnContacts):
    """Say that one reads what is sent there. Refuses: CONTACT_UNKNOWN, CONTACT_IS."""

    name = "contacts.confirm"

    def decide(self, args: OnContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        return [Draft("reservation", args.reservation, rules.confirmed(self.known(args, world), args.number))]


class PutFirst(_OnContacts):
    """Write there before anywhere else. Refuses: CONTACT_UNKNOWN, CONTACT_IS."""

    name = "contacts.put_first"

    def decide(self, args: OnContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        return [Draft("reservation", args.reservation, rules.put_first(self.known(args, world), args.number))]


class Retire(_OnContacts):
    """Write there no more. Refuses: CONTACT_UNKNOWN, CONTACT_IS, CONTACT_LAST."""

    name = "contacts.retire"

    def decide(self, args: OnContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        return [Draft("reservation", args.reservation, rules.retired(self.known(args, world), args.number))]


class Stop(_OnContacts):
    """Say of a new contact: this was not me. Refuses: CONTACT_UNKNOWN, CONTACT_IS."""

    name = "contacts.stop"

    def decide(self, args: OnContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = rules.stopped(self.known(args, world), args.number, now)
        return [Draft("reservation", args.reservation, act)]


class Look(_OnContacts):
    """Say what was found about a contact that was stopped. Refuses: LOOKED_AT_BY_A_PERSON, CONTACT_UNKNOWN,
    CONTACT_IS.
    """

    name = "contacts.look"

    def decide(self, args: OnContact, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = rules.looked(self.known(args, world), args.number, by.kind, by.id)
        return [Draft("reservation", args.reservation, act, body={"why": args.why})]


ADD, CONFIRM, PUT_FIRST, RETIRE, STOP, LOOK = Add(), Confirm(), PutFirst(), Retire(), Stop(), Look()
