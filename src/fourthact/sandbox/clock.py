"""The world's clock: the latest moment anyone has told it, and what happens by itself in between."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime

from fourthact.values.time import EPOCH


class Clock:
    """Moves forward only. What is due on the way happens in order, each at its own time.

    Things due at the same moment happen in the order of their labels, so that callers who race each other
    find the same world.
    """

    def __init__(self) -> None:
        self.now = EPOCH
        self._agenda: list[tuple[datetime, str, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def at(self, when: datetime, label: str, happen: Callable[[], None]) -> None:
        """Let something happen then, or, if `when` has passed, as soon as the clock is moved or settled."""
        heapq.heappush(self._agenda, (max(when, self.now), label, next(self._count), happen))

    def advance(self, to: datetime) -> None:
        """Move to `to`, or stay if the world is already later, and let everything due happen."""
        while self._agenda and self._agenda[0][0] <= max(to, self.now):
            self.now, _, _, happen = heapq.heappop(self._agenda)
            happen()
        self.now = max(self.now, to)

    @property
    def next_at(self) -> datetime | None:
        """When the next thing happens by itself, if anything will."""
        return self._agenda[0][0] if self._agenda else None
