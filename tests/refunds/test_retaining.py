"""When something is retained of who leaves, and what becomes of it where a bank takes the payment back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from fourthact.payments import actions as paying
from fourthact.payments.purse import Payment
from fourthact.products import actions as selling
from fourthact.products.acts import FeeRule, Product, Promise, Stage, Terms
from fourthact.rails.contract import Abilities, Dispute, Done
from fourthact.refunds import actions as refunding
from fourthact.refunds.disputes import HEAR_DISPUTE, HearDispute
from fourthact.refunds.retaining import BY_SELLER, DELAYED, assess, spread
from fourthact.refunds.standing import REFUNDS
from fourthact.reservations import actions as placing
from fourthact.reservations.acts import Reservation
from fourthact.values import ids
from fourthact.values.money import Money
from tests.memory import Memory

AT = datetime(2020, 1, 1, 9, tzinfo=UTC)
SELLER, ROADSTER = UUID(int=1), UUID(int=2)
RULE = FeeRule(60, per_mille=100, withdrawal_days=14)
CARD = Payment(1, 1, "sandbox", "card", 5_000, "received", "k", AT)
WIRE = Payment(2, 2, "sandbox", "transfer", 45_000, "received", "", AT)
PARTS = [(CARD, 5_000), (WIRE, 45_000)]
HELD = Reservation(SELLER, UUID(int=3), ROADSTER, "C", 1, "en", "confirmed", 1, 1, AT, None)


def product(fee: FeeRule | None = RULE, *later: date | None, by: date | None = date(2022, 1, 1)) -> Product:
    promises = tuple(Promise(n, day, "", AT) for n, day in enumerate((by, *later), 1))
    newer = Terms(2, "", FeeRule(0, per_mille=1_000, withdrawal_days=14))
    stages = (Stage(1, 5_000, "card", "sandbox", 0), Stage(2, 45_000, "transfer", "sandbox", 10))
    return Product(SELLER, ROADSTER, "R", "r", "open", "USD", stages, (Terms(1, "", fee), newer), promises)


@pytest.mark.parametrize(
    ("of", "days", "channel", "why", "kept"),
    [
        (product(), 60, "page", "terms", 5_000),
        (product(), 59, "page", "too_early", 0),
        (product(), 20, "page", "withdrawal_open", 0),
        (product(), 60, BY_SELLER, "seller_cancelled", 0),
        (product(), 60, DELAYED, "promise_slipped", 0),
        (product(RULE, None), 60, "page", "promise_slipped", 0),
        (product(RULE, date(2022, 1, 2)), 60, "page", "promise_slipped", 0),
        (product(RULE, date(2022, 1, 2), date(2021, 1, 1)), 60, "page", "promise_slipped", 0),
        (product(RULE, date(2021, 1, 1)), 60, "page", "terms", 5_000),
        (product(), 731, "page", "promise_slipped", 0),
        (product(by=None), 60, "page", "promise_slipped", 0),
        (product(replace(RULE, withdrawal_days=None)), 600, "page", "withdrawal_open", 0),
        (product(FeeRule(0, amount_minor=60_000, withdrawal_days=14)), 21, "page", "terms", 50_000),
        (product(FeeRule(0, per_mille=1_000, withdrawal_days=14)), 21, "page", "terms", 50_000),
    ],
)
def test_what_is_retained(of: Product, days: int, channel: str, why: str, kept: int) -> None:
    fee = assess(of, HELD, PARTS, AT + timedelta(days=days), channel)
    assert fee is not None
    assert (fee.why, fee.retained_minor, fee.gross_minor, fee.terms_version) == (why, kept, 50_000, 1)
    assert sum(spread(PARTS, kept).values()) == kept


def test_terms_without_a_fee_retain_nothing_whatever_newer_ones_say() -> None:
    assert assess(product(None), HELD, PARTS, AT + timedelta(days=60), "page") is None


@pytest.mark.parametrize(
    ("lost", "kept", "back"), [(5_000, 0, 5_000), (4_800, 200, 4_800), (4_000, 1_000, 4_000)]
)
def test_a_lost_dispute_takes_the_fee_with_it(lost: int, kept: int, back: int) -> None:
    """$50 paid by card, $10 retained, $40 on its way back; then the holder's bank takes back this much."""
    memory = Memory()
    sold, reservation, refund = ids.new_id(), ids.new_id(), ids.new_id()
    stage = Stage(1, 5_000, "card", "sandbox", 0)
    rule = FeeRule(0, amount_minor=1_000, withdrawal_days=14)
    day = date(2030, 1, 1)
    memory.ask(
        selling.OPEN, selling.OpenProduct(sold, "R", "r", "USD", (stage,), "", day, ("sandbox",), rule)
    )
    holder = placing.PlaceReservation(reservation, ids.new_code(), sold, "Cléo", "c@x.example", "fr")
    memory.ask(placing.PLACE, holder)
    memory.ask(paying.ORDER, paying.OrderPayment(reservation, 1, "card"))
    memory.ask(paying.CONCLUDE, paying.ConcludePayment(reservation, 1, Done("ch_1"), "sandbox"))
    memory.wait(days=30)
    policy = refunding.Policy(24, 10**9, {"sandbox": Abilities(True, True, None, True, True)})
    leaving = refunding.CancelReservation(reservation, refund, "page", policy, product=sold)
    memory.ask(refunding.CANCEL, leaving)
    assert memory.balances["income:retained_fees"] == -1_000
    for status in ("open", "lost"):
        told = Dispute("dp_1", "k", Money(lost, "USD"), Money(0, "USD"), status, "fraud", None)
        memory.ask(HEAR_DISPUTE, HearDispute(reservation, 1, told, "sandbox", (refund,)))
    found = memory.get(REFUNDS, refund)
    (leg,) = found.legs
    assert (leg.charged_back_minor, leg.retained_minor, leg.status) == (back, kept, "settled")
    assert -memory.balances["income:retained_fees"] == kept
    assert memory.balances["liabilities:refunds_payable"] == 0
    assert found.amount_minor == back
    assert sum(memory.balances.values()) == 0
