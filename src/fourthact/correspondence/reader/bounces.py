"""Which of our messages did not arrive, at whom, and why: delivery reports in the standard form and in free text."""

from __future__ import annotations

import json
import re
from typing import Literal

from fourthact.correspondence.reader.marks import mark
from fourthact.correspondence.reader.reading import DEAD_WORDS, LIVING_WORDS, Failed
from fourthact.mail.parse import Letter

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
_ACTIONS: dict[str, Action] = {
    "failed": "failed", "failure": "failed", "fail": "failed", "delayed": "delayed", "delay": "delayed",
    "delivered": "delivered", "relayed": "relayed", "expanded": "expanded",
}  # fmt: skip
_USUAL: dict[Action, str] = {
    "failed": "5.0.0", "delayed": "4.0.0", "delivered": "2.0.0", "relayed": "2.0.0", "expanded": "2.0.0",
}  # fmt: skip
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\"-]{1,320}@[A-Za-z0-9.-]{1,255}|[\w.+-]{1,320}@\[[\d.]+\]"
)
_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)")
_CODE = re.compile(r"(?<![\d.@-])([45]\d\d)(?=[\s\-:;>,)]|$)")
_MACHINE = mark("mail-daemons", r"^{}$")
_SUBJECT = mark("report-subjects")
_BROKEN_SUBJECT = mark("failure-subjects")
_OPENING = mark("failure-openings", r"^\s*{}")
_FAILURE_WORDS = mark("failure-words")
_DELAYED_WORDS = mark("delay-words")
_ORIGINAL = mark("returned-message", r"^\W{0,6}(?:-{2,}|=|_{2,})?\s*{}")
_TRANSCRIPT = mark("transcript", r"^\W{0,12}{}")
_FOLLOW = mark("recipients-follow")
_WRITER = re.compile(r"^\s*(?:(?:mail )?from|sender|reply-to|return-path)\s*:", re.IGNORECASE)
_BARE = re.compile(r"^\s+(?P<name>[\w.+-]{2,64})(?:\s{2,}.*)?$")
TEXT_MAX = 30_000


def failures(letter: Letter, envelope_from: str | None) -> tuple[tuple[Failed, ...], str]:
    """The recipients that a message says were not reached (or not yet), and by what it was known; else nothing."""
    reported = _reported(letter) or _written_out(letter.text[:TEXT_MAX])
    if reported:
        return reported, "a delivery status notification"
    notified = _notified(letter)
    if notified:
        return notified, "a notification of Amazon SES"
    named = _ADDRESS.findall(letter.header("x-failed-recipients"))
    if named:
        return _each(named, letter, "failed"), "X-Failed-Recipients"
    structured = any("delivery-status" in kind for kind, _ in letter.reports)
    nobody = "a delivery status notification that names nobody" if structured else ""
    if not _machine_wrote(letter, envelope_from):
        return (), nobody
    text = _notice(letter)
    if not _FAILURE_WORDS.search(text) and not _BROKEN_SUBJECT.search(letter.subject):
        return (), nobody
    action: Action = (
        "delayed"
        if _DELAYED_WORDS.search(text) and not re.search(r"permanent|fatal errors? -", text, re.I)
        else "failed"
    )
    return _each(_recipients(letter, text), letter, action), "a notice of a mail server in free text"


def report_field(letter: Letter, name: str) -> str:
    """A field of a report for machines, or the empty text."""
    for _, text in letter.reports:
        hit = re.search(rf"^{re.escape(name)}\s*:\s*(.*)$", text, re.IGNORECASE | re.MULTILINE)
        if hit:
            return hit[1].strip()
    return ""


def original_message_id(letter: Letter) -> str:
    """The Message-ID of the message of ours that a report is about, or the empty text."""
    for text in (*letter.returned, letter.text[:TEXT_MAX], *(text for _, text in letter.reports)):
        hit = re.search(
            r"^\s*(?:original-)?message-id\s*:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE
        )
        if hit:
            return hit[1]
    return next(iter(letter.in_reply_to), "")


def _reported(letter: Letter) -> tuple[Failed, ...]:
    found: dict[str, Failed] = {}
    for kind, text in letter.reports:
        if "delivery-status" not in kind:
            continue
        for block in re.split(r"\n\s*\n", text.replace("\r", "")):
            one = _recipient_block(block)
            if one is not None:
                found.setdefault(one.address.lower(), one)
    return tuple(found.values())


_NOTIFIED: dict[str, Action] = {"Bounce": "failed", "Delivery": "delivered"}


