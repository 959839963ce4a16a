"""The questions about messages, notices and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.correspondence.acts import (
    MailDomain,
    Message,
    MessageReceived,
    Notice,
    NoticeOnPaper,
    Unreached,
)
from fourthact.correspondence.address_acts import Address
from fourthact.correspondence.rules import MailReason
from fourthact.people import Seller
from fourthact.values import ids
from fourthact.values.errors import Refused

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
    -- A message's bytes, who it says it comes from, and the address that it came to.
    SELECT c.content, b.body, convert_from(a.bytes, 'UTF8')::json ->> 'data'
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
ASKED_SINCE = """
    -- When a holder first may have asked to leave, by what still waits for a person.
    SELECT min(m.received_at) FROM messages AS m
      JOIN acts AS a ON a.seller = m.seller AND a.subject = m.id AND a.tag = 'message.read'
     WHERE m.seller = %s AND m.reservation = %s AND m.status = 'open'
       AND (convert_from(a.bytes, 'UTF8')::json -> 'data' ->> 'clock')::boolean
"""
HAS_FOLLOWED = """
    -- Whether a subject has an act of a kind that names another act as its cause.
    SELECT 1 FROM acts WHERE seller = %s AND subject = %s AND tag = %s
       AND convert_from(bytes, 'UTF8')::json -> 'data' ->> 'cause' = %s LIMIT 1
"""
ARRIVED = """
    -- Whether a message with a mark in it has come in.
    SELECT 1 FROM messages AS m
      JOIN acts AS a ON a.seller = m.seller AND a.subject = m.id AND a.tag = 'message.received'
      JOIN evidence AS e ON e.seller = a.seller AND e.act = a.id
      JOIN blobs AS c ON c.seller = e.seller AND c.sha256 = e.sha256
     WHERE m.seller = %s AND m.received_at >= %s AND position(%s::bytea IN c.content) > 0 LIMIT 1
"""
NOTICE = """
    -- One notice.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s AND id = %s
"""
NOTICES = """
    -- A seller's newest notices.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s ORDER BY written_at DESC, id LIMIT %s
"""
BY_IDS = """
    -- These notices, in the order in which they were written.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s AND id = ANY (%s) ORDER BY written_at, id
"""
LETTERS = """
    -- Notices that need or needed a person's hands, with their letters if they are made; those that wait first.
    SELECT to_json(o)::text, b.body, convert_from(m.bytes, 'UTF8')::json ->> 'id',
           (convert_from(m.bytes, 'UTF8')::json ->> 'data') AS made
      FROM notices AS o
      LEFT JOIN bodies AS b ON b.seller = o.seller AND b.act = o.act
      LEFT JOIN acts AS m ON m.seller = o.seller AND m.subject = o.reservation AND m.tag = 'notice.on_paper'
       AND convert_from(m.bytes, 'UTF8')::json #>> '{{data,notice}}' = 'ntc_' || replace(o.id::text, '-', '')
     WHERE o.seller = %(seller)s AND {which}
     ORDER BY o.status NOT IN ('to_print', 'for_a_person'), o.written_at, o.id LIMIT %(most)s
"""
LETTERS_OF_STATUS = LETTERS.format(which="o.channel <> 'mail' AND o.status = ANY (%(statuses)s)")
LETTER = LETTERS.format(which="o.channel <> 'mail' AND o.id = %(notice)s")
PDF = """
    -- The PDF of a letter, which is the evidence of its making.
    SELECT c.content FROM evidence AS e JOIN blobs AS c ON c.seller = e.seller AND c.sha256 = e.sha256
     WHERE e.seller = %s AND e.act = %s AND c.content IS NOT NULL
"""
WAITING = """
    -- The notices of a reservation that cannot go on by themselves: no letter can be posted, or none arrives.
    SELECT to_json(n)::text FROM notices AS n
     WHERE seller = %s AND reservation = %s AND status IN ('to_print', 'for_a_person') ORDER BY written_at, id
"""
UNREACHED = """
    -- The contacts of a reservation at which notices did not arrive.
    SELECT to_json(c)::text FROM unreached AS c WHERE seller = %s AND reservation = %s ORDER BY number
