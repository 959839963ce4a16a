"""Which legal notices have been given, and which that were thought to be given have not: they came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fourthact.acts import Recorded
from fourthact.correspondence import reads
from fourthact.correspondence.acts import NoticeFailed, NoticeGiven, NoticePosted, NoticeSent
from fourthact.values import ids

GIVING = (NoticeSent, NoticePosted, NoticeGiven, NoticeFailed)


@dataclass(frozen=True, slots=True)
class Given:
    """A legal notice was given, or was not (`is_given`). `cause`: the act that it tells of, also where it took the
    place of one that failed; `told`: the act that says so."""

    cause: UUID
    notice: UUID
    is_given: bool
    told: UUID
    at: datetime


async def given_notices(conn: reads.Conn, recorded: Sequence[Recorded]) -> list[Given]:
    """What a stretch of the log (of GIVING) says of legal notices, in its order."""
    if not recorded:
        return []
    notices = [ids.inner("notice", act.act.notice) for act in recorded]  # type: ignore[attr-defined]
    causes = await reads.causes_of(conn, recorded[0].seller, notices)
    return [
        Given(causes[notice], notice, not isinstance(act.act, NoticeFailed), act.id, act.at)
        for act, notice in zip(recorded, notices, strict=True)
        if notice in causes
    ]
