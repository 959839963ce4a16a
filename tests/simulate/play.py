"""Plays a simulation from the first day to the last refund, and takes down what can be seen from outside."""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any

from tests.simulate import auditor
from tests.simulate.lives import Life, draw
from tests.simulate.staff import Staff
from tests.simulate.world import START, Seller, World, opened, print_address, together

# A season: the days from its first on which something happens. Letters are answered in days, promises slip in years.
# Many people do something on the same days: a world with more days has more to wait for and nothing more to judge.
DAYS = (0, 1, 2, 5, 12, 40)
SEASON = timedelta(days=500)
SIDE_BY_SIDE = 32
# After the last planned day: how long until nothing can come back any more. A refund may fail three weeks later,
# and if its notice is lost, the app finds out at its own last look, after 35 days.
QUIET_DAYS = 45
WINDING_DAYS = 5
WINDING_MAX = 200

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a simulation. `figures` are the same whenever the seed is; `disturbed` may vary a little."""

    testimony: Mapping[str, Any]
    violations: Sequence[auditor.Violation]
    findings: Sequence[str]
    acts: int
    faults: Mapping[str, int]
    seconds: float
    fingerprint: str

    @property
    def figures(self) -> tuple[int, int, int, str]:
        return self.acts, sum(self.faults.values()), len(self.violations), self.fingerprint


async def simulate(
    seed: str,
    count: int,
    *,
    first: int = 0,
    seasons: int = 4,
    faults: bool = True,
    progress: Progress = lambda line: None,
) -> Result:
    """Play `count` lives, numbered from `first`, over so many seasons, then judge."""
    began = monotonic()
    async with opened(seed, faults=faults) as world:
        play = Play(seed, range(first, first + count), seasons, world, progress)
        await play.on()
        testimony = await take_down(world, play.lives)
        struck = await world.outside("GET", "/control/faults")
        findings = [str(finding) for finding in world.audited().findings]
    violations = auditor.judge(testimony)
    return Result(
        testimony=testimony,
        violations=violations,
        findings=findings,
        acts=sum(len(seller["entries"]) for seller in testimony["sellers"]),
        faults=_faults(struck, testimony),
        seconds=monotonic() - began,
        fingerprint=auditor.fingerprint(testimony),
    )


class Play:
    """The calendar, the lives, and those who work for the sellers."""

    def __init__(
        self, seed: str, numbers: Sequence[int], seasons: int, world: World, progress: Progress
    ) -> None:
        self.seed, self.seasons, self.world, self.progress = seed, seasons, world, progress
        self.moments = [
            START + season * SEASON + timedelta(days=day) for season in range(seasons) for day in DAYS
        ]
        self.dice = random.Random(f"{seed}|play")
        slips = {
            product["id"]: sorted(self.dice.sample(range(1, seasons), min(3, seasons - 1)))
            for seller in world.sellers
            for product in seller.products
        }
        self.slips = {name: [season * len(DAYS) for season in chosen] for name, chosen in slips.items()}
        self.lives = [draw(seed, number, world.sellers, len(self.moments), self.slips) for number in numbers]
        self.staff = [Staff(seller, self.lives, seed) for seller in world.sellers]

    async def on(self) -> None:
        """From the first day to the last refund."""
        for place, moment in enumerate(self.moments):
            if moment > self.world.now:
                await self.world.advance(moment)
            await self._act(place)
            if place % len(DAYS) == len(DAYS) - 1:
                self._report(place)
        await self._wind_down()

    async def _act(self, place: int) -> None:
        if place % len(DAYS) == 0:
            await self._turn_season(place)
        living = [life.live(self.world, place) for life in self.lives if place in life.steps]
        await together(SIDE_BY_SIDE, *living)
        if living:
            await self.world.settle()
        if any([await staff.work(self.world) for staff in self.staff]):
            await self.world.settle()
        await self._pry()
        await self._look_at_logs()

    async def _turn_season(self, place: int) -> None:
        """Promises slip, and now and then a seller changes its address."""
        season, turned = place // len(DAYS), False
        for seller in self.world.sellers:
            for product in seller.products:
                if place in self.slips[product["id"]]:
                    turned = True
                    await self._slip(seller, product, self.slips[product["id"]].index(place))
            if season in (1, 3):
                turned = True
                await print_address(self.world, seller, f"holders-{season}@{seller.domain}")
        if turned:
            await self.world.settle()

    async def _slip(self, seller: Seller, product: Mapping[str, Any], count: int) -> None:
        by = None if count == 2 else date(2021 + count, 12, 31).isoformat()
        path = f"/products/{product['id']}/promises"
        words = {"by": by, "reason": "The brakes need more time."}
        told = await self.world.call(
            seller.keys["ana"], "POST", path, words, once=f"slip-{product['slug']}-{count}"
        )
        self.world.expect("promise", f"a promise is revised: {told.code}", told.code, "")

    async def _pry(self) -> None:
        """The other seller's key sees of a reservation what it sees of one that never was."""
        placed = [life for life in self.lives if life.reservation]
        if not placed:
            return
        life = self.dice.choice(placed)
        other = next(seller for seller in self.world.sellers if seller is not life.seller)
        nobody = f"rsv_{self.dice.getrandbits(128):032x}"
        attempts: Sequence[tuple[str, str, Any]] = (
            ("GET", "", None), ("GET", "/acts", None), ("GET", "/pack", None), ("POST", "/cancellation", None),
            ("POST", "/answers", {"choice": "leave"}), ("POST", "/payments", {"stage": 1, "card": "card_ok"}),
        )  # fmt: skip
        method, rest, words = self.dice.choice(attempts)
        seen = []
        for number, name in enumerate((str(life.reservation), nobody)):
            once = f"pry-{self.world.requests}-{number}" if method == "POST" else None
            told = await self.world.call(
                other.keys["site"], method, f"/reservations/{name}{rest}", words, once=once
            )
            seen.append([told.status, str(told.said).replace(name, "…")])
        self.world.expect("stranger", f"{method} …{rest} by another seller", seen[0], seen[1], life.name)
        self.world.expect("stranger", f"{method} …{rest} by another seller", seen[0][0], 404, life.name)
        forged = f"{life.page[:-9]}{'A' if life.page[-9] != 'A' else 'B'}{life.page[-8:]}"
        page = await self.world.page("GET", forged)
        self.world.expect("stranger", "a page under a forged address", page.status_code, 404, life.name)
        listed = await self.world.call(
            other.keys["site"], "GET", f"/reservations?limit=500&product={life.product['id']}"
        )
        self.world.expect(
            "stranger", "a list of another's product", listed.said.get("reservations"), [], life.name
        )

    async def _look_at_logs(self) -> None:
        for seller in self.world.sellers:
            told = await self.world.call(None, "GET", f"/log/{seller.id}/checkpoint")
            seller.checkpoints.append(told.said.decode())

    async def _wind_down(self) -> None:
        """Staff go on until every refund is settled and nothing has happened for long."""
        quiet = 0
        for _ in range(WINDING_MAX):
            await self.world.advance(self.world.now + timedelta(days=WINDING_DAYS))
            done = any([await staff.work(self.world) for staff in self.staff])
            if done:
                await self.world.settle()
            quiet = 0 if done else quiet + WINDING_DAYS
            if quiet >= QUIET_DAYS:
                break
        await self._look_at_logs()

    def _report(self, place: int) -> None:
        placed = sum(life.reservation is not None for life in self.lives)
        gone = sum(life.wants_out is not None for life in self.lives)
        mails = len(self.world.mails)
        day = f"{self.moments[place]:%Y-%m}"
        self.progress(f"{day}  {placed:5d} placed  {gone:5d} asked to leave  {mails:6d} mails")


