"""Other readers: a toy that is one file, and how little it can change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from fourthact import plug, readers
from fourthact.app import open_readers
from fourthact.correspondence.reader import Reading, read
from fourthact.correspondence.second import looked_at
from fourthact.mail import Letter, parse
from fourthact.readers.contract import SecondReader, Suggestion, Written
from fourthact.settings import SettingsError, load

TOY = '''"""A toy looks for a word."""

from fourthact.readers.contract import Suggestion

name = "toy_of_a_test"
settings = {"word": "what it looks for"}


class Toy:
    def __init__(self, word):
        self._word = word

    def look(self, written):
        seen = self._word in written.own_text
        return Suggestion(seen, False, self._word, "the word is there")


def open_reader(settings):
    return Toy(settings["word"])
'''


class Says:
    def __init__(self, suggestion: Suggestion) -> None:
        self._suggestion = suggestion
        self.saw: list[Written] = []

    def look(self, written: Written) -> Suggestion:
        self.saw.append(written)
        return self._suggestion


class Fails:
    def look(self, written: Written) -> Suggestion:
        raise RuntimeError("out of memory")


class Sleeps:
    def look(self, written: Written) -> Suggestion:
        time.sleep(0.3)
        return WANTS


WANTS = Suggestion(True, False, "blue moon", "a figure of speech")
DOUBTS = Suggestion(False, True, "", "it may be about a test drive")


def letter(text: str, head: str = "") -> Letter:
    return parse(f"From: Bo <bo@mail.example.com>\nSubject: hello\n{head}\n{text}\n".encode())


def after(of: Letter, others: Mapping[str, SecondReader], seconds: float = 30.0) -> tuple[Reading, Reading]:
    before = read(of, None)
    return before, asyncio.run(looked_at(before, of, others, seconds))


def test_a_reader_is_one_file_that_its_settings_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "toy_of_a_test.py").write_text(TOY)
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    env = {"FOURTHACT_TOY_OF_A_TEST_WORD": "blue moon"}
    assert load(env, plug.load(readers))
    _, seen = after(letter("I saw a blue moon over the works."), open_readers(env))
    assert seen.wants_out_or_money == "maybe"
    assert seen.why[-1] == "the reader toy_of_a_test takes 'blue moon' for a request: the word is there"
    assert "toy_of_a_test" not in open_readers({})
    with pytest.raises(SettingsError, match="FOURTHACT_TOY_OF_A_TEST_WORT"):
        open_readers({"FOURTHACT_TOY_OF_A_TEST_WORT": "x"})


def test_words_that_do_not_stand_in_the_letter_raise_nothing_and_that_is_said() -> None:
    before, seen = after(letter("I like the car."), {"toy": Says(WANTS)})
    assert (seen.wants_out_or_money, seen.asks_to_cancel) == (before.wants_out_or_money, "no")
    assert "do not stand in the letter" in seen.why[-1]


def test_it_can_doubt_a_cancellation_and_never_takes_a_request_away() -> None:
    before, seen = after(letter("Please cancel my reservation and refund me."), {"toy": Says(DOUBTS)})
    assert (before.wants_out_or_money, before.asks_to_cancel) == ("yes", "yes")
    assert (seen.wants_out_or_money, seen.asks_to_cancel) == ("yes", "maybe")
    assert "doubts that the reservation is to end" in seen.why[-1]


def test_it_never_sees_a_machines_mail() -> None:
    toy = Says(WANTS)
    before, seen = after(letter("A blue moon.", "Auto-Submitted: auto-replied\n"), {"toy": toy})
    assert seen == before
    assert toy.saw == []


@pytest.mark.parametrize("broken", [Fails(), Sleeps()])
def test_one_that_fails_or_is_late_changes_nothing_and_is_named(broken: SecondReader) -> None:
    before, seen = after(letter("A blue moon, please cancel my reservation."), {"toy": broken}, 0.05)
    assert seen.why == (*before.why, "the reader toy gave no answer")
    assert (seen.wants_out_or_money, seen.asks_to_cancel) == (
        before.wants_out_or_money,
        before.asks_to_cancel,
    )
