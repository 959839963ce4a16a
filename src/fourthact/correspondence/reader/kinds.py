"""Who or what wrote a message: a machine about our mail, a machine for a person, a list, or a person."""

from __future__ import annotations

import re

from fourthact.correspondence.reader.marks import mark
from fourthact.correspondence.reader.reading import Failed, Kind
from fourthact.mail.parse import Letter

_AUTO_SUBJECT = mark("automatic-subjects", r"^\s*\W*{}")
_AUTO_WORDS = mark("automatic-words")
_MACHINE_REPORT = re.compile(r"^\s*Report[- ]Domain:|\bSubmitter:|AWS Notification Message", re.IGNORECASE)
# receiver!domain!begin!end, as the files of aggregate reports are named.
_AGGREGATE = re.compile(r"^[^!]+![^!]+!\d{9,}!\d{9,}(?:![^!]+)?\.(?:zip|(?:xml|json)(?:\.gz)?)$")
_ASKS_US = mark("about-a-reservation")
_SPAM_WORDS = mark("bait")
_LINK = re.compile(r"https?://", re.IGNORECASE)


def auto_by_header(letter: Letter) -> str:
    """Why a message is a machine's answer, or the empty text. Source: RFC 3834, and what programs really set."""
    if _MACHINE_REPORT.search(letter.subject):
        return "a report by a machine, for a machine"
    submitted = letter.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted}"
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-auto-reply",
        "x-autoresponder",
        "x-mail-autoreply",
        "x-autoreply-from",
        "x-fc-machinegenerated",
    ):
        if letter.header(name):
            return f"{name} is set"
    precedence = letter.header("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply", "autoreply"):
        return f"Precedence: {precedence}"
    return ""


def auto_by_words(letter: Letter, own: str) -> str:
    """Why a message reads like a machine's answer though no header says so, or the empty text."""
    if _AUTO_SUBJECT.match(letter.subject):
        return f"the subject {letter.subject!r} announces an automatic answer"
    hits = {hit.group().lower() for hit in _AUTO_WORDS.finditer(own)}
    if hits and (len(hits) > 1 or letter.header("x-auto-response-suppress") or not _ASKS_US.search(own)):
        return f"the text says so: {sorted(hits)[0]!r}"
    return ""


def machine_report(letter: Letter) -> Kind | None:
    """The kind of a report in a standard form. Source: RFC 3464, RFC 5965, RFC 8098."""
    kinds = [kind for kind, _ in letter.reports]
    if "message/feedback-report" in kinds or letter.report_type == "feedback-report":
        return Kind.ABUSE_REPORT
    if (
        letter.from_
        and letter.from_.address.lower() == "staff@hotmail.com"
        and letter.subject.startswith("complaint about")
    ):
        return Kind.ABUSE_REPORT
    if (
        any(kind.endswith("disposition-notification") for kind in kinds)
        or letter.report_type == "disposition-notification"
    ):
        return Kind.RECEIPT
    return Kind.AUTOMATIC if _counts_mail(letter) else None


def _counts_mail(letter: Letter) -> bool:
    """Whether it is the daily report of a receiver about mail in our name. Source: RFC 7489 section 7.2, RFC 8460."""
    if letter.report_type == "tlsrpt" or letter.header("tls-report-domain"):
        return True
    files = [(one.type, one.name.lower()) for one in letter.attachments]
    return not letter.words.strip() and any(
        kind.startswith("application/tlsrpt") or _AGGREGATE.search(name) for kind, name in files
    )


def of_failures(failed: tuple[Failed, ...]) -> Kind:
    actions = {one.action for one in failed}
    if "failed" in actions or not actions:
        return Kind.BOUNCE
    return Kind.DELAYED if "delayed" in actions else Kind.DELIVERED


def spam(letter: Letter, own: str) -> str:
    """Why a message is sold or baited, or the empty text; a person's request is never thrown away for it."""
    flag = letter.header("x-spam-flag").strip().lower()
    if flag == "yes":
        return "the mail server marked it as spam"
    hits = {hit.group().lower() for hit in _SPAM_WORDS.finditer(own)}
    talks = bool(letter.header("list-post") or letter.header("x-beenthere"))  # a list that people write to
    bulk = (
        not talks
        and bool(letter.header("list-unsubscribe"))
        and letter.header("precedence").strip().lower()
        in (
            "bulk",
            "junk",
            "",
        )
    )
    foreign = (
        bool(letter.reply_to)
        and letter.from_ is not None
        and _domain(letter.reply_to[0].address) != _domain(letter.from_.address)
    )
    if bulk and (hits or not _ASKS_US.search(own)):
        return "bulk mail with a way to unsubscribe"
    if _LINK.search(own) and (len(hits) >= 2 or (hits and foreign)):
        return f"a link and bait: {', '.join(sorted(hits)[:3])}"
    if len(hits) >= 3:
        return f"bait: {', '.join(sorted(hits)[:3])}"
    return ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
