"""What can have happened to a product."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of


class Stage(msgspec.Struct, frozen=True):
    """One part of the deposit. Units: minor; days after placing (0: at once). `method`: `card` or `transfer`."""

    n: int
    amount_minor: int
    method: str
    rail: str
    due_days: int


class Terms(msgspec.Struct, frozen=True):
    """What a holder agrees to; a change is a new version."""

    version: int
    text: str


class Promise(msgspec.Struct, frozen=True):
    """What was promised: delivery by a day, or no day at all (None), and why it is not the day before."""

    version: int
    by: date | None
    reason: str
    at: datetime


class ProductOpened(Act, frozen=True):
    """Reservations are taken from now on. `by`: the first promise."""

    tag: ClassVar[str] = "product.opened"
    name: str
    slug: str
    currency: str
    stages: tuple[Stage, ...]
    terms: Terms
    by: date | None


class PromiseRevised(Act, frozen=True):
    """The promise slipped, or was kept from slipping. `by`: the new day, None for no day."""

    tag: ClassVar[str] = "promise.revised"
    version: int
    by: date | None
    reason: str


class Product(Row, frozen=True):
    """A product as it stands. `promises` and `terms`: all of them, newest last."""

    name: str
    slug: str
    status: str
    currency: str
    stages: tuple[Stage, ...]
    terms: tuple[Terms, ...]
    promises: tuple[Promise, ...]

    @property
    def promise(self) -> Promise:
        return self.promises[-1]


def _product(row: Product | None, recorded: Recorded) -> Product:
    match recorded.act:
        case ProductOpened() as act:
            return Product(
                seller=recorded.seller,
                id=recorded.subject,
                name=act.name,
                slug=act.slug,
                status="open",
                currency=act.currency,
                stages=act.stages,
                terms=(act.terms,),
                promises=(Promise(1, act.by, "", recorded.at),),
            )
        case PromiseRevised() as act:
            assert row is not None
            return replace(
                row, promises=(*row.promises, Promise(act.version, act.by, act.reason, recorded.at))
            )
        case other:
            raise AssertionError(other)


PRODUCTS = Fold("products", Product, (ProductOpened, PromiseRevised), subject_of, _product)

ROOM = Room("products", (ProductOpened, PromiseRevised), (PRODUCTS,))
