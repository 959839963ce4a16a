"""Documents that people hand in as proof: what may be one, told by its own first bytes, never by what it is called."""

from __future__ import annotations

from collections.abc import Mapping

# What a scanner and a telephone make. Nothing that a browser would run: no HTML, no SVG, no office files.
BEGINNINGS: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
ENDINGS: Mapping[str, str] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def type_of(content: bytes) -> str | None:
    """The media type that a document begins as; None for what is no document."""
    return next((kind for kind, start in BEGINNINGS.items() if content.startswith(start)), None)
