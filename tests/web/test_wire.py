"""What goes over the wire in odd ways: a body that breaks off, headers sent twice, types spelt in many ways."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from typing import Any

import pytest

from fourthact import people
from tests.web.test_launch_night import PRODUCT, SELLER, ReadySpine, application

WANTED = {"product": PRODUCT, "name": "Cléo", "email": "cleo@holder.example", "language": "fr"}
BODY = json.dumps(WANTED).encode()
KEY = b"Bearer " + people.new_token(SELLER, os.urandom(32)).encode()
HEADERS = [(b"content-type", b"application/json"), (b"authorization", KEY), (b"idempotency-key", b"once")]
WHOLE = {"type": "http.request", "body": BODY, "more_body": False}
GONE = {"type": "http.disconnect"}
SCOPE = {
    "type": "http", "method": "POST", "query_string": b"", "root_path": "", "state": {}, "extensions": {},
}  # fmt: skip


def asked(
    headers: Sequence[tuple[bytes, bytes]], *messages: Any, path: str = "/api/v1/reservations"
) -> tuple[int, str, ReadySpine]:
    """Status and code of the answer, and the spine that was asked or not."""
    spine, sent, left = ReadySpine(), [], list(messages)
    app = application(spine)

    async def receive() -> Any:
        return left.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(SCOPE | {"path": path, "headers": list(headers)}, receive, send))
    said = json.loads(sent[1]["body"])
    return sent[0]["status"], said.get("code", ""), spine


@pytest.mark.parametrize(
    ("headers", "messages"),
    [
        (HEADERS, [WHOLE | {"more_body": True}, GONE]),
        (HEADERS, [GONE]),
        ([*HEADERS, (b"content-length", str(len(BODY) + 10).encode())], [WHOLE]),
    ],
)
def test_a_body_that_breaks_off_is_not_acted_upon(headers: Any, messages: Any) -> None:
    """Though what came of it is whole JSON: it may have been the beginning of something else."""
    status, code, spine = asked(headers, *messages)
    assert (status, code, spine.asked) == (400, "json_malformed", [])


def test_a_body_in_pieces_is_whole_with_its_last() -> None:
    pieces = [WHOLE | {"body": BODY[:9], "more_body": True}, WHOLE | {"body": BODY[9:]}]
    status, _, spine = asked([*HEADERS, (b"content-length", str(len(BODY)).encode())], *pieces)
    assert (status, len(spine.asked)) == (201, 1)


@pytest.mark.parametrize(
    ("twice", "answer"),
    [
        ((b"authorization", b"Bearer fak_other"), (401, "key_missing")),
        ((b"idempotency-key", b"twice"), (400, "idempotency_key_malformed")),
    ],
)
def test_a_header_sent_twice_is_whose(twice: tuple[bytes, bytes], answer: tuple[int, str]) -> None:
    status, code, spine = asked([twice, *HEADERS], WHOLE)
    assert (status, code, spine.asked) == (*answer, [])


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (b"application/json", 201),
        (b"Application/JSON; charset=UTF-8", 201),
        (b"application/json; charset=utf-16", 415),
        (b"application/jsonx", 415),
        (b"text/plain", 415),
    ],
)
def test_what_counts_as_json(kind: bytes, status: int) -> None:
    assert asked([(b"content-type", kind), *HEADERS[1:]], WHOLE)[0] == status


def test_a_slash_at_the_end_is_the_same_request() -> None:
    inputs = [
        asked(HEADERS, WHOLE, path=path)[2].asked[0].input
        for path in ("/api/v1/reservations", "/api/v1/reservations/")
    ]
    assert inputs[0] == inputs[1]
