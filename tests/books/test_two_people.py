"""What nobody can explain is written off, or goes back to where it came from, by two people; and what only looks like
an order of ours waits for one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fourthact import books
from fourthact.acts import Caller
from fourthact.books.actions import RELEASE
from fourthact.books.proposing import APPROVE, DROP, PROPOSE, OnProposal, Propose
from fourthact.books.rules import BooksReason
from fourthact.payments import account_of
from fourthact.sandbox.stripe.control import StripeControl
from fourthact.values import ids
from fourthact.values.money import Money
from tests.house import House, played
from tests.rails.worlds.bank_transfer import CLOSED, OPEN, BankWorld, Posting, camt
from tests.stories.cards import bank_works, with_a_bank
from tests.stories.test_three_books import checked

PAYS_OUT = ("bank_transfer", "sandbox")
BANK = "assets:bank:bank_transfer"


async def propose(house: House, what: str, entry: UUID | None = None, **more: Any) -> OnProposal:
    """Ana proposes; how the others name it."""
    proposal = ids.new_id()
    if entry is not None:
        async with house.app.pool.connection() as conn:
            more["payer"] = await books.payer_of(conn, house.seller, entry)
    args = Propose(proposal, what, "nobody knows it", entry=entry, pay_out=PAYS_OUT, **more)
    await house.ask(PROPOSE, args, house.ana)
    return OnProposal(proposal, entry, "I looked at it")


async def stray(house: House, minor: int = 700) -> UUID:
    """An entry of the sandbox's bank that nobody can match."""
    await house.outside(
        house.world.wire, house.account, Money(minor, "USD"), "?", payer_name="X", payer_account="US-X",
        key=ids.new_id().hex, at=await house.now(),
    )  # fmt: skip
    await house.settle()
    return await entry_of(house, minor)


async def entry_of(house: House, minor: int) -> UUID:
    ((entry,),) = house.sql("SELECT id FROM entries WHERE amount_minor = %s", minor)
    assert isinstance(entry, UUID)
    return entry


async def answer(house: House, on: OnProposal, by: Caller) -> None:
    await house.ask(APPROVE, on, by)
    await house.settle()


def status(house: House, on: OnProposal) -> str:
    ((found,),) = house.sql("SELECT status FROM proposals WHERE id = %s", on.proposal)
    return str(found)


@played
async def test_a_write_off_needs_two_people(house: House) -> None:
    """Ana proposes with a paper; she cannot approve it, the site cannot, Bo can, and only once."""
    entry = await stray(house)
    on = await propose(house, "write_off", entry, document=b"%PDF-1.4", document_bytes_max=100)
    assert (await house.balances())["assets:clearing:sandbox"] == -700
    for who, why in (
        (house.ana, BooksReason.OWN_PROPOSAL),
        (house.site, BooksReason.BOOKS_NEED_A_PERSON),
    ):
        assert await house.refused(APPROVE, on, who) is why
    await answer(house, on, house.bo)
    assert await house.refused(APPROVE, on, house.cy) is BooksReason.PROPOSAL_ANSWERED
    assert (await house.balances())["expenses:write_offs"] == -700
    assert (await checked(house)).ok
    assert house.sql("SELECT 1 FROM evidence WHERE kind = 'document'") == [(1,)]


@played
async def test_a_proposal_can_be_dropped_and_comes_too_late(house: House) -> None:
    entry = await stray(house)
    first, second = await propose(house, "write_off", entry), await propose(house, "write_off", entry)
    await house.ask(DROP, first, house.ana)
    assert await house.refused(APPROVE, first, house.bo) is BooksReason.PROPOSAL_ANSWERED
    await house.ask(books.SET_ASIDE, books.OnEntry(entry, "wait for her"), house.bo)
    assert await house.refused(APPROVE, second, house.bo) is BooksReason.ENTRY_DECIDED
    await house.ask(DROP, second, house.bo)
    paper = Propose(ids.new_id(), "write_off", "x", account="assets:bank:sandbox", amount_minor=1, currency="USD",
                    document=b"<svg", document_bytes_max=9)  # fmt: skip
    assert await house.refused(PROPOSE, paper, house.ana) is BooksReason.PROPOSAL_PAPER_UNREADABLE
    assert (await house.balances()) == {"assets:bank:sandbox": 700, "liabilities:unclaimed": -700}


@played
async def test_small_things_are_one_person_s(house: House) -> None:
    """Up to the seller's limit one person is enough; a cent more needs another."""
    small, large = await stray(house, 100), await stray(house, 101)
    done = await propose(house, "write_off", small, alone_up_to_minor=100)
    waits = await propose(house, "write_off", large, alone_up_to_minor=100)
    assert (status(house, done), status(house, waits)) == ("done", "proposed")
    assert (await house.balances())["expenses:write_offs"] == -100


