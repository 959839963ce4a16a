"""Corners of MIME: character sets by every name, files that are only listed, files written into the text."""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri

import pytest

from fourthact.correspondence.reader import read
from fourthact.mail.parse import Attachment, parse
from tests.corpora import corpus

KOREAN, FRENCH = "똠방각하 펲시콜라: 예약을 취소하고 싶습니다.", "L’hôtel à 45 € — “déjà” payé"
SETS = [
    ("euc-kr", "euc-kr", "예약을 취소하고 싶습니다."), ("cp949", "euc-kr", KOREAN), ("cp949", "cp949", KOREAN),
    ("cp949", "ks_c_5601-1987", KOREAN), ("cp949", "", KOREAN), ("cp949", "iso-8859-1", KOREAN),
    ("iso2022_kr", "iso-2022-kr", "예약을 취소하고 싶습니다."), ("iso2022_kr", "", "예약을 취소하고 싶습니다."),
    ("utf-8", "euc-kr", KOREAN), ("cp1252", "windows-1252", FRENCH), ("cp1252", "iso-8859-1", FRENCH),
    ("cp1252", "", FRENCH), ("utf-8", "iso-8859-15", "déjà payé"), ("iso-8859-15", "iso-8859-15", "déjà payé 45 €"),
    ("utf-8", "x-klingon", FRENCH), ("utf-16", "utf-16", FRENCH),
]  # fmt: skip
WRITTEN = [
    ("base64", base64.encodebytes),
    ("quoted-printable", quopri.encodestring),
    ("8bit", lambda data: data),
]


@pytest.mark.parametrize("charset", SETS, ids=lambda case: f"{case[0]} as {case[1] or 'none'}")
@pytest.mark.parametrize("written", WRITTEN, ids=lambda case: case[0])
def test_words_are_read_in_whatever_set_they_were_written(charset, written) -> None:  # type: ignore[no-untyped-def]
    (really, declared, text), (encoding, encode) = charset, written
    if encoding == "8bit" and really == "utf-16":
        text = ""  # its bytes are no lines: nothing sends it so
    named = f"; charset={declared}" if declared else ""
    head = f"Subject: x\nContent-Type: text/plain{named}\nContent-Transfer-Encoding: {encoding}\n\n"
    assert parse(head.encode() + encode(text.encode(really))).words.strip() == text


def test_winmail_dat_is_listed_and_never_opened() -> None:
    """Outlook's own format may hold anything, words as well: it stands with the attachments, and is not read."""
    inside = b"\x78\x9f\x3e\x22" + b"Please cancel my reservation and refund me."
    raw = (
        b"From: Bo <bo@holder.example>\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: text/plain\n\nSee below.\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(inside) + b"--b--\n"
    )
    letter = parse(raw)
    digest = hashlib.sha256(inside).hexdigest()
    assert letter.attachments == (Attachment("winmail.dat", "application/ms-tnef", len(inside), digest),)
    without = parse(
        raw.replace(raw[raw.index(b"Content-Type: application/ms-tnef") : raw.index(b"--b--")], b"")
    )
    assert read(letter, None).wants_out_or_money == read(without, None).wants_out_or_money
    assert "cancel" not in letter.words


def uuencoded(name: str, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize("size", [1, 44, 45, 46, 1_000])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_file_written_into_the_text_is_an_attachment(size: int, line_end: bytes) -> None:
    content = bytes(n % 251 for n in range(size))
    text = (
        b"Subject: x\n\nPlease cancel my reservation.\n\n"
        + uuencoded("Naz Head.jpg", content)
        + b"Thank you.\n"
    )
    letter = parse(text.replace(b"\n", line_end))
    digest = hashlib.sha256(content).hexdigest()
    assert letter.attachments == (Attachment("Naz Head.jpg", "application/octet-stream", size, digest),)
    assert letter.words.split() == ["Please", "cancel", "my", "reservation.", "Thank", "you."]


@pytest.mark.parametrize(
    "text",
    [
        "begin 644 the day\nPLEASE CANCEL MY RESERVATION\nAND REFUND ME\n",
        "begin 644 x\nend\nPlease cancel my reservation.\n",
        "begin 644\n#0V%T\nPlease cancel my reservation.\n",
        "begin 644 x\n" * 2_000 + "Please cancel my reservation.\n",
    ],
)
def test_words_that_look_like_a_file_stay_words(text: str) -> None:
    letter = parse(b"Subject: x\n\n" + text.encode())
    assert letter.attachments == ()
    assert "cancel" in letter.words.lower()


def test_the_uuencoded_mail_of_the_corpora_is_read_as_its_words() -> None:
    letter = parse(corpus("3-mime").joinpath("rt", "notes-uuencoded").read_bytes())
    assert [(one.name, one.size) for one in letter.attachments] == [("Naz_Head.jpg", 104_846)]
    assert len(letter.words) < 1_000
