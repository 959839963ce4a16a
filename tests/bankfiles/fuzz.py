"""Every bank file that nobody here wrote, damaged at random: read with totals that add up, or refused with a sentence.

`python -m tests.bankfiles.fuzz --n 100000 --seed 1` prints what came of it, the slowest file and the peak of memory,
and stops at the first fault with the seed and the number that make it again.
"""

from __future__ import annotations

import random
import re
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec

from fourthact.bankfiles import Reading, Statement, movements, read
from fourthact.bankreading import told
from fourthact.values.errors import Refused
from tests.bankfiles.score import samples

SECONDS_MAX = (
    60  # of the processor: a file of a few hundred KB takes milliseconds; who is not done by then hangs
)
Random = random.Random
Mutation = Callable[[bytes, Random], bytes]
BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>'
)
NUMBERS = (
    b"0",
    b"-1",
    b"1e9",
    b"NaN",
    b"0x10",
    b"9" * 400,
    b"1.",
    b".5",
    b"1,5",
    b"1.000,00",
    b"1'000.00",
    b"00.000001",
    b"\xd9\xa5",
    b"+7",
    b"",
    b" 5 ",
    b"Infinity",
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "cp500", "utf-7", "shift_jis", "latin-1")
DECLARED = (
    b"UTF-16",
    b"UTF-8",
    b"ISO-8859-1",
    b"klingon",
    b"UTF-7",
    b"cp037",
    b"ascii",
    b"shift_jis",
    b"idna",
    b"hex",
)


STINGS = tuple(b"( ) [ ] { } * + ? . ^ $ | \\ \\d : ; , \t ' \" & < > % \x00 \r".split(b" "))


def flip(raw: bytes, chance: Random) -> bytes:
    found = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def cut(raw: bytes, chance: Random) -> bytes:
    at, end = sorted((chance.randrange(len(raw)), chance.randrange(len(raw))))
    return chance.choice((raw[:at], raw[at:], raw[:at] + raw[end:]))


def encode(raw: bytes, chance: Random) -> bytes:
    words = raw.decode("utf-8", "replace")
    return words.encode(chance.choice(ENCODINGS), "replace")


def declare(raw: bytes, chance: Random) -> bytes:
    name = chance.choice(DECLARED)
    if b"encoding=" not in raw[:100]:
        return b'<?xml version="1.0" encoding="' + name + b'"?>' + raw
    return re.sub(rb"encoding=([\"'])[^\"']*", rb"encoding=\1" + name, raw, count=1)


def _line(raw: bytes, chance: Random) -> tuple[list[bytes], int]:
    """The file in lines, or an XML file in elements, and one of them."""
    parts = re.split(rb"(?<=>)(?=<)|(?<=\n)", raw)
    return parts, chance.randrange(len(parts))


def drop(raw: bytes, chance: Random) -> bytes:
    parts, at = _line(raw, chance)
    return b"".join(parts[:at] + parts[at + 1 :])


def double(raw: bytes, chance: Random) -> bytes:
    parts, at = _line(raw, chance)
    return b"".join(parts[: at + 1] + parts[at : at + chance.choice((1, 2, 10))] + parts[at + 1 :])


def swap(raw: bytes, chance: Random) -> bytes:
    parts, at = _line(raw, chance)
    other = chance.randrange(len(parts))
    parts[at], parts[other] = parts[other], parts[at]
    return b"".join(parts)


def _element(raw: bytes, chance: Random) -> re.Match[bytes] | None:
    """A whole element without others of its name inside."""
    opened = re.findall(rb"<([A-Za-z][\w:]*)[\s>]", raw)
    if not opened:
        return None
    name = re.escape(chance.choice(opened))
    found = list(re.finditer(rb"<" + name + rb"(?:\s[^>]*)?>.*?</" + name + rb">", raw, re.DOTALL))
    return chance.choice(found) if found else None


def drop_element(raw: bytes, chance: Random) -> bytes:
    found = _element(raw, chance)
    return raw[: found.start()] + raw[found.end() :] if found else drop(raw, chance)


