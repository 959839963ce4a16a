"""A language's way of asking, as data: read from one text file of this folder, `en.txt` and its like.

A file has four parts. `words` names classes of words, `rules` says what is asked, `shields` what only sounds like
it, `scopes` how the language denies, supposes and threatens (regular expressions on the normal form, one
alternative a line). A line that ends in `|` runs on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from fourthact.correspondence.reader.reading import Intent

_RULE = re.compile(r"^(?P<name>[\w-]+[!~]?) (?P<intent>\w+) (?P<weight>[0-3])$")


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as written. A name that ends in `~` says no itself: negation is not looked for; one that ends in `!`
    says what somebody does not want, or supposes, and is taken as it stands."""

    name: str
    intent: Intent
    weight: int
    patterns: Sequence[str]

    @property
    def sure(self) -> bool:
        return self.name.endswith("!")

    @property
    def says_no(self) -> bool:
        return self.name.endswith("~")


@dataclass(frozen=True, slots=True)
class Pack:
    """One language: its words, rules, shields and scopes, in the small language of `words`."""

    code: str
    lexicon: Mapping[str, str]
    rules: Sequence[RuleText]
    shields: Sequence[tuple[str, Sequence[str]]]
    scopes: Mapping[str, str]
    spelling: Mapping[str, str]

    @property
    def squeezed(self) -> bool:
        return self.code == "ko"

    @property
    def glue(self) -> bool:
        return self.code == "en"


def load(code: str) -> Pack:
    """The pack of a language. Errors: ValueError that names the line, for a file that cannot be read."""
    text = resources.files(__package__).joinpath(f"{code}.txt").read_text(encoding="utf-8")
    parts: dict[str, list[str]] = {"words": [], "rules": [], "shields": [], "scopes": [], "spelling": []}
    part = ""
    for line in _lines(text):
        if line in parts:
            part = line
        elif not part:
            raise ValueError(f"{code}.txt: {line!r} stands before the first part")
        else:
            parts[part].append(line)
    return Pack(
        code=code,
        lexicon=dict(_defined(parts["words"])),
        rules=[_rule(code, head, patterns) for head, patterns in _blocks(parts["rules"])],
        shields=_blocks(parts["shields"]),
        scopes={name: "|".join(lines) for name, lines in _blocks(parts["scopes"])},
        spelling=dict(_defined(parts["spelling"])),
    )


def _lines(text: str) -> list[str]:
    """The lines that count, with those that end in `|` joined to the next; indentation is kept."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if lines and lines[-1].endswith("|"):
            lines[-1] += line.strip()
        else:
            lines.append(line.rstrip())
    return lines


def _defined(lines: list[str]) -> list[tuple[str, str]]:
    return [(name.strip(), value.strip()) for name, _, value in (line.partition(" = ") for line in lines)]


def _blocks(lines: list[str]) -> list[tuple[str, Sequence[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("    "):
            blocks[-1][1].append(line[4:])
        else:
            blocks.append((line.strip(), []))
    return [(head, tuple(patterns)) for head, patterns in blocks]


def _rule(code: str, head: str, patterns: Sequence[str]) -> RuleText:
    hit = _RULE.match(head)
    if hit is None or not patterns:
        raise ValueError(f"{code}.txt: {head!r} is not a rule: name, intent, weight, then its patterns")
    return RuleText(hit["name"], Intent(hit["intent"]), int(hit["weight"]), patterns)
