"""The mails that left Fourthact, on one plain page for a person."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes, policy
from html import escape

from fourthact.sandbox.mailboxes import Mail, header, text

SHOWN_MAX = 500  # a page that a browser still scrolls with ease

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox mail</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
details { border-top: 1px solid #8884; padding: .6rem 0; }
summary { cursor: pointer; display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible { outline: 2px solid; outline-offset: 4px; }
time, .to { color: #777; font-size: .9rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
pre { border-left: 3px solid #8884; padding-left: 1rem; }
</style>
</head>
<body>
<h1>Mail that arrived in the sandbox</h1>
"""


def mail_page(mails: Sequence[Mail]) -> str:
    """Newest first; everything that a mail says is escaped."""
    rows = "".join(_row(mail) for mail in reversed(mails[-SHOWN_MAX:])) or "<p>No mail yet.</p>\n"
    older = f" (the newest {SHOWN_MAX} are shown)" if len(mails) > SHOWN_MAX else ""
    return f"{_HEAD}<p>{len(mails)} so far, newest first{older}.</p>\n{rows}</body>\n</html>\n"


def _row(mail: Mail) -> str:
    message = message_from_bytes(mail.raw, policy=policy.default)
    to = escape(", ".join(mail.recipients))
    return (
        f"<details><summary><strong>{escape(header(message, 'subject') or '(no subject)')}</strong>"
        f"<time>{escape(header(message, 'date'))}</time>"
        f'<span class="to">{escape(mail.sender)} → {to}</span></summary>\n'
        f"<pre>{escape(text(message))}</pre>\n"
        f'<p><a href="/mail/{mail.number}">as it arrived</a></p></details>\n'
    )
