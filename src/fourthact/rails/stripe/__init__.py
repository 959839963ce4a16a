"""Stripe: cards and whatever else Stripe collects, refunds to them, and its signed webhooks.

One order is one PaymentIntent or one Refund. Three things tie it to our key: Stripe's idempotency key (kept for
a day), the metadata of what was made (kept for ever), and, because refunds cannot be searched, a mark that is put
on the PaymentIntent before anything is given back. A charge's reference names the account that took it,
`acct_…/pi_…`, so that it is given back from there, whatever account the seller uses by then.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from fourthact.rails.contract import (
    Abilities,
    Absent,
    Collect,
    Declined,
    Dispute,
    DisputeAnswer,
    Done,
    Entry,
    GiveBack,
    Notice,
    Outcome,
    OwnBooks,
    PayOut,
    Rail,
    Unknown,
    window_days,
)
from fourthact.rails.stripe import books, disputes, notices
from fourthact.rails.stripe.answers import (
    Made,
    Page,
    Refusal,
    Repeated,
    outcome,
    read_answer,
    read_error,
    refused,
    unanswered,
    units_of,
)
from fourthact.rails.stripe.latest import PAGE, Latest
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.time import instant_text

name = "stripe"
settings = {
    "secret_key": "the secret or restricted key, sk_… or rk_…; better FOURTHACT_STRIPE_SECRET_KEY_FILE",
    "account": "the account that the key belongs to, acct_…",
    "notice_secret": "what webhooks are signed with, whsec_…; several, apart by spaces, while one is replaced",
    "accounts": "sellers paid into a connected account of their own: slr_…=acct_…, apart by spaces",
    "former_keys": "keys of accounts that took charges earlier and still refund them: acct_…=sk_…",
    "api_base": "where the API is: another address only for tests",
    "gives_back_days_max": "the days for which your agreement lets a charge be given back; empty for no limit",
    "timeout_seconds": "how long to wait for an answer before its outcome is unknown",
}
defaults = {
    "accounts": "",
    "former_keys": "",
    "api_base": "https://api.stripe.com",
    "gives_back_days_max": "",
    "timeout_seconds": "20",
}
# Stripe states no age limit for refunds to cards (what the issuer no longer takes comes back as a failed refund), but
# other ways of paying and some agreements have one: then `gives_back_days_max` says so.
abilities = Abilities(
    collects=True, gives_back=True, gives_back_days_max=None, pays_out=False, has_statement=False
)

API_VERSION = (
    "2026-10-28.endive"  # the version whose fields are read here; an upgrade is a change of this file
)

T = TypeVar("T")
_STRIPE_ID = re.compile(r"[A-Za-z0-9_]{1,100}")


class StripeRail:
    """Stripe, seen with one key, its connected accounts and the keys of former accounts."""

    name = name

    def __init__(self, given: Mapping[str, str]) -> None:
        window = window_days(given.get("gives_back_days_max", ""))
        self.abilities = replace(abilities, gives_back_days_max=window)
        self._own = given["account"]
        self._keys = {**_pairs("former_keys", given), self._own: given["secret_key"]}
        self._connected = _pairs("accounts", given)
        self._secrets = [secret.encode() for secret in given["notice_secret"].split()]
        self._base, self._timeout_seconds = given["api_base"].rstrip("/"), _seconds(given)
        self._clients: dict[str, Any] = {}
        self._latest: dict[tuple[str, str], Latest] = {}
        self._http = httpx2.AsyncClient(
            timeout=self._timeout_seconds, trust_env=self._is_stripe, verify=_trust(self._is_stripe)
        )

    @property
    def _is_stripe(self) -> bool:
        return self._base.startswith("https:")

    async def collect(self, order: Collect, now: datetime) -> Outcome:
        units = units_of(order.amount)
        if units is None:
            return Declined("unsupported_amount", True)
        place, mark = self._place(order.account), _mark(order.account, order.key)
        # Stripe forgets idempotency keys after a day: what was made before that, its search knows.
        earlier = await self._searched(place, mark, now)
        if isinstance(earlier, Unknown):
            return earlier
        if isinstance(earlier, Made):
            return outcome(_same(earlier, units, order.amount.currency, order.key), place)
        words = {
            "amount": units,
            "currency": order.amount.currency.lower(),
            "payment_method": order.token,
            "confirm": True,
            "off_session": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "description": order.memo[:1000],
            "metadata": _metadata(order.account, order.key, mark),
        }
        answer = await self._ask("post", "payment_intents", place, now, words, mark)
        return await self._told(answer, order.account, order.key, place, now)

    async def give_back(self, order: GiveBack, now: datetime) -> Outcome:
        place, _, intent = order.charge.rpartition("/")
        place, mark = place or self._place(order.account), _mark(order.account, order.key)
        units = units_of(order.amount)
        if units is None or not _STRIPE_ID.fullmatch(intent):
            return Declined("charge_unknown" if units else "unsupported_amount", True)
        # The mark comes first: if we die after it, the look-up finds the charge and sees that nothing was given.
        path = f"payment_intents/{intent}"
        charge = await self._ask("post", path, place, now, {"metadata": {_back(mark): mark}})
        if not isinstance(charge, Made):
            return refused(charge, place, order.key)
        if (charge.metadata or {}).get("fourthact_account") != order.account:
            return Declined("charge_of_another_account", True)
        if charge.currency != order.amount.currency.lower():
            return Declined("wrong_currency", True)
        if charge.status != "succeeded":
            return Declined("charge_not_paid", charge.status in ("requires_payment_method", "canceled"))
        given = await self._listed("refunds", place, mark, now, {"payment_intent": intent})
        if isinstance(given, Unknown):
            return given
        if isinstance(given, Made):
            return outcome(_same(given, units, order.amount.currency, order.key), place)
        words = {
            "payment_intent": intent,
            "amount": units,
            "metadata": _metadata(order.account, order.key, mark),
        }
        answer = await self._ask("post", "refunds", place, now, words, mark)
        return await self._told(answer, order.account, order.key, place, now)

    async def pay_out(self, order: PayOut, now: datetime) -> Outcome:
        return Declined("stripe_pays_out_to_nobody_else", True)

    async def look_up(self, account: str, key: str, now: datetime) -> Outcome | Absent:
        if not key:
            return Absent()  # what a notice about something else of the seller's names
        for place in dict.fromkeys((self._place(account), *self._keys)):
            found = await self._found(place, _mark(account, key), now)
            if isinstance(found, Unknown):
                return found
            if found is not None:
                return outcome(found, place)
        return Absent()

    async def entries(
        self, account: str, after: str | None, now: datetime
    ) -> tuple[Sequence[Entry], str | None]:
        raise Unavailable("a bank statement of Stripe, which keeps none", retry_helps=False)

    async def disputes(self, account: str, charge: str, now: datetime) -> Sequence[Dispute] | Unknown:
        place, _, intent = charge.rpartition("/")
        if not _STRIPE_ID.fullmatch(intent):
            return []
        place = place or self._place(account)
        made = await self._call("get", f"payment_intents/{intent}", place, now, {}, Made)
        if isinstance(made, Refusal) and made.error.code == "resource_missing":
            return []
        if not isinstance(made, Made):
            return unanswered(made)
        metadata = made.metadata or {}
        if metadata.get("fourthact_account") != account:
            return []
        words = {"payment_intent": intent, "limit": 100}
        page = await self._call("get", "disputes", place, now, words, disputes.DisputePage)
        if not isinstance(page, disputes.DisputePage):
            return unanswered(page)
        if page.has_more or any(one.status not in disputes.STATUSES for one in page.data):
            return Unknown("disputes that are not understood")
        return disputes.told(page.data, metadata.get("fourthact_key", ""))

    async def answer_dispute(self, answer: DisputeAnswer, now: datetime) -> Outcome:
        place, _, _ = answer.charge.rpartition("/")
        place, path = place or self._place(answer.account), f"disputes/{answer.dispute}"
        made = await self._call("get", path, place, now, {}, disputes.Disputed)
        if isinstance(made, disputes.Disputed) and disputes.STATUSES.get(made.status) == "open":
            words, key = disputes.evidence(answer), _mark(answer.account, f"answer {answer.dispute}")
            made = await self._call("post", path, place, now, words, disputes.Disputed, key)
        if isinstance(made, disputes.Disputed):
            status = disputes.STATUSES.get(made.status)
            return (
                Done(made.id) if status == "answered" else Declined(f"dispute_{made.status}", True, made.id)
            )
        return refused(made, place, answer.dispute)

    async def own_books(self, account: str, now: datetime, since: date | None = None) -> OwnBooks:
        today = self._place(account)
        places = list(dict.fromkeys((today, *self._keys)))
        found = []
        for place in places:
            reader = books.Reader(self._asking(place, now), account)
            found.append(await (reader.whole() if since is None else reader.since(since)))
        return books.together(found[1:], found[0])

    def _asking(self, place: str, now: datetime) -> books.Asks:
        async def ask(path: str, words: Mapping[str, object], shape: type[T]) -> T:
            answer = await self._call("get", path, place, now, words, shape)
            if not isinstance(answer, shape):
                raise Unavailable("Stripe's own books")
            return answer

        return ask

    def read_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        notices.prove(self._secrets, headers, raw, now)
        return notices.read(self._own, raw)

    async def close(self) -> None:
        await self._http.aclose()

    def _place(self, account: str) -> str:
        """The account at Stripe that takes a seller's charges today."""
        return self._connected.get(account, self._own)

    async def _told(
        self, answer: Made | Page | Refusal | Unknown, account: str, key: str, place: str, now: datetime
    ) -> Outcome:
        if isinstance(answer, Made):
            if answer.order != _mark(account, key):
                return Unknown("answered_about_another_order")
            return outcome(answer, place)
        if isinstance(answer, Repeated):
            found = await self.look_up(account, key, now)
            return Unknown(answer.why) if isinstance(found, Absent) else found
        return refused(answer, place, key)

    async def _found(self, place: str, mark: str, now: datetime) -> Made | Unknown | None:
        """What was made under a mark: what we have seen, by Stripe's search, or, as that lags, among the latest."""
        paths = ("payment_intents", "refunds")
        for path in paths:
            if (seen := self._lately(place, path).known(mark)) is not None:
                return await self._one(path, seen, place, now)
        found = await self._searched(place, mark, now)
        for path in paths:
            if found is None:
                seen_now = await self._lately(place, path).id_of(mark, now)
                found = await self._one(path, seen_now, place, now) if isinstance(seen_now, str) else seen_now
        return found

    def _lately(self, place: str, path: str) -> Latest:
        async def ask(words: Mapping[str, object], now: datetime) -> Made | Page | Refusal | Unknown:
            return await self._ask("get", path, place, now, words)

        return self._latest.setdefault((place, path), Latest(ask))

    async def _one(self, path: str, name: str, place: str, now: datetime) -> Made | Unknown:
        """A PaymentIntent or a Refund as it is now."""
        made = await self._ask("get", f"{path}/{name}", place, now, {}, is_list=False)
        return made if isinstance(made, Made) else unanswered(made)

    async def _searched(self, place: str, mark: str, now: datetime) -> Made | Unknown | None:
        query = f"metadata['fourthact_order']:'{mark}' OR metadata['{_back(mark)}']:'{mark}'"
        page = await self._ask("get", "payment_intents/search", place, now, {"query": query})
        if not isinstance(page, Page):
            return unanswered(page)
        for intent in page.data:
            if intent.order == mark:  # a search may also lag behind what became of what it finds
                return await self._one("payment_intents", intent.id, place, now)
            if (intent.metadata or {}).get(_back(mark)) == mark:
                return await self._listed("refunds", place, mark, now, {"payment_intent": intent.id})
        return None

    async def _listed(
        self, path: str, place: str, mark: str, now: datetime, words: Mapping[str, object]
    ) -> Made | Unknown | None:
        """The one thing in a list that was made under a mark."""
        after: dict[str, object] = {}
        while True:
            page = await self._ask("get", path, place, now, {**words, **after, "limit": PAGE})
            if not isinstance(page, Page):
                return unanswered(page)
            for made in page.data:
                if made.order == mark:
                    return made
            if not page.has_more or not page.data:
                return None
            after = {"starting_after": page.data[-1].id}

    async def _ask(
        self,
        method: str,
        path: str,
        place: str,
        now: datetime,
        words: Mapping[str, object],
        key: str | None = None,
        *,
        is_list: bool | None = None,
    ) -> Made | Page | Refusal | Unknown:
        """A call about PaymentIntents or refunds: one is made or changed, or a page of them is read."""
        if method == "get" if is_list is None else is_list:
            return await self._call(method, path, place, now, words, Page)
        return await self._call(method, path, place, now, words, Made, key)

    async def _call(
        self,
        method: str,
        path: str,
        place: str,
        now: datetime,
        words: Mapping[str, object],
        shape: type[T],
        key: str | None = None,
    ) -> T | Refusal | Unknown:
        """One call of the official client. Only a whole answer is one; only a 400, 402 or 404 is a no."""
        lib = await asyncio.to_thread(importlib.import_module, "stripe")  # 0.7 s, the first time
        if place not in self._clients:
            self._clients[place] = self._client(lib, place)
        options: dict[str, Any] = {"idempotency_key": key} if key else {}
        if not self._is_stripe:
            options["headers"] = {"fourthact-now": instant_text(now)}  # a simulator lives in our time
        try:
            async with asyncio.timeout(self._timeout_seconds):  # in all; the client's own limits are per read
                answer = await self._clients[place].raw_request_async(
                    method, f"/v1/{path}", **words, **options
                )
        except TimeoutError:
            return Unknown("timed_out")
        except lib.APIConnectionError as error:
            return Unknown(f"no_answer: {error.user_message}")
        except lib.StripeError as error:
            return read_error(error)
        return read_answer(answer.body, shape)

    def _client(self, lib: Any, place: str) -> Any:
        """The official client for one account, over our connections. We retry ourselves: it must not."""
        return lib.StripeClient(
            self._keys.get(place, self._keys[self._own]),
            stripe_account=None if place in self._keys else place,
            stripe_version=API_VERSION,
            base_addresses={"api": self._base},
            max_network_retries=0,
            http_client=_transport(lib, self._http),
        )


