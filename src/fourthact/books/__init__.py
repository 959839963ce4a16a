"""The books as finance keeps them: what is held for whom on any day, closed periods, journals for other programs,
and the three-way check of ledger, provider and bank.

Lines are never written here by hand: a correction is an act like any other, and only a person makes one.
"""

from fourthact.books.actions import CLOSE, SET_ASIDE, CloseBooks, OnEntry
from fourthact.books.acts import CALENDAR
from fourthact.books.exporting import journal_of
from fourthact.books.reads import Per, held
from fourthact.books.room import ROOM
from fourthact.books.rules import BooksReason

__all__ = [
    "CALENDAR",
    "CLOSE",
    "ROOM",
    "SET_ASIDE",
    "BooksReason",
    "CloseBooks",
    "OnEntry",
    "Per",
    "held",
    "journal_of",
]
