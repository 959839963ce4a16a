"""The seller cancels, and says so: nobody is told that they asked for what they did not ask for."""

from __future__ import annotations

import re
from typing import Any

from fourthact.values import ids
from tests.stories.test_retained_fees import FAR, TEN_PER_CENT, paid
from tests.web.visiting import PRODUCT, Web, problem, visited

LETTER = """
    SELECT convert_from(b.body, 'UTF8')::json ->> 'text' FROM notices AS n JOIN bodies AS b ON b.act = n.act
     WHERE n.template LIKE 'cancelled%%' AND n.reservation = %s
"""
WHY = "Le Roadster ne sera pas construit."


async def letter(web: Web, reservation: str) -> str:
    await web.house.settle()
    ((text,),) = web.house.sql(LETTER, ids.inner("reservation", reservation))
    return re.sub(r"\s+", " ", text)


async def page(web: Web, reservation: str, language: str) -> str:
    owner = ids.inner("reservation", reservation)
    return (await web.page(web.house.app.links.page(web.house.seller, owner, language))).text


async def a_seller_cancels(web: Web) -> None:
    """The car will not be built. Cléo reads in her language who cancels and why, and all of her money goes back,
    whatever the terms say of a fee; who cancelled is none of those who approve it."""
    await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": TEN_PER_CENT})
    reservation = await paid(web)
    await web.house.wait(days=365)
    here = f"/reservations/{reservation}/seller-cancellation"
    assert problem(await web.post(here, {"why": WHY}, "the site"))["code"] == "needs_a_person"
    assert problem(await web.post(here, {"why": ""}, "Ana"))["code"] == "field_invalid"
    gone = await web.made(here, {"why": WHY}, "Ana")
    assert (gone["channel"], gone["amount_minor"]) == ("seller", 5_000_000)
    assert problem(await web.post(here, {"why": WHY}, "Bo"))["code"] == "already_cancelled"
    text = await letter(web, reservation)
    assert "sans que vous l’ayez demandé" in text
    assert WHY in text
    assert "comme vous l’avez demandé" not in text
    assert "c’est le vendeur qui annule" in text
    shown = await page(web, reservation, "fr")
    assert f"Motif indiqué : {WHY}" in shown.replace("\N{NARROW NO-BREAK SPACE}", " ").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Vous avez quitté la file" not in shown
    refund = await web.told(f"/refunds/{gone['refund']}")
    assert (refund["fee"]["why"], refund["fee"]["retained_minor"]) == ("seller_cancelled", 0)
    seen = {"plan_act": refund["plan_act"]}
    refused = await web.post(f"/refunds/{refund['id']}/approvals", seen, "Ana")
    assert problem(refused)["code"] == "own_request"
    await web.approved(refund["id"], "Bo", "Cy")
    await web.house.wait(days=1)
    assert (await web.told(f"/refunds/{refund['id']}"))["status"] == "settled"


test_a_seller_cancels = visited(a_seller_cancels)


async def entered_for_her(web: Web) -> None:
    """Bo enters what Cléo said on the telephone. The record has only Bo's word for it, and she is told so."""
    await web.made("/products", PRODUCT | {"promise_by": FAR})
    one, two = await paid(web, language="en"), (await web.reserved(language="en"))["reservation"]
    for reservation in (one, two):
        made: dict[str, Any] = await web.made(f"/reservations/{reservation}/cancellation", who="Bo")
        assert made["channel"] == "staff"
        text = await letter(web, reservation)
        assert "A member of our staff entered your request" in text
        assert "if you did not ask for this, answer this message" in text
        assert "as you asked" not in text
    assert "through a member of the seller&#39;s staff" in await page(web, one, "en")
    assert "nothing to give back" in text


test_entered_for_her = visited(entered_for_her)