def open_rail(settings: Mapping[str, str]) -> Rail:
    """The rail that these settings describe. Errors: ValueError names the setting and the fault in it."""
    if not settings["secret_key"].startswith(("sk_", "rk_")):
        raise ValueError("secret_key begins with sk_ or rk_; a publishable key (pk_) cannot move money")
    if not re.fullmatch(r"acct_[A-Za-z0-9]+", settings["account"]):
        raise ValueError(f"account is {settings['account']!r}; it looks like acct_1032D82eZvKYlo2C")
    if not all(re.fullmatch(r"whsec_\S{8,}", s) for s in settings["notice_secret"].split() or [""]):
        raise ValueError("notice_secret is whsec_ and the letters that the dashboard shows")
    base = urlsplit(settings["api_base"])
    is_ours = base.scheme == "http" and base.hostname in ("127.0.0.1", "localhost", "::1")
    if not base.hostname or not (is_ours or base.scheme == "https"):
        raise ValueError(
            f"api_base is {settings['api_base']!r}; only a simulator on this machine is plain http"
        )
    return StripeRail(settings)


def _same(made: Made, units: int, currency: str, key: str) -> Made:
    if (made.amount, made.currency) != (units, currency.lower()):
        raise Broken(f"Stripe knows {key} as the key of another order")
    return made


