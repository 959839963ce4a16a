"""Place a reservation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place as ReadPlace
from fourthact.products import PRODUCTS
from fourthact.reservations.acts import LINES
from fourthact.reservations.rules import place
from fourthact.values import ids


class PlaceReservation(msgspec.Struct, frozen=True):
    """A reservation to place. `id` and `code` are drawn by the caller."""

    id: UUID
    code: str
    product: UUID
    name: str
    email: str
    language: str


class Place:
    """Take the next place in a product's line. Refuses: PRODUCT_UNKNOWN, PRODUCT_CLOSED."""

    name, scope = "reservations.place", "reservations:write"

    def locks(self, seller: UUID, args: PlaceReservation) -> Iterable[UUID]:
        # The product's lock is the lock of its line.
        return (args.product,)

    def reads(self, seller: UUID, args: PlaceReservation) -> Iterable[ReadPlace]:
        return ((PRODUCTS, args.product), (LINES, args.product))

    def decide(self, args: PlaceReservation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = place(
            world.get(PRODUCTS, args.product),
            world.get(LINES, args.product),
            product_id=ids.outer("product", args.product),
            code=args.code,
            language=args.language,
            now=now,
        )
        return [Draft("reservation", args.id, act, body={"email": args.email, "name": args.name})]


PLACE = Place()
