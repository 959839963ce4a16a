"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.payments.acts import (
    ENTRIES,
    RAIL_NOTICES,
    EntryRead,
    EntryUnmatched,
    RailNoticed,
    RailNoticeRead,
)
from fourthact.payments.purse import PURSE_ACTS, PURSES
from fourthact.payments.rules import LEDGER

ROOM = Room(
    "payments",
    (*PURSE_ACTS, EntryRead, EntryUnmatched, RailNoticed, RailNoticeRead),
    (PURSES, ENTRIES, RAIL_NOTICES),
    LEDGER,
)
