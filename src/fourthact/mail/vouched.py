"""What our own mail server says about who really sent a message (header Authentication-Results, RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from email.utils import getaddresses
from typing import Literal

from fourthact.mail.parse import Letter

# `passed`: the From domain answers for the message (DMARC's alignment). `failed`: it says that it does not.
Vouched = Literal["passed", "failed", "unknown"]

FIELD_LETTERS_MAX, FIELDS_MAX = 8_000, 20
# A quoted text, what opens, closes or parts, or anything else. Source: RFC 5322 section 3.2.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[();"]|[^();"\\]+', re.DOTALL)
_PIECE = re.compile(r'([\w.-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))')


def vouched(letter: Letter, servers: Set[str]) -> Vouched:
    """Whether the domain in From answers for a message. `servers`: the names under which our mail server writes
    (authserv-id), lower case; what anybody else wrote is not read. Without a name, nothing is known of anybody.

    A pass of DMARC counts, and so does what makes one: a DKIM signature or an SPF pass of the very domain. Several
    senders in From, or several such headers, are the tricks by which one is checked and another is read: unknown.
    Source: RFC 8601 sections 2.2 and 2.7, RFC 7489 sections 3.1 and 6.6.1.
    """
    writers = letter.header_all("from")
    if not servers or letter.from_ is None or len(getaddresses(list(writers))) != 1:
        return "unknown"
    domain = _domain(letter.from_.address)
    said = list(_said(letter, servers))
    # The first word of each method is our server's: it writes above whatever came with the message.
    dmarc = next((words for method, words in said if method == "dmarc"), None)
    if dmarc is not None and dmarc["result"] != "none":
        about_it = dmarc.get("header.from", "").lower() == domain
        return "unknown" if not about_it else _of(dmarc["result"])
    for method, owner in (("dkim", "header.d"), ("dkim", "header.i"), ("spf", "smtp.mailfrom")):
        passed = (words for name, words in said if name == method and words["result"] == "pass")
        if any(owner in words and _answers(_domain(words[owner]), domain) for words in passed):
            return "passed"
    return "unknown"


def _of(result: str) -> Vouched:
    return {"pass": "passed", "fail": "failed"}.get(result, "unknown")  # type: ignore[return-value]


def _answers(owner: str, domain: str) -> bool:
    """The domain itself, or one above it; one below it may be anybody's to whom it gives out names."""
    return bool(owner) and "." in owner and (owner == domain or domain.endswith(f".{owner}"))


def _domain(text: str) -> str:
    return text.rpartition("@")[2].strip(" <>").rstrip(".").lower()


def _said(letter: Letter, servers: Set[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each method's result and properties, from the top of the message down."""
    for field in letter.header_all("authentication-results")[:FIELDS_MAX]:
        name, *results = _parts(field[:FIELD_LETTERS_MAX])
        if name.split()[:1] and name.split()[0].strip('"').lower() in servers:
            yield from filter(None, map(_result, results))


def _parts(field: str) -> list[str]:
    """A field at its semicolons, without its comments; one that is not closed properly says nothing."""
    parts, depth = [""], 0
    for token in _TOKEN.findall(field):
        if token == '"' or depth < 0:
            return [""]
        if token in "()":
            depth += 1 if token == "(" else -1
        elif depth == 0:
            if token == ";":
                parts.append("")
            else:
                parts[-1] += token
    return parts if depth == 0 else [""]


def _result(text: str) -> tuple[str, Mapping[str, str]] | None:
    """`dkim=pass header.d=holder.example` as its method and what is said of it."""
    pieces = [(name.lower(), quoted or plain) for name, quoted, plain in _PIECE.findall(text)]
    if not pieces:
        return None
    (method, result), properties = pieces[0], pieces[1:]
    # The first property of a name stands: a second one could only be somebody's who wants it to.
    return method, {**dict(reversed(properties)), "result": result.lower()}
