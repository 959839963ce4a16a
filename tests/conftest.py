"""What holds for every test: the world outside this machine is off, and a skip has to say what is missing.

A test may skip itself only for want of something to be installed, with a reason that starts with `needs `
(`needs chromium (Debian package chromium)`). Where CI is set such a skip is a failure, for CI installs
everything; elsewhere the run ends by listing what was missing. Any other skip is a failure everywhere.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))

# Time limits of single examples make slow machines red; the suite as a whole has its limit in .ci/run.
settings.register_profile("fourthact", deadline=None, print_blob=True)
settings.load_profile("fourthact")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _judge(report)
    return report


def _judge(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = _reason(report)
    if reason.startswith("needs ") and not IN_CI:
        return
    rule = "CI installs what a test needs" if reason.startswith("needs ") else "a skip starts with 'needs '"
    report.outcome = "failed"
    report.longrepr = f"skipped: {reason} ({rule}; see tests/conftest.py)"


def _reason(report: Any) -> str:
    said = report.longrepr
    text = said[2] if isinstance(said, tuple) else str(said)
    return str(text).removeprefix("Skipped: ")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The list of what could not be run, last before the counts."""
    missing = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not missing:
        return
    terminalreporter.section("not run, for want of something to be installed")
    for reason, tests in sorted(missing.items()):
        terminalreporter.write_line(f"{tests:4d} {'test ' if tests == 1 else 'tests'}  {reason}")


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(what: str, address: object) -> None:
    host = address[0] if isinstance(address, tuple) and address else None
    if isinstance(address, tuple) and not _is_here(host):
        pytest.fail(f"{what} {host!r}: a test reached beyond this machine", pytrace=True)


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Generator[None, None, None]:
    """Sockets and name look-ups reach this machine only. No `except Exception` can eat this failure."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any, /) -> None:
        _guard("connect to", address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any, /) -> int:
        _guard("connect to", address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        _guard("look-up of", (host,))
        return look_up(host, *arguments, **named)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()
