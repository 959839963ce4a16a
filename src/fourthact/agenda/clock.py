"""The one clock. In a database made for it, it is moved by hand, forward only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from fourthact.values.errors import Kind, Reason, Refused, Unavailable, Why
from fourthact.values.time import instant_text

Conn = psycopg.AsyncConnection[Any]

READ = """
    -- What time it is, and whether the clock can be moved.
    SELECT coalesce(moved_to, clock_timestamp()), movable FROM clock
"""
MOVE = """
    UPDATE clock SET moved_to = %(to)s WHERE movable AND (moved_to IS NULL OR moved_to <= %(to)s)
"""


class ClockReason(Reason):
    """Why the clock is not moved."""

    CLOCK_IS_REAL = Why(
        Kind.FORBIDDEN,
        "This house keeps real time. Only a database made with `migrate --clock-at` has a clock to move.",
    )
    CLOCK_ONLY_FORWARD = Why(Kind.CONFLICT, "It is {now} already; the clock only moves forward.")


async def read_clock(conn: Conn) -> tuple[datetime, bool]:
    """The time, and whether it is a moved one. Errors: Unavailable while `migrate` is at work."""
    row = await (await conn.execute(READ)).fetchone()
    if row is None:
        raise Unavailable("the clock of a database that is still being made")
    return row[0], row[1]


async def move_clock(conn: Conn, to: datetime) -> None:
    """Set a movable clock. Refuses: CLOCK_IS_REAL, CLOCK_ONLY_FORWARD."""
    if (await conn.execute(MOVE, {"to": to})).rowcount:
        return
    now, movable = await read_clock(conn)
    if not movable:
        raise Refused(ClockReason.CLOCK_IS_REAL)
    raise Refused(ClockReason.CLOCK_ONLY_FORWARD, {"now": instant_text(now)})
