"""International bank account numbers: what has the form of one, and whether its check digits are right."""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


def is_iban(text: str) -> bool:
    """Whether the text is an IBAN with right check digits. Source: ISO 13616 (mod 97 is 1)."""
    if not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def looks_like_iban(text: str) -> bool:
    return _IBAN.fullmatch(text) is not None


def mistyped(text: str) -> bool:
    """Whether a person meant an IBAN, blanks and all, and a letter or digit of it is wrong."""
    squeezed = re.sub(r"\s", "", text).upper()
    return looks_like_iban(squeezed) and not is_iban(squeezed)
