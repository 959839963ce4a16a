"""Heirs and representatives for machines: name one with a paper, ask in a holder's name, decide on the paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from fourthact.acts import Answer
from fourthact.payments import PaymentReason
from fourthact.people import PeopleReason, RepresentativeNamed, representatives_of
from fourthact.refunds.acts import RefundPlanned
from fourthact.refunds.representing import (
    ASK,
    DECIDE,
    NAME,
    AskForHolder,
    DecideRepresentative,
    NameRepresentative,
)
from fourthact.refunds.rules import RefundReason
from fourthact.reservations import ReservationReason, product_of
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.forms import Body, Line, Name
from fourthact.web.operation import known, told


class RepresentativeWanted(Body, frozen=True):
    """Who acts for a holder, and the paper that says so, in base64: PDF, JPEG or PNG."""

    kind: Literal["power_of_attorney", "inheritance", "guardianship"]
    name: Name
    document: bytes


class AskedForHolder(Body, frozen=True):
    """They want the reservation cancelled. `asked_at`: when that reached you; null for now."""

    asked_at: datetime | None = None


class PaperSeen(Body, frozen=True):
    """What a second person found in the paper. `why`: in words, where it was rejected."""

    outcome: Literal["confirmed", "rejected"]
    why: Line = ""


class RepresentativeShown(msgspec.Struct, frozen=True):
    """Who acts for a holder. `status`: named, confirmed or rejected; `asked_at`: when they asked before that."""

    id: str
    kind: str
    name: str | None
    status: str
    named_by: str
    asked_at: datetime | None


class RepresentativeList(msgspec.Struct, frozen=True):
    """Everybody who acts for a holder, or says so."""

    representatives: list[RepresentativeShown]


class RepresentativeChanged(msgspec.Struct, frozen=True):
    """Something was done about who acts for a holder. `refund`: that was planned because of it."""

    reservation: str
    representative: str
    refund: str | None
    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Refunds")


@router.post(
    "/reservations/{reservation}/representatives",
    takes=RepresentativeWanted,
    gives=RepresentativeChanged,
    scope="reservations:write",
    carries_document=True,
    refuses=(
        ReservationReason.RESERVATION_UNKNOWN,
        RefundReason.NEEDS_A_PERSON,
        PaymentReason.DOCUMENT_UNREADABLE,
    ),
)
async def name_representative(call: Call, reservation: str, wanted: RepresentativeWanted) -> Reply:
    """Enter, as a person, that somebody acts for a holder, with the paper. Another person must confirm it."""
    owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
    most = call.context.settings.document_bytes_max
    args = NameRepresentative(ids.new_id(), owner, wanted.kind, wanted.name, wanted.document, most)
    answer = await call.ask(NAME, args)
    act = answer.first.act
    assert isinstance(act, RepresentativeNamed)
    return told(answer, _represented(call, reservation, act.representative, answer))


@router.get(
    "/reservations/{reservation}/representatives",
    gives=RepresentativeList,
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def list_representatives(call: Call, reservation: str) -> Reply:
    """Who acts for a holder, or says so, in the order in which they were named."""
    async with call.reading("reservations:read") as (conn, who):
        owner = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
        found = await representatives_of(conn, who.seller, reservation=owner)
    shown_all = [
        RepresentativeShown(
            ids.outer("representative", one.id), one.kind, one.name, one.status, one.named_by, one.asked_at
        )
        for one in found
    ]
    return Reply(RepresentativeList(shown_all))


@router.post(
    "/reservations/{reservation}/representatives/{representative}/cancellation",
    takes=AskedForHolder,
    gives=RepresentativeChanged,
    scope="reservations:write",
    refuses=(
        RefundReason.NEEDS_A_PERSON,
        RefundReason.REQUEST_AHEAD,
        PeopleReason.REPRESENTATIVE_UNKNOWN,
        PeopleReason.REPRESENTATIVE_IS,
        ReservationReason.ALREADY_CANCELLED,
    ),
)
async def ask_for_holder(call: Call, reservation: str, representative: str, wanted: AskedForHolder) -> Reply:
    """Somebody asks in a holder's name for the money back. Before the paper is confirmed, only the clock starts."""
    owner, one = _represents(reservation, representative)
    async with call.context.pool.connection() as conn:
        product = await product_of(conn, call.seller(), owner)
    args = AskForHolder(one, owner, ids.new_id(), call.context.policy, wanted.asked_at, product)
    answer = await call.ask(ASK, args)
    return told(answer, _represented(call, reservation, representative, answer))


@router.post(
    "/reservations/{reservation}/representatives/{representative}/decision",
    takes=PaperSeen,
    gives=RepresentativeChanged,
    scope="refunds:approve",
    refuses=(
        RefundReason.NEEDS_A_PERSON,
        PeopleReason.REPRESENTATIVE_UNKNOWN,
        PeopleReason.REPRESENTATIVE_IS,
        PeopleReason.OWN_REPRESENTATIVE,
    ),
)
async def decide_representative(call: Call, reservation: str, representative: str, seen: PaperSeen) -> Reply:
    """Confirm or reject, as another person, that somebody acts for a holder. What they asked for is then done."""
    owner, one = _represents(reservation, representative)
    confirmed = seen.outcome == "confirmed"
    async with call.context.pool.connection() as conn:
        product = await product_of(conn, call.seller(), owner)
    args = DecideRepresentative(one, owner, ids.new_id(), call.context.policy, confirmed, seen.why, product)
    answer = await call.ask(DECIDE, args)
    return told(answer, _represented(call, reservation, representative, answer))


def _represents(reservation: str, representative: str) -> tuple[UUID, UUID]:
    """Refuses: REPRESENTATIVE_UNKNOWN."""
    unknown = PeopleReason.REPRESENTATIVE_UNKNOWN
    one = known("representative", representative, unknown)
    try:
        return ids.inner("reservation", reservation), one
    except ValueError:
        raise Refused(unknown, {"representative": representative}) from None


def _represented(call: Call, reservation: str, representative: str, answer: Answer) -> RepresentativeChanged:
    planned = next((one.act for one in answer.acts if isinstance(one.act, RefundPlanned)), None)
    refund = planned.refund if planned else None
    return RepresentativeChanged(reservation, representative, refund, call.names(answer), answer.receipt)
