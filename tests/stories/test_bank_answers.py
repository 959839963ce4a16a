"""Our orders go out as files, the bank answers with files, and only its statement says that money has moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from fourthact import books
from fourthact.books.checking import Difference
from fourthact.values import ids
from tests.stories.bank import DOLLARS, EUROS, Bank, Order, Places, banked
from tests.web.visiting import problem

# Each story is told twice, so that together they have each way with each version.
ONE = pytest.mark.parametrize(
    ("places", "version"), [(EUROS, "001.09"), (DOLLARS, "001.03")], ids=["sepa", "wire"]
)
OTHER = pytest.mark.parametrize(
    ("places", "version"), [(EUROS, "001.03"), (DOLLARS, "001.09")], ids=["sepa", "wire"]
)
IBAN = pytest.mark.parametrize(("places", "version"), [(EUROS, "001.09")], ids=["sepa"])
NEW = {"EUR": "DE89370400440532013000", "USD": "021000021/77777"}


def told(
    story: Callable[[Bank], Awaitable[None]], ways: pytest.MarkDecorator
) -> Callable[[Places, str], None]:
    @ways
    def test(places: Places, version: str) -> None:
        banked(places, version, story)

    test.__doc__, test.__module__ = story.__doc__, story.__module__
    return test


async def accepted(bank: Bank) -> None:
    """Received, pending, accepted, in part, carried out: it waits; the statement settles; later it comes back."""
    refund, order = await bank.refund()
    for group, single in (
        ("ACTC", ""),
        ("PDNG", ""),
        ("PART", "PDNG"),
        ("", "ACSP"),
        ("ACCP", "ACCC"),
        ("", "ACSC"),
    ):
        await bank.answer(order.key, group=group, single=single)
        leg = await bank.leg(refund)
        assert (leg["status"], leg["attempt"]) == ("sent", 1)
        assert await bank.tasks() == {"files": [], "missing": [], "entries": [], "orders": []}
    await bank.state((-order.minor, "refund", order.key, ""))
    assert (await bank.web.told(refund))["status"] == "settled"
    # An answer that was a day longer on its way says nothing new.
    await bank.answer(order.key, single="ACSC")
    assert (await bank.tasks())["files"] == []
    # Three weeks later: the account is closed. The leg is open again, and waits for an account.
    await bank.house.wait(days=21)
    await bank.state((order.minor, "return of refund", order.key, "AC04"))
    (entry,) = bank.house.sql("SELECT kind, matched FROM entries WHERE key IS NOT NULL AND amount_minor > 0")
    assert entry == ("return", "order")
    await paid_to_another_account(bank, refund, order.key, "account_closed")


async def rejected_whole(bank: Bank) -> None:
    """The whole message is rejected: nothing of it was paid, and its only leg is open again."""
    refund, order = await bank.refund()
    await bank.answer(order.key, group="RJCT", reason="AC04", words="account closed")
    # The bank says it again, in a file of its own: that is no news.
    await bank.answer(order.key, group="RJCT", reason="AC04", words="account closed")
    await bank.answer(order.key, group="PART")
    assert (await bank.tasks())["files"] == []
    await paid_to_another_account(bank, refund, order.key, "account_closed")


async def rejected_single(bank: Bank) -> None:
    """The message is accepted in part, which is nothing when it holds one payment and that is rejected."""
    refund, order = await bank.refund()
    await bank.answer(order.key, group="PART", single="RJCT", reason="BE04")
    await paid_to_another_account(bank, refund, order.key, "address_missing")


async def account_unknown_and_misprinted(bank: Bank) -> None:
    """No such account, says the bank, and names one with wrong check digits: nothing is ordered to what it names, who
    types it after the bank is told of the error, and she is paid once, to an account that can be."""
    refund, order = await bank.refund()
    misprinted = f"{order.to[:2]}41{order.to[4:]}"
    for _ in range(2):
        await bank.answer(order.key, group="PART", single="RJCT", reason="AC01", iban=misprinted)
    assert (await bank.leg(refund))["status"] == "by_hand"
    assert (await bank.tasks())["files"] == []
    wanted = {"account": misprinted, "name": "Cléo Dupont"}
    assert problem(await bank.web.post(f"{refund}/legs/1/account", wanted, "Cy"))["code"] == "iban_mistyped"
    assert bank.orders() == []
    await paid_to_another_account(bank, refund, order.key, "account_wrong")
    assert bank.orders() == []


async def paid_to_another_account(bank: Bank, refund: str, key: str, why: str) -> None:
    """The leg waits for a person, with the reason; Cy gives another account, Bo sees it, and the bank pays there."""
    leg = await bank.leg(refund)
    assert (leg["status"], leg["routes"]) == ("by_hand", [])
    assert {"route": "payout", "why": why} in leg["closed"]
    assert (await bank.web.told(refund))["waits_for"] == ["account"]
    order = await redirected(bank, refund)
    assert order.key != key
    await bank.state((-order.minor, "refund", order.key, ""))
    assert (await bank.web.told(refund))["status"] == "settled"
    assert (await bank.house.balances()) == {}
    assert (await bank.tasks())["orders"] == []


async def strange(bank: Bank) -> None:
    """Answers to what was never ordered, and against what the statement shows, go before a person; nothing moves."""
    refund, order = await bank.refund()
    await bank.answer("OURS-IN-NO-WAY", group="RJCT", reason="AC04")
    (file,) = (await bank.tasks())["files"]
    assert "OURS-IN-NO-WAY, which we never gave" in file["why"]
    assert (await bank.leg(refund))["status"] == "sent"
    await bank.state((-order.minor, "refund", order.key, ""))
    await bank.answer(order.key, single="RJCT", reason="AM04")
    why = (await bank.tasks())["files"][-1]["why"]
    assert f"{order.key} was rejected (insufficient funds), and the statement shows it as paid" in why
    assert (await bank.leg(refund))["status"] == "settled"
    for file in (await bank.tasks())["files"]:
        await bank.web.made(f"/books/files/{file['file']}/seen", {"reason": "the bank took it back"})
    assert await bank.tasks() == {"files": [], "missing": [], "entries": [], "orders": []}
    assert (await bank.house.balances()) == {}


async def rejected_and_paid(bank: Bank) -> None:
    """The bank rejects an order, and then its statement shows it paid. If no other was given the leg is settled;
    if one was, and was paid too, a person must know."""
    refund, order = await bank.refund()
    await bank.answer(order.key, group="RJCT", reason="MS03")
    assert (await bank.leg(refund))["status"] == "by_hand"
    await bank.state((-order.minor, "refund", order.key, ""))
    assert (await bank.leg(refund))["status"] == "settled"
    # The other one: another account was given, and the bank has paid the first order all the same.
    refund, first = await bank.refund()
    await bank.answer(first.key, single="RJCT", reason="MS03")
    assert (await bank.leg(refund))["status"] == "by_hand"
    other = await redirected(bank, refund)
    await bank.state((-other.minor, "refund", other.key, ""))
    await bank.state((-first.minor, "refund", first.key, ""))
    assert (await bank.leg(refund))["status"] == "settled"
    (task,) = (await bank.tasks())["orders"]
    assert (task["order"], task["amount_minor"], task["refund"]) == (
        first.key,
        -first.minor,
        refund.split("/")[-1],
    )
    assert "twice" in task["sentence"]
    # The bank that has paid what it rejected says so: that is a contradiction of its own.
    await bank.answer(first.key, single="ACSC")
    (file,) = (await bank.tasks())["files"]
    assert "an answer before it that it was rejected" in file["why"]
    # What was paid too much comes back.
    await bank.state((first.minor, "return of refund", first.key, "CUST"))
    assert (await bank.tasks())["orders"] == []
    assert (await bank.house.balances()) == {}


async def paid_twice_and_given_up(bank: Bank) -> None:
    """What the bank paid though it had rejected it never comes back: two people write it off, and nothing waits any
    more; the three books agree."""
    refund, first = await bank.refund()
    await bank.answer(first.key, single="RJCT", reason="MS03")
    assert (await bank.leg(refund))["status"] == "by_hand"
    other = await redirected(bank, refund)
    await bank.state((-other.minor, "refund", other.key, ""))
    await bank.state((-first.minor, "refund", first.key, ""))
    assert (await bank.leg(refund))["status"] == "settled"
    (task,) = (await bank.tasks())["orders"]
    assert [one.place for one in await differences(bank)] == [task["difference"]]
    half = {name: task[name] for name in ("account", "currency", "difference")} | {
        "reason": "half came by cheque"
    }
    made = await bank.web.made("/books/write-offs", half | {"amount_minor": first.minor // 2})
    assert [one["amount_minor"] for one in (await bank.tasks())["orders"]] == [-first.minor]
    await approved(bank, made["proposal"])
    assert [one["amount_minor"] for one in (await bank.tasks())["orders"]] == [-first.minor // 2]
    # The other half at the desk, where the entry is named as everywhere.
    async with bank.house.app.pool.connection() as conn:
        desk = books.Desk(conn, bank.house.seller)
        (line,) = await desk.lines()
        verb, args = await desk.propose(line["name"], "write_off", "the rest is lost", {"over": ""})
    await bank.house.ask(verb, args, bank.house.ana)
    await approved(bank, ids.outer("proposal", args.id))
    assert (await bank.tasks())["orders"] == []
    assert await differences(bank) == []
    assert (await bank.house.balances())["expenses:write_offs"] == first.minor


async def approved(bank: Bank, proposal: str) -> None:
    answer = {"answer": "approve", "reason": "so it is"}
    await bank.web.made(f"/books/proposals/{proposal}/answers", answer, "Bo")


async def differences(bank: Bank) -> list[Difference]:
    """What the three-way check names."""
    house = bank.house
    async with house.app.pool.connection() as conn:
        checked = await books.check_three_ways(conn, house.seller, house.app.rails, await house.now())
    return checked.differences


async def redirected(bank: Bank, refund: str) -> Order:
    """Cy gives another account, Bo and Ana have seen what its checks say: the order that the bank then has."""
    path, to = f"{refund}/legs/1/account", NEW[bank.places.currency]
    given = await bank.web.made(path, {"account": to, "name": "Cléo Dupont"}, "Cy")
    leg = await bank.leg(refund)
    if leg["status"] == "to_confirm":
        seen = {"account_act": given["acts"][0], "seen": leg["payee"]["answer"]}
        for who in ("Bo", "Ana"):  # two agreed to the plan, so two confirm another account
            await bank.web.made(f"{path}/confirmation", seen, who)
    (order,) = bank.orders()
    assert order.to == to
    return order


test_an_order_waits_until_the_statement_shows_it = told(accepted, ONE)
test_a_message_that_is_rejected_whole = told(rejected_whole, OTHER)
test_a_payment_that_is_rejected = told(rejected_single, ONE)
test_an_account_that_the_bank_misprints = told(account_unknown_and_misprinted, IBAN)
test_answers_that_cannot_be = told(strange, OTHER)
test_paid_though_it_was_rejected = told(rejected_and_paid, OTHER)
test_paid_though_it_was_rejected_and_given_up = told(paid_twice_and_given_up, ONE)
