"""Who is asked when a promise slips, and what an answer does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from fourthact.delays import DelayReason, Offer
from fourthact.delays.rules import answer, offer
from tests.refusals import in_order, refusal
from tests.reservations.test_rules import HERS

NOW = datetime(2020, 11, 2, 8, tzinfo=UTC)
BEFORE, AFTER = date(2020, 12, 31), date(2022, 12, 31)
ASKED = Offer(UUID(int=1), HERS.id, 2, AFTER, NOW, None, None)


def test_refusals_of_an_offer_in_order() -> None:
    """Nobody; who has left, although they were asked before; who was asked already."""
    left = replace(HERS, cancelled_at=NOW)
    in_order(
        [
            (DelayReason.NOT_WAITING, lambda: offer(None, ASKED, 2, BEFORE, AFTER)),
            (DelayReason.NOT_WAITING, lambda: offer(left, ASKED, 2, BEFORE, AFTER)),
            (DelayReason.OFFERED_ALREADY, lambda: offer(HERS, ASKED, 2, BEFORE, AFTER)),
        ]
    )


@pytest.mark.parametrize(("known", "version", "is_new"), [(1, 2, True), (2, 2, False), (3, 2, False)])
def test_who_agreed_to_a_promise_is_not_asked_about_it(known: int, version: int, is_new: bool) -> None:
    """Whoever reserved after the slip knows of it."""
    hers = replace(HERS, promise_version=known)
    if is_new:
        assert offer(hers, None, version, BEFORE, AFTER).promise_version == version
    else:
        assert refusal(lambda: offer(hers, None, version, BEFORE, AFTER)) is DelayReason.OFFERED_ALREADY


def test_each_slip_is_asked_about_anew() -> None:
    assert offer(HERS, replace(ASKED, answer="wait"), 3, AFTER, None).by is None


def test_refusals_of_an_answer_in_order() -> None:
    in_order(
        [
            (DelayReason.NOTHING_OFFERED, lambda: answer(None, "leave")),
            (DelayReason.ANSWERED_ALREADY, lambda: answer(replace(ASKED, answer="wait"), "leave")),
        ]
    )
    assert (answer(ASKED, "wait").choice, answer(ASKED, "wait").promise_version) == ("wait", 2)
