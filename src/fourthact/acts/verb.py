"""A verb: what a caller may ask for, written once for one request and run for whole batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec

from fourthact.acts.act import By, Draft, Fold, Recorded, Row
from fourthact.values.errors import Broken

R = TypeVar("R", bound=Row)
A = TypeVar("A", bound=msgspec.Struct)
A_contra = TypeVar("A_contra", bound=msgspec.Struct, contravariant=True)

Place = tuple[Fold[Any], UUID]
# Table, seller and id of a row. The ids as integers: hashing a UUID costs ten times as much, 60 times a request.
Spot = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: one of our own parts (`by`), or whoever holds the API key with this id and digest."""

    seller: UUID
    by: By | None = None
    key_id: UUID | None = None


class World:
    """What a batch has read, and what its earlier requests made of it: the state a verb decides on."""

    __slots__ = ("_rows", "_seller", "seller")

    def __init__(self, seller: UUID, rows: dict[Spot, Row | None]) -> None:
        self.seller = seller
        self._seller = seller.int
        self._rows = rows

    def get(self, fold: Fold[R], key: UUID) -> R | None:
        """A row, or None where there is none. Errors: Broken if the verb did not say it would read it."""
        try:
            row = self._rows[fold.table, self._seller, key.int]
        except KeyError:
            raise Broken(f"{fold.table} {key} is used and was not read") from None
        assert row is None or isinstance(row, fold.row)
        return row


class Verb(Protocol[A_contra]):
    """A short imperative of a room. `scope`: what an API key needs; None: our own parts only.

    `locks`: the subjects that acts will be added to (new ones included). `reads`: the rows it looks at.
    `decide`: the drafts of what happens now; raises `Refused`, in order of precedence. Pure.
    """

    @property
    def name(self) -> str: ...

    @property
    def scope(self) -> str | None: ...

    def locks(self, seller: UUID, args: A_contra) -> Iterable[UUID]: ...

    def reads(self, seller: UUID, args: A_contra) -> Iterable[Place]: ...

    def decide(self, args: A_contra, by: By, world: World, now: datetime) -> Sequence[Draft]: ...


@dataclass(frozen=True, slots=True)
class Request(Generic[A]):
    """One request to the spine. `input`: the caller's input, canonical, for telling a repeat from a reuse."""

    verb: Verb[A]
    caller: Caller
    key: str
    args: A
    input: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: its acts, as recorded, and the receipt of the first. `repeated`: told before."""

    acts: Sequence[Recorded]
    by: By
    receipt: dict[str, Any] | None = None
    repeated: bool = False
    raw: Sequence[bytes] = field(default=())

    @property
    def first(self) -> Recorded:
        return self.acts[0]
