"""Whatever happens in whatever order: the books say what each holder is owed, and nobody is paid twice.

A small world plays the card provider and the bank; the real verbs decide, the real folds and the real books follow.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fourthact.acts import By
from fourthact.payments import actions as paying
from fourthact.payments.purse import PURSES, Payment, Purse
from fourthact.products import actions as selling
from fourthact.products.acts import FeeRule, Stage
from fourthact.rails.contract import Abilities, Declined, Done, Entry, Outcome, Unknown, Waiting
from fourthact.refunds import APPROVE, ApproveRefund
from fourthact.refunds import actions as refunding
from fourthact.refunds.partial import GIVE_PART, RefundPart
from fourthact.refunds.retaining import WAIVE, WaiveFee
from fourthact.refunds.standing import REFUNDS, Leg, Refund
from fourthact.reservations import actions as placing
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money
from tests.memory import Memory

ALL = Abilities(True, True, None, True, True)
NO_PAYOUTS = Abilities(True, True, 30, False, True)
FEES = (
    None,
    FeeRule(20, amount_minor=7_000, withdrawal_days=14),
    FeeRule(0, per_mille=333, withdrawal_days=14),
)
PEOPLE = ("per_ana", "per_bo", "per_eve")
FINAL = (Done("r"), Declined("no", True))
ANY: tuple[Outcome, ...] = (*FINAL, Waiting("r"), Unknown("?"))
choice = st.integers(0, 10**6)
minor = st.integers(1, 10**7)


def approval(refund: Refund) -> ApproveRefund:
    """An approval of a refund's plan as it stands."""
    return ApproveRefund(refund.id, refund.reservation, refund.plan_act)


