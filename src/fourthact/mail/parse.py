"""Any bytes to a `Letter`: what the headers say, the words, the attachments, and what was broken about it."""

from __future__ import annotations

import base64
import binascii
import email
import email.message
import email.policy
import hashlib
import quopri
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING

from fourthact.mail.charsets import text_of
from fourthact.mail.markup import lines_of
from fourthact.mail.uuencoded import without_files

PARTS_MAX = 2_000  # more parts than any writer or mail program makes; the rest is kept raw, and said
DEPTH_MAX = 60
TEXT_CHARACTERS_MAX = 400_000
HEADER_CHARACTERS_MAX = 20_000
HEADERS_MAX = 2_000  # a long way through many servers makes about a hundred
HEAD_BYTES_MAX = 524_288
LINES_MAX = 1_000_000  # the library needs half a minute for as many empty lines as fit into the bytes below
READ_BYTES_MAX = 32 * 1_048_576  # above what mail servers carry; of a longer message the beginning is read
_REPORTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
     "message/feedback-report", "message/global-disposition-notification"}
)  # fmt: skip
_RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "text/rfc822-header",
                       "message/rfc822-headers", "message/global-headers", "message/partial"})  # fmt: skip
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NOT_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/"))
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,320}@[^\s<>()\[\],;:\"]{1,255}")

_LONGER, _MORE_PARTS, _CUT, _UNREADABLE = (
    "longer than is read", "more parts than are read", "text was cut", "unreadable structure"
)  # fmt: skip

# What the library raises on hostile headers and structure; none of it may cost us the message.
_FAILS = (
    MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError
)  # fmt: skip

if TYPE_CHECKING:
    Message = email.message.Message[str, str]
