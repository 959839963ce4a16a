"""Who is asked when a promise slips, and what an answer does."""

from __future__ import annotations

from datetime import date

from fourthact.delays.acts import DelayAnswered, DelayOffered, Offer
from fourthact.reservations import Reservation
from fourthact.values.errors import Kind, Reason, Refused, Why


class DelayReason(Reason):
    """Why a holder is not asked, or an answer not taken."""

    NOT_WAITING = Why(Kind.CONFLICT, "This reservation was cancelled; there is nothing to wait for.")
    OFFERED_ALREADY = Why(Kind.CONFLICT, "The holder knows of this promise already.")
    NOTHING_OFFERED = Why(Kind.CONFLICT, "No change of the promise is waiting for an answer.")
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


def answer(offered: Offer | None, choice: str) -> DelayAnswered:
    """Refuses: NOTHING_OFFERED, ANSWERED_ALREADY."""
    if offered is None:
        raise Refused(DelayReason.NOTHING_OFFERED)
    if offered.answer is not None:
        raise Refused(DelayReason.ANSWERED_ALREADY, {"answer": offered.answer})
    return DelayAnswered(choice, offered.promise_version)
