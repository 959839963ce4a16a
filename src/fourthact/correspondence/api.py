"""Correspondence for machines: addresses ever printed, messages in and what became of them, notices out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from fourthact.correspondence import reads
from fourthact.correspondence.actions import DECIDE, DecideMessage
from fourthact.correspondence.acts import MailDomain, Message, Notice
from fourthact.correspondence.address_acts import AddressPrinted
from fourthact.correspondence.entering_api import router
from fourthact.correspondence.printing import (
    ADD_DOMAIN,
    REGISTER,
    RETIRE,
    RETIRE_DOMAIN,
    AddDomain,
    RegisterAddress,
    RetireAddress,
    RetireDomain,
)
from fourthact.correspondence.probing import LOOK_AT_ADDRESS, LookAtAddress
from fourthact.correspondence.reads import message_by_id, messages, notices, words_of
from fourthact.correspondence.rules import MailReason
from fourthact.people import Seller, is_domain, sellers
from fourthact.reservations import ReservationReason, product_of
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Most, PlainEmail, Prose, ReservationId
from fourthact.web.operation import known, told


class AddressWanted(Body, frozen=True):
    """An address that holders will be told to write to, at a domain of the seller's mail; and where it stands."""

    address: PlainEmail
    where: Literal["notice", "page", "receipt", "letter", "elsewhere"] = "elsewhere"


class AddressLook(Body, frozen=True):
    """What is done about a dead address."""

    why: Prose


class DomainWanted(Body, frozen=True):
    """A domain whose mail is to be answered. Its mail server has to hand the mail over to us."""

    domain: Annotated[str, msgspec.Meta(max_length=253)]


class Successor(Body, frozen=True):
    """The domain that is printed from now on instead."""

    successor: Annotated[str, msgspec.Meta(max_length=253)]


class Decision(Body, frozen=True):
    """What a person took a message for, and why. `reservation`: whose it is; needed to cancel."""

    outcome: Literal["cancelled", "noted"]
    reservation: ReservationId | None = None
    reason: Prose | None = None


class AddressShown(msgspec.Struct, frozen=True):
    """An address ever printed; mail to it is answered for ever, retired or not.

    `probed_at`: when the doctor last heard of it; `dead_at`: since when mail to it does not come in, and `says` why;
    `looked_by`: who has looked at that.
    """

    id: str
    address: str
    where: str
    printed_at: datetime
    retired_at: datetime | None
    notices: int
    first_notice_at: datetime | None
    last_notice_at: datetime | None
    probed_at: datetime | None
    dead_at: datetime | None
    says: str
    looked_by: str


class OwnAddresses(msgspec.Struct, frozen=True):
    """The addresses at a domain that each notice has of its own: a reply address and a return path, both signed."""

    domain: str
    notices: int
    first_notice_at: datetime
    last_notice_at: datetime


class AddressList(msgspec.Struct, frozen=True):
    """Every address, the newest first; and by domain those that only one notice has."""

    addresses: list[AddressShown]
    own: list[OwnAddresses]


class DomainShown(msgspec.Struct, frozen=True):
    """A domain of the seller's mail; `printed`: new notices have it. Mail to it is answered for ever."""

    domain: str
    added_at: datetime
    retired_at: datetime | None
    successor: str | None
    printed: bool


class DomainList(msgspec.Struct, frozen=True):
    """Every domain, the one that the seller was opened with first."""

    domains: list[DomainShown]


class DomainChanged(msgspec.Struct, frozen=True):
    """Something was done about a domain."""

    domain: str
    acts: list[str]
    receipt: dict[str, Any] | None


class MessageShown(msgspec.Struct, frozen=True):
    """A message that came in, and its one outcome. `strength`: how its reservation was found.

    `sender`: the holder's address, `proven`, only `claimed`, or `forged`; or `other`. `answer`: `given`, or why no
    machine answers it. `words`: what it says, and why it was read so; once read.
    """

    id: str
    received_at: datetime
    transport: str
    status: str
    outcome: str | None
    reservation: str | None
    strength: str | None
    sender: str | None
    answer: str | None
    words: dict[str, Any] | None = None


class MessageList(msgspec.Struct, frozen=True):
    """Messages; those that wait for a person first, then the newest."""

    messages: list[MessageShown]


class NoticeShown(msgspec.Struct, frozen=True):
    """A notice to a holder."""

    id: str
    reservation: str
    template: str
    language: str
    message_id: str
    status: str
    written_at: datetime
    tries: int
    next_try_at: datetime | None


class NoticeList(msgspec.Struct, frozen=True):
    """Notices, the newest first."""

    notices: list[NoticeShown]


