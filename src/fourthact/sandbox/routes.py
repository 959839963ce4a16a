"""What can be asked of the world over HTTP: a table, and one small function a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.cards import Card
from fourthact.sandbox.faults import Fate, Fault, Operation, Rule, number
from fourthact.sandbox.http import Answer, Request
from fourthact.sandbox.mailboxes import Mail, MailRule, write_bounce
from fourthact.sandbox.orders import Order, mark
from fourthact.sandbox.pages import mail_page
from fourthact.sandbox.world import KeyReused, World
from fourthact.values.money import Money
from fourthact.values.time import instant_text, parse_instant

LINES_MAX = 1_000
T = TypeVar("T")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Memo = Annotated[str, msgspec.Meta(max_length=2_000)]
Minor = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of what is said in a request's body: unknown words are refused."""


class _Amount(_Words, frozen=True, kw_only=True):
    amount_minor: Minor
    currency: Text

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Charge(_Amount, frozen=True, kw_only=True):
    key: Text
    token: Text
    memo: Memo


class Refund(_Amount, frozen=True, kw_only=True):
    key: Text
    charge: Text


class Payout(_Amount, frozen=True, kw_only=True):
    key: Text
    to: Text
    name: Text
    memo: Memo


class Wire(_Amount, frozen=True, kw_only=True):
    account: Text
    remittance: Memo
    payer_name: Text
    payer_account: Text
    key: Text | None = None
    at: str | None = None


class NewCard(_Words, frozen=True, kw_only=True):
    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9 ]{12,23}$")]
    expires_on: date
    holder: Text
    gives_back_when_expired: bool = True


class CardChange(_Words, frozen=True, kw_only=True):
    expires_on: date | None = None
    gives_back_when_expired: bool | None = None
    refuses: Text | msgspec.UnsetType | None = msgspec.UNSET


class OutsideChange(_Words, frozen=True, kw_only=True):
    name: Text
    closed: bool = False


class FaultRules(_Words, frozen=True, kw_only=True):
    seed: Text
    rules: list[Rule]


class Script(_Words, frozen=True, kw_only=True):
    account: Text
    operation: Operation
    steps: list[list[Fault]]


class MailRules(_Words, frozen=True, kw_only=True):
    rules: list[MailRule]


class _NotFound(Exception):
    """There is no such thing."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that found its route. `names`: what stands in the path's places."""

    names: tuple[str, ...]
    query: dict[str, str]
    body: bytes

    def words(self, kind: type[T]) -> T:
        return msgspec.json.decode(self.body, type=kind)


def _json(words: object, status: int = 200, **manner: Any) -> Answer:
    return Answer(msgspec.json.encode(words), status, **manner)


def answer(world: World, request: Request) -> Answer:
    """Move the clock to what the caller says it is, then do what is asked."""
    try:
        now = request.headers.get("fourthact-now")
        if now is not None:
            world.clock.advance(parse_instant(now))
        return _routed(world, request)
    except _NotFound:
        return _json({"error": "not_found"}, 404)
    except KeyReused as reused:
        return _json({"error": "key_reused", "key": str(reused)}, 409)
    except (msgspec.DecodeError, ValueError) as wrong:  # a ValidationError is a DecodeError
        return _json({"error": "invalid", "detail": str(wrong)}, 422)


def _routed(world: World, request: Request) -> Answer:
    target = urlsplit(request.target)
    paths = [row for row in _ROUTES if row.pattern.fullmatch(target.path)]
    row = next((row for row in paths if row.method == request.method), None)
    if row is None:
        return _json({"error": "method_not_allowed"}, 405) if paths else _json({"error": "not_found"}, 404)
    found = row.pattern.fullmatch(target.path)
    assert found is not None
    names = tuple(unquote(name, errors="strict") for name in found.groups())
    return row.do(world, Call(names, dict(parse_qsl(target.query)), request.body))


# The card provider and the bank, as a seller's software uses them


def charge(world: World, call: Call) -> Answer:
    """Take money from a card."""
    words = call.words(Charge)
    facts = {"token": words.token, "memo": words.memo}
    return _order(world, Order("collect", call.names[0], words.key, words.amount, facts))


def refund(world: World, call: Call) -> Answer:
    """Give money of a charge back to its card."""
    words = call.words(Refund)
    return _order(world, Order("give_back", call.names[0], words.key, words.amount, {"charge": words.charge}))


def payout(world: World, call: Call) -> Answer:
    """Send money from the bank account to another."""
    words = call.words(Payout)
    facts = {"to": words.to, "name": words.name, "memo": words.memo}
    return _order(world, Order("pay_out", call.names[0], words.key, words.amount, facts))


