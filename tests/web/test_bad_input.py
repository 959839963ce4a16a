"""Bad input: each is answered with a problem that names the field and says what to do, and nothing is half-done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fourthact.languages import load
from fourthact.values import ids
from tests.web.visiting import HOLDER, JSON, PRODUCT, Web, problem, visited

NOWHERE = "rsv_" + "0" * 32
STAGE = PRODUCT["stages"][0]


def product(**changes: Any) -> dict[str, Any]:
    return {**PRODUCT, "slug": "another", **changes}


def stage(**changes: Any) -> dict[str, Any]:
    return product(stages=[{**STAGE, **changes}])


# What is sent to POST /products: the status, the code and the field of the answer.
PRODUCTS: list[tuple[Any, int, str, str | None]] = [
    (b"", 400, "json_malformed", None),
    (b"{", 400, "json_malformed", None),
    (b'{"name": "x"', 400, "json_malformed", None),
    (b"\xff\xfe{}", 400, "json_malformed", None),
    (b'{"name": "\xff"}', 400, "json_malformed", None),
    (b'{"name": "\\ud800"}', 400, "json_malformed", None),
    (b'{"terms": ' + b"[" * 100_000, 422, "field_invalid", "terms"),
    (b'{"stages": [' + b'{"n":' * 50_000, 422, "field_invalid", "stages[0].n"),
    (b"NaN", 400, "json_malformed", None),
    (b"[]", 422, "field_invalid", "body"),
    (b"null", 422, "field_invalid", "body"),
    ({}, 422, "field_invalid", "name"),
    (product(price=1), 422, "field_invalid", "price"),
    (stage(colour="red"), 422, "field_invalid", "stages[0].colour"),
    (product(name=7), 422, "field_invalid", "name"),
    (product(name=""), 422, "field_invalid", "name"),
    (product(name="   "), 422, "field_invalid", "name"),
    (product(name="a\nb"), 422, "field_invalid", "name"),
    (product(name="a\u0000b"), 422, "field_invalid", "name"),
    (product(name="x" * 121), 422, "field_invalid", "name"),
    (product(slug="Not A Slug"), 422, "field_invalid", "slug"),
    (product(slug="ends-with-line\n"), 422, "field_invalid", "slug"),
    (product(terms="x" * 15_001), 422, "field_invalid", "terms"),
    (product(name="Road\u202eretsda"), 422, "field_invalid", "name"),
    (product(promise_by="2020-13-01"), 422, "field_invalid", "promise_by"),
    (product(promise_by="soon"), 422, "field_invalid", "promise_by"),
    (product(stages=[]), 422, "field_invalid", "stages"),
    (product(stages=[STAGE] * 10), 422, "field_invalid", "stages"),
    (stage(amount_minor=5_000.5), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor=5_000.0), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor="5000"), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor=True), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor=-1), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor=0), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(amount_minor=10**30), 422, "field_invalid", "stages[0].amount_minor"),
    (stage(due_days=-1), 422, "field_invalid", "stages[0].due_days"),
    (stage(method="cash"), 422, "field_invalid", "stages[0].method"),
    (stage(currency="EUR"), 422, "field_invalid", "stages[0].currency"),
    (product(currency="usd"), 422, "field_invalid", "currency"),
    (product(currency="XXX"), 422, "currency_unknown", "currency"),
    (stage(rail="carrier_pigeon"), 422, "rail_unknown", None),
    (stage(n=2), 422, "stages_out_of_order", None),
    (product(slug="roadster"), 409, "slug_taken", "slug"),
]


async def products(web: Web) -> None:
    """A product that cannot be is refused with what to mend, and does not come to be."""
    await web.made("/products", PRODUCT)
    acts = web.acts()
    for number, (body, status, code, field) in enumerate(PRODUCTS):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = JSON | web.as_("Ana") | {"idempotency-key": f"bad-{number}"}
        answer = await web.client.post("/api/v1/products", content=raw, headers=headers)
        found = problem(answer)
        assert (answer.status_code, found["code"], found.get("field")) == (status, code, field), (body, found)
        if field:
            assert field == "body" or field.rpartition(".")[2] in found["detail"], found
    assert web.acts() == acts
    assert len((await web.told("/products"))["products"]) == 1


test_products_that_cannot_be = visited(products)


def requests(mine: str, good: dict[str, Any]) -> Iterator[tuple[str, Any, int, str, str | None]]:
    """Path, body, and the status, code and field of the answer."""
    for name, value in (
        ("email", "not an address"),
        ("email", "a@b"),
        ("email", "two@a.example,b@c.example"),
        ("email", "a@b.example\r\nBcc: x@y.example"),
        ("email", "a" * 65 + "@b.example"),
        ("name", "Cléo\tDupont"),
        ("language", "tlh"),
        ("product", "prd_short"),
        ("product", NOWHERE),
    ):
        yield "/reservations", good | {name: value}, 422, "field_invalid", name
    yield "/reservations", good | {"product": "prd_" + "0" * 32}, 404, "product_unknown", "product"
    for stage_n, code, status in ((3, "stage_unknown", 404), (2, "stage_by_transfer", 409)):
        field = "stage"
        yield f"{mine}/payments", {"stage": stage_n, "card": "card_ok"}, status, code, field
    yield f"{mine}/payments", {"stage": 1.0, "card": "card_ok"}, 422, "field_invalid", "stage"
    yield f"{mine}/payments", {"stage": 1, "card": "with space"}, 422, "field_invalid", "card"
    yield f"{mine}/payments", {"stage": 1, "card": "x" * 256}, 422, "field_invalid", "card"
    yield f"{mine}/answers", {"choice": "maybe"}, 422, "field_invalid", "choice"
    yield f"{mine}/answers", {"choice": "wait"}, 409, "nothing_offered", None
    yield f"/reservations/{NOWHERE}/cancellation", None, 404, "reservation_unknown", None
    yield "/reservations/nonsense/cancellation", None, 404, "reservation_unknown", None
    yield f"/reservations/{'x' * 500}/cancellation", None, 404, "reservation_unknown", None
    approvals, seen = "/refunds/rfd_" + "0" * 32 + "/approvals", {"plan_act": "act_" + "0" * 32}
    yield approvals, seen, 404, "refund_unknown", None
    yield approvals, {}, 422, "field_invalid", "plan_act"
    yield approvals, {"plan_act": "latest"}, 422, "field_invalid", "plan_act"
    account = {"account": "US12", "name": "Cléo"}
    yield "/refunds/rfd_" + "0" * 32 + "/legs/1/account", account, 404, "refund_unknown", None
    yield "/messages/msg_" + "0" * 32 + "/decision", {"outcome": "noted"}, 404, "message_unknown", None
    yield "/addresses", {"address": "hello@elsewhere.example"}, 422, "address_foreign", "address"
    yield "/addresses/adr_" + "0" * 32 + "/retirement", None, 404, "address_unknown", None
    yield "/clock", {"to": "2018-07-11"}, 422, "field_invalid", "to"
    yield "/clock", {"to": "2018-07-11T09:00:00"}, 422, "field_invalid", "to"
    yield "/clock", {"to": "2001-01-01T00:00:00Z"}, 409, "clock_only_forward", None
    yield "/nothing/here", None, 404, "no_such_place", None


async def everything_else(web: Web) -> None:
    """What cannot be done is refused with a reason, and leaves no act behind."""
    placed = await web.reserved()
    good = {**HOLDER, "product": placed["product"]}
    acts = web.acts()
    for path, body, status, code, field in requests(f"/reservations/{placed['reservation']}", good):
        answer = await web.post(path, body)
        found = problem(answer)
        assert (answer.status_code, found["code"], found.get("field")) == (status, code, field), (
            path,
            body,
            found,
        )
    for query in ("limit=0", "limit=501", "limit=many", "after=nonsense", "colour=red", "limit=1&limit="):
        answer = await web.get(f"/reservations?{query}")
        assert (answer.status_code, problem(answer)["code"]) == (422, "query_invalid"), query
        assert problem(answer)["field"] in query
    assert web.acts() == acts


test_whatever_cannot_be_done = visited(everything_else)


async def protocol(web: Web) -> None:
    """Headers, methods, sizes and media types that do not fit."""
    placed = await web.reserved()
    good = json.dumps({**HOLDER, "product": placed["product"]}).encode()
    acts = web.acts()
    ana, xml = web.as_("Ana"), {"content-type": "text/xml"}
    table: list[tuple[str, str, dict[str, str], bytes, int, str]] = [
        ("POST", "/reservations", ana | JSON, good, 400, "idempotency_key_missing"),
        ("POST", "/reservations", ana | JSON | {"idempotency-key": ""}, good, 400, "idempotency_key_malformed"),
        ("POST", "/reservations", ana | JSON | {"idempotency-key": "~own"}, good, 400, "idempotency_key_malformed"),
        ("POST", "/reservations", ana | JSON | {"idempotency-key": "a b"}, good, 400, "idempotency_key_malformed"),
        ("POST", "/reservations", ana | JSON | {"idempotency-key": "x" * 121}, good, 400, "idempotency_key_malformed"),
        ("POST", "/reservations", ana | {"idempotency-key": "k"}, good, 415, "body_not_json"),
        ("POST", "/reservations", ana | xml | {"idempotency-key": "k"}, good, 415, "body_not_json"),
        ("POST", "/reservations", ana | JSON | {"idempotency-key": "k"}, b" " * 262_145, 413, "body_too_large"),
        ("DELETE", "/reservations", ana, b"", 405, "method_not_allowed"),
        ("PUT", f"/reservations/{placed['reservation']}", ana | JSON, good, 405, "method_not_allowed"),
        ("POST", f"/reservations/{placed['reservation']}/acts", ana, b"", 405, "method_not_allowed"),
        ("POST", "/rails/sandbox/notices/" + web.seller, JSON, b"{}", 401, "notice_not_genuine"),
        ("POST", "/rails/nothing/notices/" + web.seller, JSON, b"{}", 404, "no_such_place"),
        ("POST", "/rails/sandbox/notices/slr_" + "0" * 32, JSON, b"{}", 404, "no_such_place"),
    ]  # fmt: skip
    for method, path, headers, body, status, code in table:
        answer = await web.client.request(method, f"/api/v1{path}", content=body, headers=headers)
        found = problem(answer)
        assert (answer.status_code, found["code"]) == (status, code), (method, path, headers, found)
        assert ("allow" in answer.headers) == (status == 405)
        assert ("www-authenticate" in answer.headers) == (status == 401)
    assert web.acts() == acts


test_what_does_not_fit_the_protocol = visited(protocol)


async def the_log(web: Web) -> None:
    """Tiles, proofs and receipts that there are not."""
    log = f"/log/{web.seller}"
    await web.reserved()
    size = int((await web.get(f"{log}/checkpoint", None)).text.split("\n")[1])
    away = ids.outer("act", ids.new_id())
    for path, status, code in (
        (f"{log}/tile/0/001", 404, "tile_unknown"),
        (f"{log}/tile/0/000.p/256", 404, "tile_unknown"),
        (f"{log}/tile/0/x000/000", 404, "tile_unknown"),
        (f"{log}/tile/0/000.p/{size + 1}", 404, "tile_unknown"),
        (f"{log}/tile/entries/000.p/{size + 1}", 404, "tile_unknown"),
        (f"{log}/tile/64/000", 404, "tile_unknown"),
        (f"{log}/tile/0/{'x999/' * 7}999", 404, "tile_unknown"),
        (f"{log}/tile/../../keys", 404, "no_such_place"),
        (f"{log}/proof?index=0&size={size + 1}", 422, "size_beyond"),
        (f"{log}/proof?index={size}&size={size}", 422, "size_beyond"),
        (f"{log}/proof?index=-1&size=1", 422, "query_invalid"),
        (f"{log}/proof?index=0", 422, "query_invalid"),
        (f"{log}/consistency?from=2&to=1", 422, "size_beyond"),
        (f"{log}/consistency?from=0&to=1", 422, "query_invalid"),
        (f"/log/slr_{'0' * 32}/checkpoint", 404, "log_unknown"),
        ("/log/nonsense/vkey", 404, "log_unknown"),
        (f"/acts/{away}/receipt", 404, "act_unknown"),
        (f"/acts/{away}/receipt?form=gold", 422, "query_invalid"),
        ("/acts?after=-2", 422, "query_invalid"),
        ("/acts?limit=1001", 422, "query_invalid"),
    ):
        answer = await web.get(path)
        assert (answer.status_code, problem(answer)["code"]) == (status, code), path


test_what_is_not_in_the_log = visited(the_log)


async def in_every_language(web: Web) -> None:
    """A no is told in the language that was asked for."""
    said = set()
    for code in load():
        wanted = {**HOLDER, "product": "prd_" + "0" * 32}
        answer = await web.post("/reservations", wanted, **{"accept-language": code})
        found = problem(answer)
        assert answer.headers["content-language"] == code
        assert "prd_000" in found["detail"]
        said.add((found["title"], found["detail"]))
    assert len(said) == len(load())
    answer = await web.client.put("/api/v1/reservations", headers={"accept-language": "fr"})
    assert "PUT" in answer.json()["detail"]


test_a_no_is_told_in_four_languages = visited(in_every_language)