class Registered(msgspec.Struct, frozen=True):
    """Something was done about an address."""

    id: str
    acts: list[str]
    receipt: dict[str, Any] | None


class Decided(msgspec.Struct, frozen=True):
    """A message has its outcome."""

    message: str
    outcome: str
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/addresses",
    takes=AddressWanted,
    gives=Registered,
    scope="addresses:write",
    refuses=(MailReason.ADDRESS_FOREIGN, MailReason.ADDRESS_REGISTERED),
)
async def register_address(call: Call, wanted: AddressWanted) -> Reply:
    """Register an address before it is printed anywhere."""
    async with call.reading("addresses:write") as (conn, who):
        domains = await reads.domains_of(conn, await _seller(conn, who.seller))
    answer = await call.ask(REGISTER, RegisterAddress(wanted.address, domains.names, wanted.where))
    assert isinstance(answer.first.act, AddressPrinted)
    name = ids.outer("address", answer.first.subject)
    return told(answer, Registered(name, call.names(answer), answer.receipt))


@router.post(
    "/addresses/{address}/retirement",
    takes=None,
    gives=Registered,
    scope="addresses:write",
    refuses=(MailReason.ADDRESS_UNKNOWN, MailReason.ADDRESS_RETIRED),
)
async def retire_address(call: Call, address: str) -> Reply:
    """Print an address no more. Mail to it is received and answered all the same."""
    wanted = known("address", address, MailReason.ADDRESS_UNKNOWN)
    answer = await call.ask(RETIRE, RetireAddress(wanted))
    return told(answer, Registered(address, call.names(answer), answer.receipt))


@router.post(
    "/addresses/{address}/look",
    takes=AddressLook,
    gives=Registered,
    scope="addresses:write",
    refuses=(MailReason.ADDRESS_UNKNOWN, MailReason.ADDRESS_LIVES, MailReason.DECIDED_BY_A_PERSON),
)
async def look_at_address(call: Call, address: str, look: AddressLook) -> Reply:
    """Say, as a person, what is done about an address to which mail does not come in. It rings no more."""
    wanted = known("address", address, MailReason.ADDRESS_UNKNOWN)
    answer = await call.ask(LOOK_AT_ADDRESS, LookAtAddress(wanted, look.why))
    return told(answer, Registered(address, call.names(answer), answer.receipt))


@router.get("/addresses", gives=AddressList, scope="messages:read")
async def list_addresses(call: Call) -> Reply:
    """Every address that holders were ever told, with when it was printed first and last."""
    async with call.reading("messages:read") as (conn, who):
        found = await reads.addresses(conn, who.seller)
        own = await reads.own_addresses(conn, who.seller)
    return Reply(AddressList([_address(one) for one in found], [OwnAddresses(*one) for one in own]))


@router.get("/domains", gives=DomainList, scope="messages:read")
async def list_domains(call: Call) -> Reply:
    """Every domain whose mail is answered here."""
    async with call.reading("messages:read") as (conn, who):
        found = await reads.domains_of(conn, await _seller(conn, who.seller))
    return Reply(DomainList([_domain(one, found.printed) for one in found.all]))


@router.post(
    "/domains",
    takes=DomainWanted,
    gives=DomainChanged,
    scope="addresses:write",
    refuses=(MailReason.DOMAIN_MALFORMED, MailReason.DOMAIN_TAKEN, MailReason.DOMAIN_KNOWN),
)
async def add_domain(call: Call, wanted: DomainWanted) -> Reply:
    """Answer all mail of one more domain."""
    if not is_domain(wanted.domain):
        raise Refused(MailReason.DOMAIN_MALFORMED, {"domain": wanted.domain or "Nothing"})
    async with call.reading("addresses:write") as (conn, who):
        seller = await _seller(conn, who.seller)
        owner = await reads.owner_of_domain(conn, wanted.domain)
    if owner not in (None, seller.id):
        raise Refused(MailReason.DOMAIN_TAKEN, {"domain": wanted.domain})
    answer = await call.ask(ADD_DOMAIN, AddDomain(wanted.domain, seller.mail_domain))
    return told(answer, DomainChanged(wanted.domain.lower(), call.names(answer), answer.receipt))


