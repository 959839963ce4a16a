"""The folders of one account of ours: what came, what goes, and what was read, each line of it for ever."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec


class Ordered(msgspec.Struct, frozen=True):
    """A payout as it was ordered, kept for ever beside its file."""

    amount_minor: int
    currency: str
    to: str
    name: str


class Line(msgspec.Struct, frozen=True, tag="entry", tag_field="line"):
    """An entry as it was first read."""

    id: str
    whole: str
    amount_minor: int
    currency: str
    value_on: date
    booked_on: date
    kind: str
    remittance: str
    key: str | None
    name: str
    account: str
    reason: str | None


class Taken(msgspec.Struct, frozen=True, tag="file", tag_field="line"):
    """A file that was read or refused: never looked at again. `digest`: of its bytes."""

    digest: str
    file: str
    refused: str | None = None


class Answer(msgspec.Struct, frozen=True, tag="answer", tag_field="line"):
    """The bank's answer to an order of ours (pain.002)."""

    key: str
    status: str
    reason: str


_LINE = msgspec.json.Decoder(Line | Taken | Answer)


@dataclass(frozen=True, slots=True)
class Desk:
    """The folders of one account."""

    home: Path

    @property
    def inbox(self) -> Path:
        return self.home / "in"

    @property
    def outbox(self) -> Path:
        return self.home / "out"

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def journal(self) -> Path:
        return self.state / "journal.jsonl"

    def lines(self) -> list[Line | Taken | Answer]:
        """What was read so far. A last line without an end was being written when we died: it does not count."""
        if not self.journal.exists():
            return []
        return [_LINE.decode(raw) for raw in self.journal.read_bytes().split(b"\n")[:-1]]

    def ordered(self, key: str) -> Ordered | None:
        path = self.state / f"{file_name(key)}.json"
        return msgspec.json.decode(path.read_bytes(), type=Ordered) if path.exists() else None


def file_name(text: str) -> str:
    """A name that a file can have and no two keys share."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", text):
        return text
    return f"x.{sha256(text.encode()).hexdigest()}"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file whole and durable, or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as handle:
        handle.write(raw)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)
    sync(path.parent)


def append(path: Path, raw: bytes) -> None:
    """Add whole lines, durable. Half a line that a crash left behind is cut off first."""
    with path.open("ab+") as handle:
        handle.seek(0)
        handle.truncate(handle.read().rfind(b"\n") + 1)
        handle.write(raw)
        handle.flush()
        os.fsync(handle.fileno())


def sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
