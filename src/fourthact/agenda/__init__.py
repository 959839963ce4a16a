"""The agenda: what is due now, handed to whoever can do it; and the clock it is read by.

Entries are written by the spine from what rows say is due, and vanish when the row no longer says so. This is
the only queue: what is retried is retried by our clock, which can be moved, never by the database's.
"""

from fourthact.agenda.clock import ClockReason, move_clock, read_clock
from fourthact.agenda.worker import (
    Due,
    InOtherHands,
    Later,
    claim,
    done,
    due_left,
    next_due,
    release,
    rest_seconds,
)

__all__ = [
    "ClockReason",
    "Due",
    "InOtherHands",
    "Later",
    "claim",
    "done",
    "due_left",
    "move_clock",
    "next_due",
    "read_clock",
    "release",
    "rest_seconds",
]
