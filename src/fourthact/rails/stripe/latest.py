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
class _List:
    """A list that is being read, newest first. `since`: made then or later; `after`: the last that was read."""

    since: int
    newest: int
    after: str | None = None


@dataclass(slots=True)
class Latest:
    """The latest things of a kind at one account, of which each list reads only what came since the last one.

    Who asks while a list is being read waits for the next one, and shares it with all who wait: however many orders
    are in doubt on a launch night, each thing is read once or twice.
    """

    ask: Callable[[Mapping[str, object], datetime], Awaitable[Answer]]
    _found: dict[str, tuple[str, int]] = field(default_factory=dict)  # mark: id, created
    _newest: int = 0
    _broken_off: _List | None = None
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
        """Read what came since the last time. A list that broke off is read on where it did, and only then the next
        one begun: at a Stripe that fails often, a long list would else never come to its end.
        """
        if (
            self._broken_off is not None
            and (doubt := await self._read_list(self._broken_off, now)) is not None
        ):
            return doubt
        oldest = int((now - SPAN).timestamp())
        return await self._read_list(_List(max(oldest, self._newest - LATE_SECONDS), self._newest), now)

    async def _read_list(self, part: _List, now: datetime) -> Unknown | None:
        self._broken_off = part
        while True:
            words: dict[str, object] = {"created": {"gte": part.since}, "limit": PAGE}
            if part.after is not None:
                words["starting_after"] = part.after
            page = await self.ask(words, now)
            if not isinstance(page, Page):
                return unanswered(page)
            for made in page.data:
                part.newest = max(part.newest, made.created)
                if made.order is not None:
                    self._found[made.order] = (made.id, made.created)
            if not page.has_more or not page.data:
                break
            part.after = page.data[-1].id
        self._broken_off, self._newest = None, max(part.newest, self._newest)
        if self._newest > self._swept + SWEEP_SECONDS:  # what is older, the search knows by now
            oldest = int((now - SPAN).timestamp())
            self._found = {mark: found for mark, found in self._found.items() if found[1] >= oldest}
            self._swept = self._newest
        return None
