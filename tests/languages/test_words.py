"""Every language says everything that English says, with the same facts, and says it as it is written there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from fourthact.languages import Language, load
from fourthact.reservations.rules import LANGUAGES
from fourthact.values.errors import Reason
from fourthact.web.docs import reasons
from tests.tidy.house import modules
from tests.tidy.lookup import whole_house

ENGLISH = load()["en"]
OTHERS = [language for code, language in load().items() if code != "en"]
# What machines read stays as it is, in every language.
FOR_MACHINES = re.compile(r"`[^`]*`|https?://\S+|/api/\S+|~|…")


def facts_of(text: str | Mapping[str, str]) -> set[str]:
    """The facts that a text names; those of any of its plural forms."""
    forms = [text] if isinstance(text, str) else list(text.values())
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


def texts(language: Language) -> Iterator[tuple[str, str]]:
    """Everything that a language says: where it stands, and the text as a person reads it (but for the facts)."""
    for template, (subject, body) in language.notices.items():
        yield f"notices.{template}", f"{subject}\n{body}"
    for table in ("pages", "refusals", "acts"):
        for key, text in getattr(language, table).items():
            for form in [text] if isinstance(text, str) else text.values():
                yield f"{table}.{key}", form


def every_reason() -> dict[str, Reason]:
    whole_house()
    found = [reason for reason in reasons() if type(reason).__module__.startswith("fourthact.")]
    codes = [reason.code for reason in found]
    assert len(codes) == len(set(codes)), "two rooms have a reason of the same name"
    return {reason.code: reason for reason in found}


def test_the_languages_are_those_that_a_reservation_can_have() -> None:
    assert set(load()) == set(LANGUAGES)
    assert next(iter(load())) == "en"
    assert all(language.code == code for code, language in load().items())


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
@pytest.mark.parametrize("table", ["notices", "pages", "acts"])
def test_a_language_says_what_english_says(language: Language, table: str) -> None:
    assert list(getattr(language, table)) == list(getattr(ENGLISH, table))


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_a_language_names_the_same_facts(language: Language) -> None:
    differing = [
        f"{table}.{key}"
        for table in ("pages", "acts")
        for key, text in getattr(ENGLISH, table).items()
        if facts_of(text) - {"n"} != facts_of(getattr(language, table)[key]) - {"n"}
    ]
    differing += [
        f"notices.{template} {part}"
        for template, pair in ENGLISH.notices.items()
        for part in (0, 1)
        if facts_of(pair[0] + pair[1]) != facts_of("".join(language.notices[template]))
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_refusal_is_translated_with_its_facts(language: Language) -> None:
    known = every_reason()
    assert set(language.refusals) == set(known)
    assert [c for c, r in known.items() if facts_of(r.why.sentence) != facts_of(language.refusals[c])] == []


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_what_machines_read_is_not_translated(language: Language) -> None:
    for code, reason in every_reason().items():
        for piece in re.findall(r"`[^`{]*`", reason.why.sentence):
            assert piece in language.refusals[code], code


@pytest.mark.parametrize("language", load().values(), ids=lambda language: language.code)
def test_plural_forms_are_those_of_the_language(language: Language) -> None:
    needed = {language.locale.plural_form(n) for n in range(200)}
    lacking = [
        key
        for table in (language.pages, language.acts)
        for key, text in table.items()
        if not isinstance(text, str) and not needed <= {*text, "many"}
    ]
    assert lacking == []


@pytest.mark.parametrize("language", load().values(), ids=lambda language: language.code)
def test_no_text_is_empty_or_badly_spaced(language: Language) -> None:
    bad = re.compile(r"^\s*$|  (?! )|\s$|[.,;:!?][.,;:!?](?<!\.\.)|\( | \)")
    found = []
    for where, text in texts(language):
        flat = " ".join(text.split()) if where.startswith("notices") else text
        if where not in ("pages.and",) and bad.search(flat.replace("...", "")):
            found.append((where, flat))
    assert found == []


WRITERS = (
    "fourthact.correspondence.telling",
    "fourthact.correspondence.announcing",
    "fourthact.correspondence.escalating",
    "fourthact.delays.jobs",
)


def test_every_notice_is_written_by_somebody() -> None:
    """A template that no room names is dead, and one that a room names and nobody wrote is a crash to come."""
    named: set[str] = set()
    for module in modules():
        if module.name in WRITERS:
            named |= {str(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Constant)}
    made_here = {"cancelled_unpaid"}  # chosen by the language itself, where nothing was paid
    assert set(ENGLISH.notices) - made_here - {"unknown_sender"} <= named


def test_french_is_set_as_french_is() -> None:
    """No line ends before : ; ! ? or inside guillemets, and the apostrophe is curved."""
    french = load()["fr"]
    for where, text in texts(french):
        shown = french.typography(FOR_MACHINES.sub("", text))
        assert not re.search(r" [;:!?»]|« |'", shown), where
        assert not re.search(r"\b(?:tu|toi|ton|tes)\b", text.lower()), where


def test_italian_is_polite_and_its_dates_need_no_elision() -> None:
    """`il 8 ottobre` would be wrong (l'8): a date never follows an article."""
    for where, text in texts(load()["it"]):
        assert not re.search(r"\b(?:il|dal|al|del) \{\w*(?:_at|_by|_on|at|by|before|after)\}", text), where
        assert not re.search(r"\b(?:tuo|tua|tuoi|tue|ti)\b", text.lower()), where


def test_korean_is_formal_and_its_particles_depend_on_no_fact() -> None:
    for where, text in texts(load()["ko"]):
        assert not re.search(r"[은는이가을를]\([은는이가을를]\)", text), where
        assert not re.search(r"(?:해요|어요|아요|네요|이에요|예요)[.?!]", text), where
        after = re.findall(r"\{(\w+)\}(?:이|가|은|는|을|를|와|과|로|으로)(?=[ .,])", text)
        assert set(after) <= {"field", "reference", "key"}, where


def test_nothing_was_left_in_english() -> None:
    same_word = {"pages.sign_off", "pages.total", "pages.minutes"}
    same_word |= {"pages.letter.day", "pages.letter.to"}
    same_word |= {"pages.transfer.iban", "pages.transfer.bic", "pages.transfer.line"}
    for language in OTHERS:
        theirs: dict[str, Any] = dict(texts(language))
        same = {where for where, text in texts(ENGLISH) if theirs.get(where) == text}
        assert same <= same_word, language.code
