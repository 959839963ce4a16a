"""The questions about messages, notices and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.correspondence.acts import Address, Message, Notice

Conn = psycopg.AsyncConnection[Any]

MESSAGE = """
    -- One message.
    SELECT to_json(m)::text FROM messages AS m WHERE seller = %s AND id = %s
"""
MESSAGES = """
    -- A seller's messages, those that wait for a person first, then the newest.
    SELECT to_json(m)::text FROM messages AS m WHERE seller = %s
     ORDER BY status = 'done', received_at DESC, id LIMIT %s
"""
RAW = """
    -- A message's bytes and who it says it comes from.
    SELECT c.content, b.body
      FROM acts AS a
      JOIN evidence AS e ON e.seller = a.seller AND e.act = a.id AND e.kind = 'mail'
      JOIN blobs AS c ON c.seller = e.seller AND c.sha256 = e.sha256
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %s AND a.subject = %s AND a.tag = 'message.received'
"""
WORDS = """
    -- What a message says, and why it was read as it was.
    SELECT b.body FROM acts AS a JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %s AND a.subject = %s AND a.tag = 'message.read'
"""
NOTICE = """
    -- One notice.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s AND id = %s
"""
NOTICES = """
    -- A seller's newest notices.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s ORDER BY written_at DESC, id LIMIT %s
"""
BY_MESSAGE_ID = """
    -- The notices with these message ids.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s AND message_id = ANY (%s)
"""
ADDRESSES = """
    -- Every address ever printed, the newest first.
    SELECT to_json(a)::text FROM addresses AS a WHERE seller = %s ORDER BY printed_at DESC, id
"""
SELLER_OF_DOMAIN = """
    -- The sellers that answer for an address: by its domain, or because they once printed it.
    SELECT id FROM sellers WHERE lower(mail_domain) = lower(%(domain)s)
     UNION SELECT seller FROM addresses WHERE lower(address) = lower(%(address)s)
"""


@dataclass(frozen=True, slots=True)
class Raw:
    """A message's bytes, and its envelope's sender (empty: the null sender)."""

    content: bytes
    envelope_from: str


async def message_by_id(conn: Conn, seller: UUID, message: UUID) -> Message | None:
    row = await (await conn.execute(MESSAGE, (seller, message))).fetchone()
    return msgspec.json.decode(row[0], type=Message) if row else None


async def messages(conn: Conn, seller: UUID, most: int = 100) -> list[Message]:
    rows = await (await conn.execute(MESSAGES, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Message) for (text,) in rows]


async def raw_of(conn: Conn, seller: UUID, message: UUID) -> Raw | None:
    row = await (await conn.execute(RAW, (seller, message))).fetchone()
    if row is None or row[0] is None:
        return None
    sender = msgspec.json.decode(row[1])["envelope_from"] if row[1] else ""
    return Raw(row[0], sender)


async def words_of(conn: Conn, seller: UUID, message: UUID) -> dict[str, Any] | None:
    """A message's words and the reasons of its reading; None while it is unread, or once it is erased."""
    row = await (await conn.execute(WORDS, (seller, message))).fetchone()
    words: dict[str, Any] | None = msgspec.json.decode(row[0]) if row and row[0] else None
    return words


async def notice_by_id(conn: Conn, seller: UUID, notice: UUID) -> Notice | None:
    row = await (await conn.execute(NOTICE, (seller, notice))).fetchone()
    return msgspec.json.decode(row[0], type=Notice) if row else None


async def notices(conn: Conn, seller: UUID, most: int = 100) -> list[Notice]:
    rows = await (await conn.execute(NOTICES, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


async def notices_by_message_id(conn: Conn, seller: UUID, message_ids: list[str]) -> list[Notice]:
    rows = await (await conn.execute(BY_MESSAGE_ID, (seller, message_ids))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


async def addresses(conn: Conn, seller: UUID) -> list[Address]:
    rows = await (await conn.execute(ADDRESSES, (seller,))).fetchall()
    return [msgspec.json.decode(text, type=Address) for (text,) in rows]


async def sellers_of_address(conn: Conn, address: str) -> list[UUID]:
    """Who answers for a recipient: nobody's is refused at the door."""
    names = {"domain": address.rpartition("@")[2], "address": address}
    rows = await (await conn.execute(SELLER_OF_DOMAIN, names)).fetchall()
    return [row[0] for row in rows]


PLANNED = """
    -- The newest plan of a refund of a reservation.
    SELECT bytes FROM acts WHERE seller = %s AND subject = %s AND tag = 'refund.planned' ORDER BY n DESC LIMIT 1
"""
