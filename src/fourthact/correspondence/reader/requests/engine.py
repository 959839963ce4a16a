"""Finds in a writer's own words what is asked: rules name it, shields and scopes take it back.

A rule matches a sentence. The match counts unless a shield of the same language covers it (another object, a
question about terms, somebody else's wish), or it is denied (`do not cancel`), or supposed (`if I cancelled`).
Weights: 3 is a request, 2 may be one, 1 is a circumstance in which people leave, 0 is only noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fourthact.correspondence.reader.reading import Intent
from fourthact.correspondence.reader.requests.pack import Pack, RuleText, load
from fourthact.correspondence.reader.requests.screen import Screen
from fourthact.correspondence.reader.requests.words import (
    Sentence,
    compile_pattern,
    expand,
    normal,
    respelled,
)

SENTENCES_MAX = 300
SENTENCE_CHARACTERS_MAX = 1_000
_SCOPED = frozenset({Intent.CANCEL, Intent.MONEY, Intent.LEAVE, Intent.REFUND_STATUS, Intent.HINT})
_CLAUSE = re.compile(r", | then | alors | allora ")
_CONCLUDES = re.compile(r"then |so |alors |donc |allora |quindi ")
_SCOPES = (
    "denies_before", "denies_inside", "denies_after", "supposes", "threatens", "threatens_after", "polite",
    "other_objects", "main_objects",
)  # fmt: skip
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's match in a sentence; `taken_back` says why it does not count, and is empty if it does."""

    intent: Intent
    weight: int
    rule: str
    evidence: str
    sentence: int
    taken_back: str = ""


@cache
def engine(code: str) -> Engine:
    """The compiled engine of a language, made once a process."""
    return Engine(load(code))


class Engine:
    """A pack, compiled."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._rules = [(rule, self._pattern(text)) for rule in pack.rules for text in rule.patterns]
        self._shields = [(name, self._pattern(text)) for name, texts in pack.shields for text in texts]
        self._screen = Screen([pattern for _, pattern in (*self._shields, *self._rules)])
        self._scopes = {name: self._scope(name) for name in _SCOPES}
        self._spelling = [
            (re.compile(wrong if pack.squeezed else rf"(?<![^ ]){wrong}(?![^ ])"), right)
            for wrong, right in pack.spelling.items()
        ]
        self._misspelled = re.compile("|".join(wrong.pattern for wrong, _ in self._spelling) or _NEVER)

    def _scope(self, name: str) -> re.Pattern[str]:
        text = expand(self.pack.scopes.get(name, _NEVER), self.pack.lexicon).replace("_", " ")
        return re.compile(text if self.pack.squeezed else rf"(?<!\w)(?:{text})(?!\w)")

    def _pattern(self, text: str) -> re.Pattern[str]:
        return compile_pattern(text, self.pack.lexicon, squeezed=self.pack.squeezed)

    def find(self, sentences: Sequence[str]) -> list[Found]:
        """Everything these sentences ask, in their order; what a scope took back is there too, and says so."""
        found: list[Found] = []
        for place, written in enumerate(sentences[:SENTENCES_MAX]):
            found.extend(self._in_sentence(self.normal(written[:SENTENCE_CHARACTERS_MAX]), place))
        return found

    def normal(self, written: str) -> Sentence:
        sentence = normal(written, squeezed=self.pack.squeezed, glue=self.pack.glue)
        if not self._misspelled.search(sentence.normal):
            return sentence
        for wrong, right in self._spelling:
            sentence = respelled(sentence, wrong, right)
        return sentence

    def _in_sentence(self, sentence: Sentence, place: int) -> Iterator[Found]:
        text, first_rule = sentence.normal, len(self._shields)
        worth = self._screen.worth(text)
        shields = [
            (name, hit.span())
            for name, shield in (self._shields[one] for one in worth if one < first_rule)
            for hit in shield.finditer(text)
        ]
        elsewhere: bool | None = None
        for rule, pattern in (self._rules[one - first_rule] for one in worth if one >= first_rule):
            for hit in pattern.finditer(text):
                why = self._taken_back(rule, text, hit, shields, asks=sentence.asks)
                if not why and rule.intent in (Intent.CANCEL, Intent.LEAVE):
                    elsewhere = self._elsewhere(text) if elsewhere is None else elsewhere
                    why = "other-object" if elsewhere else ""
                name = f"{self.pack.code}.{rule.name.rstrip('!~')}"
                yield Found(rule.intent, rule.weight, name, sentence.span(*hit.span()), place, why)

    def _elsewhere(self, text: str) -> bool:
        """Whether a sentence speaks of another object than ours, and not of ours."""
        scopes = self._scopes
        return bool(scopes["other_objects"].search(text)) and not scopes["main_objects"].search(text)

    def _taken_back(
        self,
        rule: RuleText,
        text: str,
        hit: re.Match[str],
        shields: list[tuple[str, tuple[int, int]]],
        *,
        asks: bool,
    ) -> str:
        """Why a match does not count, or the empty text; a question about leaving covers all of its sentence."""
        if rule.intent not in _SCOPED:
            return ""
        start, end = hit.span()
        for name, (first, last) in shields:
            if (first < end and start < last) or (asks and name == "if-cancel"):
                return name
        if rule.sure:
            return ""
        scopes = self._scopes
        if not rule.says_no and self._denied(text, start, end):
            return "denied"
        said = scopes["polite"].sub(" ", text[:start])
        if not _CONCLUDES.match(text, start) and scopes["supposes"].search(_CLAUSE.split(said)[-1]):
            return "supposed"
        if scopes["threatens"].search(said) or scopes["threatens_after"].search(text[end:]):
            return "threatened"
        return ""

    def _denied(self, text: str, start: int, end: int) -> bool:
        scopes = self._scopes
        return bool(
            scopes["denies_before"].search(text[max(0, start - 60) : start])
            or scopes["denies_inside"].search(text[start - 1 if start else 0 : end])
            or (not text[:end].endswith(", ") and scopes["denies_after"].match(text[end:]))
        )
