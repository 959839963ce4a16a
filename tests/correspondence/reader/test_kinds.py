"""Who or what wrote it: machines are known as machines, and no person is taken for one."""

from __future__ import annotations

import pytest

from fourthact.correspondence.reader import Kind, read
from fourthact.mail.parse import parse
from tests.correspondence.reader.score import LANGUAGES, corpus_mails, own_mails, reading_of

DSN = (
    b"From: Mail Delivery System <mailer-daemon@mx.example.com>\nSubject: Undelivered Mail Returned to Sender\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
    b"Your message could not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    b"Final-Recipient: rfc822; cleo@mail.example.com\nAction: %s\nStatus: %s\nDiagnostic-Code: smtp; 550 unknown user\n"
    b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <n1@motors.example.com>\nSubject: Stay or go?\n\n"
    b"Please cancel my reservation and refund me.\n--b--\n"
)


@pytest.mark.parametrize(
    ("action", "status", "kind", "permanent", "hard"),
    [
        (b"failed", b"5.1.1", Kind.BOUNCE, True, True), (b"failed", b"5.2.2", Kind.BOUNCE, True, True),
        (b"delayed", b"4.4.1", Kind.DELAYED, False, False), (b"delivered", b"2.0.0", Kind.DELIVERED, False, False),
    ],
)  # fmt: skip
def test_a_delivery_report_names_recipient_status_and_message(
    action: bytes, status: bytes, kind: Kind, permanent: bool, hard: bool
) -> None:
    reading = read(parse(DSN % (action, status)), "")
    assert reading.kind is kind
    (failed,) = reading.failed_recipients
    assert (failed.address, failed.status) == ("cleo@mail.example.com", status.decode())
    assert (failed.permanent, failed.hard) == (permanent, hard)
    assert reading.original_message_id == "<n1@motors.example.com>"
    assert reading.wants_out_or_money == "no"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Auto-Submitted: auto-replied", Kind.AUTO_REPLY), ("Precedence: auto_reply", Kind.AUTO_REPLY),
        ("X-Fourthact-Loop: 1", Kind.OWN_LOOP), ("X-Spam-Flag: YES", Kind.PERSON),
        ("Precedence: list\nList-Id: <office.example.com>", Kind.PERSON), ("Auto-Submitted: no", Kind.PERSON),
    ],
)  # fmt: skip
def test_headers_tell_machines_from_persons(head: str, kind: Kind) -> None:
    raw = f"From: Bo <bo@example.com>\nSubject: hello\n{head}\n\nPlease cancel my reservation.\n"
    reading = read(parse(raw.encode()), "bo@example.com")
    assert reading.kind is kind
    assert (reading.wants_out_or_money == "yes") is (kind is Kind.PERSON)


def test_a_persons_request_is_never_taken_for_a_machine_by_its_words() -> None:
    words = b"I am away until 6 April. Please cancel my reservation and refund me.\n"
    raw = b"From: Bo <bo@example.com>\nSubject: Away\n\n" + words
    assert read(parse(raw), "bo@example.com").kind is Kind.PERSON


def test_no_person_of_the_labelled_mails_is_taken_for_a_machine() -> None:
    machines = {"out_of_office", "auto_reply", "spam", "spam_or_phish", "bounce_notice"}
    mails = [
        mail
        for language in LANGUAGES
        for held in (True, False)
        for mail in own_mails(language, held_out=held)
    ]
    mails += [mail for language in LANGUAGES for mail in corpus_mails(language)]
    wrong = [
        (mail["id"], reading_of(mail).kind)
        for mail in mails
        if mail["intent"] not in machines and reading_of(mail).kind not in (Kind.PERSON, Kind.LIST)
    ]
    assert wrong == []


@pytest.mark.parametrize("cut", [100, 400, 700, 1_000])
def test_a_truncated_report_asks_for_nothing(cut: int) -> None:
    assert read(parse((DSN % (b"failed", b"5.1.1"))[:cut]), "").wants_out_or_money == "no"


def test_a_clear_request_that_a_filter_marked_as_spam_is_left_to_a_person() -> None:
    raw = b"From: Bo <bo@example.com>\nSubject: hello\nX-Spam-Flag: YES\n\nPlease cancel my reservation.\n"
    reading = read(parse(raw), "bo@example.com")
    assert (reading.kind, reading.wants_out_or_money, reading.asks_to_cancel) == (Kind.PERSON, "yes", "maybe")
    sold = raw.replace(b"Please cancel my reservation.", b"Casino bonus: https://casino.example.com")
    assert read(parse(sold), "bo@example.com").kind is Kind.SPAM


