"""What a letter is about where it is not about leaving: a journalist's question, an offer, other people's money.

A setting alone takes nothing back; `judge` sets a doubt aside only where the weights say, too, that the letter is
unlike those that ask.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fourthact.correspondence.reader.requests.frames import spoken_of

WHOLE = frozenset({"press", "sales", "swindle", "nearly", "enough_said", "later", "curious"})
"""Concepts that colour a whole letter."""
STRANGERS = frozenset({"press", "sales", "swindle"})
"""Concepts of letters that nobody writes as a holder, or that repeat a swindler's words."""
HEIRS = frozenset({"heirs", "dead"})
"""Concepts of letters that are written for somebody who has died."""
_BESIDE_CLEAR_WORDS = frozenset({"others", "elsewhere", "suppose", "arrived"})
_BESIDE_DOUBT = _BESIDE_CLEAR_WORDS | {"stays", "paperwork", "outgoing", "settled", "retracts"}
_OURS = frozenset({"thing", "money", "refund"})


def setting_of(
    sentences: Sequence[str], languages: Sequence[str], clear: Collection[int], *, headed: bool
) -> frozenset[str]:
    """The concepts that say what a letter is about instead; none, if nothing does.

    `clear` are the places of the sentences in which a rule is sure of a request: each of them must have a setting of
    its own, unless the whole letter has one. `headed` says that the first sentence is the subject.
    """
    said = [spoken_of(sentence, languages) for sentence in sentences]
    letter = frozenset[str]().union(*said)
    found = letter & WHOLE
    if headed and "elsewhere" in said[0] and not letter & _OURS:
        found |= {"elsewhere"}
    if not clear:
        return found | (letter & _BESIDE_DOUBT)
    beside = [said[place] & _BESIDE_CLEAR_WORDS for place in clear if place < len(said)]
    return found.union(*beside) if all(beside) else found
