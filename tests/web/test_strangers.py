"""A stranger must see nothing, not even that it exists; a key does what its scopes say, as long as it lives."""

from __future__ import annotations

import os
import re
from datetime import timedelta

from fourthact import people
from fourthact.people.rules import PERSON_SCOPES, SCOPES
from fourthact.values import ids
from tests.house import Staff, dans_house, hire
from tests.web.visiting import HOLDER, Web, problem, visited

GETS = (
    "/products/{product}", "/reservations/{reservation}", "/reservations/{reservation}/acts",
    "/reservations/{reservation}/pack", "/refunds/{refund}", "/messages/{message}", "/acts/{act}/receipt",
)  # fmt: skip
POSTS: tuple[tuple[str, dict[str, object] | None], ...] = (
    ("/products/{product}/promises", {"by": None, "reason": "x"}),
    ("/reservations", {**HOLDER, "product": "{product}"}),
    ("/reservations/{reservation}/payments", {"stage": 1, "card": "card_ok"}),
    ("/reservations/{reservation}/cancellation", None),
    ("/reservations/{reservation}/answers", {"choice": "wait"}),
    ("/refunds/{refund}/approvals", {"plan_act": "act_" + "0" * 32}),
    ("/refunds/{refund}/legs/1/account", {"account": "US12", "name": "Dan"}),
    ("/reservations/{reservation}/payments/1/confirmation", None),
    ("/reservations/{reservation}/payments/1/strike", {"why": "x"}),
    ("/refunds/{refund}/legs/1/hand/confirmation", None),
    ("/refunds/{refund}/legs/1/hand/strike", {"why": "x"}),
    ("/messages/{message}/decision", {"outcome": "noted"}),
    ("/addresses/{address}/retirement", None),
)


async def nothing_to_see(web: Web) -> None:
    """Dan asks for everything of Ana's: each answer is the one that he gets for what never existed."""
    house = web.house
    placed = await web.reserved()
    left = await web.reserved(name="Somebody")
    await web.made(f"/reservations/{left['reservation']}/payments", {"stage": 1, "card": "card_ok"})
    gone = await web.made(f"/reservations/{left['reservation']}/cancellation")
    address = await web.made("/addresses", {"address": f"hello@{house.domain}"})
    await house.post(b"From: x@y.example\r\n\r\nI might want my money back?\r\n", f"hello@{house.domain}")
    await house.settle()
    (message,) = (await web.told("/messages"))["messages"]
    hers = {
        "product": placed["product"],
        "reservation": placed["reservation"],
        "refund": gone["refund"],
        "message": message["id"],
        "address": address["id"],
        "act": placed["acts"][0],
    }
    nobodys = {kind: re.sub(r"[0-9a-f]{32}", "0" * 32, name) for kind, name in hers.items()}
    dan = await dans_house(house)
    house.staff["Dan"] = dan.staff["Ana"]
    await house.settle()
    acts = web.acts()

    def alike(one: str, other: str) -> bool:
        return re.sub(r"[0-9a-f]{32}", "", one) == re.sub(r"[0-9a-f]{32}", "", other)

    for path in GETS:
        real, unreal = [await web.get(path.format_map(names), "Dan") for names in (hers, nobodys)]
        assert (real.status_code, unreal.status_code) == (404, 404), path
        assert alike(real.text, unreal.text), path
        assert (await web.get(path.format_map(hers), "Ana")).status_code == 200, path
    for path, body in POSTS:
        answers = []
        for names in (hers, nobodys):
            sent = {k: v.format_map(names) if isinstance(v, str) else v for k, v in (body or {}).items()}
            answers.append(await web.post(path.format_map(names), sent or None, "Dan"))
        assert [answer.status_code for answer in answers] == [404, 404], (path, answers[0].text)
        assert alike(answers[0].text, answers[1].text), path
    for path in ("/products", "/reservations", "/refunds", "/messages", "/notices", "/addresses"):
        assert [] in (await web.told(path, "Dan")).values(), path
    feed = (await web.told("/acts?limit=1000", "Dan"))["acts"]
    assert feed
    assert not any(house.seller.hex in act["act"] for act in feed)
    assert web.acts() == acts


test_another_seller_sees_nothing = visited(nothing_to_see)


