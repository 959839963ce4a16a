"""The sandbox rail on bad days: what the sandbox does to it, and what it makes of that."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from fourthact.rails.contract import Collect, Declined, Done, GiveBack, NotGenuine, PayOut, Unknown, Waiting
from fourthact.rails.sandbox import SandboxRail
from fourthact.sandbox.control import Control, running
from fourthact.sandbox.http import Answer, Request, serve
from fourthact.values.money import Money
from tests.corpora import corpus
from tests.rails.worlds.sandbox import SECRET

NOW = datetime(2018, 7, 11, 9, 12, tzinfo=UTC)
USD_5000 = Money(500_000, "USD")


@pytest.fixture
def control() -> Iterator[Control]:
    with running() as started:
        yield started


def play(control: Control, scene: Callable[[SandboxRail], Awaitable[None]], seconds: float = 3) -> None:
    async def whole() -> None:
        rail = SandboxRail(control.http, b64decode(SECRET.removeprefix("whsec_")), seconds)
        try:
            await scene(rail)
        finally:
            await rail.close()

    asyncio.run(whole())


def collect(key: str, token: str = "card_ok", amount: Money = USD_5000) -> Collect:
    return Collect("motors", key, amount, token, "deposit")


def test_the_model_case(control: Control) -> None:
    """A card that died before its money was to come back: that leg goes to the bank account instead."""
    token = control.card("4000 0000 0000 0341", date(2023, 4, 30), "Cléo", gives_back_when_expired=False)
    control.account("motors", booking_times=["06:00"])

    async def scene(rail: SandboxRail) -> None:
        charge = await rail.collect(collect("card stage", token), NOW)
        assert isinstance(charge, Done)
        control.wire(
            "motors", Money(4_500_000, "USD"), "RF18", payer_name="Cléo", payer_account="US1",
            at=datetime(2018, 7, 17, 14, tzinfo=UTC),
        )  # fmt: skip
        asked = datetime(2025, 10, 30, 9, 20, tzinfo=UTC)
        dead = await rail.give_back(GiveBack("motors", "card leg", USD_5000, charge.reference), asked)
        assert dead == Declined("expired_card", permanent=True, reference=dead.reference)  # type: ignore[union-attr]
        for key, amount in (("card leg again", USD_5000), ("wire leg", Money(4_500_000, "USD"))):
            order = PayOut("motors", key, amount, "US1", "Cléo", "refund")
            assert isinstance(await rail.pay_out(order, asked), Waiting)
        settled = datetime(2025, 10, 31, 6, tzinfo=UTC)
        assert isinstance(await rail.look_up("motors", "wire leg", settled), Done)
        entries, _ = await rail.entries("motors", None, settled)
        assert [(entry.kind, entry.amount.minor) for entry in entries] == [
            ("provider_payout", 500_000),
            ("transfer", 4_500_000),
            ("transfer", -500_000),
            ("transfer", -4_500_000),
        ]
        assert entries[-1].booked_at == settled

    play(control, scene)
    books = control.books("motors")
    assert books["balances"] == {"provider": {"USD": 0}, "bank": {"USD": 0}}
    assert books["outside"] == {"US1": {"USD": -500_000}}  # its own 45,000 came back, and the card's 5,000
    assert books["cards"] == {token: {"USD": 500_000}}


def test_a_slow_answer_is_an_answer_and_one_that_is_too_slow_is_unknown(control: Control) -> None:
    async def scene(rail: SandboxRail) -> None:
        control.script(
            "motors",
            "collect",
            [{"fault": "slow", "delay_ms": 50}],
            [{"fault": "slow", "delay_ms": 5_000}],
            [{"fault": "done_unanswered", "delay_ms": 5_000}],
        )
        assert isinstance(await rail.collect(collect("k1"), NOW), Done)
        assert await rail.collect(collect("k2"), NOW) == Unknown("timed_out")
        assert await rail.collect(collect("k3"), NOW) == Unknown("timed_out")
        assert isinstance(await rail.look_up("motors", "k2", NOW), Done)
        assert isinstance(await rail.look_up("motors", "k3", NOW), Done)

    play(control, scene, seconds=0.5)


def test_a_refund_that_succeeded_fails_weeks_later(control: Control) -> None:
    async def scene(rail: SandboxRail) -> None:
        charge = await rail.collect(collect("k1"), NOW)
        assert isinstance(charge, Done)
        control.script("motors", "give_back", [{"fault": "fails_later", "after_seconds": 20 * 86_400}])
        refund = GiveBack("motors", "r1", USD_5000, charge.reference)
        assert isinstance(await rail.give_back(refund, NOW), Done)
        assert isinstance(await rail.look_up("motors", "r1", NOW + timedelta(days=19)), Done)
        failed = await rail.look_up("motors", "r1", NOW + timedelta(days=20))
        assert isinstance(failed, Declined)
        assert (failed.reason, failed.permanent) == ("expired_or_canceled_card", True)
        again = GiveBack("motors", "r2", USD_5000, charge.reference)
        assert isinstance(await rail.give_back(again, NOW + timedelta(days=21)), Done)

    play(control, scene)
    assert [r["moved_minor"] for r in control.books("motors")["refunds"]] == [0, -500_000]


def test_a_scripted_decline_and_a_pending_charge(control: Control) -> None:
    async def scene(rail: SandboxRail) -> None:
        control.script(
            "motors",
            "collect",
            [{"fault": "decline", "reason": "insufficient_funds"}],
            [{"fault": "pending", "after_seconds": 60}],
        )
        declined = await rail.collect(collect("k1"), NOW)
        assert isinstance(declined, Declined)
        assert (declined.reason, declined.permanent) == ("insufficient_funds", False)
        assert isinstance(await rail.collect(collect("k2"), NOW), Waiting)
        assert isinstance(await rail.look_up("motors", "k2", NOW + timedelta(seconds=59)), Waiting)
        assert isinstance(await rail.look_up("motors", "k2", NOW + timedelta(seconds=60)), Done)

    play(control, scene)


def test_a_statement_that_repeats_itself_loses_nothing(control: Control) -> None:
    async def scene(rail: SandboxRail) -> None:
        for number in range(5):
            control.wire(
                "motors", Money(number + 1, "EUR"), "", payer_name="Cléo", payer_account="FR1", at=NOW
            )
        _, cursor = await rail.entries("motors", None, NOW)
        control.wire("motors", Money(6, "EUR"), "", payer_name="Cléo", payer_account="FR1")
        control.script("motors", "entries", [{"fault": "repeat"}])
        entries, _ = await rail.entries("motors", cursor, NOW)
        assert [entry.amount.minor for entry in entries] == [3, 4, 5, 6]
        entries, _ = await rail.entries("motors", cursor, NOW)
        assert [entry.amount.minor for entry in entries] == [6]

    play(control, scene)


# Notices, over real HTTP


class Receiver:
    """A seller's notice address, which remembers what came and may be told to be out of order."""

    def __init__(self) -> None:
        self.came: list[Request] = []
        self.statuses: list[int] = []

    async def take(self, request: Request) -> Answer:
        self.came.append(request)
        return Answer(b"", self.statuses.pop(0) if self.statuses else 204)


