"""A reservation's contacts for machines: list, add, put first, retire, stop, and look at what was stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from fourthact import contacts
from fourthact.acts import Verb
from fourthact.contacts import AddContact, ContactList, ContactReason, OnContact, Way
from fourthact.correspondence import reads
from fourthact.correspondence.acts import Unreached
from fourthact.correspondence.posting_api import router
from fourthact.correspondence.rules import reachable
from fourthact.reservations import ReservationReason, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Reply, WebReason
from fourthact.web.forms import Body, Email, Line, Most, Prose
from fourthact.web.operation import known, told


class ContactWanted(Body, frozen=True):
    """Another way to reach a holder: a mail address, or a postal one of up to eight lines."""

    address: Annotated[str, Meta(min_length=3, max_length=500)]
    kind: Literal["mail", "post"] = "mail"


class Found(Body, frozen=True):
    """What a person found. `why`: in words."""

    why: Line


class ContactShown(msgspec.Struct, frozen=True):
    """A way to reach a holder; number 0 is the address that they reserved with. The address is null once erased.

    `status`: waiting (to be confirmed at the address itself), open, retired, stopped (the holder said that it was not
    them), or looked (a person did, at one that was stopped). `first_at`: when it was put before all others;
    `cools_until`: accounts that are given before then wait as long; `unreachable_at`: since when nothing arrives.
    """

    number: int
    kind: str
    status: str
    address: str | None
    added_at: datetime | None
    source: str
    first_at: datetime | None
    cools_until: datetime | None
    failures: int
    unreachable_at: datetime | None


class Contacts(msgspec.Struct, frozen=True):
    """A holder's contacts, in the order of their numbers. `order`: in which notices go to them."""

    reservation: str
    contacts: list[ContactShown]
    order: list[int]


class ContactLists(msgspec.Struct, frozen=True):
    """The reservations with a contact that was stopped and that nobody has looked at."""

    reservations: list[str]


class ContactChanged(msgspec.Struct, frozen=True):
    """Something was done about a contact."""

    reservation: str
    number: int
    acts: list[str]
    receipt: dict[str, Any] | None


__all__ = ["checked", "router"]
CHANGES = (
    ReservationReason.RESERVATION_UNKNOWN,
    ContactReason.CONTACT_UNKNOWN,
    ContactReason.CONTACT_IS,
)


class _Mail(msgspec.Struct):
    address: Email


class _Post(msgspec.Struct):
    address: Prose


