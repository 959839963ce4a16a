"""Mail that is fetched: what a message says of its envelope, how sources are written, and a folder emptied."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from fourthact.mail import BadSource, addressed, fit, sources
from fourthact.mail.folder import Folder

RAW = b"To: hello@motors.example\r\n\r\nHi"


def test_the_return_path_is_the_sender_and_the_delivery_the_first_recipient() -> None:
    raw = (
        b"Return-Path: <>\r\nDelivered-To: hello@motors.example\r\nFrom: X <x@holder.example>\r\n"
        b"To: info@motors.example, Y <y@holder.example>\r\n\r\nReturn-Path: <z@z.example>"
    )
    found = addressed(raw)
    assert found.sender == ""
    assert found.recipients == ("hello@motors.example", "info@motors.example", "y@holder.example")
    assert addressed(b"From: X <x@holder.example>\r\n\r\n").sender == "x@holder.example"


@pytest.mark.parametrize("raw", [b"", b"\0", b"To: " + b"<" * 500_000, b"\xff\xfe: \r\n" * 9])
def test_nonsense_names_nobody(raw: bytes) -> None:
    assert addressed(raw).recipients == ()


@pytest.mark.parametrize("address", ["a@b", "r.7k2q@motors.example", "홍길동@예시.example", "a b@c.example"])
def test_an_address_fits(address: str) -> None:
    assert fit(address)


@pytest.mark.parametrize(
    "address",
    ["", "@", "a", "a@", "@b", "a\0@b", "a@b\r\nc", "\udcff@b", "a" * 65 + "@b", "a@" + "b" * 256, "a@b c"],
)
def test_an_address_does_not_fit(address: str) -> None:
    assert not fit(address)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hello", "write imaps://"),
        ("imaps://host/INBOX?for=a@b.example", "write imaps://"),
        ("imaps://u:secret@host/INBOX", "write imaps://"),
        ("imaps://u:secret@host/INBOX?for=nobody", "write imaps://"),
        ("imaps://u:secret@host:port/INBOX?for=a@b.example", "cannot be read"),
        ("imaps://u:secret@host/INBOX?for=a@b.example&pol=3", "write imaps://"),
        ("imap://u:secret@mail.example/INBOX?for=a@b.example", "in the clear"),
        ("folder://relative?for=a@b.example", "write imaps://"),
    ],
)
def test_a_source_that_is_written_wrongly_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadSource, match=says) as refused:
        sources(text)
    assert "secret" not in str(refused.value)


def test_a_folder_is_emptied(tmp_path: Path) -> None:
    """Messages move aside once they are kept; what is not finished, not wanted or no file stays where it is."""
    kept: list[bytes] = []

    async def keep(raw: bytes) -> bool:
        kept.append(raw)
        return b"poison" not in raw

    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "b.eml").write_bytes(b"an older one")
    for name, raw in {"b.eml": RAW, "a.eml": b"first", "p.eml": b"poison", "z.eml": b"last"}.items():
        (tmp_path / name).write_bytes(raw)
    for name, raw in {"unfinished.tmp": RAW, ".hidden.eml": RAW, "empty.eml": b""}.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "link.eml").symlink_to(tmp_path / "a.eml")
    os.mkfifo(tmp_path / "pipe.eml")
    (tmp_path / "folder.eml").mkdir()
    asyncio.run(Folder(tmp_path, 1.0).fetch(keep))
    assert kept == [b"first", RAW, b"poison", b"last"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".hidden.eml", "empty.eml", "folder.eml", "link.eml", "p.eml", "pipe.eml", "taken", "unfinished.tmp"
    ]  # fmt: skip
    taken = {path.read_bytes() for path in (tmp_path / "taken").iterdir()}
    assert taken == {b"an older one", b"first", RAW, b"last"}


def test_a_message_that_cannot_be_kept_now_stays(tmp_path: Path) -> None:
    async def away(raw: bytes) -> bool:
        raise OSError("the database is away")

    (tmp_path / "a.eml").write_bytes(RAW)
    with pytest.raises(OSError, match="away"):
        asyncio.run(Folder(tmp_path, 1.0).fetch(away))
    assert (tmp_path / "a.eml").read_bytes() == RAW
