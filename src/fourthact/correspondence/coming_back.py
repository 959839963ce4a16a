"""From what somebody types to what is asked of the spine: the way back in, for the form and for support alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from fourthact.contacts import ContactReason
from fourthact.correspondence.recovery import Proof, Recover, first_payment, is_right
from fourthact.correspondence.rules import MailReason
from fourthact.payments import body_of, purse_of
from fourthact.reservations import ReservationReason, find_by_code
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web.context import Context

SAME_ANSWER = (
    MailReason.RECOVERY_DEAF,
    ReservationReason.RESERVATION_UNKNOWN,
    ContactReason.CONTACTS_TOO_MANY,
    ContactReason.CONTACT_NUMBERED,
)


class Claim(msgspec.Struct, frozen=True):
    """What somebody gives who wants to come back. `address`: where they can be reached from now on."""

    code: str
    key: str
    proof: Proof
    address: str


async def come_back(
    context: Context,
    seller: UUID,
    claim: Claim,
    ask: Callable[[Recover, UUID], Awaitable[Any]],
) -> None:
    """Let them in if everything is right; say nothing of what is not. Only who has the key leaves a trace.

    Nobody can try keys: one has 80 random bits. Who has it can try five times a day what they know of a payment.
    """
    try:
        code = ids.read_code(claim.code)
    except ValueError:
        return
    async with context.pool.connection() as conn:
        found = await find_by_code(conn, seller, code)
        if found is None or not context.links.is_receipt_key(seller, found, claim.key):
            return
        purse = await purse_of(conn, seller, found)
        payment = first_payment(purse)
        act = payment.act if payment else None
        body = await body_of(conn, seller, ids.inner("act", act)) if act else None
    right = bool(purse and payment and is_right(claim.proof, payment, purse.currency, body))
    args = Recover(found, right, claim.address, context.settings.contact_cooling_hours)
    try:
        await ask(args, found)
    except Refused as no:
        if no.reason not in SAME_ANSWER:
            raise
