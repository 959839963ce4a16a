"""What a holder says elsewhere than by mail becomes a message too, with one outcome; only her own page proves her."""

from __future__ import annotations

from typing import Any

from fourthact.values import ids
from tests.web.visiting import PRODUCT, Web, form, problem, visited

OUT = "I want to cancel my reservation and get all my money back."


async def held(web: Web) -> tuple[str, str]:
    """A reservation that is paid, and its page."""
    placed = await web.reserved(language="en")
    owner = ids.inner("reservation", placed["reservation"])
    await web.house.pay_by_card(owner)
    await web.house.pay_by_wire(owner)
    return placed["reservation"], web.house.app.links.page(web.house.seller, owner, "en")


async def message(web: Web, name: str) -> dict[str, Any]:
    await web.house.settle()
    found: dict[str, Any] = await web.told(f"/messages/{name}")
    return found


async def from_her_page(web: Web) -> None:
    """Cléo writes on her page that she wants out. It is her page: she is gone, from when the message reached us."""
    await web.made("/products", PRODUCT)
    reservation, own = await held(web)
    asked = await web.page(f"{own}/message")
    address, hidden = form(asked.text)
    empty = await web.client.post(address, data=hidden | {"text": " \r\n "})
    assert empty.status_code == 422
    assert "Write something" in empty.text
    long = await web.client.post(address, data=hidden | {"text": "x" * 10_001})
    assert (long.status_code, "x" * 10_001 in long.text) == (422, True)
    for _ in range(2):  # sent twice, it is one message
        taken = await web.client.post(address, data=hidden | {"text": f"Hello,\r\n\r\n{OUT}\r\n"})
        assert "Your message reached us on" in taken.text
    ((name, received_at),) = web.house.sql("SELECT id, received_at FROM messages")
    found = await message(web, ids.outer("message", name))
    assert (found["transport"], found["outcome"], found["strength"], found["sender"]) == (
        "form", "cancelled", "page", "proven",
    )  # fmt: skip
    assert found["words"]["own_text"] == f"Hello,\n\n{OUT}"
    told = (await web.told(f"/reservations/{reservation}"))["status"]
    assert told == "cancelled"
    ((asked_at,),) = web.house.sql("SELECT asked_at FROM refunds")
    assert asked_at == received_at
    shown = (await web.page(own)).text
    assert OUT in shown
    assert "Your request had reached us on this page" in shown


test_from_her_page = visited(from_her_page)


async def on_the_telephone(web: Web) -> None:
    """Ana hears it on the telephone and enters it the day after. The clock runs from the call; Bo decides, nothing is
    retained of what only a note shows, and Cléo hears who entered it."""
    house = web.house
    await web.made("/products", PRODUCT)
    reservation, own = await held(web)
    call = (await house.now()).isoformat()
    await house.wait(days=1)
    said = {
        "text": "She phoned: sick of waiting.",
        "reservation": reservation,
        "wants_out": True,
        "asked_at": call,
    }
    ahead = said | {"asked_at": "2099-01-01T00:00:00Z"}
    assert problem(await web.post("/messages", ahead, "Ana"))["code"] == "request_ahead"
    nowhere = said | {"reservation": "rsv_" + "0" * 32}
    assert problem(await web.post("/messages", nowhere, "Ana"))["code"] == "reservation_unknown"
    made = await web.made("/messages", said, "Ana")
    assert made["transport"] == "note"
    found = await message(web, made["message"])
    assert (found["outcome"], found["strength"], found["sender"]) == ("for_a_person", "named", "claimed")
    assert found["answer"] == "given"
    decided = {"outcome": "cancelled", "reservation": reservation}
    await web.made(f"/messages/{made['message']}/decision", decided, "Bo")
    await house.settle()
    refunds = (await web.told("/refunds"))["refunds"]
    assert [one["asked_at"] for one in refunds] == [call.replace("+00:00", "Z")]
    refused = await web.post(
        f"/refunds/{refunds[0]['id']}/approvals", {"plan_act": refunds[0]["plan_act"]}, "Bo"
    )
    assert problem(refused)["code"] == "own_request"
    assert "through a member of the seller&#39;s staff" in (await web.page(own)).text


test_on_the_telephone = visited(on_the_telephone)


async def through_their_own_form(web: Web) -> None:
    """The seller's own site hands in what somebody wrote there. It is read, and cancels nothing by itself; whatever it
    quotes, it is no bounce, and it makes none of our notices one."""
    await web.made("/products", PRODUCT)
    reservation, _ = await held(web)
    await web.house.settle()
    bounce = (
        "This is the mail system. I'm sorry to have to inform you that your message could not be delivered."
    )
    texts = (
        OUT,
        f"{bounce}\n<cleo@holder.example>: user unknown (550 5.1.1)\n\nThat came back. Where is my money?",
    )
    for text in texts:
        made = await web.made("/messages", {"text": text, "reservation": reservation}, "the site")
        found = await message(web, made["message"])
        assert (found["transport"], found["outcome"]) == ("api", "for_a_person"), text
    assert (await web.told(f"/reservations/{reservation}"))["status"] == "confirmed"
    assert web.house.sql("SELECT count(*) FROM notices WHERE status = 'bounced'") == [(0,)]
    nobody = await web.made(
        "/messages", {"text": "What colours are there?", "sender": "x@y.example"}, "the site"
    )
    assert (await message(web, nobody["message"]))["reservation"] is None


test_through_their_own_form = visited(through_their_own_form)
