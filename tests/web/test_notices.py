"""The door for a rail's notices: what is signed is kept, once; what is forged is told so."""

from __future__ import annotations

import base64
import hmac
import json

from tests.house import SECRET
from tests.web.visiting import JSON, Web, problem, visited


async def heard(web: Web) -> None:
    house = web.house
    placed = await web.reserved()
    paid = await web.made(f"/reservations/{placed['reservation']}/payments", {"stage": 1, "card": "card_ok"})
    assert paid["status"] == "ordered"
    (key,) = [payment["key"] for (row,) in house.sql("SELECT payments FROM purses") for payment in row]
    raw = json.dumps({"event": "charge.succeeded", "account": house.account, "key": key}).encode()
    stamp = str(int((await house.now()).timestamp()))

    def signed(secret: str, body: bytes = raw, at: str = stamp) -> dict[str, str]:
        digest = hmac.digest(
            base64.b64decode(secret.removeprefix("whsec_")), f"msg_1.{at}.".encode() + body, "sha256"
        )
        signature = "v1," + base64.b64encode(digest).decode()
        return JSON | {"webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": signature}

    door = f"/api/v1/rails/sandbox/notices/{web.seller}"
    for _ in range(2):
        answer = await web.client.post(door, content=raw, headers=signed(SECRET))
        assert (answer.status_code, answer.json()) == (200, {"kept": True})
    assert house.sql("SELECT count(*) FROM rail_notices") == [(1,)]
    acts = web.acts()
    other = "whsec_" + base64.b64encode(b"another secret of 32 bytes length").decode()
    for headers, body in (
        (signed(other), raw),
        (signed(SECRET), raw + b" "),
        (signed(SECRET, at=str(int(stamp) - 3_600)), raw),
        (JSON, raw),
    ):
        forged = await web.client.post(door, content=body, headers=headers)
        assert (forged.status_code, problem(forged)["code"]) == (401, "notice_not_genuine")
    assert web.acts() == acts
    await house.settle()
    assert house.sql("SELECT count(*) FROM rail_notices WHERE status = 'heard'") == [(0,)]


test_a_rails_notices = visited(heard)
