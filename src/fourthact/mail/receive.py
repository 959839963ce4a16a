"""Receives mail over LMTP: every message answered with 250 is stored, whole and durable, before the answer.

The same over SMTP, for development: what stands on the internet is a mail server, which hands over by LMTP.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from fourthact.mail.envelope import fit

# Stores one message for one recipient; returns the reply line for that recipient.
Take = Callable[[bytes, str, str], Awaitable[str]]
# Whether somebody here answers for a recipient; None when it cannot be known now.
Knows = Callable[[str], Awaitable[bool | None]]

# RFC 5321 allows 1,000 bytes a line; what people's programs send is not wrapped at all.
LINE_BYTES_MAX = 1_048_576
# RFC 5321 section 4.5.3.1.8: a hundred is what every receiver takes; a mail server brings the others next.
RECIPIENTS_MAX = 100


class Door:
    """What the protocol asks of us. A recipient that is nobody's here is refused at RCPT, not swallowed."""

    def __init__(self, take: Take, knows: Knows) -> None:
        self._take, self._knows = take, knows

    async def handle_RCPT(  # noqa: N802  (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not fit(address):
            return "553 5.1.3 This is no address: name@domain, in UTF-8, without control characters"
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return f"452 4.5.3 {RECIPIENTS_MAX} recipients at a time; bring the others next"
        known = await self._knows(address)
        if known is None:
            return "451 4.3.0 Not now; please try again"
        if not known:
            return "550 5.1.1 Nobody here answers for this address"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode("utf-8", "surrogateescape")
        # aiosmtpd writes the null sender as it was said, `<>`.
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        replies = [await self._take(raw, sender, to) for to in envelope.rcpt_tos]
        if isinstance(server, LMTP):
            # LMTP answers once for each recipient (RFC 2033 section 4.2); aiosmtpd sends what we return and its own
            # line end after it.
            return "\r\n".join(replies)
        # SMTP answers once for all: what was put off for one is brought again for all, and known again by the others.
        return next((reply for reply in replies if not reply.startswith("2")), replies[0])


class _Lmtp(LMTP):
    line_length_limit = LINE_BYTES_MAX  # read by the base class as it is made, for its reader's buffer


class _Smtp(SMTP):
    line_length_limit = LINE_BYTES_MAX


async def listen(
    door: Door, host: str, port: int, *, message_bytes_max: int, smtp: bool = False
) -> asyncio.Server:
    """Listen for LMTP, or for SMTP. Errors: OSError when the address is taken."""
    loop = asyncio.get_running_loop()

    def fresh() -> Any:
        return (_Smtp if smtp else _Lmtp)(
            door,
            hostname="fourthact",
            ident="Fourthact",
            data_size_limit=message_bytes_max,
            enable_SMTPUTF8=True,
            decode_data=False,
            loop=asyncio.get_running_loop(),
        )

    return await loop.create_server(fresh, host, port)
