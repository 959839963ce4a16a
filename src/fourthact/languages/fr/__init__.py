"""French: vouvoiement, and the spaces that do not break before double punctuation."""

from __future__ import annotations

import re

from fourthact.languages.contract import Language
from fourthact.languages.fr.acts import ACTS
from fourthact.languages.fr.notices import NOTICES
from fourthact.languages.fr.pages import PAGES
from fourthact.languages.fr.refusals import REFUSALS

name = "fr"


def typography(text: str) -> str:
    """U+202F before ; ! ?, U+00A0 before a colon and inside guillemets (Imprimerie nationale, Lexique)."""
    text = re.sub(r" ([;!?])", "\u202f\\1", text)
    text = text.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    return text.replace("'", "’")


def day_text(text: str) -> str:
    """The first of a month is an ordinal number, which CLDR does not say."""
    return re.sub(r"^1 ", "1er ", text)


language = Language("fr", "Français", NOTICES, PAGES, REFUSALS, ACTS, typography, day_text)
