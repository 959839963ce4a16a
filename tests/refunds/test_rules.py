"""How money goes back: which way each leg takes, who must agree, and what each answer means."""

from __future__ import annotations

from dataclasses import replace as replace_abilities
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.acts import By
from fourthact.payments import EntryRead, Payment
from fourthact.rails.contract import Abilities, Declined, Done, Outcome, Unknown, Waiting
from fourthact.refunds import Refund, RefundReason
from fourthact.refunds.acts import RefundLegChargedBack, RefundLegStopped
from fourthact.refunds.approving import approve, voided
from fourthact.refunds.payee import Compared, Payee
from fourthact.refunds.rules import (
    conclude,
    confirm_account,
    orders,
    plan,
    plan_leg,
    redirect,
    ring,
    settlement,
    shown,
)
from fourthact.refunds.standing import Leg
from fourthact.values import ids
from tests.payments.test_rules import PAYMENT, PURSE
from tests.refusals import in_order, refusal

NOW = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
BO, CY, ROBOT = By("staff", "per_bo"), By("staff", "per_cy"), By("integration", "itg_x")
ALL = Abilities(collects=True, gives_back=True, gives_back_days_max=None, pays_out=True, has_statement=True)
CARD = replace(PAYMENT, status="received", reference="ch_1")
WIRED = Payment(
    2, 2, "sandbox", "transfer", 4_500_000, "received", "", NOW, "b1", "act_x", payer_check="match"
)
LEG = Leg(1, 500_000, 1, "prd_x", "sandbox", ("original", "payout"), "planned", 0, NOW)
PLANNED = Refund(
    UUID(int=1), UUID(int=9), PURSE.id, "planned", "USD", 500_000, NOW, NOW + timedelta(hours=24),
    NOW + timedelta(days=14), (), 2, (LEG,), (), None, "act_1", (), "whole", None, None,
)  # fmt: skip
APPROVED = replace(PLANNED, status="approved", approvals=("per_ana", "per_bo"))
KEY = "R1"


def moving(status: str, route: str = "original", **fields: Any) -> Refund:
    leg = replace(LEG, status=status, route=route, key=KEY, attempt=1, **fields)
    return replace(APPROVED, legs=(leg,))


NO_ACCOUNT = ("proven", "no_account_proved")
NO_WAY_OUT = [("payout", "no_rail_pays_out"), ("proven", "no_rail_pays_out")]
GIVES_180 = replace_abilities(ALL, gives_back_days_max=180)
OLD = replace(CARD, at=NOW - timedelta(days=181))
ON_STRIPE = replace(CARD, rail="stripe")
STRIPE = replace_abilities(ALL, pays_out=False, has_statement=False)
WAYS = [
    (CARD, (CARD, WIRED), {"sandbox": ALL}, ("original", "payout"), [NO_ACCOUNT]),
    (CARD, (CARD,), {"sandbox": ALL}, ("original",), [("payout", "no_transfer_paid"), NO_ACCOUNT]),
    (WIRED, (CARD, WIRED), {"sandbox": ALL}, ("payout",), [("original", "not_paid_by_card"), NO_ACCOUNT]),
    (CARD, (CARD, replace(WIRED, status="declined")), {"sandbox": ALL}, ("original",),
     [("payout", "no_transfer_paid"), NO_ACCOUNT]),
    (CARD, (CARD, WIRED), {"sandbox": replace_abilities(ALL, gives_back=False)}, ("payout",),
     [("original", "rail_gives_nothing_back"), NO_ACCOUNT]),
    (OLD, (OLD, WIRED), {"sandbox": GIVES_180}, ("payout",), [("original", "refund_window_closed"), NO_ACCOUNT]),
    (replace(OLD, at=NOW - timedelta(days=180)), (CARD, WIRED), {"sandbox": GIVES_180}, ("original", "payout"),
     [NO_ACCOUNT]),
    (WIRED, (CARD, WIRED), {"sandbox": replace_abilities(ALL, pays_out=False)}, (),
     [("original", "not_paid_by_card"), *NO_WAY_OUT]),
    (CARD, (CARD, WIRED), {}, (), [("original", "rail_gone"), *NO_WAY_OUT]),
    (ON_STRIPE, (ON_STRIPE, WIRED), {"stripe": STRIPE, "sandbox": ALL}, ("original", "payout"), [NO_ACCOUNT]),
    (ON_STRIPE, (ON_STRIPE, WIRED), {"sandbox": ALL}, ("payout",), [("original", "rail_gone"), NO_ACCOUNT]),
    (ON_STRIPE, (ON_STRIPE,), {"stripe": STRIPE}, ("original",), NO_WAY_OUT),
]  # fmt: skip


