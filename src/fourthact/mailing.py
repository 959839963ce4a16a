"""`mail read`: how messages from files, folders, mailboxes and standard input would be read. Stores nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from fourthact.correspondence.previews import Preview, preview
from fourthact.values.plain import plain, plain_json

# More than any mail server carries; what is longer is refused by ours too.
MESSAGE_BYTES_MAX = 134_217_728
MBOX_LINE = b"From "


@dataclass(frozen=True, slots=True)
class Given:
    """A message as it was given, or why there is none. `number` counts in its file, from 1."""

    source: str
    number: int
    raw: bytes
    error: str = ""


class Unread(msgspec.Struct, frozen=True):
    """What was no message, and why."""

    source: str
    number: int
    error: str


class _Place(msgspec.Struct, frozen=True):
    """Where a message stood."""

    source: str
    number: int


def run(paths: Sequence[str], *, as_json: bool) -> int:
    """Say of each message how it would be read. Returns 1 if anything could not be read, else 0."""
    failed = False
    for one in given(paths):
        failed = failed or bool(one.error)
        if one.error:
            click.echo(plain(f"fourthact: {one.source}: {one.error}"), err=True)
        if as_json:
            click.echo(plain_json(as_line(one)))
        elif not one.error:
            click.echo("\n".join(plain(line) for line in _told(one, preview(one.raw))))
    return 1 if failed else 0


def as_line(one: Given) -> str:
    """One JSON document on one line."""
    if one.error:
        return msgspec.json.encode(Unread(one.source, one.number, one.error)).decode()
    place = msgspec.to_builtins(_Place(one.source, one.number))
    return msgspec.json.encode({**place, **msgspec.to_builtins(preview(one.raw))}).decode()


def given(paths: Sequence[str]) -> Iterator[Given]:
    """Every message that the paths hold, one at a time: `-` is standard input, a folder is walked in order."""
    for path in paths:
        if path == "-":
            yield from _messages("-", sys.stdin.buffer)
        elif Path(path).is_dir():
            for inside in sorted(Path(path).rglob("*")):
                if inside.is_file():
                    yield from _file(inside)
        else:
            yield from _file(Path(path))


def _file(path: Path) -> Iterator[Given]:
    name = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        with path.open("rb") as stream:
            yield from _messages(name, stream)
    except OSError as away:
        yield Given(name, 1, b"", f"cannot be opened: {away.strerror}")


def _messages(source: str, stream: BinaryIO) -> Iterator[Given]:
    """The messages of a stream: one, or, where it starts like an mbox, as many as that holds."""
    number = 0
    for number, raw in enumerate(_split(stream), 1):
        if len(raw) > MESSAGE_BYTES_MAX:
            yield Given(source, number, b"", f"longer than {MESSAGE_BYTES_MAX} bytes, which is no mail")
        else:
            yield Given(source, number, raw)
    if not number:
        yield Given(source, 1, b"", "it is empty: there is no message in it")


def _split(stream: BinaryIO) -> Iterator[bytes]:
    """Bytes of each message, cut one byte above the limit. Source: RFC 4155, and the quoting that mboxrd adds."""
    held = bytearray()
    first = stream.readline(1_048_576)
    is_mbox, blank = first.startswith(MBOX_LINE), False
    line = first
    while line:
        if is_mbox and blank and _starts(line):
            yield bytes(held)
            held.clear()
        if is_mbox and line.startswith(b">") and line.lstrip(b">").startswith(MBOX_LINE):
            line = line[1:]
        if len(held) <= MESSAGE_BYTES_MAX:
            held += line[: MESSAGE_BYTES_MAX + 1 - len(held)]
        blank = not line.strip(b"\r\n")
        line = stream.readline(1_048_576)
    if held:
        yield bytes(held)


def _starts(line: bytes) -> bool:
    """Whether a line starts the next message of an mbox: `From`, a sender, and a time of day."""
    words = line.split()
    return (
        line.startswith(MBOX_LINE) and len(words) >= 5 and any(word.count(b":") in (1, 2) for word in words)
    )


def _told(one: Given, seen: Preview) -> Iterator[str]:
    """A message for a person at a terminal."""
    yield f"{one.source}{f' ({one.number})' if one.number > 1 else ''}: {seen.subject[:100]!r}"
    yield f"  kind      {seen.kind}, in {seen.language}, from {seen.sender_address or 'nobody'}"
    for failed in seen.failed_recipients:
        hard = ", the address is dead" if failed.hard else ""
        yield f"  failed    {failed.address} {failed.status} {failed.action}{hard}"
    if seen.kind in ("person", "list"):
        yield f"  wants out or money: {seen.wants_out_or_money}; asks to cancel: {seen.asks_to_cancel}"
        yield from (f"  asks      {one.intent} ({one.strength}): {one.words!r}" for one in seen.asked[:8])
    unproven = f" ({seen.outcome_unproven} where the sender is not proven)"
    yield f"  outcome   {seen.outcome}{unproven if seen.outcome != seen.outcome_unproven else ''}"
    yield from (f"  because   {reason}" for reason in seen.why[:8])
    yield from (f"  broken    {defect}" for defect in seen.defects[:8])