def order(world: World, call: Call) -> Answer:
    """What became of the order with this key."""
    account, key = call.names
    fate = world.faults.draw(account, "look_up", key)
    known = world.orders[account].get(key)
    if known is None:
        return _befallen(fate, _json({"error": "absent", "key": key}, 404), key)
    return _befallen(fate, _json(known.shown()), key)


def statement(world: World, call: Call) -> Answer:
    """Lines of the bank statement after a cursor, oldest first."""
    (account,) = call.names
    after, limit = int(call.query.get("after", "0")), int(call.query.get("limit", "500"))
    fate = world.faults.draw(account, "entries", str(after))
    lines, cursor = world.bank.read(account, after, max(1, min(limit, LINES_MAX)), fate)
    return _befallen(fate, _json({"lines": [line.shown() for line in lines], "cursor": str(cursor)}), account)


def _order(world: World, order: Order) -> Answer:
    fate = world.faults.draw(order.account, order.operation, order.key)
    undone = fate.find("undone_unanswered", "undone_error")
    if undone:
        return _befallen(Fate((undone,)), _json({}), order.key)
    return _befallen(fate, _json(world.carry_out(order, fate).shown()), order.key)


def _befallen(fate: Fate, good: Answer, key: str) -> Answer:
    """The answer as it reaches the caller, if it does."""
    fault = fate.find("undone_unanswered", "undone_error", "done_unanswered", "done_error", "garbage", "slow")
    if fault is None:
        return good
    delay = fault.delay_ms / 1_000
    match fault.fault:
        case "undone_unanswered" | "done_unanswered":
            return Answer(b"", unanswered=True, delay_seconds=delay)
        case "undone_error" | "done_error":
            return _json({"error": "internal"}, 500 + 3 * (number(key) % 2), delay_seconds=delay)
        case "garbage":
            return Answer(_garbage(good.body, key), delay_seconds=delay)
        case _:
            return Answer(good.body, good.status, delay_seconds=delay)