@pytest.mark.parametrize(("payment", "payments", "rails", "ways", "closed"), WAYS)
def test_the_ways_of_a_leg(
    payment: Payment, payments: Any, rails: dict[str, Abilities], ways: tuple[str, ...], closed: Any
) -> None:
    """The original card while the rail can, else the account that paid, over whatever rail pays out, else people; and
    every way that is not open says why."""
    leg = plan_leg(1, payment, payment.held_minor, replace(PURSE, payments=payments), rails, NOW)
    assert leg.routes == ways
    assert [(one.route, one.why) for one in leg.closed] == closed
    assert ("payout" in ways) <= (leg.payout_rail == "sandbox" and leg.payer == WIRED.n)


def test_a_payout_goes_to_its_own_transfer_else_to_the_latest() -> None:
    later = replace(WIRED, n=3, rail="bank")
    purse = replace(PURSE, payments=(CARD, WIRED, later))
    rails = {"sandbox": ALL, "bank": ALL}
    legs = [plan_leg(1, payment, payment.held_minor, purse, rails, NOW) for payment in (CARD, WIRED, later)]
    assert [(leg.payer, leg.payout_rail) for leg in legs] == [(3, "bank"), (2, "sandbox"), (3, "bank")]


amounts = st.integers(1, 10**9)


def planned(payments: list[Payment], above: int, abilities: dict[str, Abilities], nobody: int = 0) -> Any:
    parts = [(payment, payment.held_minor) for payment in payments]
    return plan(
        replace(PURSE, payments=tuple(payments)), parts, abilities, refund_id="rfd_x", asked_at=NOW,
        promise=timedelta(hours=24), two_approvals_above_minor=above, no_approval_up_to_minor=nobody, now=NOW,
    )  # fmt: skip


@given(
    st.lists(st.tuples(amounts, st.sampled_from(["card", "transfer"])), min_size=1, max_size=30),
    amounts,
    st.booleans(),
)
def test_a_plan_gives_every_payment_back_whole(paid: list[tuple[int, str]], above: int, known: bool) -> None:
    payments = [replace(CARD, n=n, amount_minor=minor, method=how) for n, (minor, how) in enumerate(paid, 1)]
    act = planned(payments, above, {"sandbox": ALL} if known else {})
    assert [(leg.payment, leg.amount_minor) for leg in act.legs] == [(p.n, p.amount_minor) for p in payments]
    assert act.amount_minor == sum(minor for minor, _ in paid)
    assert act.approvals_needed == (2 if act.amount_minor > above else 1)
    assert [leg.n for leg in act.legs] == [*range(1, len(payments) + 1)]
    assert (act.promised_by - act.asked_at, act.statutory_by - act.asked_at) == (
        timedelta(hours=24), timedelta(days=14),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minor", "above", "nobody", "abilities", "approvals"),
    [
        (100, 0, 100, {"sandbox": ALL}, 0),
        (100, 100, 100, {"sandbox": ALL}, 0),
        (101, 100, 100, {"sandbox": ALL}, 2),
        (101, 200, 100, {"sandbox": ALL}, 1),
        (100, 0, 100, {}, 2),
        (100, 100, 100, {}, 1),
        (100, 0, 0, {}, 2),
    ],
)
def test_a_small_refund_that_goes_back_as_it_came_needs_nobody(
    minor: int, above: int, nobody: int, abilities: dict[str, Abilities], approvals: int
) -> None:
    act = planned([replace(CARD, amount_minor=minor)], above, abilities, nobody)
    assert act.approvals_needed == approvals


