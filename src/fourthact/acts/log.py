"""The sequencer: gives every act its place in its seller's log, and publishes the log's head."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from fourthact.acts import merkle
from fourthact.acts.checkpoint import Checkpoint, VerifyingKey, open_checkpoint
from fourthact.acts.encode import to64
from fourthact.acts.signer import Signer
from fourthact.values import ids
from fourthact.values.errors import Broken

Conn = psycopg.AsyncConnection[Any]

BEFORE = """
    -- The newest head of a seller's log, and the transaction that all earlier ones have ended before.
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text,
           (SELECT xid FROM acts WHERE seller = %(seller)s ORDER BY xid DESC LIMIT 1)
               >= pg_snapshot_xmax(pg_current_snapshot()),
           size, root, note, horizon::text
      FROM (VALUES (true)) AS always LEFT JOIN (
           SELECT * FROM log_heads WHERE seller = %(seller)s ORDER BY size DESC LIMIT 1) AS newest ON true
"""
HEAD = """
    -- The newest head of a seller's log.
    SELECT size, root, note FROM log_heads WHERE seller = %s ORDER BY size DESC LIMIT 1
"""
NEXT = """
    -- Acts that are not in the log yet and that no transaction still in flight can overtake, in their order.
    SELECT id, bytes FROM acts
     WHERE seller = %(seller)s AND xid >= %(from)s::text::xid8 AND xid < %(to)s::text::xid8
     ORDER BY seq
"""
BEHIND = """
    -- The sellers with acts that are not in the log yet (a transaction anywhere on the server, still in flight, can
    -- be why), or with a log that is ahead of this database.
    SELECT s.id FROM sellers AS s
     CROSS JOIN LATERAL (SELECT coalesce((SELECT horizon FROM log_heads WHERE seller = s.id
                                           ORDER BY size DESC LIMIT 1), '0'::xid8) AS horizon) AS head
     WHERE EXISTS (SELECT FROM acts WHERE seller = s.id AND xid >= head.horizon)
        OR head.horizon > pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY s.id
"""
TILE = """
    -- One stored tile of a seller's tree.
    SELECT hashes FROM log_tiles WHERE seller = %s AND level = %s AND tile = %s
"""
RIGHT_EDGE = """
    -- The last tile of each level: what is needed to append.
    SELECT DISTINCT ON (level) level, tile, hashes FROM log_tiles WHERE seller = %s ORDER BY level, tile DESC
"""
APPEND = """
    INSERT INTO log_entries (seller, log_index, act)
    SELECT %(seller)s, %(first)s + place - 1, act FROM unnest(%(acts)s::uuid[]) WITH ORDINALITY AS t (act, place)
"""
STORE = """
    INSERT INTO log_tiles (seller, level, tile, hashes)
    SELECT %s, * FROM unnest(%b::int[], %b::bigint[], %b::bytea[])
    ON CONFLICT (seller, level, tile) DO UPDATE SET hashes = EXCLUDED.hashes
"""
RECEIPT = """
    -- Where an act stands in the log.
    SELECT e.log_index, a.bytes FROM log_entries AS e JOIN acts AS a ON a.seller = e.seller AND a.id = e.act
     WHERE e.seller = %s AND e.act = %s
"""
PUBLISH = """
    INSERT INTO log_heads (seller, size, root, note, at, horizon) VALUES (%s, %s, %s, %s, %s, %s::text::xid8)
