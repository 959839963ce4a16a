"""`mail read`: how messages would be read, from any path, storing nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fourthact.correspondence.previews import preview

SOURCE = str(Path(__file__).parents[2] / "src")
ASKS = (
    b"From: Cl\xc3\xa9o <cleo@mail.example.com>\r\nSubject: the car\r\nMessage-ID: <1@mail.example.com>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nPlease cancel my reservation.\r\n\r\n"
    b"On Tue, 3 Mar 2026 at 10:14, Motors <care@motors.example> wrote:\r\n> It will be late.\r\n"
)
THANKS = b"From: Bo <bo@mail.example.com>\r\nSubject: hello\r\n\r\nThank you for everything.\r\n"
BOUNCE = (
    b"From: MAILER-DAEMON@mx.example.com\nSubject: Undelivered Mail Returned to Sender\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@old.example.com\n"
    b"Action: failed\nStatus: 5.1.1\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <n1@motors.example>\n\n"
    b"Please cancel my reservation.\n--b--\n"
)


def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command, in a process of its own that has no settings: it needs none."""
    return subprocess.run(
        [sys.executable, "-m", "fourthact", "mail", "read", *words],
        env={"PYTHONPATH": SOURCE},
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )


def documents(ended: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_request_says_its_words_its_evidence_and_both_outcomes() -> None:
    seen = preview(ASKS)
    assert (seen.kind, seen.language) == ("person", "en")
    assert (seen.outcome, seen.outcome_unproven, seen.clock) == ("cancelled", "for_a_person", True)
    assert seen.own_text == "Please cancel my reservation."
    assert "It will be late." in seen.quoted_text
    assert ("cancel", "strong", "body") in {(one.intent, one.strength, one.where) for one in seen.asked}
    assert (seen.sender_name, seen.sender_address) == ("Cléo", "cleo@mail.example.com")


def test_a_bounce_names_who_was_not_reached_and_starts_nothing() -> None:
    seen = preview(BOUNCE, "")
    (failed,) = seen.failed_recipients
    assert (failed.address, failed.status, failed.permanent, failed.hard) == (
        "ana@old.example.com",
        "5.1.1",
        True,
        True,
    )
    assert seen.original_message_id == "<n1@motors.example>"
    assert (seen.kind, seen.outcome, seen.clock) == ("bounce", "bounce", False)


def test_files_folders_mailboxes_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.eml").write_bytes(ASKS)
    line = b"From cleo@mail.example.com Tue Mar  3 10:14:00 2026\n"
    body = b"\n>From where I stand it is fine.\n\nFrom now on I wait.\n"
    (tmp_path / "in" / "2").write_bytes(line + THANKS.replace(b"\r\n", b"\n") + body + b"\n" + line + BOUNCE)
    ended = run(str(tmp_path / "in"), "-", "--json", given=THANKS)
    assert (ended.returncode, ended.stderr) == (0, b"")
    found = documents(ended)
    assert [(one["number"], one["outcome"]) for one in found] == [
        (1, "cancelled"), (1, "noted"), (2, "bounce"), (1, "noted"),
    ]  # fmt: skip
    assert [Path(one["source"]).name for one in found] == ["1.eml", "2", "2", "-"]
    assert "From where I stand it is fine.\n\nFrom now on I wait." in found[1]["own_text"]


def test_what_is_no_message_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "good").write_bytes(THANKS)
    ended = run(str(tmp_path / "absent"), str(tmp_path / "empty"), str(tmp_path / "good"), "--json")
    assert ended.returncode == 1
    assert [one.get("error", one.get("outcome")) for one in documents(ended)] == [
        "cannot be opened: No such file or directory", "it is empty: there is no message in it", "noted",
    ]  # fmt: skip
    assert b"Traceback" not in ended.stderr


def test_without_json_a_person_can_read_it() -> None:
    ended = run("-", given=ASKS)
    assert ended.returncode == 0
    assert "outcome   cancelled (for_a_person where the sender is not proven)" in ended.stdout.decode()


@pytest.mark.parametrize(
    "raw", [b"x", b"\0" * 100, b"Subject: \xed\xa0\x80\n\n\xed\xa0\x80", bytes(range(256)) * 4]
)
def test_any_bytes_have_an_outcome(raw: bytes) -> None:
    ended = run("-", "--json", given=raw)
    assert ended.returncode == 0
    assert documents(ended)[0]["outcome"] == "for_a_person"
