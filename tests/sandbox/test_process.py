"""The sandbox as a process: it starts fast, listens here only, remembers, and ends when it should."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fourthact.sandbox.control import Control, running
from fourthact.values.money import Money

NOW = datetime(2018, 7, 11, 9, 12, tzinfo=UTC)
END_SECONDS = 30
CHARGE = {"amount_minor": 5_000, "currency": "USD", "token": "card_ok", "memo": "deposit"}


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    command = [sys.executable, "-m", "fourthact.sandbox", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        try:
            yield started, json.loads(started.stdout.readline())
        finally:
            started.kill()


def charge(control: Control, key: str, now: datetime = NOW) -> str:
    told = control.call("POST", "/accounts/motors/charges", {"key": key, **CHARGE}, now)
    return f"{told['status']} {told['reference']}"


def test_it_ends_when_its_input_closes() -> None:
    with process("--follow-stdin") as (started, _):
        assert started.stdin is not None
        started.stdin.close()
        assert started.wait(END_SECONDS) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to(number: int) -> None:
    with process() as (started, addresses):
        host, port = addresses["http"].removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as silent:  # somebody who never finishes a sentence
            silent.sendall(b"GET / HTTP/1.1\r\n")
            with urllib.request.urlopen(addresses["http"] + "/health") as answer:
                assert answer.status == 200
            started.send_signal(number)
            assert started.wait(END_SECONDS) == 0
        assert started.stderr is not None
        assert started.stderr.read() == b""


def test_it_listens_on_this_machine_only() -> None:
    with process() as (_, addresses):
        for address in addresses.values():
            host, port = address.removeprefix("http://").split(":")
            assert host == "127.0.0.1"
            with pytest.raises(OSError, match="in use"), socket.socket() as other:
                other.bind(("127.0.0.1", int(port)))
            with socket.socket() as elsewhere:
                elsewhere.bind(("127.0.0.2", int(port)))  # free: it took no wildcard address


def test_nonsense_closes_one_connection_and_harms_nobody() -> None:
    with process() as (_, addresses):
        host, port = addresses["http"].removeprefix("http://").split(":")
        for nonsense in (b"\x16\x03\x01\x00", b"GET /\r\n\r\n", b"POST / HTTP/1.1\r\nHost: x\r\n"):
            with socket.create_connection((host, int(port)), timeout=END_SECONDS) as caller:
                caller.sendall(nonsense)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(4_096):
                    pass
        big = b"POST /clock HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 2_000_000
        with (
            socket.create_connection((host, int(port)), timeout=END_SECONDS) as caller,
            pytest.raises(ConnectionError),
        ):
            caller.sendall(big * 20)
        with urllib.request.urlopen(addresses["http"] + "/health") as answer:
            assert answer.read() == b'{"status":"ok"}'


def test_it_remembers_across_an_end(tmp_path: Path) -> None:
    state = tmp_path / "world"
    with running(state) as control:
        host, port = control.smtp.split(":")
        with smtplib.SMTP(host, int(port)) as smtp:
            smtp.sendmail("a@example.org", ["b@example.org"], b"Subject: hello\r\n\r\n")
        control.wire(
            "motors", Money(7, "EUR"), "", payer_name="Cléo", payer_account="FR1", at=NOW + timedelta(days=9)
        )
        first = charge(control, "k1")
        books = control.books("motors")
    with running(state) as control:
        assert control.books("motors") == books
        assert charge(control, "k1") == first
        assert [mail["subject"] for mail in control.mails()] == ["hello"]
        control.advance(NOW + timedelta(days=9))
        assert control.books("motors")["balances"]["bank"] == {"USD": 5_000, "EUR": 7}


def test_what_it_answered_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "world"
    with running(state) as control:
        answered = {key: charge(control, key) for key in ("k1", "k2", "k3")}
        os.kill(control.pid, signal.SIGKILL)
    with state.open("ab") as journal:
        journal.write(b'{"type":"asked","method":"PO')  # the line that it was writing when it died
    with running(state) as control:
        assert {key: charge(control, key) for key in answered} == answered
        assert len(control.books("motors")["charges"]) == 3
        charge(control, "k4")
    with running(state) as control:
        assert len(control.books("motors")["charges"]) == 4


def test_a_notice_under_way_at_a_kill_is_sent_again(tmp_path: Path) -> None:
    state = tmp_path / "world"
    with socket.create_server(("127.0.0.1", 0)) as seller:
        url = f"http://127.0.0.1:{seller.getsockname()[1]}/"
        with running(state) as control:
            control.account("motors", notice_url=url, notice_secret="whsec_c2VjcmV0")
            charge(control, "k1")
            with seller.accept()[0]:  # it came, and is not answered before the kill
                os.kill(control.pid, signal.SIGKILL)
        with running(state), seller.accept()[0] as caller:
            assert b"webhook-id: msg_" in caller.recv(65_536)


def test_it_starts_fast() -> None:
    """The best of three, as the machine may be busy: the goal is 0.7 s."""
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        with process("--follow-stdin"):
            seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 5.0


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "fourthact.sandbox", "--port", port]
        ended = subprocess.run(command, capture_output=True, timeout=END_SECONDS, check=False)
    assert ended.returncode != 0
    assert b"address already in use" in ended.stderr
