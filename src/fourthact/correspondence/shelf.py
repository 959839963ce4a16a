"""Letters as machines and the command line show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from fourthact.correspondence.reads import OnPaper
from fourthact.values import ids

LETTER_STATUSES: Mapping[str, Sequence[str]] = {
    "waiting": ("to_print", "for_a_person"),
    "posted": ("posted",),
    "all": ("to_print", "for_a_person", "posted", "given", "failed", "bounced"),
}


class LetterShown(msgspec.Struct, frozen=True):
    """A notice that goes by letter, or through a person. `to`: its lines; `sha256`: of its PDF, once that is made.

    Not `addressed`: no postal address is known, so it cannot be posted. `channel`: letter, or person if none arrives.
    """

    notice: str
    reservation: str
    template: str
    language: str
    channel: str
    status: str
    written_at: datetime
    to: list[str]
    addressed: bool
    layout: str | None
    sha256: str | None


def letter_shown(one: OnPaper) -> LetterShown:
    """A letter as machines and the command line show it."""
    notice, letter = one.notice, one.letter
    return LetterShown(
        notice=ids.outer("notice", notice.id),
        reservation=ids.outer("reservation", notice.reservation),
        template=notice.template,
        language=notice.language,
        channel=notice.channel,
        status=notice.status,
        written_at=notice.written_at,
        to=(one.words or {}).get("to", "").splitlines(),
        addressed=letter is not None and letter.addressed,
        layout=letter.layout if letter else None,
        sha256=letter.sha256 if letter else None,
    )
