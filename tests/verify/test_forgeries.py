"""The table of forgeries: each is refused, and for its own reason."""

from __future__ import annotations

from collections import Counter

import pytest

from fourthact.verify import Forged, Forgery, verify_file
from tests.vectors import forgeries, story

TABLE = forgeries.table()


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_a_forgery_is_refused_for_its_reason(case: forgeries.Case) -> None:
    with pytest.raises(Forged) as refused:
        verify_file(case.data, story.KEY.vkey)
    assert refused.value.reason is case.reason, str(refused.value)


def test_every_reason_has_its_forgery() -> None:
    """TOO_LARGE is tested beside the limit itself: a file of that size is no table's matter."""
    assert {case.reason for case in TABLE} == set(Forgery) - {Forgery.TOO_LARGE}
    assert max(Counter(case.name for case in TABLE).values()) == 1
