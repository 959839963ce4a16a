"""The one spelling of an act: what it is, and what is refused as another one."""

from __future__ import annotations

import json
from enum import StrEnum
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.acts.encode import BYTES_MAX, INTEGER_MAX, canonical, check_canonical, from64, salted, to64

names = st.text(st.characters(max_codepoint=127))
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def jcs(value: Any) -> str:
    """RFC 8785 as its text reads, letter by letter: slow, and written apart from what it checks."""
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    if isinstance(value, str):
        letters = (short.get(ord(c), f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value)
        return '"' + "".join(letters) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(name)}:{jcs(member)}" for name, member in ordered) + "}"
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


@given(values)
def test_the_bytes_are_those_of_rfc_8785_and_read_back_as_the_value(value: Any) -> None:
    data = canonical(value)
    assert data == jcs(value).encode()
    assert check_canonical(data) == value


@pytest.mark.parametrize("code", [*range(160), 0xAD, 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x1F600, 0x10FFFF])
def test_every_awkward_letter_is_spelled_as_rfc_8785_says(code: int) -> None:
    assert canonical(chr(code)) == jcs(chr(code)).encode()


def test_members_stand_in_the_order_of_their_names_bytes() -> None:
    assert canonical({"b": 1, "a\n": 2, "a": 3, "": 4, "B": 5}) == b'{"":4,"B":5,"a":3,"a\\n":2,"b":1}'


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1, {"b": 1.5}]}, r"\$\.a\[1\]\.b is a float"),
        ({"a": float("nan")}, r"\$\.a is a float"),
        ({"a": 2**53}, r"\$\.a is 9007199254740992, beyond 2\^53 - 1"),
        ([-(2**53)], r"\$\[0\] is -9007199254740992"),
        ({"é": 1}, r"\$ has the name 'é'"),
        ({"x": {1: 2}}, r"\$\.x has the name 1"),
        ({"a": "\ud800"}, r"\$\.a holds half a surrogate pair"),
        ({"a": b"bytes"}, r"\$\.a is a bytes"),
        ({"a": (1, 2)}, r"\$\.a is a tuple"),
        ({"a": Colour.RED}, r"\$\.a is a Colour"),
        (json.loads("[" * 40 + "]" * 40), r"lies deeper than 32 levels"),
        ("x" * BYTES_MAX, r"has 65,537 bytes"),
    ],
    ids=repr,
)
def test_what_has_no_spelling_is_refused_with_its_place(value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        canonical(value)


def test_the_longest_act_just_fits() -> None:
    assert len(canonical("x" * (BYTES_MAX - 2))) == BYTES_MAX


@pytest.mark.parametrize(
    "data",
    [
        b"", b" 1", b"1 ", b"1\n", b'{"a":1, "b":2}', b'{"b":1,"a":2}', b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b"1.0", b"1e2", b"-0", b"01", b"9007199254740992", b"123456789012345678901234567890", b"NaN",
        b'"\\/"', b'"\\u0041"', b'"\\u000A"', b'"\\u001F"', b'"\\u00e9"', b'"\\ud83d\\ude00"', b'"\\ud800"',
        b'"\xed\xa0\x80"', b'"\xff"', b'"\x01"', b"\xef\xbb\xbf1", b'{"\xc3\xa9":1}',
        b"[1,]", b"{}{}", b"[" * 100_000,
        b'"' + b"x" * BYTES_MAX + b'"',
    ],
    ids=lambda data: repr(data[:24]),
)  # fmt: skip
def test_every_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_canonical(data)


def test_the_first_byte_that_differs_is_named() -> None:
    with pytest.raises(ValueError, match="byte 7 differs"):
        check_canonical(b'{"a":1, "b":2}')


@given(st.binary(max_size=40))
def test_whatever_passes_the_check_is_what_would_be_written(data: bytes) -> None:
    try:
        value = check_canonical(data)
    except ValueError:
        return
    assert canonical(value) == data


def test_a_body_is_named_by_the_hash_of_its_salt_and_itself() -> None:
    assert salted(b"s" * 32, b"body") == sha256(b"s" * 32 + b"body").digest()
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        salted(b"s" * 31, b"sbody")


@given(st.binary(max_size=70))
def test_base64_has_one_spelling(data: bytes) -> None:
    assert from64(to64(data), len(data)) == data


@pytest.mark.parametrize(
    "text", ["A", "AA", "AB==", "AA=", "AA== ", " AA==", "AA==\n", "AA==AA==", "-_==", "é", "=AAA"]
)
def test_every_other_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        from64(text)


def test_base64_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 bytes where 3 belong"):
        from64(to64(b"ab"), 3)
