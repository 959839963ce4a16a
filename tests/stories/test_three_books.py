"""Stripe pays out to a bank that speaks in files: ledger, Stripe and bank agree, or every difference is named."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fourthact import books
from fourthact.books.checking import Checked
from fourthact.ledger import balances
from fourthact.payments import account_of
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.values.money import Money
from tests.house import House
from tests.rails.worlds.bank_transfer import OPEN, BankWorld, Posting, camt
from tests.sandbox.stripe.test_shapes import official, paying
from tests.stories.cards import BY_FILES, opened, with_a_bank

BANK, STRIPE = "assets:bank:bank_transfer", "assets:provider:stripe"


@dataclass
class Statements:
    """The statements of the bank, one after the other, whose balances join."""

    house: House
    world: BankWorld
    balance: int = 70_000
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def say(self, *amounts: tuple[int, str], currency: str = "USD", party: str = "STRIPE") -> None:
        """The next statement, of payments by somebody."""
        now = await self.house.now()
        told = [Posting(Money(minor, currency), now, words, "", OPEN) for minor, words in amounts]
        text = camt(told, self.numbers, self.balance).replace("Cléo Martin", party)
        self.balance += sum(minor for minor, _ in amounts)
        await self.put(text)

    async def put(self, text: str) -> None:
        inbox = self.world.folder / account_of(self.house.seller) / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / f"{next(self.numbers):04}.xml").write_text(text, encoding="utf-8")
        await self.house.wait(hours=1)


async def checked(house: House) -> Checked:
    async with house.app.pool.connection() as conn:
        return await books.check_three_ways(conn, house.seller, house.app.rails, await house.now())


def said(found: Checked) -> list[tuple[str, str, str, int, str]]:
    """Between whom, about what, in which currency, by how much, and whose it is; all are explained."""
    assert [d.place for d in found.differences if d.why is None] == []
    return sorted(
        (d.between, d.place.split()[0].split("_")[0], d.gap.currency, d.gap.minor, d.owner)
        for d in found.differences
    )


Story = Callable[[House, StripeControl, Statements], Awaitable[None]]


def told(story: Story) -> None:
    with_a_bank(lambda house, stripe, bank: story(house, stripe, Statements(house, bank)))


async def days(house: House, stripe: StripeControl, count: int) -> None:
    await house.wait(days=count)
    await house.outside(stripe.advance, await house.now())
    await house.settle()


def test_a_payout_is_matched_to_the_charges_refunds_disputes_and_fees_in_it() -> None:
    """Three deposits of 5,000; one is given back, one is disputed. What is left arrives with fees taken off."""

    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        product = await opened(house, BY_FILES[:1])
        kept, back, disputed = [await house.place(product, email=f"{n}@holder.example") for n in "abc"]
        for reservation in (kept, back, disputed):
            await house.pay_by_card(reservation, "pm_card_visa")
        assert said(await checked(house)) == [("provider", "fee", "USD", 14_530, "provider")] * 3
        await house.approve(await house.cancel(back))
        charge = (await house.purse(disputed)).payment(1)
        assert charge is not None
        assert charge.reference is not None
        intents = {one["id"]: one for one in (await house.outside(stripe.books))["payment_intent"]}
        intent = intents[charge.reference.partition("/")[2]]
        await house.outside(stripe.dispute, intent["latest_charge"])
        await days(house, stripe, 3)
        assert (await house.balances())["assets:disputed:stripe"] == 500_000
        payout = await house.outside(stripe.pay_out, "usd")
        arrives = 500_000 - 3 * 14_530 - 1_500
        assert said(await checked(house)) == [("provider", "payout", "USD", 500_000 - 1_500, "bank")]
        await days(house, stripe, 1)
        await bank.say((arrives, "STRIPE PAYOUT 4711"))
        now = await house.balances()
        assert (now[BANK], now["expenses:fees:stripe"]) == (arrives, 3 * 14_530 + 1_500)
        assert STRIPE not in now
        assert "assets:provider:bank_transfer" not in now
        found = await checked(house)
        assert found.ok, said(found)
        (balance,) = [total for total in found.totals if total.of == "balance"]
        assert (balance.ours.minor, balance.theirs.minor) == (arrives, arrives)
        assert balance.forward == Money(70_000, "USD")
        assert house.sql("SELECT what, reference FROM dispositions") == [("explained", payout)]
        items = house.sql("SELECT 1 FROM evidence WHERE kind = %s", "payout_items")
        assert len(items) == 1

    told(story)


def test_a_payout_that_the_bank_sent_back_is_in_the_next_one() -> None:
    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        reservation = await house.place(await opened(house, BY_FILES[:1]))
        await house.pay_by_card(reservation, "pm_card_visa")
        await days(house, stripe, 3)
        failed = await house.outside(stripe.pay_out, "usd")
        await house.outside(stripe.fail_payout, failed)
        assert said(await checked(house)) == [("provider", "fee", "USD", 14_530, "provider")]
        again = await house.outside(stripe.pay_out, "usd")
        await bank.say((500_000 - 14_530, f"payout {again}"))
        assert (await house.balances())["expenses:fees:stripe"] == 14_530
        found = await checked(house)
        assert found.ok, said(found)

    told(story)


def test_what_stripe_converted_is_shown_and_booked() -> None:
    """The seller is paid in euro: a deposit of USD 5,000 is 4,500 at Stripe, less its fee."""

    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        await house.outside(stripe.open, stripe.account, settles_in="eur", rates={"usd": "0.9"}, fee_minor=25)
        reservation = await house.place(await opened(house, BY_FILES[:1]))
        await house.pay_by_card(reservation, "pm_card_visa")
        fee = 450_000 * 290 // 10_000 + 25
        assert said(await checked(house)) == [
            ("provider", "conversion", "EUR", -450_000, "provider"),
            ("provider", "conversion", "USD", 500_000, "provider"),
            ("provider", "fee", "EUR", fee, "provider"),
        ]
        await days(house, stripe, 3)
        payout = await house.outside(stripe.pay_out, "eur")
        assert said(await checked(house)) == [("provider", "payout", "USD", 500_000, "bank")]
        await bank.say((450_000 - fee, payout), currency="EUR")
        found = await checked(house)
        assert found.ok, said(found)
        async with house.app.pool.connection() as conn:
            now = {(name, money.currency): money.minor for name, money in await balances(conn, house.seller)}
        assert now["equity:conversion:stripe", "USD"] == 500_000
        assert now["equity:conversion:stripe", "EUR"] == -450_000
        assert now["expenses:fees:stripe", "EUR"] == fee
        assert now[BANK, "EUR"] == 450_000 - fee

    told(story)


def test_other_business_on_the_same_account_is_booked_apart() -> None:
    """The seller's webshop is paid by the same Stripe account, and a monthly fee is taken from it."""

    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        reservation = await house.place(await opened(house, BY_FILES[:1]))
        await house.pay_by_card(reservation, "pm_card_visa")
        await house.outside(
            official(stripe).v1.payment_intents.create, paying("pm_card_visa", amount=20_000, currency="usd")
        )
        fees = 14_530 + 20_000 * 290 // 10_000 + 30
        assert said(await checked(house)) == [
            ("provider", "fee", "USD", 610, "provider"),
            ("provider", "fee", "USD", 14_530, "provider"),
            ("provider", "no", "USD", -20_000, "provider"),
        ]
        await days(house, stripe, 3)
        await house.outside(stripe.pay_out, "usd")
        await days(house, stripe, 1)
        await bank.say((520_000 - fees, "STRIPE"))
        assert (await house.balances())["equity:other_business:stripe"] == -20_000
        found = await checked(house)
        assert found.ok, said(found)

    told(story)


