"""The public record over HTTP: the log as C2SP tlog-tiles, its proofs, the feed of acts, the receipts.

Whoever holds a log's checkpoint can check it: the log is public and asks for no key. It holds no personal data
(bodies stand beside acts). The feed and the receipts are the seller's.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from fourthact.acts import checkpoint, merkle
from fourthact.acts.encode import to64
from fourthact.acts.log import head_of, log_receipt, on_tree
from fourthact.acts.reading import receipt_of
from fourthact.values import ids
from fourthact.values.errors import Broken, Kind, Reason, Refused, Why
from fourthact.web.operation import Call, Operations, Reply, known

# A full tile never changes; what can still grow is asked for again.
FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
FOR_A_MOMENT = (b"cache-control", b"public, max-age=1")

FEED = """
    -- A seller's acts from a place in the log on, as far as the published head goes.
    SELECT e.log_index, a.bytes FROM log_entries AS e JOIN acts AS a ON a.seller = e.seller AND a.id = e.act
     WHERE e.seller = %(seller)s AND e.log_index > %(after)s
       AND e.log_index < (SELECT coalesce(max(size), 0) FROM log_heads WHERE seller = %(seller)s)
     ORDER BY e.log_index LIMIT %(most)s
"""
ENTRIES = """
    -- The acts of a stretch of the log.
    SELECT a.bytes FROM log_entries AS e JOIN acts AS a ON a.seller = e.seller AND a.id = e.act
     WHERE e.seller = %s AND e.log_index >= %s AND e.log_index < %s ORDER BY e.log_index
"""
TILE = """
    -- One stored tile.
    SELECT hashes FROM log_tiles WHERE seller = %s AND level = %s AND tile = %s
"""
ORIGIN = """
    -- The name of a seller's log.
    SELECT origin FROM sellers WHERE seller = %s AND id = %s
"""


class RecordReason(Reason):
    """Why something of the record is not shown."""

    LOG_UNKNOWN = Why(Kind.UNKNOWN, "There is no log {seller} here.")
    LOG_EMPTY = Why(Kind.UNKNOWN, "This log has no checkpoint yet. Ask again in a moment.", retry_helps=True)
    TILE_UNKNOWN = Why(Kind.UNKNOWN, "This log has no tile {tile}. Its checkpoint says how large it is.")
    ACT_UNKNOWN = Why(Kind.UNKNOWN, "There is no act {act} here.")
    ACT_NOT_LOGGED = Why(
        Kind.CONFLICT,
        "This act is promised to the log and not in it yet. Ask again in a moment, or take its batch receipt.",
        retry_helps=True,
    )
    SIZE_BEYOND = Why(Kind.INVALID, "The log has {size} acts. Ask for a size from 1 to {size}, within it.")


class Place(msgspec.Struct, forbid_unknown_fields=True):
    """Where a feed goes on. `after`: the index of the last act that is known already."""

    after: Annotated[int, Meta(ge=-1)] = -1
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class Form(msgspec.Struct, forbid_unknown_fields=True):
    """Which receipt. `batch`: the signature given at once; `log`: the place in the log, once it is there."""

    form: Literal["batch", "log"] = "batch"


class Leaf(msgspec.Struct, forbid_unknown_fields=True):
    """An act's place, and the size of the tree that it is to be proven in."""

    index: Annotated[int, Meta(ge=0)]
    size: Annotated[int, Meta(ge=1)]


class Heads(msgspec.Struct, forbid_unknown_fields=True, rename={"first": "from"}):
    """Two sizes of a log, the smaller first."""

    first: Annotated[int, Meta(ge=1)]
    to: Annotated[int, Meta(ge=1)]


class LoggedAct(msgspec.Struct, frozen=True):
    """An act and its place. `act`: its exact bytes, as text; what is hashed is this."""

    index: int
    act: str


class Feed(msgspec.Struct, frozen=True):
    """A stretch of the log. `next`: what to send as `after` next time; the feed has no gaps."""

    acts: list[LoggedAct]
    next: int


class Proof(msgspec.Struct, frozen=True):
    """The hashes of a proof, base64. Source: RFC 6962, 2.1.1 and 2.1.2."""

    path: list[str]


router = Operations("The record: acts, receipts and the public log")


@router.get("/acts", gives=Feed, scope="reservations:read", query=Place)
async def feed(call: Call, place: Place) -> Reply:
    """Every act of the seller, in the order of the log, from an index on; without gaps, to be followed for ever."""
    async with call.reading("reservations:read") as (conn, who):
        names = {"seller": who.seller, "after": place.after, "most": place.limit}
        rows = await (await conn.execute(FEED, names)).fetchall()
    acts = [LoggedAct(index, raw.decode()) for index, raw in rows]
    return Reply(Feed(acts, acts[-1].index if acts else place.after))


@router.get(
    "/acts/{act}/receipt",
    gives=dict[str, Any],
    scope="reservations:read",
    query=Form,
    refuses=(RecordReason.ACT_UNKNOWN, RecordReason.ACT_NOT_LOGGED),
)
async def receipt(call: Call, act: str, form: Form) -> Reply:
    """An act's receipt, which anyone can verify offline with the log's public key."""
    wanted = known("act", act, RecordReason.ACT_UNKNOWN)
    async with call.reading("reservations:read") as (conn, who):
        at_once = await receipt_of(conn, who.seller, wanted)
        if at_once is None:
            raise Refused(RecordReason.ACT_UNKNOWN, {"act": act})
        if form.form == "batch":
            return Reply(at_once)
        logged = await log_receipt(conn, who.seller, wanted, await origin_of(conn, who.seller))
    if logged is None:
        raise Refused(RecordReason.ACT_NOT_LOGGED)
    return Reply(logged)


