"""What can have happened to a product."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of
from fourthact.languages import Language
from fourthact.values.money import Money

# The day of the event does not count, a period that ends on a day of rest runs on to the next working day (Reg.
# 1182/71, not verified), and the holder's day may end half a day after ours: four days of rest in a row, and a margin.
WITHDRAWAL_GRACE_DAYS = 7


class Stage(msgspec.Struct, frozen=True):
    """One part of the deposit. Units: minor; days after placing (0: at once). `method`: `card` or `transfer`."""

    n: int
    amount_minor: int
    method: str
    rail: str
    due_days: int


class FeeRule(msgspec.Struct, frozen=True):
    """What the seller may retain when a holder leaves so many days after placing, or later: an amount in the product's
    currency, or per mille of what was paid.

    `withdrawal_days`: when the holders' right to withdraw ends, in days after placing; None: not before delivery.
    """

    from_days: int
    amount_minor: int | None = None
    per_mille: int | None = None
    withdrawal_days: int | None = None

    @property
    def withdrawal_over_days(self) -> int | None:
        """From how many days after placing nobody can withdraw any more, on the careful side; None: not while they
        wait.
        """
        return None if self.withdrawal_days is None else self.withdrawal_days + WITHDRAWAL_GRACE_DAYS

    @property
    def applies_days(self) -> int | None:
        """From how many days after placing a fee can be retained; None: never while the holder waits."""
        over = self.withdrawal_over_days
        return None if over is None else max(self.from_days, over)

    def told(self, currency: str, say: Language) -> str:
        """The rule, as a holder reads it."""
        amount = None if self.amount_minor is None else Money(self.amount_minor, currency)
        return say.fee_rule(amount, self.per_mille or 0, self.applies_days)

    @staticmethod
    def leaving(fee: FeeRule | None, currency: str, say: Language) -> str:
        """What leaving means, as a holder reads it."""
        return (
            say.text("leave.always") if fee is None else say.text("fee.leave", rule=fee.told(currency, say))
        )


class Terms(msgspec.Struct, frozen=True):
    """What a holder agrees to; a change is a new version. `fee`: None where nothing is ever retained."""

    version: int
    text: str
    fee: FeeRule | None = None


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


class TermsRevised(Act, frozen=True):
    """Whoever reserves from now on agrees to other terms; who holds a place keeps those that they agreed to."""

    tag: ClassVar[str] = "terms.revised"
    terms: Terms


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

    def terms_of(self, version: int) -> Terms:
        return next(terms for terms in self.terms if terms.version == version)


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
        case TermsRevised() as act:
            assert row is not None
            return replace(row, terms=(*row.terms, act.terms))
        case other:
            raise AssertionError(other)


ACTS = (ProductOpened, PromiseRevised, TermsRevised)
PRODUCTS = Fold("products", Product, ACTS, subject_of, _product)

ROOM = Room("products", ACTS, (PRODUCTS,))
