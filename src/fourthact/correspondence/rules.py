"""What comes of a message, and what may be said of a notice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal, assert_never

import msgspec

from fourthact.acts import By
from fourthact.contacts import ContactList, Way
from fourthact.correspondence.acts import (
    RETRIES,
    Message,
    MessageDecided,
    MessageRead,
    Notice,
    NoticeDeferred,
    NoticeDelayed,
    NoticeFailed,
    NoticeSent,
    Unreached,
)
from fourthact.mail import Vouched
from fourthact.reservations import Reservation
from fourthact.values import ids
from fourthact.values.errors import Kind, Reason, Refused, Why

# What was given to the holder alone: whoever answers it has read our mail to them.
PRIVATE = ("reply_address", "thread")
# How long an address that was given up still hears of changes.
LATELY = timedelta(days=30)
Sender = Literal["proven", "claimed", "forged", "other"]


class MailReason(Reason):
    """Why a message or a notice does not go on."""

    MESSAGE_UNKNOWN = Why(Kind.UNKNOWN, "There is no message {message} here.")
    MESSAGE_ALREADY_READ = Why(Kind.CONFLICT, "This message has its outcome already: {outcome}.")
    MESSAGE_NOT_OPEN = Why(Kind.CONFLICT, "This message is not waiting for a person: {status}.")
    DECIDED_BY_A_PERSON = Why(Kind.FORBIDDEN, "Only a person may do this. Use the key of a member of staff.")
    DECISION_NEEDS_RESERVATION = Why(Kind.INVALID, "Say which reservation the message cancels.")
    NOTICE_ALREADY_WRITTEN = Why(Kind.CONFLICT, "This notice is written already.")
    TEMPLATE_UNKNOWN = Why(Kind.UNKNOWN, "There is no notice {template}. There are: {known}.")
    NOTICE_UNKNOWN = Why(Kind.UNKNOWN, "There is no notice {notice} here.")
    NOTICE_NOT_A_LETTER = Why(Kind.CONFLICT, "This notice is not a letter that waits to be posted: {status}.")
    NOTICE_NOT_POSTED = Why(Kind.CONFLICT, "This notice is not a letter that was posted: {status}.")
    NOTICE_NOT_OPEN = Why(Kind.CONFLICT, "This notice does not wait for anybody: {status}.")
    LETTER_NOT_MADE = Why(
        Kind.CONFLICT, "The letter {notice} is not made yet. Please try again in a moment.", retry_helps=True
    )
    LETTER_UNADDRESSED = Why(
        Kind.CONFLICT,
        "This letter has no postal address. Add one to the holder's contacts, and the letter is made again.",
    )
    DAY_AHEAD = Why(Kind.INVALID, "The day {on} has not come yet.")
    RECOVERY_DEAF = Why(Kind.CONFLICT, "There were too many tries today. Try again tomorrow.")
    RECOVERY_NOT_WAITING = Why(Kind.CONFLICT, "No document of this holder waits to be looked at.")
    OWN_RECOVERY = Why(Kind.CONFLICT, "You entered this document yourself; somebody else must look at it.")
    MAILING_UNKNOWN = Why(Kind.UNKNOWN, "There is no announcement {mailing} here.")
    MAILING_EMPTY = Why(Kind.INVALID, "An announcement needs a text, in one language at least.")
    MAILING_OVER = Why(Kind.CONFLICT, "This does not go with how the announcement stands: {status}.")
    NOTICE_SETTLED = Why(Kind.CONFLICT, "The outcome of this notice is known already.")
    ADDRESS_UNKNOWN = Why(Kind.UNKNOWN, "The address {address} was never registered here.")
    ADDRESS_REGISTERED = Why(Kind.CONFLICT, "The address {address} is registered already.")
    ADDRESS_RETIRED = Why(Kind.CONFLICT, "The address is retired already.")
    ADDRESS_LIVES = Why(Kind.CONFLICT, "{address} is not dead, or somebody has looked at it already.")
    ADDRESS_FOREIGN = Why(Kind.INVALID, "{address} is not at a domain of your mail: {domain}.")
    DOMAIN_MALFORMED = Why(
        Kind.INVALID, "{domain} is not a domain. Give one like mail.example-motors.example."
    )
    DOMAIN_TAKEN = Why(Kind.CONFLICT, "The mail of {domain} is answered by another seller of this house.")
    DOMAIN_KNOWN = Why(Kind.CONFLICT, "The mail of {domain} is answered here already.")
    DOMAIN_UNKNOWN = Why(Kind.UNKNOWN, "{domain} is not a domain of your mail.")
    DOMAIN_RETIRED = Why(Kind.CONFLICT, "The domain {domain} is retired already.")
    DOMAIN_WITHOUT_SUCCESSOR = Why(
        Kind.CONFLICT,
        "{domain} cannot take its place. Name another domain of your mail, one that is not retired.",
    )


class Understood(msgspec.Struct, frozen=True):
    """What the reader made of a message, as far as a decision needs it."""

    kind: str
    asks_to_cancel: Literal["yes", "maybe", "no"]
    wants_out_or_money: Literal["yes", "maybe", "no"]
    intents: tuple[str, ...]
    language: str


class Known(msgspec.Struct, frozen=True):
    """Whose a message is, how it was found, and what we know of its sender. `quiet`: why it must not be answered,
    empty where it may be."""

    strength: str | None = None
    sender: Sender | None = None
    quiet: str = ""


HARMLESS = frozenset({"thanks", "keep"})


def outcome_of(meant: Understood, *, may_cancel: bool) -> tuple[str, bool]:
    """The outcome of a message and whether it starts the clock. `may_cancel`: its sender is proven, and has what to
    cancel. A cancellation follows only from a person's unambiguous words; whoever may want out starts the clock."""
    wants = meant.wants_out_or_money != "no" or meant.asks_to_cancel != "no"
    if meant.kind in ("bounce", "delayed", "delivered"):
        return "bounce", False
    if meant.kind == "list" and wants:
        return "for_a_person", True  # a family's or an office's shared address is a list as well
    if meant.kind != "person":
        return "automatic", False
    if meant.asks_to_cancel == "yes" and may_cancel:
        return "cancelled", True
    if not wants and meant.intents and HARMLESS.issuperset(meant.intents):
        return "noted", False
    return "for_a_person", wants


