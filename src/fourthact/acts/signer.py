"""Signs batches and checkpoints with each seller's log key, which lives in a file and never in the database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from fourthact.acts import merkle
from fourthact.acts.checkpoint import SigningKey
from fourthact.acts.encode import to64
from fourthact.values import ids
from fourthact.values.errors import Broken


@dataclass(frozen=True)
class Signed:
    """A batch's tree and the signature over its root: enough to hand out every act's receipt."""

    seller: UUID
    id: UUID
    origin: str
    rows: list[list[bytes]]
    key: str
    signature: bytes

    @property
    def size(self) -> int:
        return len(self.rows[0])

    @property
    def root(self) -> bytes:
        return self.rows[-1][0]

    @cached_property
    def _written(self) -> list[list[str]]:
        # A node stands in many paths: each is written in base64 once.
        return [[to64(node) for node in row] for row in self.rows]

    def receipt(self, place: int, raw: bytes) -> dict[str, Any]:
        """The receipt at once (docs/spec/receipts.md): the act, its path in the batch, the signature."""
        return {
            "v": 1,
            "kind": "batch",
            "origin": self.origin,
            "act": raw.decode(),
            "index": place,
            "size": self.size,
            "path": merkle.path_of(self._written, place),
            "root": self._written[-1][0],
            "key": self.key,
            "signature": to64(self.signature),
        }


class Signer:
    """The log keys of all sellers of this house. Errors: Broken when a seller's key file is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[UUID, SigningKey] = {}

    def create(self, seller: UUID, origin: str) -> SigningKey:
        """Make a seller's key; the file is readable by its owner only, and is never overwritten."""
        key = SigningKey.generate(origin)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(seller)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                _write_down(file, key.pem())
            # Public keys are kept for ever, also after a rotation: one line each, the newest last.
            with (self._folder / f"{ids.outer('seller', seller)}.vkeys").open("ab") as file:
                _write_down(file, f"{key.vkey}\n".encode())
        except OSError:
            path.unlink()  # nothing is signed with it yet, and half a key would bar the way of the next try
            raise
        return key

    def key(self, seller: UUID) -> SigningKey:
        found = self._keys.get(seller)
        if found is None:
            try:
                origin = self.vkeys(seller)[-1].partition("+")[0]
                found = SigningKey.load(origin, self._path(seller).read_bytes())
            except FileNotFoundError as error:
                raise Broken(
                    f"the log key of {ids.outer('seller', seller)} is not in {self._folder}"
                ) from error
            self._keys[seller] = found
        return found

    def sellers(self) -> list[UUID]:
        """Every seller whose log ever had a key here."""
        return [ids.inner("seller", file.stem) for file in sorted(self._folder.glob("slr_*.vkeys"))]

    def vkeys(self, seller: UUID) -> list[str]:
        """Every public key the seller's log ever had, the one in use last."""
        return (self._folder / f"{ids.outer('seller', seller)}.vkeys").read_text().split()

    def sign(self, seller: UUID, acts: Sequence[bytes]) -> Signed:
        """One signature over the root of a batch's acts."""
        key = self.key(seller)
        rows = merkle.levels([merkle.leaf_hash(raw) for raw in acts])
        return Signed(seller, ids.new_id(), key.name, rows, key.hint, key.sign_batch(len(acts), rows[-1][0]))

    def _path(self, seller: UUID) -> Path:
        return self._folder / f"{ids.outer('seller', seller)}.pem"


def _write_down(file: BinaryIO, content: bytes) -> None:
    """Durably: what a seller's first batch is signed with must outlive a power cut right after it."""
    file.write(content)
    file.flush()
    os.fsync(file.fileno())
