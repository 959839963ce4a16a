"""Part of what was paid goes back while the reservation lives, and no two refunds give the same money back."""

from __future__ import annotations

import asyncio

import pytest

from fourthact.values import ids
from tests import house as houses
from tests.house import House
from tests.web.visiting import Web, local, problem, visited


async def a_gesture(web: Web) -> None:
    """The price has come down: Bo asks for $1,500 to go back, Ana approves, the newest payment gives it. Cléo keeps
    her place and hears of it. When she leaves later, only the rest goes back, and the books are at zero."""
    house = web.house
    placed = await web.reserved()
    here = f"/reservations/{placed['reservation']}"
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation)
    for body, code in (
        ({"why": "x", "amount_minor": 5_000_001}, "refund_above_paid"),
        ({"why": "x", "amount_minor": 500_001, "payment": 1}, "refund_above_paid"),
        ({"why": "x", "amount_minor": 1, "payment": 3}, "payment_unknown"),
        ({"why": "x"}, "nothing_above_price"),
        ({"amount_minor": 1}, "field_invalid"),
    ):
        refused = problem(await web.post(f"{here}/refunds", body, "Bo"))
        assert refused["code"] == code
    above = problem(await web.post(f"{here}/refunds", {"why": "x", "amount_minor": 5_000_001}, "Bo"))
    assert "5000000" in above["detail"]
    asked = {"why": "The price has come down.", "amount_minor": 150_000}
    assert problem(await web.post(f"{here}/refunds", asked, "the site"))["code"] == "needs_a_person"
    part = await web.made(f"{here}/refunds", asked, "Bo")
    shown = await web.told(f"/refunds/{part['refund']}")
    assert [(leg["payment"], leg["amount_minor"]) for leg in shown["legs"]] == [(2, 150_000)]
    assert (shown["extent"], shown["asked_by"]) == ("partial", house.staff["Bo"].id)
    seen = {"plan_act": shown["plan_act"]}
    own = await web.post(f"/refunds/{part['refund']}/approvals", seen, "Bo")
    assert problem(own)["code"] == "own_request"
    await web.approved(part["refund"], "Ana", "Cy")
    await house.wait(days=1)
    assert (await web.told(f"/refunds/{part['refund']}"))["status"] == "settled"
    assert (await web.told(here))["status"] == "confirmed"
    told = house.told(reservation)
    assert "refund_part_planned" in told
    assert "refund_part_settled" in told
    assert "refund_settled" not in told

    gone = await web.made(f"{here}/cancellation", who="the site")
    assert gone["amount_minor"] == 4_850_000
    await web.approved(gone["refund"])
    await house.wait(days=2)
    assert (await web.told(f"/refunds/{gone['refund']}"))["status"] == "settled"
    assert await house.balances() == {}
    after = {"why": "x", "amount_minor": 1}
    assert problem(await web.post(f"{here}/refunds", after, "Bo"))["code"] == "refund_above_paid"


test_a_gesture = visited(a_gesture)


async def all_at_once(web: Web) -> None:
    """Five people ask at the same moment for more than half: one has it, the others are told what is left."""
    placed = await web.reserved()
    here = f"/reservations/{placed['reservation']}"
    await web.house.pay_by_card(ids.inner("reservation", placed["reservation"]))
    asked = {"why": "a gesture", "amount_minor": 300_000}
    answers = await asyncio.gather(*(web.post(f"{here}/refunds", asked, "Bo") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    refused = [problem(answer) for answer in answers if answer.status_code == 409]
    assert all("200000" in one["detail"] for one in refused)
    gone = await web.made(f"{here}/cancellation", who="the site")
    assert gone["amount_minor"] == 200_000


test_all_at_once = visited(all_at_once)


async def too_much(web: Web) -> None:
    """Cléo wires $500 too much. Bo has it sent back: what is above the price, no sum to mistype; then nothing is."""
    house = web.house
    placed = await web.reserved()
    here = f"/reservations/{placed['reservation']}"
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation, 4_550_000)
    part = await web.made(f"{here}/refunds", {"why": "She wired too much."}, "Bo")
    assert (part["extent"], part["amount_minor"]) == ("overpaid", 50_000)
    again = await web.post(f"{here}/refunds", {"why": "Once more."}, "Bo")
    assert problem(again)["code"] == "nothing_above_price"
    await web.approved(part["refund"], "Ana", "Cy")
    await house.wait(days=1)
    assert (await web.told(f"/refunds/{part['refund']}"))["status"] == "settled"
    assert (await house.balances())["assets:bank:sandbox"] == 4_500_000


test_too_much = visited(too_much)


async def too_much_by_itself(web: Web) -> None:
    """Where the seller wants it so, what is above the price is planned to go back as it comes in, in its own time."""
    house = web.house
    placed = await web.reserved()
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation, 4_550_000)
    await overpaid_is_settled(house, reservation, 50_000)
    await house.pay_by_wire(reservation, 100)
    await overpaid_is_settled(house, reservation, 100)


async def overpaid_is_settled(house: House, reservation: object, minor: int) -> None:
    query = "SELECT id FROM refunds WHERE reservation = %s AND settled_at IS NULL"
    ((refund,),) = house.sql(query, reservation)
    found = await house.refund(refund)
    assert (found.extent, found.amount_minor) == ("overpaid", minor)
    await house.approve(refund)
    await house.wait(days=1)
    assert (await house.refund(refund)).status == "settled"


def test_too_much_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = houses.environment
    setting = {"FOURTHACT_REFUND_OVERPAYMENTS": "true"}
    monkeypatch.setattr(houses, "environment", lambda *where: plain(*where) | setting)
    visited(too_much_by_itself)()


async def too_much_asked_back(web: Web) -> None:
    """Her page says that she has paid $500 too much. She asks for it there, twice by a tired finger: one refund, which
    a person approves, and her place stays. Then the page offers nothing more."""
    house = web.house
    placed = await web.reserved()
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation)
    assert "/overpayment" not in (await web.page(placed["page"])).text
    await house.pay_by_wire(reservation, 50_000)
    page = await web.page(placed["page"])
    assert "500,00" in page.text.partition("/overpayment")[0]
    for _ in range(2):
        answer = await web.send(page, "/overpayment")
        assert answer.status_code == 303, answer.text
    stale = await web.client.post(local(placed["page"]) + "/overpayment", data={"form_key": "k" * 24})
    assert stale.status_code == 303
    await house.settle()
    found = await house.refund_of(reservation)
    assert (found.extent, found.amount_minor, found.asked_by) == ("overpaid", 50_000, None)
    assert house.sql("SELECT 1 FROM acts WHERE tag = 'refund.planned'") == [(1,)]
    assert "/overpayment" not in (await web.page(placed["page"])).text
    await house.approve(found.id)
    await house.wait(days=1)
    assert (await house.refund(found.id)).status == "settled"
    assert (await house.purse(reservation)).complete
    assert (await house.balances())["assets:bank:sandbox"] == 4_500_000


test_too_much_asked_back = visited(too_much_asked_back)