else:
    Message = email.message.Message


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, as the sender chose to show it, and the address really used."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part kept aside: never opened. Units: size in bytes after transfer decoding."""

    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as its writer meant it, and everything a reader of it needs; the raw bytes stay the truth."""

    subject: str
    from_: Mailbox | None
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    date: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    html_text: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    content_type: str
    report_type: str
    reports: tuple[tuple[str, str], ...]  # (media type, text) of the parts that machines wrote for machines
    returned: tuple[str, ...]  # the messages or headers that a report sends back, as text
    defects: tuple[str, ...]

    @property
    def words(self) -> str:
        """The text to read: the plain part, or the HTML one where that is all there is."""
        if self.text.strip() and not _only_a_hint(self.text, self.html_text):
            return self.text
        return self.html_text or self.text

    @property
    def is_whole(self) -> bool:
        """Whether all that was written could be read: none of it is beyond a limit, or in a structure that is none."""
        return not any(said.startswith((_LONGER, _MORE_PARTS, _CUT, _UNREADABLE)) for said in self.defects)

    def header(self, name: str) -> str:
        """The first header of that name, decoded, or the empty text."""
        return next(iter(self.header_all(name)), "")

    def header_all(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


def parse(raw: bytes) -> Letter:
    """Read a message for the house. Any bytes give a letter; what was wrong with them is in `defects`."""
    defects: list[str] = []
    data = _bounded(raw, defects)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")  # as some archives keep mail; the library loses parts of it
    if data[:1] in b"\r\n\t ":
        data = data.lstrip(b"\r\n\t ")
        defects.append("starts with blank lines")
    if b"\0" in data:
        defects.append("holds NUL bytes")
    try:
        return _letter(email.message_from_bytes(data, policy=email.policy.compat32), defects)
    except _FAILS as error:
        # The library's own limits on hostile structure: the message is still read, as headers and one text.
        defects.append(f"{_UNREADABLE} ({type(error).__name__})")
        return _letter(_flat(data), defects)


def _bounded(raw: bytes, defects: list[str]) -> bytes:
    """As much of a message as is read: every message that a mail program made, and of a bomb the beginning."""
    data = raw[:READ_BYTES_MAX]
    for line_end in (b"\n", b"\r"):
        if data.count(line_end) > LINES_MAX:
            data = data[: next(islice(re.finditer(line_end, data), LINES_MAX, None)).start()]
    if len(data) < len(raw):
        defects.append(_LONGER)
    if (
        b"\n\n" in data[:HEAD_BYTES_MAX]
        or b"\r\n\r\n" in data[:HEAD_BYTES_MAX]
        or len(data) <= HEAD_BYTES_MAX
    ):
        return data
    head_end = _HEAD_END.search(data, HEAD_BYTES_MAX)
    if head_end is None or b"\r\r" in data[:HEAD_BYTES_MAX]:
        return data
    defects.append("more headers than are read")
    return data[:HEAD_BYTES_MAX] + data[head_end.start() :]


def _flat(data: bytes) -> Message:
    """The message as if it had no structure: its headers, and the rest as one text."""
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    flat: Message = Message(policy=email.policy.compat32)
    for line in re.sub(rb"\n[ \t]+", b" ", head[:200_000]).split(b"\n")[:500]:
        name, colon, value = line.partition(b":")
        if colon and name and not name.lower().startswith(b"content-"):
            flat[name.decode("ascii", "replace")] = value.strip().decode("ascii", "surrogateescape")
    flat.set_payload(body[:TEXT_CHARACTERS_MAX].decode("ascii", "surrogateescape"))
    return flat


def _letter(message: Message, defects: list[str]) -> Letter:
    named = message.items()
    if len(named) > HEADERS_MAX:
        defects.append("more headers than are read")
    headers = tuple((name, _decoded(_raw(value))) for name, value in named[:HEADERS_MAX])
    body = _Body(defects)
    for part, depth in _parts(message, defects):
        body.take(part, depth)
    senders = _mailboxes(message, "from") or _mailboxes(message, "sender")
    return Letter(
        subject=_one_line(_decoded(_first(message, "subject"))),
        from_=senders[0] if senders else None,
        reply_to=_mailboxes(message, "reply-to"),
        to=_mailboxes(message, "to"),
        cc=_mailboxes(message, "cc"),
        date=_date(_first(message, "date"), defects),
        message_id=next(iter(_ids(_first(message, "message-id"))), ""),
        in_reply_to=_ids(_first(message, "in-reply-to")),
        references=_ids(_first(message, "references")),
        text=_tidy("\n".join(body.plain)),
        html_text=_tidy(lines_of("\n".join(body.html))) if body.html else "",
        attachments=tuple(body.attachments),
        headers=headers,
        content_type=message.get_content_type(),
        report_type=_parameter(message, "report-type").lower(),
        reports=tuple(body.reports),
        returned=tuple(body.returned),
        defects=tuple(dict.fromkeys(defects)),
    )


class _Body:
    """Collects the parts of one message by what they are for."""

    def __init__(self, defects: list[str]) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.reports: list[tuple[str, str]] = []
        self.returned: list[str] = []
        self._defects = defects
        self._room = TEXT_CHARACTERS_MAX

    def take(self, part: Message, depth: int) -> None:
        kind = part.get_content_type()
        self._defects.extend(type(defect).__name__ for defect in part.defects[:20])
        if kind in _REPORTS:
            self.reports.append((kind, _report(part)))
        elif kind in _RETURNED:
            self.returned.append(_returned(part))
        elif not part.is_multipart():
            data = _payload(part, self._defects)
            name = _one_line(_decoded(_file_name(part)))
            aside = part.get_content_disposition() == "attachment" or (bool(name) and depth > 0)
            broken = kind.startswith("multipart/")  # without its boundary: still somebody's words
            if broken or (
                kind in ("text/plain", "text/html", "text/enriched", "text/richtext") and not aside
            ):
                data, files = without_files(data) if kind == "text/plain" else (data, [])
                for file_name, content in files:
                    self._keep_aside(_one_line(text_of(file_name)[0]), "application/octet-stream", content)
                self._words(kind, data, part)
            elif data or depth:
                self._keep_aside(name, kind, data)

    def _keep_aside(self, name: str, kind: str, data: bytes) -> None:
        self.attachments.append(Attachment(name, kind, len(data), hashlib.sha256(data).hexdigest()))

    def _words(self, kind: str, data: bytes, part: Message) -> None:
        text, honest = text_of(data[: self._room * 4], _parameter(part, "charset"))
        if not honest:
            self._defects.append("text is not in the character set that it declares")
        if len(text) > self._room or len(data) > self._room * 4:
            self._defects.append(_CUT)
            text = text[: self._room]
        self._room -= len(text)
        (self.html if kind == "text/html" else self.plain).append(text)


def _parts(message: Message, defects: list[str]) -> Iterator[tuple[Message, int]]:
    """Each part that a reader sees, in order, without recursion; a returned message is one part."""
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > PARTS_MAX or depth > DEPTH_MAX:
            defects.append(_MORE_PARTS)
            return
        payload = part.get_payload()
        whole = part.get_content_type() in _RETURNED or part.get_content_type() in _REPORTS
        if isinstance(payload, list) and (not whole or _wraps_a_report(message, payload)):
            waiting.extend(
                (child, depth + 1) for child in reversed(payload) if isinstance(child, email.message.Message)
            )
        else:
            yield part, depth


def _wraps_a_report(message: Message, payload: Sequence[object]) -> bool:
    """Whether a gateway put a delivery report into a message that says of itself that it is one, and is none."""
    inner = payload[0] if payload else None
    return (
        isinstance(inner, email.message.Message)
        and inner.get_content_type() == "multipart/report"
        and message.get_content_type() != "multipart/report"
        and _parameter(message, "report-type") == "delivery-status"
    )


def _report(part: Message) -> str:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return text_of(_payload(part, []))[0]
    # The library makes a message of each recipient of a delivery status, and one of any other report whole.
    text = "\n\n".join(_block(child) for child in payload if isinstance(child, email.message.Message))
    match _first(part, "content-transfer-encoding").strip().lower():  # RFC 6533 allows it here
        case "quoted-printable":
            return text_of(quopri.decodestring(text.encode()))[0]
        case "base64":
            return text_of(_unbase64(text.encode("ascii", "replace"), []))[0]
        case _:
            return text


def _block(child: Message) -> str:
    head = "\n".join(f"{name}: {_decoded(_raw(value))}" for name, value in child.items())
    return f"{head}\n\n{text_of(_payload(child, []))[0]}".strip()


def _returned(part: Message) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        if not payload or not isinstance(payload[0], email.message.Message):
            return ""
        inner = payload[0]
        head = "\n".join(f"{name}: {_decoded(_raw(value))}" for name, value in inner.items())
        text = inner.get_payload()
        return head + "\n\n" + (text[:20_000] if isinstance(text, str) else "")
    return text_of(_payload(part, []))[0][:40_000]


def _payload(part: Message, defects: list[str]) -> bytes:
    """A leaf's bytes after transfer decoding, done here because the library gives up on damaged base64."""
    text = part.get_payload()
    if not isinstance(text, str):
        return b""
    match _first(part, "content-transfer-encoding").strip().strip("\"'").lower():
        case "quoted-printable":
            return quopri.decodestring(text.encode("utf-8", "surrogateescape"))
        case "base64":
            return _unbase64(text.encode("ascii", "replace"), defects)
        case _:
            # As they came: the library's text of these bytes has already lost those outside the declared set.
            decoded = part.get_payload(decode=True)
            return decoded if isinstance(decoded, bytes) else text.encode("utf-8", "surrogateescape")


