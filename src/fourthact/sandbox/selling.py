"""The card provider's and the bank's own calls, as a seller's software uses them, on good days and bad."""

from __future__ import annotations

from fourthact.sandbox.faults import ANSWERS, Fate, number
from fourthact.sandbox.http import Answer
from fourthact.sandbox.orders import Order
from fourthact.sandbox.words import Call, Charge, PayeeCheck, Payout, Refund, json
from fourthact.sandbox.world import World

LINES_MAX = 1_000


def charge(world: World, call: Call) -> Answer:
    """Take money from a card."""
    words = call.words(Charge)
    facts = {"token": words.token, "memo": words.memo}
    return _ordered(world, Order("collect", call.names[0], words.key, words.amount, facts))


def refund(world: World, call: Call) -> Answer:
    """Give money of a charge back to its card."""
    words = call.words(Refund)
    facts = {"charge": words.charge}
    return _ordered(world, Order("give_back", call.names[0], words.key, words.amount, facts))


def payout(world: World, call: Call) -> Answer:
    """Send money from the bank account to another."""
    words = call.words(Payout)
    facts = {"to": words.to, "name": words.name, "memo": words.memo}
    return _ordered(world, Order("pay_out", call.names[0], words.key, words.amount, facts))


def payee_check(world: World, call: Call) -> Answer:
    """Whether an account at another bank is this name's, as that bank says. Nothing moves."""
    (account,), words = call.names, call.words(PayeeCheck)
    fate = world.faults.draw(account, "verify_payee", words.to, f"{world.ordinal(account)} {words.to}")
    answer, name = world.bank.check_payee(words.to, words.name, fate)
    return _befallen(fate, json({"to": words.to, "answer": answer, "name": name}), words.to)


def order(world: World, call: Call) -> Answer:
    """What became of the order with the key `key`."""
    (account,), key = call.names, call.query.get("key", "")
    fate = world.faults.draw(account, "look_up", key, world.abouts.get((account, key)))
    known = world.orders[account].get(key)
    if known is None:
        return _befallen(fate, json({"error": "absent", "key": key}, 404), key)
    return _befallen(fate, json(known.shown()), key)


def statement(world: World, call: Call) -> Answer:
    """Lines of the bank statement after a cursor, oldest first."""
    (account,) = call.names
    after, limit = int(call.query.get("after", "0")), int(call.query.get("limit", "500"))
    fate = world.faults.draw(account, "entries", str(after), f"{world.ordinal(account)} {after}")
    lines, cursor = world.bank.read(account, after, max(1, min(limit, LINES_MAX)), fate)
    page = {"lines": [line.shown() for line in lines], "cursor": str(cursor)}
    return _befallen(fate, json(page), account)


def _ordered(world: World, order: Order) -> Answer:
    order.about = world.about(order)
    fate = world.faults.draw(order.account, order.operation, order.key, order.about)
    undone = fate.find("undone_unanswered", "undone_error")
    if undone:
        return _befallen(Fate((undone,)), json({}), order.key)
    return _befallen(fate, json(world.carry_out(order, fate).shown()), order.key)


def _befallen(fate: Fate, good: Answer, key: str) -> Answer:
    """The answer as it reaches the caller, if it does."""
    fault = fate.find(*ANSWERS)
    if fault is None:
        return good
    delay = fault.delay_ms / 1_000
    match fault.fault:
        case "undone_unanswered" | "done_unanswered":
            return Answer(b"", unanswered=True, delay_seconds=delay)
        case "undone_error" | "done_error":
            return json({"error": "internal"}, 500 + 3 * (number(key) % 2), delay_seconds=delay)
        case "garbage":
            return Answer(_garbage(good.body, key), delay_seconds=delay)
        case _:
            return Answer(good.body, good.status, delay_seconds=delay)


def _garbage(body: bytes, key: str) -> bytes:
    """Something that is not the answer; which, the key decides."""
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
