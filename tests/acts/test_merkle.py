"""The tree against its definition, against upstream vectors, and against itself from tiles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.acts import merkle
from fourthact.acts.checkpoint import decode_bundle
from fourthact.acts.encode import from64
from tests.corpora import corpus

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(1200)]


def defined(data: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if len(data) < 2:
        return data[0] if data else sha256().digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return sha256(b"\x01" + defined(data[:k]) + defined(data[k:])).digest()


def path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(data) == 1:
        return []
    k = 1 << (len(data) - 1).bit_length() - 1
    if m < k:
        return [*path(m, data[:k]), defined(data[k:])]
    return [*path(m - k, data[k:]), defined(data[:k])]


def proof(m: int, data: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if m == len(data):
        return [] if whole else [defined(data)]
    k = 1 << (len(data) - 1).bit_length() - 1
    if m <= k:
        return [*proof(m, data[:k], whole), defined(data[k:])]
    return [*proof(m - k, data[k:], False), defined(data[:k])]


class Shelf:
    """Tiles as a log stores them."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int) -> bytes:
        return self.tiles.get((level, index), b"")

    def tree(self, size: int) -> merkle.Tree:
        return merkle.Tree(size, self.read)

    def grow(self, tree: merkle.Tree, leaves: Sequence[bytes]) -> merkle.Tree:
        after, changed = tree.append(leaves)
        assert after.root() == merkle.root(LEAVES[: after.size]), (
            "a tree can be read before its tiles are stored"
        )
        self.tiles.update(changed)
        return self.tree(after.size)


