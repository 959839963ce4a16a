"""What machines report of our mail, and what they answer for people: never taken for a person."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

import pytest

from fourthact.correspondence.reader import Kind, read
from fourthact.mail.parse import parse
from tests.corpora import corpus

HEAD = "From: noreply-reports@provider.example\nTo: hello@motors.example\nMIME-Version: 1.0\nSubject: {subject}\n"
AGGREGATE = (
    HEAD + "Content-Type: {kind}\nContent-Transfer-Encoding: base64\n"
    'Content-Disposition: attachment; filename="{name}"\n\nH4sIAAAAAAAA\n'
)
TLS = (
    HEAD + "TLS-Report-Domain: motors.example\nTLS-Report-Submitter: provider.example\n"
    'Content-Type: multipart/report; report-type="tlsrpt"; boundary=b\n\n--b\nContent-Type: text/plain\n\n'
    "This is an aggregate TLS report from provider.example\n--b\nContent-Type: application/tlsrpt+gzip\n"
    "Content-Transfer-Encoding: base64\n\nH4sIAAAAAAAA\n--b--\n"
)
PART = "--b\nContent-Type: {}\n\n{}\n"
SENT = (
    "Message-ID: <n1@motors.example>\nSubject: Stay or go?\n\nPlease cancel my reservation and refund me.\n"
)


def report(kind: str, *parts: tuple[str, str], subject: str = "report") -> bytes:
    body = "".join(PART.format(*part) for part in parts)
    head = HEAD.format(subject=subject)
    return f"{head}Content-Type: multipart/report; report-type={kind}; boundary=b\n\n{body}--b--\n".encode()


def kind_of(raw: bytes) -> Kind:
    reading = read(parse(raw), "")
    assert (reading.wants_out_or_money, reading.asks_to_cancel) == ("no", "no")
    return reading.kind


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/gzip", "provider.example!motors.example!1761782400!1761868799.xml.gz"),
        ("application/zip", "provider.example!motors.example!1761782400!1761868799!1.zip"),
        ("text/xml", "provider.example!motors.example!1761782400!1761868799.xml"),
    ],
)
@pytest.mark.parametrize("subject", ["Report Domain: motors.example Submitter: provider.example", "Rapport"])
def test_an_aggregate_report_is_no_persons(kind: str, name: str, subject: str) -> None:
    raw = AGGREGATE.format(subject=subject, kind=kind, name=name).encode()
    assert kind_of(raw) in (Kind.AUTOMATIC, Kind.AUTO_REPLY)


@pytest.mark.parametrize(
    "written",
    [
        "utf-8; 클a레오@holder.example",
        r"utf-8; \x{D074}a\x{B808}\x{C624}@holder.example",
        "UTF-8;<클a레오@holder.example>",
    ],
)
@pytest.mark.parametrize(
    ("kind", "encoding", "encode"),
    [
        ("message/delivery-status", "8bit", bytes),
        ("message/global-delivery-status", "8bit", bytes),
        ("message/global-delivery-status", "quoted-printable", quopri.encodestring),
        ("message/global-delivery-status", "base64", base64.encodebytes),
    ],
)
def test_a_bounce_names_an_address_in_any_letters(
    written: str, kind: str, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    """RFC 6533: as it is, or its letters by their numbers; never the half of it that is ASCII."""
    status = f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: {written}\nAction: failed\nStatus: 5.1.1\n"
    status = encode(status.encode()).decode()
    how = f"{kind}\nContent-Transfer-Encoding: {encoding}"
    raw = report("delivery-status", ("text/plain", "It failed."), (how, status))
    reading = read(parse(raw), "")
    assert [(one.address, one.status) for one in reading.failed_recipients] == [
        ("클a레오@holder.example", "5.1.1")
    ]


def test_a_person_who_attaches_such_a_file_is_a_person() -> None:
    raw = (
        "From: Bo <bo@holder.example>\nSubject: hm\nContent-Type: multipart/mixed; boundary=b\n\n"
        + PART.format("text/plain", "Please cancel my reservation and refund me.")
        + "--b\nContent-Type: application/zip\nContent-Disposition: attachment;"
        ' filename="a!b!1761782400!1761868799.zip"\n\nPK\n--b--\n'
    )
    reading = read(parse(raw.encode()), "bo@holder.example")
    assert (reading.kind, reading.asks_to_cancel) == (Kind.PERSON, "yes")


def test_a_tls_report_is_no_persons() -> None:
    assert kind_of(TLS.format(subject="Weekly").encode()) is Kind.AUTOMATIC


def test_an_abuse_report_names_its_type_and_asks_for_nothing() -> None:
    fields = "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1"
    raw = report(
        "feedback-report",
        ("text/plain", "This is an email abuse report for a message in your name."),
        ("message/feedback-report", fields),
        ("message/rfc822", SENT),
    )
    assert kind_of(raw) is Kind.ABUSE_REPORT
    assert read(parse(raw), "").feedback_type == "abuse"


def test_a_read_receipt_says_what_became_of_our_notice() -> None:
    fields = (
        "Reporting-UA: x\nFinal-Recipient: rfc822;cleo@holder.example\nOriginal-Message-ID: <n1@motors.example>\n"
        "Disposition: manual-action/MDN-sent-manually; displayed"
    )
    raw = report(
        "disposition-notification",
        ("text/plain", "Your message was displayed."),
        ("message/disposition-notification", fields),
        ("message/rfc822", SENT),
    )
    assert kind_of(raw) is Kind.RECEIPT
    assert "displayed" in read(parse(raw), "").disposition


def test_a_delayed_notice_has_not_failed() -> None:
    fields = (
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; cleo@holder.example\nAction: delayed\nStatus: 4.4.1\n"
        "Will-Retry-Until: Mon, 3 Nov 2025 09:00:00 +0000"
    )
    raw = report(
        "delivery-status",
        ("text/plain", "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE."),
        ("message/delivery-status", fields),
        ("message/rfc822", SENT),
        subject="Delivery Status Notification (Delay)",
    )
    assert kind_of(raw) is Kind.DELAYED
    (late,) = read(parse(raw), "").failed_recipients
    assert (late.address, late.permanent, late.hard) == ("cleo@holder.example", False, False)


AWAY = {
    "en": (
        "Out of office: Stay or go?",
        "I am out of the office until 6 April with limited access to email.",
    ),
    "fr": ("Absence du bureau : Rester ou partir ?", "Je suis absent du bureau jusqu'au 6 avril inclus."),
    "it": ("Risposta automatica: Restare o andare?", "Sono fuori ufficio fino al 6 aprile."),
    "ko": ("부재중 자동 응답: 남으시겠습니까?", "4월 6일까지 부재중입니다. 자동으로 발송된 메일입니다."),
}


@pytest.mark.parametrize("language", AWAY)
@pytest.mark.parametrize("headers", ["Auto-Submitted: auto-replied (vacation)\n", ""])
def test_whoever_is_away_asks_for_nothing(language: str, headers: str) -> None:
    """Whether its program says so in a header or only in words, with our own question quoted below."""
    subject, words = AWAY[language]
    quoted = "\n> Please cancel my reservation and refund me.\n"
    head = f"From: Bo <bo@holder.example>\nSubject: {subject}\n{headers}Content-Type: text/plain; charset=utf-8\n\n"
    raw = f"{head}{words}\n{quoted}"
    assert kind_of(raw.encode()) is Kind.AUTO_REPLY


def test_the_reports_of_the_corpora_are_no_persons() -> None:
    files = sorted(corpus("2-auto").joinpath("parsedmarc").glob("*.eml"))
    assert len(files) >= 5
    persons = [path.name for path in files if read(parse(path.read_bytes()), None).kind is Kind.PERSON]
    assert persons == []


FREE = (
    "From: Mail Delivery System <MAILER-DAEMON@relay.example>\nTo: hello@motors.example\n"
    "Subject: Undelivered Mail Returned to Sender\n\nYour message could not be delivered.\n\n"
)


@pytest.mark.parametrize(
    ("said", "hard"),
    [
        ("550 5.6.7 Address contains letters that we do not take", True),
        ("SMTPUTF8 is required, but was not offered by host mx.holder.example", True),
        ("555 Unsupported option: SMTPUTF8", True),
        ("550 the server does not support SMTPUTF8", True),
        ("450 4.6.7 SMTPUTF8 is required", False),
        ("550 5.6.0 the message is malformed", False),
        ("550 5.1.1 Refused due to recipient preferences", False),
    ],
)
def test_letters_that_a_server_does_not_take_are_no_better_tomorrow(said: str, hard: bool) -> None:
    raw = f"{FREE}<cleo@holder.example>: {said}\n".encode()
    (failed,) = read(parse(raw), "").failed_recipients
    assert (failed.address, failed.hard) == ("cleo@holder.example", hard)


@pytest.mark.parametrize("field", ["From", "Sender", "Reply-To", "MAIL FROM", "Return-Path"])
def test_the_writer_of_the_notice_is_not_whom_it_did_not_reach(field: str) -> None:
    session = f"Error: user unknown\nRCPT TO: cleo@holder.example\n{field}: desk@motors.example\n"
    (failed,) = read(parse((FREE + session).encode()), "").failed_recipients
    assert failed.address == "cleo@holder.example"