@router.post(
    "/domains/{domain}/retirement",
    takes=Successor,
    gives=DomainChanged,
    scope="addresses:write",
    refuses=(MailReason.DOMAIN_UNKNOWN, MailReason.DOMAIN_RETIRED, MailReason.DOMAIN_WITHOUT_SUCCESSOR),
)
async def retire_domain(call: Call, domain: str, wanted: Successor) -> Reply:
    """Print another domain from now on. Mail to this one is received and answered all the same."""
    async with call.reading("addresses:write") as (conn, who):
        seller = await _seller(conn, who.seller)
    answer = await call.ask(RETIRE_DOMAIN, RetireDomain(domain, wanted.successor, seller.mail_domain))
    return told(answer, DomainChanged(domain.lower(), call.names(answer), answer.receipt))


@router.get("/messages", gives=MessageList, scope="messages:read", query=Most)
async def list_messages(call: Call, most: Most) -> Reply:
    """Messages from holders; those that wait for a person stand first."""
    async with call.reading("messages:read") as (conn, who):
        found = await messages(conn, who.seller, most.limit)
    return Reply(MessageList([_message(one, None) for one in found]))


@router.get(
    "/messages/{message}", gives=MessageShown, scope="messages:read", refuses=(MailReason.MESSAGE_UNKNOWN,)
)
async def show_message(call: Call, message: str) -> Reply:
    """One message, with its own words and what they were taken for."""
    async with call.reading("messages:read") as (conn, who):
        wanted = known("message", message, MailReason.MESSAGE_UNKNOWN)
        found = await message_by_id(conn, who.seller, wanted)
        words = await words_of(conn, who.seller, wanted)
    if found is None:
        raise Refused(MailReason.MESSAGE_UNKNOWN, {"message": message})
    return Reply(_message(found, words))


@router.post(
    "/messages/{message}/decision",
    takes=Decision,
    gives=Decided,
    scope="messages:write",
    refuses=(
        MailReason.MESSAGE_UNKNOWN,
        MailReason.DECIDED_BY_A_PERSON,
        MailReason.MESSAGE_NOT_OPEN,
        MailReason.DECISION_NEEDS_RESERVATION,
        ReservationReason.RESERVATION_UNKNOWN,
        ReservationReason.ALREADY_CANCELLED,
    ),
)
async def decide_message(call: Call, message: str, wanted: Decision) -> Reply:
    """Say, as a person, what a message is that could not be read with certainty. Its time of receipt counts."""
    name = known("message", message, MailReason.MESSAGE_UNKNOWN)
    owner = None if wanted.reservation is None else ids.inner("reservation", wanted.reservation)
    async with call.context.pool.connection() as conn:
        product = await product_of(conn, call.seller(), owner)
    args = DecideMessage(
        message=name,
        outcome=wanted.outcome,
        reservation=owner,
        refund=ids.new_id(),
        policy=call.context.policy,
        reason=wanted.reason or "",
        product=product,
    )
    answer = await call.ask(DECIDE, args)
    return told(answer, Decided(message, wanted.outcome, call.names(answer), answer.receipt))


@router.get("/notices", gives=NoticeList, scope="messages:read", query=Most)
async def list_notices(call: Call, most: Most) -> Reply:
    """What holders were written."""
    async with call.reading("messages:read") as (conn, who):
        found = await notices(conn, who.seller, most.limit)
    return Reply(NoticeList([_notice(one) for one in found]))


async def _seller(conn: reads.Conn, seller: UUID) -> Seller:
    return next(one for one in await sellers(conn) if one.id == seller)


def _address(one: reads.Printed) -> AddressShown:
    row = one.address
    return AddressShown(
        id=ids.outer("address", row.id),
        address=row.address,
        where=row.place,
        printed_at=row.printed_at,
        retired_at=row.retired_at,
        notices=one.notices,
        first_notice_at=one.first_at,
        last_notice_at=one.last_at,
        probed_at=row.probed_at,
        dead_at=row.dead_at,
        says=row.says,
        looked_by=row.looked_by,
    )


def _domain(row: MailDomain, printed: str) -> DomainShown:
    return DomainShown(row.domain, row.added_at, row.retired_at, row.successor, row.domain == printed)


def _message(row: Message, words: dict[str, Any] | None) -> MessageShown:
    return MessageShown(
        id=ids.outer("message", row.id),
        received_at=row.received_at,
        transport=row.transport,
        status=row.status,
        outcome=row.outcome,
        reservation=None if row.reservation is None else ids.outer("reservation", row.reservation),
        strength=row.strength,
        sender=row.sender,
        answer=row.answer,
        words=words,
    )


def _notice(row: Notice) -> NoticeShown:
    return NoticeShown(
        id=ids.outer("notice", row.id),
        reservation=ids.outer("reservation", row.reservation),
        template=row.template,
        language=row.language,
        message_id=row.message_id,
        status=row.status,
        written_at=row.written_at,
        tries=row.tries,
        next_try_at=row.next_try_at,
    )
