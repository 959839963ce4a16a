"""The mail that ends the wait: the model case's own, or any other that is put in its place."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

# What says who writes to whom, in answer to what: the demo's holder and the 2018 mail, whatever file is given.
_ADDRESSING = re.compile(
    rb"(?im)^(?:from|to|cc|bcc|reply-to|sender|in-reply-to|references|message-id|delivered-to)\s*:"
    rb".*(?:\r?\n[ \t].*)*(?:\r?\n|\Z)"
)
_NULL_SENDER = re.compile(rb"(?im)^return-path\s*:\s*<>\s*$")

WORDS = {
    "en": (
        "Re: Your place in line",
        "Hi,\n\nI've had my fun waiting, but 7.5 years has felt like a long time. Please cancel my reservation and"
        " refund the $50,000.\n\nThanks,\n",
    ),
    "ko": (
        "Re: 예약 순번 안내",
        "안녕하세요.\n\n7년 반을 기다렸는데 이제는 예약을 취소하고 싶습니다."
        " 보증금 5만 달러를 환불해 주세요.\n\n",
    ),
    "fr": (
        "Re : Votre place dans la file",
        "Bonjour,\n\nAprès sept ans et demi d'attente, je souhaite annuler ma réservation et être remboursé"
        " des 50 000 $.\n\nCordialement,\n",
    ),
    "it": (
        "Re: Il tuo posto in lista",
        "Buongiorno,\n\ndopo sette anni e mezzo vorrei annullare la prenotazione e riavere i 50.000 dollari."
        "\n\nCordiali saluti,\n",
    ),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to the mail of 2018. `sender`: the envelope's, empty for the null sender."""

    raw: bytes
    sender: str


def own(language: str, holder: str, to: str, answers: str, quoted: str) -> Reply:
    """The holder's answer, in their words, above the old mail that it quotes."""
    subject, words = WORDS[language]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = holder, to, subject
    mail["In-Reply-To"] = mail["References"] = answers
    mail["Date"] = "Thu, 30 Oct 2025 09:12:00 +0000"
    mail["Message-ID"] = "<the-answer@holder.example>"
    mail.set_content(words + "\n" + "".join(f"> {line}\n" for line in quoted.splitlines()))
    return Reply(mail.as_bytes(), holder)


def from_file(path: Path, holder: str, to: str, answers: str) -> Reply:
    """Another mail in its place: its words as they are, but from the demo's holder to the seller's old address."""
    raw = path.read_bytes()
    end = re.search(rb"\r?\n\r?\n", raw)
    head, body = (raw[: end.end()], raw[end.end() :]) if end else (raw, b"")
    kept = _ADDRESSING.sub(b"", head)
    lines = [f"From: {holder}", f"To: {to}", f"In-Reply-To: {answers}", f"References: {answers}"]
    addressed = "".join(f"{line}\r\n" for line in lines).encode()
    return Reply(addressed + kept + body, "" if _NULL_SENDER.search(head) else holder)


def deliver(reply: Reply, to: str, port: int) -> None:
    """Hand the mail over by LMTP, as the seller's mail server does. Errors: smtplib.SMTPException."""
    with smtplib.LMTP("127.0.0.1", port) as door:
        door.sendmail(reply.sender, [to], reply.raw)
