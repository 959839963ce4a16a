"""What another reader is: it looks at a letter that the built-in one has read, and says what it would doubt.

A module of this folder is a plug (see `fourthact.plug`) with `open_reader(settings)`, which gives a SecondReader. Its
answer can make a person look, with the refund clock running, and nothing else: it starts no refund, cancels nothing,
silences nothing, and no letter waits for it longer than SECONDS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

SECONDS = 30.0
"""How long a letter waits for an answer."""


@dataclass(frozen=True, slots=True)
class Written:
    """A person's letter: the writer's own words, what they answer, and the language, one of en, ko, fr and it."""

    subject: str
    own_text: str
    quoted_text: str
    language: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a second reader makes of a letter.

    `wants_out_or_money`: it asks to leave or for money, and `words` of the letter, as written, say so; words that
    do not stand in the letter count for nothing. `doubts_cancelling`: it may not ask to end the reservation.
    `why`: a sentence for the person who decides.
    """

    wants_out_or_money: bool
    doubts_cancelling: bool
    words: str
    why: str


class SecondReader(Protocol):
    """Looks at letters. Called in a thread of its own, for one letter at a time or for several."""

    def look(self, written: Written) -> Suggestion:
        """What it makes of a letter. Errors: any; the letter is then as the built-in reader read it, and says so."""
        ...
