"""Hands mail to a mail server, and says what it answered.

A client of our own and not a library's: what a message costs is a few lines to write and to read. With pipelining
(RFC 2920) all of them but the message itself go at once, and with chunking (RFC 3030) the message as well.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from fourthact.values.errors import Unavailable

# The server ends the connection with it, whatever the message was (RFC 5321, 3.8).
CLOSING = 421
GO_AHEAD = 354
CLOSE_SECONDS_MAX = 2.0
REPLY_LINES_MAX = 100
# What a server must be able to do to be handed a message in one piece.
_AT_ONCE = frozenset({"PIPELINING", "CHUNKING"})
_LINE_END = re.compile(rb"\r\n|\r|\n")
_REPLY = re.compile(rb"([2-5]\d\d)([ -]?)(.*)", re.DOTALL)
# What would end an address or a line in the middle of a command, or is no letter at all.
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>]")


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail server's answer. Units: an SMTP reply code (RFC 5321 section 4.2)."""

    code: int
    text: str


NO_SUCH_LETTERS = Reply(553, "5.6.7 The mail server takes no address with such letters (SMTPUTF8)")
NO_ADDRESS = Reply(553, "5.1.3 This is no mail address")


class BrokeOffError(Exception):
    """The server went away, or says what no mail server says."""


