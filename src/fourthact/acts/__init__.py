"""The record: acts, the one spine that writes them, the log they stand in, and its proofs.

There is no second way to write an act, a ledger line or an agenda entry. What an act means is not known
here: rooms say it with their folds.
"""

from fourthact.acts.act import Act, By, Draft, Entries, Evidence, Fold, House, Recorded, Room, Row, subject_of
from fourthact.acts.spine import Answer, Caller, Request, Spine, Verb, World

__all__ = [
    "Act",
    "Answer",
    "By",
    "Caller",
    "Draft",
    "Entries",
    "Evidence",
    "Fold",
    "House",
    "Recorded",
    "Request",
    "Room",
    "Row",
    "Spine",
    "Verb",
    "World",
    "subject_of",
]
