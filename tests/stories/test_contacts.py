"""How Cléo is reached changes: she gives other addresses, a stranger gives one, and money goes to the right person."""

from __future__ import annotations

import re
from typing import Any

from fourthact.values import ids
from tests.house import CLEO
from tests.stories.test_whose_account import NEW, given, returned, settled
from tests.web.visiting import Web, local, problem, visited

FIRST, SECOND = "cleo@work.example", "cleo@sister.example"


async def link(web: Web, to: str, what: str) -> str:
    """The newest link in the mails to somebody that fits."""
    texts = [mail["text"] for mail in await web.house.mails(to)]
    found = [one for text in texts for one in re.findall(rf"http://\S+{what}(?=\s)", text)]
    assert found, texts
    return local(found[-1])


async def confirmed(web: Web, reservation: str, address: str) -> None:
    """Staff enter an address, and whoever reads it presses the button of the page that the mail leads to."""
    await web.made(f"/reservations/{reservation}/contacts", {"address": address})
    page = await web.page(await link(web, address, r"/c/\S+"))
    assert page.status_code == 200
    assert "Cléo" not in page.text
    done = await web.send(page, "/confirmation")
    assert done.status_code == 200
    await web.house.settle()


async def ways(web: Web, reservation: str) -> dict[str, Any]:
    return await web.told(f"/reservations/{reservation}/contacts")


async def three_contacts(web: Web) -> None:
    """Her address dies, then the next one; every notice goes on to the next, in her order, and at last to a person."""
    house = web.house
    placed = (await web.reserved())["reservation"]
    await house.settle()
    for address in (FIRST, SECOND):
        await confirmed(web, placed, address)
    assert (await ways(web, placed))["order"] == [0, 1, 2]
    await web.made(f"/reservations/{placed}/contacts/2/first")
    assert (await ways(web, placed))["order"] == [2, 0, 1]
    await house.outside(
        house.world.mail_rules, *({"recipient": one, "answer": "bounce"} for one in (SECOND, CLEO))
    )
    await web.made(f"/reservations/{placed}/payments", {"stage": 1, "card": "card_ok"}, "the site")
    reservation = ids.inner("reservation", placed)
    told = "SELECT contact, channel, status FROM notices WHERE template = 'payment_received' ORDER BY written_at, id"
    assert sorted(house.sql(told)) == [(0, "mail", "failed"), (1, "mail", "sent"), (2, "mail", "failed")]
    found = await ways(web, placed)
    assert found["order"] == [1]
    assert [bool(one["unreachable_at"]) for one in found["contacts"]] == [True, False, True]
    await house.outside(house.world.mail_rules, {"recipient": "*", "answer": "bounce"})
    await web.made(f"/reservations/{placed}/cancellation", who="the site")
    letters = house.sql("SELECT status FROM notices WHERE template = 'cancelled' AND channel = 'letter'")
    assert letters == [("to_print",)]
    assert house.tags(reservation).count("contact.confirmed") == 2


test_three_contacts = visited(three_contacts)