def double_element(raw: bytes, chance: Random) -> bytes:
    found = _element(raw, chance)
    return raw[: found.end()] + found[0] + raw[found.end() :] if found else double(raw, chance)


def empty_element(raw: bytes, chance: Random) -> bytes:
    found = _element(raw, chance)
    if not found:
        return drop(raw, chance)
    return raw[: found.start()] + re.sub(rb">.*</", b"></", found[0], flags=re.DOTALL) + raw[found.end() :]


def number(raw: bytes, chance: Random) -> bytes:
    found = list(re.finditer(rb"\d+(?:[.,]\d+)?", raw))
    if not found:
        return flip(raw, chance)
    at = chance.choice(found)
    other = chance.choice((chance.choice(NUMBERS), str(chance.randrange(10**6)).encode(), at[0] + b"1"))
    return raw[: at.start()] + other + raw[at.end() :]


def sign(raw: bytes, chance: Random) -> bytes:
    marks = {
        b"CRDT": b"DBIT",
        b"DBIT": b"CRDT",
        b"BOOK": b"PDNG",
        b"PDNG": b"BOOK",
        b"true": b"false",
        b"false": b"true",
        b"C": b"D",
        b"D": b"C",
        b"-": b"+",
        b"RC": b"RD",
        b"EUR": b"JPY",
        b"CHF": b"EUR",
    }
    found = list(re.finditer(rb"CRDT|DBIT|BOOK|PDNG|true|false|EUR|CHF|RC|[CD](?=\d)|-(?=\d)", raw))
    if not found:
        return flip(raw, chance)
    at = chance.choice(found)
    return raw[: at.start()] + marks[at[0]] + raw[at.end() :]


def deepen(raw: bytes, chance: Random) -> bytes:
    depth, at = chance.choice((10, 63, 64, 65, 5_000)), raw.find(b">", chance.randrange(len(raw))) + 1
    return raw[:at] + b"<a>" * depth + chance.choice((b"", b"</a>" * depth)) + raw[at:]


def swell(raw: bytes, chance: Random) -> bytes:
    at, size = chance.randrange(len(raw)), chance.choice((1_000, 70_000, 1_000_000))
    return (
        raw[:at]
        + chance.choice((b"x", b"9", b" ", b"\n", b"<", b"&", b"\xff", b":", b'"', b";", b"/")) * size
        + raw[at:]
    )


def bomb(raw: bytes, chance: Random) -> bytes:
    at = raw.find(b"?>") + 2 if raw.startswith(b"<?xml") else 0
    inside = raw.find(b">", chance.randrange(len(raw))) + 1
    return (
        raw[:at]
        + chance.choice((BOMB, OUTSIDE))
        + raw[at:inside]
        + chance.choice((b"&j;", b"&e;"))
        + raw[inside:]
    )


def splice(raw: bytes, chance: Random) -> bytes:
    words = chance.choice(
        (
            b"\x00",
            b"\r",
            b"\r\r\n",
            b"\x1a",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"]]>",
            b"\xef\xbb\xbf",
            b"&amp;",
            b"&#0;",
            b"&#55296;",
            b"&#x110000;",
            b"<?x y?>",
            b"\n:61:",
            b"\n:86:",
            b"\n:62F:",
            b"\n-}",
            b"\n\n",
            b'"',
            "\u202e".encode(),
            "\U0001f600".encode(),
            b"\xed\xa0\x80",
            b"=1+1",
        )
    )
    at = chance.randrange(len(raw))
    return raw[:at] + words + raw[at:]


def sting(raw: bytes, chance: Random) -> bytes:
    """Letters that mean something to somebody on the way: to a pattern, a table, a line."""
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice(STINGS) * chance.choice((1, 1, 3)) + raw[at + chance.choice((0, 1)) :]


MUTATIONS: tuple[Mutation, ...] = (
    flip, cut, encode, declare, drop, double, swap, drop_element, double_element, empty_element, number, number, sign,
    deepen, swell, bomb, splice, sting,
)  # fmt: skip


class Fault(Exception):
    """A damaged file was neither read with its totals nor refused with a sentence."""


