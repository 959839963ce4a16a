"""Bombs: read within bounds of time and memory, or to the limits that are said; never a crash, never lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fourthact.correspondence.previews import preview
from fourthact.correspondence.reader import Kind, read
from fourthact.mail.parse import HEADERS_MAX, PARTS_MAX, Letter, parse

HEAD = b"From: Bo <bo@example.com>\r\nSubject: hello\r\n"
ASK = b"Please cancel my reservation and refund me.\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
# Several times what the slowest takes on a busy machine; each of them once took minutes.
SECONDS_MAX = 60.0
MEMORY_MEGABYTES_MAX = 700

LEVELS = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_000)
)
BOMBS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"x",
    "ten thousand parts": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 10_000 + b"--b--\r\n"
    ),
    "a thousand levels": lambda: HEAD + LEVELS + b"Content-Type: text/plain\r\n\r\n" + ASK,
    "a thousand messages in messages": lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + ASK,
    "two hundred thousand headers": lambda: b"X-A: b\r\n" * 200_000 + HEAD + b"\r\n" + ASK,
    "a header of megabytes": lambda: HEAD + b"To: " + b"a@b.example, " * 500_000 + b"\r\n\r\n" + ASK,
    "a header folded for ever": lambda: HEAD + b"To: a" + b"\r\n b@c.example," * 500_000 + b"\r\n\r\n" + ASK,
    "open brackets in the sender": lambda: b"From: " + b"(" * 100_000 + b"\r\n\r\n" + ASK,
    "encoded words without end": lambda: HEAD + b"X-L: " + b"=?utf-8?q?=41?= " * 30_000 + b"\r\n\r\n" + ASK,
    "parameters without end": lambda: (
        HEAD + b"Content-Type: text/plain; " + b"; ".join(b"a*%d=b" % n for n in range(20_000)) + b"\r\n\r\n" + ASK
    ),
    "tags that open and never close": lambda: HTML + b"<div>" * 100_000,
    "comments that open and never close": lambda: HTML + b"<!--" * 100_000,
    "quotes in tags that never close": lambda: HTML + b"<a b='" * 100_000,
    "less than": lambda: HTML + b"<" * 100_000,
    "one line of dashes": lambda: HEAD + b"\r\n" + b"-" * 400_000,
    "lines of dashes": lambda: HEAD + b"\r\n" + (b"-" * 990 + b"\r\n") * 400,
    "a daemon's endless address": lambda: (
        b"From: MAILER-DAEMON <>\r\nSubject: Undelivered\r\n\r\nfailure " + b"a." * 200_000
    ),
    "base64 of nothing": lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 3_000_000,
    "attributions without end": lambda: HEAD + b"\r\n" + b"On Mon 3 Mar 2020 at 10:14 a wrote\r\n" * 12_000,
    "quotation marks": lambda: HEAD + b"\r\n" + b' "aaa bbb' * 40_000,
    "spaces": lambda: HEAD + b"\r\n" + b" " * 400_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_bounded_time(name: str) -> None:
    raw = BOMBS[name]()
    read(
        parse(HEAD + b"\r\nwarm"), None
    )  # the languages are compiled once a process, which is not counted here
    start = time.monotonic()
    reading = read(parse(raw), None)
    assert time.monotonic() - start < SECONDS_MAX
    assert reading.kind in (Kind.PERSON, Kind.BOUNCE)


MEASURE = """
import resource, sys
from fourthact.correspondence.previews import preview
raw = {raw}
seen = preview(raw)
assert seen.bytes == len(raw), seen.bytes
assert "longer than is read" in seen.defects, seen.defects
assert seen.wants_out_or_money == {wants!r}, seen.wants_out_or_money
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
MANY = {
    "a hundred megabytes attached": (
        HEAD.decode() + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        + ASK.decode() + "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        ("QUJD" * 19 + "\r\n", 1_280_000), "yes",
    ),
    "a hundred megabytes of text": (HEAD.decode() + "\r\n" + ASK.decode(), ("I like the car.\r\n", 6_000_000), "yes"),
    "a hundred megabytes of line ends": (HEAD.decode() + "\r\n" + ASK.decode(), ("\n", 100_000_000), "yes"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_a_hundred_megabytes_take_bounded_time_and_memory(name: str) -> None:
    head, (piece, times), wants = MANY[name]
    raw = f"{head.encode()!r} + {piece.encode()!r} * {times}"
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE.format(raw=raw, wants=wants)],
        env={"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        timeout=90,
        check=False,
    )
    assert measured.returncode == 0, measured.stderr
    assert int(measured.stdout) < MEMORY_MEGABYTES_MAX


def test_what_is_beyond_a_limit_is_said() -> None:
    parts = parse(BOMBS["ten thousand parts"]())
    assert "more parts than are read" in parts.defects
    assert parts.text.count("hi") == PARTS_MAX - 1  # the message itself is one
    headers = parse(BOMBS["two hundred thousand headers"]())
    assert "more headers than are read" in headers.defects
    assert len(headers.headers) == HEADERS_MAX
    assert headers.words.strip() == ASK.decode().strip()


def _parted(first: bytes, between: bytes, last: bytes) -> bytes:
    """A message of two texts, and whatever parts between them."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + part % first + between + part % last + b"--b--\r\n"


def _nested(first: bytes, levels: int, last: bytes) -> bytes:
    """A message whose second text stands so many levels below the first."""
    level = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(levels)
    )
    text = b"--b%d\r\nContent-Type: text/plain\r\n\r\n%s"
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    return head + text % (0, first) + level + text % (levels, last)


CHAT = b"I like the car.\r\n"
BEYOND: dict[str, Callable[[bytes, bytes], bytes]] = {
    "sentences": lambda first, last: HEAD + b"\r\n" + first + b"\r\n" + CHAT * 310 + b"\r\n" + last,
    "one sentence": lambda first, last: (
        HEAD + b"\r\n" + first + b"\r\nwe drove " + b"to the sea and back " * 60 + last
    ),
    "own words": lambda first, last: HEAD + b"\r\n" + first + CHAT * 3_000 + last,
    "lines": lambda first, last: HEAD + b"\r\n" + first + b"> so you said\r\n" * 9_000 + b"\r\n" + last,
    "text": lambda first, last: HEAD + b"\r\n" + first + CHAT * 30_000 + last,
    "text that fills the room": lambda first, last: _parted(
        first + (b"> " + b"x" * 96 + b"\r\n") * 3_999 + b"> " + b"x" * (98 - len(first)), b"", last
    ),
    "bytes": lambda first, last: HEAD + b"\r\n" + first + CHAT * 2_100_000 + last,
    "parts": lambda first, last: _parted(first, b"--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * 2_100, last),
    "a hundred levels": lambda first, last: _nested(first, 100, last),
    "a thousand levels": lambda first, last: _nested(first, 1_000, last),
}  # fmt: skip


@pytest.mark.parametrize("name", BEYOND)
def test_what_stands_beyond_a_limit_is_left_to_a_person(name: str) -> None:
    """A request below thanks starts the clock though nothing read it, and a request that is taken back below is not
    final: what is not read to its end has no last word."""
    thanks, keep = (
        b"Thank you so much for your kind help!\r\n",
        b"Sorry, a joke. I stay, do not cancel anything.\r\n",
    )
    hidden = preview(BEYOND[name](thanks, ASK))
    assert (hidden.outcome, hidden.clock) == ("for_a_person", True)
    taken_back = preview(BEYOND[name](ASK, keep))
    assert taken_back.outcome == "for_a_person"
    assert "not all of it was read: a person reads the rest" in taken_back.why


def test_what_is_read_to_its_end_has_its_last_word() -> None:
    """The same, within every limit: nothing is left to a person that need not be."""
    thanks = b"Thank you so much for your kind help!\r\n"
    assert preview(_parted(thanks, b"", thanks)).outcome == "noted"
    assert preview(_nested(CHAT, 20, ASK)).outcome == "cancelled"
    assert preview(HEAD + b"\r\n" + CHAT * 200 + b"\r\n" + ASK).outcome == "cancelled"


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r"])
def test_a_request_is_found_whatever_ends_its_lines(line_end: bytes) -> None:
    letter = parse((HEAD + b"\r\n" + ASK).replace(b"\r\n", line_end))
    assert letter.subject == "hello"
    assert read(letter, None).asks_to_cancel == "yes"


def test_bytes_of_nothing_within_words_hide_no_request() -> None:
    letter = parse(HEAD + b"\r\nPlease can\0cel my reserv\0ation and re\0fund me.\r\n")
    assert read(letter, None).asks_to_cancel == "yes"
    assert "holds NUL bytes" in letter.defects


def test_bare_line_ends_smuggle_no_header_into_the_ones_above() -> None:
    letter = parse(
        HEAD + b"X-Note: a\rBcc: dan@else.example\r\n\r\n" + ASK + b"\r\n.\r\nSubject: other\r\n\r\nhi\r\n"
    )
    assert letter.subject == "hello"
    assert "Subject: other" in letter.words


def test_addresses_beyond_ascii_are_kept_as_their_sender_meant_them() -> None:
    def sender(letter: Letter) -> str:
        return letter.from_.address if letter.from_ else ""

    western = parse(b"From: B\xf6 <b\xf6@ex\xe4mple.com>\r\nSubject: caf\xe9\r\n\r\n" + ASK)
    assert (sender(western), western.subject) == ("bö@exämple.com", "café")
    wide = parse("From: 보 <보@예시.example>\r\nSubject: x\r\n\r\n".encode() + ASK)
    assert sender(wide) == "보@예시.example"
    assert read(western, "b\udcf6@ex\udce4mple.com").asks_to_cancel == "yes"
