"""The forms in which proofs are handed out, and how bytes from a stranger are read into them.

Nothing here checks a signature. Shapes: `act-bytes.md`, `receipts.md` and `packs.md` in `docs/spec`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from fourthact.acts.encode import INTEGER_MAX, SALT_BYTES, check_canonical, from64
from fourthact.acts.forged import Forged, Forgery
from fourthact.acts.merkle import HASH_BYTES
from fourthact.values.time import parse_instant

# A reservation of ten thousand acts with long bodies is far below this.
FILE_BYTES_MAX = 64 * 2**20
# A path has one hash per level of the tree, and no tree has 2^64 leaves.
PATH_MAX = 64

Count = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
Index = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
Path = Annotated[tuple[str, ...], Meta(max_length=PATH_MAX)]
Hex16 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Id = Annotated[str, Meta(pattern=r"\A[a-z]{3}_[0-9a-f]{32}\Z")]
ActId = Annotated[str, Meta(pattern=r"\Aact_[0-9a-f]{32}\Z")]
SellerId = Annotated[str, Meta(pattern=r"\Aslr_[0-9a-f]{32}\Z")]
ReservationId = Annotated[str, Meta(pattern=r"\Arsv_[0-9a-f]{32}\Z")]
InstantText = Annotated[
    str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z\Z")
]
Word = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]*\Z", max_length=64)]
Tag = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z", max_length=128)]


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly its members: whatever a stranger adds, a key of their own for instance, is refused."""


class Actor(Form, frozen=True):
    """Who did it. `id`: absent for those who have none, as the clock."""

    kind: Word
    id: Annotated[str, Meta(min_length=1, max_length=128)] | UnsetType = UNSET


class NamedEvidence(Form, frozen=True):
    """A piece of evidence, named by the salted hash of its content."""

    hash: Hex32
    kind: Word


class ReadAct(Form, frozen=True):
    """An act as anybody can read it, without knowing what its tag means."""

    at: InstantText
    by: Actor
    data: dict[str, Any]
    id: ActId
    n: Count
    nonce: Hex16
    seller: SellerId
    subject: Id
    tag: Tag
    v: int
    body: Hex32 | UnsetType = UNSET
    evidence: Annotated[tuple[NamedEvidence, ...], Meta(min_length=1)] | UnsetType = UNSET

    @property
    def instant(self) -> datetime:
        return parse_instant(self.at)


class BatchProof(Form, frozen=True):
    """An act's place in a batch that the log's key has signed: the promise that it will be in the log."""

    index: Index
    size: Count
    path: Path
    root: str
    key: str
    signature: str


class BatchReceipt(BatchProof, frozen=True):
    """The receipt at once: an act with its batch proof."""

    v: int
    kind: str
    origin: str
    act: str

    @property
    def proof(self) -> BatchProof:
        return self


class LogReceipt(Form, frozen=True):
    """The receipt for good: an act with its place in the log under a checkpoint."""

    v: int
    kind: str
    origin: str
    act: str
    index: Index
    path: Path
    checkpoint: str


class PackedBody(Form, frozen=True):
    """What stands beside an act, as long as it is not erased. `bytes`: the body's exact text."""

    salt: Hex32
    bytes: str


class PackedAct(Form, frozen=True):
    """One act of a pack. Shapes: `index` and `path` come together or not at all."""

    act: str
    index: Index | None
    path: Path | None
    batch: BatchProof | None
    body: PackedBody | None


class Pack(Form, frozen=True):
    """A whole reservation as it is exported: every act from the first on, each with its proof."""

    v: int
    kind: str
    origin: str
    reservation: ReservationId
    acts: Annotated[tuple[PackedAct, ...], Meta(min_length=1)]
    checkpoint: str | None


class Consistency(Form, frozen=True):
    """The proof that a log has only grown between two of its checkpoints."""

    v: int
    kind: str
    origin: str
    old: str
    new: str
    path: Path


AnyForm = BatchReceipt | LogReceipt | Pack | Consistency
FORMS: dict[str, type[AnyForm]] = {
    "batch": BatchReceipt,
    "log": LogReceipt,
    "reservation": Pack,
    "consistency": Consistency,
}
VERSION = 1
F = TypeVar("F", bound=Form)


def read_form(data: bytes) -> AnyForm:
    """The form in a file. Refuses: TOO_LARGE, NOT_JSON, REPEATED_NAME, UNKNOWN_FORM, WRONG_SHAPE."""
    if len(data) > FILE_BYTES_MAX:
        raise Forged(Forgery.TOO_LARGE, f"{len(data):,} bytes, more than {FILE_BYTES_MAX:,}")
    value = _strict_json(data)
    if not isinstance(value, dict):
        raise Forged(Forgery.UNKNOWN_FORM, "not an object")
    kind, version = value.get("kind"), value.get("v")
    if not isinstance(kind, str) or kind not in FORMS or type(version) is not int or version != VERSION:
        raise Forged(Forgery.UNKNOWN_FORM, f"kind {kind!r}, version {version!r}")
    return _convert(value, FORMS[kind], Forgery.WRONG_SHAPE)


def read_act(text: str) -> tuple[bytes, ReadAct]:
    """The exact bytes of an act, and the act in them. Refuses: BAD_ACT."""
    try:
        data = text.encode("utf-8")
        value = check_canonical(data)
    except ValueError as error:
        raise Forged(Forgery.BAD_ACT, str(error)) from error
    act = _convert(value, ReadAct, Forgery.BAD_ACT)
    if act.v != VERSION:
        raise Forged(Forgery.BAD_ACT, f"version {act.v}")
    try:
        parse_instant(act.at)
    except ValueError as error:
        raise Forged(Forgery.BAD_ACT, f"{act.at} is no instant") from error
    return data, act


def read_path(path: Path) -> list[bytes]:
    """The hashes of a path. Refuses: WRONG_SHAPE."""
    return [read64(text, HASH_BYTES) for text in path]


def read64(text: str, length: int) -> bytes:
    """Bytes of a known length from base64. Refuses: WRONG_SHAPE."""
    try:
        return from64(text, length)
    except ValueError as error:
        raise Forged(Forgery.WRONG_SHAPE, str(error)) from error


def read_body(body: PackedBody) -> tuple[bytes, bytes]:
    """(salt, bytes) of a body. Refuses: WRONG_SHAPE."""
    try:
        salt, data = bytes.fromhex(body.salt), body.bytes.encode("utf-8")
    except ValueError as error:
        raise Forged(Forgery.WRONG_SHAPE, str(error)) from error
    assert len(salt) == SALT_BYTES, "the shape says so"
    return salt, data


def _convert(value: Any, form: type[F], reason: Forgery) -> F:
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        raise Forged(reason, str(error)) from error


def _strict_json(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except (ValueError, RecursionError) as error:
        raise Forged(Forgery.NOT_JSON, str(error)) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Forged(Forgery.REPEATED_NAME, repr(twice))
    return members


def _no_float(text: str) -> None:
    raise Forged(Forgery.WRONG_SHAPE, f"{text} is not a whole number")
