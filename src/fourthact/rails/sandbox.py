"""The sandbox: cards and a bank that move no real money, for demos and tests.

It speaks to `python -m fourthact.sandbox`, a process of its own that can be told to have bad days.
"""

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal
from urllib.parse import quote

import httpx2
import msgspec

from fourthact.rails.contract import (
    Abilities,
    Absent,
    Collect,
    Declined,
    Done,
    Entry,
    GiveBack,
    HandedOver,
    Movement,
    NotGenuine,
    Notice,
    Outcome,
    OwnBooks,
    PayeeAnswer,
    PayOut,
    Rail,
    Unknown,
    Waiting,
    window_days,
)
from fourthact.values import webhooks
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.money import Money
from fourthact.values.time import instant_text, parse_instant

name = "sandbox"
settings = {
    "url": "where the sandbox listens, like http://127.0.0.1:8400",
    "notice_secret": "what it signs its notices with: whsec_ and at least 16 bytes in base64",
    "timeout_seconds": "how long to wait for an answer before its outcome is unknown",
    "gives_back_days_max": "how old a charge may be, in days, that is still given back; empty for no limit",
}
defaults = {"timeout_seconds": "5", "gives_back_days_max": ""}
abilities = Abilities(
    collects=True,
    gives_back=True,
    gives_back_days_max=None,
    pays_out=True,
    has_statement=True,
    verifies_payees=True,
)

ENTRIES_PER_READ = 500


class _Told(msgspec.Struct, frozen=True):
    """The sandbox's answer about an order."""

    key: str
    reference: str
    status: Literal["waiting", "done", "declined"]
    permanent: bool
    amount_minor: int
    currency: str
    reason: str | None = None


class _No(msgspec.Struct, frozen=True):
    """The sandbox's refusal of a call."""

    error: str
    key: str | None = None
    detail: str | None = None


class _Line(msgspec.Struct, frozen=True):
    """A line of the sandbox's bank statement."""

    id: str
    amount_minor: int
    currency: str
    value_on: date
    booked_at: str
    kind: str
    remittance: str
    key: str | None
    counterparty_name: str
    counterparty_account: str
    reason: str | None


class _Lines(msgspec.Struct, frozen=True):
    lines: list[_Line]
    cursor: str


class _Booked(msgspec.Struct, frozen=True):
    """An order in the sandbox's own books. `moved_minor`: what it really moved by now."""

    key: str
    reference: str
    currency: str
    moved_minor: int
    reason: str | None = None


class _Content(msgspec.Struct, frozen=True):
    reference: str
    amount_minor: int


class _Payout(msgspec.Struct, frozen=True):
    """What the sandbox's card provider handed over to the bank."""

    id: str
    amount_minor: int
    fees_minor: int
    currency: str
    contents: list[_Content]


class _Checked(msgspec.Struct, frozen=True):
    """What the payee's bank says, by way of the sandbox. `to`: the account it was asked about."""

    to: str
    answer: Literal["match", "close_match", "no_match", "cannot_tell", "unavailable"]
    name: str = ""


class _Owed(msgspec.Struct, frozen=True):
    provider: dict[str, int]


class _Books(msgspec.Struct, frozen=True):
    """The part of the sandbox's books that is the card provider's."""

    charges: list[_Booked]
    refunds: list[_Booked]
    provider_payouts: list[_Payout]
    balances: _Owed


class _NoticeWords(msgspec.Struct, frozen=True):
    event: str
    account: str
    key: str