"""
CHAIN = """
    -- A notice and those that it replaces, the newest first: which contact each went to.
    WITH RECURSIVE chain (id, contact, replaces, depth) AS (
        SELECT id, contact, replaces, 0 FROM notices WHERE seller = %(seller)s AND id = %(notice)s
         UNION ALL
        SELECT n.id, n.contact, n.replaces, c.depth + 1 FROM chain AS c
          JOIN notices AS n ON n.seller = %(seller)s AND n.id = c.replaces
         WHERE c.depth < 100)
    SELECT contact FROM chain ORDER BY depth
"""
CAUSES = """
    -- What legal notices tell of: the act that the first of their chain was written because of.
    WITH RECURSIVE chain (notice, id, replaces, act, depth) AS (
        SELECT id, id, replaces, act, 0 FROM notices
         WHERE seller = %(seller)s AND id = ANY (%(wanted)s) AND kind = 'legal'
         UNION ALL
        SELECT c.notice, o.id, o.replaces, o.act, c.depth + 1 FROM chain AS c
          JOIN notices AS o ON o.seller = %(seller)s AND o.id = c.replaces
         WHERE c.depth < 100)
    SELECT c.notice, convert_from(a.bytes, 'UTF8')::json #>> '{data,cause}'
      FROM chain AS c JOIN acts AS a ON a.seller = %(seller)s AND a.id = c.act WHERE c.replaces IS NULL
"""
BY_MESSAGE_ID = """
    -- The notices with these message ids.
    SELECT to_json(n)::text FROM notices AS n WHERE seller = %s AND message_id = ANY (%s)
"""
ADDRESSES = """
    -- Every address ever printed, the newest first, with how often a notice had it, the first and the last time.
    SELECT to_json(a)::text, n.notices, n.first_at, n.last_at FROM addresses AS a
      LEFT JOIN LATERAL (SELECT count(*) AS notices, min(written_at) AS first_at, max(written_at) AS last_at
                           FROM notices WHERE seller = a.seller AND sender = a.address) AS n ON true
     WHERE a.seller = %s ORDER BY a.printed_at DESC, a.id
"""
ADDRESS = """
    -- One address ever printed.
    SELECT to_json(a)::text FROM addresses AS a WHERE a.seller = %s AND a.id = %s
"""
SENDERS = """
    -- The addresses that are printed as a sender, the newest first.
    SELECT address FROM addresses WHERE seller = %s AND retired_at IS NULL ORDER BY printed_at DESC, id
"""
OWN_ADDRESSES = """
    -- By domain: how many notices had a reply address and a return path of their own there, and when.
    SELECT domain, count(*), min(written_at), max(written_at) FROM notices
     WHERE seller = %s AND domain <> '' GROUP BY domain ORDER BY domain
"""
DOMAINS = """
    -- The domains of a seller's mail: the one it was opened with, then the others as they came.
    SELECT to_json(d)::text FROM mail_domains AS d WHERE seller = %s ORDER BY added_at, id
"""
OWNER_OF_DOMAIN = """
    -- Whose mail a domain's is.
    SELECT id FROM sellers WHERE lower(mail_domain) = lower(%(domain)s)
     UNION SELECT seller FROM mail_domains WHERE domain = lower(%(domain)s)
"""
SELLER_OF_DOMAIN = f"""
    {OWNER_OF_DOMAIN}
     UNION SELECT seller FROM addresses WHERE lower(address) = lower(%(address)s)
"""


@dataclass(frozen=True, slots=True)
class Raw:
    """A message's bytes, and its envelope: the sender (empty: the null sender) and the recipient. `received`: what is
    recorded of how it came.
    """

    content: bytes
    envelope_from: str
    envelope_to: str
    received: MessageReceived


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
    received = msgspec.json.decode(row[2], type=MessageReceived)
    return Raw(row[0], sender, received.envelope_to, received)


async def asked_since(conn: Conn, seller: UUID, reservation: UUID) -> datetime | None:
    """When a doubtful request to leave first came in that is still open; None without one."""
    row = await (await conn.execute(ASKED_SINCE, (seller, reservation))).fetchone()
    return row[0] if row else None


async def has_followed(conn: Conn, seller: UUID, subject: UUID, tag: str, cause: UUID) -> bool:
    """Whether a subject has an act of a kind that names an act as its cause."""
    names = (seller, subject, tag, ids.outer("act", cause))
    return await (await conn.execute(HAS_FOLLOWED, names)).fetchone() is not None


async def arrived(conn: Conn, seller: UUID, since: datetime, mark: bytes) -> bool:
    """Whether a message with a mark in its bytes has come in since."""
    return await (await conn.execute(ARRIVED, (seller, since, mark))).fetchone() is not None


async def words_of(conn: Conn, seller: UUID, message: UUID) -> dict[str, Any] | None:
    """A message's words and the reasons of its reading; None while it is unread, or once it is erased."""
    row = await (await conn.execute(WORDS, (seller, message))).fetchone()
    words: dict[str, Any] | None = msgspec.json.decode(row[0]) if row and row[0] else None
    return words


