"""A pattern that the screen leaves out would not have matched: no answer changes, only the time it takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.correspondence.reader.requests.engine import engine
from fourthact.correspondence.reader.requests.frames import concepts
from fourthact.correspondence.reader.requests.screen import Screen, needs
from fourthact.correspondence.reader.requests.words import normal, sentences
from tests.correspondence.reader.score import LANGUAGES, once_unseen, own_mails, phrases, seen_letters

_LETTERS = st.sampled_from(
    ["a", "b", "ab", " ", "ba ", "c", "[ab]", "[a-c]", r"\w", ".", r"\d", "(?i:A)", "^", "$", r"\b"]
)
_PATTERNS = st.recursive(
    _LETTERS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=4).map(lambda some: f"(?:{'|'.join(some)})"),
        st.builds(
            lambda one, times: f"(?:{one}){times}",
            inner,
            st.sampled_from(["?", "*", "+", "??", "{2}", "{0,3}", "{1,2}?", "?+", "*+"]),
        ),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"(?!{one})"),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=12,
)


@given(st.lists(_PATTERNS, min_size=1, max_size=4), st.text("abcA 1", max_size=12))
def test_whatever_matches_is_worth_trying(written: list[str], text: str) -> None:
    patterns = [re.compile(one) for one in written]
    worth = Screen(patterns).worth(text)
    assert worth == sorted(set(worth))
    assert {place for place, one in enumerate(patterns) if one.search(text)} <= set(worth)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("cancel", [{"cancel"}]),
        ("(?:cancel|stop) it", [{"cancel it", "stop it"}]),
        ("(?:please )?cancel", [{"cancel", "please cancel"}]),
        (r"cancel .{0,9}\bmoney", [{"cancel "}, {"money"}]),
        (r"(?:my|our)+ \d", [{"my", "our"}]),
        (r"\w+", []),
        ("(?i)cancel", []),
    ],
)
def test_what_a_pattern_needs_is_read_from_its_form(written: str, wanted: list[set[str]]) -> None:
    assert [set(one) for one in needs(re.compile(written))] == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_concept_that_matches_in_our_letters_is_tried(language: str) -> None:
    made = engine(language)
    patterns = [pattern for _, pattern in (*made._shields, *made._rules)]
    patterns += [by_code[language] for by_code in concepts().values() if language in by_code]
    screen = Screen(patterns)
    assert sum(not needs(pattern) for pattern in patterns) <= 0.05 * len(patterns)
    mails = [*own_mails(language, held_out=False), *seen_letters(language), *once_unseen("first", language)]
    texts = [mail.get("body_text") or mail.get("text") or "" for mail in [*mails, *phrases(language)[::3]]]
    said = {one[:1_000] for text in texts for one in sentences(text)}
    assert len(said) > 200
    for one in sorted(said):
        text = normal(one, squeezed=language == "ko", glue=language == "en").normal
        lost = {place for place, each in enumerate(patterns) if each.search(text)} - set(screen.worth(text))
        assert not lost, (one, [patterns[place].pattern[:80] for place in lost])