async def without_a_key(web: Web) -> None:
    """Whatever is not public asks for a key that is known, alive and allowed."""
    placed = await web.reserved()
    mine = f"/reservations/{placed['reservation']}"
    bad = ["", "Basic abc", "Bearer", "Bearer nonsense", "Bearer fak_x_y", f"Bearer {unknown_token(web)}"]
    for given in bad:
        headers = {"authorization": given} if given else {}
        for path in (mine, "/products", "/acts", "/books/balances", "/clock"):
            answer = await web.get(path, None, **headers)
            assert (answer.status_code, problem(answer)["code"]) in (
                (401, "key_missing"),
                (401, "key_unknown"),
            )
            assert answer.headers["www-authenticate"].startswith("Bearer")
        answer = await web.post(f"{mine}/cancellation", None, None, **headers)
        assert answer.status_code == 401, given
        if len(given) < 50:  # what cannot be a key learns nothing from how the body is refused either
            assert (await web.post("/reservations", {"nonsense": 1}, None, **headers)).status_code == 401


test_without_a_key = visited(without_a_key)


def unknown_token(web: Web) -> str:
    return people.new_token(web.house.seller, os.urandom(32))


async def keys_end(web: Web) -> None:
    """A revoked or expired key opens nothing, from that moment on; not even the answer to its own old request."""
    house = web.house
    house.staff["Eve"] = await hire(house, "Eve", "person")
    placed = await web.reserved()
    first = await web.post(f"/reservations/{placed['reservation']}/cancellation", None, "Eve", "eves")
    assert first.status_code == 201
    eve = house.staff["Eve"]
    key = eve.caller.key_id
    assert key is not None
    await house.ask(people.REVOKE, people.RevokeKey(ids.inner("person", eve.id), key))
    for answer in (
        await web.get("/products", "Eve"),
        await web.post("/products", {}, "Eve"),
        await web.post(f"/reservations/{placed['reservation']}/cancellation", None, "Eve"),
    ):
        assert answer.status_code in (401, 422), answer.text
    assert (await web.get("/products", "Eve")).json()["code"] == "key_revoked"
    for key_used in ("fresh", "eves"):
        refused = await web.post(f"/reservations/{placed['reservation']}/cancellation", None, "Eve", key_used)
        assert refused.json().get("code") == "key_revoked", key_used

    token, person = people.new_token(house.seller, os.urandom(32)), ids.new_id()
    known = people.key_id_of(token)
    assert known is not None
    await house.ask(people.ADD, people.AddStaff(person, "integration", "a shop"))
    ends = await house.now() + timedelta(hours=1)
    scopes = tuple(scope for scope in SCOPES if scope not in PERSON_SCOPES)
    await house.ask(people.ISSUE, people.IssueKey(person, known[1], scopes, ends))
    house.staff["a shop"] = Staff(ids.outer("integration", person), house.site, token)
    assert (await web.get("/products", "a shop")).status_code == 200
    await house.wait(hours=1)
    assert (await web.get("/products", "a shop")).json()["code"] == "key_expired"


test_a_key_ends = visited(keys_end)


async def scopes_hold(web: Web) -> None:
    """A key does what its scopes allow, and a machine approves no refund."""
    house = web.house
    house.staff["reader"] = await hire(house, "reader", "integration", ("products:read", "reservations:read"))
    placed = await web.reserved()
    mine = f"/reservations/{placed['reservation']}"
    assert (await web.get(mine, "reader")).status_code == 200
    for path, body in (
        (f"{mine}/cancellation", None),
        (f"{mine}/payments", {"stage": 1, "card": "card_ok"}),
        ("/reservations", {**HOLDER, "product": placed["product"]}),
        ("/clock", {"to": "2030-01-01T00:00:00Z"}),
        ("/addresses", {"address": f"a@{house.domain}"}),
    ):
        answer = await web.post(path, body, "reader")
        assert (answer.status_code, problem(answer)["code"]) == (403, "scope_missing"), path
    for path in ("/messages", "/books/balances", "/addresses"):
        assert (await web.get(path, "reader")).json()["code"] == "scope_missing", path
    await web.made(f"{mine}/payments", {"stage": 1, "card": "card_ok"})
    refund = (await web.made(f"{mine}/cancellation", who="the site"))["refund"]
    seen = {"plan_act": (await web.told(f"/refunds/{refund}"))["plan_act"]}
    answer = await web.post(f"/refunds/{refund}/approvals", seen, "the site")
    assert answer.status_code == 403
    await web.approved(refund, "Ana")
    again = await web.post(f"/refunds/{refund}/approvals", seen, "Ana")
    assert again.json()["code"] == "same_person"


test_scopes_hold = visited(scopes_hold)
