"""The sandbox's HTTP calls, good and bad, without a network."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fourthact.sandbox.http import Request
from fourthact.sandbox.routes import ROUTES, answer
from fourthact.sandbox.world import World

NOW = "2018-07-11T09:12:00.000000Z"
CHARGE = {"key": "k1", "amount_minor": 5_000, "currency": "USD", "token": "card_ok", "memo": "deposit"}


def ask(
    world: World, method: str, target: str, words: object = None, now: str | None = NOW
) -> tuple[int, Any]:
    body = words if isinstance(words, bytes) else b"" if words is None else json.dumps(words).encode()
    headers = {} if now is None else {"fourthact-now": now}
    got = answer(world, Request(method, target, headers, body))
    return got.status, json.loads(got.body) if got.content_type == "application/json" else got.body


def test_a_charge_is_answered_and_booked() -> None:
    world = World()
    status, told = ask(world, "POST", "/accounts/motors/charges", CHARGE)
    assert (status, told["status"], told["key"], told["amount_minor"]) == (200, "done", "k1", 5_000)
    assert ask(world, "GET", "/accounts/motors/orders?key=k1") == (200, told)
    assert ask(world, "GET", "/accounts/motors/orders?key=k2") == (404, {"error": "absent", "key": "k2"})
    books = ask(world, "GET", "/books/motors")[1]
    assert books["moved"] == {"k1": {"minor": 5_000, "currency": "USD"}}
    assert [step["status"] for step in books["charges"][0]["history"]] == ["done"]
    assert ask(world, "GET", "/books") == (200, ["motors"])


def test_the_clock_is_the_latest_time_that_anyone_said() -> None:
    world = World()
    assert ask(world, "GET", "/clock", now=None)[1]["now"].startswith("1970")
    ask(world, "GET", "/health", now="2025-10-30T09:12:00Z")
    ask(world, "GET", "/health", now=NOW)
    ask(world, "GET", "/health", now="2025-10-30T10:12:00+01:00")
    assert ask(world, "GET", "/clock", now=None)[1] == {"now": "2025-10-30T09:12:00.000000Z", "next": None}


BAD = [
    ("a charge of nothing", {"amount_minor": 0}, "amount_minor"),
    ("a negative charge", {"amount_minor": -5}, "amount_minor"),
    ("a float", {"amount_minor": 50.5}, "amount_minor"),
    ("a text for a number", {"amount_minor": "5000"}, "amount_minor"),
    ("more than 2^53", {"amount_minor": 2**53}, "amount_minor"),
    ("no such currency", {"currency": "XXX"}, "XXX"),
    ("an empty key", {"key": ""}, "key"),
    ("a key that is a number", {"key": 5}, "key"),
    ("an unknown word", {"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("change", "named"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_senseless_charge_is_refused_by_field(change: dict[str, object], named: str) -> None:
    world = World()
    status, refusal = ask(world, "POST", "/accounts/motors/charges", {**CHARGE, **change})
    assert (status, refusal["error"]) == (422, "invalid")
    assert named in refusal["detail"]
    assert ask(world, "GET", "/books") == (200, [])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"key":"k1"}'])
def test_what_is_no_charge_is_refused(body: bytes) -> None:
    assert ask(World(), "POST", "/accounts/motors/charges", body)[0] == 422


@pytest.mark.parametrize(
    ("method", "target", "words", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("GET", "/accounts/motors", None, 404),
        ("DELETE", "/books/motors", None, 405),
        ("GET", "/mail/1", None, 404),
        ("GET", "/mail/0", None, 404),
        ("GET", "/mail/-1/bounce", None, 404),
        ("GET", "/mail/x", None, 422),
        ("GET", "/accounts/motors/statement?after=1", None, 422),
        ("GET", "/accounts/motors/statement?after=x", None, 422),
        ("GET", "/accounts/%ff/statement", None, 422),
        ("PATCH", "/control/cards/none", {}, 404),
        ("POST", "/control/cards", {"number": "x", "expires_on": "2023-04-30", "holder": "Cléo"}, 422),
        ("POST", "/control/cards", {"number": "4" * 16, "expires_on": "04/23", "holder": "Cléo"}, 422),
        ("PUT", "/control/accounts/motors", {"booking_times": ["25:00"]}, 422),
        ("PUT", "/control/accounts/motors", {"booking_times": []}, 422),
        ("PUT", "/control/accounts/motors", {"notice_url": "http://127.0.0.1"}, 422),
        ("PUT", "/control/accounts/motors", {"notice_url": "ftp://x", "notice_secret": "whsec_eA=="}, 422),
        ("PUT", "/control/accounts/motors", {"notice_url": "http://x", "notice_secret": "whsec_!"}, 422),
        ("PUT", "/control/faults", {"seed": "1", "rules": [{"fault": "rain", "per_mille": 1}]}, 422),
        ("PUT", "/control/faults", {"seed": "1", "rules": [{"fault": "lost", "per_mille": 1001}]}, 422),
        ("POST", "/control/script", {"account": "a", "operation": "fly", "steps": []}, 422),
        ("PUT", "/control/mail", {"rules": [{"recipient": "*", "answer": "eat"}]}, 422),
        ("PUT", "/control/mail", {"rules": [{"recipient": "*", "answer": "bounce", "text": "a\nb"}]}, 422),
    ],
)
def test_bad_calls_are_refused(method: str, target: str, words: object, status: int) -> None:
    assert ask(World(), method, target, words)[0] == status


@pytest.mark.parametrize("now", ["yesterday", "2018-07-11", "2018-07-11T09:12:00", ""])
def test_a_time_without_a_zone_is_refused(now: str) -> None:
    assert ask(World(), "GET", "/health", now=now)[0] == 422


def test_a_statement_is_read_in_pages() -> None:
    world = World()
    wire = {"account": "motors", "amount_minor": 1, "currency": "EUR", "remittance": "", "payer_name": "Cléo"}
    for _ in range(5):
        assert ask(world, "POST", "/control/wires", {**wire, "payer_account": "FR1"})[0] == 202
    cursor, seen = "0", []
    while lines := (page := ask(world, "GET", f"/accounts/motors/statement?after={cursor}&limit=2")[1])[
        "lines"
    ]:
        seen += [line["balance_minor"] for line in lines]
        cursor = page["cursor"]
    assert (seen, cursor) == ([1, 2, 3, 4, 5], "5")


def test_a_card_is_made_changed_and_brought_back() -> None:
    world = World()
    words = {"number": "4000 0000 0000 0341", "expires_on": "2023-04-30", "holder": "Cléo"}
    token = ask(world, "POST", "/control/cards", words)[1]["token"]
    assert ask(world, "POST", "/control/cards", words)[1]["token"] == token

    def charge(key: str) -> str | None:
        told = ask(world, "POST", "/accounts/motors/charges", {**CHARGE, "key": key, "token": token})[1]
        return str(told["reason"] or told["status"])

    assert charge("k1") == "done"
    assert ask(world, "PATCH", f"/control/cards/{token}", {"refuses": "lost_card"})[0] == 200
    assert charge("k2") == "lost_card"
    assert ask(world, "PATCH", f"/control/cards/{token}", {"expires_on": "2017-01-31"})[0] == 200
    assert charge("k3") == "expired_card"
    assert (
        ask(world, "PATCH", f"/control/cards/{token}", {"expires_on": "2030-01-31", "refuses": None})[0]
        == 200
    )
    assert charge("k4") == "done"


def test_every_route_says_what_it_does() -> None:
    rows = ask(World(), "GET", "/routes")[1]
    assert len(rows) == len(ROUTES)
    assert all(row["does"] for row in rows)