def _garbage(body: bytes, key: str) -> bytes:
    kinds = (
        b"<html><h1>502 Bad Gateway</h1></html>",
        body[: len(body) // 2],
        b'{"status":"perhaps"}',
        b'{"key":"another","operation":"collect","reference":"x","status":"done","reason":null,'
        b'"permanent":false,"amount_minor":1,"currency":"EUR"}',
        b"\xff\xfe\x00",
        b"",
    )
    return kinds[number(key) % len(kinds)]


# The world itself, as the one who stages a play uses it


def open_account(world: World, call: Call) -> Answer:
    """Say where an account's notices go, and when its bank books. Replaces what was said before."""
    world.accounts[call.names[0]] = account = call.words(Account)
    return _json(account)


def new_card(world: World, call: Call) -> Answer:
    """Put a card into somebody's wallet, and give its token."""
    words = call.words(NewCard)
    digits = words.number.replace(" ", "")
    token = mark("card", digits, words.expires_on.isoformat(), words.holder)
    card = Card(token, digits[-4:], words.holder, words.expires_on, words.gives_back_when_expired)
    world.provider.cards.setdefault(token, card)
    return _json({"token": token}, 201)


def change_card(world: World, call: Call) -> Answer:
    """Let a card expire, be lost, or come back to life."""
    card, words = _found(world.provider.cards.get(call.names[0])), call.words(CardChange)
    if words.expires_on is not None:
        card.expires_on = words.expires_on
    if words.gives_back_when_expired is not None:
        card.gives_back_when_expired = words.gives_back_when_expired
    if words.refuses is not msgspec.UNSET:
        card.refuses = (words.refuses, True) if words.refuses else None
    return _json({"token": card.token, "last4": card.last4, "expires_on": card.expires_on})


def change_outside(world: World, call: Call) -> Answer:
    """Name a holder's account at another bank, or close it."""
    words = call.words(OutsideChange)
    outside = world.bank.know(call.names[0], words.name)
    outside.name, outside.closed = words.name, words.closed
    return _json({"account": outside.account, "name": outside.name, "closed": outside.closed})


def wire(world: World, call: Call) -> Answer:
    """Send a holder's wire to a seller, now or at a time to come."""
    words = call.words(Wire)
    at = world.clock.now if words.at is None else parse_instant(words.at)
    world.wire_in(
        words.account,
        words.amount,
        remittance=words.remittance,
        payer_account=words.payer_account,
        payer_name=words.payer_name,
        key=words.key,
        at=at,
    )
    return _json({"at": instant_text(max(at, world.clock.now))}, 202)


def fault_rules(world: World, call: Call) -> Answer:
    """Replace the seed and the rules by which things go wrong."""
    words = call.words(FaultRules)
    world.faults.rule(words.seed, words.rules)
    return _json(words)


def fault_script(world: World, call: Call) -> Answer:
    """Say exactly what befalls the next calls of one account and operation."""
    words = call.words(Script)
    world.faults.script(words.account, words.operation, words.steps)
    return _json(words, 202)


def mail_rules(world: World, call: Call) -> Answer:
    """Replace the rules by which mail is refused."""
    words = call.words(MailRules)
    world.mailboxes.rule(words.rules)
    return _json(words)


def move_clock(world: World, call: Call) -> Answer:
    """Wait until all that is due by `Fourthact-Now` has happened and its notices have been delivered."""
    return _json(_hours(world), when_quiet=True)


def clock(world: World, call: Call) -> Answer:
    """What time it is, and when the next thing will happen by itself."""
    return _json(_hours(world))


def _hours(world: World) -> dict[str, str | None]:
    next_at: datetime | None = world.clock.next_at
    return {"now": instant_text(world.clock.now), "next": instant_text(next_at) if next_at else None}


# Books, notices and mail, as an auditor or a curious person reads them


def accounts(world: World, call: Call) -> Answer:
    """The accounts that have books."""
    return _json(world.known_accounts())


def books(world: World, call: Call) -> Answer:
    """Everything that was ordered, moved and booked for one account."""
    return _json(world.books(call.names[0]))


def notices(world: World, call: Call) -> Answer:
    """The notices sent to one account, and what became of each."""
    return _json([notice.shown() for notice in world.notices.sent[call.names[0]].values()])


def mails(world: World, call: Call) -> Answer:
    """The mails since number `after`, to one address or to all."""
    after, to = int(call.query.get("after", "0")), call.query.get("to", "").lower()
    chosen = [
        mail
        for mail in world.mailboxes.mails[max(0, after) :]
        if not to or to in (recipient.lower() for recipient in mail.recipients)
    ]
    return _json([mail.shown() for mail in chosen])


def mail(world: World, call: Call) -> Answer:
    """One mail as it arrived, byte for byte."""
    return Answer(_mail(world, call).raw, content_type="message/rfc822")


def mail_bounce(world: World, call: Call) -> Answer:
    """The bounce that a mail server would send back for one mail."""
    return Answer(write_bounce(_mail(world, call)), content_type="message/rfc822")


def page(world: World, call: Call) -> Answer:
    """The mails on a page for a person."""
    return Answer(mail_page(world.mailboxes.mails).encode(), content_type="text/html; charset=utf-8")


def health(world: World, call: Call) -> Answer:
    """That the world is there."""
    return _json({"status": "ok"})


def routes(world: World, call: Call) -> Answer:
    """This table."""
    return _json([{"method": row.method, "path": row.path, "does": row.do.__doc__} for row in _ROUTES])


def _mail(world: World, call: Call) -> Mail:
    index = int(call.names[0]) - 1
    return _found(world.mailboxes.mails[index] if 0 <= index < len(world.mailboxes.mails) else None)


def _found(thing: T | None) -> T:
    if thing is None:
        raise _NotFound
    return thing


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    do: Callable[[World, Call], Answer]
    pattern: re.Pattern[str]


def _route(method: str, path: str, do: Callable[[World, Call], Answer]) -> Route:
    places = ("([^/]+)" if part.startswith("{") else re.escape(part) for part in path.split("/"))
    return Route(method, path, do, re.compile("/".join(places)))


_ROUTES = (
    _route("POST", "/accounts/{account}/charges", charge),
    _route("POST", "/accounts/{account}/refunds", refund),
    _route("POST", "/accounts/{account}/payouts", payout),
    _route("GET", "/accounts/{account}/orders/{key}", order),
    _route("GET", "/accounts/{account}/statement", statement),
    _route("PUT", "/control/accounts/{account}", open_account),
    _route("POST", "/control/cards", new_card),
    _route("PATCH", "/control/cards/{token}", change_card),
    _route("PUT", "/control/outside/{account}", change_outside),
    _route("POST", "/control/wires", wire),
    _route("PUT", "/control/faults", fault_rules),
    _route("POST", "/control/script", fault_script),
    _route("PUT", "/control/mail", mail_rules),
    _route("POST", "/clock", move_clock),
    _route("GET", "/clock", clock),
    _route("GET", "/books", accounts),
    _route("GET", "/books/{account}", books),
    _route("GET", "/notices/{account}", notices),
    _route("GET", "/mail", mails),
    _route("GET", "/mail/{n}", mail),
    _route("GET", "/mail/{n}/bounce", mail_bounce),
    _route("GET", "/mail.html", page),
    _route("GET", "/", page),
    _route("GET", "/health", health),
    _route("GET", "/routes", routes),
)