def damaged(seed: int, files: list[bytes], number: int) -> tuple[bytes, str]:
    """The `number`th damaged file of a seed, always the same; and how it was damaged."""
    chance = Random(f"{seed} {number}")
    raw, how = files[number % len(files)], []
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        mutation = chance.choice(MUTATIONS)
        how.append(mutation.__name__)
        raw = mutation(raw, chance) or b" "
    return raw, " ".join(how)


def outcome(raw: bytes) -> str:
    """What became of a file, in a word. Errors: Fault, and whatever the reader raises that it must not."""
    try:
        with not_for_ever():
            reading = read(raw)
    except Refused as no:
        if not 20 < len(no.sentence) < 900 or not no.sentence.isprintable():
            raise Fault(f"the refusal is no sentence for people: {no.sentence!r}") from no
        return no.reason.code
    for statement in reading.statements:
        _weigh(statement)
    for statement, moved in movements(reading):
        booked = Counter[str]()
        for entry in statement.entries:
            if entry.status == "booked":
                booked[entry.amount.currency] += entry.amount.minor
        for movement in moved:
            booked[movement.amount.currency] -= movement.amount.minor
            assert movement.booked_on
            assert isinstance(movement.written + movement.other_account, str)
        if any(booked.values()):
            raise Fault(f"what would be booked is not what the statement says: {dict(booked)}")
    if not reading.statements and not reading.orders:
        raise Fault("read, and nothing in it")
    _said(reading)
    return "alarm" if any(statement.alarms for statement in reading.statements) else "read"


def _weigh(statement: Statement) -> None:
    """Add it up anew: what the reader says of the sums has to be so."""
    opening = next((b.amount for b in statement.balances if b.role == "opening"), None)
    closing = next((b.amount for b in reversed(statement.balances) if b.role == "closing"), None)
    if opening is None or closing is None:
        return
    moved = sum(entry.amount.minor for entry in statement.entries if entry.status == "booked")
    fits = opening.minor + moved == closing.minor
    if (
        statement.adds_up is None
        or (statement.adds_up and not fits)
        or (statement.kind != "CSV" and fits != statement.adds_up)
    ):
        raise Fault(f"{opening} and {moved} make {closing}: adds_up is {statement.adds_up}")
    if not statement.adds_up and not statement.alarms:
        raise Fault("it does not add up, and nobody is told")


def _said(reading: Reading) -> None:
    """As `bank read` tells it: a document that can be written and read."""
    words: Any = msgspec.json.decode(msgspec.json.encode(told(reading)))
    if len(words["statements"]) != len(reading.statements):
        raise Fault("the document is not the reading")


@contextmanager
def not_for_ever() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise Fault(f"not done after {SECONDS_MAX} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS_MAX)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@click.command()
@click.option("--n", "count", default=20_000, show_default=True, help="How many damaged files.")
@click.option("--seed", default=1, show_default=True)
@click.option("--first", default=0, show_default=True, help="The number to begin with.")
@click.option("--keep-going", is_flag=True, help="Do not stop at the first fault.")
def main(count: int, seed: int, first: int, *, keep_going: bool) -> None:
    """Damage and read."""
    files = [path.read_bytes() for path in samples()]
    files = [raw for raw in files if raw]
    counts: Counter[str] = Counter()
    slowest, faults = (0.0, 0), 0
    for number in range(first, first + count):
        raw, how = damaged(seed, files, number)
        began = time.perf_counter()
        try:
            counts[outcome(raw)] += 1
        except Exception as fault:
            faults += 1
            click.echo(f"seed {seed} number {number} ({how}): {type(fault).__name__}: {str(fault)[:300]}")
            if not keep_going:
                raise
        slowest = max(slowest, (time.perf_counter() - began, number))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for what, many in counts.most_common():
        click.echo(f"{many:8,} {what}")
    click.echo(
        f"{count:,} damaged files of {len(files)}, seed {seed}: {faults} faults; slowest {slowest[0]:.2f} s (number"
        f" {slowest[1]}), peak {peak:.0f} MiB"
    )
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
