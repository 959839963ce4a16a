"""What Stripe made lately, by the mark of our order: its lists know at once what its search learns late."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fourthact.rails.contract import Unknown
from fourthact.rails.stripe.answers import Made, Page, Refusal, unanswered

Answer = Made | Page | Refusal | Unknown

SPAN = timedelta(hours=25)  # Stripe's search may lag for an hour, its idempotency keys live for a day
# A thing is as old as its call, which may have taken so long: 80 seconds is the longest that Stripe's client waits.
LATE_SECONDS = 120
SWEEP_SECONDS = 3_600
PAGE = 100  # the most that Stripe lists at once


@dataclass(slots=True)
class Latest:
    """The latest things of a kind at one account, of which each list reads only what came since the last one.

    Who asks while a list is being read waits for the next one, and shares it with all who wait: however many orders
    are in doubt on a launch night, each thing is read once or twice.
    """

    ask: Callable[[Mapping[str, object], datetime], Awaitable[Answer]]
    _found: dict[str, tuple[str, int]] = field(default_factory=dict)  # mark: id, created
    _newest: int = 0
    _swept: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _begun: int = 0
    _read: int = 0

    def known(self, mark: str) -> str | None:
        """The id of what was made under a mark, as far as it was read."""
        name, _ = self._found.get(mark, (None, 0))
        return name

    async def id_of(self, mark: str, now: datetime) -> str | Unknown | None:
        """The id of what was made under a mark by the time of this call; None if nothing was."""
        asked = self._begun
        async with self._turn:
            if self._read <= asked and mark not in self._found:
                self._begun += 1
                doubt = await self._read_on(now)
                if doubt is not None:
                    return doubt
                self._read = self._begun
        return self.known(mark)

    async def _read_on(self, now: datetime) -> Unknown | None:
        oldest = int((now - SPAN).timestamp())
        words: dict[str, object] = {
            "created": {"gte": max(oldest, self._newest - LATE_SECONDS)},
            "limit": PAGE,
        }
        newest = self._newest
        while True:
            page = await self.ask(words, now)
            if not isinstance(page, Page):
                return unanswered(page)
            for made in page.data:
                newest = max(newest, made.created)
                if made.order is not None:
                    self._found[made.order] = (made.id, made.created)
            if not page.has_more or not page.data:
                break
            words["starting_after"] = page.data[-1].id
        self._newest = newest
        if newest > self._swept + SWEEP_SECONDS:  # what is older, the search knows by now
            self._found = {mark: found for mark, found in self._found.items() if found[1] >= oldest}
            self._swept = newest
        return None