class SandboxRail:
    """One sandbox, over one pool of connections."""

    name = name

    def __init__(
        self, url: str, notice_secret: bytes, timeout_seconds: float, gives_back_days_max: int | None = None
    ) -> None:
        self.abilities = replace(abilities, gives_back_days_max=gives_back_days_max)
        self._secret = notice_secret
        self._timeout_seconds = timeout_seconds
        self._client = httpx2.AsyncClient(
            base_url=url, timeout=timeout_seconds, trust_env=False, verify=_trusting_nobody()
        )

    async def collect(self, order: Collect, now: datetime) -> Outcome:
        words = {"token": order.token, "memo": order.memo}
        return await self._order("charges", order, words, now)

    async def give_back(self, order: GiveBack, now: datetime) -> Outcome:
        return await self._order("refunds", order, {"charge": order.charge}, now)

    async def pay_out(self, order: PayOut, now: datetime) -> Outcome:
        words = {"to": order.to, "name": order.name, "memo": order.memo}
        return await self._order("payouts", order, words, now)

    async def verify_payee(self, account: str, to: str, name: str, now: datetime) -> PayeeAnswer:
        path = f"/accounts/{_quoted(account)}/payee-checks"
        answer = await self._ask("POST", path, now, {"to": to, "name": name})
        if isinstance(answer, Unknown):
            return PayeeAnswer("unavailable", why=answer.why)
        if answer.status_code != 200:
            return PayeeAnswer("unavailable", why=f"answered_{answer.status_code}")
        try:
            told = msgspec.json.decode(answer.content, type=_Checked)
        except msgspec.DecodeError:
            return PayeeAnswer("unavailable", why="unreadable_answer")
        if told.to != to:
            return PayeeAnswer("unavailable", why="answered_about_another_account")
        return PayeeAnswer(told.answer, told.name if told.answer == "close_match" else "")

    async def look_up(self, account: str, key: str, now: datetime) -> Outcome | Absent:
        answer = await self._ask("GET", f"/accounts/{_quoted(account)}/orders?key={_quoted(key)}", now)
        if isinstance(answer, Unknown):
            return answer
        if answer.status_code == 404 and _refusal(answer) == _No("absent", key):
            return Absent()  # said in so many words about this key: a stray 404 is not a reason to pay again
        return _outcome(answer, key, None)

    async def entries(
        self, account: str, after: str | None, now: datetime
    ) -> tuple[Sequence[Entry], str | None]:
        path = f"/accounts/{_quoted(account)}/statement?limit={ENTRIES_PER_READ}"
        answer = await self._ask("GET", path + (f"&after={_quoted(after)}" if after else ""), now)
        if isinstance(answer, Unknown) or answer.status_code != 200:
            raise Unavailable("the sandbox's bank statement")
        try:
            page = msgspec.json.decode(answer.content, type=_Lines)
            return [_entry(line) for line in page.lines], page.cursor
        except (msgspec.DecodeError, ValueError) as unreadable:
            raise Unavailable("the sandbox's bank statement") from unreadable

    async def own_books(self, account: str, now: datetime, since: date | None = None) -> OwnBooks:
        answer = await self._ask("GET", f"/books/{_quoted(account)}", now)
        if isinstance(answer, Unknown) or answer.status_code != 200:
            raise Unavailable("the sandbox's own books")
        try:
            return _own_books(msgspec.json.decode(answer.content, type=_Books))
        except (msgspec.DecodeError, ValueError) as unreadable:
            raise Unavailable("the sandbox's own books") from unreadable

    def read_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        try:
            webhooks.check(self._secret, headers, raw, now)
        except ValueError as doubt:
            raise NotGenuine(str(doubt)) from doubt
        try:
            words = msgspec.json.decode(raw, type=_NoticeWords)
        except msgspec.DecodeError as unreadable:
            raise NotGenuine(f"signed, but not a notice: {unreadable}") from unreadable
        return Notice(words.event, words.account, words.key)

    async def close(self) -> None:
        await self._client.aclose()

    async def _order(
        self, what: str, order: Collect | GiveBack | PayOut, words: Mapping[str, str], now: datetime
    ) -> Outcome:
        amount = {"amount_minor": order.amount.minor, "currency": order.amount.currency}
        path = f"/accounts/{_quoted(order.account)}/{what}"
        answer = await self._ask("POST", path, now, {"key": order.key, **amount, **words})
        return answer if isinstance(answer, Unknown) else _outcome(answer, order.key, order.amount)

    async def _ask(
        self, method: str, path: str, now: datetime, words: Mapping[str, object] | None = None
    ) -> httpx2.Response | Unknown:
        headers = {"fourthact-now": instant_text(now), "content-type": "application/json"}
        content = None if words is None else msgspec.json.encode(words)
        try:
            async with asyncio.timeout(self._timeout_seconds):  # in all; the client's own limits are per read
                return await self._client.request(method, path, content=content, headers=headers)
        except (TimeoutError, httpx2.TimeoutException):
            return Unknown("timed_out")
        except httpx2.HTTPError as error:
            return Unknown(f"no_answer: {type(error).__name__}")


