"""The small language in which requests are described, and the normal form of a sentence it is matched on.

A pattern is words separated by spaces. `{name}` is a class of the language's lexicon; `(a|b_c)` is a choice, `_`
standing for a space inside it; `[x]` may be absent; `..` skips up to three words, `...` up to seven and `....` up
to sixteen, commas among them; `^` and `$` are the ends of the sentence. In Korean, where spacing is loose,
sentences are squeezed: they lose all their spaces, and patterns are plain regular expressions with `{name}` for
classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_CURRENCIES = {"€": " euro ", "$": " dollar ", "£": " pound ", "₩": " won "}
_STOPS = ".!?;:…。"
_DASHES = "–—―"
_APOSTROPHES = "'’‘`´ʼ"
_GROUP = re.compile(r"\d[ \u00a0\u2009\u202f]\d{3}(?!\d)")  # as 45 000 is written in French
_CLASS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written, its normal form, and for each letter of that the place it came from."""

    written: str
    normal: str
    places: tuple[int, ...]
    asks: bool

    def span(self, start: int, end: int) -> str:
        """The words as written that a match in the normal form covers."""
        inside = self.places[start:end]
        if not inside:
            return self.written
        return self.written[inside[0] : inside[-1] + 1].strip()


@lru_cache(
    maxsize=1_024
)  # a sentence is looked at by rules and by concepts, and in languages that spell alike
def normal(written: str, *, squeezed: bool = False, glue: bool = False) -> Sentence:
    """The normal form: small letters, no accents, single spaces; `glue` drops apostrophes, else they part words."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(written):
        for piece in _pieces(letter, written, place, squeezed=squeezed, glue=glue):
            if piece == " " and (squeezed or (letters and letters[-1] == " ")):
                continue
            letters.append(piece)
            places.append(place)
    if not squeezed:
        letters, places = [" ", *letters, " "], [0, *places, len(written) - 1]
        if len(letters) > 2 and letters[1] == " ":
            del letters[1], places[1]
        if len(letters) > 2 and letters[-2] == " ":
            del letters[-2], places[-2]
    return Sentence(written, "".join(letters), tuple(places), "?" in written[-4:] or "？" in written[-4:])


def respelled(sentence: Sentence, wrong: re.Pattern[str], right: str) -> Sentence:
    """The sentence with a usual misspelling read as what was meant; the evidence stays as it was written."""
    text, places = sentence.normal, sentence.places
    for hit in reversed(list(wrong.finditer(text))):
        start, end = hit.span()
        if start == end:
            continue
        meant = tuple(places[start + min(number, end - start - 1)] for number in range(len(right)))
        if meant:
            meant = (*meant[:-1], places[end - 1])
        text, places = text[:start] + right + text[end:], places[:start] + meant + places[end:]
    return Sentence(sentence.written, text, places, sentence.asks)


def _pieces(letter: str, written: str, place: int, *, squeezed: bool, glue: bool) -> str:
    if letter in ".," and _between_digits(written, place):
        return ""
    if letter.isspace() and _GROUP.match(written, max(0, place - 1)):
        return ""
    return _alone(letter, squeezed=squeezed, glue=glue)


@lru_cache(maxsize=16_384)  # letters repeat
def _alone(letter: str, *, squeezed: bool, glue: bool) -> str:
    """What a letter is in the normal form, wherever it stands."""
    if letter in _APOSTROPHES:
        return "" if glue or squeezed else " "
    if letter.isalnum():
        return _small(letter, squeezed=squeezed)
    if letter in _CURRENCIES:
        return _CURRENCIES[letter]
    if letter in ",()" or letter in _DASHES or letter in "[]":
        return "," if squeezed else " , "
    if letter in _STOPS or letter in "？！":
        return "" if squeezed else " "
    return "" if squeezed else _small(letter, squeezed=False)


def _small(letter: str, *, squeezed: bool) -> str:
    if squeezed:
        return unicodedata.normalize("NFKC", letter).lower()
    plain = "".join(
        piece for piece in unicodedata.normalize("NFKD", letter.lower()) if not unicodedata.combining(piece)
    )
    plain = plain.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")
    return "".join(piece if piece.isalnum() else " " for piece in plain)


def _between_digits(written: str, place: int) -> bool:
    return 0 < place < len(written) - 1 and written[place - 1].isdigit() and written[place + 1].isdigit()


def compile_pattern(pattern: str, lexicon: Mapping[str, str], *, squeezed: bool = False) -> re.Pattern[str]:
    """A pattern of the small language as a regular expression. Errors: KeyError for a class nobody defined."""
    return re.compile(expand(pattern, lexicon) if squeezed else _spaced(pattern, lexicon))


def expand(text: str, lexicon: Mapping[str, str]) -> str:
    """Replace `{name}` by the lexicon's words, to any depth."""
    while _CLASS.search(text):
        text = _CLASS.sub(lambda hit: f"(?:{lexicon[hit[1]]})", text)
    return text


