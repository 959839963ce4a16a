"""Receipts and packs: made from the record, and verified by anybody who holds the log's public key.

Verifying needs neither database nor network nor clock, and takes no key from what it verifies.
Source: `docs/spec/receipts.md`, `docs/spec/packs.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from fourthact.acts import checkpoint as notes
from fourthact.acts import merkle
from fourthact.acts.checkpoint import SIGNATURE_BYTES, Checkpoint, SigningKey, VerifyingKey
from fourthact.acts.encode import salted, to64
from fourthact.acts.forged import Forged, Forgery
from fourthact.acts.forms import (
    AnyForm,
    BatchProof,
    BatchReceipt,
    Consistency,
    LogReceipt,
    Pack,
    PackedAct,
    PackedBody,
    ReadAct,
    read64,
    read_act,
    read_body,
    read_form,
    read_path,
)

__all__ = [
    "Forged",
    "Forgery",
    "Proven",
    "ProvenAct",
    "batch_receipt",
    "consistency",
    "log_receipt",
    "make_batch",
    "pack",
    "packed_act",
    "verify",
]


def make_batch(acts: Sequence[bytes], origin: str, key: SigningKey) -> list[dict[str, Any]]:
    """Sign a batch of acts once; each act's batch proof, which `batch_receipt` or `packed_act` completes."""
    if origin != key.name:
        raise ValueError(f"the key of {key.name} does not sign for {origin}")
    rows = merkle.levels([merkle.leaf_hash(act) for act in acts])
    return _batch_proofs(rows, key.hint, key.sign_batch(len(acts), rows[-1][0]))


def batch_receipt(acts: Sequence[bytes], index: int, key: str, signature: bytes) -> dict[str, Any]:
    """The receipt at once of a batch's act `index`, rebuilt from the batch. `key`: hint of who signed it."""
    rows = merkle.levels([merkle.leaf_hash(act) for act in acts])
    proof = _batch_proof(merkle.path_of(rows, index), index, rows, key, signature)
    return {"v": 1, "kind": "batch", "origin": key.rsplit("+", 1)[0], "act": acts[index].decode(), **proof}


def log_receipt(
    act: bytes, index: int, path: Sequence[bytes], origin: str, checkpoint: str
) -> dict[str, Any]:
    """The receipt for good: the act's place in the log under a signed checkpoint."""
    return {
        "v": 1,
        "kind": "log",
        "origin": origin,
        "act": act.decode(),
        "index": index,
        "path": [to64(node) for node in path],
        "checkpoint": checkpoint,
    }


def packed_act(
    act: bytes,
    place: tuple[int, Sequence[bytes]] | None,
    batch: dict[str, Any] | None,
    body: tuple[bytes, bytes] | None,
) -> dict[str, Any]:
    """One act of a pack. `place`: log index and path; `batch`: a batch proof; `body`: salt and bytes."""
    return {
        "act": act.decode(),
        "index": None if place is None else place[0],
        "path": None if place is None else [to64(node) for node in place[1]],
        "batch": batch,
        "body": None if body is None else {"salt": body[0].hex(), "bytes": body[1].decode()},
    }


def pack(
    reservation: str, acts: Sequence[dict[str, Any]], origin: str, checkpoint: str | None
) -> dict[str, Any]:
    """A whole reservation. `acts`: from `packed_act`, in order from the first on."""
    return {
        "v": 1,
        "kind": "reservation",
        "origin": origin,
        "reservation": reservation,
        "acts": list(acts),
        "checkpoint": checkpoint,
    }


def consistency(old: str, new: str, path: Sequence[bytes], origin: str) -> dict[str, Any]:
    """The proof that the log only grew from one signed checkpoint to another."""
    return {
        "v": 1,
        "kind": "consistency",
        "origin": origin,
        "old": old,
        "new": new,
        "path": [to64(node) for node in path],
    }


@dataclass(frozen=True, slots=True)
class ProvenAct:
    """An act that the log's key stands for. `log_index`: None while there is only the promise of one.

    `body`: None where the act names none, and where the one it names was erased or is kept back.
    """

    act: ReadAct
    log_index: int | None
    body: str | None

    @property
    def names_body(self) -> bool:
        return self.act.body is not UNSET


@dataclass(frozen=True, slots=True)
class Proven:
    """What a form proves. `heads`: the log's signed checkpoints in it, the newest last."""

    form: AnyForm
    acts: tuple[ProvenAct, ...]
    heads: tuple[Checkpoint, ...]