async def notice_by_id(conn: Conn, seller: UUID, notice: UUID) -> Notice | None:
    row = await (await conn.execute(NOTICE, (seller, notice))).fetchone()
    return msgspec.json.decode(row[0], type=Notice) if row else None


async def notices_by_ids(conn: Conn, seller: UUID, wanted: Sequence[UUID]) -> list[Notice]:
    rows = await (await conn.execute(BY_IDS, (seller, list(wanted)))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A notice that goes by letter or through a person. `made`: the act with its PDF; `words`: None once erased."""

    notice: Notice
    words: dict[str, Any] | None
    made: UUID | None
    letter: NoticeOnPaper | None


async def letters(conn: Conn, seller: UUID, statuses: Sequence[str], most: int = 100) -> list[OnPaper]:
    """The notices on paper that stand in one of these statuses; those that wait for somebody first."""
    names = {"seller": seller, "statuses": list(statuses), "most": most}
    return [_on_paper(row) for row in await (await conn.execute(LETTERS_OF_STATUS, names)).fetchall()]


async def letter_by_id(conn: Conn, seller: UUID, notice: UUID) -> OnPaper | None:
    names = {"seller": seller, "notice": notice, "most": 1}
    row = await (await conn.execute(LETTER, names)).fetchone()
    return _on_paper(row) if row else None


def _on_paper(row: tuple[Any, ...]) -> OnPaper:
    notice, words, act, made = row
    return OnPaper(
        notice=msgspec.json.decode(notice, type=Notice),
        words=msgspec.json.decode(words) if words else None,
        made=ids.inner("act", act) if act else None,
        letter=msgspec.json.decode(made, type=NoticeOnPaper) if made else None,
    )


async def pdf_of(conn: Conn, seller: UUID, letter: OnPaper) -> bytes:
    """The PDF of a letter. Refuses: LETTER_NOT_MADE."""
    row = await (await conn.execute(PDF, (seller, letter.made))).fetchone()
    if row is None:
        raise Refused(MailReason.LETTER_NOT_MADE, {"notice": ids.outer("notice", letter.notice.id)})
    return bytes(row[0])


async def waiting_notices(conn: Conn, seller: UUID, reservation: UUID) -> list[Notice]:
    """What waits for a person about a reservation."""
    rows = await (await conn.execute(WAITING, (seller, reservation))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


async def unreached_of(conn: Conn, seller: UUID, reservation: UUID) -> list[Unreached]:
    """The contacts of a reservation at which notices did not arrive."""
    rows = await (await conn.execute(UNREACHED, (seller, reservation))).fetchall()
    return [msgspec.json.decode(text, type=Unreached) for (text,) in rows]


async def tried_contacts(conn: Conn, seller: UUID, notice: UUID) -> list[int]:
    """The contacts that a notice and those it replaces went to, the newest first."""
    rows = await (await conn.execute(CHAIN, {"seller": seller, "notice": notice})).fetchall()
    return [number for (number,) in rows]


async def causes_of(conn: Conn, seller: UUID, wanted: Sequence[UUID]) -> dict[UUID, UUID]:
    """The act that each of these notices tells of; only of the legal ones."""
    names = {"seller": seller, "wanted": list(wanted)}
    rows = await (await conn.execute(CAUSES, names)).fetchall()
    return {notice: ids.inner("act", cause) for notice, cause in rows}


async def notices(conn: Conn, seller: UUID, most: int = 100) -> list[Notice]:
    rows = await (await conn.execute(NOTICES, (seller, most))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


async def notices_by_message_id(conn: Conn, seller: UUID, message_ids: list[str]) -> list[Notice]:
    rows = await (await conn.execute(BY_MESSAGE_ID, (seller, message_ids))).fetchall()
    return [msgspec.json.decode(text, type=Notice) for (text,) in rows]


@dataclass(frozen=True, slots=True)
class Printed:
    """An address with the notices that printed it. `address`: None for those that every notice has of its own."""

    address: Address
    notices: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Domains:
    """The domains of a seller's mail. `printed`: the one in use; retired ones are answered as well."""

    first: MailDomain
    others: tuple[MailDomain, ...]

    @property
    def all(self) -> tuple[MailDomain, ...]:
        return (self.first, *self.others)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(domain.domain for domain in self.all)

    @property
    def printed(self) -> str:
        """Each retired domain has a successor, which was not retired before it: the walk ends."""
        successors = {domain.domain: domain.successor for domain in self.all if domain.retired_at}
        found = self.first.domain
        while (after := successors.get(found)) is not None:
            found = after
        return found


async def addresses(conn: Conn, seller: UUID) -> list[Printed]:
    """Every address ever registered, with when it was printed first and last."""
    rows = await (await conn.execute(ADDRESSES, (seller,))).fetchall()
    return [Printed(msgspec.json.decode(text, type=Address), *rest) for text, *rest in rows]


async def address_by_id(conn: Conn, seller: UUID, address: UUID) -> Address:
    """One of them, which is there."""
    row = await (await conn.execute(ADDRESS, (seller, address))).fetchone()
    assert row is not None
    return msgspec.json.decode(row[0], type=Address)


async def sender_of(conn: Conn, seller: UUID, domains: Domains) -> str | None:
    """The address that notices come from now; None before one was registered at a domain in use."""
    retired = {domain.domain for domain in domains.all if domain.retired_at}
    rows = await (await conn.execute(SENDERS, (seller,))).fetchall()
    return next((found for (found,) in rows if found.rpartition("@")[2].lower() not in retired), None)


async def own_addresses(conn: Conn, seller: UUID) -> list[tuple[str, int, datetime, datetime]]:
    """Domain, number of notices, first and last time: of the addresses that each notice has of its own."""
    return await (await conn.execute(OWN_ADDRESSES, (seller,))).fetchall()


async def domains_of(conn: Conn, seller: Seller) -> Domains:
    """Every domain whose mail the seller answers."""
    rows = await (await conn.execute(DOMAINS, (seller.id,))).fetchall()
    found = [msgspec.json.decode(text, type=MailDomain) for (text,) in rows]
    name = seller.mail_domain.lower()
    first = next((domain for domain in found if domain.domain == name), None)
    opened = MailDomain(seller.id, seller.id, name, seller.opened_at, None, None)
    return Domains(first or opened, tuple(domain for domain in found if domain.domain != name))


async def owner_of_domain(conn: Conn, domain: str) -> UUID | None:
    """The seller who answers a domain's mail."""
    row = await (await conn.execute(OWNER_OF_DOMAIN, {"domain": domain})).fetchone()
    return row[0] if row else None


async def sellers_of_address(conn: Conn, address: str) -> list[UUID]:
    """Who answers for a recipient: nobody's is refused at the door."""
    names = {"domain": address.rpartition("@")[2], "address": address}
    rows = await (await conn.execute(SELLER_OF_DOMAIN, names)).fetchall()
    return [row[0] for row in rows]


UNREACHED_OF = """
    -- Those of some reservations.
    SELECT to_json(c)::text FROM unreached AS c WHERE seller = %s AND reservation = ANY (%s) ORDER BY number
"""
PURSES = """
    -- What each of these reservations owes and has paid.
    SELECT to_json(p)::text FROM purses AS p WHERE seller = %s AND id = ANY (%s)
"""
PLANNED = """
    -- The plans of all refunds of these reservations, oldest first, and what of a fee was given up.
    SELECT bytes FROM acts
     WHERE seller = %s AND subject = ANY (%s) AND tag IN ('refund.planned', 'refund.fee_waived') ORDER BY subject, n
"""
