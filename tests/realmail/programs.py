"""Programs of Debian's mail and name servers, found and started for one test each: on loopback, with folders of
their own, touching nothing of a server that the machine may run.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

HOST = "127.0.0.1"
START_SECONDS, STOP_SECONDS = 90.0, 60.0
# Debian's server programs stand where a user's PATH does not look.
PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/lib/postfix/sbin"))


def program(name: str, package: str) -> str:
    """Where a program is; without it the test is skipped, which CI does not let pass."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        pytest.skip(f"needs {name} (Debian package {package})")
    return found


def as_root(name: str) -> None:
    """Some servers give up root's rights themselves, and start in no other way."""
    if os.geteuid() != 0:
        pytest.skip(f"needs root, to run {name}")


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """A folder that servers which gave up root's rights can walk through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix=f"fourthact-{name}-") as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


@contextmanager
def running(
    command: Sequence[str], log: Path, answers: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from the moment that it answers until it has ended. Errors: AssertionError with its log."""
    with log.open("ab") as out:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        until = time.monotonic() + START_SECONDS
        while not answers():
            assert server.poll() is None, f"{command[0]} ended: {log.read_text(errors='replace')[-4_000:]}"
            assert time.monotonic() < until, (
                f"{command[0]} does not answer: {log.read_text(errors='replace')}"
            )
            time.sleep(0.02)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def listens(port: int) -> bool:
    """Whether somebody takes connections at a port of this machine."""
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex((HOST, port)) == 0
