"""The forms of single values in requests, with their bounds: what the API takes as a name, an id, an amount."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

# The end of a text, in Python's and in JavaScript's patterns alike: `$` would let a line end pass.
END = r"(?![\s\S])"
# Nor what makes text read in another direction than it is written (Unicode's bidirectional controls).
_PLAIN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"

Name = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=120,
        pattern=rf"^(?=.*\S){_PLAIN}+{END}",
        description="One line without control characters.",
    ),
]
Line = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=rf"^{_PLAIN}*{END}",
        description="At most one line, without control characters.",
    ),
]
Why = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        pattern=rf"^(?=.*\S){_PLAIN}+{END}",
        description="One line without control characters, and not empty.",
    ),
]
Prose = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=15_000,  # of four bytes each, still within an act's 65,535
        pattern=rf"^(?:{_PLAIN}|[\n\t])+{END}",
        description="Text in lines, without other control characters.",
    ),
]
# Letters beyond ASCII that stand in addresses (RFC 6531): of Latin, Greek, Cyrillic, Hebrew, Arabic, India, Thailand,
# Kana, Han and Hangul. A letter with an accent is one sign; nothing that cannot be seen is one.
_MORE = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0386\u0388-\u0481\u048a-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a"
    r"\u0900-\u0dff\u0e01-\u0e4e\u1e00-\u1fbc\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
_LABEL = rf"[A-Za-z0-9{_MORE}]"
# What browsers take for an address (WHATWG HTML, 4.10.5.1.5), with a dot in the domain; and the same in any letters.
PlainEmail = Annotated[
    str,
    Meta(
        max_length=254,
        pattern=(
            r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
            rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,63}}{END}"
        ),
        description="A mail address to which every mail program can write.",
    ),
]
Email = Annotated[
    str,
    Meta(
        max_length=254,
        pattern=(
            rf"^[A-Za-z0-9{_MORE}.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@"
            rf"(?:{_LABEL}(?:[A-Za-z0-9{_MORE}-]{{0,61}}{_LABEL})?\.)+[A-Za-z{_MORE}]{{2,63}}{END}"
        ),
        description="A mail address, in any letters (RFC 6531).",
    ),
]
Slug = Annotated[
    str,
    Meta(
        max_length=80,
        pattern=rf"^[a-z0-9]+(?:-[a-z0-9]+)*{END}",
        description="Lower case letters, digits, hyphens.",
    ),
]
Currency = Annotated[str, Meta(pattern=rf"^[A-Z]{{3}}{END}", description="ISO 4217.")]
Code = Annotated[str, Meta(pattern=rf"^[a-z][a-z0-9_]{{0,30}}{END}")]
AmountMinor = Annotated[
    int, Meta(gt=0, le=10**12, description="Whole minor units of the currency, more than nothing.")
]
Token = Annotated[
    str,
    Meta(min_length=1, max_length=255, pattern=rf"^[!-~]+{END}", description="A rail's own word for a card."),
]
ActName = Annotated[str, Meta(pattern=rf"^act_[0-9a-f]{{32}}{END}", description="The id of an act.")]
Account = Annotated[
    str,
    Meta(
        min_length=4,
        max_length=64,
        pattern=rf"^[0-9A-Za-z][0-9A-Za-z /.-]*{END}",
        description="A bank account, as its bank writes it.",
    ),
]

ProductId = Annotated[str, Meta(pattern=rf"^prd_[0-9a-f]{{32}}{END}", description="prd_ and 32 hex digits.")]
ReservationId = Annotated[
    str, Meta(pattern=rf"^rsv_[0-9a-f]{{32}}{END}", description="rsv_ and 32 hex digits.")
]

RepresentativeId = Annotated[
    str, Meta(pattern=rf"^rep_[0-9a-f]{{32}}{END}", description="rep_ and 32 hex digits.")
]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Base of every body: a field that is not known is an error, not ignored."""


class HandedOver(Body, frozen=True):
    """Money that changed hands. `on`: the day; `reference`: the number that stands on it; `name`: of the other side.

    `document`: the receipt or the scan, in base64: PDF, JPEG or PNG, told by its own first bytes.
    """

    kind: Code
    reference: Name
    on: date
    name: Name
    document: bytes
    note: Line = ""
    rail: Code = "manual"


class Struck(Body, frozen=True):
    """What was entered is not so. `why`: in words."""

    why: Why


class Most(Body, frozen=True):
    """How many at most."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 100
