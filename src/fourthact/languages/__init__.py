"""The languages that holders are spoken to in: a folder each, loaded by what stands in this folder.

Words only. What may be said to whom, and when, is for the rooms; a language knows no table and no request.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache, lru_cache

from fourthact import plug
from fourthact.languages.contract import DepositStage, Language, Notice, Transfer

__all__ = ["DEFAULT", "DepositStage", "Language", "Notice", "Transfer", "load", "pick"]

DEFAULT = "en"


@cache
def load() -> Mapping[str, Language]:
    """Every language by its code, English first. Errors: plug.BadPlug."""
    found = {name: plugged.module.language for name, plugged in plug.load(sys.modules[__name__]).items()}
    return {DEFAULT: found.pop(DEFAULT), **found}


@lru_cache(maxsize=256)
def pick(wanted: str | None) -> Language:
    """The language for a code or an Accept-Language header (RFC 9110, 12.5.4); English where none fits."""
    known = load()
    ranked = []
    for place, part in enumerate((wanted or "")[:200].split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1) if weight else 1.0
        except ValueError:
            quality = 0.0
        ranked.append((-quality, place, tag.strip().lower().partition("-")[0]))
    for negative, _, code in sorted(ranked):
        if negative < 0 and code in known:
            return known[code]
    return known[DEFAULT]
