"""Whose words are these: the writer's own, what they answer, and what they pass on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fourthact.correspondence.reader.marks import alternatives, mark

LINES_MAX = 8_000
RULE_CHARACTERS_MAX = 200
_MARK = re.compile(r"^\s*(?:>|\|\s|&gt;)")
_DEVICE = mark("device-footers", r"^\s*[-–—*_<\[(]*\s*{}\s*[)\]>]*\s*$")
_DEVICE_ENGLISH = re.compile(r"^\s*[-–—*_<\[(]*\s*sent (?:from|via|with|using)\b.{2,60}$", re.IGNORECASE)
# `Sent from my desk is easier than from the train.` is said by a person.
_SENTENCE = re.compile(r"\bsent from\b.*\b(?:is|was|are|were)\b", re.IGNORECASE)
_WROTE = alternatives("wrote")
_ATTRIBUTION = re.compile(
    rf"^(?=.*(?:\d|@)).{{3,400}}?(?:{_WROTE})"
    r"(?:[^.\n]|(?<=[\d ]\d)\.|(?<= \w\w)\.|(?<= \w\w\w)\.){0,160}[:：]\s*[*>]*\s*$",
    re.IGNORECASE,
)
_ATTRIBUTION_BARE = re.compile(
    r"^\s*(?:[*_]*)(?:on|le|il|am|el|em|op|den|dne|dnia|em|\d{1,4}[./년-]).*(?:\d{4}|\d{1,2}[:h.]\d{2}).*[:：]\s*$",
    re.IGNORECASE,
)
# A date, a name and an address before a colon, as programs write whose language has no verb there.
_ATTRIBUTION_SILENT = re.compile(r"^(?=.*\d{4})(?=.*\d{1,2}[:h.]\d{2}).{10,200}<[^<>\s]+@[^<>\s]+>\s?:\s*$")
_FORWARD_WORD = alternatives("forwarded")
_ORIGINAL_WORD = alternatives("original")
_RULE_LINE = re.compile(
    rf"^\s*[>*]*\s*(?:[-_=—–~*]{{2,}}\s*(?=.{{0,80}}(?:{_ORIGINAL_WORD}|{_FORWARD_WORD}|mess?ag|메시지|메일|mail))"
    rf".{{3,90}}?\s*[-_=—–~*]{{2,}}\s*[:>]*|-{{2,}}\s*(?=.*\d).{{5,160}}(?:{_WROTE})\s*-{{2,}}|{alternatives('forward-openings')})\s*$",
    re.IGNORECASE,
)
_LONG_RUN = re.compile(r"([-_=—–~*]{8})[-_=—–~*]+|(\s{2})\s+")
_FORWARDED = re.compile(_FORWARD_WORD, re.IGNORECASE)
_KEY = alternatives("header-names")
_HEADER = re.compile(rf"^[\s>*_]*+(?P<key>{_KEY})\s*[*_]*\s*[:：]\s*[*_]*\s*(?P<value>.*)$", re.IGNORECASE)
_RULE_AND_HEADER = re.compile(
    rf"^\s*-{{2,}}\s*(?:{_FORWARD_WORD}|{_ORIGINAL_WORD})[^-]{{0,40}}-{{2,}}\s*(?:{_KEY})\s?:", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]")
_UNSEEN = re.compile("[\u200e\u200f\ufeff]")
_SENDER_KEYS = mark("sender-names", r"^{}$")
_ADDRESS = re.compile(r"[\w.+=#%-]+@[\w.-]+")
_SIGNATURE = re.compile(r"^-- ?$|^—$|^__$|^--\s*$")
_LONG_RULE = re.compile(r"^\s*[-_=]{10,}\s*$")
_DATED = re.compile(r"\d{1,2}[:h.]\d{2}|\b(?:19|20)\d\d\b")
_REPLY_LINE = mark("reply-lines", r"^\W*{}\W*$")
_WROTE_WORD = re.compile(_WROTE, re.IGNORECASE)
# How programs begin the line that announces a quote: a small word, a weekday, a day.
_OPENING = re.compile(
    r"^[\W\d_]*(?:on|le|il|am|el|em|op|den|dne|dnia|\w{2,10},|\d{1,4}[./년-])", re.IGNORECASE
)
_BARE_HEADER = re.compile(rf"^(?P<key>{_KEY})(?:\s+(?P<value>\S.*))?$", re.IGNORECASE)
_DISCLAIMER = mark("boilerplate")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message passed on inside another: who wrote it (as its header says) and its words."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A text by whose words it holds. `unsure`: the writer's part had to be guessed."""

    own: str
    quoted: str
    forwarded: Forwarded | None
    unsure: bool


