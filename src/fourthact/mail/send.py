"""Hands mail to a mail server, and says what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import aiosmtplib

from fourthact.values.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail server's answer. Units: an SMTP reply code (RFC 5321 section 4.2)."""

    code: int
    text: str


class Post:
    """The mail server that outgoing mail is handed to. `url`: smtp://host:port."""

    def __init__(self, url: str, *, timeout_seconds: float = 20.0) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 25
        self._timeout = timeout_seconds

    async def send(self, raw: bytes, sender: str, recipient: str) -> Reply:
        """Hand over one message. Errors: Unavailable when the server cannot be reached or breaks off."""
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, timeout=self._timeout, start_tls=None, use_tls=False
        )
        try:
            async with client:
                _, text = await client.sendmail(sender, [recipient], raw)
                return Reply(250, text)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            first = refused.recipients[0]
            return Reply(first.code, first.message)
        except aiosmtplib.SMTPResponseException as refused:
            return Reply(refused.code, refused.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable(
                f"the mail server at {self._host}:{self._port} ({type(error).__name__})"
            ) from error
