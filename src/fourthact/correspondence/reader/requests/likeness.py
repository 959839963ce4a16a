"""A second opinion: how much a letter is like letters whose writers wanted out or their money.

Rules know turns of phrase; this knows words, pieces of words and concepts, each with a whole number for its weight,
learned from letters that we wrote (`python -m tests.correspondence.reader.train` makes `likeness.txt` anew, byte for
byte). What it finds is doubt, never a cancellation; and where it disagrees with one, a person reads the letter.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from fourthact.correspondence.reader.requests.frames import spoken_of

CHARACTERS_MAX = 4_000
SENTENCES_MAX = 40
MAY_ASK = 60
"""From here a letter may ask. Thousandths; chosen on letters that had been opened, all of them by now."""
MAY_ASK_OFF_THE_MATTER = 400
"""The same where the letter speaks of nothing that a request is about: no money, no reservation, no end."""
MAY_ASK_THOUGH_STAYING = 600
"""The same where a rule is sure that the writer stays."""
MAY_ASK_THOUGH_UNDERSTOOD = 1_200
"""The same where a rule is sure that the letter is about something else."""
UNLIKE = -150
"""Below this, a letter that concepts say to be about something else is taken for that, whatever a rule saw."""
AGREES = 100
"""Below this, words that a rule takes for a cancellation are left to a person."""
_OFF_THE_MATTER = {
    "C:suppose", "C:others", "C:stays", "C:retracts", "C:elsewhere", "C:outgoing", "C:paperwork", "C:settled", "C:wish",
    "C:howto", "C:press", "C:sales", "C:swindle", "C:nearly", "C:enough_said", "C:arrived", "C:later", "C:curious",
    "C:time_to", "C:desire", "C:promised", "C:legal", "C:same_too", "C:exchange", "C:split", "C:rejected",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+|\d+|[?!€$£₩]")
_LETTERS = {True: ("k:", (2, 3, 4)), False: ("c:", (3, 4, 5))}


@dataclass(slots=True)
class Weights:
    """What was learned: a weight for each trait, in thousandths, and where the scale begins."""

    bias: int
    of: dict[str, int]


@dataclass(frozen=True)
class Likeness:
    """How much a letter is like those that ask, in thousandths, and from where on it may ask."""

    score: int
    needed: int
    sentences: Sequence[str]

    @cached_property
    def sentence(self) -> str:
        """The sentence that says most."""
        learned = weights()
        return max(self.sentences, key=lambda one: _weight(_words(one[:CHARACTERS_MAX]), learned), default="")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of that sentence that speak most for asking; none, if none does."""
        learned = weights()
        words = sorted(
            set(_words(self.sentence[:CHARACTERS_MAX])), key=lambda word: (-_weight([word], learned), word)
        )
        return tuple(word for word in words[:4] if _weight([word], learned) > 0)


@cache
def weights() -> Weights:
    """The weights of `likeness.txt`. Errors: ValueError that names a line that is none."""
    text = resources.files(__package__).joinpath("likeness.txt").read_text(encoding="utf-8")
    found: dict[str, int] = {}
    for line in text.split("\n"):
        if line and not line.startswith("# "):
            trait, tab, weight = line.rpartition("\t")
            if not tab:
                raise ValueError(f"likeness.txt: {line!r} is not a trait and its weight")
            found[trait] = int(weight)
    return Weights(found.pop("bias"), found)


def traits(sentences: Sequence[str], languages: Sequence[str]) -> frozenset[str]:
    """What a letter is made of, as far as it is weighed: words, pairs, pieces of words, concepts, its length."""
    text = "\n".join(sentences)[:CHARACTERS_MAX]
    found = set(_of_words(_words(text)))
    for sentence in sentences[:SENTENCES_MAX]:
        concepts = sorted(spoken_of(sentence, languages))
        found.update(f"C:{one}" for one in concepts)
        found.update(
            f"P:{one}+{other}" for place, one in enumerate(concepts) for other in concepts[place + 1 :]
        )
    found.add(f"n:{min(6, len(text.split()).bit_length())}")
    return frozenset(found)


def likeness(sentences: Sequence[str], languages: Sequence[str]) -> Likeness:
    """How much these sentences are like a letter that asks, and why."""
    learned = weights()
    found = traits(sentences, languages)
    known = [learned.of[trait] for trait in found if trait in learned.of]
    spoken = {trait for trait in found if trait.startswith("C:")} - _OFF_THE_MATTER
    matters = bool(
        spoken - {"C:money"} if "C:outgoing" in found else spoken
    )  # what one pays in, one is not owed
    needed = MAY_ASK if matters else MAY_ASK_OFF_THE_MATTER
    score = learned.bias + int(sum(known) / math.sqrt(len(known) or 1))
    if sum(trait.startswith("w:") for trait in found) < 2:
        return Likeness(score, MAY_ASK_THOUGH_UNDERSTOOD, ())  # a single word is the rules' to know
    return Likeness(score, needed, sentences)


def _weight(words: Sequence[str], learned: Weights) -> int:
    return sum(learned.of.get(trait, 0) for trait in _of_words(words))


def _words(text: str) -> list[str]:
    """Words in small letters without accents; of a number only how long it is."""
    plain = "".join(_plain(unicodedata.normalize("NFKC", text).lower()))
    return [f"#{min(6, len(word))}" if word.isdigit() else word for word in _WORD.findall(plain)]


def _plain(text: str) -> Iterator[str]:
    for letter in text:
        if letter in "'’":
            continue
        if letter.isascii() or "가" <= letter <= "힣":
            yield letter
        else:
            yield from (
                piece for piece in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(piece)
            )


def _of_words(words: Sequence[str]) -> Iterator[str]:
    before = ""
    for word in words:
        yield from _of_word(word)
        if before:
            yield f"b:{before} {word}"
        before = word
    squeezed = "".join(word for word in words if "가" <= word[0] <= "힣")
    yield from _pieces(squeezed, korean=True)


@lru_cache(maxsize=16_384)  # words repeat
def _of_word(word: str) -> tuple[str, ...]:
    if word.startswith("#"):
        return (f"w:{word}",)
    korean = "가" <= word[0] <= "힣"
    return (f"w:{word}", *_pieces(f"^{word}" if korean else f"^{word}$", korean=korean))


def _pieces(word: str, *, korean: bool) -> Iterator[str]:
    name, lengths = _LETTERS[korean]
    for length in lengths:
        for start in range(len(word) - length + 1):
            yield name + word[start : start + length]