def _spaced(pattern: str, lexicon: Mapping[str, str]) -> str:
    parts = []
    for token in pattern.split():
        match token:
            case "^":
                parts.append(r"^ ")
            case "$":
                parts.append("$")
            case "..":
                parts.append(r"(?:\w+ ){0,3}?")
            case "...":
                parts.append(r"(?:[\w,]+ ){0,7}?")
            case "....":
                parts.append(r"(?:[\w,]+ ){0,16}?")
            case _ if token.startswith("[") and token.endswith("]"):
                parts.append(f"(?:(?:{_token(token[1:-1], lexicon)}) (?:, )?)?")
            case _ if token.startswith("(?"):
                parts.append(_token(token, lexicon))
            case _:
                parts.append(f"(?:{_token(token, lexicon)}) (?:, )?")
    text = "".join(parts)
    return text if text.startswith("^") else r"(?<![^ ])" + text


def _token(token: str, lexicon: Mapping[str, str]) -> str:
    return expand(token, lexicon).replace("_", " ")


_ABBREVIATED = re.compile(
    r"\b(?:mr|mrs|ms|dr|dott|sig|avv|ing|spett|st|mme|mlle|cf|ca|approx|prot|gent|egr|ill|cav|ill\.ma|gent\.mi|ltd|s\.p|c\.a|"
    r"e\.g|i\.e|a\.m|p\.m|resp|vs|rif|réf|ref|art)\.$|\b[A-Z]\.$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:n|nr|no|num|p|s|tel|tél|reg|ns|u)\.$", re.IGNORECASE)
_KOREAN_END = re.compile(
    r"(?<=[가-힣])(?:니다|니까|세요|새요|하요|해요|어요|아요|여요|예요|에요|네요|데요|까요|게요|께요|래요|구요|고요|나요|지요|죠|대요|군요|가요|려요|워요|줘요|"
    r"쥬|시오|합니당|습니당)(?:[~^ㅋㅎㅠㅜ.!?;]+)?(?=\s)"
)
_STOP = re.compile(r"[.!?…。？！]+[\"»”')\]]*(?=\s|$)|[;；:：](?=\s)")


def sentences(text: str) -> list[str]:
    """The sentences of a text, wrapped lines joined, lists and short lines apart."""
    found: list[str] = []
    for paragraph in _paragraphs(text):
        rest = 0
        cuts = sorted(
            {hit.end() for hit in _STOP.finditer(paragraph)}
            | {hit.end() for hit in _KOREAN_END.finditer(paragraph)}
        )
        for cut in cuts:
            piece = paragraph[rest:cut]
            if paragraph[cut - 1] == "." and _runs_on(piece, paragraph[cut : cut + 3]):
                continue
            found.append(piece.strip())
            rest = cut
        found.append(paragraph[rest:].strip())
    return [sentence for sentence in found if sentence]


def _runs_on(piece: str, after: str) -> bool:
    """Whether the full stop that ends a piece belongs to an abbreviation."""
    if piece.endswith(".."):
        return False
    return bool(_ABBREVIATED.search(piece) or (_NUMBERED.search(piece) and re.match(r"\s?[\d°]", after)))


def _paragraphs(text: str) -> list[str]:
    """Lines that belong together: a line that fills the width, or ends in a comma or a small word, runs on."""
    joined: list[str] = []
    lines = [line.strip() for line in text.split("\n")]
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else ""
        runs_on = bool(line and before and joined) and (
            (len(before) >= 50 and before[-1] not in ".!?:…")
            or (line[0].islower() and before[-1] not in ".!?…")
        )
        if runs_on:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return [line for line in joined if line]
