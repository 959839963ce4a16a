"""Whether two names are one person's, as far as letters tell; and an honest "cannot tell" where they do not."""

from __future__ import annotations

import re
import unicodedata

MATCH, CLOSE_MATCH, NO_MATCH, CANNOT_TELL = "match", "close_match", "no_match", "cannot_tell"

_TITLES = frozenset({"mr", "mrs", "ms", "dr", "mme", "mlle"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})


def compare(one: str | None, other: str | None) -> str:
    """`match`: the same words, whatever their order, capitals, accents and hyphens. `close_match`: initials, or words
    that one of them leaves out. `cannot_tell`: a name is not there, or they are in different scripts: whether 김지수
    is Kim Jisoo no spelling proves. Else `no_match`.
    """
    if not one or not other:
        return CANNOT_TELL
    scripts, others = _scripts(one), _scripts(other)
    if not scripts or not others or scripts.isdisjoint(others):
        return CANNOT_TELL
    pairs = [(a, b) for a in _spellings(one) for b in _spellings(other) if a and b]
    if any(sorted(a) == sorted(b) or "".join(a) == "".join(b) for a, b in pairs):
        return MATCH
    return CLOSE_MATCH if any(_is_close(a, b) for a, b in pairs) else NO_MATCH


def _scripts(name: str) -> set[str]:
    """The scripts of a name's letters: LATIN, HANGUL, CJK, CYRILLIC ..."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in name if letter.isalpha()}


def _spellings(name: str) -> list[list[str]]:
    """The words of a name without accents, and with the vowels that German and Danish write in two letters."""
    small = unicodedata.normalize("NFC", name.casefold())
    return [_words(small.translate(_PLAIN)), _words(small.translate(_UMLAUTS))]


def _words(small: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    words = re.findall(r"\w+", unicodedata.normalize("NFC", bare.replace("\u2019", "").replace("'", "")))
    return [word for word in words if word not in _TITLES] or words


def _is_close(one: list[str], other: list[str]) -> bool:
    """Every word of the shorter name stands in the longer one, or is the initial of one; and one of them is whole."""
    short, left = sorted((one, other), key=len)
    left, whole = list(left), 0
    for word in sorted(short, key=len, reverse=True):
        found = next((w for w in left if w == word), None)
        found = found or next((w for w in left if w[0] == word[0] and 1 in (len(w), len(word))), None)
        if found is None:
            return False
        whole += len(word) > 1 and found == word
        left.remove(found)
    return whole > 0 and len(short) > 1
