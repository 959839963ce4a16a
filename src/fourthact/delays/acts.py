"""What can have happened when a promise slipped: each holder is told and asked, and may answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of


class DelayOffered(Act, frozen=True):
    """A holder is told of a new promise, and may wait or leave. Silence changes nothing here: they keep waiting."""

    tag: ClassVar[str] = "delay.offered"
    before: date | None
    by: date | None
    promise_version: int


class DelayAnswered(Act, frozen=True):
    """The holder's answer. `choice`: `wait` or `leave`."""

    tag: ClassVar[str] = "delay.answered"
    choice: str
    promise_version: int


class DelayGiven(Act, frozen=True):
    """The notice of the offer was handed over: to a mail server, to the post, or by a person. The days to answer it run
    from now, to `answer_by`."""

    tag: ClassVar[str] = "delay.given"
    answer_by: datetime
    notice: str
    promise_version: int


class DelayNotGiven(Act, frozen=True):
    """The notice of the offer came back: it counts as not given, and no days run before another is."""

    tag: ClassVar[str] = "delay.not_given"
    notice: str
    promise_version: int


class DelayUnanswered(Act, frozen=True):
    """The days to answer are over. The holder keeps the place in line, the choice, and the right to leave."""

    tag: ClassVar[str] = "delay.unanswered"
    promise_version: int


class Offer(Row, frozen=True):
    """The newest offer to a holder, and the answer if there is one. `act`: that it was made with; `given_at`: when its
    notice was given, None before that and once that came back; `answer_by`: until when an answer is asked for."""

    promise_version: int
    promised_by: date | None
    offered_at: datetime
    answer: str | None
    answered_at: datetime | None
    act: UUID
    given_at: datetime | None
    answer_by: datetime | None
    unanswered_at: datetime | None


def _offer(row: Offer | None, recorded: Recorded) -> Offer:
    match recorded.act:
        case DelayOffered() as act:
            return Offer(
                seller=recorded.seller,
                id=recorded.subject,
                promise_version=act.promise_version,
                promised_by=act.by,
                offered_at=recorded.at,
                answer=None,
                answered_at=None,
                act=recorded.id,
                given_at=None,
                answer_by=None,
                unanswered_at=None,
            )
        case other:
            assert row is not None
            return _later(row, recorded.at, other)


def _later(row: Offer, at: datetime, act: Act) -> Offer:
    match act:
        case DelayAnswered():
            return replace(row, answer=act.choice, answered_at=at)
        case DelayGiven():
            return replace(row, given_at=at, answer_by=act.answer_by)
        case DelayNotGiven():
            return replace(row, given_at=None, answer_by=None)
        case DelayUnanswered():
            return replace(row, unanswered_at=at)
        case other:
            raise AssertionError(other)


def _due(row: Offer) -> dict[str, datetime]:
    # Days that do not run are not in the agenda: nothing falls due by a notice that came back.
    open_until = row.answer_by if row.answer is None and row.unanswered_at is None else None
    return {} if open_until is None else {"unanswered": open_until}


DELAY_ACTS = (DelayOffered, DelayAnswered, DelayGiven, DelayNotGiven, DelayUnanswered)
OFFERS = Fold("offers", Offer, DELAY_ACTS, subject_of, _offer, _due)

ROOM = Room("delays", DELAY_ACTS, (OFFERS,))
