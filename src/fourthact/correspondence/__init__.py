"""Every message in from any channel, every notice out, every address ever printed.

A message ends in exactly one recorded outcome. What is promised and what slips is known to the right of here.
"""

from fourthact.correspondence.actions import (
    DECIDE,
    REGISTER,
    RETIRE,
    DecideMessage,
    RegisterAddress,
    RetireAddress,
)
from fourthact.correspondence.acts import ROOM, Message
from fourthact.correspondence.jobs import MailJobs
from fourthact.correspondence.previews import Preview, preview
from fourthact.correspondence.reads import addresses, messages
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.telling import Case
from fourthact.correspondence.writing import Writer

__all__ = [
    "DECIDE",
    "REGISTER",
    "RETIRE",
    "ROOM",
    "Case",
    "DecideMessage",
    "MailJobs",
    "MailReason",
    "Message",
    "Preview",
    "RegisterAddress",
    "RetireAddress",
    "Writer",
    "addresses",
    "messages",
    "preview",
]
