"""This room as the house knows it."""

from fourthact.acts import Room
from fourthact.refunds.acts import ACTS
from fourthact.refunds.moves import LEDGER
from fourthact.refunds.shares import SHARES
from fourthact.refunds.standing import REFUNDS

ROOM = Room("refunds", ACTS, (REFUNDS, SHARES), LEDGER)
