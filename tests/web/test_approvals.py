"""Who agreed to what: an approval is one person's, of one plan, and counts once."""

from __future__ import annotations

import msgspec

from fourthact import refunds
from fourthact.values import ids
from tests.web.visiting import Web, problem, visited

NEW_BANK = {"account": "US77-CLEO-NEW", "name": "Cléo Dupont"}


async def nobody_counts_twice(web: Web) -> None:
    """Ana approves; sent again it is the same approval, and anew it is no second one."""
    placed = await web.reserved()
    await web.made(f"/reservations/{placed['reservation']}/payments", {"stage": 1, "card": "card_ok"})
    gone = await web.made(f"/reservations/{placed['reservation']}/cancellation", who="the site")
    refund = f"/refunds/{gone['refund']}"
    seen = {"plan_act": (await web.told(refund))["plan_act"]}
    unsaid = await web.post(f"{refund}/approvals", {}, "Ana")
    assert (problem(unsaid)["code"], "plan_act" in problem(unsaid)["detail"]) == ("field_invalid", True)
    first = await web.post(f"{refund}/approvals", seen, "Ana", key="ana-1")
    acts = web.acts()
    again = await web.post(f"{refund}/approvals", seen, "Ana", key="ana-1")
    assert (again.status_code, again.json()["acts"]) == (first.status_code, first.json()["acts"])
    assert problem(await web.post(f"{refund}/approvals", seen, "Ana", key="ana-2"))["code"] == "same_person"
    assert web.acts() == acts
    assert len((await web.told(refund))["approvals"]) == 1
    await web.made(f"{refund}/approvals", seen, "Bo")
    late = await web.post(f"{refund}/approvals", seen, "Cy")
    assert problem(late)["code"] == "already_approved"


test_nobody_counts_twice = visited(nobody_counts_twice)


async def the_plan_changes_under_an_approval(web: Web) -> None:
    """Ana has approved a plan without a way out; Cy gives it an account. Ana's approval is void, Bo's of the old
    plan is refused with what to do, and only both approvals of the new plan send the money."""
    house = web.house
    placed = await web.reserved()
    reservation = ids.inner("reservation", placed["reservation"])
    await web.made(f"/reservations/{placed['reservation']}/payments", {"stage": 1, "card": "card_ok"})
    name = ids.new_id()
    nowhere = msgspec.structs.replace(house.app.policy, abilities={})
    await house.ask(refunds.CANCEL, refunds.CancelReservation(reservation, name, "page", nowhere), house.site)
    refund = f"/refunds/{ids.outer('refund', name)}"
    old = {"plan_act": (await web.told(refund))["plan_act"]}
    await web.made(f"{refund}/approvals", old, "Ana")
    given = await web.made(f"{refund}/legs/1/account", NEW_BANK, "Cy")
    assert len(given["acts"]) == 2
    shown = await web.told(refund)
    assert (shown["plan_act"], shown["approvals"]) == (given["acts"][0], [])
    assert shown["approvals_void"] == [house.staff["Ana"].id]
    for who in ("Ana", "Bo"):
        refused = problem(await web.post(f"{refund}/approvals", old, who))
        assert (refused["code"], old["plan_act"] in refused["detail"]) == ("plan_changed", True)
    seen = {"account_act": given["acts"][0], "seen": "cannot_tell"}
    await web.made(f"{refund}/legs/1/account/confirmation", seen, "Bo")
    assert (await web.told(refund))["plan_act"] == given["acts"][0]
    await web.approved(ids.outer("refund", name), "Ana", "Bo")
    shown = await web.told(refund)
    assert (shown["status"], shown["approvals_void"]) == ("approved", [])
    await house.wait(days=2)
    assert (await web.told(refund))["status"] == "settled"
    assert house.tags(reservation).count("refund.approvals_void") == 1


test_the_plan_changes_under_an_approval = visited(the_plan_changes_under_an_approval)
