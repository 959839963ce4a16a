"""One contract for every rail that is loaded: each behaviour is a row, each rail meets all rows that its
abilities promise. A rail is on the table by being in the folder.
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

import fourthact.rails
from fourthact import plug
from fourthact.rails.contract import (
    Abilities,
    Absent,
    Collect,
    Declined,
    Done,
    Entry,
    GiveBack,
    NotGenuine,
    Outcome,
    PayeeAnswer,
    PayOut,
    Rail,
    Unknown,
    VerifiesPayees,
    Waiting,
)
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.money import Money
from tests.rails.worlds import World

PLUGS = plug.load(fourthact.rails)
# The worlds' clocks move forward only: each row begins on a morning ten years after the one before.
MORNINGS = (datetime(year, 10, 30, 9, 12, tzinfo=UTC) for year in itertools.count(2025, 10))
USD_5000 = Money(500_000, "USD")


@dataclass(frozen=True)
class Scene:
    """A rail, the world behind it, and an account and a time that no other test has seen."""

    rail: Rail
    world: World
    account: str
    now: datetime

    def after(self, **units: int) -> datetime:
        return self.now + timedelta(**units)

    def collect(self, key: str, amount: Money = USD_5000, token: str | None = None) -> Awaitable[Outcome]:
        token = self.world.good_token() if token is None else token
        return self.rail.collect(Collect(self.account, key, amount, token, "deposit 7K2QF-M9X4H"), self.now)

    def give_back(self, key: str, charge: str, amount: Money = USD_5000) -> Awaitable[Outcome]:
        return self.rail.give_back(GiveBack(self.account, key, amount, charge), self.now)

    def pay_out(self, key: str, to: str, amount: Money = USD_5000) -> Awaitable[Outcome]:
        return self.rail.pay_out(PayOut(self.account, key, amount, to, "Cléo Martin", "refund"), self.now)

    def look_up(self, key: str, now: datetime | None = None) -> Awaitable[Outcome | Absent]:
        return self.rail.look_up(self.account, key, now or self.now)

    def moved(self, key: str) -> int | None:
        return self.world.moved(self.account, key)

    async def statement(self, now: datetime) -> list[Entry]:
        """Every entry, each once, as a reader with a cursor gathers them."""
        entries: dict[str, Entry] = {}
        cursor: str | None = None
        while True:
            page, cursor = await self.rail.entries(self.account, cursor, now)
            if not page:
                return list(entries.values())
            entries.update((entry.id, entry) for entry in page)


Row = Callable[[Scene], Awaitable[None]]
ROWS: list[tuple[Row, Callable[[Abilities], bool]]] = []


def promised(when: Callable[[Abilities], bool]) -> Callable[[Row], Row]:
    def enter(row: Row) -> Row:
        ROWS.append((row, when))
        return row

    return enter


@pytest.fixture(scope="module")
def worlds() -> Iterator[Callable[[str], World]]:
    """The world behind each rail, opened when the first row needs it."""
    with ExitStack() as stack:
        opened: dict[str, World] = {}

        def world(name: str) -> World:
            if name not in opened:
                stage = importlib.import_module(f"tests.rails.worlds.{name}")
                opened[name] = stack.enter_context(stage.world())
            return opened[name]

        yield world


def scenes() -> Iterator[object]:
    for name, plugged in PLUGS.items():
        for row, when in ROWS:
            if when(plugged.module.abilities):
                yield pytest.param(name, row, id=f"{name}-{row.__name__}")


def test_the_sandbox_is_on_the_table() -> None:
    assert "sandbox" in PLUGS


@pytest.mark.parametrize("name", [*PLUGS])
def test_a_rail_says_the_same_of_itself_before_and_after_it_is_opened(
    name: str, worlds: Callable[[str], World]
) -> None:
    module = PLUGS[name].module

    async def play() -> None:
        rail: Rail = module.open_rail(PLUGS[name].complete(worlds(name).settings))
        assert (rail.name, rail.abilities) == (module.name, module.abilities)
        await rail.close()

    asyncio.run(play())


# Once per key


@promised(lambda can: can.collects)
async def the_second_call_finds_the_first(scene: Scene) -> None:
    first = await scene.collect("k1")
    assert isinstance(first, Done)
    assert await scene.collect("k1") == first
    assert await scene.look_up("k1") == first
    assert scene.moved("k1") == 500_000


@promised(lambda can: can.collects)
async def calls_that_race_move_money_once(scene: Scene) -> None:
    outcomes = await asyncio.gather(*(scene.collect("k1") for _ in range(8)))
    assert len(set(outcomes)) == 1
    assert scene.moved("k1") == 500_000


@promised(lambda can: can.collects)
async def a_key_that_stands_for_another_order_is_our_error(scene: Scene) -> None:
    await scene.collect("k1")
    with pytest.raises(Broken):
        await scene.collect("k1", Money(500_001, "USD"))
    with pytest.raises(Broken):
        await scene.collect("k1", Money(500_000, "EUR"))
    assert scene.moved("k1") == 500_000


@promised(lambda can: can.collects and can.gives_back)
async def a_key_stands_for_one_kind_of_order(scene: Scene) -> None:
    charge = await scene.collect("k1")
    assert isinstance(charge, Done)
    with pytest.raises(Broken):
        await scene.give_back("k1", charge.reference)
    assert scene.moved("k1") == 500_000


@promised(lambda can: can.collects)
async def keys_of_two_accounts_are_apart(scene: Scene) -> None:
    neighbour = replace(scene, account=f"{scene.account}-neighbour")
    await scene.collect("k1")
    assert await neighbour.look_up("k1") == Absent()
    assert isinstance(await neighbour.collect("k1", Money(700, "USD")), Done)
    assert (scene.moved("k1"), neighbour.moved("k1")) == (500_000, 700)


@promised(lambda can: True)
async def what_was_never_ordered_is_absent(scene: Scene) -> None:
    assert await scene.look_up("never") == Absent()


@promised(lambda can: can.collects)
async def any_text_is_a_key(scene: Scene) -> None:
    for key in ("a/b", "..", "ä ö?x=1&y=2#z", "100%25", "후원"):
        done = await scene.collect(key)
        assert isinstance(done, Done)
        assert await scene.look_up(key) == done
        assert scene.moved(key) == 500_000


# Declined


@promised(lambda can: can.collects)
async def declined_stays_declined(scene: Scene) -> None:
    declined = await scene.collect("k1", token=scene.world.poor_token())
    assert isinstance(declined, Declined)
    assert declined.reason
    assert await scene.collect("k1", token=scene.world.poor_token()) == declined
    assert await scene.look_up("k1") == declined
    assert scene.moved("k1") == 0
    assert isinstance(await scene.collect("k2"), Done)


@promised(lambda can: can.collects)
async def an_instrument_that_does_not_exist_declines(scene: Scene) -> None:
    for number, token in enumerate(("", "no such card", "x" * 5_000)):
        declined = await scene.collect(f"k{number}", token=token)
        assert isinstance(declined, Declined)
        assert declined.permanent


# Unknown


@promised(lambda can: can.collects)
async def a_time_out_after_success_is_found(scene: Scene) -> None:
    for how in ("unanswered after", "error after", "garbage"):
        scene.world.break_next(scene.account, "collect", how)
        assert isinstance(await scene.collect(how), Unknown)
        done = await scene.look_up(how)
        assert isinstance(done, Done)
        assert await scene.collect(how) == done
        assert scene.moved(how) == 500_000


@promised(lambda can: can.collects)
async def what_broke_before_anything_was_done_may_be_sent_again(scene: Scene) -> None:
    for how in ("unanswered before", "error before"):
        scene.world.break_next(scene.account, "collect", how)
        assert isinstance(await scene.collect(how), Unknown)
        assert scene.moved(how) is None
        assert await scene.look_up(how) == Absent()
        assert isinstance(await scene.collect(how), Done)
        assert scene.moved(how) == 500_000


@promised(lambda can: can.collects)
async def a_broken_look_up_is_never_absence(scene: Scene) -> None:
    done = await scene.collect("k1")
    for how in ("unanswered before", "error after", "garbage"):
        scene.world.break_next(scene.account, "look_up", how)
        assert isinstance(await scene.look_up("k1"), Unknown)
        scene.world.break_next(scene.account, "look_up", how)
        assert isinstance(await scene.look_up("never"), Unknown)
    assert await scene.look_up("k1") == done


@promised(lambda can: can.gives_back and can.collects)
async def a_refund_that_times_out_is_given_once(scene: Scene) -> None:
    charge = await scene.collect("k1")
    assert isinstance(charge, Done)
    for how in ("unanswered after", "error after", "garbage"):
        scene.world.break_next(scene.account, "give_back", how)
        amount = Money(100_000, "USD")
        assert isinstance(await scene.give_back(how, charge.reference, amount), Unknown)
        given = await scene.look_up(how)
        assert isinstance(given, Done | Waiting)
        assert await scene.give_back(how, charge.reference, amount) == given
    scene.world.rest(scene.after(days=10))
    assert [scene.moved(how) for how in ("unanswered after", "error after", "garbage")] == [-100_000] * 3


@promised(lambda can: can.pays_out)
async def a_payout_that_times_out_is_paid_once(scene: Scene) -> None:
    to = scene.world.outside_account()
    for how in ("unanswered after", "error after", "garbage"):
        scene.world.break_next(scene.account, "pay_out", how)
        assert isinstance(await scene.pay_out(how, to), Unknown)
        accepted = await scene.look_up(how)
        assert isinstance(accepted, Done | Waiting)
        assert await scene.pay_out(how, to) == accepted
    scene.world.rest(scene.after(days=10))
    assert [scene.moved(how) for how in ("unanswered after", "error after", "garbage")] == [-500_000] * 3


# Giving back


@promised(lambda can: can.gives_back and can.collects)
async def a_charge_is_given_back_in_parts_and_never_above(scene: Scene) -> None:
    charge = await scene.collect("k1")
    assert isinstance(charge, Done)
    for key in ("r1", "r2"):
        assert isinstance(await scene.give_back(key, charge.reference, Money(200_000, "USD")), Done | Waiting)
    above = await scene.give_back("r3", charge.reference, Money(100_001, "USD"))
    assert isinstance(above, Declined)
    assert above.permanent
    assert isinstance(await scene.give_back("r4", charge.reference, Money(100_000, "USD")), Done | Waiting)
    scene.world.rest(scene.after(days=10))
    assert [scene.moved(key) for key in ("r1", "r2", "r3", "r4")] == [-200_000, -200_000, 0, -100_000]


@promised(lambda can: can.gives_back and can.collects)
async def refunds_that_race_do_not_exceed_the_charge(scene: Scene) -> None:
    charge = await scene.collect("k1")
    assert isinstance(charge, Done)
    calls = (scene.give_back(f"r{n}", charge.reference, Money(200_000, "USD")) for n in range(5))
    outcomes = await asyncio.gather(*calls)
    assert sum(isinstance(outcome, Declined) for outcome in outcomes) == 3


@promised(lambda can: can.gives_back and can.collects)
async def a_refund_of_nothing_known_declines(scene: Scene) -> None:
    charge = await scene.collect("k1")
    poor = await scene.collect("k2", token=scene.world.poor_token())
    neighbour = replace(scene, account=f"{scene.account}-neighbour")
    assert isinstance(charge, Done)
    assert isinstance(poor, Declined)
    refusals = [
        await scene.give_back("r1", "no such charge"),
        await scene.give_back("r2", poor.reference or "no such charge"),
        await scene.give_back("r3", charge.reference, Money(5, "EUR")),
        await neighbour.give_back("r4", charge.reference),
    ]
    assert all(isinstance(refusal, Declined) and refusal.permanent for refusal in refusals), refusals


@promised(lambda can: can.gives_back and can.collects)
async def a_charge_is_given_back_after_years(scene: Scene) -> None:
    charge = await scene.collect("k1")
    assert isinstance(charge, Done)
    days = scene.rail.abilities.gives_back_days_max
    later = scene.after(days=days if days is not None else 2_700)
    order = GiveBack(scene.account, "r1", USD_5000, charge.reference)
    assert isinstance(await scene.rail.give_back(order, later), Done | Waiting)


# Paying out, and the statement


@promised(lambda can: can.pays_out and can.has_statement)
async def a_payout_is_done_when_the_statement_shows_it(scene: Scene) -> None:
    to = scene.world.outside_account()
    assert isinstance(await scene.pay_out("p1", to), Waiting)
    scene.world.rest(scene.after(days=5))
    assert isinstance(await scene.look_up("p1", scene.after(days=5)), Done)
    (entry,) = await scene.statement(scene.after(days=5))
    assert (entry.amount, entry.kind, entry.key) == (-USD_5000, "transfer", "p1")
    assert (entry.counterparty_account, entry.counterparty_name) == (to, "Cléo Martin")
    assert scene.now < entry.booked_at <= scene.after(days=5)


@promised(lambda can: can.pays_out and can.has_statement)
async def a_payout_to_a_closed_account_comes_back(scene: Scene) -> None:
    assert isinstance(await scene.pay_out("p1", scene.world.outside_account(closed=True)), Waiting)
    scene.world.rest(scene.after(days=30))
    returned = await scene.look_up("p1", scene.after(days=30))
    assert isinstance(returned, Declined)
    assert (returned.reason, returned.permanent) == ("account_closed", True)
    out, back = await scene.statement(scene.after(days=30))
    assert (out.kind, out.amount, out.key) == ("transfer", -USD_5000, "p1")
    assert (back.kind, back.amount, back.key, back.reason) == ("return", USD_5000, "p1", "account_closed")
    assert scene.moved("p1") == 0


@promised(lambda can: can.has_statement)
async def a_wire_is_one_entry_with_what_the_payer_wrote(scene: Scene) -> None:
    at = scene.after(days=6)
    scene.world.wire(scene.account, Money(4_500_000, "USD"), "RF18 7K2QF-M9X4H é", at)
    assert await scene.statement(scene.now) == []
    scene.world.rest(at)
    (entry,) = await scene.statement(at)
    assert (entry.amount, entry.kind, entry.key) == (Money(4_500_000, "USD"), "transfer", None)
    assert entry.remittance == "RF18 7K2QF-M9X4H é"
    assert (entry.value_on, entry.counterparty_name) == (at.date(), "Cléo Martin")


@promised(lambda can: can.has_statement)
async def entries_may_be_read_again_from_any_cursor(scene: Scene) -> None:
    for day in range(3):
        scene.world.wire(scene.account, Money(day + 1, "EUR"), f"wire {day}", scene.after(days=day))
        scene.world.rest(scene.after(days=day))
    now = scene.after(days=3)
    first, cursor = await scene.rail.entries(scene.account, None, now)
    again, same = await scene.rail.entries(scene.account, None, now)
    assert (list(first), cursor) == (list(again), same)
    assert [entry.amount.minor for entry in first] == [1, 2, 3]
    nothing, end = await scene.rail.entries(scene.account, cursor, now)
    assert (list(nothing), end) == ([], cursor)
    scene.world.wire(scene.account, Money(4, "EUR"), "wire 3", now)
    scene.world.rest(now)
    more, _ = await scene.rail.entries(scene.account, cursor, now)
    assert [entry.amount.minor for entry in more][-1:] == [4]
    assert {entry.id for entry in first}.isdisjoint({more[-1].id})


@promised(lambda can: can.has_statement)
async def equal_wires_are_two_entries(scene: Scene) -> None:
    for _ in range(2):
        scene.world.wire(scene.account, Money(5, "EUR"), "twins", scene.now)
    scene.world.rest(scene.now)
    first, second = await scene.statement(scene.now)
    assert first.id != second.id
    assert (first.amount, first.remittance) == (second.amount, second.remittance)


@promised(lambda can: can.has_statement)
async def a_statement_that_cannot_be_read_is_unavailable(scene: Scene) -> None:
    for how in ("unanswered before", "error after", "garbage"):
        scene.world.break_next(scene.account, "entries", how)
        with pytest.raises(Unavailable):
            await scene.rail.entries(scene.account, None, scene.now)
    assert await scene.statement(scene.now) == []


@promised(lambda can: can.has_statement)
async def a_cursor_that_never_was_is_unavailable(scene: Scene) -> None:
    for cursor in ("99", "-1", "not a cursor", "é&limit=1"):
        with pytest.raises(Unavailable):
            await scene.rail.entries(scene.account, cursor, scene.now)


# Whose account it is


@promised(lambda can: can.verifies_payees)
async def the_payees_bank_says_whose_account_it_is(scene: Scene) -> None:
    rail, to = scene.rail, scene.world.outside_account()
    assert isinstance(rail, VerifiesPayees)
    for name, answer in (
        ("Cléo Martin", PayeeAnswer("match")),
        ("MARTIN CLEO", PayeeAnswer("match")),
        ("C. Martin", PayeeAnswer("close_match", "Cléo Martin")),
        ("Dan Levi", PayeeAnswer("no_match")),
        ("김지수", PayeeAnswer("cannot_tell")),
    ):
        assert await rail.verify_payee(scene.account, to, name, scene.now) == answer
    for unknown in ("nobody's account", scene.world.outside_account(closed=True), "ä/ö?x=1#z"):
        asked = await rail.verify_payee(scene.account, unknown, "Cléo Martin", scene.now)
        assert asked == PayeeAnswer("cannot_tell")
    assert await scene.statement(scene.now) == []


@promised(lambda can: can.verifies_payees)
async def a_bank_that_does_not_answer_is_unavailable(scene: Scene) -> None:
    rail, to = scene.rail, scene.world.outside_account()
    gone = PLUGS[rail.name].module.open_rail(scene.world.unreachable)
    assert isinstance(rail, VerifiesPayees)
    for how in (
        "unanswered before",
        "unanswered after",
        "error before",
        "error after",
        "garbage",
        "no service",
    ):
        scene.world.break_next(scene.account, "verify_payee", how)
        asked = await rail.verify_payee(scene.account, to, "Cléo Martin", scene.now)
        assert (asked.answer, asked.name) == ("unavailable", ""), how
        assert (await rail.verify_payee(scene.account, to, "Cléo Martin", scene.now)).answer == "match"
    asked = await gone.verify_payee(scene.account, to, "Cléo Martin", scene.now)
    assert asked.answer == "unavailable"
    await gone.close()


@pytest.mark.parametrize("name", [*PLUGS])
def test_a_rail_that_says_it_verifies_payees_does(name: str, worlds: Callable[[str], World]) -> None:
    module = PLUGS[name].module

    async def play() -> None:
        rail: Rail = module.open_rail(PLUGS[name].complete(worlds(name).settings))
        assert isinstance(rail, VerifiesPayees) == module.abilities.verifies_payees
        await rail.close()

    asyncio.run(play())


# Money


@promised(lambda can: can.collects and can.pays_out and can.has_statement)
async def amounts_keep_their_minor_units(scene: Scene) -> None:
    amounts = [Money(1, "USD"), Money(50_000, "KRW"), Money(1_234_567, "BHD"), Money(99_999, "CLF")]
    amounts += [Money(9_007_199_254_740_991, "JPY")]
    for amount in amounts:
        assert isinstance(await scene.collect(amount.currency, amount), Done)
        assert scene.moved(amount.currency) == amount.minor
        scene.world.wire(scene.account, amount, amount.currency, scene.now)
    entries = await scene.statement(scene.now)
    assert [entry.amount for entry in entries] == amounts


# When nobody is there


@promised(lambda can: not can.by_hand)
async def a_rail_that_is_not_there_leaves_everything_unknown(scene: Scene) -> None:
    gone: Rail = PLUGS[scene.rail.name].module.open_rail(scene.world.unreachable)
    lost = replace(scene, rail=gone)
    can = gone.abilities
    outcomes = [
        await lost.look_up("k1"),
        *([await lost.collect("k1")] if can.collects else []),
        *([await lost.give_back("r1", "x")] if can.gives_back else []),
        *([await lost.pay_out("p1", "x")] if can.pays_out else []),
    ]
    assert all(isinstance(outcome, Unknown) for outcome in outcomes)
    with pytest.raises(Unavailable):
        await gone.entries(scene.account, None, scene.now)
    await gone.close()


# Notices


@promised(lambda can: can.gives_notice)
async def a_genuine_notice_is_read(scene: Scene) -> None:
    headers, raw = scene.world.notice("refund.failed", scene.account, "k1", scene.now)
    for drift in (-299, 0, 299):
        notice = scene.rail.read_notice(headers, raw, scene.after(seconds=drift))
        assert (notice.event, notice.account, notice.key) == ("refund.failed", scene.account, "k1")


@promised(lambda can: can.gives_notice)
async def a_notice_that_proves_nothing_is_refused(scene: Scene) -> None:
    headers, raw = scene.world.notice("refund.failed", scene.account, "k1", scene.now)
    for name in headers:
        with pytest.raises(NotGenuine):
            scene.rail.read_notice({n: v for n, v in headers.items() if n != name}, raw, scene.now)
        for value in ("", "hello", headers[name] + "0", headers[name][:-1], headers[name].upper() + "é"):
            with pytest.raises(NotGenuine):
                scene.rail.read_notice({**headers, name: value}, raw, scene.now)
    for forged in (raw[:-1], raw + b" ", raw.replace(b"k1", b"k2"), b""):
        with pytest.raises(NotGenuine):
            scene.rail.read_notice(headers, forged, scene.now)


@promised(lambda can: can.gives_notice)
async def a_notice_from_another_time_is_refused(scene: Scene) -> None:
    headers, raw = scene.world.notice("refund.failed", scene.account, "k1", scene.now)
    for drift in (-3_600, 3_600, 86_400 * 365):
        with pytest.raises(NotGenuine):
            scene.rail.read_notice(headers, raw, scene.after(seconds=drift))


@promised(lambda can: not can.gives_notice)
async def a_rail_without_notices_takes_none(scene: Scene) -> None:
    stranger = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
    for headers, raw in (
        scene.world.notice("x", scene.account, "k1", scene.now),
        (stranger, b"{}"),
        ({}, b""),
    ):
        with pytest.raises(NotGenuine):
            scene.rail.read_notice(headers, raw, scene.now)


# By hand


@promised(lambda can: bool(can.by_hand))
async def what_only_people_do_is_done_by_no_order(scene: Scene) -> None:
    can = scene.rail.abilities
    assert [can.collects, can.gives_back, can.pays_out, can.has_statement] == [False] * 4
    outcomes = [await scene.collect("k1"), await scene.give_back("r1", "x"), await scene.pay_out("p1", "x")]
    assert all(isinstance(outcome, Declined) and outcome.permanent for outcome in outcomes)
    assert [await scene.look_up(key) for key in ("k1", "r1", "p1", "never")] == [Absent()] * 4
    assert await scene.statement(scene.now) == []


@promised(lambda can: bool(can.by_hand))
async def what_is_handed_over_has_names_of_one_word(scene: Scene) -> None:
    kinds = scene.rail.abilities.by_hand
    assert len(set(kinds)) == len(kinds)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,30}", kind) for kind in kinds)


@pytest.mark.parametrize(("name", "row"), [*scenes()])
def test_contract(name: str, row: Row, worlds: Callable[[str], World]) -> None:
    world = worlds(name)

    async def play() -> None:
        rail: Rail = PLUGS[name].module.open_rail(PLUGS[name].complete(world.settings))
        try:
            await row(Scene(rail, world, f"acct_{uuid4().hex}", next(MORNINGS)))
        finally:
            await rail.close()

    asyncio.run(play())
