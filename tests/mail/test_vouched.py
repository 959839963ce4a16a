"""Who answers for a sender: our own mail server's word, about the domain that stands in From, and nothing else."""

from __future__ import annotations

import pytest

from fourthact.mail import parse, vouched

OURS = frozenset({"mx.motors.example"})
HEAD = "Authentication-Results: mx.motors.example; "


def of(fields: str, sender: str = "Cleo <cleo@holder.example>") -> str:
    return vouched(parse(f"{fields}\r\nFrom: {sender}\r\nSubject: x\r\n\r\nHi".encode()), OURS)


PASSED = [
    "dmarc=pass (p=none dis=none) header.from=holder.example",
    "spf=fail smtp.mailfrom=x@y.example; dkim=fail header.d=holder.example; dmarc=pass header.from=Holder.Example",
    "dkim=pass (2048-bit key) header.d=holder.example header.i=@holder.example header.b=abc",
    "dkim=pass header.i=cleo@holder.example",
    "dkim=pass header.d=list.example; dkim=pass header.d=holder.example",
    "spf=pass (sender is 192.0.2.1) smtp.mailfrom=cleo@holder.example",
    'dmarc=none header.from=holder.example; dkim=pass reason="good; really" header.d=holder.example',
    "dmarc=pass\r\n\t(p=reject (nested; dmarc=fail))\r\n\theader.from=holder.example",
]
UNKNOWN = [
    "none",
    "",
    "dkim=pass header.d=elsewhere.example",
    "dkim=pass header.d=example",
    "dkim=pass header.d=mail.holder.example",
    "dkim=pass header.d=notholder.example",
    "dkim=pass",
    "dmarc=pass",
    "dmarc=pass header.from=elsewhere.example",
    "dmarc=temperror header.from=holder.example; dkim=pass header.d=holder.example",
    "dmarc=fail header.from=elsewhere.example",
    "spf=pass smtp.mailfrom=elsewhere.example",
    "spf=pass smtp.helo=holder.example",
    "x=(dmarc=pass header.from=holder.example)",
    'x="; dmarc=pass header.from=holder.example',
    'spf=none smtp.mailfrom="a;dmarc=pass header.from=holder.example;"@elsewhere.example',
    "(" * 5_000 + "dmarc=pass header.from=holder.example",
]


@pytest.mark.parametrize("said", PASSED)
def test_passed(said: str) -> None:
    assert of(HEAD + said) == "passed"


@pytest.mark.parametrize("said", UNKNOWN)
def test_unknown(said: str) -> None:
    assert of(HEAD + said) == "unknown"


def test_failed() -> None:
    assert of(f"{HEAD}dkim=pass header.d=holder.example; dmarc=fail header.from=holder.example") == "failed"


def test_a_domain_above_answers_for_the_ones_below() -> None:
    assert of(f"{HEAD}dkim=pass header.d=holder.example", "cleo@mail.holder.example") == "passed"


PASS = "dmarc=pass header.from=holder.example"
FORGED = {
    "another server's word": f"Authentication-Results: mx.elsewhere.example; {PASS}",
    "a name that begins like ours": f"Authentication-Results: mx.motors.example.evil.example; {PASS}",
    "no server's word": f"Authentication-Results: {PASS}",
    "below our own": f"{HEAD}dmarc=fail header.from=holder.example\r\n{HEAD}{PASS}",
    "another header": f"X-Authentication-Results: mx.motors.example; {PASS}",
    "in the ARC of others": f"ARC-Authentication-Results: i=1; mx.motors.example; {PASS}",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_others_wrote_is_not_read(how: str) -> None:
    assert of(FORGED[how]) != "passed"


@pytest.mark.parametrize(
    "sender",
    [
        "a@holder.example, b@elsewhere.example",
        "a@holder.example\r\nFrom: b@elsewhere.example",
        '"cleo@holder.example" <x@elsewhere.example>',
        "cleo@holder.example <x@elsewhere.example>",
        "nobody",
        "",
    ],
)
def test_a_from_that_says_two_things_proves_nothing(sender: str) -> None:
    assert of(HEAD + PASS, sender) == "unknown"


def test_without_a_name_nothing_is_known() -> None:
    letter = parse(f"{HEAD}{PASS}\r\nFrom: cleo@holder.example\r\n\r\nHi".encode())
    assert vouched(letter, frozenset()) == "unknown"
