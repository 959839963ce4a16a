"""A notice as mail: exactly its recorded words, with the headers that keep machines from answering it.

Written by hand and not with the standard library's message classes, which take fifty times as long; a mass notice is
a hundred thousand of these.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from typing import Protocol
from uuid import UUID

# Our own mark, by which our mail is known when it comes back to us.
LOOP_HEADER = "X-Fourthact-Loop"
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


class Headed(Protocol):
    """What a message's headers are made of: a notice, or a mail to the seller's own people."""

    @property
    def id(self) -> UUID: ...
    @property
    def language(self) -> str: ...
    @property
    def message_id(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...


def compose(notice: Headed, words: Mapping[str, str], seller_name: str) -> bytes:
    """The message to hand to a mail server: the same bytes, however often it is composed.

    Its date is that of its writing. Source: RFC 5322; RFC 2045-2047; RFC 3834 section 5 (Auto-Submitted).
    """
    boundary = f"fourthact-{notice.id.hex}"
    head = [
        f"From: {_display(seller_name)} <{words['sender']}>",
        f"To: <{_one_line(words['to'])}>",
        f"Reply-To: <{words['reply_to']}>",
        f"Subject: {_encoded(words['subject'], len('Subject: '))}",
        f"Date: {format_datetime(notice.written_at)}",
        f"Message-ID: {notice.message_id}",
        "Auto-Submitted: auto-generated",
        f"{LOOP_HEADER}: 1",
        "MIME-Version: 1.0",
        f"Content-Language: {notice.language}",
        *_way_out(words.get("unsubscribe", "")),
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    parts = (("plain", *_encoded_part(words["text"])), ("html", *_encoded_part(words["html"])))
    body = "".join(
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n{text}\r\n"
        for kind, encoding, text in parts
    )
    return ("\r\n".join(head) + f"\r\n\r\n{body}--{boundary}--\r\n").encode()


def _way_out(url: str) -> tuple[str, ...]:
    """The button of mail programs that ends announcements; only these have it. Source: RFC 8058, RFC 2369."""
    return (f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click") if url else ()


def _printable(text: str) -> str:
    """Quoted-printable, which wraps long lines and hides nothing from who reads ASCII."""
    lines = _LINE_END.sub("\n", text).encode()
    return binascii.b2a_qp(lines, istext=True).decode().replace("\n", "\r\n")


def _encoded_part(text: str) -> tuple[str, str]:
    """How a part is encoded, and the part: base64 where most letters are not ASCII, which it makes half as long."""
    data = _LINE_END.sub("\r\n", text).encode()
    if len(data) - len(text) < len(data) // 6:
        return "quoted-printable", _printable(text)
    return "base64", base64.encodebytes(data).decode().replace("\n", "\r\n").rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _display(name: str) -> str:
    """A name beside an address."""
    flat = _one_line(name)
    return (
        f'"{flat}"'
        if flat.isascii() and _ATOMS.fullmatch(flat)
        else _encoded(flat, len("From: "), always=True)
    )


def _encoded(text: str, before: int, *, always: bool = False) -> str:
    """A header's text; in encoded words where it is not short ASCII. `before`: letters that stand on its line."""
    flat = _one_line(text)
    if not always and flat.isascii() and flat.isprintable() and len(flat) + before <= 78 and "=?" not in flat:
        return flat
    return Header(flat, "utf-8", maxlinelen=76, header_name="x" * (before - 2)).encode(linesep="\r\n")
