"""A deposit taken by Stripe, from the card to the money back, with Stripe's own webhooks."""

from __future__ import annotations

import pytest

from fourthact import payments, refunds
from fourthact.rails.contract import NotGenuine
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.values import ids
from tests.house import HER_BANK, House
from tests.rails.worlds.bank_transfer import OPEN, BankWorld
from tests.stories.cards import BY_FILES, bank_works, moved, opened, paid, played, signed, wired, with_a_bank

MANNERS: dict[str, list[dict[str, object]]] = {
    "in order": [],
    "twice": [{"event": "*", "manner": "twice"}],
    "out of order": [
        {"event": "payment_intent.*", "manner": "late"},
        {"event": "refund.created", "manner": "last"},
    ],
    "never": [{"event": "*", "manner": "lost"}],
}


@pytest.mark.parametrize("manners", MANNERS.values(), ids=list(MANNERS))
def test_a_deposit_by_stripe_comes_and_goes_whatever_its_webhooks_do(
    manners: list[dict[str, object]],
) -> None:
    async def story(house: House, stripe: StripeControl) -> None:
        await house.outside(stripe.manners, *manners)
        reservation = await paid(house, "pm_card_visa")
        assert await house.outside(moved, stripe) == 500_000
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        await house.outside(stripe.advance, await house.now())
        await house.settle()
        assert (await house.refund(refund)).status == "settled"
        assert await house.outside(moved, stripe) == 0
        assert house.tags(reservation).count("payment.received") == 2

    played(story)


async def taken_back(house: House, stripe: StripeControl, token: str = "pm_card_refundFail") -> None:
    """Three weeks pass, and Stripe says that the card's bank has not taken the money."""
    await house.wait(days=19)
    await house.outside(stripe.advance, await house.now())
    await house.settle()


