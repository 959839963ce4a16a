"""Stripe's latest things are listed once for all who ask, and only as far back as was not read yet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from fourthact.rails.contract import Unknown
from fourthact.rails.stripe.answers import Made, Page
from fourthact.rails.stripe.latest import PAGE, Latest

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = int(NOW.timestamp())


class Lists:
    """A list of things, the newest first, by pages; `calls`: how often a page was asked for."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.calls = 0
        self.silent = False
        self.fails_every = 0

    def make(self, many: int, at: int) -> None:
        for number in range(len(self.made), len(self.made) + many):
            words = {"fourthact_order": f"m{number}"}
            self.made.append(Made(f"pi_{number}", "payment_intent", "succeeded", 1, "usd", at, words))

    async def page(self, words: Mapping[str, object], now: datetime) -> Page | Unknown:
        self.calls += 1
        await asyncio.sleep(0)
        if self.silent or (self.fails_every and self.calls % self.fails_every == 0):
            return Unknown("timed_out")
        created = words["created"]
        assert isinstance(created, dict)
        fits = [made for made in reversed(self.made) if made.created >= created["gte"]]
        names = [made.id for made in fits]
        after = words.get("starting_after")
        at = names.index(str(after)) + 1 if after else 0
        return Page(fits[at : at + PAGE], len(fits) > at + PAGE)


def test_many_who_ask_share_a_list() -> None:
    async def night() -> None:
        lists = Lists()
        lists.make(250, AT - 3_600)
        latest = Latest(lists.page)
        names = await asyncio.gather(*(latest.id_of(f"m{n}", NOW) for n in range(200)))
        assert names == [f"pi_{n}" for n in range(200)]
        assert lists.calls == 3
        assert await asyncio.gather(*(latest.id_of(f"none {n}", NOW) for n in range(50))) == [None] * 50
        assert lists.calls <= 3 * 3, "those who asked together did not share"
        lists.make(10, AT)
        assert await latest.id_of("m255", NOW) == "pi_255"
        before = lists.calls
        assert latest.known("m3") == "pi_3"
        lists.make(1, AT)
        assert await latest.id_of("m260", NOW) == "pi_260"
        assert lists.calls == before + 1, "what was read is read again"

    asyncio.run(night())


def test_what_is_made_while_a_list_is_read_is_not_taken_for_absent() -> None:
    """Whoever asks after a list has begun waits for the next one."""

    async def race() -> None:
        lists = Lists()
        lists.make(250, AT)
        latest = Latest(lists.page)
        first = asyncio.create_task(latest.id_of("absent", NOW))
        await asyncio.sleep(0)
        lists.make(1, AT)
        assert await latest.id_of("m250", NOW) == "pi_250"
        assert await first is None

    asyncio.run(race())


def test_no_answer_is_no_absence() -> None:
    async def silence() -> None:
        lists = Lists()
        lists.make(1, AT)
        latest, lists.silent = Latest(lists.page), True
        doubts = await asyncio.gather(*(latest.id_of(f"m{n}", NOW) for n in range(3)))
        assert all(isinstance(doubt, Unknown) for doubt in doubts)
        lists.silent = False
        assert await latest.id_of("m0", NOW) == "pi_0"
        assert await latest.id_of("m1", NOW) is None

    asyncio.run(silence())


def test_a_long_list_at_a_bad_stripe_comes_to_its_end() -> None:
    """Every fifth page fails, and there are twenty: each try goes on where the last one broke off."""

    async def bad_day() -> None:
        lists = Lists()
        for minute in range(60, 0, -3):
            lists.make(PAGE, AT - 60 * minute)
        latest, lists.fails_every = Latest(lists.page), 5
        tries = 0
        while isinstance(await latest.id_of("absent", NOW), Unknown):
            tries += 1
            lists.make(1, AT)
            assert tries < 10, "it begins anew each time"
        assert await latest.id_of("m0", NOW) == "pi_0"
        lists.fails_every = 0
        last = f"m{len(lists.made) - 1}"
        assert await latest.id_of(last, NOW) == "pi_" + last[1:], "what came meanwhile was passed over"

    asyncio.run(bad_day())
