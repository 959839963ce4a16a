"""The receiver on the wire: what it refuses, what it takes as it is, and that nobody smuggles a second message in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from fourthact.mail import Door, listen

OURS = b"hello@motors.example"
SIZE_MAX = 100_000


class Taken(list[tuple[bytes, str, str]]):
    """What was kept: bytes, sender, recipient. `answer`: what is said of it."""

    answer = "250 2.6.0 Stored"

    async def take(self, raw: bytes, sender: str, recipient: str) -> str:
        if self.answer.startswith("250") or recipient.startswith("hello"):
            self.append((raw, sender, recipient))
            return "250 2.6.0 Stored"
        return self.answer

    async def knows(self, recipient: str) -> bool | None:
        return None if recipient.startswith("later") else recipient.endswith("motors.example")


@asynccontextmanager
async def door(taken: Taken, *, smtp: bool) -> AsyncIterator[tuple[str, int]]:
    server = await listen(
        Door(taken.take, taken.knows), "127.0.0.1", 0, message_bytes_max=SIZE_MAX, smtp=smtp
    )
    async with server:
        yield server.sockets[0].getsockname()[:2]


class Client:
    """A mail server that says whatever bytes it likes."""

    def __init__(self, where: tuple[str, int]) -> None:
        self._socket = socket.create_connection(where, timeout=60)
        self._lines = self._socket.makefile("rb")
        assert self.answer()[0].startswith(b"220")

    def answer(self) -> list[bytes]:
        """One reply, all its lines."""
        lines = [self._lines.readline()]
        while lines[-1][3:4] == b"-":
            lines.append(self._lines.readline())
        return lines

    def say(self, words: bytes) -> bytes:
        self._socket.sendall(words + b"\r\n")
        return b"".join(self.answer())

    def letter(self, body: bytes, *recipients: bytes, sender: bytes = b"x@holder.example") -> bytes:
        self.say(b"MAIL FROM:<" + sender + b">")
        for recipient in recipients or (OURS,):
            self.say(b"RCPT TO:<" + recipient + b">")
        assert self.say(b"DATA").startswith(b"354")
        return self.say(body + b"\r\n.")

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


@contextmanager
def visiting(where: tuple[str, int], hello: bytes = b"LHLO x") -> Iterator[Client]:
    client = Client(where)
    try:
        client.hello = client.say(hello)  # type: ignore[attr-defined]
        yield client
    finally:
        client.close()


def talk(what: Callable[[Client, Taken], None], *, smtp: bool = False) -> Taken:
    """Let a client talk; what was taken."""
    taken = Taken()

    def visit(where: tuple[str, int]) -> None:
        with visiting(where, b"EHLO x" if smtp else b"LHLO x") as client:
            what(client, taken)

    async def run() -> None:
        async with door(taken, smtp=smtp) as where:
            await asyncio.to_thread(visit, where)

    asyncio.run(run())
    return taken


def test_the_size_is_announced_and_what_is_larger_refused() -> None:
    """Said beforehand it is refused at once; sent all the same, it is read to its end, refused, and not kept. The
    next message on the same connection is."""

    def large(client: Client, taken: Taken) -> None:
        assert b"SIZE %d" % SIZE_MAX in client.hello  # type: ignore[attr-defined]
        assert client.say(b"MAIL FROM:<x@holder.example> SIZE=104857600").startswith(b"552")
        assert client.letter(b"x" * 70 + (b"\r\n" + b"y" * 998) * 1_000).startswith(b"552")
        assert client.letter(b"small").startswith(b"250")

    assert [raw for raw, _, _ in talk(large)] == [b"small\r\n"]


def test_one_byte_is_a_message() -> None:
    def tiny(client: Client, taken: Taken) -> None:
        assert client.letter(b"x").startswith(b"250")
        assert client.letter(b"").startswith(b"250")

    assert [raw for raw, _, _ in talk(tiny)] == [b"x\r\n", b"\r\n"]


# What looks like the end of a message to some server, and what is kept of it: a dot that stands alone after a true line
# end is the sender's doubling of dots taken back (RFC 5321 section 4.5.2), all else stays as it came.
SMUGGLING = {
    b"\n.\n": b"\n.\n", b"\n.\r\n": b"\n.\r\n", b"\n.\r": b"\n.\r",
    b"\r.\r": b"\r.\r", b"\r.\r\n": b"\r.\r\n", b"\r.\n": b"\r.\n",
    b"\r\n.\n": b"\r\n\n", b"\r\n.\r": b"\r\n\r", b"\r\n.\r\r\n": b"\r\n\r\r\n", b"\r\n..\r\n": b"\r\n.\r\n",
    b"\r\n\0.\r\n": b"\r\n\0.\r\n", b"\r\n.\0\r\n": b"\r\n\0\r\n", b"\r\0\n.\r\n": b"\r\0\n.\r\n",
    b"\r\n .\r\n": b"\r\n .\r\n", "\u2028.\u2028".encode(): "\u2028.\u2028".encode(), b"\x85.\x85": b"\x85.\x85",
}  # fmt: skip
SECOND = b"MAIL FROM:<cleo@holder.example>\r\nRCPT TO:<" + OURS + b">\r\nDATA\r\nCancel everything"


@pytest.mark.parametrize("smtp", [False, True], ids=["LMTP", "SMTP"])
@pytest.mark.parametrize("end", SMUGGLING, ids=repr)
def test_nobody_smuggles_a_second_message_in(end: bytes, smtp: bool) -> None:
    """Only CR LF . CR LF ends a message (RFC 5321 section 4.1.1.4); what looks like it to others is text of the first,
    which is kept whole. One answer, and the next command has its own."""

    def smuggle(client: Client, taken: Taken) -> None:
        assert client.letter(b"First" + end + SECOND) == b"250 2.6.0 Stored\r\n"
        assert client.say(b"VRFY <>").startswith(b"252")

    kept = b"First" + SMUGGLING[end] + SECOND + b"\r\n"
    assert talk(smuggle, smtp=smtp) == [(kept, "x@holder.example", OURS.decode())]


def test_a_true_end_is_followed_by_a_second_message() -> None:
    """What the test above looks for is there to be seen: said after the true end, the second message is one."""

    def both(client: Client, taken: Taken) -> None:
        client.letter(b"First\r\n.\r\n" + SECOND)
        assert [client.answer()[0][:3] for _ in range(4)] == [b"250", b"250", b"354", b"250"]

    assert [(raw, sender) for raw, sender, _ in talk(both)] == [
        (b"First\r\n", "x@holder.example"),
        (b"Cancel everything\r\n", "cleo@holder.example"),
    ]


def test_bytes_are_kept_as_they_came() -> None:
    raw = b"Subject: \xff\xfe\0\r\n\r\n" + bytes(range(1, 10)) + b"\x80" * 5_000 + b" bare\nbare\rend"

    def odd(client: Client, taken: Taken) -> None:
        assert client.letter(raw).startswith(b"250")

    assert [kept for kept, _, _ in talk(odd)] == [raw + b"\r\n"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (b"hello@motors.example", b"250"),
        (b"never.printed@motors.example", b"250"),
        (b"someone@elsewhere.example", b"550"),
        (b"later@motors.example", b"451"),
        ("홍길동@motors.example".encode(), b"250"),
        (b"\xff\xfe@motors.example", b"5"),
        (b"a\0b@motors.example", b"5"),
        (b"a" * 65 + b"@motors.example", b"5"),
        (b"nodomain", b"5"),
        (b"", b"5"),
        (b'"quoted name"@motors.example', b"250"),
        (b"@relay.example:hello@motors.example", b"250"),  # a way from the seventies, which is dropped
        (b"hello@motors.example@elsewhere.example", b"553"),
        (b"hello@elsewhere.example\0@motors.example", b"5"),
    ],
    ids=repr,
)
def test_recipients(address: bytes, code: bytes) -> None:
    """Refused at RCPT is only what is no address, or whose domain is not ours; who is taken gets the message under the
    very name that was said; and the talk goes on."""

    def visit(client: Client, taken: Taken) -> None:
        client.say(b"MAIL FROM:<x@holder.example> SMTPUTF8")
        assert client.say(b"RCPT TO:<" + address + b">").startswith(code)
        said = client.say(b"DATA")
        assert said[:1] == (b"3" if code == b"250" else b"5")
        if code == b"250":
            assert client.say(b"For them\r\n.").startswith(b"250")
        client.say(b"RSET")
        assert client.letter(b"Hi").startswith(b"250")

    named = address.decode("utf-8", "replace").removeprefix("@relay.example:")
    wanted = [(b"For them\r\n", named)] if code == b"250" else []
    assert [(raw, to) for raw, _, to in talk(visit)] == [*wanted, (b"Hi\r\n", OURS.decode())]


SENDERS = {
    "none": (b"", ""), "Hangul": ("클레오@holder.example".encode(), "클레오@holder.example"),
    "no text": (b"\xff@holder.example", "\udcff@holder.example"), "no domain": (b"x" * 400, "x" * 400),
    "NUL": (b"a\0b@holder.example", "a\0b@holder.example"),
}  # fmt: skip


@pytest.mark.parametrize("name", SENDERS)
def test_senders(name: str) -> None:
    """Whatever the sender is called, the message is kept, and the sender as it was said, byte for byte."""
    said, kept = SENDERS[name]

    def visit(client: Client, taken: Taken) -> None:
        assert client.say(b"MAIL FROM:<" + said + b"> SMTPUTF8").startswith(b"250")
        assert client.say(b"RCPT TO:<" + OURS + b">").startswith(b"250")
        assert client.say(b"DATA").startswith(b"354")
        assert client.say(b"Hi\r\n.").startswith(b"250")

    assert talk(visit) == [(b"Hi\r\n", kept, OURS.decode())]


def test_each_recipient_has_its_answer() -> None:
    """One is kept, the other put off: LMTP says so of each; SMTP asks for all of it once more."""

    def two(client: Client, taken: Taken) -> None:
        taken.answer = "451 4.3.0 Not now"
        said = client.letter(b"Hi", OURS, b"info@motors.example")
        assert said.startswith(b"250")
        assert client.answer()[0].startswith(b"451")

    assert [to for _, _, to in talk(two)] == [OURS.decode()]

    def both(client: Client, taken: Taken) -> None:
        taken.answer = "451 4.3.0 Not now"
        assert client.letter(b"Hi", OURS, b"info@motors.example").startswith(b"451")

    talk(both, smtp=True)


def test_recipients_beyond_a_hundred_come_next() -> None:
    def many(client: Client, taken: Taken) -> None:
        client.say(b"MAIL FROM:<x@holder.example>")
        said = [client.say(b"RCPT TO:<n%d@motors.example>" % n)[:3] for n in range(102)]
        assert said == [b"250"] * 100 + [b"452"] * 2

    talk(many)


def test_commands_that_are_none_change_nothing() -> None:
    def noise(client: Client, taken: Taken) -> None:
        for words in (
            b"\0\xff\xfe",
            b"x" * 1_500,
            b"DATA",
            b"RCPT TO:<" + OURS + b">",
            b"MAIL FROM:",
            b"AUTH X",
        ):
            assert client.say(words)[:1] in (b"4", b"5")
        assert client.letter(b"Hi").startswith(b"250")

    assert len(talk(noise)) == 1