def test_a_plan_for_nothing_is_refused() -> None:
    assert refusal(lambda: planned([], 0, {"sandbox": ALL})) is RefundReason.NOTHING_TO_RETURN


def test_refusals_of_an_approval_in_order() -> None:
    one = replace(PLANNED, approvals=("per_bo",))
    in_order(
        [
            (RefundReason.REFUND_UNKNOWN, lambda: approve(None, "act_0", ROBOT, "rfd_x")),
            (RefundReason.NEEDS_A_PERSON, lambda: approve(APPROVED, "act_0", ROBOT, "rfd_x")),
            (RefundReason.ALREADY_APPROVED, lambda: approve(APPROVED, "act_0", BO, "rfd_x")),
            (RefundReason.PLAN_CHANGED, lambda: approve(one, "act_0", BO, "rfd_x")),
            (RefundReason.SAME_PERSON, lambda: approve(one, "act_1", BO, "rfd_x")),
        ]
    )
    assert refusal(lambda: approve(PLANNED, "act_1", By("staff"), "rfd_x")) is RefundReason.NEEDS_A_PERSON
    given = approve(PLANNED, "act_1", BO, "rfd_x")
    assert (given.person, given.plan_act) == ("per_bo", "act_1")


def test_what_was_agreed_to_is_void_once_the_plan_is_another() -> None:
    """Only while it is being approved, and only where amount, account or way change."""
    one = replace(PLANNED, approvals=("per_bo",))
    news = [RefundLegChargedBack(1, "USD", "dp_1", 1, "sandbox", "rfd_x")]
    assert [act.people for act in voided(one, news)] == [("per_bo",)]
    assert voided(PLANNED, news) == voided(APPROVED, news) == voided(one, []) == []
    assert voided(one, [RefundLegStopped("dp_1", 1, "rfd_x")]) == []


def test_another_account_than_was_approved_needs_as_many_people() -> None:
    waiting = moving("to_confirm", routes=(), account_act="act_1", account_by="per_cy")
    first = confirm_account(waiting, 1, "act_1", BO, "rfd_x")
    assert not first.enough
    (leg,) = waiting.legs
    seen = replace(waiting, legs=(replace(leg, confirmed_by=("per_bo",)),))
    assert refusal(lambda: confirm_account(seen, 1, "act_1", BO, "rfd_x")) is RefundReason.SAME_PERSON
    assert confirm_account(seen, 1, "act_1", By("staff", "per_ana"), "rfd_x").enough
    for alone in (replace(waiting, approvals_needed=1), replace(waiting, status="planned", approvals=())):
        assert confirm_account(alone, 1, "act_1", BO, "rfd_x").enough


def test_what_waits_for_an_order_gets_one_under_a_key_of_its_own() -> None:
    two = replace(APPROVED, legs=(replace(LEG, attempt=3), replace(LEG, n=2, status="sent")))
    (act,) = orders(two, NOW)
    assert (act.leg, act.attempt, act.route) == (1, 4, "original")
    assert ids.read_order_key(act.key) == ("R", APPROVED.id, 1, 4)
    for refund in (
        PLANNED,
        replace(APPROVED, status="settled"),
        moving("sent"),
        moving("by_hand", routes=()),
    ):
        assert refusal(lambda refund=refund: orders(refund, NOW)) is RefundReason.NOTHING_TO_ORDER  # type: ignore[misc]