def with_receiver(control: Control, scene: Callable[[SandboxRail, Receiver], Awaitable[None]]) -> None:
    async def whole(rail: SandboxRail) -> None:
        receiver = Receiver()
        server = await serve(receiver.take, 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/notices"
        await asyncio.to_thread(control.account, "motors", notice_url=url, notice_secret=SECRET)
        try:
            await scene(rail, receiver)
        finally:
            server.close()

    play(control, whole)


def test_a_notice_is_genuine_and_about_the_order(control: Control) -> None:
    async def scene(rail: SandboxRail, receiver: Receiver) -> None:
        await rail.collect(collect("k1"), NOW)
        await asyncio.to_thread(control.advance, NOW)
        (request,) = receiver.came
        notice = rail.read_notice(request.headers, request.body, NOW)
        assert (notice.event, notice.account, notice.key) == ("charge.succeeded", "motors", "k1")
        with pytest.raises(NotGenuine):
            rail.read_notice(request.headers, request.body, NOW + timedelta(hours=1))

    with_receiver(control, scene)


def test_notices_come_late_twice_out_of_order_or_never(control: Control) -> None:
    async def scene(rail: SandboxRail, receiver: Receiver) -> None:
        control.script(
            "motors",
            "notice",
            [{"fault": "late", "after_seconds": 7_200}],
            [{"fault": "twice"}],
            [{"fault": "lost"}],
        )
        for key in ("late", "twice", "lost"):
            await rail.collect(collect(key), NOW)
        await asyncio.to_thread(control.advance, NOW)
        await asyncio.to_thread(control.advance, NOW + timedelta(hours=2))
        told = [json.loads(request.body)["key"] for request in receiver.came]
        assert told == ["twice", "twice", "late"]
        first, second, late = (request.headers["webhook-id"] for request in receiver.came)
        assert first == second != late
        last = receiver.came[-1]
        assert rail.read_notice(last.headers, last.body, NOW + timedelta(hours=2)).key == "late"

    with_receiver(control, scene)


def test_a_notice_that_is_not_taken_comes_again(control: Control) -> None:
    async def scene(rail: SandboxRail, receiver: Receiver) -> None:
        receiver.statuses = [500, 503]
        await rail.collect(collect("k1"), NOW)
        later = [timedelta(), timedelta(seconds=60), timedelta(seconds=660), timedelta(days=9)]
        for after in later:
            await asyncio.to_thread(control.advance, NOW + after)
        assert len(receiver.came) == 3
        assert len({request.headers["webhook-id"] for request in receiver.came}) == 1
        last = receiver.came[-1]
        assert rail.read_notice(last.headers, last.body, NOW + timedelta(seconds=660)).key == "k1"
        (notice,) = await asyncio.to_thread(control.notices, "motors")
        assert (notice["state"], notice["tries"]) == ("accepted", 3)

    with_receiver(control, scene)


def test_a_notice_to_nobody_is_given_up(control: Control) -> None:
    control.account("motors", notice_url="http://127.0.0.1:9/", notice_secret=SECRET)

    async def scene(rail: SandboxRail) -> None:
        await rail.collect(collect("k1"), NOW)

    play(control, scene)
    for hours in range(60):
        control.advance(NOW + timedelta(hours=hours))
    (notice,) = control.notices("motors")
    assert (notice["state"], notice["tries"]) == ("given up", 6)


def test_the_published_vector() -> None:
    vector = json.loads(corpus("8-stripe/standard-webhooks/vectors.json").read_text())

    async def scene() -> None:
        rail = SandboxRail("http://127.0.0.1:9", b64decode(vector["secret"].removeprefix("whsec_")), 1)
        headers = {
            "webhook-id": vector["msg_id"],
            "webhook-timestamp": str(vector["timestamp"]),
            "webhook-signature": "v1,bm90IHRoaXM= " + vector["signature"],
        }
        now = datetime.fromtimestamp(vector["timestamp"], UTC)
        # The signature fits; the payload is not a notice of ours.
        with pytest.raises(NotGenuine, match="signed, but not a notice"):
            rail.read_notice(headers, vector["payload"].encode(), now)
        for scheme in ("v1a", "v2"):
            other = {**headers, "webhook-signature": vector["signature"].replace("v1", scheme)}
            with pytest.raises(NotGenuine, match="no signature fits"):
                rail.read_notice(other, vector["payload"].encode(), now)
        await rail.close()

    asyncio.run(scene())
