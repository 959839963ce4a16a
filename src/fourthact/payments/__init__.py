"""Money that comes in: what each reservation owes and has paid, the bank's statement, the rails' notices.

What goes back to a holder is known to the right of here, never here.
"""

from fourthact.payments.actions import ORDER, OrderPayment
from fourthact.payments.acts import (
    ENTRIES,
    Entry,
    EntryRead,
    PaymentDeclined,
    PaymentDisputeReversed,
    PaymentReceived,
    StageMissed,
)
from fourthact.payments.byhand import Handed
from fourthact.payments.chart import Accounts
from fourthact.payments.disputes import dispute_news
from fourthact.payments.jobs import PaymentJobs, account_of
from fourthact.payments.purse import PURSES, Payment, Purse
from fourthact.payments.reads import body_of, purse_of
from fourthact.payments.room import ROOM
from fourthact.payments.rules import PaymentReason
from fourthact.payments.transfers import Instruction, instructions
from fourthact.values.references import reference_of

__all__ = [
    "ENTRIES",
    "ORDER",
    "PURSES",
    "ROOM",
    "Accounts",
    "Entry",
    "EntryRead",
    "Handed",
    "Instruction",
    "OrderPayment",
    "Payment",
    "PaymentDeclined",
    "PaymentDisputeReversed",
    "PaymentJobs",
    "PaymentReason",
    "PaymentReceived",
    "Purse",
    "StageMissed",
    "account_of",
    "body_of",
    "dispute_news",
    "instructions",
    "purse_of",
    "reference_of",
]