D, W, N, U = Done("r"), Waiting("r"), Declined("no", True), Unknown("?")
OUTCOMES: dict[str, Outcome] = {"D": D, "W": W, "N": N, "U": U}
MOVED = RefundReason.LEG_MOVED_ON
ORDERED: dict[str, str | None] = {
    "D": "refund.leg_settled",
    "W": "refund.leg_sent",
    "N": "refund.leg_declined",
    "U": "refund.leg_unknown",
}
MEANINGS: dict[tuple[str, str], dict[str, str | None]] = {
    ("original", "ordered"): ORDERED,
    ("original", "unknown"): ORDERED | {"U": None},
    ("original", "sent"): {"D": "refund.leg_settled", "W": None, "N": "refund.leg_returned", "U": None},
    ("original", "settled"): {"D": None, "W": None, "N": "refund.leg_returned", "U": None},
    ("payout", "ordered"): ORDERED | {"D": "refund.leg_sent"},
    ("payout", "unknown"): ORDERED | {"D": "refund.leg_sent", "U": None},
    ("payout", "sent"): {"D": None, "W": None, "N": "refund.leg_returned", "U": None},
    ("payout", "settled"): {"D": None, "W": None, "N": None, "U": None},
    **{(route, status): {"D": None, "W": None, "N": None, "U": None}
       for route in ("original", "payout") for status in ("planned", "by_hand")},
}  # fmt: skip


@pytest.mark.parametrize(
    ("route", "status", "answer", "means"),
    [(*place, answer, means) for place, row in MEANINGS.items() for answer, means in row.items()],
)
def test_what_an_answer_means(route: str, status: str, answer: str, means: str | None) -> None:
    """Every answer of a rail about a leg in every state: an act, or nothing new (None)."""
    refund = moving(status, route)
    outcome = OUTCOMES[answer]
    if means is None:
        assert refusal(lambda: conclude(refund, refund.legs[0], KEY, outcome, NOW)) is MOVED
    else:
        assert conclude(refund, refund.legs[0], KEY, outcome, NOW).tag == means


def test_an_answer_about_an_older_attempt_is_nothing_new() -> None:
    refund = moving("ordered")
    assert refusal(lambda: conclude(refund, refund.legs[0], "R0", D, NOW)) is MOVED


def test_a_payout_is_settled_by_the_statement_alone() -> None:
    """Whatever the rail says of it; and a statement that is faster than the rail tells both at once."""
    out = EntryRead(-500_000, "b2", NOW, "USD", KEY, "transfer", "order", "sandbox", None, NOW.date())
    back = replace(out, amount_minor=500_000, kind="return", reason="account_closed")

    def tags(refund: Refund, entry: EntryRead) -> list[str]:
        return [act.tag for act in shown(refund, refund.legs[0], KEY, entry, "ent_x")]

    assert tags(moving("sent", "payout"), out) == ["refund.leg_settled"]
    # Also of an order that was answered with a no, as long as no other followed.
    for status in ("ordered", "unknown", "planned", "by_hand", "to_confirm"):
        assert tags(moving(status, "payout"), out) == ["refund.leg_sent", "refund.leg_settled"]
    assert tags(moving("settled", "payout"), back) == ["refund.leg_returned"]
    other = replace(out, amount_minor=-500_001)
    for status, entry in (
        ("settled", out),
        ("sent", back),
        ("sent", other),
        ("handed", out),
        ("by_hand", back),
    ):
        refund = moving(status, "payout")
        assert refusal(lambda r=refund, e=entry: shown(r, r.legs[0], KEY, e, "ent_x")) is MOVED  # type: ignore[misc]


def test_the_end_comes_with_the_last_leg() -> None:
    refund = replace(
        APPROVED, legs=(replace(LEG, status="settled"), replace(LEG, n=2, status="ordered", key=KEY))
    )
    last = conclude(replace(refund, legs=(refund.legs[0], replace(refund.legs[1], route="original"))),
                    replace(refund.legs[1], route="original"), KEY, D, NOW)  # fmt: skip
    (end,) = settlement(refund, [last], NOW + timedelta(hours=3))
    assert end.elapsed_seconds == 3 * 3600
    third = replace(refund, legs=(*refund.legs, replace(LEG, n=3)))
    assert settlement(third, [last], NOW) == []
    assert settlement(refund, [], NOW) == []


