"""The world's memory on disk: every call in order; the world is what they lead to, so it is played again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec


class Asked(msgspec.Struct, frozen=True, tag="asked"):
    """Somebody called over HTTP."""

    method: str
    target: str
    now: str | None
    body: bytes


class Mailed(msgspec.Struct, frozen=True, tag="mailed"):
    """A mail arrived."""

    sender: str
    recipients: list[str]
    raw: bytes


class Told(msgspec.Struct, frozen=True, tag="told"):
    """A notice was carried, and taken or not."""

    account: str
    notice: str
    copy: int
    accepted: bool


Happening = Asked | Mailed | Told


class Journal:
    """Lines of JSON, flushed before the call is answered: what was acknowledged survives our being killed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def read(self) -> Iterator[Happening]:
        """Everything that happened, in order. A last line cut short was never answered: it is dropped."""
        if not self._path.exists():
            return
        decoder = msgspec.json.Decoder(Happening)
        whole = self._path.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            os.truncate(self._path, end)
        for line in whole[:end].splitlines():
            yield decoder.decode(line)

    def write(self, happening: Happening) -> None:
        if self._file is None:
            self._file = self._path.open("ab")
        self._file.write(msgspec.json.encode(happening) + b"\n")
        self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
