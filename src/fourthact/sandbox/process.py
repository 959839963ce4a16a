"""A piece of the world as a process of its own: how it runs, and how whoever started it speaks to it.

It prints where it listens as one line of JSON, and ends at SIGTERM, or when its input closes: with whoever started
it, however they end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from fourthact.values.time import instant_text

ANSWER_SECONDS_MAX = 30.0
END_SECONDS_MAX = 10.0


class SandboxRefused(Exception):
    """A piece of the world does not understand what it is told; the message is its own."""


def parser(module: str, description: str | None) -> argparse.ArgumentParser:
    """The arguments that every piece has."""
    arguments = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    arguments.add_argument(
        "--port", type=int, default=0, help="HTTP port on 127.0.0.1 (default: any that is free)"
    )
    arguments.add_argument("--follow-stdin", action="store_true", help="end when standard input closes")
    return arguments


async def stay(
    open_doors: Callable[[], Awaitable[dict[str, str]]],
    close: Callable[[], Awaitable[None]],
    *,
    follow_stdin: bool,
) -> None:
    """Open, say where, stay until told to end, close. Shapes: `open_doors` gives addresses by their names."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    sys.stdout.buffer.write(msgspec.json.encode(await open_doors()) + b"\n")
    sys.stdout.buffer.flush()

    def follow() -> None:
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended.set)

    if follow_stdin:
        threading.Thread(target=follow, daemon=True).start()
    await ended.wait()
    await close()


@contextmanager
def started(module: str, arguments: Sequence[str] = ()) -> Iterator[tuple[dict[str, str], int]]:
    """A piece of the world, running for the time of the block: its addresses, and its process id."""
    command = [sys.executable, "-m", module, "--follow-stdin", *arguments]
    path = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{module} did not start (exit code {process.wait()})")
            yield msgspec.json.decode(line, type=dict[str, str]), process.pid
        finally:
            process.stdin.close()
            try:
                process.wait(END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()


def call(http: str, method: str, path: str, words: object = None, now: datetime | None = None) -> bytes:
    """Ask a piece of the world something; the content of its answer. Blocks. Errors: SandboxRefused."""
    content = None if words is None else msgspec.json.encode(words)
    request = urllib.request.Request(http + path, content, method=method)
    request.add_header("Content-Type", "application/json")
    if now is not None:
        request.add_header("Fourthact-Now", instant_text(now))
    try:
        with _OPENER.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as refused:
        with refused:
            raise SandboxRefused(f"{method} {path}: {refused.read().decode()}") from None


def ask(http: str, method: str, path: str, words: object = None, now: datetime | None = None) -> Any:
    """The same, with the answer read as JSON."""
    return msgspec.json.decode(call(http, method, path, words, now))


# The environment's proxies are for the outside; the world of a play is on the loopback address.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