@router.get(
    "/reservations/{reservation}/contacts",
    gives=Contacts,
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def list_contacts(call: Call, reservation: str) -> Reply:
    """Every way to reach a holder, and in which order notices go there."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    async with call.reading("reservations:read") as (conn, who):
        found = await reservation_by_id(conn, who.seller, owner)
        if found is None:
            raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation})
        listed = await contacts.list_of(conn, who.seller, owner)
        lost = await reads.unreached_of(conn, who.seller, owner)
    ways = listed.ways if listed else (Way(0, "mail", "open", found.reservation.placed_at),)
    shown = [_shown(way, found.holder.email, lost) for way in ways]
    return Reply(Contacts(reservation, shown, reachable(listed, lost)))


@router.post(
    "/reservations/{reservation}/contacts",
    takes=ContactWanted,
    gives=ContactChanged,
    scope="reservations:write",
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        ContactReason.CONTACT_NUMBERED,
        ContactReason.CONTACTS_TOO_MANY,
        ContactReason.CONTACTS_TOO_OFTEN,
    ),
)
async def add_contact(call: Call, reservation: str, wanted: ContactWanted) -> Reply:
    """Add a way to reach a holder. A mail address is used once whoever reads it has confirmed it."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    address = checked(wanted.kind, wanted.address)
    async with call.reading("reservations:write") as (conn, who):
        listed = await contacts.list_of(conn, who.seller, owner)
        source = "staff" if who.by.kind == "staff" else "integration"
    args = AddContact(
        reservation=owner,
        number=contacts.next_number(listed),
        kind=wanted.kind,
        address=address,
        confirm=True,
        cooling_hours=call.context.settings.contact_cooling_hours,
        source=source,
    )
    answer = await call.ask(contacts.ADD, args)
    act = answer.first.act
    assert isinstance(act, contacts.ContactAdded)
    return told(answer, ContactChanged(reservation, act.contact, call.names(answer), answer.receipt))


@router.post(
    "/reservations/{reservation}/contacts/{number}/first",
    takes=None,
    gives=ContactChanged,
    scope="reservations:write",
    refuses=CHANGES,
)
async def put_contact_first(call: Call, reservation: str, number: str) -> Reply:
    """Write to this address before all others from now on."""
    return await _changed(call, contacts.PUT_FIRST, reservation, number)


@router.post(
    "/reservations/{reservation}/contacts/{number}/retirement",
    takes=None,
    gives=ContactChanged,
    scope="reservations:write",
    refuses=(*CHANGES, ContactReason.CONTACT_LAST),
)
async def retire_contact(call: Call, reservation: str, number: str) -> Reply:
    """Write to this address no more. All that were ever confirmed are told, this one too."""
    return await _changed(call, contacts.RETIRE, reservation, number)


@router.post(
    "/reservations/{reservation}/contacts/{number}/stop",
    takes=None,
    gives=ContactChanged,
    scope="reservations:write",
    refuses=CHANGES,
)
async def stop_contact(call: Call, reservation: str, number: str) -> Reply:
    """Say for the holder that a new address is not theirs. Accounts given since are dropped; a person looks at it."""
    return await _changed(call, contacts.STOP, reservation, number)


@router.post(
    "/reservations/{reservation}/contacts/{number}/look",
    takes=Found,
    gives=ContactChanged,
    scope="reservations:write",
    refuses=(*CHANGES, ContactReason.LOOKED_AT_BY_A_PERSON),
)
async def look_at_contact(call: Call, reservation: str, number: str, found: Found) -> Reply:
    """Say, as a person, what you found about an address that was stopped."""
    return await _changed(call, contacts.LOOK, reservation, number, found.why)


@router.get("/contacts/stopped", gives=ContactLists, scope="reservations:read", query=Most)
async def list_stopped_contacts(call: Call, most: Most) -> Reply:
    """The reservations whose holder said of a new contact that it was not them, and where nobody has looked yet."""
    async with call.reading("reservations:read") as (conn, who):
        found: list[ContactList] = await contacts.stopped_lists(conn, who.seller, most.limit)
    return Reply(ContactLists([ids.outer("reservation", one.id) for one in found]))


def checked(kind: str, address: str) -> str:
    """Refuses: FIELD_INVALID."""
    try:
        msgspec.convert({"address": address}, _Mail if kind == "mail" else _Post)
    except msgspec.ValidationError as wrong:
        what = str(wrong).partition(" - at")[0]
        raise Refused(WebReason.FIELD_INVALID, {"field": "address", "what": what}) from None
    return address


async def _changed(call: Call, verb: Verb[Any], reservation: str, number: str, why: str = "") -> Reply:
    owner: UUID = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise Refused(ContactReason.CONTACT_UNKNOWN, {"number": number[:20]})
    answer = await call.ask(verb, OnContact(owner, int(number), why))
    return told(answer, ContactChanged(reservation, int(number), call.names(answer), answer.receipt))


def _shown(way: Way, email: str | None, lost: list[Unreached]) -> ContactShown:
    failed = next((one for one in lost if one.number == way.n), None)
    return ContactShown(
        number=way.n,
        kind=way.kind,
        status=way.status,
        address=email if way.n == 0 else way.address,
        added_at=way.at if way.n else None,
        source=way.source,
        first_at=way.first_at,
        cools_until=way.cools_until,
        failures=failed.failures if failed else 0,
        unreachable_at=failed.unreachable_at if failed else None,
    )
