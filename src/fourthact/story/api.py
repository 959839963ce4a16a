"""A reservation's whole story for machines: what it is, what was paid, what goes back, and every act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from fourthact.payments import reference_of
from fourthact.reservations import ReservationReason
from fourthact.story.reads import Story, Told, acts_of, story_of
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.operation import known


class HolderShown(msgspec.Struct, frozen=True):
    """Who holds the reservation; name and address are null once erased."""

    name: str | None
    email: str | None
    language: str


class StageShown(msgspec.Struct, frozen=True):
    """A stage of the deposit. `reference`: what a transfer has to quote. Units: minor."""

    n: int
    amount_minor: int
    paid_minor: int
    due_at: datetime
    method: str
    rail: str
    missed: bool
    reference: str | None


class PaymentShown(msgspec.Struct, frozen=True):
    """A payment. `status`: ordered, waiting, unknown, received or declined."""

    n: int
    stage: int
    rail: str
    method: str
    amount_minor: int
    status: str
    at: datetime
    reference: str | None
    reason: str | None


class PurseShown(msgspec.Struct, frozen=True):
    """What the reservation owes and has paid. Units: minor."""

    currency: str
    paid_minor: int
    closed: bool
    stages: list[StageShown]
    payments: list[PaymentShown]


class OfferShown(msgspec.Struct, frozen=True):
    """What the holder was offered when the promise slipped, and the answer.

    `given_at`: when the notice of it was given, null before and once it came back; `answer_by`: until when days run.
    """

    promise_version: int
    promised_by: date | None
    offered_at: datetime
    answer: str | None
    answered_at: datetime | None
    given_at: datetime | None
    answer_by: datetime | None


class ReservationShown(msgspec.Struct, frozen=True):
    """A reservation, whole. `refunds`: their ids, oldest first."""

    id: str
    code: str
    product: str
    position: int
    status: str
    terms_version: int
    promise_version: int
    placed_at: datetime
    cancelled_at: datetime | None
    holder: HolderShown
    purse: PurseShown
    refunds: list[str]
    offer: OfferShown | None
    page: str


class ActShown(msgspec.Struct, frozen=True):
    """An act. `act`: its exact bytes, as text; `index`: its place in the log; `body`: what stands beside it."""

    id: str
    subject: str
    n: int
    tag: str
    at: datetime
    act: str
    index: int | None
    body: dict[str, Any] | None
    receipt: str


class ActList(msgspec.Struct, frozen=True):
    """A reservation's acts and those of the messages about it, in the order in which they happened."""

    acts: list[ActShown]


router = Operations("Stories")


@router.get(
    "/reservations/{reservation}",
    gives=ReservationShown,
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def show_reservation(call: Call, reservation: str) -> Reply:
    """One reservation: who holds it, what was paid, what goes back."""
    async with call.reading("reservations:read") as (conn, who):
        wanted = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
        story = await story_of(conn, call.context.spine.house, who.seller, wanted)
    if story is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation})
    return Reply(_shown(call, story))


@router.get(
    "/reservations/{reservation}/acts",
    gives=ActList,
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def list_acts(call: Call, reservation: str) -> Reply:
    """Everything that happened to a reservation."""
    async with call.reading("reservations:read") as (conn, who):
        wanted = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
        told = await acts_of(conn, call.context.spine.house, who.seller, wanted)
    if not told:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation})
    return Reply(ActList([_act(one) for one in told]))


def _shown(call: Call, story: Story) -> ReservationShown:
    row, holder, offer = story.found.reservation, story.found.holder, story.offer
    return ReservationShown(
        id=ids.outer("reservation", row.id),
        code=row.code,
        product=ids.outer("product", row.product),
        position=row.position,
        status=row.status,
        terms_version=row.terms_version,
        promise_version=row.promise_version,
        placed_at=row.placed_at,
        cancelled_at=row.cancelled_at,
        holder=HolderShown(holder.name, holder.email, holder.language),
        purse=_purse(story),
        refunds=[ids.outer("refund", refund.id) for refund in story.refunds],
        offer=None
        if offer is None
        else OfferShown(
            offer.promise_version,
            offer.promised_by,
            offer.offered_at,
            offer.answer,
            offer.answered_at,
            offer.given_at,
            offer.answer_by,
        ),
        page=call.context.links.page(row.seller, row.id, row.language),
    )


def _purse(story: Story) -> PurseShown:
    purse = story.purse
    reference = reference_of(purse.code)
    return PurseShown(
        currency=purse.currency,
        paid_minor=purse.paid.minor,
        closed=purse.closed,
        stages=[
            StageShown(
                n=stage.n,
                amount_minor=stage.amount_minor,
                paid_minor=stage.paid_minor,
                due_at=stage.due_at,
                method=stage.method,
                rail=stage.rail,
                missed=stage.missed,
                reference=reference if stage.method == "transfer" else None,
            )
            for stage in purse.stages
        ],
        payments=[
            PaymentShown(
                p.n, p.stage, p.rail, p.method, p.amount_minor, p.status, p.at, p.reference, p.reason
            )
            for p in purse.payments
        ],
    )


def _act(told: Told) -> ActShown:
    recorded = told.recorded
    name = ids.outer("act", recorded.id)
    return ActShown(
        id=name,
        subject=ids.outer(recorded.kind, recorded.subject),
        n=recorded.n,
        tag=recorded.act.tag,
        at=recorded.at,
        act=told.raw.decode(),
        index=told.index,
        body=None if recorded.body is None else dict(recorded.body),
        receipt=f"/api/v1/acts/{name}/receipt",
    )
