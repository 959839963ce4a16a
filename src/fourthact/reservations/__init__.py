"""Places in line: who holds which, since when, on what terms and what promise, and whether it still stands.

Never money: a reservation says what is due by when; what was paid is known to the right of here.
"""

from fourthact.reservations.actions import PLACE, PlaceReservation
from fourthact.reservations.acts import (
    HOLDERS,
    RESERVATIONS,
    ROOM,
    Reservation,
    ReservationCancelled,
    ReservationConfirmed,
    ReservationPlaced,
    StageDue,
)
from fourthact.reservations.links import Links
from fourthact.reservations.reads import (
    Found,
    find_by_code,
    find_by_codes,
    find_by_email,
    product_of,
    reservation_by_id,
    reservations,
    reservations_by_ids,
)
from fourthact.reservations.rules import ReservationReason, cancel, waiting

__all__ = [
    "HOLDERS",
    "PLACE",
    "RESERVATIONS",
    "ROOM",
    "Found",
    "Links",
    "PlaceReservation",
    "Reservation",
    "ReservationCancelled",
    "ReservationConfirmed",
    "ReservationPlaced",
    "ReservationReason",
    "StageDue",
    "cancel",
    "find_by_code",
    "find_by_codes",
    "find_by_email",
    "product_of",
    "reservation_by_id",
    "reservations",
    "reservations_by_ids",
    "waiting",
]
