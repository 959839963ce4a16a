"""Hands mail to a mail server, and says what it answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiosmtplib

from fourthact.values.errors import Unavailable

# The server ends the connection with it, whatever the message was (RFC 5321, 3.8).
CLOSING = 421


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail server's answer. Units: an SMTP reply code (RFC 5321 section 4.2)."""

    code: int
    text: str


class Line:
    """An open connection to the mail server, for one message after the other."""

    def __init__(self, client: aiosmtplib.SMTP, name: str) -> None:
        self._client, self._name = client, name

    async def send(self, raw: bytes, sender: str, recipient: str) -> Reply:
        """Hand over one message. Errors: Unavailable when the server breaks off: whether it has it is unknown."""
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        try:
            _, text = await self._client.sendmail(sender, [recipient], raw, mail_options=options)
            return Reply(250, text)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            first = refused.recipients[0]
            reply = Reply(first.code, first.message)
        except aiosmtplib.SMTPResponseException as refused:
            reply = Reply(refused.code, refused.message)
        except aiosmtplib.SMTPNotSupported:
            reply = Reply(553, "5.6.7 The mail server takes no address with such letters (SMTPUTF8)")
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unavailable(f"{self._name} ({type(error).__name__})") from error
        if reply.code == CLOSING:
            raise Unavailable(f"{self._name} ({reply.code} {reply.text[:200]})")
        return reply


class Post:
    """The mail server that outgoing mail is handed to. `url`: smtp://host:port."""

    def __init__(self, url: str, *, timeout_seconds: float = 20.0) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 25
        self._timeout = timeout_seconds

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection. Errors: Unavailable when the server cannot be reached."""
        name = f"the mail server at {self._host}:{self._port}"
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, timeout=self._timeout, start_tls=None, use_tls=False
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise Unavailable(f"{name} ({type(error).__name__})") from error
        try:
            yield Line(client, name)
        finally:
            client.close()
