"""What strangers wrote, for a terminal: nothing that it would obey, or that turns the writing around, gets out."""

from __future__ import annotations

import json


def plain(text: str) -> str:
    """A text of one line, with a space for each letter that cannot be printed."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def plain_json(document: str) -> str:
    """A JSON document of one line that means the same, with such letters written as escapes.

    JSON itself escapes the control characters of ASCII only, and terminals obey those above it as well (U+009B).
    """
    if document.isprintable():
        return document
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in document)
