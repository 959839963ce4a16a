"""Reads a letter: what it is, whose words it holds, what is asked, and why we think so.

Pure: no database, network, clock or chance; the same letter always gives the same reading. A reading never acts.
`maybe` means that a person decides while the clock runs.
"""

from __future__ import annotations

from dataclasses import replace

from fourthact.correspondence.reader import bounces, kinds, quoting
from fourthact.correspondence.reader.reading import Asked, Failed, Intent, Kind, Likely, Reading
from fourthact.correspondence.reader.requests.judge import Judged, Words, heard_whole, judge
from fourthact.correspondence.reader.tongues import language_of
from fourthact.mail.parse import Letter

__all__ = ["Asked", "Failed", "Intent", "Kind", "Likely", "Reading", "read"]

OWN_CHARACTERS_MAX = 40_000
_NOTHING_ASKED = Judged((), "no", "no", ())


def read(letter: Letter, envelope_from: str | None) -> Reading:
    """How this message is understood. `envelope_from` is the return path; empty for the null sender."""
    parted = _parted(letter)
    own = parted.own[:OWN_CHARACTERS_MAX]
    kind, failed, why = _certain(letter, envelope_from)
    judged = _NOTHING_ASKED
    if kind is Kind.PERSON:
        judged = judge(_words(letter, parted, own))
        kind, why, judged = _by_words(letter, own, judged)
        judged = judged if kind in (Kind.PERSON, Kind.LIST) else _NOTHING_ASKED
        if kind is Kind.PERSON and not _read_whole(letter, parted):
            judged = _doubted(judged)
    return Reading(
        kind=kind,
        failed_recipients=failed,
        original_message_id=bounces.original_message_id(letter) if failed or kind is Kind.BOUNCE else "",
        feedback_type=bounces.report_field(letter, "feedback-type"),
        disposition=bounces.report_field(letter, "disposition"),
        own_text=own,
        quoted_text=parted.quoted,
        language=language_of(own if len(own) > 20 else f"{letter.subject}\n{own}"),
        intents=judged.intents,
        wants_out_or_money=judged.wants_out_or_money,
        asks_to_cancel=judged.asks_to_cancel,
        why=(*why, *judged.why),
    )


def words_of(letter: Letter) -> Words:
    """The words of a letter by where they stand, as they are judged."""
    parted = _parted(letter)
    return _words(letter, parted, parted.own[:OWN_CHARACTERS_MAX])


def _parted(letter: Letter) -> quoting.Parted:
    return quoting.part(letter.words, letter.from_.name if letter.from_ else "", letter.subject)


def _certain(letter: Letter, envelope_from: str | None) -> tuple[Kind, tuple[Failed, ...], tuple[str, ...]]:
    """The kind, as far as form and headers tell; a person's, where they do not."""
    if letter.header("x-fourthact-loop"):
        return Kind.OWN_LOOP, (), ("the message is one of ours",)
    report = kinds.machine_report(letter)
    if report is not None:
        return report, (), ("a report in a standard form",)
    failed, how = bounces.failures(letter, envelope_from)
    if how:
        return kinds.of_failures(failed), failed, (how,)
    auto = kinds.auto_by_header(letter)
    return (Kind.AUTO_REPLY, (), (auto,)) if auto else (Kind.PERSON, (), ())


def _by_words(letter: Letter, own: str, judged: Judged) -> tuple[Kind, tuple[str, ...], Judged]:
    """The kind by what the words look like; nobody's clear request is thrown away as a machine's or as spam."""
    auto = kinds.auto_by_words(letter, own)
    if auto and judged.wants_out_or_money != "yes":
        return Kind.AUTO_REPLY, (auto,), judged
    sold = kinds.spam(letter, own)
    if sold and "bait" not in sold and judged.asks_to_cancel == "yes":
        doubted = replace(judged, asks_to_cancel="maybe")
        return (
            Kind.PERSON,
            (f"a clear request, though it looks like spam ({sold}): a person reads it",),
            doubted,
        )
    if sold:
        return Kind.SPAM, (sold,), judged
    if letter.header("list-id") and letter.header("list-unsubscribe"):
        return Kind.LIST, ("sent through a list",), judged
    return Kind.PERSON, (), judged


def _read_whole(letter: Letter, parted: quoting.Parted) -> bool:
    if not letter.is_whole or letter.words.count("\n") >= quoting.LINES_MAX:
        return False
    return len(parted.own) <= OWN_CHARACTERS_MAX and heard_whole(parted.own)


def _doubted(judged: Judged) -> Judged:
    """A request, or its taking back, may stand where nothing was read: no word above it is the last one."""
    return replace(
        judged,
        wants_out_or_money="maybe" if judged.wants_out_or_money == "no" else judged.wants_out_or_money,
        asks_to_cancel="maybe" if judged.asks_to_cancel == "yes" else judged.asks_to_cancel,
        why=(*judged.why, "not all of it was read: a person reads the rest"),
    )


def _words(letter: Letter, parted: quoting.Parted, own: str) -> Words:
    passed_on = parted.forwarded
    return Words(
        own=own,
        subject=letter.subject,
        forwarded=passed_on.text if passed_on else "",
        forwarded_by_writer=bool(passed_on and letter.from_ and _same(letter, passed_on.author)),
        quoted=parted.quoted,
        answers=bool(letter.in_reply_to or letter.references),
        unsure=parted.unsure,
    )


def _same(letter: Letter, author: str) -> bool:
    """Whether the author of a passed-on message is who passes it on."""
    assert letter.from_ is not None
    name, address = letter.from_.name.lower(), letter.from_.address.lower()
    author = author.lower()
    return bool(address and address in author) or bool(len(name) > 3 and name in author)
