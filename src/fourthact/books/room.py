"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.books.acts import ACTS, BOOKS, DISPOSITIONS
from fourthact.books.files import BANK_FILES, FILE_ACTS
from fourthact.books.proposals import PROPOSAL_ACTS, PROPOSALS
from fourthact.books.rules import LEDGER

ROOM = Room(
    "books", (*ACTS, *FILE_ACTS, *PROPOSAL_ACTS), (BOOKS, DISPOSITIONS, BANK_FILES, PROPOSALS), LEDGER
)