def part(text: str, sender_name: str = "", subject: str = "") -> Parted:
    """The writer's own words apart from what is quoted, signed by a device, or boilerplate."""
    lines = _UNSEEN.sub("", text).split("\n")[:LINES_MAX]
    own: list[str] = []
    quoted: list[str] = []
    forwarded: Forwarded | None = None
    unsure = False
    place = 0
    while place < len(lines):
        width = _quote_starts(lines, place)
        if width and _marks_follow(lines, place + width):
            quoted.extend(lines[place : place + width])
            place += width
        elif width:
            rest = lines[place:]
            before = _cleaned(own)
            if _is_forward(lines, place, width, subject):
                forwarded = _forwarded(rest)
            elif not before:
                answer, rest = _answer_below(rest, sender_name)
                own.extend(answer)
                unsure = bool(answer)
            quoted.extend(rest)
            break
        elif _REPLY_LINE.match(lines[place]) and _cleaned(own):
            quoted.extend(lines[place:])
            break
        elif _MARK.match(lines[place]):
            quoted.append(_MARK.sub("", lines[place]))
            place += 1
        else:
            own.append(lines[place])
            place += 1
    if forwarded is None and quoted and _subject_forwards(subject):
        forwarded = _forwarded([_MARK.sub("", line) for line in quoted])
    return Parted(_cleaned(own), "\n".join(quoted).strip(), forwarded, unsure)


def _quote_starts(lines: list[str], place: int) -> int:
    """How many lines, from here, announce a quoted message; 0 if none does."""
    line = lines[place]
    if not line.strip() or _MARK.match(line):
        return 0
    if _is_rule(line):
        return 1
    for width in (1, 2, 3):
        joined = " ".join(part.strip() for part in lines[place : place + width])
        if width > 1 and (place + width > len(lines) or not lines[place + width - 1].strip()):
            break
        if len(joined) >= 500 or not joined.endswith((":", "：", ":*", ":>", ": >", ":**")):
            continue
        if width > 1 and _words_before(lines[place], lines[place + 1 : place + width]):
            break
        if _ATTRIBUTION.match(joined) and _looks_like_attribution(joined):
            return width
        if width < 3 and _ATTRIBUTION_SILENT.match(joined):
            return width
        if width < 3 and _ATTRIBUTION_BARE.match(joined) and "@" in joined:
            return width
    if _header_block(lines, place) or _bare_headers(lines, place):
        return 1
    if _LONG_RULE.match(line):
        after = next(
            (number for number in range(place + 1, min(place + 4, len(lines))) if lines[number].strip()), None
        )
        if after is not None and (
            _header_block(lines, after)
            or (_DATED.search(lines[after]) and len(lines[after]) < 120 and "," in lines[after])
        ):
            return 1
    return 0


def _words_before(line: str, rest: list[str]) -> bool:
    """Whether a line is the writer's last, and only the lines under it announce the quote."""
    if _ADDRESS.search(line) and _WROTE_WORD.search(line):
        return False
    said = line.rstrip().endswith((".", "!", "?", "…", "。")) or not _OPENING.match(line)
    return said and not _DATED.search(line) and bool(_DATED.search(" ".join(rest)))


def _is_rule(line: str) -> bool:
    # A long stroke says no more than a short one, and takes the rule's pattern no end of tries.
    short = _LONG_RUN.sub(r"\1\2", line) if len(line) <= RULE_CHARACTERS_MAX else ""
    if _WORD.search(short) and _RULE_LINE.match(short):
        return True
    # Pages made plain by careless programs have the header on the line of the rule.
    return bool(_RULE_AND_HEADER.match(line[:RULE_CHARACTERS_MAX]))


def _looks_like_attribution(line: str) -> bool:
    """A date, a time or an address stands in it, and it is not a sentence of somebody's story."""
    dated = re.search(r"\b(?:19|20)\d\d\b|\d{4}년", line) and len(re.findall(r"\d+", line)) > 1
    return bool(_ADDRESS.search(line) or dated or re.search(r"\d{1,2}[:h.]\d{2}|\d{1,2}[./-]\d{1,2}", line))


def _bare_headers(lines: list[str], place: int) -> bool:
    """Whether headers without colons stand here, the sender's first, as some programs of certified mail write them."""
    hits = [_BARE_HEADER.match(line.strip()) for line in lines[place : place + 5]]
    first = hits[0]
    if first is None or not _SENDER_KEYS.match(first["key"]) or not _ADDRESS.search(first["value"] or ""):
        return False
    return len({hit["key"].lower() for hit in hits if hit}) >= 4


