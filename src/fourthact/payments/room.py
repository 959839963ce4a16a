"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.payments.acts import (
    ENTRIES,
    PURSE_ACTS,
    PURSES,
    RAIL_NOTICES,
    EntryRead,
    RailNoticed,
    RailNoticeRead,
)
from fourthact.payments.rules import LEDGER

ROOM = Room(
    "payments",
    (*PURSE_ACTS, EntryRead, RailNoticed, RailNoticeRead),
    (PURSES, ENTRIES, RAIL_NOTICES),
    LEDGER,
)
