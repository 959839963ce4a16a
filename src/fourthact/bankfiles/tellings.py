"""Which entries were told before by another kind of file: the same money, perhaps under another reference.

A notification, the day's statement and its MT940 tell the same entries. Where the bank gives them one reference,
that shows it. Where it does not, one of the same day, amount and words is the same, and each is the same as one
only: of twins, the larger count over all kinds wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from fourthact.bankfiles.identity import Movement
from fourthact.values.references import codes_in

WORDS_LETTERS = 12  # banks break and cut what a payer wrote at different places; its beginning stays
_Day = tuple[date, int, str]


def words_of(movement: Movement) -> str:
    """The beginning of what was written with an entry, as every kind of file would have it."""
    entry = movement.entry
    detail = entry.details[0] if len(entry.details) == 1 else None
    written = f"{detail.reference}{detail.remittance}" if detail else entry.info
    return re.sub(r"[^A-Z0-9]", "", written.upper())[:WORDS_LETTERS]


class Known:
    """The entries that were told so far, by what names them and by what they look like."""

    def __init__(self) -> None:
        self._forms: dict[str, str] = {}
        self._alike: dict[_Day, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._told: set[tuple[str, str]] = set()
        self._codes: dict[str, frozenset[str]] = {}

    def __contains__(self, whole: str) -> bool:
        return whole in self._forms

    def add(self, whole: str, form: str, day: _Day, words: str, written: str) -> None:
        """An entry that this form of file told first."""
        if whole not in self._forms:
            self._forms[whole] = form
            if codes := codes_in(written):
                self._codes[whole] = frozenset(codes)
            self._alike[day][words].append(whole)

    def tell(self, whole: str, form: str, told: str) -> bool:
        """Another form tells an entry too, as `whole`; whether that is news."""
        fresh = whole not in self._forms or (self._forms[told] != form and (told, form) not in self._told)
        self._forms.setdefault(whole, self._forms.get(told, form))
        self._told.add((told, form))
        return fresh

    def twin(self, form: str, day: _Day, words: str, written: str) -> str | None:
        """The entry that another form told and this one has not yet, and that is the same by its looks."""
        if day not in self._alike:
            return None
        alike, codes = self._alike[day], frozenset(codes_in(written))
        for same in (words, "") if words else tuple(alike):
            for whole in alike.get(same, ()):
                if codes and codes.isdisjoint(self._codes.get(whole, codes)):
                    continue  # most pay the same sum with the same words: what they pay for parts them
                if self._forms[whole] != form and (whole, form) not in self._told:
                    return whole
        return None
