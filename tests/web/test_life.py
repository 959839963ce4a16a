"""A reservation's whole life over HTTP, and the proof of it with nothing but what was served."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec

from fourthact.acts import merkle
from fourthact.acts.checkpoint import VerifyingKey, decode_bundle, open_checkpoint
from fourthact.acts.proofs import verify
from fourthact.payments import reference_of
from fourthact.values import ids
from tests.web.visiting import HOLDER, PRODUCT, Web, visited


async def life(web: Web) -> None:
    """Ana opens a product, the site places and pays, a promise slips, Cléo leaves, Ana and Bo approve."""
    product = (await web.made("/products", PRODUCT))["id"]
    placed = await web.made("/reservations", {**HOLDER, "product": product}, "the site")
    mine = f"/reservations/{placed['reservation']}"
    assert placed["position"] == 1
    assert [(s["n"], s["amount_minor"], s["due_at"]) for s in placed["stages"]] == [
        (1, 500_000, "2018-07-11T10:00:00Z"),
        (2, 4_500_000, "2018-07-21T09:00:00Z"),
    ]
    paid = await web.made(f"{mine}/payments", {"stage": 1, "card": "card_ok"}, "the site")
    assert (paid["amount_minor"], paid["status"]) == (500_000, "ordered")
    await web.house.pay_by_wire(ids.inner("reservation", placed["reservation"]))
    shown = await web.told(mine)
    assert shown["status"] == "confirmed"
    assert shown["holder"] == HOLDER
    assert shown["purse"]["paid_minor"] == 5_000_000
    assert shown["purse"]["stages"][1]["reference"] == reference_of(placed["code"])

    await web.made(f"/products/{product}/promises", {"by": None, "reason": "The battery is late."})
    assert (await web.told(mine))["offer"]["answer"] is None
    assert (await web.made(f"{mine}/answers", {"choice": "wait"}, "the site"))["refund"] is None
    assert (await web.told(mine))["offer"]["answer"] == "wait"

    cancelled = await web.made(f"{mine}/cancellation", who="the site")
    refund = f"/refunds/{cancelled['refund']}"
    assert cancelled["amount_minor"] == 5_000_000
    assert (await web.told(refund))["approvals_needed"] == 2
    await web.approved(cancelled["refund"])
    await web.made("/clock", {"to": "2018-07-12T09:00:00Z"})
    settled = await web.told(refund)
    assert settled["status"] == "settled"
    assert [leg["route"] for leg in settled["legs"]] == ["original", "payout"]
    assert 0 <= settled["elapsed_seconds"] <= 24 * 3_600
    balances = (await web.told("/books/balances"))["balances"]
    assert {b["balance_minor"] for b in balances if b["account"].startswith("liabilities")} == {0}


test_a_whole_life = visited(life)


async def proven(web: Web) -> None:
    """Receipts, the pack, the feed, tiles and proofs all lead to the same signed head."""
    placed = await web.reserved()
    await web.made(f"/reservations/{placed['reservation']}/cancellation", who="the site")
    key = VerifyingKey.parse((await web.get(f"/log/{web.seller}/vkey", None)).text.split()[-1])
    assert key.vkey == (await web.told("/seller"))["vkey"]

    verify(json.dumps(placed["receipt"]).encode(), [key])
    for name in placed["acts"]:
        for form in ("batch", "log"):
            receipt = await web.get(f"/acts/{name}/receipt?form={form}")
            verify(receipt.content, [key])
    verify((await web.get(f"/reservations/{placed['reservation']}/pack")).content, [key])

    log = f"/log/{web.seller}"
    head = open_checkpoint((await web.get(f"{log}/checkpoint", None)).content, [key])
    bundle = await web.get(f"{log}/tile/entries/000.p/{head.size}", None)
    assert "immutable" in bundle.headers["cache-control"]
    entries = decode_bundle(bundle.content)
    assert merkle.root([merkle.leaf_hash(entry) for entry in entries]) == head.root
    tile = (await web.get(f"{log}/tile/0/000.p/{head.size}", None)).content
    assert tile == b"".join(merkle.leaf_hash(entry) for entry in entries)

    feed, after = [], -1
    while page := (await web.told(f"/acts?limit=3&after={after}"))["acts"]:
        feed += [act["act"].encode() for act in page]
        assert [act["index"] for act in page] == list(range(after + 1, after + 1 + len(page)))
        after = page[-1]["index"]
    assert feed == entries

    await proofs_fit(web, log, entries, head.root)


async def proofs_fit(web: Web, log: str, entries: list[bytes], root: bytes) -> None:
    size = len(entries)
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    for index in (0, size - 1):
        path = nodes((await web.get(f"{log}/proof?index={index}&size={size}", None)).json())
        assert merkle.root_from_path(hashes[index], index, size, path) == root
    path = nodes((await web.get(f"{log}/consistency?from=3&to={size}", None)).json())
    merkle.check_consistency(3, merkle.root(hashes[:3]), size, root, path)


def nodes(proof: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(node) for node in proof["path"]]


test_everything_served_proves_itself = visited(proven)


async def repeated(web: Web) -> None:
    """The same key and input get the first answer again, byte for byte; another input is refused."""
    product = (await web.made("/products", PRODUCT))["id"]
    wanted = {**HOLDER, "product": product}
    first = await web.post("/reservations", wanted, key="once")
    acts = web.acts()
    again = await web.post("/reservations", dict(reversed(wanted.items())), key="once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    other = await web.post("/reservations", wanted | {"name": "Somebody"}, key="once")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    elsewhere = await web.post("/products", PRODUCT | {"slug": "other"}, key="once")
    assert elsewhere.json()["code"] == "key_reused"
    assert web.acts() == acts

    mine = f"/reservations/{first.json()['reservation']}/cancellation"
    left = await web.post(mine, key="leave")
    assert (await web.post(mine, key="leave")).content == left.content
    assert (await web.post(mine, key="leave-again")).json()["code"] == "already_cancelled"
    second = (await web.made("/reservations", wanted))["reservation"]
    taken = await web.post(f"/reservations/{second}/cancellation", key="leave")
    assert taken.json()["code"] == "key_reused"


test_a_repeated_request_gets_its_first_answer = visited(repeated)


async def lists(web: Web) -> None:
    """Lists come in pages without gaps or doubles, and an address is answered for ever."""
    placed = [(await web.reserved(name=f"Holder {n}"))["reservation"] for n in range(5)]
    found: list[str] = []
    after = ""
    while True:
        page = await web.told(f"/reservations?limit=2{after}")
        found += [one["id"] for one in page["reservations"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == placed
    address = await web.made("/addresses", {"address": f"hello@{web.house.domain}"})
    await web.made(f"/addresses/{address['id']}/retirement")
    register = {one["id"]: one for one in (await web.told("/addresses"))["addresses"]}
    assert register[address["id"]]["retired_at"] is not None
    notices = (await web.told("/notices?limit=500"))["notices"]
    assert {notice["template"] for notice in notices} == {"reserved"}
    assert (await web.told("/messages"))["messages"] == []
    assert len((await web.told("/products"))["products"]) == 1


test_lists = visited(lists)


async def mail_is_decided(web: Web) -> None:
    """A message that nobody can read with certainty is decided by a person; the clock ran from its receipt."""
    placed = await web.reserved()
    raw = (
        f"From: {HOLDER['email']}\r\nTo: info@{web.house.domain}\r\nSubject: Hm\r\n\r\n"
        "I am not sure what to do about my deposit. Maybe I want it back?\r\n"
    )
    await web.house.post(raw.encode(), f"info@{web.house.domain}")
    await web.house.settle()
    (message,) = (await web.told("/messages"))["messages"]
    assert message["status"] == "open"
    one = await web.told(f"/messages/{message['id']}")
    assert "not sure" in one["words"]["own_text"]
    decision = f"/messages/{message['id']}/decision"
    by_machine = await web.post(decision, {"outcome": "noted"}, "the site")
    assert by_machine.status_code == 403
    lacking = await web.post(decision, {"outcome": "cancelled"})
    assert lacking.json()["code"] == "decision_needs_reservation"
    await web.made(decision, {"outcome": "cancelled", "reservation": placed["reservation"]})
    assert (await web.told(f"/reservations/{placed['reservation']}"))["status"] == "cancelled"


test_a_person_decides_a_message = visited(mail_is_decided)


async def measured(web: Web) -> None:
    """What is asked is counted by verb and outcome; health says that the house can work."""
    await web.reserved()
    await web.post("/reservations", {**HOLDER, "product": "prd_" + "0" * 32})
    text = (await web.client.get("/metrics")).text
    assert 'fourthact_requests_total{outcome="done",verb="reservations.place"} 1.0' in text
    assert 'fourthact_requests_total{outcome="product_unknown",verb="reservations.place"} 1.0' in text
    assert 'fourthact_request_seconds_bucket{le="+Inf",verb="reservations.place"} 2.0' in text
    assert "fourthact_batches_total" in text
    for address in ("/health/live", "/health/ready"):
        assert (await web.client.get(address)).status_code == 200
    assert msgspec.json.decode((await web.get("/clock")).content)["movable"] is True


test_metrics_and_health = visited(measured)