def _mark(account: str, key: str) -> str:
    """An order's name at Stripe: any text is a key of ours, but not of Stripe's headers and searches."""
    return sha256(f"{account}\n{key}".encode()).hexdigest()


def _back(mark: str) -> str:
    return f"fourthact_back_{mark[:16]}"


def _metadata(account: str, key: str, mark: str) -> dict[str, str]:
    return {"fourthact_account": account, "fourthact_key": key, "fourthact_order": mark}


def _pairs(setting: str, given: Mapping[str, str]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in given[setting].replace(",", " ").split()]
    if wrong := [left for left, equals, right in pairs if not (left and equals and right)]:
        raise ValueError(f"{setting}: {wrong[0]!r} is not a name, an equals sign and a value")
    return {left: right for left, _, right in pairs}


def _seconds(given: Mapping[str, str]) -> float:
    try:
        seconds = float(given["timeout_seconds"])
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 80:
        raise ValueError(
            f"timeout_seconds is {given['timeout_seconds']!r}; it is a number above 0 and up to 80"
        )
    return seconds


def _trust(is_stripe: bool) -> ssl.SSLContext:
    return ssl.create_default_context() if is_stripe else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _transport(lib: Any, http: httpx2.AsyncClient) -> Any:
    """The official client's own way to be given another transport, here our pool of connections."""

    class Transport(lib.HTTPClient):  # type: ignore[misc]  # the library is loaded late: it has no static name
        name = "httpx2"

        async def request_async(
            self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
        ) -> tuple[bytes, int, Mapping[str, str]]:
            try:
                answer = await http.request(method, url, headers=headers, content=post_data)
            except httpx2.HTTPError as error:
                raise lib.APIConnectionError(type(error).__name__) from error
            return answer.content, answer.status_code, answer.headers

    return Transport()
