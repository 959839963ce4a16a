"""Staging a play: start the sandbox as a process, tell it what is to happen, and read its books."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from fourthact.values.money import Money
from fourthact.values.time import instant_text

ANSWER_SECONDS_MAX = 30.0
END_SECONDS_MAX = 10.0


class SandboxRefused(Exception):
    """The sandbox does not understand what it is told; the message is its own."""


@dataclass(frozen=True, slots=True)
class Control:
    """A running sandbox, as a stage manager sees it. Its calls block: coroutines use `asyncio.to_thread`."""

    http: str
    smtp: str
    pid: int

    def account(self, account: str, **words: object) -> None:
        """Where an account's notices go and when its bank books: the fields of `accounts.Account`."""
        self.call("PUT", f"/control/accounts/{_quoted(account)}", words)

    def card(
        self, number: str, expires_on: date, holder: str, *, gives_back_when_expired: bool = True
    ) -> str:
        """Put a card into somebody's wallet, and give its token."""
        words = {
            "number": number, "expires_on": expires_on, "holder": holder,
            "gives_back_when_expired": gives_back_when_expired,
        }  # fmt: skip
        token = self.call("POST", "/control/cards", words)["token"]
        assert isinstance(token, str)
        return token

    def change_card(self, token: str, **words: object) -> None:
        """Change `expires_on`, `gives_back_when_expired` or `refuses` (a reason, or None) of a card."""
        self.call("PATCH", f"/control/cards/{_quoted(token)}", words)

    def outside(self, account: str, name: str, *, closed: bool = False) -> None:
        """Name a holder's account at another bank, or close it."""
        self.call("PUT", f"/control/outside/{_quoted(account)}", {"name": name, "closed": closed})

    def wire(
        self,
        account: str,
        amount: Money,
        remittance: str,
        *,
        payer_name: str,
        payer_account: str,
        key: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Send a holder's wire to a seller, now or at a time to come; once per key if it has one."""
        words = {
            "account": account, "amount_minor": amount.minor, "currency": amount.currency,
            "remittance": remittance, "payer_name": payer_name, "payer_account": payer_account,
            "key": key, "at": instant_text(at) if at else None,
        }  # fmt: skip
        self.call("POST", "/control/wires", words)

    def faults(self, seed: str, rules: Sequence[Mapping[str, object]]) -> None:
        """Replace the rules by which things go wrong: the fields of `faults.Rule`."""
        self.call("PUT", "/control/faults", {"seed": seed, "rules": list(rules)})

    def script(self, account: str, operation: str, *steps: Sequence[Mapping[str, object]]) -> None:
        """Say what befalls the next calls, a list of faults (fields of `faults.Fault`) for each call."""
        words = {"account": account, "operation": operation, "steps": [list(step) for step in steps]}
        self.call("POST", "/control/script", words)

    def mail_rules(self, *rules: Mapping[str, object]) -> None:
        """Replace the rules by which mail is refused: the fields of `mailboxes.MailRule`."""
        self.call("PUT", "/control/mail", {"rules": list(rules)})

    def advance(self, now: datetime) -> datetime | None:
        """Let everything due by then happen and its notices arrive. Gives the time of what comes next."""
        next_at = self.call("POST", "/clock", {}, now=now)["next"]
        return None if next_at is None else datetime.fromisoformat(next_at)

    def books(self, account: str) -> dict[str, Any]:
        """What was ordered, moved and booked for an account."""
        books = self.call("GET", f"/books/{_quoted(account)}")
        assert isinstance(books, dict)
        return books

    def notices(self, account: str) -> list[dict[str, Any]]:
        """What was sent to an account's notice address, and what became of it."""
        notices = self.call("GET", f"/notices/{_quoted(account)}")
        assert isinstance(notices, list)
        return notices

    def mails(self, to: str | None = None, after: int = 0) -> list[dict[str, Any]]:
        """The mails since number `after`, to one address or to all."""
        query = urlencode({"after": after, **({"to": to} if to else {})})
        mails = self.call("GET", f"/mail?{query}")
        assert isinstance(mails, list)
        return mails

    def mail(self, number: int) -> bytes:
        """One mail as it arrived."""
        return self._fetch("GET", f"/mail/{number}", None, None)

    def bounce(self, number: int) -> bytes:
        """The bounce that a mail server would send back for one mail."""
        return self._fetch("GET", f"/mail/{number}/bounce", None, None)

    def call(self, method: str, path: str, words: object = None, now: datetime | None = None) -> Any:
        """Any route of the sandbox (`GET /routes` lists them). Errors: SandboxRefused."""
        content = None if words is None else msgspec.json.encode(words)
        return msgspec.json.decode(self._fetch(method, path, content, now))

    def _fetch(self, method: str, path: str, content: bytes | None, now: datetime | None) -> bytes:
        request = urllib.request.Request(self.http + path, content, method=method)
        request.add_header("Content-Type", "application/json")
        if now is not None:
            request.add_header("Fourthact-Now", instant_text(now))
        try:
            with _OPENER.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
                body = answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                raise SandboxRefused(f"{method} {path}: {refused.read().decode()}") from None
        assert isinstance(body, bytes)
        return body


# The environment's proxies are for the outside; the sandbox is on the loopback address.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running(state: Path | None = None, *, http_port: int = 0, smtp_port: int = 0) -> Iterator[Control]:
    """A sandbox as a process of its own, which ends with the block, and with us however we end."""
    command = [sys.executable, "-m", "fourthact.sandbox", "--follow-stdin"]
    command += ["--port", str(http_port), "--smtp-port", str(smtp_port)]
    command += [] if state is None else ["--state", str(state)]
    source = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the sandbox did not start (exit code {process.wait()})")
            addresses = msgspec.json.decode(line, type=dict[str, str])
            yield Control(addresses["http"], addresses["smtp"], process.pid)
        finally:
            process.stdin.close()
            try:
                process.wait(END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()


def _quoted(text: str) -> str:
    return quote(text, safe="")
