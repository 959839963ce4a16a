"""A folder into which others put messages as `.eml` files; what is taken lies in its subfolder `taken`."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

log = structlog.get_logger()

TAKEN = "taken"
MESSAGE_BYTES_MAX = 134_217_728  # more than any mail server carries, as for a mailbox


class Folder:
    """A file counts from the moment that its name ends in `.eml`: write it under another name, then rename it."""

    def __init__(self, path: Path, poll_seconds: float) -> None:
        self._path, self._poll_seconds = path, poll_seconds
        self._left: set[Path] = set()

    @property
    def name(self) -> str:
        return f"folder {self._path}"

    async def fetch(self, keep: Callable[[bytes], Awaitable[bool]]) -> None:
        """Keep every message there is, by name; what `keep` will not have is left there until we start anew.

        Errors: OSError, and whatever `keep` raises.
        """
        for path in await asyncio.to_thread(self._waiting):
            raw = await asyncio.to_thread(_read, path)
            if raw is None or not await keep(raw):
                self._left.add(path)
                continue
            # Dying here: it is kept and still lies there. It is read again, and is the same message.
            await asyncio.to_thread(self._aside, path, raw)

    async def wait(self) -> None:
        await asyncio.sleep(self._poll_seconds)

    async def close(self) -> None:
        """There is nothing to close."""

    def _waiting(self) -> list[Path]:
        (self._path / TAKEN).mkdir(exist_ok=True)
        there = {path for path in self._path.iterdir() if path.suffix == ".eml" and path.name[0] != "."}
        return sorted(there - self._left)

    def _aside(self, path: Path, raw: bytes) -> None:
        """Move a file aside. What lies there under its name already is not overwritten."""
        there = self._path / TAKEN / path.name
        if there.exists():
            there = there.with_name(f"{path.stem}.{hashlib.sha256(raw).hexdigest()[:16]}.eml")
        try:
            path.rename(there)
        except FileNotFoundError:
            log.info("another process has taken it too", file=str(path))


def _read(path: Path) -> bytes | None:
    """A file's bytes; None for what is no file of a message: it stays where it is, and the log says so."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None  # another process was faster
    except OSError as error:
        log.warning("this file is left where it is", file=str(path), why=error.strerror)
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        log.warning("this is no file, and is left where it is", file=str(path))
        return None
    with open(handle, "rb") as file:
        raw = file.read(MESSAGE_BYTES_MAX + 1)
    if len(raw) > MESSAGE_BYTES_MAX:
        log.error("this file is larger than any mail, and is left where it is", file=str(path))
        return None
    if not raw:
        log.warning("this file is empty, and is left where it is", file=str(path))
    return raw or None
