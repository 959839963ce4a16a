"""Mail into the sandbox, over real SMTP, and the page that shows it."""

from __future__ import annotations

import smtplib
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from fourthact.sandbox.control import Control, running
from fourthact.sandbox.mailboxes import Mail, Mailboxes, MailRule, write_bounce
from fourthact.sandbox.pages import mail_page
from fourthact.sandbox.process import SandboxRefused

NOW = datetime(2018, 7, 11, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def control() -> Iterator[Control]:
    with running() as started:
        yield started


@pytest.fixture
def smtp(control: Control) -> Iterator[smtplib.SMTP]:
    host, port = control.smtp.split(":")
    control.mail_rules()
    with smtplib.SMTP(host, int(port)) as client:
        yield client


def written(to: str, subject: str = "Your reservation", text: str = "Grüße, 안녕하세요\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Motors <hello@motors.example>", to, subject
    message["Message-ID"] = "<1@motors.example>"
    message.set_content(text)
    return message


def test_any_address_has_a_mailbox(control: Control, smtp: smtplib.SMTP) -> None:
    smtp.send_message(written("cleo@example.org"), to_addrs=["cleo@example.org", "Bo@example.org"])
    (mail,) = control.mails(to="bo@example.org")
    assert mail["to"] == ["cleo@example.org", "Bo@example.org"]
    assert (mail["from"], mail["subject"]) == ("hello@motors.example", "Your reservation")
    assert (mail["message_id"], mail["text"]) == ("<1@motors.example>", "Grüße, 안녕하세요\n")
    assert "Grüße".encode() in control.mail(mail["n"])
    assert control.mails(after=mail["n"]) == []


def test_the_bytes_are_kept_as_they_came(control: Control, smtp: smtplib.SMTP) -> None:
    raw = b"Subject: =?utf-8?q?broken\r\nX: \xff\xfe\r\n\r\n" + b"x" * 5_000 + b"\r\n.dot\r\n"
    smtp.sendmail("a@example.org", ["raw@example.org"], raw)
    (mail,) = control.mails(to="raw@example.org")
    assert control.mail(mail["n"]) == raw


def test_a_bounce_at_the_door(control: Control, smtp: smtplib.SMTP) -> None:
    control.mail_rules({"recipient": "gone@*", "answer": "bounce"})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        smtp.send_message(written("gone@example.org"))
    assert refused.value.recipients == {"gone@example.org": (550, b"5.1.1 Address not found")}
    refusals = smtp.send_message(written("x"), to_addrs=["gone@example.org", "here@example.org"])
    assert list(refusals) == ["gone@example.org"]
    assert control.mails(to="gone@example.org") == []
    assert len(control.mails(to="here@example.org")) == 1


def test_greylisting_lets_the_second_try_in(control: Control, smtp: smtplib.SMTP) -> None:
    control.mail_rules({"recipient": "grey@example.org", "answer": "greylist"})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        smtp.send_message(written("grey@example.org"))
    assert refused.value.recipients["grey@example.org"][0] == 451
    smtp.send_message(written("grey@example.org"))
    assert len(control.mails(to="grey@example.org")) == 1


def test_a_mail_taken_in_vain_has_a_bounce(control: Control, smtp: smtplib.SMTP) -> None:
    rule = {"recipient": "late@*", "answer": "bounce_later", "status": "5.2.1", "text": "Mailbox disabled"}
    control.mail_rules(rule)
    smtp.send_message(written("x"), to_addrs=["late@example.org", "fine@example.org"])
    (mail,) = control.mails(to="late@example.org")
    assert mail["bouncing"] == ["late@example.org"]
    bounce = message_from_bytes(control.bounce(mail["n"]), policy=policy.default)
    assert (bounce["To"], bounce.get_content_type()) == ("hello@motors.example", "multipart/report")
    _, status, headers = bounce.iter_parts()
    per_message, recipient = status.iter_parts()
    assert per_message["Reporting-MTA"] == "dns; sandbox.example"
    assert recipient["Final-Recipient"] == "rfc822; late@example.org"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.2.1")
    assert "Message-ID: <1@motors.example>" in headers.get_content()


def test_a_mail_that_nobody_told_to_bounce_bounces_for_all() -> None:
    mail = Mail(1, NOW, "a@example.org", ("x@example.org", "y@example.org"), b"Subject: x\r\n\r\n", ())
    bounce = write_bounce(mail)
    assert bounce.count(b"Final-Recipient: rfc822;") == 2
    assert b"\r\n\r\n--bounce_1\r\n" in bounce


def test_the_first_rule_that_fits_counts() -> None:
    mailboxes = Mailboxes()
    mailboxes.rule(
        [
            MailRule(recipient="vip@*", answer="bounce", times=1),
            MailRule(recipient="*", answer="bounce", status="5.7.1", text="No"),
        ]
    )
    assert mailboxes.answer("VIP@example.org") == "550 5.1.1 Address not found"
    assert mailboxes.answer("VIP@example.org") is None
    assert mailboxes.answer("other@example.org") == "550 5.7.1 No"


def test_the_page_escapes_what_mail_says(control: Control, smtp: smtplib.SMTP) -> None:
    evil = "<script>alert(1)</script>"
    smtp.send_message(written("page@example.org", subject=evil, text=evil))
    for path in ("/", "/mail.html"):
        with urllib.request.urlopen(control.http + path) as answer:
            page = answer.read().decode()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert evil not in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
        assert "page@example.org" in page


BROKEN = [
    b"",
    b"\x00",
    b"Subject: =?unknown-charset?q?x?=\r\n\r\n",
    b"Content-Type: text/plain; charset=no-such\r\n\r\nx\xff",
    b"Content-Type: multipart/mixed\r\n\r\nx",
    b"From: =?utf-8?q?=?= <a\r\nTo: (((\r\nDate: soon\r\n\r\nx",
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"Message-ID: <[\r\n\r\n",
]


@pytest.mark.parametrize("raw", BROKEN)
def test_broken_mail_is_shown_as_far_as_it_goes(raw: bytes) -> None:
    mail = Mail(1, NOW, "a@example.org", ("x@example.org",), raw, ())
    assert mail.shown()["to"] == ("x@example.org",)
    assert "x@example.org" in mail_page([mail])
    assert b"Final-Recipient" in write_bounce(mail)


def test_an_empty_house_says_so() -> None:
    assert "No mail yet." in mail_page([])


def test_the_control_says_what_the_sandbox_refused(control: Control) -> None:
    with pytest.raises(SandboxRefused, match="per_mille"):
        control.faults("1", [{"fault": "lost", "per_mille": 5_000}])
