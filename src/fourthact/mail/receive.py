"""Receives mail over LMTP: every message answered with 250 is stored, whole and durable, before the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

# Stores one message for one recipient; returns the reply line for that recipient.
Take = Callable[[bytes, str, str], Awaitable[str]]
# Whether somebody here answers for a recipient; None when it cannot be known now.
Knows = Callable[[str], Awaitable[bool | None]]

# RFC 5321 allows 1,000 bytes a line; what people's programs send is not wrapped at all.
LINE_BYTES_MAX = 1_048_576


class Door:
    """What the protocol asks of us. A recipient that is nobody's here is refused at RCPT, not swallowed."""

    def __init__(self, take: Take, knows: Knows) -> None:
        self._take, self._knows = take, knows

    async def handle_RCPT(  # noqa: N802  (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
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
        replies = [await self._take(raw, envelope.mail_from or "", to) for to in envelope.rcpt_tos]
        # LMTP answers once for each recipient (RFC 2033 section 4.2); aiosmtpd sends what we return and its own
        # line end after it.
        return "\r\n".join(replies)


class _Server(LMTP):
    line_length_limit = LINE_BYTES_MAX  # read by the base class as it is made, for its reader's buffer


def protocol(door: Door, *, message_bytes_max: int) -> LMTP:
    """A fresh protocol for one connection."""
    return _Server(
        door,
        hostname="fourthact",
        ident="Fourthact",
        data_size_limit=message_bytes_max,
        enable_SMTPUTF8=True,
        decode_data=False,
        loop=asyncio.get_running_loop(),
    )


async def listen(door: Door, host: str, port: int, *, message_bytes_max: int) -> asyncio.Server:
    """Listen for LMTP. Errors: OSError when the address is taken."""
    loop = asyncio.get_running_loop()

    def fresh() -> Any:
        return protocol(door, message_bytes_max=message_bytes_max)

    return await loop.create_server(fresh, host, port)
