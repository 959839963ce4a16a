"""Products for machines: open one, revise its promise, see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from fourthact.products.actions import (
    OPEN,
    PROMISE,
    TERMS,
    OpenProduct,
    PromiseProduct,
    ReviseTerms,
    product_id,
)
from fourthact.products.acts import FeeRule, Product, ProductOpened, PromiseRevised, Stage, TermsRevised
from fourthact.products.reads import product_by_id, products
from fourthact.products.rules import STAGES_MAX, ProductReason
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.forms import AmountMinor, Body, Code, Currency, Line, Name, Prose, Slug
from fourthact.web.operation import known, told


class StageWanted(Body, frozen=True):
    """One part of the deposit. Units: minor; days after placing (0: at once)."""

    n: Annotated[int, Meta(ge=1, le=STAGES_MAX)]
    amount_minor: AmountMinor
    method: Literal["card", "transfer"]
    rail: Code
    due_days: Annotated[int, Meta(ge=0, le=3_650)]


class FeeWanted(Body, frozen=True):
    """What is retained of who leaves, from so many days after placing: an amount in `currency`, or per mille of what
    was paid.

    `withdrawal_days`: when these holders' right to withdraw ends, in days after placing; null: not before delivery, as
    where goods are sold to consumers at a distance. Nothing is retained while it is open.
    """

    from_days: Annotated[int, Meta(ge=0, le=36_500)]
    amount_minor: Annotated[int, Meta(ge=-(10**12), le=10**12)] | None = None
    currency: Currency | None = None
    per_mille: Annotated[int, Meta(ge=-(10**12), le=10**12)] | None = None
    withdrawal_days: Annotated[int, Meta(ge=0, le=36_500)] | None = None

    def rule(self, currency: str) -> FeeRule:
        """Refuses: FEE_CURRENCY."""
        if (self.currency or currency) != currency:
            facts = {"currency": self.currency, "product_currency": currency}
            raise Refused(ProductReason.FEE_CURRENCY, facts)
        return FeeRule(self.from_days, self.amount_minor, self.per_mille, self.withdrawal_days)


class ProductWanted(Body, frozen=True):
    """A product to open. `promise_by`: delivery by this day; null where no day is promised. `fee`: what is retained of
    who leaves; null: nothing.
    """

    name: Name
    slug: Slug
    currency: Currency
    stages: Annotated[tuple[StageWanted, ...], Meta(min_length=1, max_length=STAGES_MAX)]
    terms: Prose
    promise_by: date | None
    fee: FeeWanted | None = None


class TermsWanted(Body, frozen=True):
    """Other terms. `fee`: what is retained of who leaves; null: nothing."""

    text: Prose
    fee: FeeWanted | None = None


class PromiseWanted(Body, frozen=True):
    """A new promise. `by`: null where no day is promised any more; `reason`: what holders are told."""

    by: date | None
    reason: Line


class PromiseShown(msgspec.Struct, frozen=True):
    """A promise. `at`: when it was made."""

    version: int
    by: date | None
    reason: str
    at: datetime


class TermsShown(msgspec.Struct, frozen=True):
    """What holders agree to. `fee`: what is retained of who leaves; null: nothing."""

    version: int
    text: str
    fee: FeeRule | None


class ProductShown(msgspec.Struct, frozen=True):
    """A product. `page`: where holders reserve; promises and terms are all there ever were, newest last."""

    id: str
    name: str
    slug: str
    status: str
    currency: str
    stages: tuple[Stage, ...]
    terms: list[TermsShown]
    promises: list[PromiseShown]
    page: str


class ProductList(msgspec.Struct, frozen=True):
    """All products of the seller."""

    products: list[ProductShown]


class Opened(msgspec.Struct, frozen=True):
    """A product was opened."""

    id: str
    slug: str
    page: str
    acts: list[str]
    receipt: dict[str, Any] | None


class TermsChanged(msgspec.Struct, frozen=True):
    """Whoever reserves from now on agrees to these terms."""

    product: str
    version: int
    acts: list[str]
    receipt: dict[str, Any] | None


class Promised(msgspec.Struct, frozen=True):
    """A promise was revised; each holder will be told, and asked whether they wait or leave."""

    product: str
    version: int
    by: date | None
    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Products")

FEE = (
    ProductReason.FEE_CURRENCY,
    ProductReason.FEE_UNCLEAR,
    ProductReason.FEE_ABOVE_PRICE,
    ProductReason.WITHDRAWAL_TOO_SHORT,
)


@router.post(
    "/products",
    takes=ProductWanted,
    gives=Opened,
    scope="products:write",
    refuses=(
        ProductReason.CURRENCY_UNKNOWN,
        ProductReason.STAGES_OUT_OF_ORDER,
        ProductReason.METHOD_UNKNOWN,
        ProductReason.RAIL_UNKNOWN,
        *FEE,
        ProductReason.SLUG_TAKEN,
    ),
)
async def open_product(call: Call, wanted: ProductWanted) -> Reply:
    """Open a product for reservations."""
    args = OpenProduct(
        id=product_id(call.seller(), wanted.slug),
        name=wanted.name,
        slug=wanted.slug,
        currency=wanted.currency,
        stages=tuple(Stage(s.n, s.amount_minor, s.method, s.rail, s.due_days) for s in wanted.stages),
        terms=wanted.terms,
        by=wanted.promise_by,
        rails=tuple(call.context.rails),
        fee=None if wanted.fee is None else wanted.fee.rule(wanted.currency),
    )
    answer = await call.ask(OPEN, args)
    act = answer.first.act
    assert isinstance(act, ProductOpened)
    name = ids.outer("product", answer.first.subject)
    page = _page(call, ids.outer("seller", answer.first.seller), act.slug)
    return told(answer, Opened(name, act.slug, page, call.names(answer), answer.receipt))


@router.post(
    "/products/{product}/promises",
    takes=PromiseWanted,
    gives=Promised,
    scope="products:write",
    refuses=(ProductReason.PRODUCT_UNKNOWN, ProductReason.PROMISE_UNCHANGED),
)
async def revise_promise(call: Call, product: str, wanted: PromiseWanted) -> Reply:
    """Revise what was promised. The old promise stays on record, and so does the reason."""
    args = PromiseProduct(known("product", product, ProductReason.PRODUCT_UNKNOWN), wanted.by, wanted.reason)
    answer = await call.ask(PROMISE, args)
    act = answer.first.act
    assert isinstance(act, PromiseRevised)
    return told(answer, Promised(product, act.version, act.by, call.names(answer), answer.receipt))


@router.post(
    "/products/{product}/terms",
    takes=TermsWanted,
    gives=TermsChanged,
    scope="products:write",
    refuses=(ProductReason.PRODUCT_UNKNOWN, *FEE, ProductReason.TERMS_UNCHANGED),
)
async def revise_terms(call: Call, product: str, wanted: TermsWanted) -> Reply:
    """Revise the terms for those who reserve from now on. Who holds a place keeps the terms that they agreed to."""
    name = known("product", product, ProductReason.PRODUCT_UNKNOWN)
    found = await _found(call, name, "products:write")
    args = ReviseTerms(name, wanted.text, None if wanted.fee is None else wanted.fee.rule(found.currency))
    answer = await call.ask(TERMS, args)
    act = answer.first.act
    assert isinstance(act, TermsRevised)
    return told(answer, TermsChanged(product, act.terms.version, call.names(answer), answer.receipt))


@router.get("/products", gives=ProductList, scope="products:read")
async def list_products(call: Call) -> Reply:
    """All products of the seller."""
    async with call.reading("products:read") as (conn, who):
        found = await products(conn, who.seller)
    return Reply(ProductList([shown(call, product) for product in found]))


@router.get(
    "/products/{product}",
    gives=ProductShown,
    scope="products:read",
    refuses=(ProductReason.PRODUCT_UNKNOWN,),
)
async def show_product(call: Call, product: str) -> Reply:
    """One product, with every promise that was ever made for it."""
    wanted = known("product", product, ProductReason.PRODUCT_UNKNOWN)
    return Reply(shown(call, await _found(call, wanted, "products:read")))


async def _found(call: Call, product: UUID, scope: str) -> Product:
    """Refuses: PRODUCT_UNKNOWN."""
    async with call.reading(scope) as (conn, who):
        found = await product_by_id(conn, who.seller, product)
    if found is None:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": ids.outer("product", product)})
    return found


def shown(call: Call, product: Product) -> ProductShown:
    return ProductShown(
        id=ids.outer("product", product.id),
        name=product.name,
        slug=product.slug,
        status=product.status,
        currency=product.currency,
        stages=product.stages,
        terms=[TermsShown(terms.version, terms.text, terms.fee) for terms in product.terms],
        promises=[PromiseShown(p.version, p.by, p.reason, p.at) for p in product.promises],
        page=_page(call, ids.outer("seller", product.seller), product.slug),
    )


def _page(call: Call, seller: str, slug: str) -> str:
    return f"{call.context.links.public_url}/en/p/{seller}/{slug}"
