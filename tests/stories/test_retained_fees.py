"""A seller retains what its terms say, where the law lets it; and no later terms make an older reservation worse."""

from __future__ import annotations

from typing import Any

from fourthact import books
from fourthact.values import ids
from tests.web.visiting import PRODUCT, Web, problem, visited

FAR = "2029-12-31"
TEN_PER_CENT = {"from_days": 60, "per_mille": 100, "withdrawal_days": 14}


async def paid(web: Web, **changes: Any) -> str:
    """A reservation of which all stages are paid: $5,000 by card, $45,000 by wire."""
    placed = await web.reserved(**changes)
    reservation = ids.inner("reservation", placed["reservation"])
    await web.house.pay_by_card(reservation)
    await web.house.pay_by_wire(reservation)
    return str(placed["reservation"])


async def gone(web: Web, reservation: str) -> dict[str, Any]:
    made = await web.made(f"/reservations/{reservation}/cancellation", who="the site")
    return await web.told(f"/refunds/{made['refund']}")


def why(refund: dict[str, Any]) -> tuple[str, int]:
    return refund["fee"]["why"], refund["fee"]["retained_minor"]


async def a_fee(web: Web) -> None:
    """Cléo leaves after a year: a tenth is retained, of the oldest payment. Each leg says what goes back, the legs
    together are the plan, she reads amount and rule in her language, and the income stands in the books."""
    house = web.house
    await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": TEN_PER_CENT})
    reservation = await paid(web, language="en")
    await house.wait(days=365)
    refund = await gone(web, reservation)
    assert why(refund) == ("terms", 500_000)
    assert [(leg["gross_minor"], leg["retained_minor"], leg["amount_minor"]) for leg in refund["legs"]] == [
        (500_000, 500_000, 0),
        (4_500_000, 0, 4_500_000),
    ]
    assert refund["amount_minor"] == 4_500_000
    balances = await house.balances()
    assert balances["income:retained_fees"] == -500_000
    assert balances["liabilities:refunds_payable"] == -4_500_000
    await web.approved(refund["id"], "Ana", "Cy")
    await house.wait(days=1)
    assert (await web.told(f"/refunds/{refund['id']}"))["status"] == "settled"
    owner = ids.inner("reservation", reservation)
    async with house.app.pool.connection() as conn:
        check = await books.check_three_ways(conn, house.seller, house.app.rails, await house.now())
    assert [gap.place for gap in check.differences if gap.why is None] == []
    page = await web.page(house.app.links.page(house.seller, owner, "en"))
    assert "The seller keeps $5,000.00 of it" in page.text
    assert "10%" in page.text
    ((text,),) = house.sql(
        "SELECT convert_from(b.body, 'UTF8')::json ->> 'text' FROM notices AS n JOIN bodies AS b ON b.act = n.act"
        " WHERE n.template = 'cancelled_fee'"
    )
    assert "The seller keeps $5,000.00 of it" in text
    assert "everything" not in text
    late = await web.post(f"/refunds/{refund['id']}/fee-waiver", {"why": "too late"}, "Bo")
    assert problem(late)["code"] == "already_approved"


test_a_fee = visited(a_fee)