async def take_down(world: World, lives: Sequence[Life]) -> dict[str, Any]:
    """All that the auditor gets to see."""
    return {
        "sellers": [await _seller(world, seller) for seller in world.sellers],
        "mails": world.mails,
        "lives": [life.testimony() for life in lives],
        "answers": world.answers,
    }


async def _seller(world: World, seller: Seller) -> dict[str, Any]:
    size = int(seller.checkpoints[-1].split("\n")[1])
    vkeys = (await world.call(None, "GET", f"/log/{seller.id}/vkey")).said.decode().split()
    return {
        "id": seller.id,
        "origin": seller.origin,
        "vkeys": vkeys,
        "books": await world.outside("GET", f"/books/{seller.id}"),
        "balances": (await world.call(seller.keys["ana"], "GET", "/books/balances")).said["balances"],
        "checkpoints": seller.checkpoints,
        "entries": await _entries(world, seller, size),
        "tiles": await _tiles(world, seller, size),
    }


async def _entries(world: World, seller: Seller, size: int) -> list[str]:
    """The acts of the log, from its bundles (C2SP tlog-tiles: each entry after its length in two bytes)."""
    found = []
    for index, width in _widths(size):
        raw = (await world.call(None, "GET", f"/log/{seller.id}/tile/entries/{_path(index, width)}")).said
        while raw:
            (length,) = struct.unpack(">H", raw[:2])
            found.append(raw[2 : 2 + length].decode())
            raw = raw[2 + length :]
    return found


async def _tiles(world: World, seller: Seller, size: int) -> dict[str, str]:
    found, level = {}, 0
    while size:
        for index, width in _widths(size):
            told = await world.call(None, "GET", f"/log/{seller.id}/tile/{level}/{_path(index, width)}")
            found[f"{level}/{index}"] = told.said.hex()
        level, size = level + 1, size // auditor.TILE_WIDTH
    return found


def _widths(size: int) -> list[tuple[int, int]]:
    full, rest = divmod(size, auditor.TILE_WIDTH)
    return [(index, auditor.TILE_WIDTH) for index in range(full)] + ([(full, rest)] if rest else [])


def _path(index: int, width: int) -> str:
    head, tail = divmod(index, 1000)
    name = f"{tail:03d}"
    while head:
        head, tail = divmod(head, 1000)
        name = f"x{tail:03d}/{name}"
    return name if width == auditor.TILE_WIDTH else f"{name}.p/{width}"


def _faults(struck: Mapping[str, Mapping[str, int]], testimony: Mapping[str, Any]) -> dict[str, int]:
    """How often each fault struck; what mail servers refused is seen in the log."""
    counted: Counter[str] = Counter()
    for operation, faults in struck.items():
        counted.update({f"{operation} {fault}": times for fault, times in faults.items()})
    for seller in testimony["sellers"]:
        for text in seller["entries"]:
            for tag in ("notice.deferred", "notice.failed"):
                counted[f"mail {tag.removeprefix('notice.')}"] += f'"tag":"{tag}"' in text
    return dict(sorted(counted.items()))
