"""`make simulate SEED=1 LIVES=100`: random lives against the real app, judged from outside."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import structlog

from tests.simulate.play import simulate

# People live in worlds of this many, each with a database, an app and a sandbox of its own, side by side.
WORLD_LIVES = 500
SHOWN_MAX = 20


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


def main() -> int:
    began = time.monotonic()
    given = _arguments().parse_args()
    reports = play(given.seed, given.lives, given.seasons, faults=not given.no_faults)
    faults = sum((report.faults for report in reports), Counter[str]())
    violations = [violation for report in reports for violation in report.violations]
    _show(reports, faults, violations)
    print(f"seconds {time.monotonic() - began:.0f}")
    print(
        f"simulate seed {given.seed} lives {sum(report.lives for report in reports)}"
        f" acts {sum(report.acts for report in reports)} faults {faults.total()} violations {len(violations)}"
    )
    return 1 if violations else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same lives (default: 1)")
    parser.add_argument("--lives", type=int, default=100, help="how many people reserve (default: 100)")
    parser.add_argument(
        "--seasons", type=int, default=8, help="over how many seasons of 320 days (default: 8)"
    )
    parser.add_argument("--no-faults", action="store_true", help="a world in which nothing goes wrong")
    return parser


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


def _show(
    reports: Sequence[Report], faults: Counter[str], violations: Sequence[tuple[str, Sequence[str]]]
) -> None:
    print("faults")
    for name, times in sorted(faults.items()):
        print(f"  {times:6d}  {name}")
    print(f"mails {sum(report.mails for report in reports)}")
    print(f"answers compared {sum(report.compared for report in reports)}")
    outcome = hashlib.sha256(" ".join(report.outcome for report in reports).encode()).hexdigest()[:16]
    print(f"outcome {outcome}")
    for said, story in violations[:SHOWN_MAX]:
        print(f"VIOLATION {said}")
        for line in story:
            print(f"    {line}")
    if len(violations) > SHOWN_MAX:
        print(f"… and {len(violations) - SHOWN_MAX} more")


if __name__ == "__main__":
    sys.exit(main())
