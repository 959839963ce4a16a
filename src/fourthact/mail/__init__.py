"""Mail as bytes on the wire: what a message says, how it is received, how it is handed over.

Here a message is only read and carried; what it means for a reservation is the room of correspondence.
"""

from fourthact.mail.dkim import DkimKeys
from fourthact.mail.envelope import addressed, fit
from fourthact.mail.lines import Lines
from fourthact.mail.names import Finding, check_domain, resolver
from fourthact.mail.parse import Attachment, Letter, Mailbox, parse
from fourthact.mail.pull import BadSource, Source, sources
from fourthact.mail.receive import Door, listen
from fourthact.mail.send import Line, Post, Reply
from fourthact.mail.vouched import Vouched, vouched

__all__ = [
    "Attachment",
    "BadSource",
    "DkimKeys",
    "Door",
    "Finding",
    "Letter",
    "Line",
    "Lines",
    "Mailbox",
    "Post",
    "Reply",
    "Source",
    "Vouched",
    "addressed",
    "check_domain",
    "fit",
    "listen",
    "parse",
    "resolver",
    "sources",
    "vouched",
]
