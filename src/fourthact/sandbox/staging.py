"""The calls of whoever stages a play: accounts, cards, wires, bad days, and time."""

from __future__ import annotations

from msgspec import UNSET

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.cards import Card
from fourthact.sandbox.http import Answer
from fourthact.sandbox.orders import mark
from fourthact.sandbox.words import (
    Call,
    CardChange,
    FaultRules,
    MailRules,
    NewCard,
    OutsideChange,
    Script,
    Wire,
    found,
    json,
)
from fourthact.sandbox.world import World
from fourthact.values.time import instant_text, parse_instant


def open_account(world: World, call: Call) -> Answer:
    """Say where an account's notices go, and when its bank books. Replaces what was said before."""
    world.accounts[call.names[0]] = account = call.words(Account)
    return json(account)


def new_card(world: World, call: Call) -> Answer:
    """Put a card into somebody's wallet, and give its token."""
    words = call.words(NewCard)
    digits = words.number.replace(" ", "")
    token = mark("card", digits, words.expires_on.isoformat(), words.holder)
    card = Card(token, digits[-4:], words.holder, words.expires_on, words.gives_back_when_expired)
    world.provider.cards.setdefault(token, card)
    return json({"token": token}, 201)


def change_card(world: World, call: Call) -> Answer:
    """Let a card expire, be lost, or come back to life."""
    card, words = found(world.provider.cards.get(call.names[0])), call.words(CardChange)
    if words.expires_on is not UNSET:
        card.expires_on = words.expires_on
    if words.gives_back_when_expired is not UNSET:
        card.gives_back_when_expired = words.gives_back_when_expired
    if words.refuses is not UNSET:
        card.refuses = (words.refuses, True) if words.refuses else None
    return json({"token": card.token, "last4": card.last4, "expires_on": card.expires_on})


def change_outside(world: World, call: Call) -> Answer:
    """Name a holder's account at another bank, or close it."""
    words = call.words(OutsideChange)
    outside = world.bank.know(call.names[0], words.name)
    outside.name, outside.closed = words.name, words.closed
    return json({"account": outside.account, "name": outside.name, "closed": outside.closed})


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
    return json({"at": instant_text(max(at, world.clock.now))}, 202)


def fault_rules(world: World, call: Call) -> Answer:
    """Replace the seed and the rules by which things go wrong."""
    words = call.words(FaultRules)
    world.faults.rule(words.seed, words.rules)
    return json(words)


def fault_script(world: World, call: Call) -> Answer:
    """Say exactly what befalls the next calls of one account and operation."""
    words = call.words(Script)
    world.faults.script(words.account, words.operation, words.steps)
    return json(words, 202)


def faults_struck(world: World, call: Call) -> Answer:
    """How often each fault has struck, by operation."""
    counted: dict[str, dict[str, int]] = {}
    for (operation, fault), times in sorted(world.faults.struck.items()):
        counted.setdefault(operation, {})[fault] = times
    return json(counted)


def mail_rules(world: World, call: Call) -> Answer:
    """Replace the rules by which mail is refused."""
    words = call.words(MailRules)
    world.mailboxes.rule(words.rules)
    return json(words)


def move_clock(world: World, call: Call) -> Answer:
    """Let all that is due by `Fourthact-Now` happen, and answer when its notices have arrived."""
    return json(_hours(world), when_quiet=True)


def clock(world: World, call: Call) -> Answer:
    """What time it is, and when the next thing will happen by itself."""
    return json(_hours(world))


def _hours(world: World) -> dict[str, str | None]:
    next_at = world.clock.next_at
    return {"now": instant_text(world.clock.now), "next": instant_text(next_at) if next_at else None}
