"""What a holder said on the telephone, in a letter, in the seller's own forms: it becomes a message, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from fourthact.acts import Act
from fourthact.correspondence.acts import MessageReceived
from fourthact.correspondence.entering import ENTER, Said, message_of
from fourthact.correspondence.specimens_api import router
from fourthact.refunds import RefundReason
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Line, PlainEmail, Prose, ReservationId
from fourthact.web.operation import known, told

__all__ = ["router"]


class Spoken(Body, frozen=True):
    """What a holder said, in their words or in those of who heard it. `wants_out`: they want out, or their money: the
    clock starts, whatever the reader makes of the words. `asked_at`: when they said it; null for now.

    `reservation`: theirs, where it is known; `sender`: their mail address, where they gave one.
    """

    text: Prose
    subject: Line = ""
    reservation: ReservationId | None = None
    sender: PlainEmail | None = None
    wants_out: bool = False
    asked_at: datetime | None = None


class Entered(msgspec.Struct, frozen=True):
    """A message came in. `transport`: `note` where a person entered it, `api` where a program did."""

    message: str
    transport: str
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/messages",
    takes=Spoken,
    gives=Entered,
    scope="messages:write",
    refuses=(ReservationReason.RESERVATION_UNKNOWN, RefundReason.REQUEST_AHEAD),
)
async def enter_message(call: Call, said: Spoken) -> Reply:
    """Enter what a holder said. It is read, gets its outcome and is answered as a mail is.

    It never cancels by itself: the record has only the word of who entered it.
    """
    place = (
        None
        if said.reservation is None
        else known("reservation", said.reservation, ReservationReason.RESERVATION_UNKNOWN)
    )
    async with call.reading("messages:write") as (conn, who):
        words = Said(said.text, said.subject, said.sender or "", said.wants_out, said.asked_at)
        args = await message_of(conn, call.context.links, who.seller, place, words)
    answer = await call.ask(ENTER, args)
    act: Act = answer.first.act
    assert isinstance(act, MessageReceived)
    name = ids.outer("message", answer.first.subject)
    return told(answer, Entered(name, act.transport, call.names(answer), answer.receipt))
