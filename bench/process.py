"""A process of the house that is started again whenever it has been killed, as systemd would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psutil

SOURCE = str(Path(__file__).parents[1] / "src")
STOP_SECONDS_MAX = 30


class Process:
    """`fourthact COMMAND` with these settings; a command may have options."""

    def __init__(self, command: str, env: Mapping[str, str], log: Path | None = None) -> None:
        self._command, self._log = command.split(), log
        self._env = {**os.environ, **env, "PYTHONPATH": SOURCE}

    @contextmanager
    def running(self) -> Iterator[Self]:
        self._start()
        try:
            yield self
        finally:
            self._process.terminate()
            self._process.wait(STOP_SECONDS_MAX)

    def family(self) -> list[psutil.Process]:
        """It and its children."""
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]

    def kill(self) -> None:
        """End it in the middle of what it does, and start it again."""
        for process in self.family():
            if "postgres" not in process.name():  # the server that it may have revived is another's to kill
                process.send_signal(signal.SIGKILL)
        self._process.wait(STOP_SECONDS_MAX)
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-m", "fourthact", *self._command]
        out = subprocess.DEVNULL if self._log is None else self._log.open("ab")
        try:
            self._process = subprocess.Popen(command, env=self._env, stdout=out, stderr=out)
        finally:
            if not isinstance(out, int):
                out.close()
