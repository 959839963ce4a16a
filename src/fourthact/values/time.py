"""Instants (aware UTC, microseconds) and the text forms in which they are stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=256)  # the acts of one commit share their instant
def instant_text(at: datetime) -> str:
    """The one stored form of an instant: `2018-07-11T09:12:00.000000Z`. Errors: ValueError if naive."""
    if at.utcoffset() != timedelta(0):
        raise ValueError("an instant is aware and in UTC")
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    """An instant from its stored form or any ISO 8601 text with an offset. Errors: ValueError."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it with Z")
    return at.astimezone(UTC)


def day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
