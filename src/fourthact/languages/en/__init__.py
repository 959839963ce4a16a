"""English: the language that all others are measured by."""

from __future__ import annotations

from fourthact.languages.contract import Language
from fourthact.languages.en.acts import ACTS
from fourthact.languages.en.notices import NOTICES
from fourthact.languages.en.pages import PAGES

name = "en"

language = Language("en", "English", NOTICES, PAGES, {}, ACTS)
