"""The form of a holder whose address died. It answers the same whatever is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from fourthact.correspondence.coming_back import Claim, come_back
from fourthact.correspondence.contacts_api import checked
from fourthact.correspondence.recovery import BY_KEY, Proof, Recover
from fourthact.people import sellers
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web.pages import PageReason, Pages, Visit, visit

own = Pages(Path(__file__).parent / "templates")
FIELDS = ("code", "key", "paid_on", "amount", "ending", "address")


@get("/{lang:str}/recovery/{seller:str}")
async def way_in(
    request: Request[Any, Any, Any], lang: FromPath[str], seller: FromPath[str]
) -> Response[Any]:
    """What a holder has to know to come back."""
    page = visit(request, lang)
    return await _show(page, await _seller(page, seller), dict.fromkeys(FIELDS, ""), {})


@post("/{lang:str}/recovery/{seller:str}", status_code=200)
async def come_in(
    request: Request[Any, Any, Any], lang: FromPath[str], seller: FromPath[str]
) -> Response[Any]:
    """If everything is right, a mail goes to the new address. The page says no more than that."""
    page = visit(request, lang)
    owner = await _seller(page, seller)
    form = await page.form()
    given = {name: form.get(name, "").strip()[:200] for name in FIELDS}
    wrong = trouble(given)
    if wrong:
        return await _show(page, owner, given, wrong, status=422)

    async def ask(args: Recover, about: UUID) -> None:
        await page.ask(BY_KEY, args, owner[0], about, form)

    proof = Proof(date.fromisoformat(given["paid_on"]), given["amount"], given["ending"])
    await come_back(page.context, owner[0], Claim(given["code"], given["key"], proof, given["address"]), ask)
    return await _show(page, owner, given, {}, sent=True)


def trouble(given: dict[str, str]) -> dict[str, bool]:
    """The fields that cannot be read; whether they are right is not said."""
    found = {name: True for name in FIELDS if not given[name]}
    try:
        date.fromisoformat(given["paid_on"])
    except ValueError:
        found["paid_on"] = True
    try:
        checked("mail", given["address"])
    except Refused:
        found["address"] = True
    return found


async def _seller(page: Visit, seller: str) -> tuple[UUID, str]:
    """Refuses: LINK_UNKNOWN."""
    try:
        wanted = ids.inner("seller", seller)
    except ValueError:
        raise Refused(PageReason.LINK_UNKNOWN) from None
    async with page.context.pool.connection() as conn:
        found = next((one.name for one in await sellers(conn) if one.id == wanted), None)
    if found is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    return wanted, found


async def _show(
    page: Visit,
    seller: tuple[UUID, str],
    given: dict[str, str],
    wrong: dict[str, bool],
    *,
    status: int = 200,
    sent: bool = False,
) -> Response[Any]:
    path = f"/recovery/{ids.outer('seller', seller[0])}"
    return own.show(
        "recovery.html",
        page.language,
        path,
        status=status,
        seller=seller[1],
        given=given,
        wrong=wrong,
        sent=sent,
        here=f"/{page.language.code}{path}",
    )
