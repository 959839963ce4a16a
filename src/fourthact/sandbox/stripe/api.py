"""Stripe's calls: who asks, whether it was asked before, what the table says, and how an error looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

import msgspec

from fourthact.sandbox.http import Answer, Request
from fourthact.sandbox.orders import mark
from fourthact.sandbox.stripe import params
from fourthact.sandbox.stripe.accounts import Account
from fourthact.sandbox.stripe.finding import listed, searched
from fourthact.sandbox.stripe.params import Table, Wrong
from fourthact.sandbox.stripe.shapes import Thing
from fourthact.sandbox.stripe.world import Kept, World

KEY_MAX = 255


def answer(world: World, request: Request) -> Answer:
    """One call of Stripe's API, with whatever befalls it."""
    target = urlsplit(request.target)
    try:
        account = _account(world, request)
        fault = world.faults.draw(request.method, unquote(request.target), unquote(request.body.decode()))
        if fault in ("unanswered_before", "error_before", "conflict", "rate_limited"):
            return _undone(fault)
        kept, repeated = _done(world, account, request, target.path, target.query)
    except Wrong as wrong:
        return _shown(Kept("", "", wrong.status, msgspec.json.encode(wrong.words)))
    if fault == "unanswered_after":
        return Answer(b"", unanswered=True)
    if fault == "garbage":
        return Answer(b'{"id": "pi_', content_type="text/html")
    if fault == "error_after":
        # Stripe keeps its own error under the idempotency key, and repeats it for a day.
        kept.status, kept.body = 500, _error(500, "api_error", "An unknown error occurred").body
    return _shown(kept, repeated)


def _account(world: World, request: Request) -> Account:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    own = world.keys.get(key)
    if own is None:
        raise Wrong("Invalid API Key provided", status=401)
    wanted = request.headers.get("stripe-account", own)
    if wanted != own and (wanted not in world.accounts or wanted not in world.connected.get(own, ())):
        message = (
            f"The provided key does not have access to account '{wanted}' (or that account does not exist)."
        )
        raise Wrong(message, code="account_invalid", status=403)
    return world.accounts[wanted]


def _done(world: World, account: Account, request: Request, path: str, query: str) -> tuple[Kept, bool]:
    """Do it, or find what was done under the same idempotency key. Refuses the key for anything else."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None and len(key) > KEY_MAX:
        raise Wrong(f"Idempotency keys can be up to {KEY_MAX} characters", code="idempotency_key_too_long")
    form = request.body.decode()
    earlier = world.kept(account, key)
    if earlier is not None:
        if (earlier.path, earlier.form) != (path, form):
            rule = "Keys for idempotent requests can only be used with the same parameters and endpoint"
            raise Wrong(f"{rule} they were first used with: {key}", type="idempotency_error")
        return earlier, True
    account.asked = {"id": mark("req", account.id, str(world.count())), "idempotency_key": key}
    kept = Kept(path, form, 200, b"")
    try:
        route, names = _route(request.method, path)
        words = params.read(query if request.method == "GET" else form, route.table)
        kept.body = msgspec.json.encode(_public(route.do(account, names, words)))
    except Wrong as wrong:
        if not wrong.executed:
            raise
        kept.status, kept.body = wrong.status, msgspec.json.encode(_public(wrong.words))
    world.keep(account, key, kept)
    return kept, False


def _public(thing: object) -> object:
    """Without what only this Stripe needs to know."""
    if isinstance(thing, dict):
        return {word: _public(value) for word, value in thing.items() if not word.startswith("_")}
    return [_public(value) for value in thing] if isinstance(thing, list) else thing


def _shown(kept: Kept, repeated: bool = False) -> Answer:
    headers = (("request-id", mark("req", kept.path, kept.form)), ("stripe-version", "2026-10-28.endive"))
    return Answer(
        kept.body, kept.status, headers=(*headers, *([("idempotent-replayed", "true")] if repeated else []))
    )


def _undone(fault: str) -> Answer:
    match fault:
        case "unanswered_before":
            return Answer(b"", unanswered=True)
        case "conflict":
            return _error(
                409,
                "idempotency_error",
                "There is currently another in-progress request",
                "idempotency_key_in_use",
            )
        case "rate_limited":
            return _error(429, "invalid_request_error", "Request rate limit exceeded", "rate_limit")
    return _error(500, "api_error", "An unknown error occurred")


def _error(status: int, kind: str, message: str, code: str | None = None) -> Answer:
    words = {"type": kind, "message": message, **({"code": code} if code else {})}
    return Answer(msgspec.json.encode({"error": words}), status)


@dataclass(frozen=True)
class Route:
    """A call of Stripe's API. `table`: what it may say."""

    method: str
    path: str
    table: Table
    do: Callable[[Account, tuple[str, ...], Thing], object]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.path).replace(r"\{id\}", "([^/]+)"))