class Lives(RuleBasedStateMachine):
    """Holders, staff, a card provider and a bank, in any order. Units: minor."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory()
        self.product = ids.new_id()
        self.reservations: list[UUID] = []
        self.refunds: list[UUID] = []
        self.hers: Counter[UUID] = (
            Counter()
        )  # what each holder gave and did not get back, in the world's own books
        self.bank = 0
        self.provider = 0
        self.unmatched = 0
        self.booked: set[str] = set()
        self.fee: FeeRule | None = None

    def opens(self, fee: FeeRule | None) -> None:
        self.fee = fee
        stages = (Stage(1, 5_000, "card", "sandbox", 0), Stage(2, 45_000, "transfer", "sandbox", 10))
        args = selling.OpenProduct(
            self.product, "Roadster", "r", "USD", stages, "", date(2030, 1, 1), ("sandbox",), fee
        )
        self.memory.ask(selling.OPEN, args)

    def attempt(self, verb: Any, args: Any, by: By = By("seller")) -> bool:  # noqa: B008
        """Whether it was not refused."""
        try:
            self.memory.ask(verb, args, by)
        except Refused:
            return False
        return True

    # What can be chosen from.

    def purse(self, reservation: UUID) -> Purse:
        found = self.memory.get(PURSES, reservation)
        assert isinstance(found, Purse)
        return found

    def refund(self, refund: UUID) -> Refund:
        found = self.memory.get(REFUNDS, refund)
        assert isinstance(found, Refund)
        return found

    def payments(self, *status: str) -> list[tuple[UUID, Payment]]:
        return [(r, p) for r in self.reservations for p in self.purse(r).payments if p.status in status]

    def legs(self, route: str | None, *status: str) -> list[tuple[Refund, Leg]]:
        everything = [(refund, leg) for refund in map(self.refund, self.refunds) for leg in refund.legs]
        return [(r, leg) for r, leg in everything if leg.status in status and route in (None, leg.route)]

    # Holders.

    @initialize(
        card=st.booleans(), wire=st.booleans(), left=st.booleans(), rail=st.sampled_from([ALL, NO_PAYOUTS]),
        fee=st.sampled_from(FEES), days=st.sampled_from([0, 30]),
    )  # fmt: skip
    def it_began_long_ago(
        self, card: bool, wire: bool, left: bool, rail: Abilities, fee: FeeRule | None, days: int
    ) -> None:
        """One holder has come further than the others."""
        self.opens(fee)
        self.reserves()
        self.memory.now += timedelta(days=days)
        if card:
            self.pays_by_card(0)
            self.the_card_is_answered(0, Done("r"))
        if wire:
            self.wires(0, 45_000)
        if left:
            self.leaves(0, rail, 0)

    @precondition(lambda self: len(self.reservations) < 3)
    @rule()
    def reserves(self) -> None:
        reservation = ids.new_id()
        args = placing.PlaceReservation(
            reservation, ids.new_code(), self.product, "Cléo", "c@x.example", "fr"
        )
        self.memory.ask(placing.PLACE, args)
        self.reservations.append(reservation)

    @precondition(lambda self: self.reservations)
    @rule(at=choice)
    def pays_by_card(self, at: int) -> None:
        reservation = self.reservations[at % len(self.reservations)]
        self.attempt(paying.ORDER, paying.OrderPayment(reservation, 1, "card"))

    @precondition(lambda self: self.payments("ordered", "waiting", "unknown"))
    @rule(at=choice, how=st.sampled_from(ANY))
    def the_card_is_answered(self, at: int, how: Outcome) -> None:
        open_ = self.payments("ordered", "waiting", "unknown")
        reservation, payment = open_[at % len(open_)]
        args = paying.ConcludePayment(reservation, payment.n, how, "sandbox")
        if self.attempt(paying.CONCLUDE, args) and isinstance(how, Done):
            self.provider += payment.amount_minor
            self.hers[reservation] += payment.amount_minor

    @precondition(lambda self: self.reservations)
    @rule(at=choice, amount=st.one_of(st.just(45_000), minor))
    def wires(self, at: int, amount: int) -> None:
        reservation = self.reservations[at % len(self.reservations)]
        known = self.purse(reservation).payments
        self.statement(amount, None, reservation)
        if len(self.purse(reservation).payments) > len(known):
            self.hers[reservation] += amount
        else:
            self.unmatched += amount  # more payments than a key can count: for a person to see

    @precondition(lambda self: self.reservations)
    @rule(at=choice, rail=st.sampled_from([ALL, NO_PAYOUTS, None]), above=st.sampled_from([0, 40_000, 10**9]))
    def leaves(self, at: int, rail: Abilities | None, above: int) -> None:
        reservation, refund = self.reservations[at % len(self.reservations)], ids.new_id()
        policy = refunding.Policy(24, above, {"sandbox": rail} if rail else {})
        args = refunding.CancelReservation(reservation, refund, "page", policy, product=self.product)
        if self.attempt(refunding.CANCEL, args) and self.memory.get(REFUNDS, refund):
            self.refunds.append(refund)

    @precondition(lambda self: any(self.purse(r).closed for r, _ in self.payments("received")))
    @rule(at=choice)
    def what_came_late_is_planned(self, at: int) -> None:
        late = [(r, p) for r, p in self.payments("received") if self.purse(r).closed]
        reservation, payment = late[at % len(late)]
        planned = {(f.reservation, leg.payment) for f in map(self.refund, self.refunds) for leg in f.legs}
        if (reservation, payment.n) not in planned:
            refund = ids.new_id()
            policy = refunding.Policy(24, 0, {"sandbox": ALL})
            self.memory.ask(
                refunding.RETURN_LATE, refunding.ReturnLate(reservation, refund, payment.n, policy)
            )
            self.refunds.append(refund)

    @precondition(lambda self: self.reservations)
    @rule(
        at=choice,
        amount=st.one_of(st.none(), st.integers(1, 60_000)),
        payment=st.one_of(st.none(), st.integers(1, 3)),
        above=st.sampled_from([0, 40_000, 10**9]),
    )
    def a_part_goes_back(self, at: int, amount: int | None, payment: int | None, above: int) -> None:
        """A sum, or what was paid above the price; never more than is left, whatever was planned before."""
        reservation, refund = self.reservations[at % len(self.reservations)], ids.new_id()
        purse, left = self.purse(reservation), self.left(reservation)
        able = left.get(payment, 0) if payment else sum(left.values())
        wanted = amount or (0 if purse.closed else max(sum(left.values()) - 50_000, 0))
        there = payment is None or purse.payment(payment) is not None
        policy = refunding.Policy(24, above, {"sandbox": ALL})
        args = RefundPart(reservation, refund, policy, amount, payment, "a gesture")
        assert self.attempt(GIVE_PART, args, By("staff", "per_ana")) == (there and 0 < wanted <= able)
        if self.memory.get(REFUNDS, refund):
            self.refunds.append(refund)
            assert self.refund(refund).amount_minor == wanted
            assert not self.attempt(APPROVE, approval(self.refund(refund)), By("staff", "per_ana"))

    def left(self, reservation: UUID) -> dict[int, int]:
        """What is left of each payment, counted from the legs of all refunds."""
        left = Counter({p.n: p.amount_minor for r, p in self.payments("received") if r == reservation})
        for refund in map(self.refund, self.refunds):
            for leg in refund.legs if refund.reservation == reservation else ():
                left[leg.payment] -= leg.gross_minor
        return dict(left)

    # Staff and the clock.

    @precondition(lambda self: self.refunds)
    @rule(at=choice, who=st.sampled_from(PEOPLE))
    def somebody_approves(self, at: int, who: str) -> None:
        refund = self.refund(self.refunds[at % len(self.refunds)])
        self.attempt(APPROVE, approval(refund), By("staff", who))

    @precondition(lambda self: self.refunds)
    @rule(at=choice)
    def legs_are_ordered(self, at: int) -> None:
        """Whoever has not approved does, and the clock orders what waits for an order."""
        refund = self.refund(self.refunds[at % len(self.refunds)])
        for who in PEOPLE:
            self.attempt(APPROVE, approval(self.refund(refund.id)), By("staff", who))
        self.attempt(refunding.ORDER, refunding.OnRefund(refund.id, refund.reservation))

    @precondition(lambda self: self.legs(None, "by_hand"))
    @rule(at=choice)
    def an_account_is_given(self, at: int) -> None:
        waiting = self.legs(None, "by_hand")
        refund, leg = waiting[at % len(waiting)]
        args = refunding.RedirectLeg(refund.id, refund.reservation, leg.n, "US-NEW", "Cléo")
        assert self.attempt(refunding.REDIRECT, args, By("staff", "per_cy"))

    @precondition(lambda self: self.legs(None, "to_confirm"))
    @rule(at=choice, who=st.sampled_from((*PEOPLE, "per_cy")))
    def an_account_is_looked_at(self, at: int, who: str) -> None:
        waiting = self.legs(None, "to_confirm")
        refund, leg = waiting[at % len(waiting)]
        args = refunding.ConfirmAccount(refund.id, refund.reservation, leg.n, leg.account_act or "")
        fresh = who != "per_cy" and who not in leg.confirmed_by
        assert self.attempt(refunding.CONFIRM_ACCOUNT, args, By("staff", who)) == fresh

    @precondition(lambda self: self.refunds)
    @rule(at=choice, who=st.sampled_from(PEOPLE))
    def somebody_waives_the_fee(self, at: int, who: str) -> None:
        """All of it, before the plan is approved; what was agreed to until then is void."""
        refund = self.refund(self.refunds[at % len(self.refunds)])
        kept = refund.fee.retained_minor if refund.fee else 0
        args = WaiveFee(refund.id, refund.reservation, "a gesture")
        assert self.attempt(WAIVE, args, By("staff", who)) == (kept > 0 and refund.status == "planned")
        if kept and refund.status == "planned":
            after = self.refund(refund.id)
            assert after.amount_minor == refund.amount_minor + kept
            assert after.approvals == ()

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.memory.now += timedelta(hours=hours)

    # The rail and the bank.

    def told(self, refund: Refund, leg: Leg, how: Outcome) -> bool:
        args = refunding.ConcludeLeg(refund.id, refund.reservation, leg.n, leg.key or "", "sandbox", how)
        return self.attempt(refunding.CONCLUDE, args)

    @precondition(lambda self: self.legs("original", "ordered", "unknown", "sent"))
    @rule(at=choice, how=st.sampled_from(ANY))
    def the_card_refund_is_answered(self, at: int, how: Outcome) -> None:
        moving = self.legs("original", "ordered", "unknown", "sent")
        refund, leg = moving[at % len(moving)]
        if self.told(refund, leg, how) and isinstance(how, Done):
            self.provider -= leg.amount_minor
            self.hers[refund.reservation] -= leg.amount_minor

    @precondition(lambda self: self.legs("original", "settled"))
    @rule(at=choice)
    def a_card_refund_fails_weeks_later(self, at: int) -> None:
        settled = self.legs("original", "settled")
        refund, leg = settled[at % len(settled)]
        assert self.told(refund, leg, Declined("card_closed", True))
        self.provider += leg.amount_minor
        self.hers[refund.reservation] += leg.amount_minor

    @precondition(lambda self: self.legs("payout", "ordered", "unknown"))
    @rule(at=choice, how=st.sampled_from(ANY))
    def the_payout_is_answered(self, at: int, how: Outcome) -> None:
        moving = self.legs("payout", "ordered", "unknown")
        refund, leg = moving[at % len(moving)]
        self.told(refund, leg, how)

    @precondition(lambda self: self.legs("payout", "ordered", "unknown", "sent"))
    @rule(at=choice)
    def the_bank_books_a_payout(self, at: int) -> None:
        moving = self.legs("payout", "ordered", "unknown", "sent")
        refund, leg = moving[at % len(moving)]
        assert leg.key not in self.booked, "paid twice under one key"
        self.booked.add(leg.key or "")
        assert self.shown(refund, leg, -leg.amount_minor)
        self.hers[refund.reservation] -= leg.amount_minor

    @precondition(lambda self: self.legs("payout", "settled"))
    @rule(at=choice)
    def a_payout_comes_back(self, at: int) -> None:
        settled = self.legs("payout", "settled")
        refund, leg = settled[at % len(settled)]
        assert self.shown(refund, leg, leg.amount_minor)
        self.hers[refund.reservation] += leg.amount_minor

    @precondition(lambda self: self.legs("payout", "sent"))
    @rule(at=choice)
    def a_payout_came_back_before_we_saw_it_go(self, at: int) -> None:
        """The rail says that it was returned; the statement tells of both only afterwards, and is believed of both."""
        sent = self.legs("payout", "sent")
        refund, leg = sent[at % len(sent)]
        assert self.told(refund, leg, Declined("account_closed", True))
        for sign in (-1, 1):
            assert self.shown(refund, leg, sign * leg.amount_minor)

    def shown(self, refund: Refund, leg: Leg, amount: int) -> bool:
        entry, entry_id = self.statement(amount, leg.key, None)
        args = refunding.ShowEntry(refund.id, refund.reservation, leg.n, leg.key or "", entry, entry_id)
        return self.attempt(refunding.SHOW, args)

    def statement(self, amount: int, key: str | None, reservation: UUID | None) -> tuple[Any, str]:
        """A line of the bank's statement, read."""
        entry_id = ids.new_id()
        line = Entry(
            entry_id.hex, Money(amount, "USD"), self.memory.now.date(), self.memory.now, "transfer", "", key, "Cléo",
            "US-CLEO",
        )  # fmt: skip
        acts = self.memory.ask(paying.READ_ENTRY, paying.ReadEntry(entry_id, "sandbox", line, reservation))
        self.bank += amount
        return acts[0].act, ids.outer("entry", entry_id)

    # What holds at every moment.

    def account(self, prefix: str) -> int:
        return sum(minor for name, minor in self.memory.balances.items() if name.startswith(prefix))

    @invariant()
    def the_books_are_even(self) -> None:
        assert sum(self.memory.balances.values()) == 0
        assert self.account("assets:bank") == self.bank
        assert self.account("assets:provider") == self.provider

    @invariant()
    def the_books_owe_each_holder_what_is_theirs(self) -> None:
        assert -self.account("liabilities:") - self.account("income:") == sum(self.hers.values())
        assert -self.account("assets:clearing") == self.unmatched

    @invariant()
    def each_account_is_the_sum_of_what_the_rows_say(self) -> None:
        received = sum(payment.amount_minor for _, payment in self.payments("received"))
        planned = sum(leg.gross_minor for refund in self.refunds for leg in self.refund(refund).legs)
        assert -self.account("liabilities:deposits") == received - planned
        assert -self.account("liabilities:refunds_payable") == self.sum(
            "planned", "ordered", "unknown", "by_hand", "to_confirm"
        )
        assert -self.account("liabilities:in_transit") == self.sum("sent")

    def sum(self, *status: str) -> int:
        return sum(leg.amount_minor for _, leg in self.legs(None, *status))

    @invariant()
    def no_more_goes_back_of_a_payment_than_was_paid(self) -> None:
        for reservation in self.reservations:
            left = self.left(reservation)
            assert all(minor >= 0 for minor in left.values())

    @invariant()
    def a_refund_is_settled_when_every_leg_is(self) -> None:
        for refund in map(self.refund, self.refunds):
            retained = all(leg.route == "retained" for leg in refund.legs)
            if refund.status != "planned" or not retained:
                assert (refund.status == "settled") == all(leg.status == "settled" for leg in refund.legs)
            if refund.status == "planned":
                waits = ("planned", "by_hand", "to_confirm")
                assert all(leg.status in waits or leg.route == "retained" for leg in refund.legs)

    @invariant()
    def no_more_is_retained_than_the_terms_allow(self) -> None:
        """What is retained and what goes back are together what was left; and a fee is never above its rule."""
        kept = 0
        for refund in map(self.refund, self.refunds):
            of_legs = sum(leg.retained_minor for leg in refund.legs)
            assert refund.amount_minor == sum(leg.amount_minor for leg in refund.legs)
            assert of_legs == (refund.fee.retained_minor if refund.fee else 0)
            if refund.fee and self.fee:
                gross = sum(leg.gross_minor for leg in refund.legs)
                assert gross == refund.fee.gross_minor
                allowed = self.fee.amount_minor or gross * (self.fee.per_mille or 0) // 1_000
                assert of_legs in (0, min(allowed, gross))
            kept += of_legs
        assert -self.account("income:retained_fees") == kept

    @invariant()
    def nothing_is_forgotten(self) -> None:
        """Whatever is not at its end is on the agenda, or waits for a person."""
        for reservation in self.reservations:
            purse = self.purse(reservation)
            due = PURSES.due(purse) if PURSES.due else {}
            assert not self.open_payments(purse) or {"drive", "ask"} & due.keys()
        for refund in map(self.refund, self.refunds):
            due = REFUNDS.due(refund) if REFUNDS.due else {}
            moving = any(leg.status in ("planned", "ordered", "unknown") for leg in refund.legs)
            assert ("drive" in due) == (moving and refund.status == "approved")
            assert "ask" in due or all(leg.status != "sent" for leg in refund.legs)

    def open_payments(self, purse: Purse) -> list[Payment]:
        return [payment for payment in purse.payments if payment.status in ("ordered", "waiting", "unknown")]


TestMoney = Lives.TestCase
TestMoney.settings = settings(max_examples=40, stateful_step_count=50)
