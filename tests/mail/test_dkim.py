"""Signatures that a program of others verifies, and mail that is the same bytes however often it is sent."""

from __future__ import annotations

import shutil
import stat
import subprocess
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.correspondence.letters import compose
from fourthact.languages import load
from fourthact.mail import DkimKeys
from fourthact.mail.dkim import relaxed_body
from tests.correspondence.test_rules import NOTICE
from tests.languages.test_notices import FACTS

# Debian's own Python, which has Debian's packages.
PYTHON = "/usr/bin/python3"
VERIFY = """
import dkim, sys
record = sys.argv[1].encode()
sys.exit(0 if dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record) else 1)
"""
DOMAIN = "example-motors.example"


def verified(raw: bytes, record: str) -> bool:
    """What dkimpy says, which shares nothing with us."""
    if shutil.which(PYTHON) is None or subprocess.run([PYTHON, "-c", "import dkim"], check=False).returncode:
        pytest.skip("needs dkimpy (Debian package python3-dkim)")
    return subprocess.run([PYTHON, "-c", VERIFY, record], input=raw, check=False).returncode == 0


def mail_in(code: str, name: str = "Example Motors") -> tuple[bytes, dict[str, str]]:
    subject, text, html = load()[code].notice("promise_revised", FACTS)
    words = {"sender": f"reservations@{DOMAIN}", "reply_to": f"r.x@{DOMAIN}", "to": "cleo@holder.example",
             "subject": subject, "text": text, "html": html}  # fmt: skip
    return compose(replace(NOTICE, language=code), words, name), words


@pytest.mark.parametrize("code", list(load()))
def test_every_language_is_signed_so_that_others_verify_it(code: str, tmp_path: Path) -> None:
    key = DkimKeys(tmp_path).of(DOMAIN)
    raw, words = mail_in(code, "Éxample 자동차")
    signed = key.sign(raw)
    assert signed == key.sign(raw)
    assert verified(signed, key.record[1])
    assert not verified(signed.replace(b"Auto-Submitted: auto-", b"Auto-Submitted: autq-"), key.record[1])
    assert not verified(signed[:-40] + b"x" + signed[-39:], key.record[1])
    mail = message_from_bytes(signed, policy=policy.default)
    assert mail["subject"] == words["subject"]
    assert mail["from"].addresses[0].display_name == "Éxample 자동차"
    for kind, part in (("plain", "text"), ("html", "html")):
        body = mail.get_body((kind,))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n").rstrip() == words[part].rstrip()
    assert max(len(line) for line in signed.split(b"\r\n")) < 999
    assert signed.isascii()


def test_a_second_from_breaks_the_signature(tmp_path: Path) -> None:
    key = DkimKeys(tmp_path).of(DOMAIN)
    signed = key.sign(mail_in("en")[0])
    assert not verified(b"From: mallory@evil.example\r\n" + signed, key.record[1])


def test_keys_are_kept_and_never_overwritten(tmp_path: Path) -> None:
    keys = DkimKeys(tmp_path)
    first = keys.of(DOMAIN.upper())
    assert DkimKeys(tmp_path).of(DOMAIN).record == first.record
    second = keys.add(DOMAIN)
    assert keys.of(DOMAIN).selector == first.selector == "f1"  # a running process goes on with what it has
    assert DkimKeys(tmp_path).of(DOMAIN).record == second.record
    assert [key.record for key in keys.all(DOMAIN)] == [first.record, second.record]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@given(st.binary(max_size=200))
def test_blanks_at_the_end_of_lines_and_of_the_body_do_not_count(body: bytes) -> None:
    """RFC 6376, 3.4.4: whatever a relay does with blanks, the body that is hashed is the same."""
    plain = body.replace(b"\r", b"").replace(b"\n", b"\r\n")
    assert relaxed_body(plain.replace(b"\r\n", b" \t\r\n") + b"  \r\n\r\n") == relaxed_body(plain)


@pytest.mark.parametrize("name", ['a" <x@evil.example>', "a\r\nBcc: x@evil.example", "=?utf-8?q?x?=", ""])
def test_a_strange_name_stays_a_name(name: str) -> None:
    raw, _ = mail_in("en", name)
    mail = message_from_bytes(raw, policy=policy.default)
    assert [box.addr_spec for box in mail["from"].addresses] == [f"reservations@{DOMAIN}"]
    assert mail["bcc"] is None
    assert UUID(int=6).hex in str(mail.get_boundary())


def test_the_way_out_of_announcements_is_signed_and_no_other_notice_has_one(tmp_path: Path) -> None:
    """RFC 8058 section 3.1: one HTTPS address, one click, and both headers covered by the signature."""
    key = DkimKeys(tmp_path).of(DOMAIN)
    url = f"https://{DOMAIN}/en/u/{'a' * 64}"
    plain, words = mail_in("en")
    raw = compose(NOTICE, words | {"unsubscribe": url}, "Example Motors")
    signed = key.sign(raw)
    mail = message_from_bytes(signed, policy=policy.default)
    assert mail["list-unsubscribe"] == f"<{url}>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert verified(signed, key.record[1])
    for header in (b"List-Unsubscribe: <https", b"List-Unsubscribe-Post: List"):
        assert header in signed
        assert header not in plain
        assert not verified(signed.replace(header, header[:-1] + b"x"), key.record[1])