def _narrow(text: str) -> bool:
    return (
        all(ord(letter) < 0x80 or 0xDC80 <= ord(letter) <= 0xDCFF for letter in text)
        if not text.isascii()
        else True
    )


def _unbase64(data: bytes, defects: list[str]) -> bytes:
    letters = data.partition(b"=\n\n")[0].translate(None, _NOT_BASE64)
    if len(letters) % 4 == 1:
        defects.append("damaged base64")
        letters = letters[:-1]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        defects.append("damaged base64")
        return data


def _first(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(_raw(value))[:HEADER_CHARACTERS_MAX]


def _raw(value: object) -> str:
    # compat32 wraps 8-bit header values in a Header; its text has lost the bytes, its chunks have not.
    chunks = getattr(value, "_chunks", None)
    if chunks is None:
        return str(value)
    return "".join(chunk if isinstance(chunk, str) else str(chunk) for chunk, _ in chunks)


def _parameter(message: Message, name: str) -> str:
    try:
        value = message.get_param(name)
    except _FAILS:
        # A parameter that the library cannot take apart is as good as none.
        return ""
    return str(value[2] if isinstance(value, tuple) else value) if value else ""


def _file_name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except _FAILS:
        # A name that cannot be decoded: the attachment is kept without it.
        return ""


def _decoded(value: str) -> str:
    """A header value with its encoded words read (RFC 2047, also where senders bend it). Never raises."""
    value = re.sub(r"\r?\n[ \t]*", " ", value[:HEADER_CHARACTERS_MAX])
    if "=?" not in value:
        return _eight_bit(value)
    # Encoded words inside quotes or glued together are common; give the library the spaces it wants.
    value = re.sub(r"\?=(?==\?)", "?= ", value)
    try:
        chunks = decode_header(value)
    except _FAILS:
        # Damaged encoding: the raw text is shown as it came.
        return _eight_bit(value)
    return "".join(_chunk(data, charset) for data, charset in _joined(chunks))


def _joined(chunks: list[tuple[bytes | str, str | None]]) -> Iterator[tuple[bytes | str, str | None]]:
    """Neighbouring chunks of one set as one: a character may have been cut in two between words."""
    held: tuple[bytes, str | None] | None = None
    for data, charset in chunks:
        if held and isinstance(data, bytes) and charset == held[1]:
            held = (held[0] + data, charset)
            continue
        if held:
            yield held
        held = (data, charset) if isinstance(data, bytes) else None
        if held is None:
            yield data, charset
    if held:
        yield held


def _chunk(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return _eight_bit(data)
    return text_of(data, charset or "")[0]


def _eight_bit(value: str) -> str:
    if value.isascii() or not _narrow(value):
        return value.encode("utf-8", "replace").decode("utf-8") if not value.isascii() else value
    return text_of(value.encode("ascii", "surrogateescape"))[0]


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


def _mailboxes(message: Message, name: str) -> tuple[Mailbox, ...]:
    values = [_raw(value)[:HEADER_CHARACTERS_MAX] for value in message.get_all(name, [])[:20]]
    found: list[Mailbox] = []
    for value in values:
        found.extend(_addresses(re.sub(r"\r?\n[ \t]*", " ", value)))
    return tuple(found[:500])


def _addresses(value: str) -> Iterator[Mailbox]:
    try:
        pairs = getaddresses([value])
    except _FAILS:
        # It fails on some broken groups and on thousands of brackets: whatever looks like an address is taken.
        pairs = []
    good = [(name, address) for name, address in pairs if "@" in address]
    if not good:
        decoded = _decoded(value)
        good = [(_ADDRESS.sub("", decoded).strip(" <>\"',;"), hit) for hit in _ADDRESS.findall(decoded)[:1]]
    if not good and value.strip() and not value.rstrip().endswith(";"):
        good = [(_ADDRESS.sub("", value).split("<")[0].strip(" \"'"), "")]
    for name, address in good:
        yield Mailbox(_one_line(_decoded(name)).strip("\"'"), _one_line(_decoded(address)))


def _ids(value: str) -> tuple[str, ...]:
    found = _MESSAGE_ID.findall(re.sub(r"\r?\n[ \t]*", "", value) if value.count("<") < 2 else value)
    return tuple(dict.fromkeys(found[:200])) or (
        (f"<{value.strip()}>",) if "@" in value and " " not in value.strip() else ()
    )


def _date(value: str, defects: list[str]) -> datetime | None:
    if not value:
        return None
    try:
        at = parsedate_to_datetime(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (*_FAILS, OverflowError):
        # Senders write any text here; the time of receipt is what counts.
        defects.append("unreadable date")
        return None


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\ufeff", "").replace("\u200b", "")


def _only_a_hint(text: str, html: str) -> bool:
    """Whether the plain part only says that there is an HTML part."""
    return len(text) < 300 and len(html) > 20 and "html" in text.lower() and len(html) > len(text)
