"""Loads `marks.txt`: the turns of phrase by which programs and people mark what a message is."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    text = resources.files(__package__).joinpath("marks.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith("    "):
            found[name].append(line[4:])
        elif line and not line.startswith("#"):
            name = line
            found[name] = []
    return {name: tuple(lines) for name, lines in found.items()}


def alternatives(name: str) -> str:
    """A section as one regular expression. Errors: KeyError for a section that is not there."""
    return "|".join(_sections()[name])


def mark(name: str, frame: str = "{}") -> re.Pattern[str]:
    """A section, set into a frame (`{}` stands for it), compiled; `^` and `$` are the ends of a line."""
    return re.compile(frame.replace("{}", f"(?:{alternatives(name)})"), re.IGNORECASE | re.MULTILINE)
