"""A house that takes cards by Stripe, and wires by the files of a bank, for stories."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

import tests.house
from fourthact import payments, products
from fourthact.sandbox.stripe.control import StripeControl, running
from fourthact.sandbox.stripe.hooks import sign
from fourthact.values import ids
from fourthact.values.money import Money
from tests.house import House, play
from tests.noticeboard import hearing
from tests.rails.worlds import bank_transfer
from tests.rails.worlds.bank_transfer import BankWorld

SECRET = "whsec_of_the_story"
STAGES = (
    products.Stage(1, 500_000, "card", "stripe", 0),
    products.Stage(2, 4_500_000, "transfer", "sandbox", 10),
)
BY_FILES = (STAGES[0], products.Stage(2, 4_500_000, "transfer", "bank_transfer", 10))
RAILS = ("sandbox", "stripe", "bank_transfer")


def played(story: Callable[[House, StripeControl], Awaitable[None]], **more: str) -> None:
    """A house that takes cards by Stripe, and hears its webhooks. `more`: settings besides."""
    environment = tests.house.environment

    with running() as stripe, pytest.MonkeyPatch.context() as patch:
        settings = {
            "FOURTHACT_STRIPE_SECRET_KEY": stripe.key,
            "FOURTHACT_STRIPE_ACCOUNT": stripe.account,
            "FOURTHACT_STRIPE_NOTICE_SECRET": SECRET,
            "FOURTHACT_STRIPE_API_BASE": stripe.http,
        }
        patch.setattr(tests.house, "environment", lambda *given: environment(*given) | settings | more)

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


def with_a_bank(story: Callable[[House, StripeControl, BankWorld], Awaitable[None]]) -> None:
    """The same, and wires by the files of a bank."""
    with bank_transfer.world() as bank:
        settings = {f"FOURTHACT_BANK_TRANSFER_{name.upper()}": text for name, text in bank.settings.items()}
        played(lambda house, stripe: story(house, stripe, bank), **settings)


async def opened(house: House, stages: tuple[products.Stage, ...] = STAGES) -> UUID:
    """A product whose stages are these."""
    product = ids.new_id()
    await house.ask(
        products.OPEN,
        products.OpenProduct(product, "Roadster", "roadster", "USD", stages, "the terms", None, RAILS),
        house.ana,
    )
    return product


async def paid(house: House, token: str) -> Any:
    reservation = await house.place(await opened(house))
    await house.pay_by_card(reservation, token)
    await house.pay_by_wire(reservation)
    assert (await house.purse(reservation)).complete
    return reservation


async def wired(house: House, bank: BankWorld, reservation: UUID, minor: int = 4_500_000) -> None:
    """Cléo's wire, in the bank's next file."""
    reference = payments.reference_of((await house.purse(reservation)).code)
    bank.wire(house.account, Money(minor, "USD"), f"deposit {reference}", await house.now())
    await bank_works(house, bank)


async def bank_works(house: House, bank: BankWorld) -> None:
    """The bank fetches our orders and sends its statement."""
    bank.rest(await house.now())
    await house.wait(hours=1)


def signed(raw: bytes, at: datetime) -> dict[str, str]:
    """The header of a webhook of this house's Stripe."""
    return {"stripe-signature": sign(SECRET, int(at.timestamp()), raw)}


def moved(stripe: StripeControl) -> int:
    """What Stripe's own books say was taken and not given back. Units: minor."""
    books = stripe.books()
    gone = sum(r["amount"] for r in books["refund"] if r["status"] not in ("failed", "canceled"))
    return int(sum(intent["amount_received"] for intent in books["payment_intent"]) - gone)
