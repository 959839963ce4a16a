"""Random lives of holders, refunds, a provider and a bank: other programs arrive at the balances of each."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, settings

from fourthact.acts import Recorded
from fourthact.books.formats import FORMATS, bean_account
from fourthact.books.journal import Account, Transaction
from fourthact.books.narration import SENTENCES, narrate
from fourthact.house import HOUSE
from fourthact.payments import PURSES
from fourthact.values import ids
from tests.books.programs import beancount_balances, hledger_balances
from tests.memory import Memory
from tests.refunds.test_money import Lives


def transactions(memory: Memory) -> list[Transaction]:
    """What a life moved, as an export shows it."""
    found = []
    for recorded in memory.acts:
        lines = HOUSE.lines(recorded)
        for day in sorted({line.value_on for line in lines}):
            data = msgspec.to_builtins(recorded.act)
            found.append(
                Transaction(
                    act=ids.outer("act", recorded.id),
                    tag=recorded.act.tag,
                    at=recorded.at,
                    booked_on=day,
                    narration=narrate(recorded.act.tag, data, day, day),
                    subject=ids.outer(recorded.kind, recorded.subject),
                    code=code_of(memory, recorded),
                    lines=tuple(line for line in lines if line.value_on == day),
                )
            )
    return sorted(found, key=lambda transaction: transaction.booked_on)


def code_of(memory: Memory, recorded: Recorded) -> str | None:
    subject: UUID = recorded.subject
    purse = memory.get(PURSES, subject)
    return None if purse is None else str(purse.code)


class BookedLives(Lives):
    """The same lives; at the end of each its books are read by others."""

    def teardown(self) -> None:
        found = transactions(self.memory)
        if not found:
            return
        ends = {(name, "USD"): minor for name, minor in self.memory.balances.items()}
        first = found[0].booked_on
        accounts = [Account(name, ("USD",), first) for name in sorted(self.memory.balances)]
        with tempfile.TemporaryDirectory(prefix="lives-") as folder:
            for name, read in (("beancount", beancount_balances), ("hledger", hledger_balances)):
                form = FORMATS[name]
                pieces = [*form.head("Ana", accounts)]
                for transaction in found:
                    pieces += form.entry(transaction)
                path = Path(folder, f"books.{name}")
                path.write_text("".join([*pieces, *form.foot(found[-1].booked_on, ends)]), encoding="utf-8")
                named = bean_account if name == "beancount" else str
                held: Counter[tuple[str, str]] = Counter()
                for (account, currency), minor in ends.items():
                    held[named(account), currency] += minor
                assert read(path) == {place: minor for place, minor in held.items() if minor}


TestBookedLives = BookedLives.TestCase
TestBookedLives.settings = settings(
    max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_whatever_moves_money_is_told_in_words() -> None:
    moving = {act.tag for room in HOUSE.rooms for act in room.entries}
    assert moving == set(SENTENCES)
