"""Ids and the spoken reservation code: what is typed wrong is noticed, never taken for another one."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.values import ids

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
codes = st.builds(ids.new_code)


def test_a_new_id_is_a_version_7_uuid_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = ids.new_id()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= after


def test_new_ids_are_all_different() -> None:
    assert len({ids.new_id() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize("kind", ids.PREFIXES)
def test_outside_and_inside_are_one_id(kind: str) -> None:
    inside = ids.new_id()
    assert ids.inner(kind, ids.outer(kind, inside)) == inside


def test_prefixes_tell_kinds_apart() -> None:
    assert len(set(ids.PREFIXES.values())) == len(ids.PREFIXES)
    assert all(len(prefix) == 3 and prefix.islower() for prefix in ids.PREFIXES.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rsv",
        "rsv_",
        "rsv_1",
        "prd_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "rsv_0190A1B2C3D47E5F8A9B0C1D2E3F4A5B",
        "rsv_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f",
        "rsv_0190a1b2c3d47e5f8a9b0c1d2e3f4a5g",
        "rsv_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b0",
        "rsv_ 190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "rsv_+190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "rsv_0_90a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "rsv_{190a1b2c3d47e5f8a9b0c1d2e3f4a5}",
        "rsv_٠190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        " rsv_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
        "rsv_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b\n",
    ],
)
def test_anything_but_the_one_outside_form_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the messages of uuid differ between versions)
        ids.inner("reservation", text)


@given(st.uuids())
def test_every_inside_has_one_outside_form(inside: UUID) -> None:
    text = ids.outer("reservation", inside)
    assert ids.outer("reservation", ids.inner("reservation", text)) == text


@given(codes)
def test_a_code_reads_back_however_it_is_typed(code: str) -> None:
    plain = code.replace("-", "")
    misheard = plain.replace("1", "l").replace("0", "O")
    for typed in (code, plain, code.lower(), plain.lower(), f" {code} ", " ".join(plain), misheard):
        assert ids.read_code(typed) == code


@given(codes, st.integers(0, 9), st.integers(1, 30))
def test_any_single_wrong_character_is_caught(code: str, place: int, shift: int) -> None:
    plain = code.replace("-", "")
    wrong = ALPHABET[(ALPHABET.index(plain[place]) + shift) % 31]
    with pytest.raises(ValueError, match="typing error"):
        ids.read_code(plain[:place] + wrong + plain[place + 1 :])


@given(codes, st.integers(0, 8))
def test_any_swap_of_two_neighbours_is_caught(code: str, place: int) -> None:
    plain = code.replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped == plain:
        assert ids.read_code(swapped) == code
        return
    with pytest.raises(ValueError, match="typing error"):
        ids.read_code(swapped)


@pytest.mark.parametrize(
    "text", ["", "7K2QF", "7K2QF-M9X4", "7K2QF-M9X4HH", "7K2QF-M9X4U", "7K2QF-M9X4Z", "７K2QF-M9X4H"]
)
def test_what_is_no_code_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a reservation code"):
        ids.read_code(text)


def test_codes_are_not_guessed_from_one_another() -> None:
    assert len({ids.new_code()[:5] for _ in range(200)}) > 190


@given(st.sampled_from("PR"), st.uuids(), st.integers(0, 30), st.integers(0, 30))
def test_an_order_key_says_whose_it_is_in_35_characters(
    kind: str, owner: UUID, part: int, attempt: int
) -> None:
    key = ids.order_key(kind, owner, part, attempt)
    assert len(key) == 35
    assert ids.read_order_key(key) == (kind, owner, part, attempt)


@pytest.mark.parametrize(("part", "attempt"), [(-1, 0), (0, -1), (31, 0), (0, 31)])
def test_an_order_key_has_room_for_31_parts_and_attempts(part: int, attempt: int) -> None:
    with pytest.raises(ValueError, match="0 to 30"):
        ids.order_key("P", ids.new_id(), part, attempt)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "X0190A1B2C3D47E5F8A9B0C1D2E3F4A5B00",
        "P0190A1B2C3D47E5F8A9B0C1D2E3F4A5B0",
        "P0190A1B2C3D47E5F8A9B0C1D2E3F4A5B0Z",
        "P0190a1b2c3d47e5f8a9b0c1d2e3f4a5b00",
        "P_190A1B2C3D47E5F8A9B0C1D2E3F4A5B00",
        "P0190A1B2C3D47E5F8A9B0C1D2E3F4A5B00\n",
    ],
)
def test_what_is_no_order_key_of_ours_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not the key of an order of ours"):
        ids.read_order_key(text)
