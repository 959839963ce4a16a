"""Promises that slip: what each holder was told and asked, and what they answered.

What a law makes of silence is not decided here yet: who does not answer keeps waiting, and keeps the right to leave.
"""

from fourthact.delays.actions import ANSWER, AnswerDelay
from fourthact.delays.acts import ROOM, Offer
from fourthact.delays.jobs import DelayJobs
from fourthact.delays.rules import DelayReason

__all__ = [
    "ANSWER",
    "ROOM",
    "AnswerDelay",
    "DelayJobs",
    "DelayReason",
    "Offer",
]
