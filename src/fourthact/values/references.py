"""What a payer writes so that their money finds its place: creditor references, and codes of reservations."""

from __future__ import annotations

import re

from fourthact.values import ids

CODES_MAX = 10


def reference_of(code: str) -> str:
    """The creditor reference that the holder quotes: RF, check digits, the code. Source: ISO 11649."""
    body = code.replace("-", "")
    digits = "".join(str(int(letter, 36)) for letter in body + "RF00")
    return f"RF{98 - int(digits) % 97:02d}{body}"


def codes_in(remittance: str) -> list[str]:
    """What may be the reservation code in what a payer wrote, the surest first.

    Valid creditor references come before bare codes; of ten letters of any word, one in 31 passes for a code, so
    that only the reservations that are there can tell.
    """
    text = re.sub(r"[^A-Z0-9]", "", remittance.upper())
    references = re.findall(r"(?=RF(\d\d)([0-9A-Z]{10}))", text)
    sure = [body for check, body in references if f"RF{check}{body}" == reference_of(body)]
    bare = re.findall(r"(?=(?<![0-9A-Za-z])([0-9A-Za-z]{5}[ -]?[0-9A-Za-z]{5}))", remittance)
    found = [code for word in (*sure, *bare) if (code := _code_or_none(word)) is not None]
    return list(dict.fromkeys(found))[:CODES_MAX]


def _code_or_none(text: str) -> str | None:
    try:
        return ids.read_code(text)
    except ValueError:
        return None
