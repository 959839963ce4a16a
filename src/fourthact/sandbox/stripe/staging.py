"""The calls of whoever stages a play: accounts, cards, what becomes of refunds and disputes, bad days, books."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import msgspec

from fourthact.sandbox.http import Answer, Request
from fourthact.sandbox.stripe.hooks import Endpoint, Manner
from fourthact.sandbox.stripe.methods import Method
from fourthact.sandbox.stripe.params import Wrong
from fourthact.sandbox.stripe.world import Fault, World
from fourthact.sandbox.words import Words, json
from fourthact.values.time import instant_text


class Opening(Words, frozen=True, kw_only=True):
    """`key`: a secret key of its own. `platform`: the account whose key may also act for it.

    `settles_in`: the currency that the seller is paid in, None for that of each charge; `rates`: from others to it.
    """

    key: str | None = None
    platform: str | None = None
    endpoints: list[Endpoint] | None = None
    fee_basis_points: int = 290
    fee_minor: int = 30
    settles_in: str | None = None
    rates: dict[str, str] = msgspec.field(default_factory=dict)


class Move(Words, frozen=True, kw_only=True):
    status: str
    reason: str | None = None


class NewDispute(Words, frozen=True, kw_only=True):
    charge: str
    reason: str = "general"
    status: str = "needs_response"


class PayOut(Words, frozen=True, kw_only=True):
    currency: str


def answer(world: World, request: Request) -> Answer:
    """Do what the stage manager says. Unknown words are refused."""
    path = urlsplit(request.target).path
    try:
        for method, pattern, do in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                return do(world, tuple(unquote(name) for name in match.groups()), request.body)
    except Wrong as wrong:
        return json(wrong.words, 422)
    except (msgspec.DecodeError, KeyError) as wrong:
        return json({"error": "invalid", "detail": str(wrong)}, 422)
    return json({"error": "not_found"}, 404)


def open_account(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """Open an account, or change what was said of it."""
    words = msgspec.json.decode(body, type=Opening)
    account = world.open(names[0], words.key)
    account.fee_basis_points, account.fee_minor = words.fee_basis_points, words.fee_minor
    account.settles_in, account.rates = words.settles_in, words.rates
    if words.platform:
        world.connected.setdefault(words.platform, set()).add(account.id)
    if words.endpoints is not None:
        world.hooks.endpoints[account.id] = words.endpoints
    return json({"id": account.id})


def put_method(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """A PaymentMethod that behaves as told."""
    world.accounts[names[0]].methods[names[1]] = msgspec.json.decode(body, type=Method)
    return json({"id": names[1]})


def move_refund(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """What becomes of a refund."""
    words, account = msgspec.json.decode(body, type=Move), world.accounts[names[0]]
    return json(account.move_refund(account.find("refund", names[1]), words.status, words.reason))


def dispute(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """A holder's bank takes a charge back."""
    words, account = msgspec.json.decode(body, type=NewDispute), world.accounts[names[0]]
    return json(account.dispute(account.find("charge", words.charge), words.reason, words.status))


def move_dispute(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """What becomes of a dispute."""
    words, account = msgspec.json.decode(body, type=Move), world.accounts[names[0]]
    return json(account.move_dispute(account.find("dispute", names[1]), words.status))


def pay_out(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """Hand over to the seller's bank what is available."""
    return json(world.accounts[names[0]].pay_out(msgspec.json.decode(body, type=PayOut).currency))


def fail_payout(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """The seller's bank does not take a payout."""
    words, account = msgspec.json.decode(body, type=Move), world.accounts[names[0]]
    return json(account.fail_payout(account.find("payout", names[1]), words.reason or "account_closed"))


def faults(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """What befalls calls to come; replaces what was said before."""
    world.faults.waiting = msgspec.json.decode(body, type=list[Fault])
    return json({"waiting": len(world.faults.waiting)})


def manners(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """How webhooks arrive from now on; replaces what was said before."""
    world.hooks.manners = msgspec.json.decode(body, type=list[Manner])
    return json({"manners": len(world.hooks.manners)})


def move_clock(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """Let all that is due by `Fourthact-Now` happen, and answer when its webhooks have arrived."""
    next_at = world.clock.next_at
    shown = {"now": instant_text(world.clock.now), "next": instant_text(next_at) if next_at else None}
    return json(shown, when_quiet=True)


def books(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """Everything of one account, and every call that was kept under an idempotency key."""
    account = world.accounts[names[0]]
    asked = [
        {"key": key, "path": kept.path, "status": kept.status}
        for owner, key, kept in world.log
        if owner == account.id
    ]
    things = {kind: list(things.values()) for kind, things in account.things.items()}
    return json({**things, "balance": account.balance(), "asked": asked})


def webhooks(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """What was sent to an account's endpoints, and what became of it."""
    return json([hook.shown() for hook in world.hooks.sent if hook.account == names[0]])


def health(world: World, names: tuple[str, ...], body: bytes) -> Answer:
    """That this Stripe is there."""
    return json({"status": "ok", "faults": dict(world.faults.struck)})


Do = Callable[[World, tuple[str, ...], bytes], Answer]
ROUTES: tuple[tuple[str, str, Do], ...] = (
    ("PUT", "/control/accounts/([^/]+)", open_account),
    ("PUT", "/control/accounts/([^/]+)/methods/([^/]+)", put_method),
    ("POST", "/control/accounts/([^/]+)/refunds/([^/]+)", move_refund),
    ("POST", "/control/accounts/([^/]+)/disputes", dispute),
    ("POST", "/control/accounts/([^/]+)/disputes/([^/]+)", move_dispute),
    ("POST", "/control/accounts/([^/]+)/payouts", pay_out),
    ("POST", "/control/accounts/([^/]+)/payouts/([^/]+)", fail_payout),
    ("PUT", "/control/faults", faults),
    ("PUT", "/control/manners", manners),
    ("POST", "/clock", move_clock),
    ("GET", "/books/([^/]+)", books),
    ("GET", "/webhooks/([^/]+)", webhooks),
    ("GET", "/health", health),
)
