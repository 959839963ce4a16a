"""The rules of tests/conftest.py, checked on a small suite of their own: once outside CI, once inside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).parents[1] / "conftest.py"

SUITE = """
import contextlib
import socket

import pytest


def test_missing_program():
    pytest.skip("needs swaks (Debian package swaks)")


def test_skip_for_another_reason():
    pytest.skip("flaky today")


@pytest.mark.xfail(strict=True)
def test_expected_failure():
    raise AssertionError


def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_connection_beyond():
    with contextlib.suppress(Exception):
        socket.create_connection(("192.0.2.1", 9), timeout=0.1)


def test_look_up_beyond():
    with contextlib.suppress(Exception):
        socket.getaddrinfo("example.org", 9)
"""

OUTCOMES = {
    "test_missing_program": "SKIPPED",
    "test_skip_for_another_reason": "FAILED",
    "test_expected_failure": "XFAIL",
    "test_loopback": "PASSED",
    "test_connection_beyond": "FAILED",
    "test_look_up_beyond": "FAILED",
}


def run(folder: Path, suite: str, *, ci: str) -> list[str]:
    """Pytest's output lines for a folder with our conftest and one test file."""
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_it.py").write_text(suite)
    environment = {**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-v",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    done = subprocess.run(
        [*command, str(folder)], capture_output=True, text=True, env=environment, check=False
    )
    return done.stdout.splitlines()


def outcomes(lines: list[str]) -> dict[str, str]:
    found = (re.search(r"::(\w+) ([A-Z]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def test_outside_ci_what_is_missing_is_listed_last_and_any_other_skip_fails(tmp_path: Path) -> None:
    lines = run(tmp_path, SUITE, ci="")
    assert outcomes(lines) == OUTCOMES
    section = [number for number, line in enumerate(lines) if "for want of something to be installed" in line]
    assert lines[section[0] + 1] == "   1 test   needs swaks (Debian package swaks)"


def test_in_ci_a_missing_program_is_a_failure(tmp_path: Path) -> None:
    lines = run(tmp_path, SUITE, ci="true")
    assert outcomes(lines) == OUTCOMES | {"test_missing_program": "FAILED"}


def test_a_whole_file_may_not_skip_itself_without_a_need(tmp_path: Path) -> None:
    lines = run(tmp_path, "import pytest\n\npytest.skip('not today', allow_module_level=True)\n", ci="")
    assert "1 error" in lines[-1]