def open_rail(settings: Mapping[str, str]) -> Rail:
    """The rail that these settings describe. Errors: ValueError names the setting and the fault in it."""
    url = httpx2.URL(settings["url"])
    if url.scheme != "http" or not url.host:
        raise ValueError(f"url is {settings['url']!r}; it looks like http://127.0.0.1:8400")
    secret = webhooks.read_secret(settings["notice_secret"])
    window = window_days(settings.get("gives_back_days_max", ""))
    return SandboxRail(settings["url"], secret, _seconds(settings), window)


def _trusting_nobody() -> ssl.SSLContext:
    """The sandbox speaks plain HTTP: loading certificates would take 0.1 s a client for nothing."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _seconds(settings: Mapping[str, str]) -> float:
    text = settings.get("timeout_seconds", defaults["timeout_seconds"])
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 60:
        raise ValueError(f"timeout_seconds is {text!r}; it is a number above 0 and up to 60")
    return seconds


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _outcome(answer: httpx2.Response, key: str, amount: Money | None) -> Outcome:
    """What an answer says of our order; anything but a whole, fitting answer leaves it unknown."""
    if answer.status_code in (409, 422):
        refusal = _refusal(answer)
        if refusal and refusal.error in ("key_reused", "invalid"):
            raise Broken(
                f"the sandbox refuses our call as senseless: {refusal.error} {refusal.detail or key}"
            )
    if answer.status_code != 200:
        return Unknown(f"answered_{answer.status_code}")
    try:
        told = msgspec.json.decode(answer.content, type=_Told)
    except msgspec.DecodeError:
        return Unknown("unreadable_answer")
    if told.key != key or (amount and (told.amount_minor, told.currency) != (amount.minor, amount.currency)):
        return Unknown("answered_about_another_order")
    match told.status:
        case "done":
            return Done(told.reference)
        case "waiting":
            return Waiting(told.reference)
        case "declined":
            return Declined(told.reason or "unspecified", told.permanent, told.reference)


def _refusal(answer: httpx2.Response) -> _No | None:
    try:
        return msgspec.json.decode(answer.content, type=_No)
    except msgspec.DecodeError:
        return None


def _entry(line: _Line) -> Entry:
    return Entry(
        id=line.id,
        amount=Money(line.amount_minor, line.currency),
        value_on=line.value_on,
        booked_at=parse_instant(line.booked_at),
        kind=line.kind,
        remittance=line.remittance,
        key=line.key,
        counterparty_name=line.counterparty_name,
        counterparty_account=line.counterparty_account,
        reason=line.reason,
    )


def _own_books(books: _Books) -> OwnBooks:
    moved = [
        Movement(order.reference, order.key, Money(order.moved_minor, order.currency), order.reason or "")
        for order in (*books.charges, *books.refunds)
    ]
    keys = {movement.reference: movement.key for movement in moved}
    payouts = [
        HandedOver(
            payout.id,
            Money(payout.amount_minor, payout.currency),
            Money(payout.fees_minor, payout.currency),
            tuple(
                Movement(item.reference, keys.get(item.reference), Money(item.amount_minor, payout.currency))
                for item in payout.contents
            ),
        )
        for payout in books.provider_payouts
    ]
    owed = [Money(minor, currency) for currency, minor in books.balances.provider.items()]
    return OwnBooks(moved, payouts, owed)
