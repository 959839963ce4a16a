"""Whatever is thrown at `fourthact receive` ends in exactly one outcome, or in a refusal that says why; it lives on."""

from __future__ import annotations

import asyncio
import os
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from tests.house import CLEO, DOMAIN, House, environment, play
from tests.mail.test_bad_input import BOMBS
from tests.mail.test_receive import visiting
from tests.realmail.programs import HOST, free_port, listens
from tests.realmail.test_parts import until
from tests.stories.letters import answer_to, letter

OURS = f"hello@{DOMAIN}"
SOURCE = str(Path(__file__).parents[2] / "src")
SIZE_MAX = 26_214_400
# Above what the process has when it starts: a message of the largest size is held a few times on its way.
MORE_MEBIBYTES_MAX = 400
THANKS = "Thank you so much for your kind help!"
ASK = b"Please cancel my reservation and refund me.\r\n"
HEAD = b"From: Bo <bo@holder.example>\r\nSubject: hello\r\n"
THROWN = {name: BOMBS[name] for name in (
    "nothing", "one byte", "ten thousand parts", "a thousand levels", "a thousand messages in messages",
    "encoded words without end", "tags that open and never close", "one line of dashes",
)} | {
    "a hundred thousand headers": lambda: b"X-A: b\r\n" * 100_000 + HEAD + b"\r\n" + ASK,
    # Lines of a megabyte are the longest that are taken; nothing on the way makes longer ones.
    "a header of ten megabytes": lambda: HEAD + b"X-A:" + (b" " + b"a" * 900_000 + b"\r\n") * 11 + b"\r\n" + ASK,
    "bytes of nothing": lambda: HEAD + b"\r\n" + b"\0" * 5_000 + ASK,
    "bare line ends": lambda: HEAD + b"\r\nfirst\n.\nMAIL FROM:<x@y.example>\r.\rRCPT TO:<z@y.example>\r\n" + ASK,
}  # fmt: skip


@asynccontextmanager
async def receiver(house: House) -> AsyncIterator[tuple[int, psutil.Process]]:
    """`fourthact receive` as a process of its own: its port, and itself; it must still live at the end."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURTHACT_")}
    env = environment(house.dsn, house.keys.parent, house.world) | {"FOURTHACT_LMTP_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "fourthact", "receive"],
        env={**kept, **env, "PYTHONPATH": SOURCE},
        stderr=subprocess.DEVNULL,
    )
    try:
        await house.outside(until, lambda: listens(port), "it does not listen")
        yield port, psutil.Process(process.pid)
        assert process.returncode is None
    finally:
        process.terminate()
        await process.wait()


def thrown(port: int, raw: bytes) -> bytes:
    """Bring bytes as they are, as a message; what was answered."""
    with visiting((HOST, port)) as client:
        return client.letter(raw, OURS.encode())


def test_everything_has_one_outcome() -> None:
    async def story(house: House) -> None:
        async with receiver(house) as (port, _):
            for name, make in THROWN.items():
                said = await house.outside(thrown, port, make())
                assert said.startswith(b"250"), name
            assert (await house.outside(thrown, port, letter(THANKS, to=OURS))).startswith(b"250")
        await house.settle()
        messages = await house.messages()
        assert len(messages) == len(THROWN) + 1
        outcomes = {message.outcome for message in messages}
        assert outcomes <= {"for_a_person", "noted", "automatic", "bounce"}
        assert "reservation.cancelled" not in [tag for (tag,) in house.sql("SELECT tag FROM acts")]

    play(story)


def test_a_hundred_megabytes_are_refused_and_the_largest_that_is_allowed_is_kept() -> None:
    def sent(port: int, size: int, *said: str) -> tuple[int, str]:
        line = b"x" * 998 + b"\r\n"
        with smtplib.LMTP(HOST, port, timeout=120) as client:
            try:
                client.sendmail(CLEO, [OURS], line * (size // len(line)), said)
            except smtplib.SMTPSenderRefused as refused:
                return refused.smtp_code, str(refused.smtp_error)
            except smtplib.SMTPDataError as refused:
                return refused.smtp_code, str(refused.smtp_error)
            return 250, ""

    async def story(house: House) -> None:
        async with receiver(house) as (port, process):
            before = process.memory_info().rss
            code, said = await house.outside(sent, port, 1_000, "SIZE=104857600")
            assert code == 552, said
            assert "size" in said.lower()
            assert (await house.outside(sent, port, 104_857_600))[0] == 552
            assert (await house.outside(sent, port, SIZE_MAX - 10_000))[0] == 250
            assert (process.memory_info().rss - before) / 1_048_576 < MORE_MEBIBYTES_MAX
        assert house.sql("SELECT count(*) FROM messages") == [(1,)]

    play(story)


def test_addresses_that_are_no_text_lose_no_message() -> None:
    """Senders in Latin-1, with NUL, without a domain, of four hundred letters: each message has its outcome.
    A recipient that is no text is nobody's; one in UTF-8 is read like any other."""
    senders = (
        "bö@holder.example".encode("latin-1"),
        b"\xff\xfe\x80",
        b"a\0b@holder.example",
        b"x" * 400,
        "홍@예시.example".encode(),
    )

    def brought(port: int, sender: bytes, recipient: bytes, words: bytes) -> bytes:
        with visiting((HOST, port)) as client:
            client.say(b"MAIL FROM:<" + sender + b"> SMTPUTF8 BODY=8BITMIME")
            refused = client.say(b"RCPT TO:<" + recipient + b">")
            if not refused.startswith(b"250"):
                return refused
            client.say(b"DATA")
            return client.say(b"Subject: x\r\n\r\n" + words + b"\r\n.")

    async def story(house: House) -> None:
        async with receiver(house) as (port, _):
            for number, sender in enumerate(senders):
                said = await house.outside(brought, port, sender, OURS.encode(), b"Hello %d" % number)
                assert said.startswith(b"250"), sender
            latin = f"héllo@{DOMAIN}".encode("latin-1")
            assert (await house.outside(brought, port, CLEO.encode(), latin, ASK)).startswith(b"553")
            hangul = f"홍길동@{DOMAIN}".encode()
            assert (await house.outside(brought, port, CLEO.encode(), hangul, ASK)).startswith(b"250")
        await house.settle()
        assert [message.outcome for message in await house.messages()] == ["for_a_person"] * 6

    play(story)


