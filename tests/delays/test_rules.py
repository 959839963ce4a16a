"""Who is asked when a promise slips, and what an answer does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from fourthact.delays import DelayReason, Offer
from fourthact.delays.acts import OFFERS
from fourthact.delays.rules import answer, given, not_given, offer, unanswered
from tests.refusals import in_order, refusal
from tests.reservations.test_rules import HERS

NOW = datetime(2020, 11, 2, 8, tzinfo=UTC)
BEFORE, AFTER = date(2020, 12, 31), date(2022, 12, 31)
ACT = UUID(int=7)
ASKED = Offer(UUID(int=1), HERS.id, 2, AFTER, NOW, None, None, ACT, None, None, None)


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


def test_refusals_of_a_notice_that_was_given_in_order() -> None:
    """Of no offer, of another offer, of one that was answered or has lapsed; of one whose notice was given already."""
    told = replace(ASKED, given_at=NOW, answer_by=NOW + timedelta(days=30))
    over = (
        None,
        replace(told, act=UUID(int=8)),
        replace(told, answer="wait"),
        replace(told, unanswered_at=NOW),
    )
    for row in over:
        assert refusal(lambda row=row: given(row, ACT, "ntc_1", NOW, 30)) is DelayReason.OFFER_OVER  # type: ignore[misc]
        assert refusal(lambda row=row: not_given(row, ACT, "ntc_1")) is DelayReason.OFFER_OVER  # type: ignore[misc]
    assert refusal(lambda: not_given(ASKED, ACT, "ntc_1")) is DelayReason.NOT_GIVEN
    assert refusal(lambda: given(told, ACT, "ntc_1", NOW, 30)) is DelayReason.GIVEN_ALREADY
    assert given(ASKED, ACT, "ntc_1", NOW, 30).answer_by == NOW + timedelta(days=30)


def test_the_days_to_answer_are_in_the_agenda_only_while_they_run() -> None:
    until = NOW + timedelta(days=30)
    told = replace(ASKED, given_at=NOW, answer_by=until)
    assert OFFERS.due is not None
    assert OFFERS.due(told) == {"unanswered": until}
    for row in (ASKED, replace(told, answer="wait"), replace(told, unanswered_at=NOW)):
        assert OFFERS.due(row) == {}
    assert unanswered(told, until).promise_version == 2
    for late in (lambda: unanswered(told, until - timedelta(seconds=1)), lambda: unanswered(ASKED, until)):
        assert refusal(late) is DelayReason.OFFER_OVER
