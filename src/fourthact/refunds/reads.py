"""The questions about refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.payments import Purse
from fourthact.refunds.shares import Shares, above_price
from fourthact.refunds.standing import Refund

Conn = psycopg.AsyncConnection[Any]

BY_ID = """
    -- One refund.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s AND id = %s
"""
OF_RESERVATION = """
    -- The refunds of a reservation, oldest first.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s AND reservation = %s ORDER BY asked_at, id
"""
LIST = """
    -- A seller's refunds, those first whose promise ends first; settled ones last.
    SELECT to_json(r)::text FROM refunds AS r WHERE seller = %s
     ORDER BY settled_at IS NOT NULL, promised_by, id LIMIT %s
"""


SHARES = """
    -- What of each payment of a reservation refunds give back.
    SELECT to_json(s)::text FROM refund_shares AS s WHERE seller = %s AND id = %s
"""
TIMES = """
    -- How long settled refunds took: from the request to the first order of the last leg, and to their arrival.
    SELECT count(*),
           percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM ordered_at - asked_at)),
           percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - asked_at)),
           count(*) FILTER (WHERE settled_at > promised_by), count(*) FILTER (WHERE settled_at > statutory_by)
      FROM refunds AS r CROSS JOIN LATERAL (
           SELECT max((leg ->> 'ordered_at')::timestamptz) AS ordered_at FROM jsonb_array_elements(r.legs) AS leg) AS l
     WHERE seller = %s AND settled_at >= %s
"""


class Spread(msgspec.Struct, frozen=True):
    """Half, nine of ten, and 99 of a hundred took no longer. Units: seconds; None where nothing was settled."""

    p50: int | None
    p90: int | None
    p99: int | None


class Times(msgspec.Struct, frozen=True):
    """How long settled refunds took, from the request: to the instruction of the last leg, and to the arrival.

    `after_promise`, `after_statute`: how many arrived later than that. A refund that a dispute settled whole has no
    instruction, and is left out there.
    """

    settled: int
    to_instruction_seconds: Spread
    to_arrival_seconds: Spread
    after_promise: int
    after_statute: int


async def times(conn: Conn, seller: UUID, since: datetime) -> Times:
    """Over the refunds that were settled since then."""
    row = await (await conn.execute(TIMES, (seller, since))).fetchone()
    assert row is not None
    settled, instructed, arrived, promise, statute = row
    return Times(settled, _spread(instructed), _spread(arrived), promise, statute)


def _spread(percentiles: Sequence[Any] | None) -> Spread:
    return Spread(*(None if one is None else round(one) for one in percentiles or (None, None, None)))


async def refund_by_id(conn: Conn, seller: UUID, refund: UUID) -> Refund | None:
    row = await (await conn.execute(BY_ID, (seller, refund))).fetchone()
    return msgspec.json.decode(row[0], type=Refund) if row else None


async def refunds_of(conn: Conn, seller: UUID, reservation: UUID) -> list[Refund]:
    rows = await (await conn.execute(OF_RESERVATION, (seller, reservation))).fetchall()
    return [msgspec.json.decode(text, type=Refund) for (text,) in rows]


async def shares_of(conn: Conn, seller: UUID, reservation: UUID) -> Shares | None:
    row = await (await conn.execute(SHARES, (seller, reservation))).fetchone()
    return msgspec.json.decode(row[0], type=Shares) if row else None


async def above_price_of(conn: Conn, purse: Purse) -> int:
    """How much a reservation that lives holds above its price, and nothing is planned of yet. Units: minor."""
    return 0 if purse.closed else above_price(purse, await shares_of(conn, purse.seller, purse.id))


async def refunds(conn: Conn, seller: UUID, most: int = 100) -> list[Refund]:
    rows = await (await conn.execute(LIST, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Refund) for (text,) in rows]