def _route(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match and route.method == method:
            return route, tuple(unquote(name) for name in match.groups())
    raise Wrong(f"Unrecognized request URL ({method}: {path}).", code="url_invalid", status=404)


def _one(kind: str) -> Callable[[Account, tuple[str, ...], Thing], object]:
    return lambda account, names, words: account.find(kind, names[0])


def _update(kind: str) -> Callable[[Account, tuple[str, ...], Thing], object]:
    def update(account: Account, names: tuple[str, ...], words: Thing) -> object:
        thing = account.find(kind, names[0])
        added = {**thing["metadata"], **words.get("metadata", {})}
        thing["metadata"] = {word: text for word, text in added.items() if text}
        if len(thing["metadata"]) > params.METADATA_KEYS_MAX:
            raise Wrong("Metadata can have up to 50 keys", param="metadata")
        if kind == "payment_intent":
            account.mark(thing)
        if "description" in words:
            thing["description"] = words["description"]
        return thing

    return update


def _list(kind: str, url: str, *filters: str) -> Callable[[Account, tuple[str, ...], Thing], object]:
    return lambda account, names, words: listed(account, kind, url, filters, words)


ROUTES = (
    Route("POST", "/v1/payment_intents", params.CREATE_INTENT, lambda a, n, w: a.create_intent(w)),
    Route("GET", "/v1/payment_intents", params.LIST_INTENTS, _list("payment_intent", "/v1/payment_intents")),
    Route("GET", "/v1/payment_intents/search", params.SEARCH, lambda a, n, w: searched(a, w)),
    Route("GET", "/v1/payment_intents/{id}", params.ONE, _one("payment_intent")),
    Route("POST", "/v1/payment_intents/{id}", params.UPDATE_INTENT, _update("payment_intent")),
    Route(
        "POST",
        "/v1/payment_intents/{id}/cancel",
        params.CANCEL_INTENT,
        lambda a, n, w: a.cancel_intent(a.find("payment_intent", n[0]), w),
    ),
    Route("POST", "/v1/refunds", params.CREATE_REFUND, lambda a, n, w: a.create_refund(w)),
    Route(
        "GET", "/v1/refunds", params.LIST_REFUNDS, _list("refund", "/v1/refunds", "charge", "payment_intent")
    ),
    Route("GET", "/v1/refunds/{id}", params.ONE, _one("refund")),
    Route("POST", "/v1/refunds/{id}", params.UPDATE_REFUND, _update("refund")),
    Route(
        "POST",
        "/v1/refunds/{id}/cancel",
        params.ONE,
        lambda a, n, w: a.move_refund(a.find("refund", n[0]), "canceled", "merchant_request"),
    ),
    Route("GET", "/v1/charges", params.LIST_CHARGES, _list("charge", "/v1/charges", "payment_intent")),
    Route("GET", "/v1/charges/{id}", params.ONE, _one("charge")),
    Route(
        "GET",
        "/v1/disputes",
        params.LIST_DISPUTES,
        _list("dispute", "/v1/disputes", "charge", "payment_intent"),
    ),
    Route("GET", "/v1/disputes/{id}", params.ONE, _one("dispute")),
    Route(
        "POST",
        "/v1/disputes/{id}",
        params.UPDATE_DISPUTE,
        lambda a, n, w: a.answer_dispute(a.find("dispute", n[0]), w),
    ),
    Route(
        "POST",
        "/v1/disputes/{id}/close",
        params.ONE,
        lambda a, n, w: a.move_dispute(a.find("dispute", n[0]), "lost"),
    ),
    Route("GET", "/v1/balance", params.ONE, lambda a, n, w: a.balance()),
    Route(
        "GET",
        "/v1/balance_transactions",
        params.LIST_TRANSACTIONS,
        _list("balance_transaction", "/v1/balance_transactions", "currency", "payout", "source", "type"),
    ),
    Route("GET", "/v1/balance_transactions/{id}", params.ONE, _one("balance_transaction")),
    Route("GET", "/v1/payouts", params.LIST_PAYOUTS, _list("payout", "/v1/payouts", "status")),
    Route("GET", "/v1/payouts/{id}", params.ONE, _one("payout")),
    Route("GET", "/v1/events", params.LIST_EVENTS, _list("event", "/v1/events", "type")),
    Route("GET", "/v1/events/{id}", params.ONE, _one("event")),
)
