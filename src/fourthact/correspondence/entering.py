"""What a holder said elsewhere than by mail: on their page, through the seller's system, to a person of the seller.

It is kept as a mail would be, as a text with a sender and a recipient, and read by the same reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import By, Draft, World
from fourthact.agenda import read_clock
from fourthact.correspondence.actions import Receive, ReceiveMessage
from fourthact.correspondence.acts import API, FORM, NOTE
from fourthact.correspondence.reads import Conn
from fourthact.correspondence.whose import reply_address
from fourthact.refunds import RefundReason
from fourthact.reservations import Links, ReservationReason, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused

BY = {"holder": FORM, "staff": NOTE}
_POLICY = SMTP.clone(utf8=True)


class Said(msgspec.Struct, frozen=True):
    """What a holder said, in their words or in those of who heard it. `sender`: their mail address, if they gave one.

    `wants_out`: they want out, or their money, whatever the reader makes of the words; `asked_at`: when they said it,
    None for now.
    """

    text: str
    subject: str = ""
    sender: str = ""
    wants_out: bool = False
    asked_at: datetime | None = None


async def message_of(
    conn: Conn, links: Links, seller: UUID, place: UUID | None, said: Said
) -> ReceiveMessage:
    """What was said, as a message. `place`: whose reservation it is about. Refuses: RESERVATION_UNKNOWN."""
    sender, to = said.sender, ""
    now, _ = await read_clock(conn)
    if place is not None:
        found = await reservation_by_id(conn, seller, place)
        if found is None:
            name = ids.outer("reservation", place)
            raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
        sender = sender or found.holder.email or ""
        to = await reply_address(conn, links, seller, found.reservation.code)
    raw = _composed(sender, to, said, said.asked_at or now)
    return ReceiveMessage(
        *(ids.new_id(), "", sender, to, raw),
        reservation=place,
        wants_out=said.wants_out,
        asked_at=said.asked_at,
    )


def _composed(sender: str, to: str, said: Said, at: datetime) -> bytes:
    """The message as it is kept. Source: RFC 5322, RFC 6532."""
    message = EmailMessage(_POLICY)
    for name, value in (("From", sender), ("To", to), ("Subject", said.subject)):
        if value:
            message[name] = value
    message["Date"] = format_datetime(at)
    message.set_content(said.text.replace("\r\n", "\n"))
    return message.as_bytes()


class Enter(Receive):
    """Keep what a holder said, under who entered it. Refuses: REQUEST_AHEAD."""

    name, scope = "correspondence.enter", "messages:write"

    def decide(self, args: ReceiveMessage, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if args.asked_at is not None and args.asked_at > now:
            raise Refused(RefundReason.REQUEST_AHEAD, {"at": args.asked_at.isoformat()})
        return super().decide(replace(args, transport=BY.get(by.kind, API)), by, world, now)


ENTER = Enter()