def sender_of(address: str, holders: str | None, vouched: Vouched) -> Sender:
    """What we know of who wrote: whether it is the holder's address, and whether its domain answers for the message."""
    if holders is None or address.strip().lower() != holders.strip().lower():
        return "other"
    match vouched:
        case "passed":
            return "proven"
        case "failed":
            return "forged"
        case "unknown":
            return "claimed"
        case other:
            assert_never(other)


def judge(
    message: Message | None,
    meant: Understood,
    reservation: Reservation | None,
    known: Known,
    message_id: str,
) -> MessageRead:
    """The outcome of a message. Refuses: MESSAGE_UNKNOWN, MESSAGE_ALREADY_READ."""
    if message is None:
        raise Refused(MailReason.MESSAGE_UNKNOWN, {"message": message_id})
    if message.status != "received":
        raise Refused(MailReason.MESSAGE_ALREADY_READ, {"outcome": message.outcome})
    outcome, clock = outcome_of(meant, may_cancel=_may_cancel(reservation, known))
    return MessageRead(
        clock=clock,
        intents=meant.intents,
        kind=meant.kind,
        language=meant.language,
        outcome=outcome,
        reservation=None if reservation is None else ids.outer("reservation", reservation.id),
        strength=known.strength,
        sender=known.sender,
        quiet=bool(known.quiet),
        why_quiet=known.quiet,
    )


def _may_cancel(reservation: Reservation | None, known: Known) -> bool:
    """A number quoted in a mail is no proof of identity, and neither is an address in its From line alone. It is the
    holder who asks where their own mail server says so, or where they answer what only they were sent."""
    if reservation is None or reservation.cancelled_at is not None or known.strength == "address_of_several":
        return False
    return known.sender == "proven" or (known.sender == "claimed" and known.strength in PRIVATE)


def decide(
    message: Message | None, outcome: str, reservation: str | None, by: By, message_id: str
) -> MessageDecided:
    """A person's word. Refuses: MESSAGE_UNKNOWN, DECIDED_BY_A_PERSON, MESSAGE_NOT_OPEN, DECISION_NEEDS_RESERVATION."""
    if message is None:
        raise Refused(MailReason.MESSAGE_UNKNOWN, {"message": message_id})
    if by.kind != "staff" or by.id is None:
        raise Refused(MailReason.DECIDED_BY_A_PERSON)
    if message.status != "open":
        raise Refused(MailReason.MESSAGE_NOT_OPEN, {"status": message.outcome or message.status})
    if outcome == "cancelled" and reservation is None:
        raise Refused(MailReason.DECISION_NEEDS_RESERVATION)
    return MessageDecided(outcome, by.id, reservation)


