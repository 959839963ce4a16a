"""A small world: what `make simulate` plays at length, within the time of a test."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.simulate import auditor
from tests.simulate.play import Result, simulate


@cache
def small(lives: int = 25, seasons: int = 3) -> Result:
    return asyncio.run(simulate("small", lives, seasons=seasons))


def test_nobody_is_wronged_in_a_small_world_of_bad_days() -> None:
    result = small()
    assert not result.violations, [str(violation) for violation in result.violations]
    assert not result.findings
    assert result.acts > 500
    assert {"collect done_unanswered", "notice twice", "entries repeat"} <= result.faults.keys()
    left = [life for life in result.testimony["lives"] if life["wants_out"]]
    assert 5 <= len(left) < 25


def test_a_seed_reproduces_a_run() -> None:
    """Two runs of a seed agree. A machine that stands still for seconds makes real time-outs of its own, in one run
    and not in the other; so a third run may say which of two was disturbed, and must equal one of them exactly.
    """
    first, again = small(), asyncio.run(simulate("small", 25, seasons=3))
    if again.figures != first.figures:
        first, again = again, asyncio.run(simulate("small", 25, seasons=3))
        first = first if again.figures == first.figures else small()
    assert again.figures == first.figures
    assert again.faults == first.faults


def test_another_seed_is_another_world() -> None:
    other = asyncio.run(simulate("another", 6, seasons=1))
    assert not other.violations, [str(violation) for violation in other.violations]
    assert other.fingerprint != small().fingerprint


def test_the_auditor_knows_nothing_of_ours() -> None:
    tree = ast.parse(Path(auditor.__file__).read_text())
    names = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    roots = {name.partition(".")[0] for name in names}
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
    assert not roots & {"fourthact", "tests"}


def test_the_command_says_what_it_takes() -> None:
    command = [sys.executable, "-m", "tests.simulate", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert "--seed" in done.stdout
    assert "--lives" in done.stdout
