"""A deposit taken by Stripe, from the card to the money back, with Stripe's own webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

import tests.house
from fourthact import payments, products
from fourthact.rails.contract import NotGenuine
from fourthact.sandbox.stripe.control import StripeControl, running
from fourthact.values import ids
from tests.house import House, play
from tests.noticeboard import hearing

SECRET = "whsec_of_the_story"
STAGES = (
    products.Stage(1, 500_000, "card", "stripe", 0),
    products.Stage(2, 4_500_000, "transfer", "sandbox", 10),
)
MANNERS: dict[str, list[dict[str, object]]] = {
    "in order": [],
    "twice": [{"event": "*", "manner": "twice"}],
    "out of order": [
        {"event": "payment_intent.*", "manner": "late"},
        {"event": "refund.created", "manner": "last"},
    ],
    "never": [{"event": "*", "manner": "lost"}],
}


def played(story: Callable[[House, StripeControl], Awaitable[None]]) -> None:
    """A house that takes cards by Stripe, and hears its webhooks."""
    environment = tests.house.environment

    with running() as stripe, pytest.MonkeyPatch.context() as patch:
        settings = {
            "FOURTHACT_STRIPE_SECRET_KEY": stripe.key,
            "FOURTHACT_STRIPE_ACCOUNT": stripe.account,
            "FOURTHACT_STRIPE_NOTICE_SECRET": SECRET,
            "FOURTHACT_STRIPE_API_BASE": stripe.http,
        }
        patch.setattr(tests.house, "environment", lambda *given: environment(*given) | settings)

        async def told(house: House) -> None:
            async with webhooks(house, stripe):
                await story(house, stripe)

        play(told)


@asynccontextmanager
async def webhooks(house: House, stripe: StripeControl) -> AsyncIterator[None]:
    async def hear(headers: Mapping[str, str], raw: bytes) -> None:
        await house.app.payments.hear(house.seller, "stripe", headers, raw)

    async with hearing(hear) as url:
        endpoint = {"url": url, "secret": SECRET}
        await house.outside(stripe.open, stripe.account, endpoints=[endpoint])
        yield


async def paid(house: House, token: str) -> Any:
    product = ids.new_id()
    rails = ("sandbox", "stripe")
    args = products.OpenProduct(product, "Roadster", "roadster", "USD", STAGES, "the terms", None, rails)
    await house.ask(products.OPEN, args, house.ana)
    reservation = await house.place(product)
    await house.pay_by_card(reservation, token)
    await house.pay_by_wire(reservation)
    assert (await house.purse(reservation)).complete
    return reservation


def moved(stripe: StripeControl) -> int:
    """What Stripe's own books say was taken and not given back. Units: minor."""
    books = stripe.books()
    gone = sum(r["amount"] for r in books["refund"] if r["status"] not in ("failed", "canceled"))
    return int(sum(intent["amount_received"] for intent in books["payment_intent"]) - gone)


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


def test_a_refund_that_stripe_takes_back_weeks_later_is_open_again() -> None:
    """Stripe says that Cléo has her money, and three weeks later that her card's bank has not taken it.
    Stripe has no other way to her: a person finds one."""

    async def story(house: House, stripe: StripeControl) -> None:
        reservation = await paid(house, "pm_card_refundFail")
        refund = await house.cancel(reservation)
        await house.approve(refund)
        await house.wait(days=3)
        assert (await house.refund(refund)).status == "settled"
        await house.wait(days=19)
        await house.outside(stripe.advance, await house.now())
        await house.settle()
        await house.wait(days=1)
        found = await house.refund(refund)
        assert [leg.status for leg in found.legs] == ["by_hand", "settled"]
        assert house.tags(reservation).count("refund.leg_returned") == 1
        assert await house.outside(moved, stripe) == 500_000

    played(story)


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
        await house.outside(stripe.advance, await house.now())
        reservation = await paid(house, "pm_card_visa")
        await house.outside(stripe.advance, await house.now())
        await house.settle()
        before = house.tags(reservation)
        (charge,) = (await house.outside(stripe.books))["charge"]
        await house.outside(stripe.dispute, charge["id"])
        await house.outside(stripe.advance, await house.now())
        await house.settle()
        heard = dict(house.sql("SELECT event, status FROM rail_notices"))
        disputes = {event: status for event, status in heard.items() if event.startswith("charge.dispute")}
        assert len(disputes) == 2
        assert set(disputes.values()) == {"absent"}
        assert house.tags(reservation) == before

    played(story)


def test_the_card_of_a_house_is_the_one_that_the_site_gave() -> None:
    async def story(house: House, stripe: StripeControl) -> None:
        product = ids.new_id()
        args = products.OpenProduct(product, "R", "r", "USD", STAGES, "t", None, ("sandbox", "stripe"))
        await house.ask(products.OPEN, args, house.ana)
        reservation = await house.place(product)
        order = payments.OrderPayment(reservation, 1, "pm_card_visa_chargeDeclinedStolenCard")
        await house.ask(payments.ORDER, order, house.site)
        await house.settle()
        assert house.tags(reservation)[-1] == "payment.declined"
        await house.pay_by_card(reservation, "pm_card_mastercard")
        assert await house.outside(moved, stripe) == 500_000

    played(story)
