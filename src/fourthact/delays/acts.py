"""What can have happened when a promise slipped: each holder is told and asked, and may answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

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


class Offer(Row, frozen=True):
    """The newest offer to a holder, and the answer if there is one."""

    promise_version: int
    promised_by: date | None
    offered_at: datetime
    answer: str | None
    answered_at: datetime | None


def _offer(row: Offer | None, recorded: Recorded) -> Offer:
    match recorded.act:
        case DelayOffered() as act:
            return Offer(
                recorded.seller, recorded.subject, act.promise_version, act.by, recorded.at, None, None
            )
        case DelayAnswered() as act:
            assert row is not None
            return replace(row, answer=act.choice, answered_at=recorded.at)
        case other:
            raise AssertionError(other)


OFFERS = Fold("offers", Offer, (DelayOffered, DelayAnswered), subject_of, _offer)

ROOM = Room("delays", (DelayOffered, DelayAnswered), (OFFERS,))
