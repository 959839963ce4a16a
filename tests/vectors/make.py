"""Writes the golden vectors of `docs/spec/vectors` anew: `python -m tests.vectors.make`.

They are made by this implementation and frozen: a change in them is a change of the specification. A test
compares them with what is made today; other implementations, the browser's for one, are held to them too.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from fourthact.acts import merkle
from fourthact.acts.checkpoint import batch_message, bundle_path, encode_bundle, tile_path
from fourthact.acts.encode import canonical, from64, salted, to64
from tests.vectors import forgeries, story

FOLDER = Path(__file__).parents[2] / "docs" / "spec" / "vectors"

VALUES: list[Any] = [
    None, True, False, 0, -1, 2**53 - 1, -(2**53) + 1, "", "Cléo ☀ 😀", '/"\\', "\b\t\n\f\r\x00\x1f\x7f",
    "\u2028\u2029", [], {}, [[], {}, [1, [2]]], {"b": 1, "a": 2, "B": 3, "": 4, "a1": 5, "a\n": 6},
]  # fmt: skip
NOT_CANONICAL = [
    ('{"a": 1}', "white space"), ('{"b":1,"a":2}', "members out of order"), ('{"a":1,"a":1}', "a name twice"),
    ('{"a":1,"\\u0061":2}', "a name twice, once escaped"), ("1.0", "a fraction"), ("1e3", "an exponent"),
    ("-0", "minus nought"), ("9007199254740992", "beyond 2^53 - 1"), ('"\\u0041"', "a needless escape"),
    ('"\\u001F"', "capitals in an escape"), ('"\\/"', "an escaped solidus"), ('"\\ud800"', "half a pair"),
    ('{"é":1}', "a name outside ASCII"), ("1\n", "a line end behind"), ("\ufeff1", "a byte order mark"),
]  # fmt: skip
SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 100)
PATHS = ((0, 0, 256), (0, 0, 1), (0, 273, 112), (1, 1, 17), (2, 0, 1), (0, 1234067, 256), (63, 999, 255))


def act_bytes() -> Any:
    """Canonical values, spellings that are none, and the salted hash of a body."""
    salt, body = sha256(b"salt").digest(), '{"name":"Cléo"}'
    return {
        "canonical": [canonical(value).decode() for value in VALUES],
        "refused": [{"text": text, "why": why} for text, why in NOT_CANONICAL],
        "salted": {"salt": salt.hex(), "body": body, "hash": salted(salt, body.encode()).hex()},
        "acts": [act.data.decode() for act in story.HER_ACTS],
    }


def log() -> Any:
    """Leaves, roots, proofs, keys, notes, tiles."""
    inputs = [f"leaf {number}" for number in range(max(SIZES))]
    leaves = [merkle.leaf_hash(text.encode()) for text in inputs]
    return {
        "leaves": inputs,
        "leaf_hashes": [to64(leaf) for leaf in leaves],
        "roots": [{"size": size, "root": to64(merkle.root(leaves[:size]))} for size in SIZES],
        "inclusion": [
            {
                "index": index,
                "size": size,
                "path": [to64(it) for it in merkle.inclusion_path(leaves[:size], index)],
            }
            for size in SIZES
            for index in sorted({0, size // 2, size - 1} & set(range(size)))
        ],
        "consistency": [
            {
                "old": old,
                "size": size,
                "path": [to64(it) for it in merkle.consistency_proof(leaves[:size], old)],
            }
            for size in SIZES
            for old in SIZES
            if 0 < old <= size
        ],
        "vkey": story.KEY.vkey,
        "checkpoint": story.HEAD,
        "batch": {
            "message": batch_message(story.ORIGIN, 3, from64(story.BATCH_PROOFS[0]["root"])).decode(),
            "signature": story.BATCH_PROOFS[0]["signature"],
        },
        "tiles": [
            {"level": level, "index": index, "width": width, "path": tile_path(level, index, width)}
            for level, index, width in PATHS
        ],
        "bundle": {"path": bundle_path(0, 3), "base64": to64(encode_bundle([b"one", b"", b"three"]))},
    }


def proofs() -> Any:
    """Files that prove something, to who trusts the key."""
    files = {
        "the receipt at once of her request to cancel": story.text(story.batch_receipt()),
        "the receipt for good of the wire's arrival": story.text(story.log_receipt()),
        "her whole reservation": story.text(story.pack()),
        "her whole reservation without the texts": story.text(story.pack(bodies=False)),
        "her whole reservation, two acts only promised": story.text(story.pack(promised=2)),
        "growth of the log": story.text(story.consistency()),
        "the checkpoint": story.HEAD.encode(),
    }
    return {
        "vkey": story.KEY.vkey,
        "files": [{"name": name, "text": data.decode()} for name, data in files.items()],
    }


def forged() -> Any:
    """Files that must be refused, each with its reason; without bytes that are no text or very long."""
    cases = [case for case in forgeries.table() if len(case.data) < 60_000 and _is_text(case.data)]
    return {
        "vkey": story.KEY.vkey,
        "files": [
            {"name": case.name, "text": case.data.decode(), "reason": case.reason.code} for case in cases
        ],
    }


MADE = {"act-bytes.json": act_bytes, "log.json": log, "proofs.json": proofs, "forged.json": forged}


def written(name: str) -> str:
    """The text of one file of vectors."""
    return json.dumps(MADE[name](), ensure_ascii=False, indent=1) + "\n"


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        (FOLDER / name).write_text(written(name), encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
