"""Whether an address that was printed still lives: what the doctor heard, and who has looked at a dead one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.correspondence.address_acts import ADDRESSES, Address, AddressLooked, AddressProbed
from fourthact.correspondence.rules import MailReason
from fourthact.values import ids
from fourthact.values.errors import Refused

SAYS_MAX = 500


class ProbeAddress(msgspec.Struct, frozen=True):
    """What became of a message to an address. `says`: why it did not come in."""

    address: UUID
    alive: bool
    says: str


class LookAtAddress(msgspec.Struct, frozen=True):
    """What a person does about a dead address."""

    address: UUID
    why: str


class Probed:
    """Record what the doctor heard of an address. Refuses: ADDRESS_UNKNOWN."""

    name, scope = "correspondence.probe", None

    def locks(self, seller: UUID, args: ProbeAddress) -> Iterable[UUID]:
        return (args.address,)

    def reads(self, seller: UUID, args: ProbeAddress) -> Iterable[Place]:
        return ((ADDRESSES, args.address),)

    def decide(self, args: ProbeAddress, by: By, world: World, now: datetime) -> Sequence[Draft]:
        row = _known(world, args.address)
        died = not args.alive and row.dead_at is None
        return [Draft("address", args.address, AddressProbed(args.alive, args.says[:SAYS_MAX], died))]


class Look:
    """Say, as a person, what is done about a dead address. Refuses: ADDRESS_UNKNOWN, ADDRESS_LIVES,
    DECIDED_BY_A_PERSON."""

    name, scope = "correspondence.look_at_address", "addresses:write"

    def locks(self, seller: UUID, args: LookAtAddress) -> Iterable[UUID]:
        return (args.address,)

    def reads(self, seller: UUID, args: LookAtAddress) -> Iterable[Place]:
        return ((ADDRESSES, args.address),)

    def decide(self, args: LookAtAddress, by: By, world: World, now: datetime) -> Sequence[Draft]:
        row = _known(world, args.address)
        if by.kind != "staff":
            raise Refused(MailReason.DECIDED_BY_A_PERSON)
        if not row.rings:
            raise Refused(MailReason.ADDRESS_LIVES, {"address": row.address})
        return [Draft("address", args.address, AddressLooked(by.id or ""), body={"why": args.why})]


def _known(world: World, address: UUID) -> Address:
    row = world.get(ADDRESSES, address)
    if row is None:
        raise Refused(MailReason.ADDRESS_UNKNOWN, {"address": ids.outer("address", address)})
    return row


PROBE, LOOK_AT_ADDRESS = Probed(), Look()