def verify(data: bytes, keys: Iterable[VerifyingKey]) -> Proven:
    """What a receipt, pack or consistency proof proves to someone who trusts these keys of one log.

    `keys`: the log's public keys, old ones included. Refuses: Forged, in the order of `Forgery`.
    """
    form = read_form(data)
    trusted = [key for key in dict.fromkeys(keys) if key.name == form.origin]
    match form:
        case BatchReceipt():
            return _verify_batch_receipt(form, trusted)
        case LogReceipt():
            return _verify_log_receipt(form, trusted)
        case Pack():
            return _verify_pack(form, trusted)
        case Consistency():
            return _verify_consistency(form, trusted)


def open_checkpoint(note: str | bytes, origin: str, trusted: Sequence[VerifyingKey]) -> Checkpoint:
    """A log's signed checkpoint. Refuses: OTHER_LOG, BAD_CHECKPOINT, OTHER_KEY, BAD_SIGNATURE."""
    _same_log(origin, trusted)
    try:
        return notes.open_checkpoint(note, trusted, origin=origin)
    except notes.BadNote as error:
        raise Forged(_NOTE_REASONS.get(type(error), Forgery.BAD_CHECKPOINT), str(error)) from error


_NOTE_REASONS = {
    notes.OtherLog: Forgery.OTHER_LOG,
    notes.Unsigned: Forgery.OTHER_KEY,
    notes.BadSignature: Forgery.BAD_SIGNATURE,
}


def _verify_batch_receipt(form: BatchReceipt, trusted: Sequence[VerifyingKey]) -> Proven:
    data, act = read_act(form.act)
    _same_log(form.origin, trusted)
    _check_batch(form, merkle.leaf_hash(data), trusted)
    return Proven(form, (ProvenAct(act, None, None),), ())


def _verify_log_receipt(form: LogReceipt, trusted: Sequence[VerifyingKey]) -> Proven:
    data, act = read_act(form.act)
    checkpoint = open_checkpoint(form.checkpoint, form.origin, trusted)
    _check_place(merkle.leaf_hash(data), form.index, form.path, checkpoint)
    return Proven(form, (ProvenAct(act, form.index, None),), (checkpoint,))


def _verify_consistency(form: Consistency, trusted: Sequence[VerifyingKey]) -> Proven:
    path = read_path(form.path)
    old = open_checkpoint(form.old, form.origin, trusted)
    new = open_checkpoint(form.new, form.origin, trusted)
    check_same(old, new)
    try:
        merkle.check_consistency(old.size, old.root, new.size, new.root, path)
    except ValueError as error:
        raise Forged(Forgery.BAD_PATH, str(error)) from error
    return Proven(form, (), (old, new))


def check_same(one: Checkpoint, other: Checkpoint) -> None:
    """Two signed heads of one size must be one head. Refuses: FORKED."""
    if one.size == other.size and one.root != other.root:
        raise Forged(Forgery.FORKED, f"two roots over {one.size} acts")


def _verify_pack(form: Pack, trusted: Sequence[VerifyingKey]) -> Proven:
    read = [read_act(packed.act) for packed in form.acts]
    for number, packed in enumerate(form.acts, 1):
        _check_packed(packed, number, form.checkpoint)
    _same_log(form.origin, trusted)
    checkpoint = None
    if form.checkpoint is not None:
        checkpoint = open_checkpoint(form.checkpoint, form.origin, trusted)
    for packed, (data, _) in zip(form.acts, read, strict=True):
        _check_proofs(packed, merkle.leaf_hash(data), checkpoint, trusted)
    acts = [act for _, act in read]
    _check_one_life(acts, form.reservation)
    _check_order(acts, [packed.index for packed in form.acts if packed.index is not None])
    bodies = [_body(packed.body, act) for packed, act in zip(form.acts, acts, strict=True)]
    places = [packed.index for packed in form.acts]
    proven = [ProvenAct(*parts) for parts in zip(acts, places, bodies, strict=True)]
    return Proven(form, tuple(proven), () if checkpoint is None else (checkpoint,))


def _check_packed(packed: PackedAct, number: int, checkpoint: str | None) -> None:
    if (packed.index is None) != (packed.path is None):
        raise Forged(Forgery.WRONG_SHAPE, f"act {number} has an index or a path, but not both")
    if packed.index is not None and checkpoint is None:
        raise Forged(Forgery.WRONG_SHAPE, f"act {number} has a place in the log, but there is no checkpoint")
    if packed.index is None and packed.batch is None:
        raise Forged(Forgery.UNPROVEN, f"act {number}")


