"""When a contact may be changed, and how long money waits after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from fourthact.contacts.acts import (
    ContactAdded,
    ContactConfirmed,
    ContactList,
    ContactLooked,
    ContactPutFirst,
    ContactRetired,
    ContactStopped,
    Way,
)
from fourthact.values.errors import Kind, Reason, Refused, Why

CONTACTS_MAX = 20
NEW_A_DAY_MAX = 10
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class ContactReason(Reason):
    """Why a contact is not changed."""

    CONTACT_UNKNOWN = Why(Kind.UNKNOWN, "This reservation has no contact {number}.")
    CONTACT_NUMBERED = Why(
        Kind.CONFLICT, "Another contact was added meanwhile, with the number {number}. Please try again."
    )
    CONTACTS_TOO_MANY = Why(Kind.CONFLICT, "A reservation has at most {most} contacts. Retire one first.")
    CONTACTS_TOO_OFTEN = Why(
        Kind.CONFLICT, "There were {most} new contacts within a day. Add another one tomorrow."
    )
    CONTACT_IS = Why(Kind.CONFLICT, "That cannot be done with contact {number}: it is {status}.")
    CONTACT_LAST = Why(
        Kind.CONFLICT, "Contact {number} is the only one that we can write to. Add another one first."
    )
    LOOKED_AT_BY_A_PERSON = Why(
        Kind.FORBIDDEN, "Only a person may say what they found. Use the key of a member of staff."
    )


def added(
    known: ContactList | None, number: int, kind: Literal["mail", "post"], *, confirm: bool, cooling: timedelta,
    source: str, now: datetime,
) -> ContactAdded:  # fmt: skip
    """Each is a mail to somebody whom we may not know; who comes back has tries of their own.

    Refuses: CONTACT_NUMBERED, CONTACTS_TOO_MANY, CONTACTS_TOO_OFTEN.
    """
    ways = known.ways if known else ()
    if number == 0 or any(way.n == number for way in ways):
        raise Refused(ContactReason.CONTACT_NUMBERED, {"number": number})
    if sum(way.status in ("waiting", "open") for way in ways) >= CONTACTS_MAX:
        raise Refused(ContactReason.CONTACTS_TOO_MANY, {"most": CONTACTS_MAX})
    lately = sum(way.n > 0 and now - way.at < timedelta(days=1) for way in ways)
    if source != "recovery" and lately >= NEW_A_DAY_MAX:
        raise Refused(ContactReason.CONTACTS_TOO_OFTEN, {"most": NEW_A_DAY_MAX})
    until = now + cooling if cooling else None
    return ContactAdded(number, kind, confirm and kind == "mail", until, source)


def confirmed(known: ContactList | None, number: int) -> ContactConfirmed:
    """Refuses: CONTACT_UNKNOWN, CONTACT_IS."""
    _one(known, number, "waiting")
    return ContactConfirmed(number)


def put_first(known: ContactList | None, number: int) -> ContactPutFirst:
    """Refuses: CONTACT_UNKNOWN, CONTACT_IS."""
    _one(known, number, "open")
    return ContactPutFirst(number)


def retired(known: ContactList | None, number: int) -> ContactRetired:
    """Refuses: CONTACT_UNKNOWN, CONTACT_IS, CONTACT_LAST."""
    way = _one(known, number, "open", "waiting")
    others = [one for one in (known.ways if known else ()) if one.n != number and one.is_used]
    if way.is_used and not others:
        raise Refused(ContactReason.CONTACT_LAST, {"number": number})
    return ContactRetired(number)


def stopped(known: ContactList | None, number: int, now: datetime) -> ContactStopped:
    """As long as it waits or cools off: afterwards it is retired. What was retired since it was given is used again.

    Refuses: CONTACT_UNKNOWN, CONTACT_IS.
    """
    way = _one(known, number, "waiting", "open", "retired")
    if way.status != "waiting" and (way.cools_until is None or way.cools_until <= now):
        raise Refused(ContactReason.CONTACT_IS, {"number": number, "status": way.status})
    ways = known.ways if known else ()
    since = [one.n for one in ways if one.status == "retired" and one.confirmed_at and _since(one, way)]
    return ContactStopped(number, tuple(since))


def _since(way: Way, new: Way) -> bool:
    return way.n != new.n and way.ended_at is not None and way.ended_at >= new.at


def looked(known: ContactList | None, number: int, kind: str, person: str | None) -> ContactLooked:
    """Refuses: LOOKED_AT_BY_A_PERSON, CONTACT_UNKNOWN, CONTACT_IS."""
    if kind != "staff" or person is None:
        raise Refused(ContactReason.LOOKED_AT_BY_A_PERSON)
    _one(known, number, "stopped")
    return ContactLooked(number, person)


def _one(known: ContactList | None, number: int, *wanted: str) -> Way:
    way = known.way(number) if known else None
    if way is None and number == 0:
        way = Way(0, "mail", "open", LONG_AGO)
    if way is None:
        raise Refused(ContactReason.CONTACT_UNKNOWN, {"number": number})
    if way.status not in wanted:
        raise Refused(ContactReason.CONTACT_IS, {"number": number, "status": way.status})
    return way


def cooling(known: ContactList | None, now: datetime) -> tuple[datetime | None, tuple[int, ...]]:
    """Until when an account that is given now waits, and because of which contacts; None and none if it need not."""
    fresh = [way for way in (known.ways if known else ()) if way.cools_until and now < way.cools_until]
    untils = [way.cools_until for way in fresh if way.cools_until]
    return (max(untils), tuple(way.n for way in fresh)) if fresh else (None, ())


def were_stopped(known: ContactList | None, numbers: tuple[int, ...]) -> bool:
    """Whether the holder has said of one of these contacts that it was not them."""
    ways = known.ways if known else ()
    return any(way.n in numbers and way.status in ("stopped", "looked") for way in ways)


def next_number(known: ContactList | None) -> int:
    return 1 + max((way.n for way in known.ways), default=0) if known else 1