async def nothing_retained(web: Web) -> None:
    """Within the days to withdraw, before the fee is due, after the promise slipped: nothing, and it is said why."""
    house = web.house
    product = (await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": TEN_PER_CENT}))["id"]
    one, two, three, four, five, six = [await paid(web) for _ in range(6)]
    assert why(await gone(web, one)) == ("withdrawal_open", 0)
    await house.wait(days=40)
    refund = await gone(web, two)
    assert why(refund) == ("too_early", 0)
    assert refund["amount_minor"] == 5_000_000
    await house.wait(days=40)
    made = await web.made(f"/reservations/{five}/cancellation", who="Ana")
    assert why(await web.told(f"/refunds/{made['refund']}")) == ("request_unshown", 0)
    made = await web.made(f"/reservations/{six}/seller-cancellation", {"why": "We stop here."}, who="Ana")
    assert why(await web.told(f"/refunds/{made['refund']}")) == ("seller_cancelled", 0)
    await web.made(f"/products/{product}/promises", {"by": "2030-06-30", "reason": "A part is late."})
    assert why(await gone(web, three)) == ("promise_slipped", 0)
    await web.made(f"/reservations/{four}/answers", {"choice": "leave"}, "the site")
    ((left,),) = house.sql(
        "SELECT fee ->> 'why' FROM refunds WHERE reservation = %s", ids.inner("reservation", four)
    )
    assert left == "promise_slipped"
    assert "income:retained_fees" not in await house.balances()


test_nothing_retained = visited(nothing_retained)


async def goods_for_consumers(web: Web) -> None:
    """Where the right to withdraw stays open until delivery, as of goods sold at a distance, nothing ever is."""
    rule = {"from_days": 0, "amount_minor": 50_000, "currency": "USD"}
    await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": rule})
    reservation = await paid(web)
    await web.house.wait(days=700)
    assert why(await gone(web, reservation)) == ("withdrawal_open", 0)


test_goods_for_consumers = visited(goods_for_consumers)


async def older_terms(web: Web) -> None:
    """New terms name a fee. Who reserved before keeps the terms without one; who reserves after reads it first."""
    house = web.house
    product = (await web.made("/products", PRODUCT | {"promise_by": FAR}))["id"]
    before = await paid(web)
    terms = {"text": "Now with a fee.", "fee": TEN_PER_CENT}
    assert (await web.made(f"/products/{product}/terms", terms))["version"] == 2
    again = await web.post(f"/products/{product}/terms", terms)
    assert problem(again)["code"] == "terms_unchanged"
    page = await web.page((await web.told(f"/products/{product}"))["page"])
    assert "the seller keeps 10%" in page.text
    after = await paid(web)
    await house.wait(days=100)
    refund = await gone(web, before)
    assert (refund["fee"], refund["amount_minor"]) == (None, 5_000_000)
    refund = await gone(web, after)
    assert (why(refund), refund["fee"]["terms_version"]) == (("terms", 500_000), 2)


test_older_terms = visited(older_terms)


async def waived(web: Web) -> None:
    """Ana has approved; Bo waives the fee. Her approval is void, the whole sum goes back, and Cléo hears of it."""
    house = web.house
    await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": TEN_PER_CENT})
    reservation = await paid(web)
    await house.wait(days=100)
    refund = (await gone(web, reservation))["id"]
    await web.approved(refund, "Ana")
    path = f"/refunds/{refund}/fee-waiver"
    assert problem(await web.post(path, {"why": "x"}, "the site"))["code"] == "needs_a_person"
    given = await web.made(path, {"why": "She waited for long."}, "Bo")
    assert given["amount_minor"] == 500_000
    assert problem(await web.post(path, {"why": "twice"}, "Bo"))["code"] == "no_fee"
    shown = await web.told(f"/refunds/{refund}")
    assert (why(shown), shown["amount_minor"]) == (("waived", 0), 5_000_000)
    assert (shown["approvals"], shown["approvals_void"]) == ([], [house.staff["Ana"].id])
    approval = {"plan_act": shown["plan_act"]}
    assert problem(await web.post(f"/refunds/{refund}/approvals", approval, "Bo"))["code"] == "own_request"
    await web.approved(refund, "Ana", "Cy")
    await house.wait(days=1)
    assert (await web.told(f"/refunds/{refund}"))["status"] == "settled"
    assert "refund_fee_waived" in house.told(ids.inner("reservation", reservation))
    left = await house.balances()
    assert all(name.startswith("assets:") for name in left)
    assert sum(left.values()) == 0


test_waived = visited(waived)


async def all_of_it(web: Web) -> None:
    """Only the first stage was paid, and the fee is as high: nothing goes back, once a person has looked at it."""
    house = web.house
    rule = {"from_days": 30, "amount_minor": 500_000, "withdrawal_days": 14}
    await web.made("/products", PRODUCT | {"promise_by": FAR, "fee": rule})
    placed = (await web.reserved())["reservation"]
    await house.pay_by_card(ids.inner("reservation", placed))
    await house.wait(days=31)
    refund = await gone(web, placed)
    assert (refund["status"], refund["amount_minor"], why(refund)) == ("planned", 0, ("terms", 500_000))
    await web.approved(refund["id"], "Ana")
    if (await web.told(f"/refunds/{refund['id']}"))["status"] == "planned":
        await web.approved(refund["id"], "Cy")
    assert (await web.told(f"/refunds/{refund['id']}"))["status"] == "settled"
    assert (await house.balances())["income:retained_fees"] == -500_000


test_all_of_it = visited(all_of_it)


async def bad_rules(web: Web) -> None:
    """A fee that cannot be is refused before anybody agrees to it."""
    base = {"from_days": 30, "withdrawal_days": 14}
    for rule, code in (
        ({"amount_minor": 5_000_001}, "fee_above_price"),
        ({"amount_minor": 100, "currency": "EUR"}, "fee_currency"),
        ({"amount_minor": -1}, "fee_unclear"),
        ({"per_mille": 1_001}, "fee_unclear"),
        ({"per_mille": 100, "amount_minor": 100}, "fee_unclear"),
        ({}, "fee_unclear"),
        ({"per_mille": 100, "withdrawal_days": 13}, "withdrawal_too_short"),
        ({"per_mille": 100, "from_days": -1}, "field_invalid"),
    ):
        refused = problem(await web.post("/products", PRODUCT | {"fee": base | rule}))
        assert refused["code"] == code, rule
    assert (await web.told("/products"))["products"] == []


test_bad_rules = visited(bad_rules)