def test_whom_nobody_here_knows_is_refused_only_at_a_strangers_domain() -> None:
    async def story(house: House) -> None:
        raw = letter(THANKS, to=OURS)
        assert await house.post(raw, f"never.printed.anywhere@{DOMAIN}") == 250
        assert await house.post(raw, "somebody@elsewhere.example") == 550

    play(story)


def test_a_forged_bounce_ends_nothing() -> None:
    """A report that names Cléo, by a stranger who knows no notice of ours: to an address of ours, and to a return path
    that was never given out. One by somebody who was shown her mail, and names another address. Her address stays as it
    is, and so does every notice."""

    def forged(to: str, dead: str = CLEO, of: str = f"<made.up@{DOMAIN}>") -> bytes:
        return (
            f"From: mailer-daemon@elsewhere.example\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            f"Final-Recipient: rfc822; {dead}\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\n"
            f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {of}\r\n\r\nHello\r\n--b--\r\n"
        ).encode()

    async def story(house: House) -> None:
        await house.placed_and_paid(await house.product())
        before = house.sql("SELECT id, status, tries FROM notices ORDER BY id")
        contacts = house.sql("SELECT * FROM unreached")
        mail = (await house.mails())[-1]
        path = str(mail["from"])
        local, _, domain = path.rpartition("@")
        other = f"{local[:-4]}{'0000' if local[-4:] != '0000' else '1111'}@{domain}"
        for to in (OURS, other):
            assert await house.post(forged(to), to, sender="") == 250
        shown = forged(OURS, "dan@elsewhere.example", mail["message_id"])
        assert await house.post(shown, OURS, sender="") == 250
        await house.settle()
        assert [message.outcome for message in await house.messages()] == ["bounce"] * 3
        assert house.sql("SELECT id, status, tries FROM notices ORDER BY id") == before
        assert house.sql("SELECT * FROM unreached") == contacts

    play(story)


ACTIVE = """<html><body><img src="https://track.example/1.png"><script>fetch('/api/v1/messages')</script>
<a href="javascript:alert(1)" onclick="decide()">Thank you so much for your kind help!</a>
<form action="/api/v1/messages/x/decision" method="post">
<input name="outcome" value="cancelled"></form></body></html>"""


def test_html_that_would_act_is_only_words() -> None:
    """What the house shows of a message is its words; nothing of it runs, is loaded, or is sent."""

    async def story(house: House) -> None:
        reservation = await house.placed_and_paid(await house.product())
        notice = (await house.mails())[-1]["message_id"]
        plain = answer_to(notice, "x", to=OURS)
        raw = plain.replace(b"text/plain", b"text/html").replace(b"\nx\n", f"\n{ACTIVE}\n".encode())
        assert b"<script>" in raw
        await house.post(raw, OURS)
        await house.settle()
        (message,) = await house.messages()
        assert message.outcome != "cancelled"
        assert "reservation.cancelled" not in house.tags(reservation)
        (body,) = house.sql("SELECT convert_from(body, 'UTF8') FROM bodies JOIN acts ON acts.id = bodies.act"
                            " WHERE tag = 'message.read'")[0]  # fmt: skip
        assert "kind help" in body
        assert not any(word in body for word in ("<script", "javascript:", "onclick", "<form", "<img"))

    play(story)
