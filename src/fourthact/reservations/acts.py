"""What can have happened to a reservation, short of money and mail."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of
from fourthact.values import ids


class StageDue(msgspec.Struct, frozen=True):
    """A stage of this reservation's deposit. Units: minor."""

    n: int
    amount_minor: int
    due_at: datetime
    method: str
    rail: str


class ReservationPlaced(Act, frozen=True):
    """A place in line was taken, before any money moved. The holder's name and address are in the body."""

    tag: ClassVar[str] = "reservation.placed"
    code: str
    currency: str
    language: str
    position: int
    product: str
    promise_by: date | None
    promise_version: int
    stages: tuple[StageDue, ...]
    terms_version: int


class ReservationConfirmed(Act, frozen=True):
    """Every stage of the deposit is paid."""

    tag: ClassVar[str] = "reservation.confirmed"


class ReservationCancelled(Act, frozen=True):
    """The holder has left. `channel`: how they said so, `staff` where a person of the seller entered it for them;
    `asked_at`: when what they said reached us. `seller`: it is the seller who cancels, and why is in the body.
    """

    tag: ClassVar[str] = "reservation.cancelled"
    asked_at: datetime
    channel: str


class Line(Row, frozen=True):
    """A product's line: the place that the next reservation gets."""

    next: int


class Reservation(Row, frozen=True):
    """A reservation as it stands. `status`: `placed`, `confirmed` or `cancelled`."""

    product: UUID
    code: str
    position: int
    language: str
    status: str
    terms_version: int
    promise_version: int
    placed_at: datetime
    cancelled_at: datetime | None


class Holder(Row, frozen=True):
    """Who holds a reservation and how to reach them. Gone (None) once erased."""

    name: str | None
    email: str | None
    language: str


def _line_of(recorded: Recorded) -> UUID:
    assert isinstance(recorded.act, ReservationPlaced)
    return ids.inner("product", recorded.act.product)


def _line(row: Line | None, recorded: Recorded) -> Line:
    assert isinstance(recorded.act, ReservationPlaced)
    return Line(recorded.seller, _line_of(recorded), recorded.act.position + 1)


def _reservation(row: Reservation | None, recorded: Recorded) -> Reservation:
    act = recorded.act
    if isinstance(act, ReservationPlaced):
        return Reservation(
            seller=recorded.seller,
            id=recorded.subject,
            product=_line_of(recorded),
            code=act.code,
            position=act.position,
            language=act.language,
            status="placed",
            terms_version=act.terms_version,
            promise_version=act.promise_version,
            placed_at=recorded.at,
            cancelled_at=None,
        )
    assert row is not None
    if isinstance(act, ReservationConfirmed):
        return replace(row, status="confirmed")
    return replace(row, status="cancelled", cancelled_at=recorded.at)


def _holder(row: Holder | None, recorded: Recorded) -> Holder:
    assert isinstance(recorded.act, ReservationPlaced)
    body = recorded.body or {"name": None, "email": None}
    return Holder(recorded.seller, recorded.subject, body["name"], body["email"], recorded.act.language)


LINES = Fold("lines", Line, (ReservationPlaced,), _line_of, _line)
RESERVATIONS = Fold(
    "reservations",
    Reservation,
    (ReservationPlaced, ReservationConfirmed, ReservationCancelled),
    subject_of,
    _reservation,
)
HOLDERS = Fold("holders", Holder, (ReservationPlaced,), subject_of, _holder)

ROOM = Room(
    "reservations",
    (ReservationPlaced, ReservationConfirmed, ReservationCancelled),
    (LINES, RESERVATIONS, HOLDERS),
)
