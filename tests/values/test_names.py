"""Two names of one person, of two, and of who knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.values.names import CANNOT_TELL, CLOSE_MATCH, MATCH, NO_MATCH, compare


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Cl\u00e9o Dupont", "DUPONT CLEO", MATCH),
        ("Jean-Pierre Martin", "Martin, Jean Pierre", MATCH),
        ("Anne O\u2019Neill", "anne o'neill", MATCH),
        ("J\u00fcrgen M\u00fcller", "Juergen Mueller", MATCH),
        ("J\u00fcrgen M\u00fcller", "Jurgen Muller", MATCH),
        ("S\u00f8ren Stra\u00dfe", "Soren Strasse", MATCH),
        ("Piet van den Berg", "Piet Vandenberg", MATCH),
        ("Mme Cl\u00e9o Dupont", "Cleo Dupont", MATCH),
        ("\uae40\uc9c0\uc218", "\uae40 \uc9c0\uc218", MATCH),
        ("Cl\u00e9o Dupont", "C. Dupont", CLOSE_MATCH),
        ("Cl\u00e9o Marie Dupont", "Cl\u00e9o Dupont", CLOSE_MATCH),
        ("Cl\u00e9o Dupont", "Louis Dupont", NO_MATCH),
        ("Cl\u00e9o Dupont", "Dupont", NO_MATCH),
        ("Cl\u00e9o Dupont", "C. D.", NO_MATCH),
        ("\uae40\uc9c0\uc218", "\uae40\uc9c0\ud638", NO_MATCH),
        ("\uae40\uc9c0\uc218", "Kim Jisoo", CANNOT_TELL),
        ("Cl\u00e9o Dupont", "\u041a\u043b\u0435\u043e", CANNOT_TELL),
        ("Cl\u00e9o Dupont", None, CANNOT_TELL),
        ("", "Cl\u00e9o", CANNOT_TELL),
        ("12 34", "12 34", CANNOT_TELL),
    ],
)
def test_what_letters_tell(one: str | None, other: str | None, verdict: str) -> None:
    assert compare(one, other) == compare(other, one) == verdict


@given(st.text(), st.text())
def test_any_two_texts_are_compared_the_same_both_ways(one: str, other: str) -> None:
    assert compare(one, other) == compare(other, one)
    assert compare(one, other) in (MATCH, CLOSE_MATCH, NO_MATCH, CANNOT_TELL)


@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=4))
def test_order_and_capitals_do_not_matter(words: list[str]) -> None:
    assert compare(" ".join(words), " ".join(reversed(words)).upper()) == MATCH
