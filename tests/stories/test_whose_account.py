"""A new account is given: names are compared, the payee's bank is asked, and a second person sees what they say."""

from __future__ import annotations

from typing import Any

import pytest

from fourthact.values import ids
from tests.house import HER_BANK
from tests.web.visiting import Web, problem, visited

NEW = "US77-CLEO-NEW"


async def returned(web: Web) -> dict[str, Any]:
    """Cléo's wire goes back to an account that is closed by now: the leg waits for a person. Her refund."""
    house = web.house
    placed = await web.reserved()
    reservation = ids.inner("reservation", placed["reservation"])
    await house.pay_by_card(reservation)
    await house.pay_by_wire(reservation)
    await house.outside(house.world.outside, HER_BANK, "Cleo Dupont", closed=True)
    gone = await web.made(f"/reservations/{placed['reservation']}/cancellation", who="the site")
    await web.approved(gone["refund"])
    await house.wait(days=4)
    refund = await web.told(f"/refunds/{gone['refund']}")
    assert [leg["status"] for leg in refund["legs"]] == ["settled", "by_hand"]
    return refund


async def given(web: Web, refund: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    """Cy enters an account; the leg as it then stands."""
    wanted = {"account": NEW, "name": name} | more
    await web.made(f"/refunds/{refund['id']}/legs/2/account", wanted, "Cy")
    leg: dict[str, Any] = (await web.told(f"/refunds/{refund['id']}"))["legs"][1]
    assert leg["status"] == "to_confirm"
    return leg


async def confirmed(web: Web, path: str, seen: dict[str, Any]) -> None:
    """Two people agreed to the plan, so two confirm another account."""
    for who in ("Bo", "Ana"):
        await web.made(path, seen, who)


async def settled(web: Web, refund: dict[str, Any]) -> None:
    await web.house.wait(days=1)
    assert (await web.told(f"/refunds/{refund['id']}"))["status"] == "settled"
    assert (await web.house.books())["outside"][NEW] == {"USD": -4_500_000}


async def one_look(web: Web) -> None:
    """Holder, payer and bank agree: Bo and Ana confirm with one look."""
    await web.house.outside(web.house.world.outside, NEW, "CLEO DUPONT")
    refund = await returned(web)
    leg = await given(web, refund, "Cléo Dupont")
    said = leg["payee"]
    assert [said[name] for name in ("answer", "holder", "payer", "bank")] == ["match"] * 4
    path = f"/refunds/{refund['id']}/legs/2/account/confirmation"
    await confirmed(web, path, {"account_act": leg["account_act"]})
    await settled(web, refund)


test_one_look = visited(one_look)


async def mistyped(web: Web) -> None:
    """A letter of the IBAN is wrong: nothing is lost, Cy reads what to do in her language, and enters it rightly."""
    refund = await returned(web)
    path = f"/refunds/{refund['id']}/legs/2/account"
    wanted = {"account": "FR14 2004 1010 0505 0001 3M02 607", "name": "Cléo Dupont"}
    for language, words in (
        ("en", "typing error"),
        ("fr", "faute de frappe"),
        ("ko", "오타"),
        ("it", "battitura"),
    ):
        no = problem(await web.post(path, wanted, "Cy", **{"accept-language": language}))
        assert no["code"] == "iban_mistyped"
        assert words in no["detail"]
    assert (await web.told(f"/refunds/{refund['id']}"))["legs"][1]["status"] == "by_hand"
    await web.made(path, wanted | {"account": "FR14 2004 1010 0505 0001 3M02 606"}, "Cy")
    assert (await web.told(f"/refunds/{refund['id']}"))["legs"][1]["status"] == "to_confirm"


test_mistyped = visited(mistyped)


@pytest.mark.parametrize(
    ("holds", "name", "fault", "bank", "answer"),
    [
        ("C. Dupont", "Cléo Dupont", None, "close_match", "close_match"),
        ("Dan Levi", "Cléo Dupont", None, "no_match", "no_match"),
        (None, "Cléo Dupont", None, "cannot_tell", "cannot_tell"),
        ("Cléo Dupont", "Cléo Dupont", "undone_unanswered", "unavailable", "unavailable"),
        ("Cléo Dupont", "Cléo Dupont", "garbage", "unavailable", "unavailable"),
        ("Cléo Dupont", "Cléo Dupont", "no_service", "unavailable", "unavailable"),
        ("Cléo Dupont", "Cléo Dupont", "wrong", "no_match", "no_match"),
        ("Dan Levi", "Dan Levi", None, "match", "no_match"),
    ],
)
def test_a_doubt_is_named_by_who_saw_it(
    holds: str | None, name: str, fault: str | None, bank: str, answer: str
) -> None:
    """Whatever the doubt is, money waits until the second person names it. Nothing is blocked: the clock tells."""

    async def story(web: Web) -> None:
        house = web.house
        if holds is not None:
            await house.outside(house.world.outside, NEW, holds)
        refund = await returned(web)
        if fault is not None:
            await house.outside(house.world.script, house.account, "verify_payee", [{"fault": fault}])
        leg = await given(web, refund, name)
        assert (leg["payee"]["bank"], leg["payee"]["answer"]) == (bank, answer)
        if bank == "close_match":
            acts = (await web.told(f"/reservations/{refund['reservation']}/acts"))["acts"]
            assert next(act["body"] for act in acts if act["id"] == leg["payee"]["act"]) == {"name": holds}
        path = f"/refunds/{refund['id']}/legs/2/account/confirmation"
        for seen in ({}, {"seen": "match"}, {"seen": "asked"}):
            refused = problem(await web.post(path, {"account_act": leg["account_act"]} | seen, "Bo"))
            assert refused["code"] == "check_not_seen"
            assert answer in refused["detail"]
        await confirmed(web, path, {"account_act": leg["account_act"], "seen": answer})
        await settled(web, refund)

    visited(story)()


async def the_bank_comes_back(web: Web) -> None:
    """Its bank is away when the account is given; an hour later it answers, and what Bo saw before no longer stands."""
    house = web.house
    await house.outside(house.world.outside, NEW, "Cléo Dupont")
    refund = await returned(web)
    await house.outside(house.world.script, house.account, "verify_payee", [{"fault": "undone_error"}])
    leg = await given(web, refund, "Cléo Dupont")
    assert leg["payee"]["answer"] == "unavailable"
    await house.wait(hours=1)
    reservation = ids.inner("reservation", refund["reservation"])
    assert house.tags(reservation).count("refund.payee_checked") == 2
    path = f"/refunds/{refund['id']}/legs/2/account/confirmation"
    stale = {"account_act": leg["account_act"], "seen": "unavailable"}
    assert problem(await web.post(path, stale, "Bo"))["code"] == "check_not_seen"
    await confirmed(web, path, {"account_act": leg["account_act"]})
    await settled(web, refund)


test_the_bank_comes_back = visited(the_bank_comes_back)


async def nobody_looks(web: Web) -> None:
    """The bank stays away and nobody confirms: it is asked three times, and the law's day says what is waited for."""
    house = web.house
    refund = await returned(web)
    down = [{"fault": "undone_unanswered"}]
    for _ in range(4):
        await house.outside(house.world.script, house.account, "verify_payee", down)
    leg = await given(web, refund, "Cléo Dupont")
    await house.wait(days=15)
    reservation = ids.inner("reservation", refund["reservation"])
    assert house.tags(reservation).count("refund.payee_checked") == 3
    assert house.tags(reservation)[-1] == "refund.clock_rang"
    rang = (await house.refund(ids.inner("refund", refund["id"]))).rang
    assert rang == ("half", "promise", "warning", "statute")
    assert (await web.told(f"/refunds/{refund['id']}"))["waits_for"] == ["confirmation"]
    path = f"/refunds/{refund['id']}/legs/2/account/confirmation"
    await confirmed(web, path, {"account_act": leg["account_act"], "seen": "unavailable"})
    await settled(web, refund)


test_nobody_looks = visited(nobody_looks)


async def an_heirs_account(web: Web) -> None:
    """Her brother acts for her. The account he gives is tied to him: compared with his name, seen by a second person
    even where everything fits, and refused before his paper is confirmed or for another reservation.
    """
    house = web.house
    await house.outside(house.world.outside, NEW, "Louis Dupont")
    refund = await returned(web)
    heir = {"kind": "inheritance", "name": "Louis Dupont", "document": "JVBERi0xLjQK"}
    people = f"/reservations/{refund['reservation']}/representatives"
    named = (await web.made(people, heir, "Bo"))["representative"]
    account = {"account": NEW, "name": "Louis Dupont", "representative": named}
    path = f"/refunds/{refund['id']}/legs/2/account"
    assert problem(await web.post(path, account, "Cy"))["code"] == "representative_is"
    nobody = account | {"representative": "rep_" + "0" * 32}
    assert problem(await web.post(path, nobody, "Cy"))["code"] == "representative_unknown"
    await web.made(f"{people}/{named}/decision", {"outcome": "confirmed"}, "Ana")
    leg = await given(web, refund, "Louis Dupont", representative=named)
    said = leg["payee"]
    assert (said["holder"], said["representative"], said["bank"]) == ("no_match", "match", "match")
    assert (said["given_by"], said["answer"]) == (named, "match")
    seen = {"account_act": leg["account_act"]}
    assert problem(await web.post(f"{path}/confirmation", seen, "Bo"))["code"] == "check_not_seen"
    assert (
        problem(await web.post(f"{path}/confirmation", seen | {"seen": "match"}, "Cy"))["code"]
        == "own_account"
    )
    await confirmed(web, f"{path}/confirmation", seen | {"seen": "match"})
    await settled(web, refund)


test_an_heirs_account = visited(an_heirs_account)
