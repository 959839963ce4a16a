"""The folders of one account of ours: what came, what goes, and what was read, each line of it for ever."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from fourthact.bankfiles.tellings import Known


class Ordered(msgspec.Struct, frozen=True):
    """A payout as it was ordered, kept for ever beside its file. `staged`: its file waited ready in `state` until it
    was handed over, so that one which waits no more was; orders of before do not say.
    """

    amount_minor: int
    currency: str
    to: str
    name: str
    staged: bool = False


class Line(msgspec.Struct, frozen=True, tag="entry", tag_field="line", gc=False):
    """An entry as it was first read. `form`: the kind of file that told it; `words`, `entry_minor`:
    how the entry looks that it is, or is a part of."""

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
    form: str = ""
    words: str = ""
    entry_minor: int = 0


class Same(msgspec.Struct, frozen=True, tag="same", tag_field="line"):
    """An entry that another kind of file told before under another reference. `told`: its `whole` there."""

    whole: str
    form: str
    told: str


class Told(msgspec.Struct, frozen=True):
    """A statement of a file, and its balances. Units: minor."""

    number: str = ""
    currency: str = ""
    opening_minor: int | None = None
    opened_on: date | None = None
    closing_minor: int | None = None
    closed_on: date | None = None


class Taken(msgspec.Struct, frozen=True, tag="file", tag_field="line"):
    """A file that was read or refused: never looked at again. `digest`: of its bytes; `new`: the entries of it that
    nobody had told before, `known` all that were known then, `sums` what the new ones make. `doubt`: what a person has
    to look at though it was booked from. Units: minor.
    """

    digest: str
    file: str
    refused: str | None = None
    kind: str = ""
    new: int = 0
    known: int = 0
    sums: dict[str, int] = {}
    statements: tuple[Told, ...] = ()
    doubt: str = ""


class Answer(msgspec.Struct, frozen=True, tag="answer", tag_field="line"):
    """The bank's answer to an order of ours (pain.002)."""

    key: str
    status: str
    reason: str


Kept = Line | Taken | Answer | Same
_LINE = msgspec.json.Decoder(Kept)


class Journal:
    """What was read so far, in the order in which it was written down; read on from where it was left.

    What stands after the last file's line was being written when we died: it does not count. Only who holds the
    desk's lock asks.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.forget()

    def forget(self) -> None:
        """Read it from its beginning next time."""
        self._end = 0
        self.lines: list[Line] = []
        self.files: list[Taken] = []
        self.digests: set[str] = set()
        self.known = Known()
        self.same: dict[str, str] = {}
        self.of_key: dict[str, list[Line]] = {}
        self.answers: dict[str, list[Answer]] = {}

    def catch_up(self) -> None:
        """Read what was written since, by whomever."""
        if not self._path.exists():
            return self.forget()
        with self._path.open("rb") as handle:
            if handle.seek(0, os.SEEK_END) < self._end:  # an older state was put back
                self.forget()
            handle.seek(self._end)
            waiting: list[Kept] = []
            size = 0
            for raw in handle:
                if not raw.endswith(b"\n"):
                    break
                waiting.append(_LINE.decode(raw))
                size += len(raw)
                if isinstance(waiting[-1], Taken):
                    for kept in waiting:
                        self._take(kept)
                    self._end += size
                    waiting, size = [], 0
        return None

    def append(self, kept: Iterable[Kept]) -> None:
        """Add lines that end with a file's, durable; what a crash left unfinished is cut off first."""
        raw = b"".join(msgspec.json.encode(line) + b"\n" for line in kept)
        with self._path.open("ab+") as handle:
            handle.truncate(self._end)
            handle.write(raw)
            handle.flush()
            os.fsync(handle.fileno())
        self.catch_up()

    def _take(self, kept: Kept) -> None:
        match kept:
            case Line():
                self.lines.append(kept)
                day = (kept.booked_on, kept.entry_minor, kept.currency)
                self.known.add(kept.whole, kept.form, day, kept.words, kept.remittance)
                if kept.key:
                    self.of_key.setdefault(kept.key, []).append(kept)
            case Taken():
                self.files.append(kept)
                self.digests.add(kept.digest)
            case Same():
                self.known.tell(kept.whole, kept.form, kept.told)
                self.same.setdefault(kept.whole, kept.told)
            case Answer():
                self.answers.setdefault(kept.key, []).append(kept)


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


def sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
