"""Cléo's bank takes her card's payment back: it is received, answered from the record, and never refunded as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from fourthact import contacts, payments, refunds, reservations
from fourthact.products.actions import TERMS, ReviseTerms
from fourthact.refunds import actions
from fourthact.sandbox.stripe.control import StripeControl
from tests.house import House
from tests.stories.cards import STAGES, moved, opened, paid, played

MANNERS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "in order": (),
    "twice": ({"event": "*", "manner": "twice"},),
    "reordered": ({"event": "charge.dispute.created", "manner": "last"},),
    "late": ({"event": "charge.dispute.*", "manner": "late"},),
    "never": ({"event": "*", "manner": "lost"},),
}
FEE = 1_500


async def tell(house: House, stripe: StripeControl) -> None:
    """Stripe's webhooks arrive, and we work."""
    await house.outside(stripe.advance, await house.now())
    await house.settle()


async def disputed(house: House, stripe: StripeControl) -> str:
    (charge,) = (await house.outside(stripe.books))["charge"]
    name = await house.outside(stripe.dispute, charge["id"])
    await tell(house, stripe)
    return str(name)


async def ends(house: House, stripe: StripeControl, dispute: str, how: str) -> None:
    await house.outside(stripe.move_dispute, dispute, how)
    await tell(house, stripe)


async def said(house: House, stripe: StripeControl) -> str:
    """What Stripe was told."""
    (dispute,) = (await house.outside(stripe.books))["dispute"]
    assert dispute["evidence_details"]["submission_count"] == 1
    return str(dispute["evidence"]["uncategorized_text"])


def counted(house: House, reservation: UUID, tag: str) -> int:
    return house.tags(reservation).count(tag)


async def expenses(house: House) -> dict[str, int]:
    return {name: minor for name, minor in (await house.balances()).items() if name.startswith("expenses:")}


@pytest.mark.parametrize("manners", MANNERS.values(), ids=list(MANNERS))
@pytest.mark.parametrize("how", ["won", "lost"])
def test_a_dispute_stops_the_leg_of_its_payment_until_it_is_over(
    how: str, manners: Sequence[Mapping[str, object]]
) -> None:
    """She disputes the card's payment and then leaves. Her wire goes back at once; the card's money waits. Won, it goes
    back to the card; lost, she has it already, and nothing is paid again. Whatever the webhooks do."""

    async def story(house: House, stripe: StripeControl) -> None:
        await house.outside(stripe.manners, *manners)
        reservation = await paid(house, "pm_card_visa")
        dispute = await disputed(house, stripe)
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        await tell(house, stripe)
        found = await house.refund(refund)
        assert [leg.status for leg in found.legs] == ["disputed", "settled"]
        assert refunds.rules.waits_for(found) == ("dispute",)
        assert (await house.balances())["assets:disputed:stripe"] == 500_000
        await said(house, stripe)
        await ends(house, stripe, dispute, how)
        await house.wait(days=8)
        await tell(house, stripe)
        found = await house.refund(refund)
        assert (found.status, found.legs[0].route) == ("settled", "original" if how == "won" else "dispute")
        assert await house.outside(moved, stripe) == (0 if how == "won" else 500_000)
        assert counted(house, reservation, "payment.disputed") == 1
        assert counted(house, reservation, "payment.dispute_closed") == 1
        assert counted(house, reservation, "refund.settled") == 1
        assert counted(house, reservation, "refund.leg_charged_back") == (how == "lost")
        assert await expenses(house) == {"expenses:fees:stripe": FEE}
        assert "assets:disputed:stripe" not in await house.balances()
        assert (await house.balances()).get("liabilities:refunds_payable") is None

    played(story)


def test_the_bank_is_told_the_terms_that_she_agreed_to() -> None:
    """The terms have changed since she reserved; what the answer quotes is what she agreed to then."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        async with house.app.pool.connection() as conn:
            found = await reservations.reservation_by_id(conn, house.seller, reservation)
        assert found is not None
        product = found.reservation.product
        await house.ask(TERMS, ReviseTerms(product, "Nothing is ever given back."), house.ana)
        await disputed(house, stripe)
        await house.wait(days=3)
        await tell(house, stripe)
        (dispute,) = (await house.outside(stripe.books))["dispute"]
        assert dispute["evidence"]["refund_policy_disclosure"] == "the terms"

    played(story)


def test_what_has_gone_back_is_said_and_is_our_loss() -> None:
    """Her refund is settled, and her bank takes the money back all the same. The answer says when it went, under which
    reference; lost all the same, it is a loss that the books show, and no refund opens again."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        assert (await house.refund(refund)).status == "settled"
        reference = (await house.refund(refund)).legs[0].reference
        dispute = await disputed(house, stripe)
        text = await said(house, stripe)
        assert "USD 5000.00 of it was refunded already" in text.replace(",", "")
        assert f"reference {reference}" in text
        assert "refund.settled" in text
        await ends(house, stripe, dispute, "lost")
        assert (await house.refund(refund)).status == "settled"
        assert counted(house, reservation, "refund.leg_charged_back") == 0
        assert await expenses(house) == {"expenses:disputes:stripe": 500_000, "expenses:fees:stripe": FEE}

    played(story)


