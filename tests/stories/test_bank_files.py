"""A bank's files in the whole house: matched, put before a person, told when refused, and never booked twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest

from fourthact import books, products
from fourthact.bankfiles import read
from fourthact.bankmatching import match_reading
from fourthact.books import BooksReason
from fourthact.payments import account_of, reference_of
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.money import Money
from tests import house as houses
from tests.house import House, play
from tests.rails.worlds.bank_transfer import OPEN, OURS, SECRET, Posting, camt

WIRED = (
    products.Stage(1, 500_000, "transfer", "bank_transfer", 0),
    products.Stage(2, 4_500_000, "transfer", "bank_transfer", 10),
)


class Bank:
    """The folder of the seller's account, and the statements that the bank puts there."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = house, folder / account_of(house.seller)
        self.numbers = itertools.count(1)
        self.files = itertools.count(1)
        self.balance = 0

    def put(self, text: str) -> None:
        inbox = self.folder / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / f"{next(self.files):04}.xml").write_text(text, encoding="utf-8")

    async def state(self, *wires: tuple[int, str]) -> None:
        now = await self.house.now()
        told = [Posting(Money(minor, "USD"), now, words, "", OPEN) for minor, words in wires]
        text = camt(told, self.numbers, self.balance)
        self.balance += sum(minor for minor, _ in wires)
        self.put(text)
        await self.house.settle()

    async def tasks(self) -> books.Tasks:
        async with self.house.app.pool.connection() as conn:
            return await books.tasks(conn, self.house.seller)

    async def payer(self, entry: UUID) -> dict[str, str]:
        async with self.house.app.pool.connection() as conn:
            return await books.payer_of(conn, self.house.seller, entry)

    async def assign(self, entry: UUID, *parts: tuple[UUID, int], by: Any = None) -> Any:
        of = tuple(books.Part(reservation, minor) for reservation, minor in parts)
        return books.AssignEntry(entry, of, "she rang and said so", await self.payer(entry))


@contextmanager
def files() -> Iterator[Path]:
    """Houses of this story have a bank that speaks in files."""
    really = houses.environment
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        words = {"FOLDER": folder, "OWNER": "Example Motors", "ACCOUNT": OURS, "NOTICE_SECRET": SECRET}
        more = {f"FOURTHACT_BANK_TRANSFER_{name}": text for name, text in words.items()}
        patch.setattr(houses, "environment", lambda *given: really(*given) | more)
        yield Path(folder)


def tell(story: Any) -> None:
    with files() as folder:

        async def told(house: House) -> None:
            await story(house, Bank(house, folder))

        play(told)


async def code_of(house: House, reservation: UUID) -> str:
    return (await house.purse(reservation)).code


async def paid(house: House, reservation: UUID) -> list[int]:
    """What each stage has had."""
    return [stage.paid_minor for stage in (await house.purse(reservation)).stages]


