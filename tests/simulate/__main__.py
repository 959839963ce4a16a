"""`make simulate SEED=1 LIVES=100`: random lives against the real app, judged from outside."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.simulate.worlds import Report, play

SHOWN_MAX = 20


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
        "--seasons", type=int, default=4, help="over how many seasons of 500 days (default: 4)"
    )
    parser.add_argument("--no-faults", action="store_true", help="a world in which nothing goes wrong")
    return parser


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
