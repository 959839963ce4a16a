"""The whole of one reservation, read from every room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts import House, Recorded
from fourthact.agenda import read_clock
from fourthact.delays import Offer
from fourthact.payments import Purse, purse_of
from fourthact.people import sellers
from fourthact.products import Product, product_by_id
from fourthact.refunds import Refund, above_price_of, refunds_of
from fourthact.reservations import Found, reservation_by_id

Conn = psycopg.AsyncConnection[Any]

ACTS = """
    -- The acts of a reservation and of the messages that were about it, in the order in which they happened.
    SELECT a.bytes, b.body, e.log_index
      FROM acts AS a
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
      LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id
     WHERE a.seller = %(seller)s AND a.subject = ANY (ARRAY(
           SELECT %(reservation)s::uuid
           UNION ALL SELECT id FROM messages WHERE seller = %(seller)s AND reservation = %(reservation)s))
     ORDER BY a.seq
"""
OFFER = """
    -- What a holder was offered when the promise slipped.
    SELECT to_json(o)::text FROM offers AS o WHERE seller = %s AND id = %s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An act of the story. `raw`: its exact bytes; `index`: its place in the log, None until it has one."""

    recorded: Recorded
    raw: bytes
    index: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A reservation as it stands, and everything that happened to it. `now`: when it was read;
    `above_price_minor`: what was paid above the price and can be asked back.
    """

    seller: str
    found: Found
    product: Product
    purse: Purse
    refunds: list[Refund]
    offer: Offer | None
    told: list[Told]
    now: datetime
    above_price_minor: int


async def acts_of(conn: Conn, house: House, seller: UUID, reservation: UUID) -> list[Told]:
    names = {"seller": seller, "reservation": reservation}
    rows = await (await conn.execute(ACTS, names)).fetchall()
    return [Told(house.read(raw, body), bytes(raw), index) for raw, body, index in rows]


async def story_of(conn: Conn, house: House, seller: UUID, reservation: UUID) -> Story | None:
    """The whole story; None if there is no such reservation."""
    found = await reservation_by_id(conn, seller, reservation)
    if found is None:
        return None
    product = await product_by_id(conn, seller, found.reservation.product)
    purse = await purse_of(conn, seller, reservation)
    assert product is not None
    assert purse is not None
    now, _ = await read_clock(conn)
    return Story(
        seller=next(one.name for one in await sellers(conn) if one.id == seller),
        found=found,
        product=product,
        purse=purse,
        refunds=await refunds_of(conn, seller, reservation),
        offer=await _offer(conn, seller, reservation),
        told=await acts_of(conn, house, seller, reservation),
        now=now,
        above_price_minor=await above_price_of(conn, purse),
    )


async def _offer(conn: Conn, seller: UUID, reservation: UUID) -> Offer | None:
    row = await (await conn.execute(OFFER, (seller, reservation))).fetchone()
    return msgspec.json.decode(row[0], type=Offer) if row else None
