"""Worlds side by side: many lives are dealt out to worlds of their own, each in a process with its own app."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import structlog

from tests.simulate.play import simulate

# So many people live in one world: more to a world is less work in all, and two worlds keep two processors busy.
WORLD_LIVES = 500


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one world. `violations`: each with the story of the life that it befell."""

    lives: int
    acts: int
    mails: int
    compared: int
    faults: Counter[str]
    violations: Sequence[tuple[str, Sequence[str]]]
    outcome: str


def play(seed: int, lives: int, seasons: int, *, faults: bool) -> list[Report]:
    """Play all worlds, as many at once as there are processors."""
    worlds = [
        (f"{seed}.{first // WORLD_LIVES}", first, min(WORLD_LIVES, lives - first), seasons, faults)
        for first in range(0, lives, WORLD_LIVES)
    ]
    if len(worlds) == 1:
        return [play_world(*worlds[0])]
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(worlds), os.cpu_count() or 1), mp_context=fresh) as processes:
        return list(processes.map(play_world, *zip(*worlds, strict=True)))


def play_world(seed: str, first: int, lives: int, seasons: int, faults: bool) -> Report:
    """One world, in this process."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )

    def progress(line: str) -> None:
        print(f"world {seed}  {line}", flush=True)

    result = asyncio.run(
        simulate(seed, lives, first=first, seasons=seasons, faults=faults, progress=progress)
    )
    stories = {life["name"]: life["story"] for life in result.testimony["lives"]}
    violations = [(str(found), stories.get(found.life or "", ())) for found in result.violations]
    violations += [(f"audit: {finding}", ()) for finding in result.findings]
    return Report(
        lives=lives,
        acts=result.acts,
        mails=len(result.testimony["mails"]),
        compared=len(result.testimony["answers"]),
        faults=Counter(result.faults),
        violations=violations,
        outcome=result.fingerprint,
    )
