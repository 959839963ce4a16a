"""The second opinion: what it may do, why it says so, and that its weights can be made again."""

from __future__ import annotations

import pytest

from fourthact.correspondence.reader import read
from fourthact.correspondence.reader.requests.likeness import likeness, weights
from fourthact.mail.parse import parse
from tests.correspondence.reader import score, train
from tests.correspondence.reader.score import LANGUAGES


def test_a_letter_that_no_rule_knows_may_ask_and_says_which_words_weighed() -> None:
    said = (
        "The barn is full of sheep now. I would sooner have four hundred by the fireside before the winter."
    )
    reading = read(parse(f"From: cleo@mail.example.com\nSubject: barn\n\n{said}".encode()), None)
    assert (reading.wants_out_or_money, reading.asks_to_cancel) == ("maybe", "no")
    alike = [asked for asked in reading.intents if asked.rule == "likeness"]
    assert [asked.strength for asked in alike] == ["weak"]
    assert alike[0].evidence in said
    assert any("is like letters that ask (likeness" in why for why in reading.why)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_to_learn_from_is_a_labelled_letter(language: str) -> None:
    letters = score.training(language)
    asking = sum(letter["wants_out_or_money"] for letter in letters)
    assert asking >= 200
    assert len(letters) - asking >= 240
    assert all(letter["text"] for letter in letters)
    assert len({(letter["subject"], letter["text"]) for letter in letters}) == len(letters)


def test_the_same_letters_teach_the_same_weights() -> None:
    few = [
        train.Example(
            "a", "1", f"{number}", frozenset({f"w:{number % 7}", "w:all", f"w:{number % 3}"}), number % 7 > 3
        )
        for number in range(60)
    ]
    assert train.written(train.learn(few)) == train.written(train.learn(few))
    assert "w:6\t" in train.written(train.learn(few))


def test_the_weights_can_be_read_and_tell_a_request_from_thanks() -> None:
    assert len(weights().of) > 10_000
    asks = likeness(["I would like my deposit back, please cancel."], ["en"])
    thanks = likeness(["Thank you, the colour is lovely and we are happy to wait."], ["en"])
    assert asks.score > 500 > -500 > thanks.score
