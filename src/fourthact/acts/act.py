"""An act: what happened, to what, when, by whom; and what a room makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec

from fourthact.acts.encode import check_canonical
from fourthact.ledger.lines import Line
from fourthact.values import ids

canonical = msgspec.json.Encoder(order="sorted").encode


class Act(msgspec.Struct, frozen=True):
    """What can have happened, as a room's frozen value. Its tag is stored for ever and never reused."""

    tag: ClassVar[str]


class By(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it: `holder`, `staff`, `integration`, `rail`, `bank`, `mail`, `clock`, `seller`
    or `representative`: who acts for the holder.
    """

    kind: str
    id: str | None = None


class EvidenceHash(msgspec.Struct, frozen=True):
    """What an act says of one piece of evidence. `hash`: hex of sha256(salt || content)."""

    hash: str
    kind: str


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The stored form of every act (docs/spec/act-bytes.md). Fields stand in canonical order."""

    at: str
    by: By
    data: msgspec.Raw
    id: str
    n: int
    nonce: str
    seller: str
    subject: str
    tag: str
    v: int
    body: str | None = None
    evidence: tuple[EvidenceHash, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence as the caller hands it over: kept aside, named in the act by a salted hash."""

    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """An act that a room has decided on; the spine numbers, times, hashes and writes it.

    `body`: personal data and free text, kept beside the act and erasable.
    """

    kind: str
    subject: UUID
    act: Act
    body: Mapping[str, Any] | None = None
    evidence: Sequence[Evidence] = ()
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act as it stands in the record. `body` is None where there is none, or where it was erased."""

    seller: UUID
    id: UUID
    kind: str
    subject: UUID
    n: int
    at: datetime
    by: By
    act: Act
    body: Mapping[str, Any] | None


class Row(msgspec.Struct, frozen=True):
    """Base of every state: exactly the columns of its table, keyed by the seller and an id."""

    seller: UUID
    id: UUID


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Fold(Generic[R]):
    """How a table's rows follow from acts: the state of anything is the fold of its acts.

    `key`: the id of the row that an act changes, None if it changes none. `evolve`: what is now true.
    `due`: what must happen by when if nobody moves, by verb.
    """

    table: str
    row: type[R]
    follows: tuple[type[Act], ...]
    key: Callable[[Recorded], UUID | None]
    evolve: Callable[[R | None, Recorded], R]
    due: Callable[[R], Mapping[str, datetime]] | None = None


def subject_of(recorded: Recorded) -> UUID:
    """The usual key of a fold: the row of the act's own subject."""
    return recorded.subject


# What each act that moves money means in money, by the act and the day of its value.
Entries = Mapping[type[Act], Callable[[Any, date], Sequence[Line]]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days of a seller's books are open: the fold whose row says so, and what it says.

    `row`: the id of a seller's row, also the subject of the acts that close days. `open_from`: the first open day.
    """

    fold: Fold[Any]
    row: Callable[[UUID], UUID]
    open_from: Callable[[Any], date | None]


@dataclass(frozen=True, slots=True)
class Room:
    """What the spine, the audit and the docs must know of a room."""

    name: str
    acts: tuple[type[Act], ...]
    folds: tuple[Fold[Any], ...]
    entries: Entries = field(default_factory=dict)


class House:
    """All rooms together: which class a tag stands for, which folds follow it, which lines it makes."""

    def __init__(self, rooms: Sequence[Room], calendar: Calendar | None = None) -> None:
        self.rooms = tuple(rooms)
        self.calendar = calendar
        self.acts = {act.tag: act for room in rooms for act in room.acts}
        self.folds = tuple(fold for room in rooms for fold in room.folds)
        assert len(self.acts) == sum(len(room.acts) for room in rooms), "an act's tag is used twice"
        self._followers = {act: [f for f in self.folds if act in f.follows] for act in self.acts.values()}
        self._entries = {
            act: [room.entries[act] for room in rooms if act in room.entries] for act in self.acts.values()
        }
        self._decoders = {tag: msgspec.json.Decoder(act) for tag, act in self.acts.items()}

    def followers(self, act: Act) -> Sequence[Fold[Any]]:
        return self._followers[type(act)]

    def lines(self, recorded: Recorded) -> list[Line]:
        """The ledger lines that an act makes, over all rooms."""
        act, on = recorded.act, recorded.at.date()
        return [line for entries in self._entries[type(act)] for line in entries(act, on)]

    def read(self, raw: bytes, body: bytes | None) -> Recorded:
        """The act behind stored bytes. Errors: msgspec.ValidationError if it is not one of ours."""
        return self._recorded(_envelopes.decode(raw), body)

    def read_strictly(self, raw: bytes) -> tuple[Recorded, Envelope]:
        """The same without its body, and only if the bytes are the one spelling of it. Errors: ValueError besides.

        What we wrote comes out byte for byte when it is written anew, which is quick to see; only what does not,
        or has a number that may be too long for JSON, is read sign by sign.
        """
        envelope = _envelopes.decode(raw)
        recorded = self._recorded(envelope, None)
        again = msgspec.structs.replace(envelope, data=msgspec.Raw(canonical(recorded.act)))
        if canonical(again) != raw or _LONG_NUMBER.search(raw):
            check_canonical(raw)
        return recorded, envelope

    def _recorded(self, envelope: Envelope, body: bytes | None) -> Recorded:
        kind = KINDS[envelope.subject[:3]]
        return Recorded(
            seller=ids.inner("seller", envelope.seller),
            id=ids.inner("act", envelope.id),
            kind=kind,
            subject=ids.inner(kind, envelope.subject),
            n=envelope.n,
            at=datetime.fromisoformat(envelope.at),
            by=envelope.by,
            act=self._decoders[envelope.tag].decode(envelope.data),
            body=None if body is None else msgspec.json.decode(body),
        )


def spelled(envelope: Envelope) -> bytes:
    """The bytes of an act that is to be written. Errors: ValueError for a number that no strict reader would read."""
    raw = canonical(envelope)
    if _LONG_NUMBER.search(raw):
        check_canonical(raw)
    return raw


KINDS = {prefix: kind for kind, prefix in ids.PREFIXES.items()}
_envelopes = msgspec.json.Decoder(Envelope)
_LONG_NUMBER = re.compile(rb"[:,\[]-?[0-9]{16}")
