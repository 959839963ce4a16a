"""Letters that people and machines write in stories."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from tests.house import CLEO


def letter(
    text: str, *, to: str, sender: str = CLEO, subject: str = "Roadster", message_id: str = "<one@holder.example>",
    **headers: str,
) -> bytes:  # fmt: skip
    """A mail as a mail program sends it; `in_reply_to` becomes the header In-Reply-To."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Cleo Dupont <{sender}>", to, subject
    mail["Date"] = format_datetime(datetime(2025, 10, 30, 9, 12, tzinfo=UTC))
    mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


MAIL_SERVER = "mx.example-motors.example"


def vouched(raw: bytes, domain: str = "holder.example", result: str = "pass") -> bytes:
    """A mail as our mail server hands it over, with its word on who sent it."""
    return f"Authentication-Results: {MAIL_SERVER};\n dmarc={result} header.from={domain}\n".encode() + raw


def answer_to(message_id: str, text: str, *, to: str, **named: str) -> bytes:
    """An answer to one of our notices."""
    return letter(text, to=to, in_reply_to=message_id, references=message_id, **named)


def as_json(form: Any) -> bytes:
    """A receipt or an export as a file."""
    return json.dumps(form).encode()
