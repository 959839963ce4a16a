"""The books as finance keeps them: what is held for whom on any day, closed periods, journals for other programs,
and the three-way check of ledger, provider and bank.

Lines are never written here by hand: a correction is an act like any other, and only a person makes one.
"""

from fourthact.books.actions import CLOSE, SET_ASIDE, CloseBooks, OnEntry
from fourthact.books.acts import CALENDAR
from fourthact.books.assigning import ASSIGN, AssignEntry, Part
from fourthact.books.checking import Checked
from fourthact.books.desk import Desk
from fourthact.books.exporting import journal_of
from fourthact.books.files import SEE_FILE, OnFile
from fourthact.books.jobs import BooksJobs
from fourthact.books.reads import Per, held
from fourthact.books.room import ROOM
from fourthact.books.rules import BooksReason
from fourthact.books.tasks import Tasks, payer_of, tasks
from fourthact.books.threeway import check_three_ways

__all__ = [
    "ASSIGN",
    "CALENDAR",
    "CLOSE",
    "ROOM",
    "SEE_FILE",
    "SET_ASIDE",
    "AssignEntry",
    "BooksJobs",
    "BooksReason",
    "Checked",
    "CloseBooks",
    "Desk",
    "OnEntry",
    "OnFile",
    "Part",
    "Per",
    "Tasks",
    "check_three_ways",
    "held",
    "journal_of",
    "payer_of",
    "tasks",
]