def test_what_an_original_recipient_was_is_whom_we_wrote_to() -> None:
    told = (DSN % (b"failed", b"4.4.7")).replace(
        b"Final-Recipient: rfc822; cleo@mail.example.com",
        b"Original-Recipient: rfc822; cleo@mail.example.com\nFinal-Recipient: rfc822; c1@store.inside",
    )
    (failed,) = read(parse(told), "").failed_recipients
    assert (failed.address, failed.permanent, failed.hard) == ("cleo@mail.example.com", True, False)


def test_a_notice_of_amazon_names_who_was_not_reached() -> None:
    body = (
        b'{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":'
        b'"ana@old.example.com","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no user"}]}}'
    )
    raw = b"From: no-reply@sns.example.com\nSubject: AWS Notification Message\n\n" + body
    reading = read(parse(raw), None)
    (failed,) = reading.failed_recipients
    assert (reading.kind, failed.address, failed.status) == (Kind.BOUNCE, "ana@old.example.com", "5.1.1")
    assert read(parse(raw[:-20]), None).failed_recipients == ()


def notice(words: str) -> bytes:
    head = "From: MAILER-DAEMON@mx.example.com\nTo: care@motors.example.com\nSubject: Undeliverable: Stay or go?\n\n"
    return (head + words).encode()


def test_a_notice_that_shows_our_message_first_fails_only_the_recipients_it_lists() -> None:
    words = (
        "Your message\n\n  To: all@holders.example.net\n  Subject: Stay or go?\n\n"
        "did not reach the following recipient(s):\n\n"
    )
    (failed,) = read(
        parse(notice(words + "dda:SMTP=BO@mail.example.com; on Friday\n    Unknown Recipient\n")), ""
    ).failed_recipients
    assert (failed.address, failed.hard) == ("bo@mail.example.com", True)


def test_a_mailbox_that_is_named_without_its_domain_is_of_the_server_that_reports() -> None:
    words = (
        "Your mail to the following recipients could not be delivered, no mail is accepted from x@y.example.com:\n"
        "\tscreenname\n"
    )
    (failed,) = read(parse(notice(words)), "").failed_recipients
    assert failed.address == "screenname@mx.example.com"


def test_each_recipient_has_the_reason_that_stands_by_it() -> None:
    words = (
        "I wasn't able to deliver your message to the following addresses.\n\n"
        "<bo@mail.example.com>:\nRemote host said: 550 5.1.1 User unknown\n\n"
        "<cy@mail.example.com>:\nRemote host said: 552 5.2.2 Mailbox full\n"
    )
    failed = {one.address: one for one in read(parse(notice(words)), "").failed_recipients}
    assert {name: (one.status, one.hard) for name, one in failed.items()} == {
        "bo@mail.example.com": ("5.1.1", True),
        "cy@mail.example.com": ("5.2.2", False),
    }


def test_the_transcript_of_a_session_gives_the_reason_and_no_recipient() -> None:
    words = (
        "----- The following addresses had permanent fatal errors -----\n<bo@mail.example.com>\n\n"
        "----- Transcript of session follows -----\n>>> MAIL FROM:<care@elsewhere.example.com>\n"
        "550 sorry, no mailbox here by that name\n"
    )
    (failed,) = read(parse(notice(words)), "").failed_recipients
    assert (failed.address, failed.hard) == ("bo@mail.example.com", True)


def test_a_report_that_a_gateway_wrapped_is_read_inside() -> None:
    inner = (DSN % (b"failed", b"5.1.1")).replace(b"boundary=b", b"boundary=c").replace(b"--b", b"--c")
    outer = (
        b"From: postmaster@mx.example.com\nSubject: Delivery Status Notification (Failure)\n"
        b"Content-Type: multipart/mixed; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/rfc822\n\n"
        + inner
        + b"--b\nContent-Type: text/plain\n\nConfidential.\n--b--\n"
    )
    (failed,) = read(parse(outer), "").failed_recipients
    assert (failed.address, failed.status) == ("cleo@mail.example.com", "5.1.1")