def _header_block(lines: list[str], place: int) -> bool:
    first = _HEADER.match(lines[place])
    if first is None:
        return False
    if not _SENDER_KEYS.match(first["key"].strip()):
        return _keys_from(lines, place) >= 3
    keys = {first["key"].lower()}
    gaps = 0
    for line in lines[place + 1 : place + 10]:
        hit = _HEADER.match(line)
        if hit:
            keys.add(hit["key"].lower())
        elif not line.strip():
            gaps += 1
            if gaps > 1:
                break
        elif len(keys) > 1:
            break
    return len(keys) >= 2 and (
        len(keys) >= 3 or bool(_ADDRESS.search(lines[place])) or len(first["value"]) < 60
    )


def _keys_from(lines: list[str], place: int) -> int:
    """How many different headers stand in a row from here, if a sender with an address is one of them."""
    keys: set[str] = set()
    sent = False
    for line in lines[place : place + 6]:
        hit = _HEADER.match(line)
        if hit is None:
            break
        keys.add(hit["key"].lower())
        sent = sent or bool(_SENDER_KEYS.match(hit["key"].strip()) and _ADDRESS.search(hit["value"]))
    return len(keys) if sent else 0


def _marks_follow(lines: list[str], place: int) -> bool:
    for line in lines[place : place + 4]:
        if line.strip():
            return bool(_MARK.match(line))
    return False


def _is_forward(lines: list[str], place: int, width: int, subject: str) -> bool:
    return bool(_FORWARDED.search(" ".join(lines[place : place + width]))) or _subject_forwards(subject)


def _subject_forwards(subject: str) -> bool:
    return bool(
        re.match(r"\s*(?:fwd?|tr|i|wg|rv|enc|전달|fw)\s*[:：]|\s*\[?(?:fwd|전달)\b", subject, re.IGNORECASE)
    )


def _forwarded(lines: list[str]) -> Forwarded:
    """The words of a passed-on message, its own quotes left out, and its author."""
    author, start = "", 0
    for number, line in enumerate(lines[:40]):
        hit = _HEADER.match(line)
        if hit and _SENDER_KEYS.match(hit["key"].strip()) and not author:
            author = hit["value"].strip(" *")
        if hit or _is_rule(line):
            start = number + 1
        elif line.strip() and start and number > start + 1:
            break
    body = [_MARK.sub("", line).lstrip() if _MARK.match(line) else line for line in lines[start:]]
    end = next((number for number in range(1, len(body)) if _quote_starts(body, number)), len(body))
    return Forwarded(author, _cleaned(body[:end]))


def _answer_below(lines: list[str], sender_name: str) -> tuple[list[str], list[str]]:
    """Where an unmarked quote comes first and the answer stands under it: the answer, as well as can be told."""
    author, start = "", 0
    for number, line in enumerate(lines[:12]):
        hit = _HEADER.match(line)
        if hit and _SENDER_KEYS.match(hit["key"].strip()):
            author = hit["value"]
        if hit or number == 0:
            start = number + 1
    paragraphs = _blocks(lines[start:])
    if len(paragraphs) < 2:
        return [], lines
    token = next(iter(re.findall(r"@([\w-]{3,})\.", author or " ".join(lines[:3]))), "")
    first = 1
    for number, paragraph in enumerate(paragraphs[:-1]):
        text = "\n".join(paragraph)
        if number and token and token.lower() in text.lower() and len(paragraph) <= 4:
            first = number + 1
    names = [name.lower() for name in re.findall(r"\w{2,}", sender_name)]
    signed = any(name in paragraphs[-1][-1].lower() for name in names)
    if not signed and first == 1:
        first = len(paragraphs) - 1
    return [line for paragraph in paragraphs[first:] for line in [*paragraph, ""]], lines[:start] + [
        line for paragraph in paragraphs[:first] for line in [*paragraph, ""]
    ]


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _cleaned(lines: list[str]) -> str:
    """Own lines without a device's footer, a signature block, or boilerplate at the end."""
    kept = [line for line in lines if not _is_device(line)]
    for number, line in enumerate(kept):
        if number and _SIGNATURE.match(line) and len(kept) - number < 16:
            kept = kept[:number]
            break
    while kept and _ends_in_boilerplate(kept):
        blocks_end = len(kept)
        while blocks_end and not kept[blocks_end - 1].strip():
            blocks_end -= 1
        start = blocks_end
        while start and kept[start - 1].strip():
            start -= 1
        kept = kept[:start]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()


def _is_device(line: str) -> bool:
    if _SENTENCE.search(line):
        return False
    return len(line) < 90 and bool(_DEVICE_ENGLISH.match(line) or _DEVICE.match(line))


def _ends_in_boilerplate(lines: list[str]) -> bool:
    """Whether the last paragraph is a notice that nobody wrote for this message, with something above it."""
    blocks = _blocks(lines)
    if len(blocks) < 2:
        return False
    last = " ".join(blocks[-1])
    return len(last) > 50 and len({hit.group().lower() for hit in _DISCLAIMER.finditer(last)}) >= 2
