"""The tree of the log: roots, inclusion and consistency proofs, from leaves in hand or from stored tiles.

Leaves here are leaf *hashes* (`leaf_hash`), trees are RFC 6962 trees, indexes count from zero.
Source: RFC 6962 section 2.1; RFC 9162 sections 2.1.3.2 and 2.1.4.2 (verification); C2SP tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 2**TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES

# (level, index) -> the hashes of that tile, one after the other, as many as there are so far.
ReadTile = Callable[[int, int], bytes]
Tiles = Mapping[tuple[int, int], bytes]
# A node of the tree: its hash, or the hash as it is written.
N = TypeVar("N", bytes, str)


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree from its leaves up to its root; a node without a sibling is carried up as it is."""
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        rows.append(_parents(rows[-1]))
    return rows


def root(leaves: Sequence[bytes]) -> bytes:
    return levels(leaves)[-1][0] if leaves else EMPTY_ROOT


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root, nearest first. Errors: IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    return path_of(levels(leaves), index)


def all_paths(rows: Sequence[Sequence[N]]) -> list[list[N]]:
    """Every leaf's inclusion path, from the rows that `levels` built; for a batch, so made to be fast."""
    return [path_of(rows, index) for index in range(len(rows[0]))]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a path leads to; the caller compares it with the one it trusts.

    Refuses (ValueError): an index outside the tree, a path too short or too long for it.
    """
    if not 0 <= index < size:
        raise ValueError(f"index {index} lies outside a tree of {size}")
    here, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long for the tree")
        if here & 1 or here == last:
            node = node_hash(sibling, node)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        here, last = here >> 1, last >> 1
    if last:
        raise ValueError("the path is too short for the tree")
    return node


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show the tree of all leaves to begin with its first `old_size`. Errors: ValueError."""
    return [root(leaves[low:high]) for low, high in _consistency_ranges(old_size, len(leaves))]


def check_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Accept only a proof that the new tree begins with the old one.

    Refuses (ValueError): a shrinking log; trees of one size whose roots differ; an empty old tree (every tree
    begins with nothing, so such a proof says nothing: who holds no checkpoint has nothing to check); a proof
    that is too short, too long or leads elsewhere.
    """
    if old_size < 0 or new_size < old_size:
        raise ValueError(f"a log of {new_size} cannot follow one of {old_size}")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ValueError("two trees of one size must have one root, and need no proof")
        return
    if old_size == 0:
        raise ValueError("a proof from the empty tree would prove nothing")
    if _roots_from_proof(old_size, old_root, new_size, proof) != (old_root, new_root):
        raise ValueError("the proof leads to other roots")


@dataclass(frozen=True, slots=True)
class Tree:
    """A log of `size` leaves whose hashes lie in C2SP tiles, fetched by `read_tile` as they are needed.

    `read_tile` returns the widest stored version of a tile; more hashes than the tree's size has are ignored.
    Errors: ValueError from any method when a tile is missing or cut short.
    """

    size: int
    read_tile: ReadTile = field(repr=False)

    def root(self) -> bytes:
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def inclusion_path(self, index: int) -> list[bytes]:
        if not 0 <= index < self.size:
            raise ValueError(f"index {index} lies outside a tree of {self.size}")
        return [self._range(low, high) for low, high in _inclusion_ranges(index, self.size)]

    def consistency_proof(self, old_size: int) -> list[bytes]:
        return [self._range(low, high) for low, high in _consistency_ranges(old_size, self.size)]

    def append(self, leaves: Sequence[bytes]) -> tuple[Tree, Tiles]:
        """The tree with more leaves, and the tiles that have changed, for the caller to store."""
        changed: dict[tuple[int, int], bytes] = {}
        level, start, row = 0, self.size, b"".join(leaves)
        while row:
            first, width = divmod(start, TILE_WIDTH)
            row = self._tile(level, first, width) + row
            full = []
            for number, at in enumerate(range(0, len(row), TILE_BYTES), first):
                tile = changed[level, number] = row[at : at + TILE_BYTES]
                if len(tile) == TILE_BYTES:
                    full.append(_fold(_split(tile)))
            level, start, row = level + 1, start >> TILE_HEIGHT, b"".join(full)
        return Tree(self.size + len(leaves), _Overlay(changed, self.read_tile)), changed

    def _tile(self, level: int, index: int, width: int) -> bytes:
        if not width:
            return b""
        tile = self.read_tile(level, index)
        if len(tile) < width * HASH_BYTES or len(tile) % HASH_BYTES:
            raise ValueError(f"tile {level}/{index} has {len(tile)} bytes; {width} hashes are needed")
        return tile[: width * HASH_BYTES]

    def _range(self, low: int, high: int) -> bytes:
        # The root over leaves low..high, a range of RFC 6962: its full subtrees, folded from the right.
        subtrees = [self._subtree(height, index) for height, index in _full_subtrees(low, high)]
        node = subtrees.pop()
        while subtrees:
            node = node_hash(subtrees.pop(), node)
        return node

    def _subtree(self, height: int, index: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        tile, offset = divmod(index << above, TILE_WIDTH)
        end = offset + (1 << above)
        return _fold(_split(self._tile(level, tile, end)[offset * HASH_BYTES :]))


@dataclass(frozen=True, slots=True)
class _Overlay:
    # Tiles just made, before the tiles that they will replace.
    changed: Tiles
    below: ReadTile

    def __call__(self, level: int, index: int) -> bytes:
        tile = self.changed.get((level, index))
        return self.below(level, index) if tile is None else tile


def _parents(row: Sequence[bytes]) -> list[bytes]:
    above = [
        sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
    ]
    if len(row) % 2:
        above.append(row[-1])
    return above


def path_of(rows: Sequence[Sequence[N]], index: int) -> list[N]:
    """One leaf's inclusion path, from the rows that `levels` built."""
    path = []
    for row in rows:
        sibling = index ^ 1
        if sibling < len(row):
            path.append(row[sibling])
        index >>= 1
    return path


def _fold(row: Sequence[bytes]) -> bytes:
    while len(row) > 1:
        row = _parents(row)
    return row[0]


def _split(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    # RFC 6962 section 2.1.1, as the ranges of leaves whose roots make the path, nearest first.
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + _largest_power_below(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def _consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    # RFC 6962 section 2.1.2, as the ranges of leaves whose roots make the proof.
    if not 0 < old <= size:
        raise ValueError(f"there is no proof from a tree of {old} to one of {size}")
    low, high, ranges = 0, size, []
    while old != high:
        middle = low + _largest_power_below(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return ranges[::-1]


def _full_subtrees(low: int, high: int) -> Iterable[tuple[int, int]]:
    # (height, index) of the full subtrees that cover low..high, from the left.
    while low < high:
        height = (high - low).bit_length() - 1
        yield height, low >> height
        low += 1 << height


def _roots_from_proof(
    old_size: int, old_root: bytes, new_size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    # An old tree that is one full subtree is not repeated in the proof: its root is where the proof starts.
    hashes = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not hashes:
        raise ValueError("the proof is too short")
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ValueError("the proof is too long")
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return old, new
