"""Mail as bytes on the wire: what a message says, and later how it is received and sent.

Here a message is only read and carried; what it means for a reservation is the room of correspondence.
"""

from fourthact.mail.parse import Attachment, Letter, Mailbox, parse

__all__ = ["Attachment", "Letter", "Mailbox", "parse"]
