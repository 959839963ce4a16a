"""Ids: UUIDv7 inside, prefixed outside (`rsv_…`), and the code a holder can say on the telephone."""

from __future__ import annotations

import os
import re
import time
from functools import lru_cache
from uuid import UUID

PREFIXES = {
    "seller": "slr", "product": "prd", "reservation": "rsv", "holder": "hld", "payment": "pay",
    "refund": "rfd", "act": "act", "batch": "bat", "person": "per", "integration": "itg", "key": "key",
    "message": "msg", "notice": "ntc", "entry": "ent", "address": "adr", "books": "bks",
    "bank_file": "bfl", "representative": "rep", "domain": "dom", "mailing": "mlg",
    "proposal": "prp",
}  # fmt: skip

_INNER = re.compile(r"[0-9a-f]{32}")

# Crockford's alphabet (no I, L, O or U: what is read aloud is what is written down) without Z, which
# sounds like 3 and looks like 2; 31 letters are a prime, which the check character needs.
SPOKEN = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_ORDER_KEY = re.compile(rf"[PRS][0-9A-F]{{32}}[{SPOKEN}]{{2}}")
_HEARD = str.maketrans("ILO", "110")


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562): sorts by creation, cannot be guessed. Never used to order acts."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    return UUID(int=(bits & ~(0xF << 76) & ~(0x3 << 62)) | (0x7 << 76) | (0x2 << 62))


def outer(kind: str, inner: UUID) -> str:
    """The public form of an id: `rsv_0190a1…`."""
    return f"{PREFIXES[kind]}_{inner.hex}"


@lru_cache(maxsize=4096)  # a launch night reads the same product's id four times a request
def inner(kind: str, text: str) -> UUID:
    """The UUID behind a public id. Errors: ValueError for another prefix or form."""
    prefix, _, digits = text.partition("_")
    if prefix != PREFIXES[kind] or not _INNER.fullmatch(digits):
        raise ValueError(f"{text!r} is not the id of a {kind} ({PREFIXES[kind]}_ and 32 hex digits)")
    return UUID(hex=digits)


def new_code() -> str:
    """A reservation code of nine random characters and a check character, `7K2QF-M9X4H`."""
    number = int.from_bytes(os.urandom(8), "big")
    digits = [number // 31**place % 31 for place in range(9)]
    return _spell([*digits, _check(digits)])


def read_code(text: str) -> str:
    """The code in its written form, from however it was typed. Errors: ValueError if the check fails."""
    heard = text.upper().translate(_HEARD).replace("-", "").replace(" ", "")
    if len(heard) != 10 or any(letter not in SPOKEN for letter in heard):
        raise ValueError(f"{text!r} is not a reservation code: ten letters and digits, like 7K2QF-M9X4H")
    digits = [SPOKEN.index(letter) for letter in heard]
    if digits[-1] != _check(digits[:-1]):
        raise ValueError(f"{text!r} has a typing error: its last character does not match the others")
    return _spell(digits)


def _check(digits: list[int]) -> int:
    # Weighted sum modulo 31 (a prime): any single wrong character and any swap of two neighbours shows.
    return sum((place + 2) * digit for place, digit in enumerate(digits)) % 31


def _spell(digits: list[int]) -> str:
    letters = "".join(SPOKEN[digit] for digit in digits)
    return f"{letters[:5]}-{letters[5:]}"


def order_key(kind: str, owner: UUID, part: int, attempt: int) -> str:
    """The key of an order at a rail: whose it is can be read from it, and it fits a bank's 35 characters.

    `kind`: P a payment of a reservation, R a leg of a refund, S money that is sent back. Errors: ValueError if part or
    attempt is not within 0 to 30, which is what one character can say.
    """
    if not (0 <= part < 31 and 0 <= attempt < 31):
        raise ValueError(f"an order key has room for parts and attempts 0 to 30, not {part} and {attempt}")
    return f"{kind}{owner.hex.upper()}{SPOKEN[part]}{SPOKEN[attempt]}"


def read_order_key(text: str) -> tuple[str, UUID, int, int]:
    """Kind, owner, part and attempt of an order key. Errors: ValueError if it is not one of ours."""
    if not _ORDER_KEY.fullmatch(text):
        raise ValueError(f"{text!r} is not the key of an order of ours")
    return text[0], UUID(hex=text[1:33]), SPOKEN.index(text[33]), SPOKEN.index(text[34])