@router.get(
    "/log/{seller}/vkey", gives=str, scope=None, media_type="text/plain", refuses=(RecordReason.LOG_UNKNOWN,)
)
async def vkey(call: Call, seller: str) -> Reply:
    """The log's public keys, one a line, the one in use last. Compare them with what you were told elsewhere."""
    owner = await _owner(call, seller)
    keys = "".join(f"{line}\n" for line in call.context.signer.vkeys(owner))
    return Reply(keys.encode(), media_type=b"text/plain; charset=utf-8")


@router.get(
    "/log/{seller}/checkpoint",
    gives=str,
    scope=None,
    media_type="text/plain",
    refuses=(RecordReason.LOG_UNKNOWN, RecordReason.LOG_EMPTY),
)
async def latest(call: Call, seller: str) -> Reply:
    """The log's newest signed head (C2SP tlog-checkpoint)."""
    owner = await _owner(call, seller)
    async with call.context.pool.connection() as conn:
        head = await head_of(conn, owner)
    if head is None:
        raise Refused(RecordReason.LOG_EMPTY)
    return Reply(head.note.encode(), headers=[FOR_A_MOMENT], media_type=b"text/plain; charset=utf-8")


@router.get(
    "/log/{seller}/tile/{rest}",
    gives=bytes,
    scope=None,
    media_type="application/octet-stream",
    refuses=(RecordReason.LOG_UNKNOWN, RecordReason.TILE_UNKNOWN),
)
async def tile(call: Call, seller: str, rest: str) -> Reply:
    """A tile of the log's tree, or a bundle of its acts (C2SP tlog-tiles)."""
    owner = await _owner(call, seller)
    path = f"tile/{rest.lstrip('/')}"
    try:
        level, index, width = checkpoint.parse_tile_path(path)
    except ValueError:
        raise Refused(RecordReason.TILE_UNKNOWN, {"tile": path[:100]}) from None
    found = await (
        _bundle(call, owner, index, width) if level is None else _tile(call, owner, level, index, width)
    )
    if found is None:
        raise Refused(RecordReason.TILE_UNKNOWN, {"tile": path})
    return Reply(found, headers=[FOR_EVER], media_type=b"application/octet-stream")


async def _tile(call: Call, owner: UUID, level: int, index: int, width: int) -> bytes | None:
    # A partial tile of some width is the beginning of the stored one: it never changes either.
    if index >= 2**63 // merkle.TILE_WIDTH:
        return None
    async with call.context.pool.connection() as conn:
        row = await (await conn.execute(TILE, (owner, level, index))).fetchone()
    wanted = width * merkle.HASH_BYTES
    return bytes(row[0][:wanted]) if row and len(row[0]) >= wanted else None


async def _bundle(call: Call, owner: UUID, index: int, width: int) -> bytes | None:
    first = index * merkle.TILE_WIDTH
    if first + width >= 2**63:
        return None
    async with call.context.pool.connection() as conn:
        head = await head_of(conn, owner)
        if head is None or first + width > head.size:
            return None
        rows = await (await conn.execute(ENTRIES, (owner, first, first + width))).fetchall()
    return checkpoint.encode_bundle([row[0] for row in rows])


@router.get(
    "/log/{seller}/proof",
    gives=Proof,
    scope=None,
    query=Leaf,
    refuses=(RecordReason.LOG_UNKNOWN, RecordReason.SIZE_BEYOND),
)
async def inclusion(call: Call, seller: str, leaf: Leaf) -> Reply:
    """That the act at an index is in the log of a size."""
    owner = await _owner(call, seller)
    async with call.context.pool.connection() as conn:
        await _within(conn, owner, leaf.size, leaf.index < leaf.size)
        path = await on_tree(conn, owner, leaf.size, lambda tree: tree.inclusion_path(leaf.index))
    return Reply(Proof([to64(node) for node in path]), headers=[FOR_EVER])


@router.get(
    "/log/{seller}/consistency",
    gives=Proof,
    scope=None,
    query=Heads,
    refuses=(RecordReason.LOG_UNKNOWN, RecordReason.SIZE_BEYOND),
)
async def consistency(call: Call, seller: str, heads: Heads) -> Reply:
    """That the log of one size begins with the log of a smaller one: nothing was changed in between."""
    owner = await _owner(call, seller)
    async with call.context.pool.connection() as conn:
        await _within(conn, owner, heads.to, heads.first <= heads.to)
        path = await on_tree(conn, owner, heads.to, lambda tree: tree.consistency_proof(heads.first))
    return Reply(Proof([to64(node) for node in path]), headers=[FOR_EVER])


async def _within(conn: Any, owner: UUID, size: int, in_order: bool) -> None:
    head = await head_of(conn, owner)
    if head is None or size > head.size or not in_order:
        raise Refused(RecordReason.SIZE_BEYOND, {"size": head.size if head else 0, "field": "size"})


async def _owner(call: Call, seller: str) -> UUID:
    owner = known("seller", seller, RecordReason.LOG_UNKNOWN)
    if not await seller_known(call, owner):
        raise Refused(RecordReason.LOG_UNKNOWN, {"seller": seller})
    return owner


async def seller_known(call: Call, seller: UUID) -> bool:
    async with call.context.pool.connection() as conn:
        return bool(await (await conn.execute(ORIGIN, (seller, seller))).fetchone())


async def origin_of(conn: Any, seller: UUID) -> str:
    """The name of a seller's log. Errors: Broken if there is no such seller."""
    row = await (await conn.execute(ORIGIN, (seller, seller))).fetchone()
    if row is None:
        raise Broken(f"there is no seller {ids.outer('seller', seller)}")
    return str(row[0])
