"""A notice as mail: exactly its recorded words, with the headers that keep machines from answering it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from fourthact.correspondence.acts import Notice

# Our own mark, by which our mail is known when it comes back to us.
LOOP_HEADER = "X-Fourthact-Loop"


def compose(notice: Notice, words: Mapping[str, str], seller_name: str, at: datetime) -> bytes:
    """The message to hand to a mail server. Source: RFC 5322; RFC 3834 section 5 (Auto-Submitted)."""
    mail = EmailMessage(policy=SMTP)
    user, _, domain = words["sender"].rpartition("@")
    mail["From"] = MailAddress(seller_name, user, domain)
    mail["To"] = words["to"]
    mail["Reply-To"] = words["reply_to"]
    mail["Subject"] = words["subject"]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = notice.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail[LOOP_HEADER] = "1"
    mail.set_content(words["text"])
    mail.add_alternative(words["html"], subtype="html")
    mail["Content-Language"] = notice.language  # set earlier, it would move into the first part
    # One boundary for ever: the same notice is the same bytes, however often it is composed.
    mail.set_boundary(f"fourthact-{notice.id.hex}")
    return mail.as_bytes()