def test_refusals_of_another_account_in_order() -> None:
    by_hand = moving("by_hand", routes=())
    in_order(
        [
            (RefundReason.REFUND_UNKNOWN, lambda: entered(None, 9, ROBOT)),
            (RefundReason.NEEDS_A_PERSON, lambda: entered(APPROVED, 9, ROBOT)),
            (RefundReason.LEG_UNKNOWN, lambda: entered(APPROVED, 9, BO)),
            (RefundReason.LEG_NOT_BY_HAND, lambda: entered(APPROVED, 1, BO)),
            (RefundReason.DUTIES_PARTED, lambda: entered(by_hand, 1, BO)),
        ]
    )
    assert entered(by_hand, 1, CY).person == "per_cy"
    small = replace(by_hand, approvals_needed=1, approvals=("per_bo",))
    assert entered(small, 1, BO).person == "per_bo"


def entered(refund: Refund | None, leg: int, by: By) -> Any:
    return redirect(refund, leg, by, "rfd_x", Compared("match"))


def test_a_second_person_looks_at_an_account() -> None:
    """Not whoever gave it, and not at one that was given anew since."""
    doubt = Payee(Compared("match"), "close_match", NOW)
    waiting = moving("to_confirm", routes=(), account_act="act_1", account_by="per_cy", payee=doubt)
    in_order(
        [
            (RefundReason.REFUND_UNKNOWN, lambda: confirm_account(None, 9, "act_0", ROBOT, "rfd_x")),
            (RefundReason.NEEDS_A_PERSON, lambda: confirm_account(APPROVED, 9, "act_0", ROBOT, "rfd_x")),
            (RefundReason.LEG_UNKNOWN, lambda: confirm_account(APPROVED, 9, "act_0", CY, "rfd_x")),
            (RefundReason.ACCOUNT_NOT_WAITING, lambda: confirm_account(APPROVED, 1, "act_0", CY, "rfd_x")),
            (RefundReason.ACCOUNT_CHANGED, lambda: confirm_account(waiting, 1, "act_0", CY, "rfd_x")),
            (RefundReason.OWN_ACCOUNT, lambda: confirm_account(waiting, 1, "act_1", CY, "rfd_x")),
            (RefundReason.CHECK_NOT_SEEN, lambda: confirm_account(waiting, 1, "act_1", BO, "rfd_x")),
        ]
    )
    assert confirm_account(waiting, 1, "act_1", BO, "rfd_x", "close_match").seen == "close_match"
    plain = moving("to_confirm", routes=(), account_act="act_1", account_by="per_cy")
    assert confirm_account(plain, 1, "act_1", BO, "rfd_x").account_act == "act_1"
    asked_first = replace(waiting, status="planned", approvals=())
    assert refusal(lambda: approve(asked_first, "act_1", CY, "rfd_x")) is RefundReason.DUTIES_PARTED


def test_a_clock_says_whom_it_waits_for() -> None:
    both = replace(
        PLANNED,
        legs=(replace(LEG, status="by_hand", routes=()), replace(LEG, n=2, status="to_confirm", routes=())),
    )
    assert ring(both, "statute", NOW).waits_for == ("approval", "account", "confirmation")
    assert ring(moving("sent"), "statute", NOW).waits_for == ()


def test_a_clock_rings_once_and_not_after_the_end() -> None:
    assert ring(APPROVED, "half", NOW).which == "half"
    for refund in (replace(APPROVED, rang=("half",)), replace(APPROVED, status="settled")):
        assert refusal(lambda refund=refund: ring(refund, "half", NOW)) is RefundReason.CLOCK_STOPPED  # type: ignore[misc]
