"""Korean: formal and polite throughout (합쇼체). No particle depends on how a fact ends."""

from __future__ import annotations

from fourthact.languages.contract import Language
from fourthact.languages.ko.acts import ACTS
from fourthact.languages.ko.notices import NOTICES
from fourthact.languages.ko.pages import PAGES
from fourthact.languages.ko.refusals import REFUSALS

name = "ko"

language = Language("ko", "한국어", NOTICES, PAGES, REFUSALS, ACTS)
