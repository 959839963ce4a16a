"""Whose a message is, how that was found, and what we know of who wrote it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from fourthact.correspondence import reads
from fourthact.correspondence.acts import API, ENTERED, FORM, NOTE, Message
from fourthact.correspondence.previews import storable
from fourthact.correspondence.reader import Kind
from fourthact.correspondence.rules import Known, Sender, sender_of
from fourthact.mail import Letter, vouched
from fourthact.people import sellers
from fourthact.reservations import Links, find_by_code, find_by_email, reservation_by_id
from fourthact.values import ids

ADDRESSES_MAX, CODES_MAX = 50, 10
# How whose it is was found, where it was said when the message was entered.
NAMED = {FORM: "page", API: "named", NOTE: "named"}


async def reply_address(conn: reads.Conn, links: Links, seller: UUID, code: str) -> str:
    """The address that a reservation is written to by: its own, for ever, at the domain that is printed now."""
    owner = next(one for one in await sellers(conn) if one.id == seller)
    domains = await reads.domains_of(conn, owner)
    return f"{links.reply_local_part(seller, code)}@{domains.printed}"


@dataclass(frozen=True, slots=True)
class Whose:
    """Finds the reservation that a message is about. `servers`: whose word about senders is believed."""

    links: Links
    servers: Set[str]

    async def of(
        self, conn: reads.Conn, message: Message, letter: Letter, raw: reads.Raw, kind: Kind
    ) -> tuple[UUID | None, Known, datetime]:
        """The reservation, what we know of the sender, and since when the holder has been asking."""
        seller, entered = message.seller, message.transport in ENTERED
        quiet = "" if entered else must_not_answer(letter, raw.envelope_from, kind)
        reservation: UUID | None
        strength: str | None
        if raw.received.reservation is not None:
            reservation, strength = (
                ids.inner("reservation", raw.received.reservation),
                NAMED[message.transport],
            )
        else:
            reservation, strength = await self._found(conn, seller, letter, raw)
        found = None if reservation is None else await reservation_by_id(conn, seller, reservation)
        if found is None:
            return None, Known(quiet=quiet), message.received_at
        if entered:
            # Who has the page may leave with a click there; what a person or a program entered is their word.
            sender: Sender = "proven" if message.transport == FORM else "claimed"
        else:
            sender = sender_of(_writer(letter, raw), found.holder.email, vouched(letter, self.servers))
        # Whoever confirms a doubtful request has been asking since the first one: our answer to that promises it.
        earlier = await reads.asked_since(conn, seller, found.reservation.id) or message.received_at
        asked_at = min(earlier, message.received_at)
        return found.reservation.id, Known(strength, sender, quiet), asked_at

    async def _found(
        self, conn: reads.Conn, seller: UUID, letter: Letter, raw: reads.Raw
    ) -> tuple[UUID | None, str | None]:
        """By its reply address, its thread, a code that it names, its sender's address, in that order."""
        for address in our_addresses(letter, raw):
            code = self.links.code_of_reply(seller, address)
            found = await find_by_code(conn, seller, code) if code else None
            if found:
                return found, "reply_address"
        thread = [storable(name) for name in (*letter.in_reply_to, *letter.references)]
        answered = await reads.notices_by_message_id(conn, seller, thread) if thread else []
        if answered:
            return answered[0].reservation, "thread"
        sender = _writer(letter, raw)
        held = await find_by_email(conn, seller, sender) if sender else []
        named = [found for code in codes_in(letter) if (found := await find_by_code(conn, seller, code))]
        if named:
            return next((one for one in named if one in held), named[0]), "code"
        if not held:
            return None, None
        both = [await reservation_by_id(conn, seller, one) for one in held[:2]]
        standing = [one for one in both if one and one.reservation.cancelled_at is None]
        return held[0], "address" if len(standing) < 2 else "address_of_several"


MACHINES = ("bulk", "junk", "list", "auto_reply")


def must_not_answer(letter: Letter, envelope_from: str | None, kind: Kind) -> str:
    """Why an answer to a message would meet a machine; empty where it would not.

    `null_sender`, `list`, `loop` or `automatic`. Source: RFC 3834 section 2, RFC 2919, RFC 5321 section 4.5.5.
    """
    submitted = letter.header("auto-submitted").strip().lower()
    precedence = letter.header("precedence").strip().lower()
    if envelope_from is not None and envelope_from.strip() in ("", "<>"):
        return "null_sender"
    if kind is Kind.LIST or precedence == "list" or letter.header("list-id") or letter.header("list-post"):
        return "list"
    if kind is Kind.OWN_LOOP or letter.header("x-loop"):
        return "loop"
    is_machine = submitted and not submitted.startswith("no")
    if is_machine or precedence in MACHINES or letter.header("x-auto-response-suppress"):
        return "automatic"
    return "" if kind is Kind.PERSON else "automatic"


def our_addresses(letter: Letter, raw: reads.Raw) -> list[str]:
    """Where a message went, as its envelope and its headers say: blind copies and forwards have it in one only."""
    boxes = (raw.envelope_to, *(box.address for box in (*letter.to, *letter.cc)))
    return list(dict.fromkeys(boxes))[:ADDRESSES_MAX]


def codes_in(letter: Letter) -> list[str]:
    """The reservation codes that a letter names, in its subject or its text."""
    found = []
    for word in f"{letter.subject} {letter.words}".replace("_", " ").split():
        try:
            found.append(ids.read_code(word.strip(".,;:!?()[]<>#\"'")))
        except ValueError:
            continue
    return found[:CODES_MAX]


def _writer(letter: Letter, raw: reads.Raw) -> str:
    """Whose address stands in From, each letter as one sign; nobody's is proven by that."""
    return normalize("NFC", storable(letter.from_.address if letter.from_ else raw.envelope_from))
