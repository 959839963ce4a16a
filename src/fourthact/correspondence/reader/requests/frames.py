"""A second look, where no rule saw a request: do concepts meet in a sentence as they do when people want out?

Rules know turns of phrase; people find new ones. Here a sentence is only the set of the concepts that it speaks of
(money, giving back, wishing, ending …), in any order and in all the languages that the letter may be in, and a frame
is a set of concepts that together deserve a person's look. What this finds is doubt, never a cancellation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from fourthact.correspondence.reader.reading import Intent
from fourthact.correspondence.reader.requests.engine import SENTENCE_CHARACTERS_MAX, SENTENCES_MAX, Found
from fourthact.correspondence.reader.requests.screen import Screen
from fourthact.correspondence.reader.requests.words import normal

BRAKES = frozenset({"suppose", "others", "stays", "retracts", "elsewhere"})
"""Concepts beside which nothing is cancelled without a person's look."""
_BEYOND_RULES = frozenset({"howto", "legal"})
_ACROSS = frozenset({"refund_before", "elsewhere_before"})
_OF_THE_LETTER = frozenset({"short_answer"}) | _ACROSS
_CODE = re.compile(r"^ {4}(?P<code>[a-z]{2}) (?P<words>.*)$")
_FRAME = re.compile(
    r"^(?P<name>[\w-]+) (?P<intent>\w+): (?P<needs>[\w ]+?)(?: but not (?P<without>[\w ]+))?$"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The concepts that must all be spoken of in a sentence, and those of which none may."""

    name: str
    intent: Intent
    needs: frozenset[str]
    without: frozenset[str]


@cache
def frames() -> tuple[Frame, ...]:
    """The frames of `frames.txt`. Errors: ValueError that names a line that is none, or a concept nobody defined."""
    found = []
    for line in _lines("frames.txt"):
        hit = _FRAME.match(line)
        if hit is None:
            raise ValueError(
                f"frames.txt: {line!r} is not a frame: name, intent, its concepts, `but not` others"
            )
        needs, without = frozenset(hit["needs"].split()), frozenset((hit["without"] or "").split())
        strange = (needs | without) - concepts().keys() - _OF_THE_LETTER
        if strange:
            raise ValueError(
                f"frames.txt: {line!r} speaks of {sorted(strange)}, which concepts.txt does not define"
            )
        found.append(Frame(hit["name"], Intent(hit["intent"]), needs, without))
    return tuple(found)


@cache
def concepts() -> dict[str, dict[str, re.Pattern[str]]]:
    """The words of each concept, by language. Errors: ValueError that names a line that cannot be read."""
    texts: dict[str, dict[str, str]] = {}
    name = code = ""
    for line in _lines("concepts.txt"):
        hit = _CODE.match(line)
        if not line.startswith(" "):
            name, code = line, ""
            texts[name] = {}
        elif hit:
            code = hit["code"]
            texts[name][code] = hit["words"]
        elif code:
            texts[name][code] += line.strip()
        else:
            raise ValueError(f"concepts.txt: {line!r} stands before a concept and its language")
    return {
        name: {code: re.compile(_pattern(code, text)) for code, text in by_code.items()}
        for name, by_code in texts.items()
    }


def spoken_of(sentence: str, languages: Sequence[str]) -> frozenset[str]:
    """The concepts that a sentence speaks of, in whichever of these languages."""
    heard = sentence[:SENTENCE_CHARACTERS_MAX]
    return frozenset().union(*(_heard(heard, code) for code in languages))


@lru_cache(maxsize=1_024)  # a letter is looked at more than once
def _heard(sentence: str, code: str) -> frozenset[str]:
    said = normal(sentence, squeezed=code == "ko", glue=code == "en").normal
    names, patterns, screen = _of(code)
    return frozenset(names[place] for place in screen.worth(said) if patterns[place].search(said))


@cache
def _of(code: str) -> tuple[list[str], list[re.Pattern[str]], Screen]:
    """The concepts that have words in a language."""
    by_name = {name: by_code[code] for name, by_code in concepts().items() if code in by_code}
    return list(by_name), list(by_name.values()), Screen(list(by_name.values()))


def noticed(
    sentences: Sequence[str],
    languages: Sequence[str],
    understood: Collection[int] = (),
    beside: Collection[str] = (),
) -> list[Found]:
    """What deserves a person's look, one a sentence.

    `understood` are the places of sentences that a rule read and took back: there only what is beyond its reach
    counts, a question how to get money or the announcement of a court. `beside` are concepts of the whole letter.
    """
    found: list[Found] = []
    before: frozenset[str] = frozenset()
    for place, sentence in enumerate(sentences[:SENTENCES_MAX]):
        said = spoken_of(sentence, languages)
        here = said | set(beside) | ({f"{name}_before" for name in before} & _ACROSS)
        before = said
        frame = next(
            (
                one
                for one in frames()
                if one.needs <= here
                and not one.without & here
                and (place not in understood or one.needs & _BEYOND_RULES)
            ),
            None,
        )
        if frame is not None:
            found.append(Found(frame.intent, 2, f"frame.{frame.name}", sentence[:200], place))
    return found


def _pattern(code: str, text: str) -> str:
    """Whole words, `*` for the rest of one and `_` for a space; in Korean, squeezed, as it stands."""
    if code == "ko":
        return text
    return r"(?<![^ ])(?:" + re.sub(r"(?<![\\\])])\*", r"\\w*", text).replace("_", " ") + r")(?![^ ])"


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
