"""The post: letters as bytes, and their way in over LMTP."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

MAIL_SERVER = "mx.sellers.example"


def write(
    *,
    sender: tuple[str, str],
    to: str,
    subject: str,
    text: str,
    at: datetime,
    name: str,
    answers: str | None = None,
    automatic: bool = False,
) -> bytes:
    """A letter. `name`: its Message-ID; `answers`: that of the one it replies to."""
    letter = EmailMessage(policy=SMTP)
    # What the mail server in front of us says of everybody who really sends from their own domain.
    letter["Authentication-Results"] = f"{MAIL_SERVER}; dmarc=pass header.from={sender[1].rpartition('@')[2]}"
    letter["From"] = f"{sender[0]} <{sender[1]}>"
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{name}@{sender[1].rpartition('@')[2]}>"
    if answers:
        letter["In-Reply-To"] = answers
        letter["References"] = answers
    if automatic:
        letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(text)
    return letter.as_bytes()


async def deliver(door: tuple[str, int], raw: bytes, sender: str, recipient: str) -> str:
    """Hand one letter over for one recipient; the reply. Source: RFC 2033."""
    reader, writer = await asyncio.open_connection(*door)
    try:
        await _reply(reader)
        for line in ("LHLO post.example", f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            writer.write(line.encode() + b"\r\n")
            reply = await _reply(reader)
            if reply[0] not in "23":
                return reply
        body = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
        writer.write(body.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        reply = await _reply(reader)
        writer.write(b"QUIT\r\n")
        return reply
    finally:
        writer.close()


async def _reply(reader: asyncio.StreamReader) -> str:
    """The last line of a reply."""
    while True:
        line = (await reader.readline()).decode()
        if not line or line[3:4] != "-":
            return line.strip()
