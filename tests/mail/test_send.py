"""What is said to a mail server and made of its answers: pipelined or not, refused, broken off, by TLS."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fourthact.mail import Post, Reply
from fourthact.mail import send as sending
from fourthact.values.errors import Unavailable

FROM, TO = "b.x@motors.example", "cleo@holder.example"
MESSAGE = b"Subject: Hi\r\n\r\n.A dot\r\nand\nmixed\rends\r\n"


class Server:
    """A mail server that is as odd as a test wants. `refuses`: what it answers to commands that begin so, in turn.

    `last_word`: it hangs up after each message, with this.
    """

    def __init__(self, *features: str, refuses: dict[str, list[str]] | None = None) -> None:
        self.features, self.refuses = features, refuses or {}
        self.heard: list[str] = []
        self.messages: list[bytes] = []
        self.greeting = "220 here"
        self.tls: ssl.SSLContext | None = None
        self.last_word: bytes | None = None
        self.talks: list[asyncio.Task[None]] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talks.append(asyncio.ensure_future(self._talk(reader, writer)))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answers(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever is not believed hangs up
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{self.greeting}\r\n".encode())
        while line := await reader.readline():
            command = line.decode().rstrip("\r\n")
            self.heard.append(command)
            chunk = b""
            if command.startswith("BDAT"):
                chunk = await reader.readexactly(int(command.split()[1]))
            answer = self._answer(command)
            if chunk and answer.startswith("250"):
                self.messages.append(chunk)
            writer.write(answer.encode())
            if answer.startswith("220") and self.tls is not None:
                await writer.start_tls(self.tls)
            if answer.startswith("354"):
                await self._take(reader, writer)
                if self.last_word is not None:
                    writer.write(self.last_word)
                    break
            if answer.startswith("421") or not answer:
                break

    def _answer(self, command: str) -> str:
        verb = command.split(maxsplit=1)[0].partition(":")[0]
        for start, answers in self.refuses.items():
            if command.startswith(start) and answers:
                return answers.pop(0)
        if verb == "EHLO":
            return (
                "250-here\r\n" + "".join(f"250-{feature}\r\n" for feature in self.features) + "250 HELP\r\n"
            )
        return {"DATA": "354 go\r\n", "STARTTLS": "220 go\r\n"}.get(verb, "250 2.0.0 Ok\r\n")

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line)
        self.messages.append(b"".join(lines))
        writer.write(self.refuses["."].pop(0).encode() if self.refuses.get(".") else b"250 2.0.0 Taken\r\n")


@asynccontextmanager
async def at(server: Server, timeout_seconds: float = 5) -> AsyncIterator[Post]:
    listener = await asyncio.start_server(server, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        yield Post(f"smtp://127.0.0.1:{port}", timeout_seconds=timeout_seconds)
        await asyncio.gather(*server.talks)


def meeting(server: Server, talk: Callable[[Post], Awaitable[None]]) -> None:
    async def run() -> None:
        async with at(server) as post:
            await talk(post)

    asyncio.run(run())


async def sent(post: Post, *recipients: str) -> list[Reply]:
    async with post.line() as line:
        return [await line.send(MESSAGE, FROM, to) for to in recipients]


@pytest.mark.parametrize("features", [(), ("PIPELINING", "SIZE 1000000", "8BITMIME")])
def test_a_message_arrives_as_it_is(features: tuple[str, ...]) -> None:
    server = Server(*features)

    async def talk(post: Post) -> None:
        assert await sent(post, TO, TO) == [Reply(250, "2.0.0 Taken")] * 2

    meeting(server, talk)
    assert server.messages == [b"Subject: Hi\r\n\r\n..A dot\r\nand\r\nmixed\r\nends\r\n"] * 2
    size = f" SIZE={len(MESSAGE)}" if features else ""
    assert server.heard[1:4] == [f"MAIL FROM:<{FROM}>{size}", f"RCPT TO:<{TO}>", "DATA"]


def test_a_server_that_takes_chunks_is_handed_the_message_at_once() -> None:
    """With its envelope, and as it is: no dot is doubled, for the server knows its length."""
    server = Server("PIPELINING", "CHUNKING", "SIZE")

    async def talk(post: Post) -> None:
        assert await sent(post, TO, TO) == [Reply(250, "2.0.0 Ok")] * 2

    meeting(server, talk)
    assert server.messages == [b"Subject: Hi\r\n\r\n.A dot\r\nand\r\nmixed\r\nends\r\n"] * 2
    assert server.heard[1:4] == [f"MAIL FROM:<{FROM}> SIZE={len(MESSAGE)}", f"RCPT TO:<{TO}>", "BDAT 41 LAST"]


@pytest.mark.parametrize("where", ["MAIL", "RCPT TO:<no@", "BDAT"])
def test_a_refused_chunk_leaves_the_next_alone(where: str) -> None:
    """Where the server refuses the envelope it refuses the chunk too, or takes it for nobody."""
    server = Server(
        "PIPELINING", "CHUNKING", refuses={where: ["550-5.1.1 Nobody\r\n550 5.1.1 of that name\r\n"]}
    )

    async def talk(post: Post) -> None:
        replies = await sent(post, "no@holder.example", TO)
        assert replies == [Reply(550, "5.1.1 Nobody\n5.1.1 of that name"), Reply(250, "2.0.0 Ok")]

    meeting(server, talk)
    assert [line.split()[0] for line in server.heard] == "EHLO MAIL RCPT BDAT RSET MAIL RCPT BDAT".split()
    assert server.messages[-1].startswith(b"Subject: Hi")


@pytest.mark.parametrize("features", [(), ("PIPELINING",)])
@pytest.mark.parametrize("where", ["MAIL", "RCPT TO:<no@", "DATA", "."])
def test_a_refused_message_leaves_the_next_alone(features: tuple[str, ...], where: str) -> None:
    """However early it is refused; also where the server goes on to wait for it."""
    server = Server(*features, refuses={where: ["550-5.1.1 Nobody\r\n550 5.1.1 of that name\r\n"]})

    async def talk(post: Post) -> None:
        replies = await sent(post, "no@holder.example", TO)
        assert replies == [Reply(550, "5.1.1 Nobody\n5.1.1 of that name"), Reply(250, "2.0.0 Taken")]

    meeting(server, talk)
    assert server.messages[-1].startswith(b"Subject: Hi")


@pytest.mark.parametrize("where", ["EHLO", "MAIL", "RCPT", ".", "BDAT"])
@pytest.mark.parametrize("answer", ["421 4.3.2 Closing\r\n", "", "hello?\r\n", "25", "999 what\r\n"])
def test_a_server_that_breaks_off_is_away(where: str, answer: str) -> None:
    refuses = {where: [answer], "HELO": [answer]}
    if where == "." and not answer:
        refuses["."] = ["\r\n"]
    server = Server("PIPELINING", *(["CHUNKING"] if where == "BDAT" else []), refuses=refuses)

    async def talk(post: Post) -> None:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(sent(post, TO), 60)

    if answer == "25":
        server.refuses = {name: ["25\r\n"] for name in server.refuses}
    meeting(server, talk)


def test_a_server_that_does_not_greet_or_is_not_there_is_away() -> None:
    server = Server()
    server.greeting = "554 not today"

    async def talk(post: Post) -> None:
        with pytest.raises(Unavailable):
            await sent(post, TO)
        with pytest.raises(Unavailable):
            await sent(Post("smtp://127.0.0.1:1"), TO)

    meeting(server, talk)


def test_an_old_server_is_spoken_to_as_well() -> None:
    server = Server(refuses={"EHLO": ["502 what?\r\n"]})

    async def talk(post: Post) -> None:
        assert [reply.code for reply in await sent(post, TO)] == [250]

    meeting(server, talk)
    assert [line.split()[0] for line in server.heard[:2]] == ["EHLO", "HELO"]


def test_an_address_cannot_say_commands() -> None:
    server = Server("PIPELINING")

    async def talk(post: Post) -> None:
        replies = await sent(
            post, "a@x.example>\r\nRCPT TO:<b@x.example", "a b@x.example", "nobody", "\0@x.example"
        )
        assert {reply.code for reply in replies} == {553}

    meeting(server, talk)
    assert len(server.heard) == 1


def test_foreign_letters_need_a_server_that_takes_them() -> None:
    for features, code in (((), 553), (("SMTPUTF8",), 250)):
        server = Server(*features)

        async def talk(post: Post, code: int = code) -> None:
            assert [reply.code for reply in await sent(post, "클레오@holder.example")] == [code]

        meeting(server, talk)
        assert ("SMTPUTF8" in " ".join(server.heard)) is (code == 250)


def certified(folder: Path) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1, signed by itself, and its file `cert.pem`."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx")]),
    )
    now, address = datetime.datetime.now(datetime.UTC), ipaddress.ip_address("127.0.0.1")
    cert = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_is_used_where_it_is_offered_and_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    server = Server("PIPELINING", "STARTTLS")
    server.tls = certified(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    sending._context.cache_clear()

    async def talk(post: Post) -> None:
        if trusted:
            assert [reply.code for reply in await sent(post, TO)] == [250]
        else:
            with pytest.raises(Unavailable):
                await sent(post, TO)

    meeting(server, talk)
    sending._context.cache_clear()
    assert [line.split()[0] for line in server.heard[:2]] == ["EHLO", "STARTTLS"]
    assert bool(server.messages) is trusted


def test_what_stands_before_tls_is_not_believed_within() -> None:
    server = Server("STARTTLS", refuses={"STARTTLS": ["220 go\r\n250 all is well\r\n"]})

    async def talk(post: Post) -> None:
        with pytest.raises(Unavailable):
            await sent(post, TO)

    meeting(server, talk)
    assert server.messages == []
