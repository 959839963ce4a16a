"""When a place in line can be taken and given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from fourthact.products import Product, ProductReason, Stage
from fourthact.reservations.acts import Line, Reservation, ReservationCancelled, ReservationPlaced, StageDue
from fourthact.values.errors import Kind, Reason, Refused, Why

# A stage that is due "at once" is due within the hour: a card form takes a person that long at the most.
AT_ONCE = timedelta(hours=1)
LANGUAGES = ("en", "ko", "fr", "it")


class ReservationReason(Reason):
    """Why a reservation is not made or changed."""

    RESERVATION_UNKNOWN = Why(Kind.UNKNOWN, "There is no reservation {reservation} here.")
    PRODUCT_CLOSED = Why(Kind.CONFLICT, "{product} takes no reservations now.")
    ALREADY_CANCELLED = Why(
        Kind.CONFLICT, "This reservation was cancelled on {at}; nothing more needs to be done."
    )


def place(
    product: Product | None, line: Line | None, *, product_id: str, code: str, language: str, now: datetime
) -> ReservationPlaced:
    """The next place in line, on the terms and the promise of now. Refuses: PRODUCT_UNKNOWN, PRODUCT_CLOSED."""
    if product is None:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": product_id})
    if product.status != "open":
        raise Refused(ReservationReason.PRODUCT_CLOSED, {"product": product.name})
    return ReservationPlaced(
        code=code,
        currency=product.currency,
        language=language,
        position=1 if line is None else line.next,
        product=product_id,
        promise_by=product.promise.by,
        promise_version=product.promise.version,
        stages=_due(product.stages, now),
        terms_version=product.terms[-1].version,
    )


@lru_cache(maxsize=64)  # the reservations of one batch share their moment, and so their days
def _due(stages: tuple[Stage, ...], now: datetime) -> tuple[StageDue, ...]:
    return tuple(
        StageDue(
            stage.n,
            stage.amount_minor,
            now + (timedelta(days=stage.due_days) if stage.due_days else AT_ONCE),
            stage.method,
            stage.rail,
        )
        for stage in stages
    )


def cancel(
    reservation: Reservation | None, *, reservation_id: str, asked_at: datetime, channel: str
) -> ReservationCancelled:
    """A holder may always leave, as long as the reservation lives. Refuses: as `waiting`."""
    waiting(reservation, reservation_id)
    return ReservationCancelled(asked_at, channel)


def waiting(reservation: Reservation | None, reservation_id: str) -> Reservation:
    """The reservation, if it lives. Refuses: RESERVATION_UNKNOWN, ALREADY_CANCELLED."""
    if reservation is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation_id})
    if reservation.cancelled_at is not None:
        raise Refused(
            ReservationReason.ALREADY_CANCELLED, {"at": reservation.cancelled_at.date().isoformat()}
        )
    return reservation