async def a_stranger(web: Web) -> None:
    """Somebody who saw the link of her page gives an address and, on the telephone, an account. She reads of it at her
    own address, presses one button, and the account is dropped; a person is told.
    """
    house = web.house
    refund = await returned(web)
    reservation = refund["reservation"]
    her_page = local((await web.told(f"/reservations/{reservation}"))["page"])
    form = await web.page(f"{her_page}/contacts")
    assert (await web.send(form, "/contacts", address="not an address")).status_code == 422
    assert (await web.send(form, "/contacts", address="stranger@elsewhere.example")).status_code == 303
    await house.settle()
    page = await web.page(await link(web, "stranger@elsewhere.example", r"/c/\S+"))
    assert (await web.send(page, "/confirmation")).status_code == 200
    await house.settle()
    for mail in await house.mails("stranger@elsewhere.example"):
        assert "/r/" not in mail["text"], "the page of the holder is told to nobody new"
    await house.outside(house.world.outside, NEW, "Cléo Dupont")
    leg = await given(web, refund, "Cléo Dupont")
    assert leg["payee"]["contacts"] == [1]
    path = f"/refunds/{refund['id']}/legs/2/account/confirmation"
    for who in ("Bo", "Ana"):
        await web.made(path, {"account_act": leg["account_act"]}, who)
    await house.wait(hours=70)
    waiting = await web.told(f"/refunds/{refund['id']}")
    assert (waiting["legs"][1]["status"], waiting["waits_for"]) == ("planned", ["cooling_off"])
    assert NEW not in (await house.books())["outside"]

    mine = await web.page(await link(web, CLEO, "/contacts"))
    acts = web.acts()
    assert mine.status_code == 200
    assert web.acts() == acts, "to look changes nothing"
    assert (await web.send(mine, "/1/stop")).status_code == 303
    await house.settle()
    dropped = (await web.told(f"/refunds/{refund['id']}"))["legs"][1]
    assert (dropped["status"], dropped["account_act"]) == ("by_hand", None)
    assert (await web.told("/contacts/stopped"))["reservations"] == [reservation]
    look = f"/reservations/{reservation}/contacts/1/look"
    assert problem(await web.post(look, {"why": "x"}, "the site"))["code"] == "looked_at_by_a_person"
    await web.made(look, {"why": "she had shown her page to somebody"}, "Bo")
    assert (await web.told("/contacts/stopped"))["reservations"] == []
    await house.wait(days=3)
    assert NEW not in (await house.books())["outside"]
    assert "contact_stopped" in house.told(ids.inner("reservation", reservation))
    leg = await given(web, refund, "Cléo Dupont")
    assert leg["payee"]["not_before"] is None
    for who in ("Bo", "Ana"):
        await web.made(path, {"account_act": leg["account_act"]}, who)
    await settled(web, refund)


test_a_stranger = visited(a_stranger)


async def it_was_her(web: Web) -> None:
    """She changes her address herself and gives an account: it waits three days. Her card is not held for a moment."""
    house = web.house
    placed = (await web.reserved())["reservation"]
    await house.pay_by_card(ids.inner("reservation", placed))
    await confirmed(web, placed, FIRST)
    gone = await web.made(f"/reservations/{placed}/cancellation", who="the site")
    await web.approved(gone["refund"])
    assert (await web.told(f"/refunds/{gone['refund']}"))["status"] == "settled"
    await web.made(f"/reservations/{placed}/contacts/0/retirement")
    last = await web.post(f"/reservations/{placed}/contacts/1/retirement")
    assert problem(last)["code"] == "contact_last"
    assert (await ways(web, placed))["order"] == [1]
    assert house.told(ids.inner("reservation", placed)).count("contact_retired") == 2


test_it_was_her = visited(it_was_her)


async def beyond_the_day_of_the_law(web: Web) -> None:
    """An account is given on the twelfth day, after a new address: that it waits longer than the law allows is said at
    once, to her and in the refund; Bo makes sure by telephone, and it is paid in time.
    """
    house = web.house
    refund = await returned(web)
    await house.wait(days=8)
    reservation = refund["reservation"]
    await confirmed(web, reservation, FIRST)
    await house.outside(house.world.outside, NEW, "Cléo Dupont")
    leg = await given(web, refund, "Cléo Dupont")
    place = ids.inner("reservation", reservation)
    assert house.tags(place).count("refund.cooling_late") == 1
    assert "refund_cooling" in house.told(place)
    path = f"/refunds/{refund['id']}/legs/2/account"
    for who in ("Bo", "Ana"):
        await web.made(f"{path}/confirmation", {"account_act": leg["account_act"]}, who)
    sure = {"why": "called her at the number of her contract"}
    assert problem(await web.post(f"{path}/cooling-end", sure, "Cy"))["code"] == "own_account"
    await web.made(f"{path}/cooling-end", sure, "Bo")
    assert problem(await web.post(f"{path}/cooling-end", sure, "Bo"))["code"] == "not_cooling"
    await settled(web, refund)


test_beyond_the_day_of_the_law = visited(beyond_the_day_of_the_law)


