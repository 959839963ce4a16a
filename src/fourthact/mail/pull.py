"""Mail that is fetched, from IMAP mailboxes and from folders: moved aside once it is durable here, never before.

Nothing is remembered between two visits: what still lies in the mailbox is taken, what was taken lies elsewhere.
So there is no place that could go stale, whatever a server does to its numbers (UIDVALIDITY). Dying between the two,
a message is fetched again, and known again by its bytes.
"""

from __future__ import annotations

import asyncio
import imaplib
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog
from imap_tools.errors import ImapToolsError

from fourthact.mail.envelope import fit
from fourthact.mail.folder import Folder
from fourthact.mail.imap import Imap
from fourthact.values.errors import Unavailable

log = structlog.get_logger()

# Keeps one message, durably, that was fetched for an address; False where a defect of ours forbids it. Raises when
# nothing can be kept now.
Keep = Callable[[bytes, str], Awaitable[bool]]

POLL_SECONDS = 30.0
REST_SECONDS, REST_SECONDS_MAX = 1.0, 300.0
AWAY = (Unavailable, OSError, imaplib.IMAP4.error, ImapToolsError)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORMS = (
    "imaps://USER:PASSWORD@HOST/MAILBOX?for=ADDRESS or folder:///PATH?for=ADDRESS, where ADDRESS is one of yours:"
    " it stands in where a message names none (write @ in USER as %40)"
)


class BadSource(Exception):
    """A source of mail that cannot be used as it is written; the message says why, without its password."""


class Source:
    """One mailbox or folder that is emptied for as long as the process lives."""

    def __init__(self, place: Imap | Folder, address: str) -> None:
        self.place, self.address = place, address

    async def run(self, keep: Keep) -> None:
        """Fetch until cancelled. What does not answer (a mailbox, the database) is waited for, ever longer."""
        rest, task = REST_SECONDS, asyncio.current_task()
        while task is not None and not task.cancelling():
            try:
                while True:
                    await self.place.fetch(lambda raw: keep(raw, self.address))
                    rest = REST_SECONDS
                    await self.place.wait()
            except AWAY as away:
                log.warning("mail is not fetched", source=self.place.name, why=str(away)[:300])
            except Exception as defect:
                log.error("mail is not fetched", source=self.place.name, exc_info=defect)
            finally:
                await self.place.close()
            await asyncio.sleep(rest)
            rest = min(rest * 2, REST_SECONDS_MAX)


def sources(text: str) -> list[Source]:
    """The sources that a setting names, one a word. Errors: BadSource."""
    return [_source(word) for word in text.split()]


def _source(word: str) -> Source:
    try:
        parts = urlsplit(word)
        named = dict(parse_qsl(parts.query, strict_parsing=True))
        host, port = parts.hostname, parts.port
        poll_seconds = float(named.pop("poll_seconds", POLL_SECONDS))
    except ValueError as error:
        raise BadSource(f"cannot be read; write {FORMS}") from error
    address = named.pop("for", "")
    if named or not fit(address) or not 0 < poll_seconds <= REST_SECONDS_MAX:
        raise BadSource(f"write {FORMS}")
    if parts.scheme == "folder" and not parts.netloc and parts.path.startswith("/"):
        return Source(Folder(Path(unquote(parts.path)), poll_seconds), address)
    if parts.scheme not in ("imap", "imaps") or not (host and parts.username and parts.password):
        raise BadSource(f"write {FORMS}")
    if parts.scheme == "imap" and host not in LOOPBACK:
        raise BadSource(f"imap:// would send the password to {host} in the clear; write imaps://")
    place = Imap(
        host,
        port or (993 if parts.scheme == "imaps" else 143),
        unquote(parts.username),
        unquote(parts.password),
        box=unquote(parts.path.lstrip("/")) or "INBOX",
        tls=parts.scheme == "imaps",
        poll_seconds=poll_seconds,
    )
    return Source(place, address)
