"""The books and the clock over HTTP: what every account holds, what time it is, and moving it where it moves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fourthact.agenda import ClockReason, read_clock
from fourthact.ledger import By, balances
from fourthact.web.forms import Body
from fourthact.web.operation import Call, Operations, Reply


class Balance(msgspec.Struct, frozen=True):
    """An account. Units: minor of the currency; debits are positive, credits negative."""

    account: str
    currency: str
    balance_minor: int


class Books(msgspec.Struct, frozen=True):
    """Every account that was moved by then, those at zero included. `on`: null for all there is."""

    on: date | None
    by: By
    balances: list[Balance]


class OnDay(Body, frozen=True):
    """At the end of which day, by the day of a line's value or by that of its record (UTC)."""

    on: date | None = None
    by: By = "value"


class Clock(msgspec.Struct, frozen=True):
    """What time it is here, and whether it is moved by hand."""

    now: datetime
    movable: bool


class Moved(msgspec.Struct, forbid_unknown_fields=True):
    """Where to move the clock to: an instant with its offset."""

    to: Annotated[datetime, Meta(tz=True)]


router = Operations("Books and clock")


@router.get("/books/balances", gives=Books, scope="books:read", query=OnDay)
async def show_balances(call: Call, wanted: OnDay) -> Reply:
    """What every account holds at the end of a day. A line whose period was closed counts on the first open day."""
    async with call.reading("books:read") as (conn, who):
        found = await balances(conn, who.seller, wanted.on, wanted.by)
    shown = [Balance(account, money.currency, money.minor) for account, money in found]
    return Reply(Books(wanted.on, wanted.by, shown))


@router.get("/clock", gives=Clock, scope="books:read")
async def show_clock(call: Call) -> Reply:
    """What time it is in this house."""
    async with call.reading("books:read") as (conn, _):
        return Reply(await _clock(conn))


@router.post(
    "/clock",
    takes=Moved,
    gives=Clock,
    scope="clock:move",
    status=200,
    refuses=(ClockReason.CLOCK_IS_REAL, ClockReason.CLOCK_ONLY_FORWARD),
)
async def move(call: Call, moved: Moved) -> Reply:
    """Move the clock forward; everything that falls due on the way happens before the answer."""
    call.key()
    async with call.reading("clock:move"):
        pass
    await call.context.advance(moved.to)
    async with call.context.pool.connection() as conn:
        return Reply(await _clock(conn))


async def _clock(conn: Any) -> Clock:
    now, movable = await read_clock(conn)
    return Clock(now, movable)