def told(
    notice: Notice | None, code: int, response: str, now: datetime, *, status: str = "", hard: bool = False,
    sha256: str = "",
) -> NoticeSent | NoticeDeferred | NoticeFailed:  # fmt: skip
    """What a mail server's answer means. `hard`: the address is dead. Units: an SMTP reply code.

    Refuses: NOTICE_SETTLED.
    """
    if notice is None or notice.status != "written":
        raise Refused(MailReason.NOTICE_SETTLED)
    name = ids.outer("notice", notice.id)
    said = f"{code} {response}"[:500]
    if code < 400:
        return NoticeSent(name, said, sha256)
    if code < 500 and notice.tries < len(RETRIES):
        return NoticeDeferred(now + RETRIES[notice.tries], name, said)
    return NoticeFailed(False, name, said, notice.contact, hard, "smtp", status)


# Nobody can make a notice fail that has arrived in paper, or that has failed already.
MAY_BOUNCE = ("written", "sent")


def bounced(
    notice: Notice | None, response: str, *, status: str = "", hard: bool = False, proof: str = "message_id"
) -> NoticeFailed:
    """A notice came back. Refuses: NOTICE_SETTLED."""
    if notice is None or notice.status not in MAY_BOUNCE:
        raise Refused(MailReason.NOTICE_SETTLED)
    name = ids.outer("notice", notice.id)
    return NoticeFailed(True, name, response[:500], notice.contact, hard, proof, status)


def delayed(notice: Notice | None, response: str) -> NoticeDelayed:
    """A notice has not arrived yet. Refuses: NOTICE_SETTLED."""
    if notice is None or notice.status not in MAY_BOUNCE:
        raise Refused(MailReason.NOTICE_SETTLED)
    return NoticeDelayed(ids.outer("notice", notice.id), response[:500])


def next_contact(
    known: ContactList | None, unreached: Sequence[Unreached], tried: Collection[int]
) -> int | None:
    """The number of the mail address that a notice goes to next; None where no address is left.

    `tried`: the contacts that this notice did not arrive at. An address that is not dead is tried again only when
    there is no other.
    """
    alive = reachable(known, unreached)
    return next((number for number in alive if number not in tried), alive[0] if alive else None)


def reachable(known: ContactList | None, unreached: Sequence[Unreached]) -> list[int]:
    """The mail addresses that are written to, best first: the one that was put first last, then by their numbers."""
    dead = {one.number for one in unreached if one.unreachable_at is not None}
    if known is None:
        return [number for number in (0,) if number not in dead]
    used = [way for way in known.ways if way.kind == "mail" and way.is_used and way.n not in dead]
    return [way.n for way in sorted(used, key=_order)]


def audience(
    known: ContactList | None, unreached: Sequence[Unreached], at: datetime, added: int | None = None
) -> list[int]:
    """The mail addresses that hear of a change of contacts: whoever can be reached, and whose address was retired, or
    said to be dead, so short a while ago that a stranger may have done it. Who was added by this change (`added`) and
    is to confirm it hears of nothing else before: the others are told the holder's page.
    """
    dead = {
        one.number
        for one in unreached
        if one.unreachable_at is not None and at - one.unreachable_at >= LATELY
    }
    if known is None:
        return reachable(known, unreached)
    return [
        way.n for way in known.ways if way.kind == "mail" and way.n not in dead and _hears(way, at, added)
    ]


def _hears(way: Way, at: datetime, added: int | None) -> bool:
    if way.confirmed_at is None:
        return way.n == added and way.status == "waiting"
    lately = way.ended_at is not None and at - way.ended_at < LATELY
    return way.at <= at and (way.status == "open" or (way.status == "retired" and lately))


def postal(
    known: ContactList | None, unreached: Sequence[Unreached], tried: Collection[int] = ()
) -> Way | None:
    """The postal address that a letter goes to: the one that was added last. `tried`: where it did not arrive."""
    lost = {*tried, *(one.number for one in unreached if one.unreachable_at is not None)}
    ways = [way for way in (known.ways if known else ()) if way.kind == "post" and way.n not in lost]
    return next((way for way in reversed(ways) if way.is_used and way.address), None)


def _order(way: Way) -> tuple[float, int]:
    return (-way.first_at.timestamp() if way.first_at else 0.0, way.n)
