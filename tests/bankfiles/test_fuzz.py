"""Damaged bank files: read with totals that add up, or refused with a sentence; none crashes us, none is endless."""

from __future__ import annotations

import pytest

from tests.bankfiles.fuzz import damaged, outcome
from tests.bankfiles.score import samples

# What once was read wrongly, or not at all, by seed 1: the amount of a single detail booked instead of its entry's, a
# row without a balance that nobody weighed, an entry without a day, and a megabyte of empty lines.
FOUND = (292, 501, 544, 997, 5070, 9261, 10623, 11178)


@pytest.mark.parametrize(
    "numbers", [range(n, n + 50) for n in range(100_000, 100_300, 50)] + [FOUND], ids=str
)
def test_damaged_files_are_read_or_refused(numbers: range) -> None:
    files = [raw for path in samples() if (raw := path.read_bytes())]
    came = {outcome(damaged(1, files, number)[0]) for number in numbers}
    assert len(came) > 1
