"""Italian: the polite form (Lei), without capitals inside a sentence."""

from __future__ import annotations

from fourthact.languages.contract import Language
from fourthact.languages.it.acts import ACTS
from fourthact.languages.it.notices import NOTICES
from fourthact.languages.it.pages import PAGES
from fourthact.languages.it.refusals import REFUSALS

name = "it"


def typography(text: str) -> str:
    """The curved apostrophe."""
    return text.replace("'", "’")


language = Language("it", "Italiano", NOTICES, PAGES, REFUSALS, ACTS, typography)
