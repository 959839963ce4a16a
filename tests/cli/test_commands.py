"""The commands, as somebody types them: in a process of their own, against a database of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from fourthact.cli import main
from tests.postgres import clone, dsn_of

SOURCE = str(Path(__file__).parents[2] / "src")
MAIL = b"From: Cleo <cleo@holder.example>\r\nSubject: hello\r\n\r\nThank you for the news.\r\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a house with a migrated database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURTHACT_")}
    with clone() as dsn:
        yield {
            **kept,
            "PYTHONPATH": SOURCE,
            "FOURTHACT_DATABASE_URL": dsn,
            "FOURTHACT_STATE_DIR": str(tmp_path / "state"),
        }


def run(env: Mapping[str, str], *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "fourthact", *words],
        env=dict(env),
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    context = click.Context(main)
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    said = command.get_help(click.Context(command, parent=context, info_name=path[-1]))
    assert command.help
    assert len(command.help) > 20, said


def test_a_house_that_was_never_migrated_says_so(house: Mapping[str, str]) -> None:
    """And a mail server is told to keep the message, not that it cannot be delivered."""
    empty = {**house, "FOURTHACT_DATABASE_URL": dsn_of("postgres")}
    for words, given, code in (
        (("audit",), b"", 78),
        (("seller", "create", "Example Motors", "--domain", "motors.example"), b"", 78),
        (("mail", "receive", "--to", "a@motors.example"), MAIL, 75),
    ):
        ended = run(empty, *words, given=given)
        assert (ended.returncode, b"Run `fourthact migrate` first" in ended.stderr) == (code, True), (
            ended.stderr
        )
        assert b"Traceback" not in ended.stderr


def test_a_house_is_opened_receives_mail_and_is_audited(house: Mapping[str, str]) -> None:
    """Migrate, open a seller, make keys, take a mail on standard input, audit whole and since the last time."""
    assert run(house, "migrate").returncode == 0
    opened = run(house, "seller", "create", "Example Motors", "--domain", "motors.example")
    assert opened.returncode == 0, opened.stderr
    seller = re.search(rb"slr_[0-9a-f]{32}", opened.stdout)
    assert seller is not None
    assert b"vkey   motors.example/log+" in opened.stdout

    again = run(house, "seller", "create", "Example Motors", "--domain", "motors.example")
    assert again.returncode == 1
    assert b"is here already" in again.stderr

    for name, domain, said in (
        ("Example Motors", "no domain", b"is not a domain of mail"),
        (" ", "other.example", b"A seller needs a name"),
    ):
        refused = run(house, "seller", "create", name, "--domain", domain)
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr
    dead = run(house, "key", "create", seller[0].decode(), "Ana", "--expires", "2020-01-01")
    assert (dead.returncode, dead.stdout) == (1, b"")
    assert b"would open nothing" in dead.stderr

    key = run(house, "key", "create", seller[0].decode(), "Ana")
    assert re.fullmatch(rb"fak_[0-9a-f]{32}_[A-Za-z0-9_-]{43}\s*", key.stdout), key.stderr
    wrong = run(house, "key", "create", seller[0].decode(), "Ana", "--scope", "everything")
    assert wrong.returncode == 1
    assert b"There is no scope everything" in wrong.stderr

    taken = run(house, "mail", "receive", "--to", "anything@motors.example", given=MAIL)
    assert taken.returncode == 0, taken.stderr
    twice = run(house, "mail", "receive", "--to", "anything@motors.example", given=MAIL)
    assert twice.stdout == taken.stdout  # the same message is one message

    audit = run(house, "audit")
    assert (audit.returncode, audit.stdout.splitlines()[0]) == (0, b"Everything holds."), audit.stdout
    assert run(house, "audit", "--since-last").returncode == 0


@pytest.mark.parametrize(
    ("words", "given", "code", "said"),
    [
        (
            ("mail", "receive", "--to", "a@nobody.example"),
            MAIL,
            67,
            b"nobody here answers for a@nobody.example",
        ),
        (("mail", "receive", "--to", "a@nobody.example"), b"", 2, b"no message on standard input"),
        (
            ("mail", "receive", "--to", "a@nobody.example"),
            b"x" * 26_214_401,
            65,
            b"larger than 26214400 bytes (FOURTHACT_MESSAGE_BYTES_MAX)",
        ),
        (("key", "create", "slr_1", "Ana"), b"", 1, b"There is no seller slr_1 here"),
        (("verify", "missing.json", "--key", "k"), b"", 2, b"does not exist"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    house: Mapping[str, str], words: tuple[str, ...], given: bytes, code: int, said: bytes
) -> None:
    ended = run(house, *words, given=given)
    assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
    assert b"Traceback" not in ended.stderr


def test_an_absent_database_is_said_to_a_mail_server_as_try_again(house: Mapping[str, str]) -> None:
    away = {**house, "FOURTHACT_DATABASE_URL": "postgresql://127.0.0.1:9/nobody"}
    ended = run(away, "mail", "receive", "--to", "a@motors.example", given=MAIL)
    assert ended.returncode == 75, ended.stderr
    assert b"keep the message and try again" in ended.stderr


def test_a_misspelt_setting_is_named(house: Mapping[str, str]) -> None:
    ended = run({**house, "FOURTHACT_LISTEN_PROT": "1"}, "audit")
    assert ended.returncode == 2
    assert b"FOURTHACT_LISTEN_PORT" in ended.stderr
