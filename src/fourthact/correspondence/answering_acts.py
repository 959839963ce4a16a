"""Whether a message was answered by a machine: given, or withheld and why."""

from __future__ import annotations

from typing import ClassVar

from fourthact.acts import Act


class MessageAnswered(Act, frozen=True):
    """Its sender is told, by a notice to the holder, that the message arrived.

    `writer`, `writer_domain`: keyed hashes of the address in From and of its domain, by which answers are counted.
    """

    tag: ClassVar[str] = "message.answered"
    writer: int
    writer_domain: int


class MessageUnanswered(Act, frozen=True):
    """No machine answers the message; a person still may. `why`: the limit that was reached.

    `sender_hour`, `sender_day`, `reservation_hour`, `reservation_day` or `domain_hour`.
    """

    tag: ClassVar[str] = "message.unanswered"
    why: str


GIVEN = "given"
ANSWER_ACTS = (MessageAnswered, MessageUnanswered)
