"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.books.acts import ACTS, BOOKS, DISPOSITIONS
from fourthact.books.rules import LEDGER

ROOM = Room("books", ACTS, (BOOKS, DISPOSITIONS), LEDGER)
