"""Followers read the log with a cursor of their own: everything, in order, and again after a crash."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fourthact.acts import Recorded, follow
from fourthact.acts.follow import Follower
from fourthact.db.pool import connect_async
from fourthact.house import HOUSE
from fourthact.products import ProductOpened
from fourthact.reservations import ReservationPlaced
from tests.acts.shop import Shop, tended
from tests.acts.test_log import grown


class Diary:
    """What a follower was shown; it can fail once."""

    def __init__(self) -> None:
        self.seen: list[Recorded] = []
        self.fails = False

    async def heed(self, acts: Sequence[Recorded]) -> None:
        self.seen += acts
        if self.fails:
            raise ConnectionError("dies here")


async def followed(shop: Shop, follower: Follower) -> list[int]:
    covered = []
    async with await connect_async(shop.dsn, "fourthact_app") as conn:
        while done := await follower.run(conn, HOUSE, shop.seller):
            covered.append(done)
    return covered


def positions(diary: Diary) -> list[int]:
    return [r.act.position for r in diary.seen if isinstance(r.act, ReservationPlaced)]


def test_a_follower_sees_every_act_of_its_kinds_once_and_in_order() -> None:
    async def diaries(shop: Shop) -> None:
        placed, opened = Diary(), Diary()
        followers = [
            Follower("placed", (ReservationPlaced,), placed.heed),
            Follower("opened", (ProductOpened,), opened.heed),
        ]
        for count in (3, 0, 4):
            await shop.place_many(count)
            if count:
                await grown(shop)
            for follower in followers:
                await followed(shop, follower)
        assert positions(placed) == [*range(1, 8)]
        assert [recorded.subject for recorded in opened.seen] == [shop.product]
        assert placed.seen[0].body == {"email": "cleo@holder.example", "name": "Cléo"}

    tended(diaries)


def test_a_follower_reads_what_is_in_the_log_and_no_further() -> None:
    async def unlogged(shop: Shop) -> None:
        diary = Diary()
        follower = Follower("placed", (ReservationPlaced,), diary.heed)
        await grown(shop)
        await shop.place_many(2)
        assert await followed(shop, follower) == [2]
        assert diary.seen == []

    tended(unlogged)


def test_a_long_log_is_read_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "STRETCH", 5)

    async def long(shop: Shop) -> None:
        diary = Diary()
        await shop.place_many(10)
        await grown(shop)
        assert await followed(shop, Follower("placed", (ReservationPlaced,), diary.heed)) == [5, 5, 2]
        assert positions(diary) == [*range(1, 11)]

    tended(long)


def test_a_follower_that_dies_sees_its_stretch_again() -> None:
    async def dies(shop: Shop) -> None:
        diary = Diary()
        follower = Follower("placed", (ReservationPlaced,), diary.heed)
        await shop.place_many(2)
        await grown(shop)
        diary.fails = True
        with pytest.raises(ConnectionError):
            await followed(shop, follower)
        diary.fails = False
        await followed(shop, follower)
        assert positions(diary) == [1, 2, 1, 2]
        assert await followed(shop, follower) == []

    tended(dies)


def test_a_cursor_never_goes_back() -> None:
    """A worker that was slow to say how far it came does not take back what a faster one said."""

    async def slow(shop: Shop) -> None:
        await shop.place_many(2)
        await grown(shop)
        async with await connect_async(shop.dsn, "fourthact_app") as conn:
            await conn.execute(follow.ADVANCE, (shop.seller, "placed", 4))
            await conn.execute(follow.ADVANCE, (shop.seller, "placed", 3))
        assert shop.sql("SELECT next FROM cursors WHERE follower = 'placed'") == [(4,)]

    tended(slow)
