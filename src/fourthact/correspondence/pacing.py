"""How fast mail goes to one recipient domain, so that its server does not turn us away."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

MINUTE = timedelta(minutes=1)


class Pace:
    """How many notices a recipient's domain is handed a minute, over all that this process sends.

    It is not stored: after a crash, a minute may see as many again.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._booked: dict[tuple[UUID, int], tuple[datetime, int]] = {}

    def slot(self, seller: UUID, lane: int, now: datetime) -> datetime:
        """The minute in which one more may go there, which is thereby taken."""
        start, taken = self._booked.get((seller, lane), (now, 0))
        if now >= start + MINUTE:
            start, taken = now, 0
        if taken >= self.per_minute:
            start, taken = start + MINUTE, 0
        self._booked[seller, lane] = start, taken + 1
        return start

    def room(self, seller: UUID, lane: int, now: datetime) -> int:
        """How many more may go there at once."""
        start, taken = self._booked.get((seller, lane), (now, 0))
        if now >= start + MINUTE:
            return self.per_minute
        return max(self.per_minute - taken, 0) if start <= now else 0