def test_what_the_bank_has_not_shown_is_named() -> None:
    """An entry that no statement carries yet, a statement that is missing, and a payout that nobody explains."""

    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        await house.place(await opened(house, BY_FILES[:1]))
        await bank.say((1_000, "STRIPE po_unknown"))
        assert said(await checked(house)) == [("provider", "payout", "USD", -1_000, "provider")]
        bank.balance += 300
        await house.wait(days=1)
        await bank.say((2_000, "who am I?"), party="X")
        assert said(await checked(house)) == [
            ("balance", "before", "USD", -300, "bank"),
            ("clearing", "entry", "USD", -2_000, "person"),
            ("provider", "payout", "USD", -1_000, "provider"),
        ]

    told(story)


def test_the_banks_files_are_read_again() -> None:
    """Somebody makes an entry smaller wherever it was written down: the bank's own file still says what it was."""

    async def story(house: House, stripe: StripeControl, bank: Statements) -> None:
        await house.place(await opened(house, BY_FILES[:1]))
        await bank.say((2_000, "who am I?"), party="X")
        found = await checked(house)
        assert (found.reread, found.gone) == ({"bank_transfer": 1}, {})
        assert said(found) == [("clearing", "entry", "USD", -2_000, "person")]
        (journal,) = bank.world.folder.glob("*/state/journal.jsonl")
        journal.write_bytes(journal.read_bytes().replace(b'"amount_minor":2000', b'"amount_minor":1000'))
        (one,) = [d for d in (await checked(house)).differences if d.between == "file"]
        assert (one.ours.minor, one.theirs.minor, one.owner) == (1_000, 2_000, "person")
        for file in bank.world.folder.glob("*/in/*.xml"):
            file.unlink()
        found = await checked(house)
        assert (found.reread, list(found.gone)) == ({"bank_transfer": 0}, ["bank_transfer"])

    told(story)
