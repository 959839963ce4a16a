"""The books over HTTP: what is held on any day, a period that Ana closes, an entry that nobody claims."""

from __future__ import annotations

from fourthact.values import ids
from fourthact.values.money import Money
from tests.web.visiting import HOLDER, PRODUCT, Web, problem, visited


async def finance(web: Web) -> None:
    product = (await web.made("/products", PRODUCT))["id"]
    placed = await web.made("/reservations", {**HOLDER, "product": product}, "the site")
    await web.made(
        f"/reservations/{placed['reservation']}/payments", {"stage": 1, "card": "card_ok"}, "the site"
    )
    house = web.house
    await house.outside(
        house.world.wire, house.account, Money(7, "USD"), "?", payer_name="X", payer_account="US-X", key="x",
        at=await house.now(),
    )  # fmt: skip
    await web.made("/clock", {"to": "2018-08-20T09:00:00Z"})

    held = await web.told("/books/deposits?per=holder")
    assert [(row["whose"], row["reservations"], row["deposits_minor"]) for row in held["held"]] == [
        (HOLDER["email"].lower(), [placed["code"]], 500_000)
    ]
    assert (await web.told("/books/deposits?per=product"))["held"][0]["whose"] == product
    assert (await web.told("/books/deposits?on=2018-07-10"))["held"] == []
    assert (await web.told("/books/balances?on=2018-07-10&by=record"))["balances"] == []
    now = await web.told("/books/balances?on=2018-07-11&by=value")
    assert {b["account"]: b["balance_minor"] for b in now["balances"]}["assets:bank:sandbox"] == 7

    assert await web.told("/books/periods") == {"open_from": None, "closed": []}
    await web.made("/books/periods", {"until": "2018-07-31"})
    periods = await web.told("/books/periods")
    assert (periods["open_from"], periods["closed"][0]["person"]) == ("2018-08-01", house.staff["Ana"].id)

    ((stray,),) = house.sql("SELECT id FROM entries WHERE amount_minor = 7")
    entry = f"/books/entries/{ids.outer('entry', stray)}/decisions"
    for decision in ("set_aside", "release"):
        await web.made(entry, {"decision": decision, "reason": "nobody asks"})
    on_entry = entry.replace("decisions", "proposals")
    made = await web.made(on_entry, {"what": "write_off", "reason": "nobody asks"})
    wanted = {
        "account": "assets:provider:sandbox",
        "amount_minor": -5,
        "currency": "USD",
        "reason": "a cent too many",
    }
    other = await web.made("/books/write-offs", wanted)
    assert (made["status"], other["status"]) == ("proposed", "proposed")
    waiting = (await web.told("/books/proposals"))["proposals"]
    assert [(one["proposal"], one["reason"]) for one in waiting] == [
        (made["proposal"], "nobody asks"),
        (other["proposal"], "a cent too many"),
    ]
    for one in waiting:
        answers = f"/books/proposals/{one['proposal']}/answers"
        agreed = {"answer": "approve", "reason": "so it is"}
        assert problem(await web.post(answers, agreed))["code"] == "own_proposal"
        assert (await web.made(answers, agreed, "Bo"))["status"] == "done"
    assert (await web.told("/books/proposals"))["proposals"] == []
    ends = {b["account"]: b["balance_minor"] for b in (await web.told("/books/balances"))["balances"]}
    assert (ends["liabilities:unclaimed"], ends["assets:clearing:sandbox"]) == (0, 0)
    assert (ends["expenses:write_offs"], ends["assets:provider:sandbox"]) == (-12, 5)


test_finance_at_work = visited(finance)
