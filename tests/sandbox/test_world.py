"""The world in memory: what moves when, that nothing is made or lost, and that like calls have like ends."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.sandbox.accounts import Account
from fourthact.sandbox.cards import Card
from fourthact.sandbox.faults import Fate, Fault, Rule
from fourthact.sandbox.orders import Order
from fourthact.sandbox.world import KeyReused, World
from fourthact.values.money import Money

NOW = datetime(2018, 7, 11, 9, 12, tzinfo=UTC)
Verb = Literal["collect", "give_back", "pay_out"]


def started(**account: Any) -> World:
    world = World()
    world.clock.advance(NOW)
    world.accounts["motors"] = Account(**account)
    return world


def order(verb: Verb, key: str, minor: int = 5_000, currency: str = "USD", **facts: str) -> Order:
    usual = {
        "collect": {"token": "card_ok", "memo": "deposit"},
        "give_back": {"charge": ""},
        "pay_out": {"to": "US1", "name": "Cléo", "memo": "refund"},
    }
    return Order(verb, "motors", key, Money(minor, currency), {**usual[verb], **facts})


def done(world: World, verb: Verb, key: str, *faults: Fault, minor: int = 5_000, **facts: str) -> Order:
    return world.carry_out(order(verb, key, minor, **facts), Fate(faults))


def lines(world: World) -> list[tuple[str, int, int]]:
    return [(line.kind, line.amount.minor, line.balance_minor) for line in world.bank.statements["motors"]]


def test_a_charge_reaches_the_bank_two_days_later() -> None:
    world = started()
    done(world, "collect", "k1")
    done(world, "collect", "k2", minor=700)
    world.clock.advance(datetime(2018, 7, 13, 5, 59, tzinfo=UTC))
    assert world.provider.balances["motors", "USD"] == 5_700
    world.clock.advance(datetime(2018, 7, 13, 6, tzinfo=UTC))
    assert world.provider.balances["motors", "USD"] == 0
    assert lines(world) == [("provider_payout", 5_700, 5_700)]
    (payout,) = world.provider.handed_over["motors"]
    assert sorted(item.reference for item in payout.items) == sorted(
        o.reference for o in world.orders["motors"].values()
    )
    assert world.bank.statements["motors"][0].booked_at == datetime(2018, 7, 13, 6, tzinfo=UTC)


def test_a_refund_after_the_payout_is_debited_from_the_bank() -> None:
    world = started()
    charge = done(world, "collect", "k1")
    world.clock.advance(NOW + timedelta(days=100))
    done(world, "give_back", "r1", charge=charge.reference)
    world.clock.advance(NOW + timedelta(days=103))
    assert lines(world) == [("provider_payout", 5_000, 5_000), ("provider_payout", -5_000, 0)]


def test_a_charge_given_back_at_once_never_reaches_the_bank() -> None:
    world = started()
    charge = done(world, "collect", "k1")
    done(world, "give_back", "r1", charge=charge.reference)
    world.clock.advance(NOW + timedelta(days=3))
    assert lines(world) == []
    assert [payout.amount.minor for payout in world.provider.handed_over["motors"]] == [0]


@pytest.mark.parametrize(
    ("hour", "booked"),
    [(5, "2018-07-11T06"), (6, "2018-07-11T14"), (13, "2018-07-11T14"), (14, "2018-07-12T06")],
)
def test_a_payout_is_booked_at_the_next_banking_moment(hour: int, booked: str) -> None:
    world = World()
    world.accounts["motors"] = Account(booking_times=("14:00", "06:00"))
    world.clock.advance(datetime(2018, 7, 11, hour, tzinfo=UTC))
    payout = done(world, "pay_out", "p1")
    assert payout.moved_minor == 0
    world.clock.advance(datetime(2018, 7, 13, tzinfo=UTC))
    assert [step.status for step in payout.history] == ["waiting", "done"]
    assert world.bank.statements["motors"][0].booked_at.isoformat().startswith(booked)


@pytest.mark.parametrize(
    ("overdraft", "to", "reason"),
    [(True, "", "invalid_account"), (False, "US1", "insufficient_funds"), (True, "US1", None)],
)
def test_a_payout_the_bank_cannot_make(overdraft: bool, to: str, reason: str | None) -> None:
    world = started(overdraft=overdraft)
    payout = done(world, "pay_out", "p1", to=to)
    assert payout.reason == reason
    assert payout.moved_minor == 0


def test_a_card_expires_at_the_end_of_its_day() -> None:
    world = started()
    card = Card("card_x", "0341", "Cléo", date(2018, 7, 31), gives_back_when_expired=False)
    world.provider.cards["card_x"] = card
    world.clock.advance(datetime(2018, 7, 31, 23, 59, tzinfo=UTC))
    charge = done(world, "collect", "k1", token="card_x")
    assert charge.status == "done"
    world.clock.advance(datetime(2018, 8, 1, tzinfo=UTC))
    assert done(world, "collect", "k2", token="card_x").reason == "expired_card"
    assert done(world, "give_back", "r1", charge=charge.reference).reason == "expired_card"
    card.gives_back_when_expired = True
    assert done(world, "give_back", "r2", charge=charge.reference).status == "done"


@pytest.mark.parametrize(
    ("token", "status", "reason", "permanent"),
    [
        ("card_ok", "done", None, False),
        ("card_pending", "waiting", None, False),
        ("card_declined", "declined", "insufficient_funds", False),
        ("card_lost", "declined", "lost_card", True),
        ("card_expired", "declined", "expired_card", True),
        ("card_imagined", "declined", "unknown_card", True),
    ],
)
def test_the_cards_in_every_wallet(token: str, status: str, reason: str | None, permanent: bool) -> None:
    charge = done(started(), "collect", "k1", token=token)
    assert (charge.status, charge.reason, charge.permanent) == (status, reason, permanent)


def test_a_charge_that_still_waits_cannot_be_given_back_yet() -> None:
    world = started()
    charge = done(world, "collect", "k1", token="card_pending")
    refused = done(world, "give_back", "r1", charge=charge.reference)
    assert (refused.reason, refused.permanent) == ("charge_not_settled", False)
    world.clock.advance(NOW + timedelta(hours=1))
    assert done(world, "give_back", "r2", charge=charge.reference).status == "done"


def test_a_pending_refund_holds_its_part_of_the_charge() -> None:
    world = started()
    charge = done(world, "collect", "k1")
    done(world, "give_back", "r1", Fault(fault="pending"), charge=charge.reference, minor=3_000)
    assert done(world, "give_back", "r2", charge=charge.reference, minor=2_001).reason == "above_charge"


def test_a_charge_that_fails_later_is_taken_back_unless_it_was_given_back() -> None:
    world = started()
    fails = Fault(fault="fails_later", after_seconds=60)
    kept, returned = done(world, "collect", "k1", fails), done(world, "collect", "k2", fails)
    done(world, "give_back", "r1", charge=returned.reference)
    world.clock.advance(NOW + timedelta(minutes=2))
    assert (kept.status, kept.reason, kept.moved_minor) == ("declined", "disputed", 0)
    assert (returned.status, returned.moved_minor) == ("done", 5_000)
    assert done(world, "give_back", "r2", charge=kept.reference).reason == "charge_not_paid"
    assert world.provider.balances["motors", "USD"] == 0


def test_a_key_stands_for_its_first_order() -> None:
    world = started()
    first = done(world, "collect", "k1")
    assert done(world, "collect", "k1") is first
    for other in (order("collect", "k1", 5_001), order("pay_out", "k1"), order("collect", "k1", memo="x")):
        with pytest.raises(KeyReused):
            world.carry_out(other, Fate())
    assert list(world.orders["motors"]) == ["k1"]


def test_a_wire_with_a_key_arrives_once_and_without_one_each_time() -> None:
    world = started()
    for key in ("w1", "w1", None, None):
        world.wire_in(
            "motors", Money(5, "EUR"), remittance="", payer_account="FR1", payer_name="Cléo", key=key, at=NOW
        )
    assert len(lines(world)) == 3
    assert len({line.id for line in world.bank.statements["motors"]}) == 3


def test_things_happen_in_order_at_their_own_times() -> None:
    world = started()
    for days in (6, 2, 4):
        world.wire_in(
            "motors", Money(days, "EUR"), remittance="", payer_account="FR1", payer_name="Cléo", key=None,
            at=NOW + timedelta(days=days),
        )  # fmt: skip
    assert world.clock.next_at == NOW + timedelta(days=2)
    world.clock.advance(NOW + timedelta(days=30))
    booked = [(line.booked_at - NOW).days for line in world.bank.statements["motors"]]
    assert booked == [2, 4, 6]
    world.clock.advance(NOW)
    assert world.clock.now == NOW + timedelta(days=30)


FAULTS = [
    Rule(fault="decline", per_mille=250),
    Rule(fault="pending", per_mille=250, after_seconds=90_000),
    Rule(fault="fails_later", per_mille=250, after_seconds=300_000),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["collect", "give_back", "pay_out", "wire", "wait"]),
        st.integers(1, 9_999),
        st.sampled_from(["USD", "KRW", "BHD"]),
        st.integers(0, 30),
    ),
    max_size=40,
)


@given(steps=STEPS, seed=st.text(max_size=4))
def test_nothing_is_made_and_nothing_is_lost(steps: list[tuple[str, int, str, int]], seed: str) -> None:
    world, wired = started(), dict.fromkeys(("USD", "KRW", "BHD"), 0)
    world.faults.rule(seed, FAULTS)
    for number, (what, minor, currency, pick) in enumerate(steps):
        live(world, what, f"k{number}", Money(minor, currency), pick)
        wired[currency] += minor if what == "wire" else 0
        for at in wired:
            check(world, at, wired[at])
    world.clock.advance(NOW + timedelta(days=4_000))
    for at in wired:
        check(world, at, wired[at])
        assert world.provider.balances["motors", at] == 0
    assert all(o.status in ("done", "declined") for o in world.orders["motors"].values())


def live(world: World, what: str, key: str, amount: Money, pick: int) -> None:
    match what:
        case "wait":
            world.clock.advance(world.clock.now + timedelta(hours=amount.minor % 100))
        case "wire":
            world.wire_in(
                "motors", amount, remittance=key, payer_account=f"FR{pick}",
                payer_name="Cléo", key=key, at=world.clock.now,
            )  # fmt: skip
        case "collect" | "give_back" | "pay_out":
            charges = [o for o in world.orders["motors"].values() if o.operation == "collect"]
            facts = {"charge": charges[pick % len(charges)].reference} if charges else {}
            asked = order(what, key, amount.minor, amount.currency, **(facts if what == "give_back" else {}))
            world.carry_out(asked, world.faults.draw("motors", what, key))


def check(world: World, currency: str, wired: int) -> None:
    """Every unit that is anywhere came from somewhere, and the books say the same in three ways."""
    orders = [o for o in world.orders["motors"].values() if o.amount.currency == currency]
    cards = sum(o.moved_minor for o in orders if o.operation != "pay_out")
    payouts = sum(o.moved_minor for o in orders if o.operation == "pay_out")
    handed = [p.amount.minor for p in world.provider.handed_over["motors"] if p.amount.currency == currency]
    assert world.provider.balances["motors", currency] == cards - sum(handed)
    bank = world.bank.balances["motors", currency]
    statement = [line for line in world.bank.statements["motors"] if line.amount.currency == currency]
    assert bank == sum(line.amount.minor for line in statement)
    assert bank == (statement[-1].balance_minor if statement else 0)
    assert bank == wired + sum(handed) + payouts
    books: Any = world.books("motors")
    assert sum(purse.get(currency, 0) for purse in books["cards"].values()) == cards
    assert sum(purse.get(currency, 0) for purse in books["outside"].values()) == wired + payouts
    for charge in (o for o in orders if o.operation == "collect"):
        assert world.provider.given_back_minor(charge) <= charge.amount.minor


@given(seed=st.integers(0, 50))
def test_whoever_comes_first_the_same_happens(seed: int) -> None:
    def outcome(shuffle: bool) -> dict[str, Any]:
        world = started(notice_url="http://127.0.0.1:9", notice_secret="whsec_c2VjcmV0")
        world.faults.rule(str(seed), FAULTS)
        keys = [f"k{number}" for number in range(12)]
        if shuffle:
            random.Random(seed).shuffle(keys)
        for key in keys:
            world.carry_out(order("collect", key), world.faults.draw("motors", "collect", key))
        world.clock.advance(NOW + timedelta(days=30))
        books: dict[str, Any] = world.books("motors")
        books["charges"].sort(key=lambda charge: charge["key"])
        return books

    assert outcome(shuffle=False) == outcome(shuffle=True)