def _notified(letter: Letter) -> tuple[Failed, ...]:
    """Amazon's notices are JSON in a mail. Source: Amazon SES, contents of notifications."""
    text = letter.text[:TEXT_MAX].lstrip()
    if not text.startswith("{") or "notificationType" not in text:
        return ()
    try:
        told, _ = json.JSONDecoder().raw_decode(re.sub(r"\n", "", text))
        if "notificationType" not in told:
            told = json.loads(told["Message"])  # as the Simple Notification Service wraps it
        kind = told["notificationType"]
        if kind not in _NOTIFIED:
            return ()
        list_of = told["bounce"]["bouncedRecipients"] if kind == "Bounce" else told["delivery"]["recipients"]
        each = [one if isinstance(one, dict) else {"emailAddress": str(one)} for one in list_of]
        usual = "5.0.0" if kind == "Bounce" else "2.0.0"
        return tuple(
            Failed(
                str(one["emailAddress"]).strip("<>"),
                str(one.get("status") or usual),
                _ACTIONS.get(str(one.get("action")).lower(), _NOTIFIED[kind]),
                str(one.get("diagnosticCode", "")),
            )
            for one in each
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        # Cut off or changed by a relay: it is still a machine's, and names nobody with certainty.
        return ()


def _written_out(text: str) -> tuple[Failed, ...]:
    """The fields of a delivery status that stand in plain text, as when the structure around them is broken."""
    if not re.search(r"^Action:\s*(?:failed|delayed)", text, re.IGNORECASE | re.MULTILINE):
        return ()
    blocks = (
        _recipient_block(block) for block in re.split(r"\n\s*\n", text) if "final-recipient" in block.lower()
    )
    return tuple(one for one in blocks if one is not None)


def _recipient_block(block: str) -> Failed | None:
    unfolded = re.sub(r"\n[ \t]+", " ", block)
    fields = {name.strip().lower(): value.strip() for name, colon, value in
              (line.partition(":") for line in unfolded.split("\n")) if colon}  # fmt: skip
    # The original recipient is whom we wrote to; the final one may be known only behind that server.
    final, original = (_address(fields.get(f"{which}-recipient", "")) for which in ("final", "original"))
    address = original if re.search(r"@[^@]+\.", original) or not final else final
    if not address:
        return None
    diagnostic = fields.get("diagnostic-code", "")
    status = next(iter(_STATUS.findall(fields.get("status", ""))), "")
    if not status or status.endswith(".0.0"):
        status = next(iter(_STATUS.findall(diagnostic)), status)
    word = re.split(r"\W", fields.get("action", "").lower() + " ")[0]
    action = _ACTIONS.get(word) or ("delayed" if status.startswith("4") else "failed")
    if not status:
        code = next(iter(_CODE.findall(diagnostic)), "")
        status = f"{code[0]}.0.0" if code else _USUAL[action]
    return Failed(address, status, action, diagnostic)


def _address(field: str) -> str:
    """The address of a recipient's field, whatever it stands in. Source: RFC 3464, RFC 6533 section 3 (utf-8)."""
    kind, _, value = field.rpartition(";")
    value = value.strip().strip("<>")
    if kind.strip().lower() == "utf-8":
        value = _XTEXT.sub(_letter, value)
        if re.fullmatch(r"[^\s@<>]{1,320}@[^\s@<>]{1,255}", value):
            return value
    hit = _ADDRESS.search(value)
    return hit.group().strip("'\"") if hit else (value if "@" in value else "")


def _letter(written: re.Match[str]) -> str:
    number = int(written[1], 16)
    return chr(number) if number < 0x110000 and chr(number).isprintable() else written[0]


def _machine_wrote(letter: Letter, envelope_from: str | None) -> bool:
    senders = [letter.from_.address if letter.from_ else "", *_ADDRESS.findall(letter.header("sender"))]
    daemon = any(_MACHINE.match(sender.partition("@")[0].strip("\"'")) for sender in senders if sender)
    daemon = daemon or bool(letter.from_ and _MACHINE.match(letter.from_.name))
    shown = bool(
        letter.from_
        and re.search(
            r"mail(?:er)?[ -]?(?:delivery|daemon|administrator)|postmaster|mail system",
            letter.from_.name,
            re.I,
        )
    )
    path = envelope_from if envelope_from is not None else letter.header("return-path")
    null = path.strip() in ("", "<>") and (envelope_from is not None or bool(letter.header("return-path")))
    told = bool(_BROKEN_SUBJECT.search(letter.subject))
    structured = letter.content_type == "multipart/report" or letter.report_type == "delivery-status"
    if _OPENING.match(letter.subject) and _FAILURE_WORDS.search(_notice(letter)[:1_500]):
        return True
    if structured or (daemon and (told or null or bool(_SUBJECT.search(letter.subject)))):
        return True
    if (null or shown or daemon) and (told or bool(_FAILURE_WORDS.search(_notice(letter)))):
        return not letter.header("auto-submitted").lower().startswith("auto-replied (vac")
    return False


def _names(text: str) -> str:
    """The part of a notice that names whom it did not reach: above the transcript of the session."""
    hit = _TRANSCRIPT.search(text)
    return text[: hit.start()] if hit and "@" in text[: hit.start()] else text


def _notice(letter: Letter) -> str:
    """The server's own words: the text above the copy of the returned message."""
    text = (letter.text or letter.html_text)[:TEXT_MAX]
    starts = [hit.start() for hit in _ORIGINAL.finditer(text) if hit.start() > 30]
    for start in starts:
        if re.search(r"@", text[:start]):
            return text[:start]
    return text


def _recipients(letter: Letter, text: str) -> list[str]:
    ours = {box.address.lower() for box in (*letter.to, *letter.cc)} | (
        {letter.from_.address.lower()} if letter.from_ else set()
    )
    text = _names(text)
    meant = _delivered_for(letter)
    below = _listed(letter, text, meant)
    if below:
        return below
    start = _FOLLOW.search(text)
    if start is not None and _ADDRESS.search(text, start.end()):
        text = text[start.start() :]
    near: list[str] = []
    anywhere: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _WRITER.match(line):
            continue
        for found in _ADDRESS.findall(line):
            address = found.strip("'\".`").rpartition("=")[2]
            if address.lower() in ours or _MACHINE.match(address.partition("@")[0]):
                continue
            anywhere.append(address)
            around = " ".join(lines[number : number + 3])
            if (
                _FAILURE_WORDS.search(around)
                or _STATUS.search(around)
                or re.match(r"^\s*[<\s]*" + re.escape(address) + r"[>:\s]*", line)
            ):
                near.append(address)
    if not anywhere:
        for returned in (*letter.returned, (letter.text or letter.html_text)[:TEXT_MAX]):
            hit = re.search(
                r"^(?:to|x-original-to|x-rcpt-to)\s*:(.*)$", returned, re.IGNORECASE | re.MULTILINE
            )
            if hit:
                anywhere.extend(
                    address for address in _ADDRESS.findall(hit[1]) if address.lower() not in ours
                )
    sure = [address for address in anywhere if address.lower() in meant]
    return list(dict.fromkeys(address.lower() for address in (sure or near or anywhere)))[:50]


def _listed(letter: Letter, text: str, meant: set[str]) -> list[str]:
    """The names that stand by themselves, indented, below `the following recipients`: a mailbox of that server."""
    start = _FOLLOW.search(text)
    if start is None:
        return []
    below = re.split(r"\n[ \t]*\n", text[start.end() :].partition("\n")[2].strip("\n"))[0]
    if _ADDRESS.search(below):
        return []
    names = [hit["name"].lower() for hit in map(_BARE.match, below.split("\n")) if hit]
    told = [address for address in sorted(meant) if address.partition("@")[0] in names]
    home = letter.from_.address.rpartition("@")[2].lower() if letter.from_ else ""
    return told or ([f"{name}@{home}" for name in names[:1]] if home else [])


def _delivered_for(letter: Letter) -> set[str]:
    """The recipients that servers noted in the way of the returned message (`for <…>`)."""
    below = (letter.text or letter.html_text)[:TEXT_MAX]
    notes = re.findall(
        r"^[>\s]+(?:.{0,300}\s)?for <([^<>\s]{3,320})>", "\n".join((*letter.returned, below)), re.MULTILINE
    )
    return {note.lower() for note in notes}


def _around(text: str, address: str, addresses: list[str]) -> str:
    """What a notice says of an address: its line and what follows, up to the next recipient."""
    low = text.lower()
    place = low.find(address.lower())
    if place < 0:
        return text
    first = low.rfind("\n", 0, place) + 1
    others = (
        low.find(other.lower(), place + len(address))
        for other in addresses
        if other.lower() != address.lower()
    )
    end = min((other for other in others if other >= 0), default=place + 600)
    return text[first : min(end, place + 600)]


def _each(addresses: list[str], letter: Letter, action: Action) -> tuple[Failed, ...]:
    text = _notice(letter)
    made: list[Failed] = []
    for address in dict.fromkeys(addresses):
        around = _around(text, address, addresses)
        status = next(iter(_STATUS.findall(around)), "") or next(iter(_STATUS.findall(text)), "")
        code = next(iter(_CODE.findall(around)), "") or next(iter(_CODE.findall(text)), "")
        if not status:
            status = f"{code[0]}.0.0" if code else "4.0.0" if action == "delayed" else "5.0.0"
        lines = [one.strip() for one in around.split("\n")]
        line = next(
            (
                one
                for words in (LIVING_WORDS, DEAD_WORDS, _FAILURE_WORDS)
                for one in lines
                if words.search(re.sub(re.escape(address), "", one, flags=re.IGNORECASE))
            ),
            lines[0],
        )
        known: Action = (
            "delayed"
            if action == "failed" and status.startswith("4") and _DELAYED_WORDS.search(text)
            else action
        )
        made.append(Failed(address, status, known, line[:300]))
    return tuple(made)