@pytest.mark.parametrize("how", ["won", "lost"])
def test_a_dispute_of_a_reservation_that_lives(how: str) -> None:
    """She disputes and stays. Won, nothing has changed; lost, the stage is unpaid again, and what she wired is all that
    she is owed when she leaves."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        dispute = await disputed(house, stripe)
        answer = await said(house, stripe)
        assert "No refund of it was ever asked for." in answer
        assert "reservation.confirmed" in answer
        assert counted(house, reservation, "payment.dispute_moved") == 2
        await ends(house, stripe, dispute, how)
        purse = await house.purse(reservation)
        assert purse.paid.minor == 5_000_000 - (500_000 if how == "lost" else 0)
        assert purse.payments[0].status == ("charged_back" if how == "lost" else "received")
        assert purse.complete is (how == "won")
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        found = await house.refund(refund)
        assert (found.status, found.amount_minor) == ("settled", purse.paid.minor)
        assert await expenses(house) == {"expenses:fees:stripe": FEE}

    played(story)


def test_a_dispute_that_nobody_told_is_found_when_stripe_refuses_the_refund() -> None:
    """No webhook comes. The refund is ordered, Stripe refuses it as disputed, and we ask why; no other route is tried.
    Seven days of silence later we ask again, and it is won."""

    async def story(house: House, stripe: StripeControl) -> None:
        await house.outside(stripe.manners, {"event": "*", "manner": "lost"})
        reservation = await paid(house, "pm_card_visa")
        dispute = await disputed(house, stripe)
        assert counted(house, reservation, "payment.disputed") == 0
        refund = await house.cancel(reservation)
        await house.approve(refund)
        found = await house.refund(refund)
        assert (found.legs[0].status, found.legs[0].routes) == ("disputed", ("original", "payout"))
        assert counted(house, reservation, "payment.disputed") == 1
        assert counted(house, reservation, "payment.dispute_moved") == 2
        assert "is owed; it is held back while this is open." in await said(house, stripe)
        await house.outside(stripe.move_dispute, dispute, "won")
        await house.wait(days=8)
        found = await house.refund(refund)
        assert (found.status, found.legs[0].route) == ("settled", "original")
        assert await house.outside(moved, stripe) == 0

    played(story)


def test_a_bank_that_only_asks_stops_nothing() -> None:
    """An inquiry withdraws nothing: it is kept, and the refund goes its way."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        (charge,) = (await house.outside(stripe.books))["charge"]
        await house.outside(stripe.dispute, charge["id"], status="warning_needs_response")
        await tell(house, stripe)
        assert counted(house, reservation, "payment.disputed") == 0
        heard: list[tuple[Any, ...]] = house.sql("SELECT status FROM rail_notices WHERE charge IS NOT NULL")
        assert heard == [("asked",)]

    played(story)


def test_an_answer_that_breaks_on_the_way_is_given_once() -> None:
    """Stripe takes the answer and its own answer is lost: we look, and it is there."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_visa")
        fault = {"fault": "error_after", "method": "POST", "path": "/v1/disputes/.*"}
        await house.outside(
            stripe.faults, fault, {"fault": "error_before", "method": "GET", "path": "/v1/disputes.*"}
        )
        await disputed(house, stripe)
        await said(house, stripe)
        (dispute,) = (await house.purse(reservation)).payments[0].disputes
        assert dispute.status == "answered"
        again = payments.disputes.MoveDispute(reservation, 1, dispute.reference, "answered")
        assert (
            await house.refused(payments.disputes.MOVE_DISPUTE, again)
            is payments.PaymentReason.DISPUTE_MOVED_ON
        )

    played(story)


def test_an_account_that_was_given_by_a_stranger_is_dropped_while_the_leg_is_disputed() -> None:
    """Her card is too old, somebody adds a contact and names an account, her bank disputes; she says that it was not
    her. The dispute is won: the leg goes on by hand, to no account of a stranger's."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await house.place(await opened(house, STAGES[:1]))
        await house.pay_by_card(reservation, "pm_card_visa")
        await tell(house, stripe)
        await house.wait(days=400)
        await tell(house, stripe)
        refund = await house.cancel(reservation)
        strange = contacts.AddContact(reservation, 1, "mail", "stranger@elsewhere.example", cooling_hours=72)
        await house.ask(contacts.ADD, strange, house.ana)
        await house.approve(refund)
        named = actions.RedirectLeg(refund, reservation, 1, "US66-MALLORY", "Cléo Dupont")
        await house.ask(actions.REDIRECT, named, house.cy)
        await house.settle()
        dispute = await disputed(house, stripe)
        await house.ask(contacts.STOP, contacts.OnContact(reservation, 1), house.site)
        await house.settle()
        await ends(house, stripe, dispute, "won")
        await house.wait(days=3)
        (leg,) = (await house.refund(refund)).legs
        assert (leg.status, leg.account_act, leg.routes) == ("by_hand", None, ())
        hers = actions.RedirectLeg(refund, reservation, 1, "US66-CLEO", "Cléo Dupont")
        await house.ask(actions.REDIRECT, hers, house.cy)
        assert (await house.refund(refund)).legs[0].status == "to_confirm"

    played(story, FOURTHACT_STRIPE_GIVES_BACK_DAYS_MAX="180")
