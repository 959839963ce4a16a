"""Collects what proves a reservation's whole story: its acts, their proofs, the bodies, one checkpoint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from fourthact.acts import merkle, proofs
from fourthact.acts.encode import to64
from fourthact.acts.log import head_of, on_tree
from fourthact.values import ids

Conn = psycopg.AsyncConnection[Any]

ACTS = """
    -- A subject's acts in order, with place in the log, batch and body.
    SELECT a.bytes, e.log_index, a.batch, a.place, d.key, d.signature, b.salt, b.body
      FROM acts AS a
      JOIN batches AS d ON d.seller = a.seller AND d.id = a.batch
      LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
     WHERE a.seller = %s AND a.subject = %s ORDER BY a.n
"""
BATCH = """
    -- All acts of a batch, in their places.
    SELECT bytes FROM acts WHERE seller = %s AND batch = %s ORDER BY place
"""
IS_OF = """
    -- Whether an act is about a reservation, or about a message that was.
    SELECT 1 FROM acts AS a
     WHERE a.seller = %(seller)s AND a.id = %(act)s
       AND (a.subject = %(reservation)s OR a.subject IN (
            SELECT id FROM messages WHERE seller = %(seller)s AND reservation = %(reservation)s))
"""


DOCUMENT = """
    -- The document that was attached to an act.
    SELECT c.content FROM evidence AS e JOIN blobs AS c ON c.seller = e.seller AND c.sha256 = e.sha256
     WHERE e.seller = %s AND e.act = %s AND e.kind = 'document' AND c.content IS NOT NULL ORDER BY e.place LIMIT 1
"""


async def document_of(conn: Conn, seller: UUID, act: UUID) -> bytes | None:
    """The document attached to an act; None where there is none, or where it was erased."""
    row = await (await conn.execute(DOCUMENT, (seller, act))).fetchone()
    return None if row is None else bytes(row[0])


async def is_of(conn: Conn, seller: UUID, reservation: UUID, act: UUID) -> bool:
    """Whether an act belongs to a reservation's story."""
    names = {"seller": seller, "reservation": reservation, "act": act}
    return bool(await (await conn.execute(IS_OF, names)).fetchone())


async def pack(conn: Conn, seller: UUID, reservation: UUID, origin: str) -> dict[str, Any] | None:
    """A reservation as anyone can verify it offline (docs/spec/packs.md). None if there is none."""
    async with conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head = await head_of(conn, seller)
        rows = await (await conn.execute(ACTS, (seller, reservation))).fetchall()
        if not rows:
            return None
        packed = []
        for raw, index, batch, place, key, signature, salt, body in rows:
            logged = head is not None and index is not None and index < head.size
            where = (index, await _path(conn, seller, head.size, index)) if head and logged else None
            proof = None if where else await _batch_proof(conn, seller, batch, place, key, signature)
            packed.append(proofs.packed_act(raw, where, proof, None if body is None else (salt, body)))
    name = ids.outer("reservation", reservation)
    return proofs.pack(name, packed, origin, head.note if head else None)


async def _path(conn: Conn, seller: UUID, size: int, index: int) -> list[bytes]:
    return await on_tree(conn, seller, size, lambda tree: tree.inclusion_path(index))


async def _batch_proof(
    conn: Conn, seller: UUID, batch: UUID, place: int, key: str, signature: bytes
) -> dict[str, Any]:
    raws = [row[0] for row in await (await conn.execute(BATCH, (seller, batch))).fetchall()]
    tree = merkle.levels([merkle.leaf_hash(raw) for raw in raws])
    return {
        "index": place,
        "size": len(raws),
        "path": [to64(node) for node in merkle.path_of(tree, place)],
        "root": to64(tree[-1][0]),
        "key": key,
        "signature": to64(signature),
    }
