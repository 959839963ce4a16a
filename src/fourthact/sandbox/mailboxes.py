"""Everybody's mailbox: an SMTP server that takes mail for any address, or refuses it when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from fourthact.values.time import instant_text

MAIL_BYTES_MAX = 32 * 1024 * 1024


class MailRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What happens to mail for recipients of this pattern (`*` stands for anything).

    `bounce` refuses with 550, `greylist` with 451 the first `times` tries of each recipient; `bounce_later`
    accepts, and keeps a bounce ready at `/mail/{n}/bounce`. `times`: None for always (greylist: once).
    """

    recipient: str
    answer: Literal["bounce", "greylist", "bounce_later"]
    status: Annotated[str, msgspec.Meta(pattern=r"^[45]\.\d{1,3}\.\d{1,3}$")] = "5.1.1"
    text: Annotated[str, msgspec.Meta(pattern=r"^[ -~]{1,200}$")] = "Address not found"
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None

    def covers(self, recipient: str) -> bool:
        return fnmatchcase(recipient.lower(), self.recipient.lower())


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A recipient for whom mail was accepted in vain."""

    recipient: str
    status: str = "5.1.1"
    text: str = "Address not found"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it arrived; the bytes are the truth."""

    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    bouncing: tuple[Unreachable, ...]

    def shown(self) -> dict[str, object]:
        message = message_from_bytes(self.raw, policy=policy.default)
        return {
            "n": self.number,
            "at": instant_text(self.at),
            "from": self.sender,
            "to": self.recipients,
            "subject": header(message, "subject"),
            "date": header(message, "date"),
            "message_id": header(message, "message-id"),
            "reply_to": header(message, "reply-to"),
            "language": header(message, "content-language"),
            "text": text(message),
            "bouncing": [unreachable.recipient for unreachable in self.bouncing],
        }


class Mailboxes:
    """All mail ever accepted, and the rules for mail to come."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self._rules: tuple[MailRule, ...] = ()
        self._struck: dict[tuple[MailRule, str], int] = {}

    def rule(self, rules: Sequence[MailRule]) -> None:
        """Replace all rules; the first that matches a recipient counts."""
        self._rules, self._struck = tuple(rules), {}

    def answer(self, recipient: str) -> str | None:
        """The refusal for a recipient at RCPT, or None to take the mail."""
        rule = self._rule_for(recipient)
        if rule is None or rule.answer == "bounce_later" or not self._strikes(rule, recipient):
            return None
        if rule.answer == "bounce":
            return f"550 {rule.status} {rule.text}"
        return "451 4.7.1 Greylisted, please try again"

    def accept(self, at: datetime, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        bouncing = tuple(
            Unreachable(recipient, rule.status, rule.text)
            for recipient in recipients
            if (rule := self._rule_for(recipient)) and rule.answer == "bounce_later"
        )
        self.mails.append(Mail(len(self.mails) + 1, at, sender, tuple(recipients), raw, bouncing))

    def _strikes(self, rule: MailRule, recipient: str) -> bool:
        times = rule.times or (1 if rule.answer == "greylist" else None)
        count = self._struck[rule, recipient] = self._struck.get((rule, recipient), 0) + 1
        return times is None or count <= times

    def _rule_for(self, recipient: str) -> MailRule | None:
        return next((rule for rule in self._rules if rule.covers(recipient)), None)


def write_bounce(mail: Mail) -> bytes:
    """The notification that a mail server sends back for recipients it cannot reach. Source: RFC 3464.

    A mail that nobody told to bounce bounces for all its recipients.
    """
    told = mail.bouncing or tuple(Unreachable(recipient) for recipient in mail.recipients)
    explanation = "Your message could not be delivered to:\n\n" + "".join(
        f"    {unreachable.recipient}: {unreachable.text}\n" for unreachable in told
    )
    status = "Reporting-MTA: dns; sandbox.example\n" + "".join(
        f"\nFinal-Recipient: rfc822; {unreachable.recipient}\nAction: failed\nStatus: {unreachable.status}\n"
        f"Diagnostic-Code: smtp; 550 {unreachable.status} {unreachable.text}\n"
        for unreachable in told
    )
    headers, _, _ = mail.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    boundary = f"bounce_{mail.number}"
    lines = [
        "From: Mail Delivery System <MAILER-DAEMON@sandbox.example>",
        f"To: {mail.sender}",
        f"Date: {format_datetime(mail.at)}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <bounce.{mail.number}@sandbox.example>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
    ]
    parts = (
        ("text/plain; charset=utf-8", explanation.encode()),
        ("message/delivery-status", status.encode()),
        ("text/rfc822-headers", headers + b"\n"),
    )
    body = b"".join(b"--%b\nContent-Type: %b\n\n%b\n" % (boundary.encode(), k.encode(), c) for k, c in parts)
    whole = "\n".join(lines).encode() + b"\n" + body + f"--{boundary}--\n".encode()
    return whole.replace(b"\n", b"\r\n")


def header(message: Message, name: str) -> str:
    """A header as text, whatever nonsense it holds."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""  # the standard library's parser gives up on some real headers; the raw bytes are kept


def text(message: Message) -> str:
    """The readable part of a message, or nothing if it cannot be read."""
    try:
        assert isinstance(message, EmailMessage)
        part = message.get_body(("plain", "html"))
        content = part.get_content() if part else ""
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""


class _Door:
    """What the SMTP server asks the world."""

    def __init__(self, mailboxes: Mailboxes, accept: Callable[[str, list[str], bytes], None]) -> None:
        self._mailboxes, self._accept = mailboxes, accept

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._mailboxes.answer(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self._accept(envelope.mail_from or "", envelope.rcpt_tos, envelope.content)
        return "250 OK"


class _Server(SMTP):
    line_length_limit = 1024 * 1024  # what people send is longer than the 1,001 bytes that aiosmtpd allows


async def serve_smtp(
    mailboxes: Mailboxes, accept: Callable[[str, list[str], bytes], None], port: int
) -> asyncio.Server:
    """Listen for mail on the loopback address."""
    door = _Door(mailboxes, accept)
    return await asyncio.get_running_loop().create_server(
        lambda: _Server(
            door, hostname="sandbox.example", data_size_limit=MAIL_BYTES_MAX, enable_SMTPUTF8=True
        ),
        "127.0.0.1",
        port,
    )
