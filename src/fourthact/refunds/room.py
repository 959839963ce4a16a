"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.refunds.acts import ACTS, REFUNDS
from fourthact.refunds.rules import LEDGER

ROOM = Room("refunds", ACTS, (REFUNDS,), LEDGER)
