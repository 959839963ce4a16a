"""The sandbox rail's stage: a sandbox process."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import msgspec

from fourthact.sandbox.control import Control, running
from fourthact.sandbox.notices import sign
from fourthact.values.money import Money
from fourthact.values.time import instant_text

SECRET = "whsec_" + b64encode(b"a secret of the tests of the rails").decode()

FAULTS = {
    "unanswered before": "undone_unanswered",
    "unanswered after": "done_unanswered",
    "error before": "undone_error",
    "error after": "done_error",
    "garbage": "garbage",
    "no service": "no_service",
}


@dataclass(frozen=True)
class SandboxWorld:
    control: Control

    @property
    def settings(self) -> Mapping[str, str]:
        return {"url": self.control.http, "notice_secret": SECRET, "timeout_seconds": "3"}

    @property
    def unreachable(self) -> Mapping[str, str]:
        return {**self.settings, "url": "http://127.0.0.1:9"}

    def good_token(self) -> str:
        return "card_ok"

    def poor_token(self) -> str:
        return "card_lost"

    def outside_account(self, *, closed: bool = False) -> str:
        account = "US-CLOSED" if closed else "US-OPEN"
        self.control.outside(account, "Cléo Martin", closed=closed)
        return account

    def break_next(self, account: str, operation: str, how: str) -> None:
        self.control.script(account, operation, [{"fault": FAULTS[how]}])

    def wire(self, account: str, amount: Money, remittance: str, at: datetime) -> None:
        self.control.wire(
            account, amount, remittance, payer_name="Cléo Martin", payer_account="US-OPEN", at=at
        )

    def rest(self, until: datetime) -> None:
        self.control.advance(until)

    def moved(self, account: str, key: str) -> int | None:
        moved = self.control.books(account)["moved"].get(key)
        return None if moved is None else int(moved["minor"])

    def notice(self, event: str, account: str, key: str, at: datetime) -> tuple[dict[str, str], bytes]:
        words = {"event": event, "account": account, "key": key, "at": instant_text(at)}
        body, stamp = msgspec.json.encode(words), str(int(at.timestamp()))
        signature = sign(SECRET, "msg_1", stamp, body)
        return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}, body


@contextmanager
def world() -> Iterator[SandboxWorld]:
    with running() as control:
        yield SandboxWorld(control)
