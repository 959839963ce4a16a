"""The books as finance keeps them: what is held for whom on any day, closed periods, journals for other programs,
and the three-way check of ledger, provider and bank.

Lines are never written here by hand: a correction is an act like any other, and only a person makes one.
"""

from fourthact.books.actions import CLOSE, SET_ASIDE, CloseBooks, OnEntry
from fourthact.books.acts import CALENDAR
from fourthact.books.checking import Checked
from fourthact.books.exporting import journal_of
from fourthact.books.jobs import BooksJobs
from fourthact.books.reads import Per, held
from fourthact.books.room import ROOM
from fourthact.books.rules import BooksReason
from fourthact.books.threeway import check_three_ways

__all__ = [
    "CALENDAR",
    "CLOSE",
    "ROOM",
    "SET_ASIDE",
    "BooksJobs",
    "BooksReason",
    "Checked",
    "CloseBooks",
    "OnEntry",
    "Per",
    "check_three_ways",
    "held",
    "journal_of",
]