SIZES = [*range(40), 63, 64, 65, 255, 256, 257, 511, 512, 513, 1000]


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_paths_are_those_of_rfc_6962(size: int) -> None:
    leaves = LEAVES[:size]
    assert merkle.root(leaves) == defined(leaves)
    rows = merkle.levels(leaves)
    for index in {0, 1, size // 2, size - 2, size - 1} & set(range(size)):
        assert merkle.inclusion_path(leaves, index) == path(index, leaves) == merkle.path_of(rows, index)
        assert merkle.root_from_path(leaves[index], index, size, path(index, leaves)) == defined(leaves)
    if size:
        assert merkle.all_paths(rows) == [merkle.path_of(rows, index) for index in range(size)]


@given(st.integers(1, 300), st.integers(1, 300))
def test_consistency_proofs_are_those_of_rfc_6962(one: int, other: int) -> None:
    old, new = sorted((one, other))
    made = merkle.consistency_proof(LEAVES[:new], old)
    assert made == proof(old, LEAVES[:new])
    merkle.check_consistency(old, merkle.root(LEAVES[:old]), new, merkle.root(LEAVES[:new]), made)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_a_consistency_proof_proves_nothing_else(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    good = (
        old,
        merkle.root(LEAVES[:old]),
        new,
        merkle.root(LEAVES[:new]),
        merkle.consistency_proof(LEAVES[:new], old),
    )
    bad = list(good)
    place = data.draw(st.sampled_from([0, 1, 2, 3, 4]))
    bad[place] = {
        0: old - 1,
        1: sha256(b"1").digest(),
        2: new + 300,
        3: sha256(b"3").digest(),
        4: [*good[4], LEAVES[0]],
    }[place]
    with pytest.raises(ValueError, match=r"."):
        merkle.check_consistency(*bad)  # type: ignore[arg-type]


@given(st.integers(1, 300), st.data())
def test_an_inclusion_path_leads_to_the_root_from_its_own_place_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    good, root = merkle.inclusion_path(LEAVES[:size], index), merkle.root(LEAVES[:size])
    wrong = data.draw(st.integers(0, size + 1).filter(lambda place: place != index))
    try:
        assert merkle.root_from_path(LEAVES[index], wrong, size, good) != root
    except ValueError:
        assert wrong >= size or len(path(wrong, LEAVES[:size])) != len(good)
    for other in (good[:-1], [*good, LEAVES[0]]):
        if other != good:
            with pytest.raises(ValueError, match=r"too (short|long)"):
                merkle.root_from_path(LEAVES[index], index, size, other)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_path_to_a_place_outside(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_path(LEAVES[:size], index)
    with pytest.raises(ValueError, match="outside"):
        merkle.root_from_path(LEAVES[0], index, size, [])
    with pytest.raises(ValueError, match="outside"):
        Shelf().tree(size).inclusion_path(index)


@pytest.mark.parametrize(("old", "new"), [(3, 2), (1, 0), (-1, 2)])
def test_a_log_does_not_shrink(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        merkle.check_consistency(old, LEAVES[0], new, LEAVES[1], [LEAVES[2]])


def test_nothing_can_be_proven_from_the_empty_tree() -> None:
    """Decided: every tree begins with nothing, so such a proof is refused for saying nothing."""
    with pytest.raises(ValueError, match="prove nothing"):
        merkle.check_consistency(0, merkle.EMPTY_ROOT, 1, LEAVES[0], [])
    with pytest.raises(ValueError, match="no proof from a tree of 0"):
        merkle.consistency_proof(LEAVES[:1], 0)
    merkle.check_consistency(0, merkle.EMPTY_ROOT, 0, merkle.EMPTY_ROOT, [])


@given(st.lists(st.integers(1, 300), min_size=1, max_size=4), st.data())
def test_a_tree_from_tiles_is_the_tree_of_its_leaves(steps: list[int], data: st.DataObject) -> None:
    shelf = Shelf()
    tree = shelf.tree(0)
    assert tree.root() == merkle.EMPTY_ROOT
    for step in steps:
        tree = shelf.grow(tree, LEAVES[tree.size : tree.size + step])
    size = data.draw(st.integers(1, tree.size))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    earlier = shelf.tree(size)
    assert earlier.root() == merkle.root(LEAVES[:size])
    assert earlier.inclusion_path(index) == merkle.inclusion_path(LEAVES[:size], index)
    assert earlier.consistency_proof(old) == merkle.consistency_proof(LEAVES[:size], old)


def test_the_tiles_are_those_of_the_specification() -> None:
    """Its example: 70,000 entries, full tiles of 256 hashes, the last one of each level partial."""
    leaves = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]
    tree, tiles = Shelf().tree(0).append(leaves)
    widths = [
        [len(tiles[at]) // 32 for at in sorted(tiles) if at[0] == level] for level in range(max(tiles)[0] + 1)
    ]
    assert widths == [[256] * 273 + [112], [256, 17], [1]]
    assert tiles[1, 1][:32] == merkle.root(leaves[65_536:65_792])
    assert tiles[2, 0] == merkle.root(leaves[:65_536])
    assert tree.root() == merkle.root(leaves)


def test_only_what_changes_is_handed_back() -> None:
    shelf = Shelf()
    tree = shelf.grow(shelf.tree(0), LEAVES[:600])
    _, changed = tree.append(LEAVES[600:601])
    assert {at: len(tile) // 32 for at, tile in changed.items()} == {(0, 2): 89}
    _, changed = tree.append([])
    assert changed == {}


@pytest.mark.parametrize("tile", [b"", b"x" * 31, b"x" * 65])
def test_a_tile_that_is_missing_or_cut_short_is_named(tile: bytes) -> None:
    tree = merkle.Tree(3, lambda level, index: tile)
    for work in (tree.root, lambda: tree.append(LEAVES[:1]), lambda: tree.inclusion_path(0)):
        with pytest.raises(ValueError, match="tile 0/0 has"):
            work()


def vectors(kind: str) -> list[dict[str, Any]]:
    files = sorted(corpus("6-merkle/transparency-dev-merkle").glob(f"{kind}__*.json"))
    assert files
    return [json.loads(file.read_text()) for file in files]


def decoded(case: dict[str, Any], name: str) -> bytes:
    return from64(case[name] or "")


def hashes(case: dict[str, Any]) -> list[bytes]:
    return [from64(text) for text in case["proof"] or []]


def test_upstream_inclusion_vectors() -> None:
    wrong = []
    for case in vectors("inclusion"):
        leaf, root = decoded(case, "leafHash"), decoded(case, "root")
        try:
            good = merkle.root_from_path(leaf, case["leafIdx"], case["treeSize"], hashes(case)) == root
        except ValueError:
            good = False
        if good == case["wantErr"]:
            wrong.append(case["desc"])
    assert wrong == []


def test_upstream_consistency_vectors() -> None:
    """All of them, the one from the empty tree too: upstream refuses it, as we do."""
    wrong = []
    for case in vectors("consistency"):
        old, new = decoded(case, "root1"), decoded(case, "root2")
        try:
            merkle.check_consistency(case["size1"], old, case["size2"], new, hashes(case))
            good = True
        except ValueError:
            good = False
        if good == case["wantErr"]:
            wrong.append(case["desc"])
    assert wrong == []


def test_upstream_roots_of_rfc_6962() -> None:
    given = json.loads((corpus("6-merkle") / "rfc6962-roots/rfc6962_roots.json").read_text())
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in given["leaf_inputs_hex"]]
    roots = [merkle.root(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == given["root_hash_by_size_hex"]


def test_an_upstream_tiled_log_is_rebuilt_byte_for_byte() -> None:
    folder = corpus("6-merkle/tessera-log")
    shelf = Shelf()
    tree = shelf.tree(0)
    for size in range(1, 16):
        entries = decode_bundle((folder / f"tile__entries__000.p__{size}").read_bytes())
        tree, changed = tree.append([merkle.leaf_hash(entries[-1])])
        assert changed == {(0, 0): (folder / f"tile__0__000.p__{size}").read_bytes()}
        shelf.tiles.update(changed)
