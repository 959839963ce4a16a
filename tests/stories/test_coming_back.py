"""Cléo's mail address died years ago, with every link in it. She has a sheet of paper with the key of her receipts."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from fourthact.values import ids
from tests.house import CLEO
from tests.stories.test_contacts import link, ways
from tests.web.visiting import Web, local, problem, visited

NEW = "cleo@years-later.example"


async def known(web: Web) -> tuple[str, dict[str, str]]:
    """Her reservation, with its first stage paid, and what she knows of it."""
    placed = await web.reserved()
    reservation = placed["reservation"]
    await web.house.pay_by_card(ids.inner("reservation", reservation))
    told = await web.told(f"/reservations/{reservation}")
    page = (await web.page(local(told["page"]))).text
    (key,) = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", page)
    first = (await web.house.mails(CLEO))[0]["text"]
    assert key in first
    assert f"/recovery/{web.seller}" in first
    await web.house.outside(web.house.world.mail_rules, {"recipient": CLEO, "answer": "bounce"})
    reference = told["purse"]["payments"][0]["reference"]
    facts = {"code": told["code"], "key": key, "paid_on": "2018-07-11", "amount": "$5,000.00"}
    return reservation, facts | {"ending": reference[-4:], "address": NEW}


async def sent(web: Web, facts: dict[str, str]) -> httpx2.Response:
    form = await web.page(f"/en/recovery/{web.seller}")
    answer = await web.send(form, **facts)
    await web.house.settle()
    return answer


def plain(page: httpx2.Response) -> tuple[int, str]:
    """What a page says, without the key of its form."""
    return page.status_code, re.sub(r'name="form_key" value="[^"]*"', "", page.text)


async def she_comes_back(web: Web) -> None:
    """Whatever is wrong, the form says the same. When all is right a mail comes; confirmed, it leads to her page, and
    an account that she gave now would wait.
    """
    house = web.house
    reservation, facts = await known(web)
    place = ids.inner("reservation", reservation)
    wrong: list[dict[str, Any]] = [
        {"code": "7K2QF-M9X4H"},
        {"key": "AAAA-BBBB-CCCC-DDDD"},
        {"paid_on": "2018-07-14"},
        {"amount": "4,999.99"},
        {"ending": "0000"},
    ]
    answers = {plain(await sent(web, facts | change)) for change in wrong}
    assert house.tags(place).count("recovery.tried") == 3, "only who has the key leaves a trace"
    assert "contact.added" not in house.tags(place)
    assert await house.mails(NEW) == []
    assert (await sent(web, facts | {"paid_on": "yesterday"})).status_code == 422
    typed = {"key": facts["key"].lower().replace("-", " "), "amount": "5000", "paid_on": "2018-07-12"}
    answers.add(plain(await sent(web, facts | typed)))
    assert len(answers) == 1
    page = await web.page(await link(web, NEW, r"/c/\S+"))
    await web.send(page, "/confirmation")
    await house.settle()
    mine = await web.page(await link(web, NEW, r"/r/[^/\s]+"))
    assert facts["code"] in mine.text
    found = await ways(web, reservation)
    assert found["order"] == [1]
    assert (found["contacts"][1]["source"], found["contacts"][1]["cools_until"]) == (
        "recovery", "2018-07-14T09:00:00Z",
    )  # fmt: skip


test_she_comes_back = visited(she_comes_back)


async def somebody_found_the_paper(web: Web) -> None:
    """The key alone opens nothing: after five guesses in a day the form is deaf, without saying so, until the next."""
    house = web.house
    reservation, facts = await known(web)
    place = ids.inner("reservation", reservation)
    for guess in range(7):
        await sent(web, facts | {"ending": f"{guess:04}"})
    assert house.tags(place).count("recovery.tried") == 5
    assert (await sent(web, facts)).status_code == 200
    assert "contact.added" not in house.tags(place)
    await house.wait(days=1)
    wanted = facts | {"amount": "5000"}
    assert (await web.post("/recoveries", wanted, "Bo")).status_code == 202
    assert "contact.added" in house.tags(place)
    await house.settle()


test_somebody_found_the_paper = visited(somebody_found_the_paper)


async def she_lost_the_paper(web: Web) -> None:
    """Bo enters her document, Ana looks at it; then the new address is asked to confirm, and cools off like any."""
    reservation, _ = await known(web)
    path = f"/reservations/{reservation}/recovery"
    shown = {"address": NEW, "document": "JVBERi0xLjQK"}
    seen = {"outcome": "confirmed"}
    assert problem(await web.post(f"{path}/decision", seen, "Ana"))["code"] == "recovery_not_waiting"
    assert problem(await web.post(path, shown, "the site"))["code"] == "decided_by_a_person"
    assert (
        problem(await web.post(path, shown | {"document": "aGVsbG8="}, "Bo"))["code"] == "document_unreadable"
    )
    await web.made(path, shown, "Bo")
    assert problem(await web.post(f"{path}/decision", seen, "Bo"))["code"] == "own_recovery"
    await web.made(f"{path}/decision", {"outcome": "rejected", "why": "another name"}, "Ana")
    assert await web.house.mails(NEW) == []
    await web.made(path, shown, "Bo")
    assert (await web.made(f"{path}/decision", seen, "Ana"))["contact"] == 1
    await web.send(await web.page(await link(web, NEW, r"/c/\S+")), "/confirmation")
    await web.house.settle()
    assert (await ways(web, reservation))["order"] == [1]


test_she_lost_the_paper = visited(she_lost_the_paper)
