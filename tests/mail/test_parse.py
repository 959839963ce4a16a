"""Any bytes give a letter: what the headers say, the words, the attachments, and what was broken."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.mail.parse import Letter, Mailbox, parse
from tests.corpora import corpus

SIMPLE = (
    b"From: =?utf-8?q?Cl=C3=A9o?= Martin <cleo@mail.example.com>\r\nTo: Example Motors <care@motors.example.com>\r\n"
    b"Subject: =?utf-8?b?7JiI7JW9?= =?utf-8?b?IOy3qOyGjA==?=\r\nMessage-ID: <1@mail.example.com>\r\n"
    b"In-Reply-To: <0@motors.example.com>\r\nReferences: <a@b.example> <0@motors.example.com>\r\n"
    b"Date: Thu, 30 Oct 2025 10:12:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour\r\n"
)


def mail(charset: str, text: str, *, declared: str | None = None) -> bytes:
    head = f"From: a@example.com\nSubject: x\nContent-Type: text/plain; charset={declared or charset}\n\n"
    return head.encode() + text.encode(charset)


def test_the_headers_of_a_simple_message() -> None:
    letter = parse(SIMPLE)
    assert letter.from_ == Mailbox("Cléo Martin", "cleo@mail.example.com")
    assert letter.to == (Mailbox("Example Motors", "care@motors.example.com"),)
    assert letter.subject == "예약 취소"
    assert letter.message_id == "<1@mail.example.com>"
    assert letter.in_reply_to == ("<0@motors.example.com>",)
    assert letter.references == ("<a@b.example>", "<0@motors.example.com>")
    assert letter.date == datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
    assert letter.words == "Bonjour\n"
    assert letter.header("MESSAGE-id") == "<1@mail.example.com>"
    assert letter.defects == ()


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", None), ("cp949", "euc-kr"), ("cp949", "ks_c_5601-1987"), ("iso2022_kr", "iso-2022-kr"),
        ("cp949", "us-ascii"), ("utf-8", "x-nobody-knows"), ("utf-8", "us-ascii"), ("cp949", "utf-8"),
    ],
)  # fmt: skip
def test_korean_is_read_whatever_it_is_declared_as(charset: str, declared: str | None) -> None:
    assert (
        parse(mail(charset, "예약을 취소하고 싶습니다.", declared=declared)).words
        == "예약을 취소하고 싶습니다."
    )


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("cp1252", "iso-8859-1"), ("cp1252", "us-ascii"), ("iso-8859-15", None), ("utf-7", None)],
)
def test_western_letters_are_read_whatever_they_are_declared_as(charset: str, declared: str | None) -> None:
    assert (
        parse(mail(charset, "Déjà réglé, près de l'été", declared=declared)).words
        == "Déjà réglé, près de l'été"
    )


def test_html_becomes_lines_and_its_quotes_are_marked() -> None:
    page = (
        "<html><head><style>p{color:red}</style></head><body><p>Please&nbsp;cancel.</p><div>Bo</div>"
        "<div style='display:none'>hidden</div><blockquote type=cite><p>Old words<br>and more</p></blockquote>"
    )
    letter = parse(b"Content-Type: text/html; charset=utf-8\n\n" + page.encode())
    assert letter.words == "Please cancel.\n\nBo\n> Old words\n> and more"


def test_attachments_are_kept_aside_by_hash_and_never_read() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the file.\n--b\n"
        b'Content-Type: text/plain; name="refund.txt"\nContent-Disposition: attachment; filename="refund.txt"\n'
        b"Content-Transfer-Encoding: base64\n\nUGxlYXNlIHJlZnVuZCBtZQ==\n--b--\n"
    )
    letter = parse(raw)
    assert letter.words.strip() == "See the file."
    (attachment,) = letter.attachments
    assert (attachment.name, attachment.type, attachment.size) == ("refund.txt", "text/plain", 16)
    assert attachment.sha256 == hashlib.sha256(b"Please refund me").hexdigest()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"x", b"\0", b"\r\n\r\n", b"From:\n\n", b"From: <>\nTo: (((\nDate: never\n\n",
        b"Content-Type: multipart/mixed\n\nno boundary", b"Subject: =?utf-8?b?!!!?=\n\n", b"Subject: =?x?q?=FF?=\n\n",
        b"Content-Type: text/plain; charset=\"\xff\"\n\nhi", b"To: a:b:c;;<@x>,\n\n", b"\xff" * 5_000,
        b"Content-Transfer-Encoding: base64\n\nA", b"X: " + b"y" * 1_000_000 + b"\n\nhi",
    ],
)  # fmt: skip
def test_broken_messages_give_a_letter(raw: bytes) -> None:
    assert isinstance(parse(raw), Letter)


def test_a_thousand_levels_and_ten_thousand_parts_give_a_letter_that_says_so() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000))
    assert parse(deep + b"Content-Type: text/plain\n\nhi").defects
    wide = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhi\n" * 10_000 + b"--b--\n"
    assert "more parts than are read" in parse(wide).defects


@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_letter(raw: bytes) -> None:
    letter = parse(raw)
    assert letter.words.encode("utf-8", "strict") is not None


@given(st.integers(0, len(SIMPLE)), st.binary(max_size=8))
def test_a_damaged_message_gives_a_letter(place: int, damage: bytes) -> None:
    assert parse(SIMPLE[:place] + damage + SIMPLE[place:]).words is not None


@pytest.mark.parametrize("topic", ["1-bounces", "2-auto", "3-mime", "4-replies"])
def test_every_file_of_the_corpora_gives_a_letter(topic: str) -> None:
    files = [path for path in corpus(topic).rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert parse(path.read_bytes()).words.encode("utf-8", "strict") is not None, path


def test_korean_files_of_the_corpora_show_no_broken_letters() -> None:
    sources = corpus("SOURCES.csv").read_text(encoding="utf-8").splitlines()[1:]
    korean = [line.split(",")[0] for line in sources if "charset=euc-kr" in line or "charset=ks_c" in line]
    shown = [
        parse(corpus(name).read_bytes())
        for name in korean
        if corpus(name).exists() and "/expected/" not in name
    ]
    assert shown
    assert not [letter.subject for letter in shown if "\ufffd" in letter.subject]