def test_a_refund_that_stripe_takes_back_weeks_later_goes_to_the_account_that_paid() -> None:
    """Stripe says that Cléo has her money, and three weeks later that her card's bank has not taken it. Her wire came
    over another rail: the money of the card is paid out to the account that it came from."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_refundFail")
        refund = await house.cancel(reservation)
        plan = (await house.refund(refund)).legs[0]
        assert (plan.rail, plan.payout_rail, plan.routes) == ("stripe", "sandbox", ("original", "payout"))
        await house.approve(refund)
        await house.wait(days=3)
        assert (await house.refund(refund)).status == "settled"
        await taken_back(house, stripe)
        await house.wait(days=1)
        found = await house.refund(refund)
        assert [(leg.status, leg.route, leg.over) for leg in found.legs] == [
            ("settled", "payout", "sandbox"),
            ("settled", "payout", "sandbox"),
        ]
        assert house.tags(reservation).count("refund.leg_returned") == 1
        assert (await house.books())["outside"][HER_BANK] == {"USD": -500_000}
        assert await house.outside(moved, stripe) == 500_000

    played(story)


def test_a_card_that_is_closed_is_paid_by_the_bank_s_files() -> None:
    """Both rails as a seller has them: cards by Stripe, wires by the files of a bank. The card's refund fails after
    weeks; a pain.001 carries the money to the account that paid the wire, and the statement shows it."""

    async def story(house: House, stripe: StripeControl, bank: BankWorld) -> None:
        reservation = await house.place(await opened(house, BY_FILES))
        await house.pay_by_card(reservation, "pm_card_refundFail")
        bank.party = "CLEO DUPONT"
        await wired(house, bank, reservation)
        assert (await house.purse(reservation)).complete
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await bank_works(house, bank)
        await house.wait(days=3)
        assert (await house.refund(refund)).status == "settled"
        await taken_back(house, stripe)
        assert (await house.refund(refund)).legs[0].status == "sent"
        assert (await house.balances())["liabilities:in_transit"] == -500_000
        await bank_works(house, bank)
        found = await house.refund(refund)
        assert (found.status, found.legs[0].over, found.legs[0].attempt) == ("settled", "bank_transfer", 2)
        assert [(one.route, one.why) for one in found.legs[0].closed] == [
            ("proven", "no_account_proved"),
            ("original", "expired_or_canceled_card"),
        ]
        assert sorted(bank.books.values()) == [-4_500_000, -500_000]
        assert await house.balances() == {
            "assets:bank:bank_transfer": -500_000,
            "assets:provider:stripe": 500_000,
        }

    with_a_bank(story)


def test_who_never_wired_proves_an_account() -> None:
    """Cléo paid by card alone, and the card is gone. No transfer shows an account of hers: the leg waits for people,
    who enter the one that she proves; it is paid over the rail that pays out."""

    async def story(house: House, stripe: StripeControl, bank: BankWorld) -> None:
        reservation = await house.place(await opened(house, BY_FILES[:1]))
        await house.pay_by_card(reservation, "pm_card_refundFail")
        refund = await house.cancel(reservation)
        (plan,) = (await house.refund(refund)).legs
        assert (plan.routes, plan.payout_rail) == (("original",), "bank_transfer")
        assert [(one.route, one.why) for one in plan.closed] == [
            ("payout", "no_transfer_paid"),
            ("proven", "no_account_proved"),
        ]
        await house.approve(refund)
        await house.wait(days=3)
        await taken_back(house, stripe)
        assert (await house.refund(refund)).legs[0].status == "by_hand"
        account = refunds.actions.RedirectLeg(refund, reservation, 1, OPEN, "Cléo Dupont")
        given = await house.ask(refunds.actions.REDIRECT, account, house.cy)
        seen = refunds.actions.ConfirmAccount(refund, reservation, 1, ids.outer("act", given.first.id))
        for caller in (house.ana, house.bo):
            await house.ask(refunds.actions.CONFIRM_ACCOUNT, seen, caller)
        await house.settle()
        await bank_works(house, bank)
        found = await house.refund(refund)
        assert (found.status, found.legs[0].over) == ("settled", "bank_transfer")
        assert list(bank.books.values()) == [-500_000]
        assert [one.route for one in found.legs[0].closed] == ["payout", "original"]

    with_a_bank(story)


def test_a_time_out_after_success_is_charged_once_and_given_back_once() -> None:
    async def story(house: House, stripe: StripeControl) -> None:
        await house.outside(
            stripe.faults,
            {"fault": "unanswered_after", "method": "POST", "path": "/v1/payment_intents"},
            {"fault": "error_after", "method": "POST", "path": "/v1/refunds"},
            {"fault": "error_before", "method": "GET", "path": "/v1/payment_intents/search", "times": 2},
        )
        reservation = await paid(house, "pm_card_visa")
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        assert (await house.refund(refund)).status == "settled"
        books = await house.outside(stripe.books)
        assert [intent["status"] for intent in books["payment_intent"]] == ["succeeded"]
        assert [given["amount"] for given in books["refund"]] == [500_000]

    played(story)


def test_what_stripe_tells_of_other_business_is_kept_and_changes_nothing() -> None:
    """The seller's webshop uses the same Stripe account."""

    async def story(house: House, stripe: StripeControl) -> None:
        with pytest.raises(NotGenuine):
            await house.app.payments.hear(house.seller, "stripe", {"stripe-signature": "t=1,v1=00"}, b"{}")
        reservation = await paid(house, "pm_card_visa")
        await house.outside(stripe.advance, await house.now())
        await house.settle()
        before = house.tags(reservation)
        about = b'"data":{"object":{"object":"dispute","payment_intent":"pi_x"}}'
        event = b'{"id":"evt_1","type":"charge.dispute.created",' + about + b"}"
        await house.app.payments.hear(house.seller, "stripe", signed(event, await house.now()), event)
        await house.settle()
        heard = dict(house.sql("SELECT event, status FROM rail_notices"))
        assert heard["charge.dispute.created evt_1"] == "absent"
        assert house.tags(reservation) == before

    played(story)


def test_the_card_of_a_house_is_the_one_that_the_site_gave() -> None:
    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await house.place(await opened(house))
        order = payments.OrderPayment(reservation, 1, "pm_card_visa_chargeDeclinedStolenCard")
        await house.ask(payments.ORDER, order, house.site)
        await house.settle()
        assert house.tags(reservation)[-1] == "payment.declined"
        await house.pay_by_card(reservation, "pm_card_mastercard")
        assert await house.outside(moved, stripe) == 500_000

    played(story)
