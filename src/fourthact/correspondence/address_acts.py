"""What can have happened to an address that holders were told to write to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of


class AddressPrinted(Act, frozen=True):
    """An address of the seller that holders are told to write to. It is answered for ever.

    `where`: `notice`, `page`, `receipt`, `letter`, or `elsewhere` (a card, a site, a contract).
    """

    tag: ClassVar[str] = "address.printed"
    address: str
    where: str = "elsewhere"


class AddressRetired(Act, frozen=True):
    """The address is printed no more. Mail to it is received all the same."""

    tag: ClassVar[str] = "address.retired"


class AddressProbed(Act, frozen=True):
    """The doctor wrote to the address as a stranger does. `alive`: the message came in; else `says` is why it did not,
    and `died` whether that is news.

    Nothing is recorded where the mail server outside could not be asked.
    """

    tag: ClassVar[str] = "address.probed"
    alive: bool
    says: str
    died: bool = False


class AddressLooked(Act, frozen=True):
    """A person knows that the address is dead. What they do about it is in the body."""

    tag: ClassVar[str] = "address.looked"
    person: str


class Address(Row, frozen=True):
    """An address ever printed, but for those that every notice has of its own.

    `probed_at`: when the doctor last heard of it; `dead_at`: since when it is known to be dead, and `says` why;
    `looked_by`: who has looked at that.
    """

    address: str
    printed_at: datetime
    retired_at: datetime | None
    place: str
    probed_at: datetime | None = None
    dead_at: datetime | None = None
    says: str = ""
    looked_by: str = ""

    @property
    def rings(self) -> bool:
        """Whether it is dead and nobody has looked at it."""
        return self.dead_at is not None and not self.looked_by


def _address(row: Address | None, recorded: Recorded) -> Address:
    act, at = recorded.act, recorded.at
    if isinstance(act, AddressPrinted):
        return Address(recorded.seller, recorded.subject, act.address, at, None, act.where)
    assert row is not None
    match act:
        case AddressRetired():
            return replace(row, retired_at=at)
        case AddressProbed(alive=True):
            return replace(row, probed_at=at, dead_at=None, says="", looked_by="")
        case AddressProbed():
            return replace(row, probed_at=at, dead_at=row.dead_at or at, says=act.says)
        case AddressLooked():
            return replace(row, looked_by=act.person)
        case other:
            raise AssertionError(other)


ADDRESS_ACTS = (AddressPrinted, AddressRetired, AddressProbed, AddressLooked)
ADDRESSES = Fold("addresses", Address, ADDRESS_ACTS, subject_of, _address)
