"""The rooms without a database: verbs decide on rows in memory, acts fold into them, lines add up.

It does what the spine does with a batch of one, and nothing of what makes the spine durable.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fourthact.acts import Act, By, Draft, Fold, Recorded, World
from fourthact.acts.act import Row
from fourthact.house import HOUSE
from fourthact.values import ids

START = datetime(2018, 7, 11, 9, tzinfo=UTC)


@dataclass
class Memory:
    """One seller's rows, acts and balances."""

    seller: UUID = field(default_factory=ids.new_id)
    now: datetime = START
    rows: dict[tuple[str, int, int], Row | None] = field(default_factory=dict)
    acts: list[Recorded] = field(default_factory=list)
    balances: Counter[str] = field(default_factory=Counter)

    def ask(self, verb: Any, args: Any, by: By = By("seller")) -> list[Recorded]:  # noqa: B008
        """Decide and record; raises what the verb refuses."""
        places = [(fold.table, self.seller.int, key.int) for fold, key in verb.reads(self.seller, args)]
        world = World(self.seller, {place: self.rows.get(place) for place in places})
        return [self._record(draft, by) for draft in verb.decide(args, by, world, self.now)]

    def record(self, act: Act, kind: str = "entry") -> Recorded:
        """An act that nobody decided on."""
        return self._record(Draft(kind, ids.new_id(), act), By("seller"))

    def get(self, fold: Fold[Any], key: UUID) -> Any:
        return self.rows.get((fold.table, self.seller.int, key.int))

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def _record(self, draft: Draft, by: By) -> Recorded:
        number = 1 + sum(recorded.subject == draft.subject for recorded in self.acts)
        recorded = Recorded(
            self.seller, ids.new_id(), draft.kind, draft.subject, number, self.now, draft.by or by, draft.act,
            draft.body,
        )  # fmt: skip
        self.acts.append(recorded)
        for line in HOUSE.lines(recorded):
            self.balances[line.debit] += line.amount.minor
            self.balances[line.credit] -= line.amount.minor
        for fold in HOUSE.followers(recorded.act):
            key = fold.key(recorded)
            if key is not None:
                place = (fold.table, self.seller.int, key.int)
                self.rows[place] = fold.evolve(self.rows.get(place), recorded)
        return recorded
