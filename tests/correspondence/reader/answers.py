"""Our own replies, as people's programs write them, each with the writer's own words: `replies/*.txt`.

A reply begins with `=== ` and whose program wrote it, `| html` where it is a page; the writer's own words stand between
`⟦` and `⟧`, which no reply holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fourthact.mail.markup import lines_of

HERE = Path(__file__).parent / "replies"
_OWN = re.compile(r"⟦(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it arrives, as text, and the words of it that are the writer's."""

    name: str
    text: str
    own: str


def replies(language: str) -> Iterator[Reply]:
    written = (HERE / f"{language}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    for number, one in enumerate(written, 1):
        head, _, body = one.partition("\n")
        program, _, kind = head.partition(" | ")
        own = "\n".join(_OWN.findall(body))
        body = body.replace("⟦", "").replace("⟧", "")
        if kind == "html":
            own, body = lines_of(own), lines_of(body)
        yield Reply(f"{language}-{number} {program}", body, own)
