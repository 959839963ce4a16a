"""Says in plain words what a receipt, an exported reservation or a checkpoint proves; offline, by key alone.

Nothing here asks a database, a network or a clock, and no key is taken from what is verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fourthact.acts import checkpoint as notes
from fourthact.acts.checkpoint import Checkpoint, VerifyingKey
from fourthact.acts.forged import Forged, Forgery
from fourthact.acts.forms import BatchReceipt, Consistency, LogReceipt, Pack
from fourthact.acts.proofs import Proven, ProvenAct, check_same, open_checkpoint, verify
from fourthact.values.money import Money
from fourthact.values.plain import plain

__all__ = ["Forged", "Forgery", "Report", "verify_file"]

# Enough to recognise an act by; the whole text is in the file.
TEXT_MAX = 160


@dataclass(frozen=True, slots=True)
class Report:
    """What has been proven, for a person. `proven`: sentences; `acts`: a line each; `limits`: not shown.

    `heads`: the log's checkpoints that the file carries, the newest last, for a caller who keeps them.
    """

    kind: str
    proven: tuple[str, ...]
    acts: tuple[str, ...]
    limits: tuple[str, ...]
    heads: tuple[Checkpoint, ...]

    @property
    def text(self) -> str:
        parts = [
            *self.proven,
            *(f"  {act}" for act in self.acts),
            *(f"Not shown: {it}" for it in self.limits),
        ]
        return "\n".join(parts) + "\n"


def verify_file(data: bytes, vkey: str, *, against: str | None = None) -> Report:
    """What a file proves to someone who trusts `vkey`.

    `vkey`: the seller's public key, `name+hash+base64`; after a rotation all of them, parted by white space.
    `against`: the text of a checkpoint of the same log that the caller kept from before.
    Errors: BadNote for a key that is none. Refuses: Forged, in the order of `Forgery`.
    """
    keys = read_keys(vkey)
    if _is_form(data):
        report = _report(verify(data, keys))
    else:
        checkpoint = _open(data, keys)
        report = Report("checkpoint", (_head(checkpoint),), (), (_LATER,), (checkpoint,))
    if against is None:
        return report
    return _compared(report, _open(against, keys))


def read_keys(vkey: str) -> list[VerifyingKey]:
    """The public keys in a text. Errors: BadNote for one that is malformed, or none at all."""
    keys = [VerifyingKey.parse(word) for word in vkey.split()]
    if not keys:
        raise notes.BadNote("no public key is given")
    return keys


_LATER = "whether the log has grown since."
_PROMISE = "that it stands in the log already: ask for its log receipt once it does."
_TAIL = "whether acts came after the last one here: ask the log for a newer export."


def _is_form(data: bytes) -> bool:
    # A checkpoint begins with a log's name, a form with a brace; what is neither is told that it is no JSON.
    return data.lstrip()[:1] in (b"{", b"[", b"") or "— ".encode() not in data


def _open(note: str | bytes, keys: list[VerifyingKey]) -> Checkpoint:
    # A checkpoint says itself which log it is of; one of an unknown log is refused for that before all else.
    text = note if isinstance(note, str) else note.decode("utf-8", "replace")
    return open_checkpoint(note, *_of_log(text.partition("\n")[0], keys))


def _of_log(origin: str, keys: list[VerifyingKey]) -> tuple[str, list[VerifyingKey]]:
    return origin, [key for key in dict.fromkeys(keys) if key.name == origin]


def _report(proven: Proven) -> Report:
    match proven.form:
        case BatchReceipt():
            said = "The seller has signed for this act and promised that it will be in the log."
            return _single("receipt", said, _PROMISE, proven)
        case LogReceipt():
            place = proven.acts[0].log_index
            said = f"This act stands in the seller's log, at index {place}."
            return _single("log receipt", said, _LATER, proven)
        case Pack():
            return _pack(proven)
        case Consistency():
            return _consistency(proven)


def _single(kind: str, said: str, limit: str, proven: Proven) -> Report:
    lines = (said, *map(_head, proven.heads))
    return Report(kind, lines, (_act_line(proven.acts[0]),), (limit,), proven.heads)


def _pack(proven: Proven) -> Report:
    acts = proven.acts
    logged = sum(act.log_index is not None for act in acts)
    promised = f", {len(acts) - logged} are signed for and promised to it" if logged < len(acts) else ""
    lines = [
        f"Every one of the {len(acts)} acts here of the reservation {acts[0].act.subject} is proven: "
        f"{logged} stand in the seller's log{promised}.",
        f"They are numbered 1 to {len(acts)} without a gap: none between the first and the last is left out.",
    ]
    lines += map(_head, proven.heads)
    texts = sum(act.body is not None for act in acts)
    missing = sum(act.names_body and act.body is None for act in acts)
    if texts:
        lines.append(f"The texts of {texts} acts are the ones that those acts name.")
    limits = [_TAIL]
    if missing:
        limits.append(
            f"the texts of {missing} acts: they were erased or are kept back; the acts stand without."
        )
    listed = [line for act in acts for line in _act_lines(act)]
    return Report("reservation", tuple(lines), tuple(listed), tuple(limits), proven.heads)


def _consistency(proven: Proven) -> Report:
    old, new = proven.heads
    said = (
        f"The log {plain(new.origin)} of {new.size:,} acts begins with the same {old.size:,} acts as before."
    )
    return Report("consistency", (said, _head(new)), (), (_LATER,), proven.heads)


def _compared(report: Report, kept: Checkpoint) -> Report:
    if not report.heads:
        return _with(
            report, limit="anything about the checkpoint that you kept: this file has none of its own."
        )
    for head in report.heads:
        if head.origin != kept.origin:
            raise Forged(Forgery.OTHER_LOG, f"the checkpoint that you kept is of {kept.origin!r}")
        check_same(head, kept)
    if kept.size in {head.size for head in report.heads}:
        return _with(report, line="The checkpoint that you kept says the same.")
    limit = f"that the log begins with the {kept.size:,} acts of the checkpoint that you kept: ask for a"
    return _with(report, limit=f"{limit} consistency proof.")


def _with(report: Report, *, line: str | None = None, limit: str | None = None) -> Report:
    proven = report.proven if line is None else (*report.proven, line)
    limits = report.limits if limit is None else (*report.limits, limit)
    return Report(report.kind, proven, report.acts, limits, report.heads)


def _head(checkpoint: Checkpoint) -> str:
    name = plain(checkpoint.origin)
    return f"The log {name} had {checkpoint.size:,} acts when its key signed this checkpoint."


def _act_line(proven: ProvenAct) -> str:
    act = proven.act
    when = act.instant.strftime("%Y-%m-%d %H:%M:%S UTC")
    what = ", ".join(f"{plain(name)} {_value(value)}" for name, value in act.data.items())
    return f"{act.n:>3}  {when}  {act.by.kind:<11}  {act.tag}" + (f"  ({_cut(what)})" if what else "")


def _act_lines(proven: ProvenAct) -> list[str]:
    line = _act_line(proven)
    if proven.body is not None:
        return [line, f"     text: {_cut(plain(proven.body))}"]
    return [line, "     text: erased or kept back"] if proven.names_body else [line]


def _value(value: Any) -> str:
    match value:
        case {"minor": int(minor), "currency": str(currency), **rest} if not rest:
            return _money(minor, currency)
        case dict():
            return "{" + ", ".join(f"{plain(name)} {_value(member)}" for name, member in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case None | bool():
            return {None: "none", True: "yes", False: "no"}[value]
        case _:
            return plain(str(value))


def _money(minor: int, currency: str) -> str:
    try:
        return str(Money(minor, currency))
    except ValueError:  # a currency that this version does not know is shown as it stands
        return f"{plain(currency)} {minor} (minor units)"


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_MAX else text[: TEXT_MAX - 1] + "…"
