"""What may be printed: register addresses and domains before they are, retire them, answer them for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.correspondence.acts import MAIL_DOMAINS, DomainAdded, DomainRetired
from fourthact.correspondence.address_acts import ADDRESSES, AddressPrinted, AddressRetired
from fourthact.correspondence.rules import MailReason
from fourthact.values import ids
from fourthact.values.errors import Refused


class RegisterAddress(msgspec.Struct, frozen=True):
    """An address that will be printed, at one of the seller's `domains`."""

    address: str
    domains: tuple[str, ...]
    where: str = "elsewhere"


class RetireAddress(msgspec.Struct, frozen=True):
    """An address that will be printed no more."""

    address: UUID


class AddDomain(msgspec.Struct, frozen=True):
    """A domain whose mail comes to us. `opened_with`: the one that the seller has from the start."""

    domain: str
    opened_with: str


class RetireDomain(msgspec.Struct, frozen=True):
    """A domain that will be printed no more, and the one that is printed instead."""

    domain: str
    successor: str
    opened_with: str


def address_id(seller: UUID, address: str) -> UUID:
    """An address is known by itself."""
    return uuid5(seller, f"address {address.lower()}")


def domain_id(seller: UUID, domain: str) -> UUID:
    """A domain is known by itself."""
    return uuid5(seller, f"domain {domain.lower()}")


class Register:
    """Register an address before it is printed. Refuses: ADDRESS_FOREIGN, ADDRESS_REGISTERED."""

    name, scope = "correspondence.register", "addresses:write"

    def locks(self, seller: UUID, args: RegisterAddress) -> Iterable[UUID]:
        return (address_id(seller, args.address),)

    def reads(self, seller: UUID, args: RegisterAddress) -> Iterable[Place]:
        return ((ADDRESSES, address_id(seller, args.address)),)

    def decide(self, args: RegisterAddress, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if args.address.rpartition("@")[2].lower() not in {domain.lower() for domain in args.domains}:
            facts = {"address": args.address, "domain": ", ".join(args.domains)}
            raise Refused(MailReason.ADDRESS_FOREIGN, facts)
        place = address_id(world.seller, args.address)
        if world.get(ADDRESSES, place) is not None:
            raise Refused(MailReason.ADDRESS_REGISTERED, {"address": args.address})
        return [Draft("address", place, AddressPrinted(args.address, args.where))]


class Retire:
    """Print an address no more; mail to it is received for ever. Refuses: ADDRESS_UNKNOWN, ADDRESS_RETIRED."""

    name, scope = "correspondence.retire", "addresses:write"

    def locks(self, seller: UUID, args: RetireAddress) -> Iterable[UUID]:
        return (args.address,)

    def reads(self, seller: UUID, args: RetireAddress) -> Iterable[Place]:
        return ((ADDRESSES, args.address),)

    def decide(self, args: RetireAddress, by: By, world: World, now: datetime) -> Sequence[Draft]:
        address = world.get(ADDRESSES, args.address)
        if address is None:
            raise Refused(MailReason.ADDRESS_UNKNOWN, {"address": ids.outer("address", args.address)})
        if address.retired_at is not None:
            raise Refused(MailReason.ADDRESS_RETIRED)
        return [Draft("address", args.address, AddressRetired())]


class Add:
    """Answer the mail of one more domain. Refuses: DOMAIN_KNOWN."""

    name, scope = "correspondence.add_domain", "addresses:write"

    def locks(self, seller: UUID, args: AddDomain) -> Iterable[UUID]:
        return (domain_id(seller, args.domain),)

    def reads(self, seller: UUID, args: AddDomain) -> Iterable[Place]:
        return ((MAIL_DOMAINS, domain_id(seller, args.domain)),)

    def decide(self, args: AddDomain, by: By, world: World, now: datetime) -> Sequence[Draft]:
        place = domain_id(world.seller, args.domain)
        if world.get(MAIL_DOMAINS, place) is not None or args.domain.lower() == args.opened_with.lower():
            raise Refused(MailReason.DOMAIN_KNOWN, {"domain": args.domain})
        return [Draft("domain", place, DomainAdded(args.domain.lower()))]


class RetireOne:
    """Print a domain no more; mail to it is received for ever. Refuses: DOMAIN_UNKNOWN, DOMAIN_RETIRED,
    DOMAIN_WITHOUT_SUCCESSOR."""

    name, scope = "correspondence.retire_domain", "addresses:write"

    def locks(self, seller: UUID, args: RetireDomain) -> Iterable[UUID]:
        return (domain_id(seller, args.domain), domain_id(seller, args.successor))

    def reads(self, seller: UUID, args: RetireDomain) -> Iterable[Place]:
        return ((MAIL_DOMAINS, place) for place in self.locks(seller, args))

    def decide(self, args: RetireDomain, by: By, world: World, now: datetime) -> Sequence[Draft]:
        place, after = self.locks(world.seller, args)
        old, new, first = (
            world.get(MAIL_DOMAINS, place),
            world.get(MAIL_DOMAINS, after),
            args.opened_with.lower(),
        )
        if old is None and args.domain.lower() != first:
            raise Refused(MailReason.DOMAIN_UNKNOWN, {"domain": args.domain})
        if old is not None and old.retired_at is not None:
            raise Refused(MailReason.DOMAIN_RETIRED, {"domain": args.domain})
        printable = args.successor.lower() == first if new is None else new.retired_at is None
        if place == after or not printable:
            raise Refused(MailReason.DOMAIN_WITHOUT_SUCCESSOR, {"domain": args.successor})
        return [Draft("domain", place, DomainRetired(args.domain.lower(), args.successor.lower()))]


REGISTER, RETIRE = Register(), Retire()
ADD_DOMAIN, RETIRE_DOMAIN = Add(), RetireOne()
