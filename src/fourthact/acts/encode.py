"""The bytes of the record: one canonical JSON form, salted hashes, and base64 with a single spelling.

Source: RFC 8785 (JCS), restricted as `docs/spec/act-bytes.md` says, so that every reader in every language
agrees on the bytes: no floats, no big integers, no names outside ASCII.
"""

from __future__ import annotations

import binascii
import hashlib
from typing import Any

import msgspec

# A tlog-tiles entry has a 16-bit length in front of it.
BYTES_MAX = 65_535
# RFC 8785 numbers are IEEE doubles; beyond this two integers may read as one in JavaScript.
INTEGER_MAX = 2**53 - 1
# Far deeper than any act, far shallower than any parser's stack.
DEPTH_MAX = 32
SALT_BYTES = 32


def canonical(value: Any) -> bytes:
    """The one spelling of a value. Errors: ValueError that names the place and what is wrong there."""
    if (fault := _fault(value, 0)) is not None:
        raise ValueError(f"not an act's JSON: ${fault}")
    data = msgspec.json.encode(value, order="sorted")
    if len(data) > BYTES_MAX:
        raise ValueError(f"not an act's JSON: $ has {len(data):,} bytes, more than {BYTES_MAX:,}")
    return data


def check_canonical(data: bytes) -> Any:
    """The value of bytes that are exactly canonical; for bytes that somebody else wrote.

    Refuses (ValueError): too long, not JSON, floats and big integers, names outside ASCII, and every other
    spelling of the same value: white space, member order, repeated names, needless escapes.
    """
    if len(data) > BYTES_MAX:
        raise ValueError(f"{len(data):,} bytes are more than {BYTES_MAX:,}")
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    expected = canonical(value)
    if expected != data:
        pairs = enumerate(zip(expected, data, strict=False))
        place = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(expected), len(data)))
        raise ValueError(f"not in canonical form: byte {place} differs")
    return value


def salted(salt: bytes, body: bytes) -> bytes:
    """The hash by which an act names a body: sha256(salt || body). Units: 32 bytes each way."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + body).digest()


def to64(data: bytes) -> str:
    """Standard base64 (RFC 4648 section 4) with padding."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def from64(text: str, length: int | None = None) -> bytes:
    """Bytes from their only base64 spelling. Errors: ValueError for any other, or for another length."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise ValueError(f"not base64: {error}") from error
    if to64(data) != text:
        raise ValueError("not base64 as it is written: stray bits after the last byte")
    if length is not None and len(data) != length:
        raise ValueError(f"{len(data)} bytes where {length} belong")
    return data


def encodable(text: str) -> bool:
    """Whether text can be written in UTF-8 at all: half a surrogate pair cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fault(value: Any, depth: int) -> str | None:
    # Text is put together only on the way out of a fault: acts without one are the hot path.
    kind = type(value)
    if kind is str:
        return None if value.isascii() or encodable(value) else " holds half a surrogate pair"
    if kind is bool or value is None:
        return None
    if kind is int:
        return None if -INTEGER_MAX <= value <= INTEGER_MAX else f" is {value}, beyond 2^53 - 1"
    if depth >= DEPTH_MAX:
        return f" lies deeper than {DEPTH_MAX} levels"
    if kind is dict:
        return _member_fault(value, depth)
    if kind is list:
        for index, item in enumerate(value):
            if (fault := _fault(item, depth + 1)) is not None:
                return f"[{index}]{fault}"
        return None
    return f" is a {kind.__name__}: only text, whole numbers, true, false, null, lists and objects"


def _member_fault(value: dict[Any, Any], depth: int) -> str | None:
    for name, member in value.items():
        if type(name) is not str or not name.isascii():
            return f" has the name {name!r}: names are ASCII text"
        if (fault := _fault(member, depth + 1)) is not None:
            return f".{name}{fault}"
    return None