def test_what_matches_is_booked_and_the_rest_waits_for_a_person() -> None:
    """Exactly, in parts, too much, for two stages at once; wrong, double and no reference, another currency."""

    async def story(house: House, bank: Bank) -> None:
        product = await house.product(stages=WIRED)
        exact, split, whole, wrong = [await house.place(product, email=f"{n}@holder.example") for n in "abcd"]
        codes = [await code_of(house, one) for one in (exact, split, whole, wrong)]
        mistyped = codes[3][:3] + ("A" if codes[3][3] != "A" else "B") + codes[3][4:]
        await bank.state(
            (500_000, f"deposit {reference_of(codes[0])}"),
            (200_000, reference_of(codes[1])),
            (300_001, f"the rest {codes[1]}"),
            (5_000_000, reference_of(codes[2])),
            (500_000, f"RF00 {mistyped}"),
            (700_000, f"{codes[0]} and {codes[1]}"),
            (42, "who am I?"),
        )
        assert await paid(house, exact) == [500_000, 0]
        assert await paid(house, split) == [500_001, 0]
        assert await paid(house, whole) == [500_000, 4_500_000]
        assert await paid(house, wrong) == [0, 0]
        found = await bank.tasks()
        assert (found.files, found.gaps) == ([], [])
        by_amount = {one.entry.amount_minor: one for one in found.entries}
        assert sorted(by_amount) == [42, 500_000, 700_000]
        near = by_amount[500_000].suggestions
        assert (near[0].reservation, near[0].why) == (wrong, "one_letter_off")
        assert {s.reservation for s in by_amount[700_000].suggestions if s.why == "named"} == {exact, split}
        # A person says whose it is: one for two reservations, one for the mistyped reference.
        both = by_amount[700_000].entry.id
        for parts, why in (
            (((exact, 600_000),), BooksReason.PARTS_DO_NOT_ADD_UP),
            (((exact, 350_000), (exact, 350_000)), BooksReason.PARTS_DO_NOT_ADD_UP),
            (((exact, 700_001), (split, -1)), BooksReason.PARTS_DO_NOT_ADD_UP),
            (((ids.new_id(), 700_000),), ReservationReason.RESERVATION_UNKNOWN),
        ):
            assert await house.refused(books.ASSIGN, await bank.assign(both, *parts), house.ana) is why
        args = await bank.assign(both, (exact, 300_000), (split, 400_000))
        assert await house.refused(books.ASSIGN, args, house.site) is BooksReason.BOOKS_NEED_A_PERSON
        await house.ask(books.ASSIGN, args, house.ana)
        assert await house.refused(books.ASSIGN, args, house.bo) is BooksReason.ENTRY_DECIDED
        await house.ask(
            books.ASSIGN, await bank.assign(by_amount[500_000].entry.id, (wrong, 500_000)), house.bo
        )
        await house.settle()
        assert await paid(house, exact) == [500_000, 300_000]
        assert await paid(house, wrong) == [500_000, 0]
        stray = by_amount[42].entry.id
        await house.ask(books.SET_ASIDE, books.OnEntry(stray, "nobody asks for it"), house.ana)
        assert (await bank.tasks()).entries == []
        assert (await house.balances()).get("assets:clearing:bank_transfer", 0) == 0

    tell(story)


def test_bank_match_says_what_is_then_booked() -> None:
    """What is proposed for a file, storing nothing, is what it is booked as; two wires pay one after the other."""

    async def story(house: House, bank: Bank) -> None:
        reservation = await house.place(await house.product(stages=WIRED))
        code = await code_of(house, reservation)
        wires = [(200_000, code), (300_000, reference_of(code)), (4_500_000, code), (1, "who?")]
        told = [Posting(Money(minor, "USD"), await house.now(), words, "", OPEN) for minor, words in wires]
        found: list[Any] = []
        async with house.app.pool.connection() as conn:
            reading = read(camt(told, itertools.count(1)).encode())
            await match_reading(conn, house.seller, reading, lambda _, proposed: found.append(proposed))
        assert house.sql("SELECT count(*) FROM entries") == [(0,)]
        proposed = [[(act.stage, act.amount_minor) for act in one.payments] for one in found]
        assert [one.outcome for one in found] == ["payment", "payment", "payment", "person"]
        assert proposed == [[(1, 200_000)], [(1, 300_000)], [(2, 4_500_000)], []]
        await bank.state(*wires)
        booked = [(one.stage, one.amount_minor) for one in (await house.purse(reservation)).payments]
        assert sorted(booked) == sorted(part for parts in proposed for part in parts)

    tell(story)


