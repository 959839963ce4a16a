"""Reservations for machines: place one (launch night comes through here), and list them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.languages import load
from fourthact.products import ProductReason
from fourthact.reservations.actions import PLACE, PlaceReservation
from fourthact.reservations.acts import ReservationPlaced, StageDue
from fourthact.reservations.reads import Found, reservations
from fourthact.reservations.rules import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply, WebReason
from fourthact.web.forms import Body, Email, Name, ProductId, ReservationId
from fourthact.web.operation import told


class ReservationWanted(Body, frozen=True):
    """A place in line for somebody. `language`: in which the holder is written to."""

    product: ProductId
    name: Name
    email: Email
    language: Annotated[str, Meta(min_length=2, max_length=8)] = "en"


class Placed(msgspec.Struct, frozen=True):
    """A place in line was taken. `page`: the holder's own page; whoever has its address is taken for the holder."""

    reservation: str
    code: str
    product: str
    position: int
    currency: str
    stages: tuple[StageDue, ...]
    promise_by: date | None
    terms_version: int
    placed_at: datetime
    page: str
    acts: list[str]
    receipt: dict[str, Any] | None


class ReservationLine(msgspec.Struct, frozen=True):
    """A reservation in a list. Name and address are null once erased."""

    id: str
    code: str
    product: str
    position: int
    status: str
    language: str
    placed_at: datetime
    cancelled_at: datetime | None
    name: str | None
    email: str | None


class ReservationPage(msgspec.Struct, frozen=True):
    """A page of reservations. `next`: what to send as `after` for the page behind; null on the last one."""

    reservations: list[ReservationLine]
    next: str | None


class Page(Body, frozen=True):
    """Which page: those after a reservation, of one product if it is named."""

    after: ReservationId | None = None
    product: ProductId | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


router = Operations("Reservations")


@router.post(
    "/reservations",
    takes=ReservationWanted,
    gives=Placed,
    scope="reservations:write",
    refuses=(ProductReason.PRODUCT_UNKNOWN, ReservationReason.PRODUCT_CLOSED),
)
async def place_reservation(call: Call, wanted: ReservationWanted) -> Reply:
    """Take the next place in a product's line. The answer comes when the place is durable, with its receipt."""
    if wanted.language not in load():
        spoken = ", ".join(load())
        raise Refused(WebReason.FIELD_INVALID, {"field": "language", "what": f"The languages are {spoken}"})
    args = PlaceReservation(
        id=ids.new_id(),
        code=ids.new_code(),
        product=ids.inner("product", wanted.product),
        name=wanted.name,
        email=wanted.email,
        language=wanted.language,
    )
    answer = await call.ask(PLACE, args)
    placed = answer.first
    act = placed.act
    assert isinstance(act, ReservationPlaced)
    content = Placed(
        reservation=ids.outer("reservation", placed.subject),
        code=act.code,
        product=act.product,
        position=act.position,
        currency=act.currency,
        stages=act.stages,
        promise_by=act.promise_by,
        terms_version=act.terms_version,
        placed_at=placed.at,
        page=call.context.links.page(placed.seller, placed.subject, act.language),
        acts=call.names(answer),
        receipt=answer.receipt,
    )
    return told(answer, content)


@router.get("/reservations", gives=ReservationPage, scope="reservations:read", query=Page)
async def list_reservations(call: Call, page: Page) -> Reply:
    """The seller's reservations, a page at a time."""
    after = None if page.after is None else ids.inner("reservation", page.after)
    product = None if page.product is None else ids.inner("product", page.product)
    async with call.reading("reservations:read") as (conn, who):
        found = await reservations(conn, who.seller, after=after, product=product, most=page.limit)
    lines = [_line(one) for one in found]
    return Reply(ReservationPage(lines, lines[-1].id if len(lines) == page.limit else None))


def _line(found: Found) -> ReservationLine:
    row, holder = found.reservation, found.holder
    return ReservationLine(
        id=ids.outer("reservation", row.id),
        code=row.code,
        product=ids.outer("product", row.product),
        position=row.position,
        status=row.status,
        language=row.language,
        placed_at=row.placed_at,
        cancelled_at=row.cancelled_at,
        name=holder.name,
        email=holder.email,
    )