@played
async def test_a_difference_that_is_written_off_is_no_difference_any_more(house: House) -> None:
    """Our database has lost a cent of a charge: two people write off just what the check names."""
    reservation = await house.place(await house.product())
    await house.pay_by_card(reservation)
    query = "ALTER TABLE ledger_lines DISABLE TRIGGER USER; UPDATE ledger_lines SET amount_minor = {}"
    house.sql(query.format(499_999))
    (named,) = (await checked(house)).differences
    on = await propose(
        house, "write_off", account="assets:provider:sandbox", amount_minor=-1, currency="USD", difference=named.place
    )  # fmt: skip
    await answer(house, on, house.bo)
    found = await checked(house)
    assert found.ok, found.differences
    house.sql("UPDATE ledger_lines SET amount_minor = 500000 WHERE amount_minor = 499999")


def told(story: Any) -> None:
    with_a_bank(story)


async def came(house: House, bank: BankWorld, minor: int, account: str = OPEN, key: str = "") -> UUID:
    """Money from an account, which nothing here explains."""
    posting = Posting(Money(minor, "USD"), await house.now(), "no idea", key, account)
    inbox = bank.folder / account_of(house.seller) / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / f"{next(bank.numbers):06}.xml").write_text(camt([posting], bank.numbers), encoding="utf-8")
    await house.wait(hours=1)
    return await entry_of(house, minor)


def test_money_that_belongs_to_nobody_here_goes_back_once() -> None:
    """Ordered by Ana, approved by Bo, carried by a pain.001, settled by the statement; never twice."""

    async def story(house: House, stripe: StripeControl, bank: BankWorld) -> None:
        entry = await came(house, bank, 30_000)
        on = await propose(house, "send_back", entry)
        assert await house.refused(APPROVE, on, house.ana) is BooksReason.OWN_PROPOSAL
        twice = await propose(house, "send_back", entry)
        await answer(house, on, house.bo)
        assert await house.refused(APPROVE, twice, house.bo) is BooksReason.ENTRY_DECIDED
        await house.ask(DROP, twice, house.bo)
        assert status(house, on) == "sent"
        assert await house.balances() == {BANK: 30_000, "liabilities:going_back": -30_000}
        await house.wait(days=2)  # asked again meanwhile
        assert status(house, on) == "sent"
        await bank_works(house, bank)
        assert status(house, on) == "settled"
        assert await house.balances() == {}
        assert list(bank.books.values()) == [-30_000]
        # This bank begins each of its statements with nothing: that, and nothing else, is a difference.
        assert {difference.between for difference in (await checked(house)).differences} == {"balance"}

    told(story)


def test_money_that_the_other_bank_sends_back_again_is_kept_as_unclaimed() -> None:
    async def story(house: House, stripe: StripeControl, bank: BankWorld) -> None:
        entry = await came(house, bank, 30_000, CLOSED)
        on = await propose(house, "send_back", entry)
        await answer(house, on, house.bo)
        await bank_works(house, bank)
        assert status(house, on) == "failed"
        assert await house.balances() == {BANK: 30_000, "liabilities:unclaimed": -30_000}
        await house.ask(RELEASE, books.OnEntry(entry, "she wrote to us"), house.ana)
        again = await propose(house, "write_off", entry)
        await answer(house, again, house.bo)
        assert (await house.balances())["expenses:write_offs"] == -30_000

    told(story)


@played
async def test_an_order_of_unknown_outcome_is_looked_up(house: House) -> None:
    """The rail does not answer; it has done it all the same. And a closed account declines: the entry waits again."""
    entry = await stray(house, 900)
    for operation, name in (("pay_out", "done_unanswered"), ("look_up", "undone_error")):
        await house.outside(house.world.script, house.account, operation, [{"fault": name}])
    on = await propose(house, "send_back", entry)
    await answer(house, on, house.bo)
    await house.wait(days=3)
    assert status(house, on) == "settled"
    assert (await house.books())["outside"]["US-X"] == {"USD": 0}


def test_an_entry_that_only_looks_like_an_order_of_ours_waits_for_a_person() -> None:
    """Another house pays from the same account: the key of its refund is well made, and none of ours."""

    async def story(house: House, stripe: StripeControl, bank: BankWorld) -> None:
        theirs = ids.order_key("R", ids.new_id(), 1, 1)
        out = await came(house, bank, -4_000, key=theirs)
        back = await came(house, bank, 5_000, key=ids.order_key("S", ids.new_id(), 1, 1))
        assert house.tags(out) == ["entry.read", "entry.unmatched"]
        async with house.app.pool.connection() as conn:
            found = await books.tasks(conn, house.seller)
        assert {one.entry.id for one in found.entries} == {out, back}
        await answer(house, await propose(house, "write_off", out), house.bo)
        await house.ask(books.SET_ASIDE, books.OnEntry(back, "whose is it?"), house.bo)
        assert await house.balances() == {
            BANK: 1_000, "liabilities:unclaimed": -5_000, "expenses:write_offs": 4_000,
        }  # fmt: skip

    told(story)
