"""How a holder can be reached, and when that changed: what can have happened to a contact."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of


class ContactAdded(Act, frozen=True):
    """Another way to reach the holder. The address is in the body. `kind`: `mail` or `post`; `contact`: its number.

    `confirm`: nothing is written there before somebody who reads it has confirmed it. `cools_until`: an account that is
    given before then is not paid before then. `source`: `page`, `staff`, `integration` or `recovery`.
    """

    tag: ClassVar[str] = "contact.added"
    contact: int
    kind: str
    confirm: bool = False
    cools_until: datetime | None = None
    source: str = "staff"


class ContactConfirmed(Act, frozen=True):
    """Somebody who reads what is sent to this address said that it is theirs."""

    tag: ClassVar[str] = "contact.confirmed"
    contact: int


class ContactPutFirst(Act, frozen=True):
    """Notices go to this address before all others."""

    tag: ClassVar[str] = "contact.put_first"
    contact: int


class ContactRetired(Act, frozen=True):
    """Nothing is sent to this address any more. Number 0 is the one that the holder reserved with."""

    tag: ClassVar[str] = "contact.retired"
    contact: int


class ContactStopped(Act, frozen=True):
    """The holder said of a new address: this was not me. Nothing goes there, nor to an account given since; a person
    looks at it. `reopened`: what was retired since it was given, which whoever gave it may have done; used again.
    """

    tag: ClassVar[str] = "contact.stopped"
    contact: int
    reopened: tuple[int, ...] = ()


class ContactLooked(Act, frozen=True):
    """A person has looked at an address that was stopped. What they found is in the body."""

    tag: ClassVar[str] = "contact.looked"
    contact: int
    person: str


class Way(msgspec.Struct, frozen=True):
    """One way to reach a holder. `status`: waiting (to be confirmed), open, retired, stopped, or looked (a person did,
    at one that was stopped).

    `address`: None for number 0, which stands with the holder, and once erased. `first_at`: when it was put before all
    others; `ended_at`: when it was retired or stopped; `confirmed_at`: since when we know that it is the holder's, None
    for one that was given and never confirmed.
    """

    n: int
    kind: str
    status: str
    at: datetime
    address: str | None = None
    cools_until: datetime | None = None
    source: str = ""
    first_at: datetime | None = None
    ended_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def is_used(self) -> bool:
        return self.status == "open"


class ContactList(Row, frozen=True):
    """The ways to reach a holder, from the first change on; before that there is only number 0, which is open.

    `stopped`: how many wait for a person.
    """

    ways: tuple[Way, ...]
    stopped: int

    def way(self, n: int) -> Way | None:
        return next((way for way in self.ways if way.n == n), None)


def _listed(row: ContactList | None, recorded: Recorded) -> ContactList:
    act, at = recorded.act, recorded.at
    reserved_with = Way(0, "mail", "open", at, confirmed_at=at)
    known = row or ContactList(recorded.seller, recorded.subject, (reserved_with,), 0)
    if isinstance(act, ContactAdded):
        status = "waiting" if act.confirm else "open"
        address = recorded.body["address"] if recorded.body else None
        known_at = None if act.confirm else at
        new = Way(
            act.contact, act.kind, status, at, address, act.cools_until, act.source, confirmed_at=known_at
        )
        return replace(known, ways=(*known.ways, new))
    ways = tuple(way if way.n != act.contact else _changed(way, act, at) for way in known.ways)  # type: ignore[attr-defined]
    if isinstance(act, ContactStopped):
        ways = tuple(
            replace(way, status="open", ended_at=None) if way.n in act.reopened else way for way in ways
        )
    return replace(known, ways=ways, stopped=sum(way.status == "stopped" for way in ways))


def _changed(way: Way, act: Act, at: datetime) -> Way:
    match act:
        case ContactConfirmed():
            return replace(way, status="open", confirmed_at=at)
        case ContactPutFirst():
            return replace(way, first_at=at)
        case ContactRetired():
            return replace(way, status="retired", ended_at=at)
        case ContactStopped():
            return replace(way, status="stopped", ended_at=at)
        case ContactLooked():
            return replace(way, status="looked")
        case other:
            raise AssertionError(other)


CONTACT_ACTS = (
    ContactAdded, ContactConfirmed, ContactPutFirst, ContactRetired, ContactStopped, ContactLooked,
)  # fmt: skip
CONTACT_LISTS = Fold("contact_lists", ContactList, CONTACT_ACTS, subject_of, _listed)

ROOM = Room("contacts", CONTACT_ACTS, (CONTACT_LISTS,))
