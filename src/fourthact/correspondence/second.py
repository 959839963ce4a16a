"""What other readers say of a letter, and how little it may change: `no` may become `maybe`, and `yes` too."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import structlog

from fourthact.correspondence.reader import Kind, Reading
from fourthact.mail import Letter
from fourthact.readers.contract import SECONDS, SecondReader, Suggestion, Written

log = structlog.get_logger()
_BY_PERSONS = (Kind.PERSON, Kind.LIST)


async def looked_at(
    reading: Reading, letter: Letter, readers: Mapping[str, SecondReader], seconds: float = SECONDS
) -> Reading:
    """The reading after each other reader looked at the letter. One that fails or is late is named in `why`."""
    if reading.kind not in _BY_PERSONS:
        return reading
    written = Written(letter.subject, reading.own_text, reading.quoted_text, reading.language)
    for name, reader in readers.items():
        try:
            suggestion = await asyncio.wait_for(asyncio.to_thread(reader.look, written), seconds)
        except Exception as error:  # noqa: BLE001 - a stranger's program; the letter has been read already
            log.warning("a reader gave no answer", reader=name, error=str(error) or type(error).__name__)
            reading = replace(reading, why=(*reading.why, f"the reader {name} gave no answer"))
        else:
            reading = doubted(reading, letter.subject, name, suggestion)
    return reading


def doubted(reading: Reading, subject: str, name: str, said: Suggestion) -> Reading:
    """The reading with the doubt that a suggestion raises. It never gains certainty, and never loses a request."""
    wants, cancels, why = reading.wants_out_or_money, reading.asks_to_cancel, list(reading.why)
    if said.wants_out_or_money and wants == "no":
        words = " ".join(said.words.split())
        if words and words in " ".join(f"{subject}\n{reading.own_text}".split()):
            wants = "maybe"
            why.append(f"the reader {name} takes {words[:200]!r} for a request: {said.why[:400]}")
        else:
            why.append(f"the reader {name} suggests a request in words that do not stand in the letter")
    if said.doubts_cancelling and cancels == "yes":
        cancels = "maybe"
        why.append(f"the reader {name} doubts that the reservation is to end: {said.why[:400]}")
    return replace(reading, wants_out_or_money=wants, asks_to_cancel=cancels, why=tuple(why))
