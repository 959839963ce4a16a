"""An IMAP mailbox, emptied: each message is moved to the mailbox `Fourthact` once it is durable here."""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

log = structlog.get_logger()

TAKEN = "Fourthact"
TIMEOUT_SECONDS = 30.0
# A silent connection is given up by some servers and routers; asked anew, it shows that it lives.
IDLE_SECONDS_MAX = 300.0
IDLE_STEP_SECONDS = 1.0
# The library counts answers in memory; what is larger than any mail server carries is not fetched at all.
MESSAGE_BYTES_MAX = 134_217_728
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Imap:
    """One mailbox. Every call that waits for the server does so in a thread; one at a time."""

    def __init__(
        self, host: str, port: int, user: str, password: str, *, box: str, tls: bool, poll_seconds: float
    ) -> None:
        self._host, self._port, self._user, self._password = host, port, user, password
        self._box, self._tls, self._poll_seconds = box, tls, poll_seconds
        self._client: BaseMailBox | None = None
        self._able: frozenset[bytes] = frozenset()
        self._left: set[str] = set()

    @property
    def name(self) -> str:
        return f"{self._user}'s {self._box} at {self._host}"

    async def fetch(self, keep: Callable[[bytes], Awaitable[bool]]) -> None:
        """Keep every message there is, oldest first; what `keep` will not have is left there until we connect anew.

        Errors: OSError, imaplib's, and whatever `keep` raises.
        """
        if self._client is None:
            self._client = await asyncio.to_thread(self._open)
        client = self._client
        client.client.untagged_responses.pop("EXISTS", None)
        for uid in await asyncio.to_thread(client.uids, "UNDELETED"):
            if uid in self._left:
                continue
            raw = await asyncio.to_thread(_message, client, uid)
            if raw is None or not await keep(raw):
                self._left.add(uid)
                continue
            # Dying here: it is kept and still lies in the mailbox. It is fetched again, and is the same message.
            await asyncio.to_thread(self._aside, client, uid)

    async def wait(self) -> None:
        """Until something may have come: the server says so (IDLE), or enough time has passed."""
        client = self._client
        if client is None or b"IDLE" not in self._able:
            await asyncio.sleep(self._poll_seconds)
            return
        await asyncio.to_thread(client.idle.start)
        # What came since we last looked is told once: with the answers in between, or at once on the server's "go on".
        told = "EXISTS" in client.client.untagged_responses or await asyncio.to_thread(_said_already, client)
        for _ in range(0 if told else int(IDLE_SECONDS_MAX / IDLE_STEP_SECONDS)):
            said = await asyncio.to_thread(client.idle.poll, IDLE_STEP_SECONDS)
            if any(b"EXISTS" in line or b"BYE" in line for line in said):
                break
        await asyncio.to_thread(client.idle.stop)

    async def close(self) -> None:
        """Give up the connection; the next fetch makes another one."""
        client, self._client = self._client, None
        self._left.clear()
        if client is not None:
            with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                await asyncio.to_thread(client.client.shutdown)

    def _open(self) -> BaseMailBox:
        made = MailBox if self._tls else MailBoxUnencrypted
        client: BaseMailBox = made(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            client.login(self._user, self._password, initial_folder=None)
            if not client.folder.exists(TAKEN):
                client.folder.create(TAKEN)
            client.folder.set(self._box)
            # Asked now: many servers tell strangers less than those who have logged in.
            _, (able, *_) = client.client.capability()
            self._able = frozenset(bytes(able or b"").upper().split())
        except BaseException:
            client.client.shutdown()
            raise
        return client

    def _aside(self, client: BaseMailBox, uid: str) -> None:
        """Move a message to where the taken ones lie. A server that cannot move copies it, and marks the first one as
        deleted: nothing is ever expunged by us."""
        if b"MOVE" in self._able:
            _ask(client, "MOVE", uid, TAKEN)
            return
        _ask(client, "COPY", uid, TAKEN)
        # Dying here: it lies in both, and is fetched again, and is the same message.
        _ask(client, "STORE", uid, "+FLAGS", r"(\Deleted)")


def _said_already(client: BaseMailBox) -> bool:
    """Has the server said more than what was read? It lies in our own buffer, where no poll of the socket sees it."""
    sock = client.client.sock
    patience = sock.gettimeout()
    sock.settimeout(0)
    try:
        return bool(client.client.readline())
    except ssl.SSLWantReadError:
        return False
    finally:
        sock.settimeout(patience)


def _message(client: BaseMailBox, uid: str) -> bytes | None:
    """A message's bytes as they are, unmarked; None if it has gone, or is larger than any mail."""
    said = [part for part in _ask(client, "FETCH", uid, "(RFC822.SIZE)") if isinstance(part, bytes)]
    size = SIZE.search(b" ".join(said))
    if size is None:
        return None
    if int(size[1]) > MESSAGE_BYTES_MAX:
        log.error("this message is larger than any mail, and is left where it is", uid=uid)
        return None
    found = _ask(client, "FETCH", uid, "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)


def _ask(client: BaseMailBox, command: str, uid: str, *arguments: str) -> list[Any]:
    answer, found = client.client.uid(command, uid, *arguments)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"{command}: {answer} {found!r}"[:300])
    return list(found)
