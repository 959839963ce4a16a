"""Letters are read aside, in processes of their own: meanwhile mail comes in and money moves, whatever a letter costs.

A letter that takes more time or memory than any letter needs ends that process, not ours; another one is begun.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from fourthact.correspondence.reader import Reading, read
from fourthact.mail import Letter, parse
from fourthact.mail.parse import READ_BYTES_MAX

# The slowest bomb that we know takes a quarter of this on a slow machine. Units: seconds of computing, bytes.
COMPUTING_SECONDS_MAX = 60
MEMORY_BYTES_MAX = 2 * 1_073_741_824
# Readers yield to whatever else wants to compute: mail waits for money, and an answer to a mail server for neither.
NICE = 5
STOP_SECONDS = 5.0

# Readers are forked by a process that has compiled every rule and holds nothing of ours, no thread and no connection.
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["fourthact.correspondence.reader.compiled"])


class Unread(Exception):
    """A letter could not be read: its reader died of it, or failed through a defect of ours."""


@dataclass(frozen=True, slots=True)
class _Reader:
    process: BaseProcess
    line: Connection


class Aside:
    """So many processes that read letters, each begun when it is first needed."""

    def __init__(self, processes: int, seconds_max: int = COMPUTING_SECONDS_MAX) -> None:
        self._seconds_max = seconds_max
        self._free: asyncio.Queue[_Reader | None] = asyncio.Queue()
        for _ in range(processes):
            self._free.put_nowait(None)

    async def read(self, raw: bytes, envelope_from: str | None) -> tuple[Letter, Reading]:
        """What a letter says, and how it is understood. Errors: Unread."""
        reader = await self._free.get()
        try:
            if reader is None:
                reader = await asyncio.to_thread(_begun, self._seconds_max)
            # More than it would read need not travel, but that there was more is said by what does.
            said = await asyncio.to_thread(_asked, reader, raw[: READ_BYTES_MAX + 1], envelope_from)
        except BaseException as why:
            # It died, or nobody waits for its answer any more.
            _end(reader)
            reader = None
            if isinstance(why, EOFError | OSError):
                raise Unread("its reader died of it, or of something else") from why
            raise
        finally:
            self._free.put_nowait(reader)
        if isinstance(said, str):
            raise Unread(said)
        return said

    async def close(self) -> None:
        """End every reader that is not reading."""
        while not self._free.empty():
            await asyncio.to_thread(_end, self._free.get_nowait())


def _begun(seconds_max: int) -> _Reader:
    ours, theirs = multiprocessing.Pipe()
    process = _forking.Process(target=_read_on, args=(theirs, seconds_max), name="reader", daemon=True)
    process.start()
    theirs.close()
    return _Reader(process, ours)


def _end(reader: _Reader | None) -> None:
    if reader is not None:
        reader.process.kill()
        reader.process.join(STOP_SECONDS)
        reader.line.close()


def _asked(reader: _Reader, raw: bytes, envelope_from: str | None) -> tuple[Letter, Reading] | str:
    reader.line.send((raw, envelope_from))
    said: tuple[Letter, Reading] | str = reader.line.recv()
    return said


def _read_on(line: Connection, seconds_max: int) -> None:
    """What a reader does until the other end of its line is closed, or dies."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one at the keyboard ends the worker, which ends us
    with suppress(ValueError, OSError):  # not every system can bound it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, resource.RLIM_INFINITY))
    with suppress(EOFError, OSError):
        while True:
            raw, envelope_from = line.recv()
            spent = resource.getrusage(resource.RUSAGE_SELF)
            seconds = int(spent.ru_utime + spent.ru_stime) + 1 + seconds_max
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
            line.send(_told(raw, envelope_from))


def _told(raw: bytes, envelope_from: str | None) -> tuple[Letter, Reading] | str:
    try:
        letter = parse(raw)
        return letter, read(letter, envelope_from)
    except Exception as defect:  # noqa: BLE001 - whatever it is, the letter's job says so and a person reads it
        return f"{type(defect).__name__}: {defect}"[:500]
