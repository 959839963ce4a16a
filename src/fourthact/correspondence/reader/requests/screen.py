"""Which of many patterns can match a text at all, told from the letters that each of them must find.

A pattern is tried only where the text holds what it cannot match without: its literals are read from its own form,
as a code search does it. What a form does not tell is tried always, so that no match is ever lost.
Source: Cox, Regular expression matching with a trigram index, 2012.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The lengths of the pieces that are looked up.
PIECES = (1, 2, 4, 6)
# So many different texts may stand for a part of a pattern before it counts as anything.
TEXTS_MAX = 60
# Digits are a range that tells something; all letters are not.
RANGE_MAX = 32
_MANY = 1_000_000_000
_parser: Any = importlib.import_module(
    "re._parser"
)  # no public name; `_told` treats what it does not know as anything


@dataclass(frozen=True, slots=True)
class _Told:
    """What the form of a part tells. `texts`: all that it can match, None if they are too many to say; `needs`: of
    each of these sets one text must be there."""

    texts: frozenset[str] | None
    needs: tuple[frozenset[str], ...] = ()


_ANYTHING = _Told(None)
_NOTHING = _Told(frozenset({""}))


class Screen:
    """So many patterns, and for a text those of them that are worth trying."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        wanted = [needs(pattern) for pattern in patterns]
        self._count = len(patterns)
        # A row of bits, one a pattern, for its first need, one for its second, and so on; what is not needed is there.
        self._rows = max(map(len, wanted), default=0)
        self._always = 0
        self._pieces: dict[str, int] = {}
        for place, each in enumerate(wanted):
            for row in range(self._rows):
                bit = 1 << (row * self._count + place)
                if row >= len(each):
                    self._always |= bit
                    continue
                for piece in map(_piece, each[row]):
                    self._pieces[piece] = self._pieces.get(piece, 0) | bit
        self._lengths = sorted({len(piece) for piece in self._pieces})

    def worth(self, text: str) -> list[int]:
        """The places of the patterns that may match, in their order; the others cannot."""
        there, known = self._always, self._pieces
        for length in self._lengths:
            found = {text[start : start + length] for start in range(len(text) - length + 1)}
            for piece in found & known.keys():
                there |= known[piece]
        worth = (1 << self._count) - 1
        for row in range(self._rows):
            worth &= there >> (row * self._count)
        places = []
        while worth:
            lowest = worth & -worth
            places.append(lowest.bit_length() - 1)
            worth ^= lowest
        return places


def needs(pattern: re.Pattern[str]) -> tuple[frozenset[str], ...]:
    """Sets of texts: whatever the pattern matches holds one of each. None where capitals do not count."""
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return ()
    told = _of_row(_parser.parse(pattern.pattern))
    return tuple(one for one in _settled(told).needs if _telling(one))


def _of_row(row: Any) -> _Told:
    """Parts that follow each other: their texts run on while they are few, and are needs where they are many."""
    so_far, run = _NOTHING, ""
    for operation, argument in row:
        if operation is _parser.LITERAL:
            run += chr(argument)
            continue
        if run:
            so_far, run = _joined(so_far, _Told(frozenset({run}))), ""
        so_far = _joined(so_far, _of_part(str(operation), argument))
    return _joined(so_far, _Told(frozenset({run}))) if run else so_far


def _of_part(operation: str, argument: Any) -> _Told:
    match operation:
        case "IN":
            return _of_set(argument)
        case "BRANCH":
            return _of_branches([_of_row(row) for row in argument[1]])
        case "SUBPATTERN":
            _, flags, no_flags, row = argument
            return _ANYTHING if flags or no_flags else _of_row(row)
        case "ATOMIC_GROUP":
            return _of_row(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_repeat(*argument)
        case "ASSERT" | "ASSERT_NOT" | "AT":
            return _NOTHING  # takes no letters
        case _:
            return _ANYTHING


def _of_set(members: Any) -> _Told:
    letters: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            letters.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < RANGE_MAX:
            letters.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return _ANYTHING
    return _Told(frozenset(letters))


def _of_repeat(least: int, most: int, row: Any) -> _Told:
    once = _of_row(row)
    if (least, most) == (0, 1) and once.texts is not None:
        return _Told(once.texts | {""})
    if (least, most) == (1, 1):
        return once
    return _Told(None, _settled(once).needs) if least else _ANYTHING


def _of_branches(branches: Sequence[_Told]) -> _Told:
    """One of several: what each can match, or else what each needs most, taken together."""
    texts: set[str] = set()
    for one in branches:
        if one.texts is None:
            break
        texts |= one.texts
    else:
        if len(texts) <= TEXTS_MAX:
            return _Told(frozenset(texts))
    best = [max(_settled(one).needs, key=_worth, default=frozenset({""})) for one in branches]
    return _Told(None, (frozenset().union(*best),))


def _joined(left: _Told, right: _Told) -> _Told:
    if left.texts is not None and right.texts is not None and len(left.texts) * len(right.texts) <= TEXTS_MAX:
        texts = frozenset(one + other for one in left.texts for other in right.texts)
        return _Told(texts, (*left.needs, *right.needs))
    return _Told(right.texts, (*_settled(left).needs, *right.needs))


def _settled(told: _Told) -> _Told:
    """The same with the texts that it can match among what it needs."""
    return told if told.texts is None else _Told(None, (*told.needs, told.texts))


def _telling(texts: frozenset[str]) -> bool:
    return bool(texts) and all(text.strip() for text in texts)


def _worth(texts: frozenset[str]) -> tuple[int, int]:
    """How much a need tells: long texts more than short ones, few more than many."""
    return min(map(len, texts), default=_MANY), -len(texts)


def _piece(text: str) -> str:
    """The piece of a text that is looked up: the first one that begins with a letter, as long as there is."""
    length = max(one for one in PIECES if one <= len(text))
    start = min(len(text) - len(text.lstrip()), len(text) - length)
    return text[start : start + length]