"""


T = TypeVar("T")


class _Missing(Exception):
    """A tile that a computation wants and that has not been fetched yet."""


async def on_tree(conn: Conn, seller: UUID, size: int, work: Callable[[merkle.Tree], T]) -> T:
    """A computation on the stored tree of a seller: the tiles it turns out to need are fetched as it needs them."""
    tiles: dict[tuple[int, int], bytes] = {}

    def read_tile(level: int, tile: int) -> bytes:
        if (level, tile) not in tiles:
            raise _Missing(level, tile)
        return tiles[level, tile]

    while True:
        try:
            return work(merkle.Tree(size, read_tile))
        except _Missing as missing:
            level, tile = missing.args
            row = await (await conn.execute(TILE, (seller, level, tile))).fetchone()
            tiles[level, tile] = row[0] if row else b""


@dataclass(frozen=True, slots=True)
class Head:
    """A published head. `note`: the signed checkpoint."""

    size: int
    root: bytes
    note: str


class Sequencer:
    """Appends a seller's acts to its log, one at a time over all processes, and signs the new head.

    `kept`: a folder outside the database with the last checkpoint of every log; a head that is not consistent
    with it is never signed (Broken), for that is what a database restored from an old backup looks like.
    """

    def __init__(self, signer: Signer, kept: Path) -> None:
        self._signer = signer
        self._kept = kept

    async def run(self, conn: Conn, seller: UUID, now: datetime) -> Head | None:
        """One turn: the new head, or None where there was nothing to append."""
        async with conn.transaction():
            # One sequencer per seller: the lock goes with the transaction, however that ends.
            await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"log {seller}",))
            before = await (await conn.execute(BEFORE, {"seller": seller})).fetchone()
            assert before is not None
            horizon, is_ahead, *head = before
            size, root, note, start = head if head[0] is not None else (0, merkle.EMPTY_ROOT, "", "0")
            if is_ahead or int(horizon) < int(start):
                # A dump keeps what acts say of their transactions, and a new cluster counts its own from the start:
                # acts would be reached late, out of their order or never, and nobody would be told.
                raise Broken(
                    f"acts of {ids.outer('seller', seller)} are from transactions that this database, which is only at"
                    f" {horizon}, has not had yet: it was restored from a dump."
                    " Restore the cluster's files instead (pg_basebackup)."
                )
            acts = await (
                await conn.execute(NEXT, {"seller": seller, "from": start, "to": horizon})
            ).fetchall()
            if not acts:
                return None
            new = await self._append(conn, seller, Head(size, root, note), acts)
            await conn.execute(PUBLISH, (seller, new.size, new.root, new.note, now, horizon))
        # Dying here, or a full disk: the head is in the database, and the kept checkpoint is an older one, which it
        # extends. The next turn keeps it before it appends: never is more than one head not kept.
        self._keep(seller, new.note)
        return new

    async def _append(self, conn: Conn, seller: UUID, head: Head, acts: Sequence[tuple[UUID, bytes]]) -> Head:
        size = head.size
        edge = await (await conn.execute(RIGHT_EDGE, (seller,))).fetchall()
        tiles = {(level, tile): hashes for level, tile, hashes in edge}
        old = merkle.Tree(size, lambda level, tile: tiles.get((level, tile), b""))
        if size and old.root() != head.root:
            raise Broken(f"the tiles of {ids.outer('seller', seller)} do not lead to its published root")
        await self._keep_up(conn, seller, head)
        tree, changed = old.append([merkle.leaf_hash(raw) for _, raw in acts])
        await conn.execute(APPEND, {"seller": seller, "first": size, "acts": [act for act, _ in acts]})
        places = list(changed)
        await conn.execute(
            STORE,
            (seller, [level for level, _ in places], [tile for _, tile in places], list(changed.values())),
        )
        key = self._signer.key(seller)
        new_root = tree.root()
        return Head(tree.size, new_root, key.sign(Checkpoint(key.name, tree.size, new_root).text))

    async def _keep_up(self, conn: Conn, seller: UUID, head: Head) -> None:
        """Keep the head if that is still to be done. Errors: Broken if it does not extend what was kept."""
        kept = self.kept(seller)
        if kept is not None and kept.size:
            await self._extends(conn, seller, head, kept)
        if head.size and (kept is None or kept.size < head.size):
            self._keep(seller, head.note)

    async def _extends(self, conn: Conn, seller: UUID, head: Head, kept: Checkpoint) -> None:
        size, name = head.size, ids.outer("seller", seller)
        if kept.size > size:
            raise Broken(
                f"the log of {name} has {size} acts, but a checkpoint over {kept.size} was published: the database is"
                " older than its log. Restore a newer backup; nothing will be signed until then."
            )
        same = kept.size == size  # as after every turn that was not cut off: no tile need be read
        if kept.root != (head.root if same else await on_tree(conn, seller, kept.size, merkle.Tree.root)):
            raise Broken(
                f"the log of {name} does not extend the checkpoint over {kept.size} kept in {self._kept}"
            )

    def kept(self, seller: UUID) -> Checkpoint | None:
        """The last checkpoint that was published, as the file outside the database says."""
        path = self._path(seller)
        if not path.exists():
            return None
        return open_checkpoint(path.read_text(), [VerifyingKey.parse(v) for v in self._signer.vkeys(seller)])

    def _keep(self, seller: UUID, note: str) -> None:
        path = self._path(seller)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with fresh.open("w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def _path(self, seller: UUID) -> Path:
        return self._kept / f"{ids.outer('seller', seller)}.checkpoint"


async def behind(conn: Conn) -> list[UUID]:
    """The sellers whose log does not hold all their acts yet, or holds more than there are."""
    return [row[0] for row in await (await conn.execute(BEHIND)).fetchall()]


async def head_of(conn: Conn, seller: UUID) -> Head | None:
    """The newest published head of a seller's log."""
    row = await (await conn.execute(HEAD, (seller,))).fetchone()
    return None if row is None else Head(*row)


async def log_receipt(conn: Conn, seller: UUID, act: UUID, origin: str) -> dict[str, Any] | None:
    """The receipt of an act that stands in the log (docs/spec/receipts.md); None while it does not yet."""
    head = await head_of(conn, seller)
    row = await (await conn.execute(RECEIPT, (seller, act))).fetchone()
    if head is None or row is None or row[0] >= head.size:
        return None
    path = await on_tree(conn, seller, head.size, lambda tree: tree.inclusion_path(row[0]))
    return {
        "v": 1,
        "kind": "log",
        "origin": origin,
        "act": row[1].decode(),
        "index": row[0],
        "path": [to64(node) for node in path],
        "checkpoint": head.note,
    }