async def a_typing_error(web: Web) -> None:
    """An address is entered wrongly and given up again. The stranger whose it is was asked to confirm it, and hears of
    nothing else: those mails lead to the holder's page. Nobody is flooded either.
    """
    house = web.house
    placed = (await web.reserved())["reservation"]
    path = f"/reservations/{placed}/contacts"
    await web.made(path, {"address": "cloe@work.example"})
    await house.settle()
    await confirmed(web, placed, FIRST)
    await web.made(f"{path}/1/retirement")
    await web.made(f"{path}/2/first")
    await house.settle()
    (asked,) = await house.mails("cloe@work.example")
    assert "/c/" in asked["text"]
    assert "/r/" not in asked["text"]
    for n in range(8):
        await web.made(path, {"address": "cloe@work.example"})
        await web.made(f"{path}/{3 + n}/retirement")
    often = await web.post(path, {"address": SECOND})
    assert problem(often)["code"] == "contacts_too_often"
    await house.settle()
    assert all("/r/" not in mail["text"] for mail in await house.mails("cloe@work.example"))
    await house.wait(days=1)
    await web.made(path, {"address": SECOND})


test_a_typing_error = visited(a_typing_error)


async def she_was_put_out(web: Web) -> None:
    """Whoever saw her link gives an address, confirms it, and gives hers up. She still hears of it, presses one button,
    and is written to again.
    """
    house = web.house
    placed = (await web.reserved())["reservation"]
    await confirmed(web, placed, "stranger@elsewhere.example")
    await web.made(f"/reservations/{placed}/contacts/0/retirement")
    await house.settle()
    assert (await ways(web, placed))["order"] == [1]
    mine = await web.page(await link(web, CLEO, "/contacts"))
    assert (await web.send(mine, "/1/stop")).status_code == 303
    await house.settle()
    assert (await ways(web, placed))["order"] == [0]
    await web.made(f"/reservations/{placed}/cancellation", who="the site")
    told = house.sql("SELECT contact, channel, status FROM notices WHERE template = 'cancelled'")
    assert told == [(0, "mail", "sent")]


test_she_was_put_out = visited(she_was_put_out)


async def a_forged_bounce(web: Web) -> None:
    """Whoever has her link works out the Message-ID of a notice, and reports that her address is dead. She hears all
    the same that somebody gave another one.
    """
    house = web.house
    placed = (await web.reserved())["reservation"]
    await house.settle()
    (mail,) = await house.mails(CLEO)
    report = await house.outside(house.world.bounce, mail["n"])
    await house.post(report, "hello@example-motors.example", sender="")
    await house.settle()
    assert (await ways(web, placed))["order"] == []
    await confirmed(web, placed, "stranger@elsewhere.example")
    assert (await ways(web, placed))["order"] == [1]
    mine = await web.page(await link(web, CLEO, "/contacts"))
    assert (await web.send(mine, "/1/stop")).status_code == 303
    await house.settle()
    assert "Nous avons arrêté" in (await house.mails(CLEO))[-1]["subject"]


test_a_forged_bounce = visited(a_forged_bounce)


async def nobody_else_is_left(web: Web) -> None:
    """Her address died long ago. Whoever gives another one is not the only one who hears of it: a letter goes to her,
    and where she has no postal address, a person has to find one.
    """
    house = web.house
    homes = [
        (await web.reserved(email=f"{name}@holder.example"))["reservation"] for name in ("cleo", "alice")
    ]
    at_home = {"kind": "post", "address": "Cléo Dupont\n1 rue de la Paix\n75002 Paris"}
    await web.made(f"/reservations/{homes[0]}/contacts", at_home)
    for mail in [mail for name in ("cleo", "alice") for mail in await house.mails(f"{name}@holder.example")]:
        report = await house.outside(house.world.bounce, mail["n"])
        await house.post(report, "hello@example-motors.example", sender="")
    await house.wait(days=31)
    for number, reservation in enumerate(homes):
        await confirmed(web, reservation, f"stranger{number}@elsewhere.example")
    told = "SELECT n.channel, n.contact FROM notices AS n WHERE n.template = 'contact_added' AND n.reservation = '{}'"
    first, second = (house.sql(told.format(ids.inner("reservation", one))) for one in homes)
    assert ("letter", 1) in first
    assert second == [("letter", 0)]


test_nobody_else_is_left = visited(nobody_else_is_left)
