"""How a message would be read, stored by nobody: what stands in it, what it asks, and the outcome it would get."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from fourthact.correspondence.reader import Reading, read
from fourthact.correspondence.rules import Understood, outcome_of
from fourthact.mail import Attachment, Letter, parse


class FailedShown(msgspec.Struct, frozen=True):
    """A recipient who was not reached, or not yet. `hard`: the address itself is dead."""

    address: str
    status: str
    action: str
    permanent: bool
    hard: bool
    diagnostic: str


class AskedShown(msgspec.Struct, frozen=True):
    """One piece of evidence: the words, where they stand, and the rule that took them so."""

    intent: str
    strength: str
    words: str
    rule: str
    where: str


class AttachmentShown(msgspec.Struct, frozen=True):
    """A part kept aside, never opened. Units: bytes."""

    name: str
    type: str
    size_bytes: int
    sha256: str


class Preview(msgspec.Struct, frozen=True):
    """One message, as it would be read. `outcome`: from a sender who is known by more than a number, with a
    reservation that stands; `outcome_unproven`: from anybody else. `clock`: whether it starts the refund clock."""

    bytes: int
    sha256: str
    kind: str
    outcome: str
    outcome_unproven: str
    clock: bool
    wants_out_or_money: str
    asks_to_cancel: str
    intents: tuple[str, ...]
    asked: tuple[AskedShown, ...]
    failed_recipients: tuple[FailedShown, ...]
    original_message_id: str
    feedback_type: str
    disposition: str
    language: str
    own_text: str
    quoted_text: str
    subject: str
    sender_name: str
    sender_address: str
    to: tuple[str, ...]
    message_id: str
    date: datetime | None
    attachments: tuple[AttachmentShown, ...]
    defects: tuple[str, ...]
    why: tuple[str, ...]


def preview(raw: bytes, envelope_from: str | None = None) -> Preview:
    """Read a message as the house would. `envelope_from`: its return path, where known; empty: the null sender."""
    letter = parse(raw)
    reading = read(letter, envelope_from)
    meant = understood(reading)
    outcome, clock = outcome_of(meant, may_cancel=True)
    return Preview(
        bytes=len(raw),
        sha256=hashlib.sha256(raw).hexdigest(),
        outcome=outcome,
        outcome_unproven=outcome_of(meant, may_cancel=False)[0],
        clock=clock,
        intents=meant.intents,
        **_read(reading),
        **_written(letter),
    )


def _read(reading: Reading) -> dict[str, Any]:
    failed = (
        FailedShown(
            address=storable(one.address),
            status=one.status,
            action=one.action,
            permanent=one.permanent,
            hard=one.hard,
            diagnostic=storable(one.diagnostic),
        )
        for one in reading.failed_recipients
    )
    asked = (
        AskedShown(one.intent.value, one.strength, storable(one.evidence), one.rule, one.where)
        for one in reading.intents
    )
    return {
        "kind": reading.kind.value,
        "wants_out_or_money": reading.wants_out_or_money,
        "asks_to_cancel": reading.asks_to_cancel,
        "asked": tuple(asked),
        "failed_recipients": tuple(failed),
        "original_message_id": storable(reading.original_message_id),
        "feedback_type": storable(reading.feedback_type),
        "disposition": storable(reading.disposition),
        "language": reading.language,
        "own_text": storable(reading.own_text),
        "quoted_text": storable(reading.quoted_text),
        "why": tuple(storable(reason) for reason in reading.why),
    }


def _written(letter: Letter) -> dict[str, Any]:
    return {
        "subject": storable(letter.subject),
        "sender_name": storable(letter.from_.name) if letter.from_ else "",
        "sender_address": storable(letter.from_.address) if letter.from_ else "",
        "to": tuple(storable(box.address) for box in letter.to),
        "message_id": storable(letter.message_id),
        "date": letter.date,
        "attachments": tuple(_aside(one) for one in letter.attachments),
        "defects": letter.defects,
    }


def _aside(one: Attachment) -> AttachmentShown:
    return AttachmentShown(storable(one.name), storable(one.type), one.size, one.sha256)


def storable(text: str) -> str:
    """A stranger's text without what JSON cannot carry (lone surrogates, NUL)."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")


def understood(reading: Reading) -> Understood:
    """What a decision needs of a reading; each intent once, in the order in which it stands."""
    return Understood(
        kind=reading.kind.value,
        asks_to_cancel=reading.asks_to_cancel,
        wants_out_or_money=reading.wants_out_or_money,
        intents=tuple(dict.fromkeys(asked.intent.value for asked in reading.intents)),
        language=reading.language,
    )
