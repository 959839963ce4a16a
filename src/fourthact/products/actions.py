"""Open a product, revise its promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

import msgspec

from fourthact.acts import By, Draft, World
from fourthact.acts.verb import Place
from fourthact.products.acts import PRODUCTS, FeeRule, ProductOpened, Stage, Terms
from fourthact.products.rules import ProductReason, check_fee, check_stages, revise, revise_terms
from fourthact.values import ids
from fourthact.values.errors import Refused


class OpenProduct(msgspec.Struct, frozen=True):
    """A product to open. `id`: see `product_id`; `rails`: those of this house, to check the stages against."""

    id: UUID
    name: str
    slug: str
    currency: str
    stages: tuple[Stage, ...]
    terms: str
    by: date | None
    rails: tuple[str, ...]
    fee: FeeRule | None = None


class ReviseTerms(msgspec.Struct, frozen=True):
    """Other terms for those who reserve from now on."""

    product: UUID
    text: str
    fee: FeeRule | None = None


class PromiseProduct(msgspec.Struct, frozen=True):
    """A new promise for a product."""

    product: UUID
    by: date | None
    reason: str


def product_id(seller: UUID, slug: str) -> UUID:
    """A product is known by its slug, so that two that are opened at once cannot share one."""
    return uuid5(seller, f"product {slug}")


class Open:
    """Open a product. Refuses: as `check_stages` and `check_fee`, SLUG_TAKEN."""

    name, scope = "products.open", "products:write"

    def locks(self, seller: UUID, args: OpenProduct) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: OpenProduct) -> Iterable[Place]:
        return ((PRODUCTS, args.id),)

    def decide(self, args: OpenProduct, by: By, world: World, now: datetime) -> Sequence[Draft]:
        check_stages(args.stages, args.currency, args.rails)
        check_fee(args.fee, args.stages)
        if world.get(PRODUCTS, args.id) is not None:
            raise Refused(ProductReason.SLUG_TAKEN, {"slug": args.slug})
        terms = Terms(1, args.terms, args.fee)
        act = ProductOpened(args.name, args.slug, args.currency, args.stages, terms, args.by)
        return [Draft("product", args.id, act)]


class Revise:
    """Revise the promise of a product. Refuses: PRODUCT_UNKNOWN, PROMISE_UNCHANGED."""

    name, scope = "products.promise", "products:write"

    def locks(self, seller: UUID, args: PromiseProduct) -> Iterable[UUID]:
        return (args.product,)

    def reads(self, seller: UUID, args: PromiseProduct) -> Iterable[Place]:
        return ((PRODUCTS, args.product),)

    def decide(self, args: PromiseProduct, by: By, world: World, now: datetime) -> Sequence[Draft]:
        product = world.get(PRODUCTS, args.product)
        return [
            Draft(
                "product",
                args.product,
                revise(product, args.by, args.reason, ids.outer("product", args.product)),
            )
        ]


class Restate:
    """Revise the terms of a product. Refuses: as `revise_terms`."""

    name, scope = "products.terms", "products:write"

    def locks(self, seller: UUID, args: ReviseTerms) -> Iterable[UUID]:
        return (args.product,)

    def reads(self, seller: UUID, args: ReviseTerms) -> Iterable[Place]:
        return ((PRODUCTS, args.product),)

    def decide(self, args: ReviseTerms, by: By, world: World, now: datetime) -> Sequence[Draft]:
        product = world.get(PRODUCTS, args.product)
        act = revise_terms(product, args.text, args.fee, ids.outer("product", args.product))
        return [Draft("product", args.product, act)]


OPEN, PROMISE, TERMS = Open(), Revise(), Restate()
