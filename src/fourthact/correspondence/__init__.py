"""Every message in from any channel, every notice out, every address ever printed.

A message ends in exactly one recorded outcome. What is promised and what slips is known to the right of here.
"""

from fourthact.correspondence.actions import DECIDE, DecideMessage
from fourthact.correspondence.acts import ROOM, Message
from fourthact.correspondence.giving import GIVING, given_notices
from fourthact.correspondence.jobs import MailJobs
from fourthact.correspondence.papering import Paperer
from fourthact.correspondence.printing import (
    REGISTER,
    RETIRE,
    RegisterAddress,
    RetireAddress,
)
from fourthact.correspondence.reads import addresses, message_by_id, messages, raw_of, words_of
from fourthact.correspondence.replacing import Replacer
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.sending import Courier
from fourthact.correspondence.telling import Case
from fourthact.correspondence.whose import reply_address
from fourthact.correspondence.writing import ToTell, Writer

__all__ = [
    "DECIDE",
    "GIVING",
    "REGISTER",
    "RETIRE",
    "ROOM",
    "Case",
    "Courier",
    "DecideMessage",
    "MailJobs",
    "MailReason",
    "Message",
    "Paperer",
    "RegisterAddress",
    "Replacer",
    "RetireAddress",
    "ToTell",
    "Writer",
    "addresses",
    "given_notices",
    "message_by_id",
    "messages",
    "raw_of",
    "reply_address",
    "words_of",
]