def _check_proofs(
    packed: PackedAct, leaf: bytes, checkpoint: Checkpoint | None, trusted: Sequence[VerifyingKey]
) -> None:
    if packed.batch is not None:
        _check_batch(packed.batch, leaf, trusted)
    if packed.index is not None and packed.path is not None and checkpoint is not None:
        _check_place(leaf, packed.index, packed.path, checkpoint)


def _check_one_life(acts: Sequence[ReadAct], reservation: str) -> None:
    for number, act in enumerate(acts, 1):
        if act.seller != acts[0].seller:
            raise Forged(Forgery.OTHER_SELLER, f"act {number} is of {act.seller}")
        if act.subject != reservation:
            raise Forged(Forgery.OTHER_RESERVATION, f"act {number} is of {act.subject}")


def _check_order(acts: Sequence[ReadAct], places: Sequence[int]) -> None:
    numbers = [act.n for act in acts]
    if len({act.id for act in acts}) < len(acts):
        raise Forged(Forgery.REPEATED_ACT)
    if sorted(numbers) != list(range(1, len(acts) + 1)):
        raise Forged(Forgery.GAP, f"the numbers are {', '.join(map(str, numbers[:20]))}")
    if numbers != sorted(numbers):
        raise Forged(Forgery.OUT_OF_ORDER, f"the numbers are {', '.join(map(str, numbers[:20]))}")
    # The log keeps the order of each reservation's acts, so places rise with numbers.
    if list(places) != sorted(set(places)):
        raise Forged(Forgery.OUT_OF_ORDER, "places in the log do not rise with the acts' numbers")


def _body(body: PackedBody | None, act: ReadAct) -> str | None:
    if body is None:
        return None
    if act.body is UNSET:
        raise Forged(Forgery.BODY_UNNAMED, f"act {act.n}")
    if salted(*read_body(body)).hex() != act.body:
        raise Forged(Forgery.BODY_SWAPPED, f"act {act.n}")
    return body.bytes


def _same_log(origin: str, trusted: Sequence[VerifyingKey]) -> None:
    if not trusted:
        raise Forged(Forgery.OTHER_LOG, f"it says it is of {origin!r}")


def _check_batch(proof: BatchProof, leaf: bytes, trusted: Sequence[VerifyingKey]) -> None:
    root, path = read64(proof.root, merkle.HASH_BYTES), read_path(proof.path)
    signature = read64(proof.signature, SIGNATURE_BYTES)
    signers = [key for key in trusted if key.hint == proof.key]
    if not signers:
        raise Forged(Forgery.OTHER_KEY, f"it says it is signed with {proof.key}")
    if not any(key.verifies_batch(signature, proof.size, root) for key in signers):
        raise Forged(Forgery.BAD_SIGNATURE, f"not signed with {proof.key}")
    _check_path(leaf, proof.index, proof.size, path, root)


def _check_place(leaf: bytes, index: int, path: tuple[str, ...], checkpoint: Checkpoint) -> None:
    _check_path(leaf, index, checkpoint.size, read_path(path), checkpoint.root)


def _check_path(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    if index >= size:
        raise Forged(Forgery.OUTSIDE, f"place {index} of {size}")
    try:
        found = merkle.root_from_path(leaf, index, size, path)
    except ValueError as error:
        raise Forged(Forgery.BAD_PATH, str(error)) from error
    if found != root:
        raise Forged(Forgery.BAD_PATH, f"place {index} of {size} leads to another root")


def _batch_proofs(rows: Sequence[Sequence[bytes]], key: str, signature: bytes) -> list[dict[str, Any]]:
    # A node stands in many paths: each is written in base64 once, and paths are picked from the texts.
    written = [[to64(node) for node in row] for row in rows]
    size, root, signed = len(rows[0]), written[-1][0], to64(signature)
    return [
        {"index": index, "size": size, "path": path, "root": root, "key": key, "signature": signed}
        for index, path in enumerate(merkle.all_paths(written))
    ]


def _batch_proof(
    path: Sequence[bytes], index: int, rows: Sequence[Sequence[bytes]], key: str, signature: bytes
) -> dict[str, Any]:
    return {
        "index": index,
        "size": len(rows[0]),
        "path": [to64(node) for node in path],
        "root": to64(rows[-1][0]),
        "key": key,
        "signature": to64(signature),
    }
