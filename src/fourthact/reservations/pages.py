"""The page on which people reserve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact.people import sellers
from fourthact.products import Product, ProductReason, product_by_slug
from fourthact.reservations.actions import PLACE, PlaceReservation
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money
from fourthact.web.forms import Email, Name
from fourthact.web.pages import Pages, Visit, pages_router, see_other, visit

own = Pages(Path(__file__).parent / "templates")
EMPTY = {"name": "", "email": ""}


@dataclass(frozen=True, slots=True)
class Counter:
    """Where somebody reserves: a seller's product."""

    seller: str
    product: Product


@get("/{lang:str}/p/{seller:str}/{slug:str}")
async def product(
    request: Request[Any, Any, Any], lang: FromPath[str], seller: FromPath[str], slug: FromPath[str]
) -> Response[Any]:
    """A product, its deposit and its promise, and the form to reserve it."""
    page = visit(request, lang)
    return _show(page, await _counter(page, seller, slug), EMPTY, {})


@post("/{lang:str}/p/{seller:str}/{slug:str}", status_code=303)
async def reserve(
    request: Request[Any, Any, Any], lang: FromPath[str], seller: FromPath[str], slug: FromPath[str]
) -> Response[Any]:
    """Take a place in line; then the holder's own page."""
    page = visit(request, lang)
    counter = await _counter(page, seller, slug)
    form = await page.form()
    given = {name: form.get(name, "").strip() for name in EMPTY}
    trouble = wrong(given)
    if trouble:
        return _show(page, counter, given, trouble, status=422)
    owner = counter.product.seller
    args = PlaceReservation(
        id=ids.new_id(),
        code=ids.new_code(),
        product=counter.product.id,
        language=page.language.code,
        **given,
    )
    answer = await page.ask(PLACE, args, owner, counter.product.id, form)
    token = page.context.links.token(owner, answer.first.subject)
    return see_other(page.reservation_path(token))


class _Name(msgspec.Struct):
    name: Name


class _Email(msgspec.Struct):
    email: Email


def wrong(given: Mapping[str, str]) -> dict[str, bool]:
    """The fields of the form that will not do."""
    found = {}
    for name, form in (("name", _Name), ("email", _Email)):
        try:
            msgspec.convert({name: given[name]}, form)
        except msgspec.ValidationError:
            found[name] = True
    return found


async def _counter(page: Visit, seller: str, slug: str) -> Counter:
    try:
        owner: UUID = ids.inner("seller", seller)
    except ValueError:
        raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": slug[:80]}) from None
    async with page.context.pool.connection() as conn:
        found = await product_by_slug(conn, owner, slug)
        if found is None:
            raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": slug[:80]})
        name = next(one.name for one in await sellers(conn) if one.id == owner)
    return Counter(name, found)


def _show(
    page: Visit, counter: Counter, given: Mapping[str, str], trouble: Mapping[str, bool], status: int = 200
) -> Response[Any]:
    found = counter.product
    stages = [
        {
            "n": s.n,
            "method": s.method,
            "due_days": s.due_days,
            "amount": Money(s.amount_minor, found.currency),
        }
        for s in found.stages
    ]
    terms = found.terms[-1]
    path = f"/p/{ids.outer('seller', found.seller)}/{found.slug}"
    return own.show(
        "product.html",
        page.language,
        path,
        status=status,
        seller=counter.seller,
        product=found,
        stages=stages,
        deposit=Money(sum(s.amount_minor for s in found.stages), found.currency),
        terms=terms,
        fee="" if terms.fee is None else terms.fee.told(found.currency, page.language),
        given=given,
        trouble=trouble,
        here=f"/{page.language.code}{path}",
    )


router = pages_router(product, reserve)
