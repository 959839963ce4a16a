"""Staging a play: start the sandbox as a process, tell it what is to happen, and read its books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fourthact.sandbox import process
from fourthact.values.money import Money
from fourthact.values.time import instant_text


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
        return process.call(self.http, "GET", f"/mail/{number}")

    def bounce(self, number: int) -> bytes:
        """The bounce that a mail server would send back for one mail."""
        return process.call(self.http, "GET", f"/mail/{number}/bounce")

    def call(self, method: str, path: str, words: object = None, now: datetime | None = None) -> Any:
        """Any route of the sandbox (`GET /routes` lists them). Errors: SandboxRefused."""
        return process.ask(self.http, method, path, words, now)


@contextmanager
def running(state: Path | None = None, *, http_port: int = 0, smtp_port: int = 0) -> Iterator[Control]:
    """A sandbox as a process of its own, which ends with the block, and with us however we end."""
    arguments = ["--port", str(http_port), "--smtp-port", str(smtp_port)]
    arguments += [] if state is None else ["--state", str(state)]
    with process.started("fourthact.sandbox", arguments) as (addresses, pid):
        yield Control(addresses["http"], addresses["smtp"], pid)


def _quoted(text: str) -> str:
    return quote(text, safe="")