class Line:
    """An open connection to the mail server, for one message after the other. `features`: what it says it can do."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str, timeout_seconds: float
    ) -> None:
        self._reader, self._writer = reader, writer
        self._name, self._timeout = name, timeout_seconds
        self.features: frozenset[str] = frozenset()
        self._broke_off = False

    async def send(self, raw: bytes, sender: str, recipient: str) -> Reply:
        """Hand over one message. Errors: Unavailable when the server breaks off: whether it has it is unknown."""
        if _UNSAFE.search(sender + recipient) or "@" not in recipient:
            return NO_ADDRESS
        foreign = not (sender + recipient).isascii()
        if foreign and "SMTPUTF8" not in self.features:
            return NO_SUCH_LETTERS
        options = (f" SIZE={len(raw)}" if "SIZE" in self.features else "") + (" SMTPUTF8" if foreign else "")
        envelope = (f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{recipient}>")
        talk = self._at_once if self.features >= _AT_ONCE else self._converse
        try:
            reply = await talk(envelope, _with_line_ends(raw))
        except (BrokeOffError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            self._broke_off = True
            raise Unavailable(f"{self._name} ({type(error).__name__})") from error
        if reply.code == CLOSING:
            self._broke_off = True
            raise Unavailable(f"{self._name} ({reply.code} {reply.text[:200]})")
        return reply

    async def _at_once(self, envelope: tuple[str, ...], lines: bytes) -> Reply:
        """What becomes of a message that is handed over in one piece, envelope and all."""
        self._writer.write(_said(*envelope, f"BDAT {len(lines)} LAST") + lines)
        replies = await self._replies(3)
        refused = next((reply for reply in replies if reply.code >= 400), None)
        if refused is None and replies[-1].code >= 300:
            raise BrokeOffError(replies[-1].text)
        return replies[-1] if refused is None else await self._cleared(refused)

    async def _converse(self, envelope: tuple[str, ...], lines: bytes) -> Reply:
        """What becomes of a message that is handed over once the server has asked for it."""
        replies = await self._ask((*envelope, "DATA"))
        refused = next((reply for reply in replies if reply.code >= 400), None)
        goes_ahead = len(replies) == len(envelope) + 1 and replies[-1].code == GO_AHEAD
        if refused is None and not goes_ahead:
            raise BrokeOffError(replies[-1].text)
        if refused is not None:
            if goes_ahead:  # it waits for the message of a recipient that it does not take (RFC 2920, 3.1)
                self._writer.write(b".\r\n")
                await self._reply()
            return await self._cleared(refused)
        self._writer.write(_stuffed(lines))
        return await self._reply()

    async def _cleared(self, refused: Reply) -> Reply:
        """A refused message is cleared away, or the next would be taken for its end."""
        if refused.code != CLOSING:
            await self._ask(("RSET",))
        return refused

    async def _ask(self, commands: tuple[str, ...]) -> list[Reply]:
        """Say some commands, at once where the server takes that; the replies, up to the first that refuses if not."""
        if "PIPELINING" in self.features:
            self._writer.write(_said(*commands))
            return await self._replies(len(commands))
        replies: list[Reply] = []
        for command in commands:
            self._writer.write(_said(command))
            replies.append(await self._reply())
            if replies[-1].code >= 400:
                break
        return replies

    async def _reply(self) -> Reply:
        """One reply. Errors: BrokeOffError."""
        return (await self._replies(1))[0]

    async def _replies(self, count: int) -> list[Reply]:
        """So many replies, each of however many lines. Errors: BrokeOffError."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._writer.drain()
                return [await self._read() for _ in range(count)]
        except (TimeoutError, asyncio.LimitOverrunError) as error:
            raise BrokeOffError(type(error).__name__) from error

    async def _read(self) -> Reply:
        lines: list[bytes] = []
        while len(lines) < REPLY_LINES_MAX:
            found = _REPLY.fullmatch((await self._reader.readuntil(b"\n")).rstrip(b"\r\n"))
            if found is None:
                break
            lines.append(found[3])
            if found[2] != b"-":
                return Reply(int(found[1]), b"\n".join(lines).decode("utf-8", "replace"))
        raise BrokeOffError("that is no reply")

    async def greet(self, host: str) -> None:
        """Say who we are and hear what the server can do; by TLS where it can. Errors: BrokeOffError, OSError."""
        if (await self._reply()).code != 220:
            raise BrokeOffError("it does not greet")
        await self._hello()
        if "STARTTLS" in self.features:
            (reply,) = await self._one("STARTTLS")
            if reply.code != 220:
                raise BrokeOffError("it offers TLS and does not begin it")
            await self._nothing_ahead()
            await self._writer.start_tls(
                _context(), server_hostname=host, ssl_handshake_timeout=self._timeout
            )
            await self._hello()

    async def _one(self, command: str) -> tuple[Reply]:
        self._writer.write(_said(command))
        return (await self._reply(),)

    async def _hello(self) -> None:
        name = await asyncio.to_thread(_own_name)
        (reply,) = await self._one(f"EHLO {name}")
        said = reply.text.splitlines()[1:] if reply.code == 250 else []
        if reply.code != 250:
            (reply,) = await self._one(f"HELO {name}")
        if reply.code != 250:
            raise BrokeOffError("it wants nothing of us")
        self.features = frozenset(line.split()[0].upper() for line in said if line.strip())

    async def is_quiet(self) -> bool:
        """Whether the server has said nothing since, and has not hung up: it waits for the next message."""
        if self._broke_off:
            return False  # what it still says is of the message before
        try:
            async with asyncio.timeout(0):
                await self._reader.read(1)
        except TimeoutError:
            return not self._writer.is_closing()
        except OSError:
            pass
        return False

    async def _nothing_ahead(self) -> None:
        """What came before TLS began and would be read as if it came by TLS, somebody on the way has put there."""
        if not await self.is_quiet():
            raise BrokeOffError("it says too much before TLS")


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
        try:
            async with asyncio.timeout(self._timeout):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise Unavailable(f"{name} ({type(error).__name__})") from error
        try:
            line = Line(reader, writer, name, self._timeout)
            try:
                await line.greet(self._host)
            except (BrokeOffError, OSError, ValueError, asyncio.IncompleteReadError) as error:
                raise Unavailable(f"{name} ({type(error).__name__})") from error
            yield line
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS_MAX):
                    await writer.wait_closed()


def _said(*commands: str) -> bytes:
    return "".join(f"{command}\r\n" for command in commands).encode()


def _with_line_ends(raw: bytes) -> bytes:
    """A message of whole lines that end in CRLF, and in nothing else."""
    rest = raw.replace(b"\r\n", b"")
    lines = _LINE_END.sub(b"\r\n", raw) if b"\n" in rest or b"\r" in rest else raw
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _stuffed(lines: bytes) -> bytes:
    """A message as it goes over the line after DATA: dots doubled, and its end (RFC 5321, 4.5.2)."""
    return (b"." if lines.startswith(b".") else b"") + lines.replace(b"\r\n.", b"\r\n..") + b".\r\n"


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


@cache
def _own_name() -> str:
    return socket.getfqdn()
