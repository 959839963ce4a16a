"""The way back in for support: by what the holder knows, or by a document that two people have looked at."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from fourthact.contacts import ContactAdded, ContactReason
from fourthact.correspondence.coming_back import Claim, come_back
from fourthact.correspondence.contacts_api import router
from fourthact.correspondence.recovery import (
    BY_KEY,
    DECIDE,
    ENTER,
    DecideRecovery,
    EnterRecovery,
    Proof,
    Recover,
)
from fourthact.correspondence.rules import MailReason
from fourthact.payments import PaymentReason
from fourthact.reservations import ReservationReason
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Email, Line
from fourthact.web.operation import known, told

__all__ = ["router"]
Short = Annotated[str, Meta(min_length=1, max_length=200)]


class RecoveryWanted(Body, frozen=True):
    """What a holder knows: the reservation's code, the key of its receipts, and of the first payment the day, the
    amount and the last four of the card, the account or the reference. `address`: where they can be reached now.
    """

    code: Short
    key: Short
    paid_on: date
    amount: Short
    ending: Short
    address: Email


class Heard(msgspec.Struct, frozen=True):
    """The same whatever was right or wrong: if all of it is right, a mail goes to the new address."""

    heard: bool = True


class DocumentWanted(Body, frozen=True):
    """A holder's document, in base64 (PDF, JPEG or PNG), and where they can be reached now."""

    address: Email
    document: bytes


class DocumentSeen(Body, frozen=True):
    """What a second person found in the document. `why`: in words, where it was rejected."""

    outcome: Literal["confirmed", "rejected"]
    why: Line = ""


class Recovered(msgspec.Struct, frozen=True):
    """Something was done about a way back in. `contact`: the number of the address that was added."""

    reservation: str
    contact: int | None
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/recoveries", takes=RecoveryWanted, gives=Heard, scope="reservations:write", refuses=(), status=202
)
async def recover(call: Call, wanted: RecoveryWanted) -> Reply:
    """Ask, for a holder whose address died, to reach them at another. The answer is the same whatever is wrong."""
    async with call.reading("reservations:write") as (_, who):
        seller = who.seller

    async def ask(args: Recover, about: UUID) -> None:
        await call.ask(BY_KEY, args)

    proof = Proof(wanted.paid_on, wanted.amount, wanted.ending)
    await come_back(call.context, seller, Claim(wanted.code, wanted.key, proof, wanted.address), ask)
    return Reply(Heard(), status=202)


@router.post(
    "/reservations/{reservation}/recovery",
    takes=DocumentWanted,
    gives=Recovered,
    scope="reservations:write",
    carries_document=True,
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        MailReason.DECIDED_BY_A_PERSON,
        PaymentReason.DOCUMENT_UNREADABLE,
    ),
)
async def enter_recovery(call: Call, reservation: str, wanted: DocumentWanted) -> Reply:
    """Enter, as a person, that a holder who lost everything shows a document. Another person must look at it."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    most = call.context.settings.document_bytes_max
    answer = await call.ask(ENTER, EnterRecovery(owner, wanted.address, wanted.document, most))
    return told(answer, Recovered(reservation, None, call.names(answer), answer.receipt))


@router.post(
    "/reservations/{reservation}/recovery/decision",
    takes=DocumentSeen,
    gives=Recovered,
    scope="refunds:approve",
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        MailReason.DECIDED_BY_A_PERSON,
        MailReason.RECOVERY_NOT_WAITING,
        MailReason.OWN_RECOVERY,
        ContactReason.CONTACTS_TOO_MANY,
    ),
)
async def decide_recovery(call: Call, reservation: str, seen: DocumentSeen) -> Reply:
    """Confirm or reject the document, as another person. Confirmed, the address is added and cools off."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    hours = call.context.settings.contact_cooling_hours
    answer = await call.ask(DECIDE, DecideRecovery(owner, seen.outcome == "confirmed", hours, seen.why))
    added = next((one.act for one in answer.acts if isinstance(one.act, ContactAdded)), None)
    number = added.contact if added else None
    return told(answer, Recovered(reservation, number, call.names(answer), answer.receipt))
