"""Who is asked when a promise slips, and what an answer does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from fourthact.delays.acts import (
    DelayAnswered,
    DelayGiven,
    DelayNotGiven,
    DelayOffered,
    DelayUnanswered,
    Offer,
)
from fourthact.reservations import Reservation
from fourthact.values.errors import Kind, Reason, Refused, Why


class DelayReason(Reason):
    """Why a holder is not asked, or an answer not taken."""

    NOT_WAITING = Why(Kind.CONFLICT, "This reservation was cancelled; there is nothing to wait for.")
    OFFERED_ALREADY = Why(Kind.CONFLICT, "The holder knows of this promise already.")
    NOTHING_OFFERED = Why(Kind.CONFLICT, "No change of the promise is waiting for an answer.")
    OFFER_OVER = Why(Kind.CONFLICT, "Nothing more is waited for about this change of the promise.")
    NOT_GIVEN = Why(Kind.CONFLICT, "The notice of this change was not given yet.")
    GIVEN_ALREADY = Why(Kind.CONFLICT, "The notice of this change was given already.")
    ANSWERED_ALREADY = Why(
        Kind.CONFLICT, "The answer to this change was {answer}. The next change is asked anew."
    )


def offer(
    reservation: Reservation | None, earlier: Offer | None, version: int, before: date | None, by: date | None
) -> DelayOffered:
    """Refuses: NOT_WAITING, OFFERED_ALREADY."""
    if reservation is None or reservation.cancelled_at is not None:
        raise Refused(DelayReason.NOT_WAITING)
    if reservation.promise_version >= version or (earlier is not None and earlier.promise_version >= version):
        raise Refused(DelayReason.OFFERED_ALREADY)
    return DelayOffered(before, by, version)


def given(offered: Offer | None, act: UUID, notice: str, at: datetime, answer_days: int) -> DelayGiven:
    """The notice of an offer was given: the days run from then. Refuses: OFFER_OVER, GIVEN_ALREADY."""
    offered = _open(offered, act)
    if offered.given_at is not None:
        raise Refused(DelayReason.GIVEN_ALREADY)
    return DelayGiven(at + timedelta(days=answer_days), notice, offered.promise_version)


def not_given(offered: Offer | None, act: UUID, notice: str) -> DelayNotGiven:
    """The notice came back: whatever ran from it runs no more. Refuses: OFFER_OVER, NOT_GIVEN."""
    offered = _open(offered, act)
    if offered.given_at is None:
        raise Refused(DelayReason.NOT_GIVEN)
    return DelayNotGiven(notice, offered.promise_version)


def _open(offered: Offer | None, act: UUID) -> Offer:
    """The offer made by an act, while nothing has followed from it. Refuses: OFFER_OVER."""
    if (
        offered is None
        or offered.act != act
        or offered.answer is not None
        or offered.unanswered_at is not None
    ):
        raise Refused(DelayReason.OFFER_OVER)
    return offered


def unanswered(offered: Offer | None, now: datetime) -> DelayUnanswered:
    """The days to answer are over. Refuses: OFFER_OVER."""
    over = offered is not None and offered.answer_by is not None and offered.answer_by <= now
    if offered is None or not over or offered.answer is not None or offered.unanswered_at is not None:
        raise Refused(DelayReason.OFFER_OVER)
    return DelayUnanswered(offered.promise_version)


def answer(offered: Offer | None, choice: str) -> DelayAnswered:
    """Refuses: NOTHING_OFFERED, ANSWERED_ALREADY."""
    if offered is None:
        raise Refused(DelayReason.NOTHING_OFFERED)
    if offered.answer is not None:
        raise Refused(DelayReason.ANSWERED_ALREADY, {"answer": offered.answer})
    return DelayAnswered(choice, offered.promise_version)
