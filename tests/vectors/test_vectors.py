"""The published vectors: byte for byte what is made today, and read back from the files alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fourthact.acts import merkle
from fourthact.acts.checkpoint import (
    VerifyingKey,
    bundle_path,
    decode_bundle,
    open_checkpoint,
    parse_tile_path,
    tile_path,
)
from fourthact.acts.encode import canonical, check_canonical, from64, salted
from fourthact.verify import Forged, verify_file
from tests.vectors import make


def published(name: str) -> Any:
    return json.loads((make.FOLDER / name).read_text(encoding="utf-8"))


def test_the_folder_holds_these_files_and_no_other() -> None:
    assert {file.name for file in make.FOLDER.iterdir()} == set(make.MADE)


@pytest.mark.parametrize("name", make.MADE)
def test_the_published_vectors_are_those_that_are_made(name: str) -> None:
    """If this fails, the specification has changed: existing records would no longer verify. Think first."""
    assert (make.FOLDER / name).read_text(encoding="utf-8") == make.written(name)


def test_the_vectors_of_act_bytes() -> None:
    vectors = published("act-bytes.json")
    for text in vectors["canonical"] + vectors["acts"]:
        assert canonical(json.loads(text)) == text.encode()
    for case in vectors["refused"]:
        with pytest.raises(ValueError, match=r"."):
            check_canonical(case["text"].encode())
    one = vectors["salted"]
    assert salted(bytes.fromhex(one["salt"]), one["body"].encode()).hex() == one["hash"]


def test_the_vectors_of_the_log() -> None:
    vectors = published("log.json")
    leaves = [from64(text) for text in vectors["leaf_hashes"]]
    assert leaves == [merkle.leaf_hash(text.encode()) for text in vectors["leaves"]]
    roots = {case["size"]: from64(case["root"]) for case in vectors["roots"]}
    assert roots == {size: merkle.root(leaves[:size]) for size in roots}
    for case in vectors["inclusion"]:
        path = [from64(text) for text in case["path"]]
        found = merkle.root_from_path(leaves[case["index"]], case["index"], case["size"], path)
        assert found == roots[case["size"]]
    for case in vectors["consistency"]:
        path = [from64(text) for text in case["path"]]
        merkle.check_consistency(case["old"], roots[case["old"]], case["size"], roots[case["size"]], path)


def test_the_vectors_of_notes_and_tiles() -> None:
    vectors = published("log.json")
    key = VerifyingKey.parse(vectors["vkey"])
    assert open_checkpoint(vectors["checkpoint"], [key]).size == 11
    batch = vectors["batch"]
    assert key.verifies(from64(batch["signature"]), batch["message"].encode())
    for case in vectors["tiles"]:
        place = (case["level"], case["index"], case["width"])
        assert (tile_path(*place), parse_tile_path(case["path"])) == (case["path"], place)
    assert decode_bundle(from64(vectors["bundle"]["base64"])) == [b"one", b"", b"three"]
    assert bundle_path(0, 3) == vectors["bundle"]["path"]


def test_the_vectors_of_proofs() -> None:
    vectors = published("proofs.json")
    for file in vectors["files"]:
        assert verify_file(file["text"].encode(), vectors["vkey"]).proven, file["name"]


def test_the_vectors_of_forgeries() -> None:
    vectors = published("forged.json")
    assert len(vectors["files"]) > 100
    for file in vectors["files"]:
        with pytest.raises(Forged) as refused:
            verify_file(file["text"].encode(), vectors["vkey"])
        assert refused.value.reason.code == file["reason"], file["name"]
