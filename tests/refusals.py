"""How a room's rules are tested for the order of their refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from fourthact.values.errors import Reason, Refused

Case = tuple[Reason, Callable[[], Any]]


def refusal(ask: Callable[[], Any]) -> Reason:
    """Why this is refused; its sentence can be told."""
    with pytest.raises(Refused) as no:
        ask()
    sentence = no.value.sentence
    assert sentence
    assert "{" not in sentence
    return no.value.reason


def in_order(cases: Sequence[Case]) -> None:
    """Each case is refused for its reason, although the reasons of all later ones hold as well."""
    assert [refusal(ask) for _, ask in cases] == [reason for reason, _ in cases]