def test_money_of_another_currency_and_after_the_end() -> None:
    """A wire in euro for a reservation in dollars waits for a person; one after the cancellation is owed back."""

    async def story(house: House, bank: Bank) -> None:
        reservation = await house.place(await house.product(stages=WIRED))
        reference = reference_of(await code_of(house, reservation))
        now = await house.now()
        bank.put(camt([Posting(Money(500_000, "EUR"), now, reference, "", OPEN)], bank.numbers))
        await house.settle()
        (foreign,) = (await bank.tasks()).entries
        assert [s.why for s in foreign.suggestions] == ["named"]
        args = await bank.assign(foreign.entry.id, (reservation, 500_000))
        assert await house.refused(books.ASSIGN, args, house.ana) is BooksReason.ENTRY_IN_ANOTHER_CURRENCY
        await bank.state((500_000, reference))
        await house.cancel(reservation)
        await bank.state((4_500_000, reference))
        rows = house.sql("SELECT amount_minor FROM refunds ORDER BY amount_minor")
        assert rows == [(500_000,), (4_500_000,)]

    tell(story)


def test_refused_files_and_gaps_become_tasks_and_a_person_sees_to_them() -> None:
    """A broken file, one of another account, one that does not add up, and a day that nobody sent."""

    async def story(house: House, bank: Bank) -> None:
        await house.place(await house.product(stages=WIRED))
        await bank.state((1_000, "one"))
        good = camt([Posting(Money(5, "USD"), await house.now(), "x", "", OPEN)], bank.numbers, bank.balance)
        bank.put(good[:-30])
        bank.put(good.replace("<Id>123456789</Id>", "<Id>987654321</Id>"))
        bank.put(good.replace('<Amt Ccy="USD">10.05', '<Amt Ccy="USD">10.06'))
        await house.settle()
        found = await bank.tasks()
        assert [one.name for one in found.files] == ["0002.xml", "0003.xml", "0004.xml"]
        assert "another account" in found.files[1].why
        assert "add up" in found.files[2].why
        assert house.sql("SELECT count(*) FROM entries") == [(1,)]
        for one in found.files:
            args = books.OnFile(one.file.id, "the bank sent it again")
            await house.ask(books.SEE_FILE, args, house.ana)
            assert await house.refused(books.SEE_FILE, args, house.bo) is BooksReason.BANK_FILE_SEEN
        # A statement that begins with more than the last one ended with: somebody has not told us of 2.50.
        await house.until(await house.now() + timedelta(days=2))
        bank.balance += 250
        await bank.state((7, "after"))
        found = await bank.tasks()
        assert found.files == []
        (gap,) = found.gaps
        assert gap.amount == Money(250, "USD")
        assert "is missing" in gap.sentence
        # The day that was missing comes late, and closes it.
        await house.until(await house.now())
        day = (await house.now()) - timedelta(days=1)
        bank.put(camt([Posting(Money(250, "USD"), day, "late", "", OPEN)], bank.numbers, 1_000))
        await house.settle()
        assert (await bank.tasks()).gaps == []
        assert house.sql("SELECT sum(amount_minor)::int FROM entries") == [(1_257,)]
        assert house.sql("SELECT count(*) FROM bank_files") == [(6,)]

    tell(story)


def test_the_audit_finds_what_is_lost_or_booked_twice() -> None:
    """An entry that is gone, and one that has two outcomes, are named."""

    async def story(house: House, bank: Bank) -> None:
        reservation = await house.place(await house.product(stages=WIRED))
        await bank.state((500_000, reference_of(await code_of(house, reservation))), (9, "?"))
        assert house.audit().counts["bank entries"] == 2
        assert house.audit().counts["bank files"] == 1
        # Behind the product's back: once more the line that gave an entry its outcome.
        house.sql(
            "INSERT INTO ledger_lines SELECT seller, act, 9, debit, credit, amount_minor, currency, value_on, booked_on"
            " FROM ledger_lines WHERE debit = 'assets:clearing:bank_transfer'"
        )
        found = house.audit().findings
        assert "entry" in {finding.check for finding in found}
        ((entry,),) = house.sql("SELECT id FROM entries WHERE matched = 'payment'")
        assert ids.outer("entry", entry) in {finding.place for finding in found}
        house.sql("ALTER TABLE ledger_lines DISABLE TRIGGER ALL")
        house.sql("DELETE FROM ledger_lines WHERE line = 9")
        house.sql("ALTER TABLE ledger_lines ENABLE TRIGGER ALL")
        assert house.audit().ok

    tell(story)
