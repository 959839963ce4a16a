"""The Stripe rail, where Stripe is unlike other rails: its states, its memory of a day, its accounts, its webhooks."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest

import fourthact.rails
from fourthact import plug
from fourthact.rails import contract, stripe
from fourthact.rails.contract import (
    Absent,
    Collect,
    Declined,
    Done,
    GiveBack,
    NotGenuine,
    Rail,
    Unknown,
    Waiting,
)
from fourthact.rails.stripe.answers import units_of
from fourthact.rails.stripe.notices import prove
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.sandbox.stripe.hooks import sign
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.money import Money
from tests.corpora import corpus
from tests.rails.worlds import stripe as stage

EUR_90 = Money(9_000, "EUR")
# One process serves all tests, and its clock moves forward only.
MORNINGS = (datetime(2030, 1, 1, 9, tzinfo=UTC) + timedelta(days=400 * n) for n in count())
PLUG = plug.load(fourthact.rails)["stripe"]


@dataclass
class Scene:
    rail: Rail
    control: StripeControl
    account: str
    now: datetime

    async def collect(
        self, key: str, token: str = "pm_card_visa", amount: Money = EUR_90
    ) -> contract.Outcome:
        return await self.rail.collect(Collect(self.account, key, amount, token, "deposit"), self.now)

    async def paid(self, key: str = "k1", token: str = "pm_card_visa") -> str:
        done = await self.collect(key, token)
        assert isinstance(done, Done)
        return done.reference

    async def give_back(self, key: str, charge: str, amount: Money = EUR_90) -> contract.Outcome:
        return await self.rail.give_back(GiveBack(self.account, key, amount, charge), self.now)

    async def look_up(self, key: str) -> contract.Outcome | Absent:
        return await self.rail.look_up(self.account, key, self.now)

    def wait(self, **units: int) -> None:
        self.now += timedelta(**units)
        self.control.advance(self.now)

    def charge_of(self, reference: str) -> str:
        intents = {intent["id"]: intent for intent in self.control.books()["payment_intent"]}
        return str(intents[reference.partition("/")[2]]["latest_charge"])


@pytest.fixture(scope="module")
def world() -> Iterator[stage.StripeWorld]:
    with stage.world() as opened:
        yield opened


Play = Callable[[Callable[[Scene], Awaitable[None]]], None]


@pytest.fixture
def play(world: stage.StripeWorld) -> Play:
    def run(story: Callable[[Scene], Awaitable[None]], **more: str) -> None:
        async def tell() -> None:
            now = next(MORNINGS)
            world.control.advance(now)
            rail = stripe.open_rail(PLUG.complete({**world.settings, **more}))
            try:
                await story(Scene(rail, world.control, f"slr_{uuid4().hex}", now))
            finally:
                await rail.close()

        asyncio.run(tell())

    return run


# What a refund becomes


@pytest.mark.parametrize(
    ("reason", "permanent"),
    [
        ("charge_for_pending_refund_disputed", True),
        ("declined", True),
        ("expired_or_canceled_card", True),
        ("insufficient_funds", False),
        ("lost_or_stolen_card", True),
        ("merchant_request", False),
        ("unknown", False),
    ],
)
def test_a_refund_that_fails_says_why_and_whether_to_try_again(
    play: Play, reason: str, permanent: bool
) -> None:
    async def story(scene: Scene) -> None:
        token = scene.control.method(f"pm_fails_{reason}", refunds="failed", failure_reason=reason)
        charge = await scene.paid(token=token)
        failed = await scene.give_back("r1", charge)
        assert isinstance(failed, Declined)
        assert (failed.reason, failed.permanent) == (reason, permanent)
        assert await scene.look_up("r1") == failed
        assert isinstance(await scene.give_back("r2", charge), Declined)

    play(story)


def test_a_refund_that_succeeded_fails_weeks_later(play: Play) -> None:
    async def story(scene: Scene) -> None:
        charge = await scene.paid(token="pm_card_refundFail")
        done = await scene.give_back("r1", charge)
        assert isinstance(done, Done)
        scene.wait(days=20)
        assert await scene.look_up("r1") == done
        scene.wait(days=2)
        assert await scene.look_up("r1") == Declined("expired_or_canceled_card", True, done.reference)
        assert isinstance(await scene.give_back("r2", charge), Done)

    play(story)


def test_every_state_of_a_refund_has_its_outcome(play: Play) -> None:
    async def story(scene: Scene) -> None:
        token = scene.control.method("pm_asks", refunds="requires_action", settles_after_seconds=10**9)
        waiting = await scene.give_back("r1", await scene.paid(token=token))
        assert isinstance(waiting, Waiting)
        refund = waiting.reference.partition("/")[2]
        scene.control.move_refund(refund, "pending")
        assert await scene.look_up("r1") == waiting
        scene.control.move_refund(refund, "succeeded")
        assert await scene.look_up("r1") == Done(waiting.reference)
        scene.control.move_refund(refund, "failed", "declined")
        assert await scene.look_up("r1") == Declined("declined", True, waiting.reference)
        other = await scene.give_back("r2", await scene.paid("k2", token))
        assert isinstance(other, Waiting)
        scene.control.move_refund(other.reference.partition("/")[2], "canceled")
        assert await scene.look_up("r2") == Declined("merchant_request", False, other.reference)

    play(story)


def test_a_refund_that_waits_is_found_by_its_key_months_later(play: Play) -> None:
    async def story(scene: Scene) -> None:
        charge = await scene.paid(token="pm_card_pendingRefund")
        waiting = await scene.give_back("r1", charge, Money(4_000, "EUR"))
        assert isinstance(waiting, Waiting)
        assert isinstance(await scene.give_back("r2", charge, Money(3_000, "EUR")), Waiting)
        scene.wait(days=90)
        assert await scene.look_up("r1") == Done(waiting.reference)
        assert await scene.look_up("r3") == Absent()

    play(story)


# Stripe's memory of a day


def test_an_order_is_found_when_stripe_has_forgotten_its_key(play: Play) -> None:
    async def story(scene: Scene) -> None:
        done = await scene.collect("k1")
        assert isinstance(done, Done)
        given = await scene.give_back("r1", done.reference, Money(4_000, "EUR"))
        scene.wait(days=3)
        assert await scene.collect("k1") == done
        assert await scene.give_back("r1", done.reference, Money(4_000, "EUR")) == given
        with pytest.raises(Broken):
            await scene.collect("k1", amount=Money(9_001, "EUR"))
        assert (
            len(
                [
                    i
                    for i in scene.control.books()["payment_intent"]
                    if i["metadata"]["fourthact_account"] == scene.account
                ]
            )
            == 1
        )

    play(story)


def test_what_was_just_made_is_found_before_the_search_knows_it(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.control.faults({"fault": "unanswered_after", "method": "POST", "path": "/v1/payment_intents"})
        assert isinstance(await scene.collect("k1"), Unknown)
        assert isinstance(await scene.look_up("k1"), Done)

    play(story)


@pytest.mark.parametrize(
    "fault", ["conflict", "rate_limited", "error_before", "unanswered_before", "garbage"]
)
@pytest.mark.parametrize("call", ["/v1/payment_intents", "/v1/payment_intents/pi_.*", "/v1/refunds"])
def test_nothing_is_given_twice_whatever_breaks_on_the_way(play: Play, fault: str, call: str) -> None:
    async def story(scene: Scene) -> None:
        scene.control.faults({"fault": fault, "method": "POST", "path": call})
        charge = await scene.collect("k1")
        while isinstance(charge, Unknown):
            found = await scene.look_up("k1")
            charge = await scene.collect("k1") if isinstance(found, Absent) else found
        assert isinstance(charge, Done)
        given = await scene.give_back("r1", charge.reference, Money(1_000, "EUR"))
        while isinstance(given, Unknown):
            back = await scene.look_up("r1")
            given = (
                await scene.give_back("r1", charge.reference, Money(1_000, "EUR"))
                if isinstance(back, Absent)
                else back
            )
        assert isinstance(given, Done)
        mine = [
            r for r in scene.control.books()["refund"] if r["metadata"]["fourthact_account"] == scene.account
        ]
        assert [refund["amount"] for refund in mine] == [1_000]
        assert scene.control.call("GET", "/health")["faults"][fault] >= 1

    play(story)


def test_a_kept_error_is_settled_by_looking(play: Play) -> None:
    """Stripe repeats a 500 under its key for a day: the second call must find what the first one did."""

    async def story(scene: Scene) -> None:
        scene.control.faults({"fault": "error_after", "method": "POST", "path": "/v1/payment_intents"})
        assert isinstance(await scene.collect("k1"), Unknown)
        assert isinstance(await scene.collect("k1"), Done)

    play(story)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_on_bad_days_every_order_moves_money_once(play: Play, seed: str) -> None:
    """Every fourth call goes wrong, whatever it asks; the orders are driven as the house drives them."""

    async def until_known(
        scene: Scene, key: str, send: Callable[[], Awaitable[contract.Outcome]]
    ) -> contract.Outcome:
        outcome = await send()
        while isinstance(outcome, Unknown):
            found = await scene.look_up(key)
            outcome = await send() if isinstance(found, Absent) else found
        return outcome

    async def life(scene: Scene, n: int) -> None:
        charge = await until_known(scene, f"P{n}", lambda: scene.collect(f"P{n}"))
        assert isinstance(charge, Done)
        for part in range(2):
            key, amount = f"R{n}.{part}", Money(4_500, "EUR")
            given = await until_known(
                scene,
                key,
                lambda k=key, m=amount: scene.give_back(k, charge.reference, m),  # type: ignore[misc]
            )
            assert isinstance(given, Done)

    async def story(scene: Scene) -> None:
        scene.control.faults(
            *(
                {"fault": fault, "method": method, "per_mille": 45, "seed": seed}
                for fault in (
                    "unanswered_before",
                    "error_before",
                    "rate_limited",
                    "unanswered_after",
                    "error_after",
                    "garbage",
                )
                for method in ("GET", "POST")
            )
        )
        try:
            await asyncio.gather(*(life(scene, n) for n in range(20)))
        finally:
            scene.control.faults()
        books = scene.control.books()
        for kind, orders, amount in (("payment_intent", 20, 9_000), ("refund", 40, 4_500)):
            mine = [made for made in books[kind] if made["metadata"]["fourthact_account"] == scene.account]
            assert len(mine) == len({made["metadata"]["fourthact_key"] for made in mine}) == orders
            assert {(made["amount"], made["status"]) for made in mine} == {(amount, "succeeded")}

    play(story)


# Declines


@pytest.mark.parametrize(
    ("token", "reason", "permanent"),
    [
        ("pm_card_visa_chargeDeclined", "generic_decline", False),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds", False),
        ("pm_card_visa_chargeDeclinedStolenCard", "stolen_card", True),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", True),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", False),
        ("pm_card_authenticationRequired", "authentication_required", False),
    ],
)
def test_a_declined_card_says_why(play: Play, token: str, reason: str, permanent: bool) -> None:
    async def story(scene: Scene) -> None:
        declined = await scene.collect("k1", token)
        assert isinstance(declined, Declined)
        assert (declined.reason, declined.permanent) == (reason, permanent)
        assert await scene.look_up("k1") == declined

    play(story)


def test_a_charge_whose_money_is_under_way_waits_and_is_not_given_back_yet(play: Play) -> None:
    async def story(scene: Scene) -> None:
        waiting = await scene.collect("k1", "pm_usBankAccount_success")
        assert isinstance(waiting, Waiting)
        assert await scene.give_back("r1", waiting.reference) == Declined("charge_not_paid", False)
        scene.wait(days=4)
        assert await scene.look_up("k1") == Done(waiting.reference)

    play(story)


def test_a_disputed_charge_is_not_given_back_as_well(play: Play) -> None:
    async def story(scene: Scene) -> None:
        charge = await scene.paid(token="pm_card_createDispute")
        refused = await scene.give_back("r1", charge)
        assert isinstance(refused, Declined)
        assert refused.reason in contract.DISPUTED

    play(story)


def test_an_inquiry_is_no_chargeback(play: Play) -> None:
    async def story(scene: Scene) -> None:
        charge = await scene.paid()
        scene.control.dispute(scene.charge_of(charge), status="warning_needs_response")
        assert isinstance(await scene.give_back("r1", charge), Done)

    play(story)


# Whose account


def test_a_charge_is_given_back_from_the_account_that_took_it(play: Play, world: stage.StripeWorld) -> None:
    """The seller has moved to an account of its own; the deposit was taken by the old one."""

    async def story(scene: Scene) -> None:
        charge = await scene.paid()
        assert charge.startswith("acct_sandbox/pi_")
        scene.control.open("acct_new", key="sk_test_new")
        moved = {**world.settings, "account": "acct_new", "secret_key": "sk_test_new"}
        rail = stripe.open_rail(PLUG.complete({**moved, "former_keys": f"acct_sandbox={world.control.key}"}))
        scene.rail = rail
        given = await scene.give_back("r1", charge)
        assert isinstance(given, Done)
        assert given.reference.startswith("acct_sandbox/re_")
        assert await scene.look_up("r1") == given
        assert (await scene.paid("k2")).startswith("acct_new/pi_")
        await rail.close()

    play(story)


def test_a_seller_is_paid_into_its_connected_account(play: Play, world: stage.StripeWorld) -> None:
    async def story(scene: Scene) -> None:
        scene.control.open("acct_hers", platform="acct_sandbox")
        rail = stripe.open_rail(PLUG.complete({**world.settings, "accounts": f"{scene.account}=acct_hers"}))
        scene.rail = rail
        charge = await scene.paid()
        assert charge.startswith("acct_hers/pi_")
        assert isinstance(await scene.give_back("r1", charge), Done)
        (intent,) = scene.control.books("acct_hers")["payment_intent"]
        assert intent["amount_received"] == 9_000
        await rail.close()

    play(story)


def test_an_account_that_the_key_does_not_open_leaves_everything_unknown(
    play: Play, world: stage.StripeWorld
) -> None:
    async def story(scene: Scene) -> None:
        rail = stripe.open_rail(PLUG.complete({**world.settings, "accounts": f"{scene.account}=acct_theirs"}))
        scene.rail = rail
        assert isinstance(await scene.collect("k1"), Unknown)
        assert isinstance(await scene.look_up("k1"), Unknown)
        await rail.close()

    play(story)


# Amounts


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(4_500_000, "USD"), 4_500_000),
        (Money(50_000, "KRW"), 50_000),
        (Money(5_000, "JPY"), 5_000),
        (Money(700, "ISK"), 70_000),
        (Money(700, "UGX"), 70_000),
        (Money(12_340, "BHD"), 12_340),
        (Money(12_345, "BHD"), None),
        (Money(500_000, "MGA"), 5_000),
        (Money(500_001, "MGA"), None),
        (Money(1, "CLF"), None),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(amount: Money, units: int | None) -> None:
    assert units_of(amount) == units


def test_what_stripe_cannot_take_is_declined_for_good(play: Play) -> None:
    async def story(scene: Scene) -> None:
        amounts = [
            Money(12_345, "BHD"),
            Money(1, "USD"),
            Money(100_000_000, "USD"),
            Money(5_000, "KPW"),
            Money(1, "CLF"),
        ]
        for n, amount in enumerate(amounts):
            declined = await scene.collect(f"k{n}", amount=amount)
            assert isinstance(declined, Declined), amount
            assert declined.permanent, amount
        for currency in ("ISK", "JPY", "BHD", "MGA"):
            assert isinstance(await scene.collect(currency, amount=Money(100_000, currency)), Done)

    play(story)


def test_stripe_pays_out_to_nobody_else_and_keeps_no_statement(play: Play) -> None:
    async def story(scene: Scene) -> None:
        order = contract.PayOut(scene.account, "p1", EUR_90, "DE00", "Cléo", "refund")
        assert isinstance(await scene.rail.pay_out(order, scene.now), Declined)
        with pytest.raises(Unavailable):
            await scene.rail.entries(scene.account, None, scene.now)

    play(story)


# Webhooks


def vectors() -> list[dict[str, object]]:
    text = (corpus("8-stripe") / "stripe-signature" / "stripe_signature_vectors.json").read_text()
    found = json.loads(text)
    return [{**case, "secret": found["secret"]} for case in found["cases"]]


def test_stripes_own_vectors_of_signatures() -> None:
    judged = []
    for case in vectors():
        now = datetime.fromtimestamp(int(str(case["now"])), UTC)
        try:
            prove(
                [str(case["secret"]).encode()],
                {"stripe-signature": str(case["header"])},
                str(case["payload"]).encode(),
                now,
            )
            judged.append((case["name"], True))
        except NotGenuine:
            judged.append((case["name"], False))
    # "signature ok, JSON error": genuine, and then refused by the reader.
    assert judged == [(case["name"], bool(case["ok"])) for case in vectors()]
    assert len(judged) > 5


def test_every_published_event_is_kept_and_none_is_taken_for_ours(world: stage.StripeWorld) -> None:
    rail = stripe.open_rail(PLUG.complete(world.settings))
    now, events = datetime(2026, 11, 22, 12, tzinfo=UTC), []
    for path in sorted((corpus("8-stripe")).rglob("*.json")):
        raw = path.read_bytes()
        if json.loads(raw).get("object") != "event":
            continue
        header = sign(stage.SECRET, int(now.timestamp()), raw)
        events.append(rail.read_notice({"stripe-signature": header}, raw, now))
    assert len(events) > 40
    assert {(notice.account, notice.key) for notice in events} == {("", "")}
    disputes = [notice for notice in events if notice.event.startswith("charge.dispute")]
    assert disputes
    assert all(" " in notice.event for notice in events), "each is news of its own"


def test_a_notice_about_nothing_of_ours_asks_nobody(world: stage.StripeWorld) -> None:
    rail = stripe.open_rail(PLUG.complete(dict(world.unreachable)))
    assert asyncio.run(rail.look_up("slr_1", "", datetime(2026, 11, 22, tzinfo=UTC))) == Absent()


def test_a_dispute_names_its_charge_and_an_update_is_news_each_time(play: Play) -> None:
    async def story(scene: Scene) -> None:
        charge = await scene.paid(token="pm_card_createDispute")
        given = await scene.give_back("r0", await scene.paid("k2", "pm_card_pendingRefund"))
        assert isinstance(given, Waiting)
        refund = given.reference.partition("/")[2]
        scene.control.move_refund(refund, "succeeded")
        scene.control.move_refund(refund, "failed", "declined")
        notices = []
        for event in scene.control.books()["event"]:
            raw, stamp = json.dumps(event).encode(), int(scene.now.timestamp())
            headers = {"stripe-signature": sign(stage.SECRET, stamp, raw)}
            notices.append(scene.rail.read_notice(headers, raw, scene.now))
        mine = [notice for notice in notices if notice.account == scene.account]
        assert {n.charge for n in notices if n.event.startswith("charge.dispute")} >= {charge}
        updates = [
            notice.event
            for notice in mine
            if notice.event.startswith("refund.updated") and notice.key == "r0"
        ]
        assert len(updates) == len(set(updates)) == 2
        assert "refund.failed" in [notice.event for notice in mine if notice.key == "r0"]
        assert "payment_intent.succeeded" in [notice.event for notice in mine if notice.key == "k2"]

    play(story)


def test_either_of_two_secrets_proves_a_notice_while_one_is_replaced() -> None:
    now, raw = datetime(2026, 11, 22, tzinfo=UTC), b'{"id": "evt_1"}'
    for secret in ("whsec_old_secret", "whsec_new_secret"):
        headers = {"stripe-signature": sign(secret, int(now.timestamp()), raw)}
        prove([b"whsec_old_secret", b"whsec_new_secret"], headers, raw, now)
        with pytest.raises(NotGenuine):
            prove([b"whsec_third_secret"], headers, raw, now)


def test_a_signature_over_what_is_no_event_is_refused(world: stage.StripeWorld) -> None:
    rail, now = stripe.open_rail(PLUG.complete(world.settings)), datetime(2026, 11, 22, tzinfo=UTC)
    for raw in (b"", b"hello", b"[]", b'{"object": "event"}', b'{"id": 7}', b"\xff\xfe"):
        with pytest.raises(NotGenuine):
            rail.read_notice({"stripe-signature": sign(stage.SECRET, int(now.timestamp()), raw)}, raw, now)


# Settings, and the library


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("secret_key", "pk_live_1"),
        ("account", "slr_1"),
        ("notice_secret", "secret"),
        ("notice_secret", ""),
        ("api_base", "http://api.example.com"),
        ("api_base", "ftp://api.stripe.com"),
        ("accounts", "slr_1"),
        ("former_keys", "acct_1="),
        ("timeout_seconds", "never"),
    ],
)
def test_a_wrong_setting_is_named(name: str, text: str) -> None:
    given = {"secret_key": "sk_test_1", "account": "acct_1", "notice_secret": "whsec_12345678"}
    with pytest.raises(ValueError, match=name):
        stripe.open_rail(PLUG.complete({**given, name: text}))


def test_the_library_is_loaded_only_when_stripe_is_called() -> None:
    script = "import sys, fourthact.rails.stripe as rail; sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
