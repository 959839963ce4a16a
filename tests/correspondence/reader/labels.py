"""The labels that others gave to the shared corpora, and how often we agree, set by set.

Each set is a list of (file, whether we agree). Where upstream projects' labels differ from one another, each is scored
as it stands; what we decided differently is in docs/do/read-mail.md.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fourthact.correspondence.reader import Kind, Reading, read
from fourthact.correspondence.reader.quoting import part
from fourthact.mail.markup import lines_of
from fourthact.mail.parse import Letter, parse
from tests.corpora import CORPORA

RETURNED = (Kind.BOUNCE, Kind.DELAYED, Kind.DELIVERED)
PEOPLE = (Kind.PERSON, Kind.LIST)
Agreed = list[tuple[str, bool]]
Told = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpora, and the tags that its listing gives it."""

    name: str
    tags: frozenset[str]

    @property
    def types(self) -> frozenset[str]:
        return frozenset(tag.removeprefix("type=") for tag in self.tags if tag.startswith("type="))


@cache
def sources(topic: str) -> tuple[Source, ...]:
    """The messages of a topic; none where the corpora are absent."""
    listing = CORPORA / "SOURCES.csv"
    lines = listing.read_text(encoding="utf-8").splitlines()[1:] if listing.exists() else []
    found = []
    for line in lines:
        name = line.partition(",")[0]
        if name.startswith(f"{topic}/") and "/expected/" not in name and (CORPORA / name).exists():
            found.append(Source(name, frozenset(line.rpartition(",")[2].split())))
    return tuple(found)


@cache
def letter(name: str) -> Letter:
    return parse((CORPORA / name).read_bytes())


@cache
def reading(name: str) -> Reading:
    return read(letter(name), None)


def expected(name: str) -> dict[str, Any]:
    path = CORPORA / "expected" / f"{name}.dev.json"
    labels: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {file: label for file, label in labels.items() if (CORPORA / file).exists()}


def bounces() -> tuple[Agreed, Agreed]:
    """Whether each bounce is taken for one, and each file that is none is not."""
    found: tuple[Agreed, Agreed] = ([], [])
    for source in sources("1-bounces"):
        other = "not-a-bounce" in source.types
        found[other].append((source.name, (reading(source.name).kind in RETURNED) is not other))
    return found


def dsn_recipients() -> Agreed:
    """The recipients of each delivery report, in whichever of its two fields, without regard to case."""
    return [(name, _same_recipients(name, label)) for name, label in expected("dsn-fields-derived").items()]


def _same_recipients(name: str, label: dict[str, Any]) -> bool:
    ours = {one.address.lower() for one in reading(name).failed_recipients}
    theirs = [
        {_bare(one[field]) for field in ("final_recipient", "original_recipient") if one[field]}
        for one in label["recipients"]
    ]
    return all(ours & each for each in theirs) and all(any(one in each for each in theirs) for one in ours)


def _bare(address: str) -> str:
    return str(address).rpartition(";")[2].strip(" <>\"'").lower()


def dsn_status() -> Agreed:
    """The class of each recipient's status, where the report gives one."""
    found = []
    for name, label in expected("dsn-fields-derived").items():
        ours = {one.status[:1] for one in reading(name).failed_recipients}
        theirs = {one["status"][:1] for one in label["recipients"] if one["status"]}
        if theirs:
            found.append((name, ours == theirs))
    return found


def flufl_recipients() -> Agreed:
    found = []
    for name, label in expected("flufl.bounce").items():
        ours = {
            one.address.lower()
            for one in reading(name).failed_recipients
            if one.action in ("failed", "delayed")
        }
        theirs = {address.lower() for address in (*label["permanent"], *label["temporary"])}
        found.append((name, ours == theirs))
    return found


def sisimai_status() -> Agreed:
    found = []
    for name, label in expected("sisimai").items():
        theirs = {one["status"][:1] for one in label if one["status"]}
        if theirs and name.startswith("1-bounces/"):
            ours = {one.status[:1] for one in reading(name).failed_recipients}
            found.append((name, bool(ours) and ours == theirs))
    return found


def sisimai_counts() -> Agreed:
    """As many recipients as Sisimai found."""
    return [
        (name, len(reading(name).failed_recipients) == len(label))
        for name, label in expected("sisimai").items()
        if name.startswith("1-bounces/") and label
    ]


def sisimai_hard() -> Agreed:
    """Sisimai's own judgement of whether the address is dead."""
    found = []
    for name, label in expected("sisimai").items():
        failed = reading(name).failed_recipients
        if name.startswith("1-bounces/") and failed and label:
            found.append((name, any(one.hard for one in failed) == any(one["hard_bounce"] for one in label)))
    return found


def automatic() -> Agreed:
    """Mail by machines is no person's, and asks nothing."""
    return [
        (one.name, reading(one.name).kind not in PEOPLE and reading(one.name).wants_out_or_money == "no")
        for one in sources("2-auto")
    ]


def persons() -> Agreed:
    """Real letters of people (SpamAssassin's ham, answers of every kind) are not a machine's or spam."""
    names = [one.name for one in sources("3-mime") if "/spamassassin/nice__" in one.name]
    names += [one.name for one in sources("4-replies") if one.name.endswith(".eml")]
    return [(name, reading(name).kind in PEOPLE) for name in names if letter(name).from_]


def answers(told: Told | None = None) -> dict[str, Agreed]:
    """The writer's own words, by collection; blank-line runs and the ends are folded, as the upstream tests do.

    `told`: another program that tells a text's own words from the others; ours, where none is given.
    """
    found: dict[str, Agreed] = {}
    for name, label in (*expected("crisp-reply").items(), *expected("willdurand").items()):
        if "reply_text_stripped" in label:
            agreed = folded(own(name, told)) == folded(label["reply_text_stripped"])
        elif "reply_matches" in label:
            agreed = all(re.search(one, own(name, told)) for one in label["reply_matches"])
        else:
            continue
        found.setdefault(name.split("/")[1], []).append((name, agreed))
    for name, label in expected("talon").items():
        if "reply_text_ignoring_whitespace" in label:
            agreed = own(name, told).split() == label["reply_text_ignoring_whitespace"].split()
            found.setdefault("talon", []).append((name, agreed))
    for name, label in expected("mail-parser-reply").items():
        found.setdefault("mail-parser-reply", []).append((name, _holds(own(name, told), label["asserts"])))
    return found


def trimmed(told: Told | None = None) -> Agreed:
    folder = CORPORA / "4-replies" / "email_reply_trimmer"
    return [
        (
            f"4-replies/email_reply_trimmer/emails/{path.name}",
            folded((told or ours)(_text(folder / "emails" / path.name))) == folded(_text(path)),
        )
        for path in sorted((folder / "trimmed").glob("*.txt"))
        if (folder / "emails" / path.name).exists()
    ]


def forwarded() -> Agreed:
    """A passed-on message is not taken for its passer's words. The collection's original speaks of `Aenean`."""
    return [
        (name, not re.search("Aenean quis|Unicum iter|John Doe", own(name)))
        for name in (one.name for one in sources("4-replies"))
        if "/forwarded/" in name and "_body" in name
    ]


def own(name: str, told: Told | None = None) -> str:
    """The own words of a collection's file: a whole message, a bare text, or a bare page."""
    path = CORPORA / name
    if name.endswith(".eml"):
        return told(letter(name).words) if told else reading(name).own_text
    text = _text(path)
    return (told or ours)(lines_of(text) if name.endswith(".html") else text)


def ours(text: str) -> str:
    return part(text).own


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def folded(text: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()


_ASSERT = re.compile(r"^assertTrue\((?P<words>'(?:[^'\\]|\\.)*') (?P<how>in|==) mail\.replies\[0\]\.body\)$")


def _holds(text: str, asserts: list[str]) -> bool:
    """The asserts about the newest reply's words hold of the text; those about older ones are not asked."""
    for one in asserts:
        hit = _ASSERT.match(one)
        if hit:
            words = folded(ast.literal_eval(hit["words"]))
            if words not in folded(text):
                return False
    return True


def mime() -> Iterator[tuple[str, Agreed]]:
    """What an independent parser of whole messages says of subject, sender and text."""
    labels = expected("imap_tools")
    yield (
        "imap_tools, subject",
        [(n, _words(letter(n).subject) == _words(x["subject"])) for n, x in labels.items()],
    )
    yield (
        "imap_tools, sender",
        [(n, _sender(n) == x["from_"].lower()) for n, x in labels.items() if x["from_"]],
    )
    yield (
        "imap_tools, text",
        [(n, _words(letter(n).text) == _words(x["text"])) for n, x in labels.items() if x["text"]],
    )


def _words(text: str) -> list[str]:
    return text.split()


def _sender(name: str) -> str:
    sender = letter(name).from_
    return sender.address.lower() if sender else ""


def sets() -> Iterator[tuple[str, Agreed]]:
    """Every set, by name."""
    true, false = bounces()
    yield "bounces, recognised", true
    yield "no bounces, not taken for one", false
    yield "bounces ask nothing", [(n, reading(n).wants_out_or_money == "no") for n, _ in (*true, *false)]
    yield "dsn, recipients", dsn_recipients()
    yield "dsn, class of status", dsn_status()
    yield "flufl.bounce, recipients", flufl_recipients()
    yield "sisimai, class of status", sisimai_status()
    yield "sisimai, how many", sisimai_counts()
    yield "sisimai, hard bounces", sisimai_hard()
    labels = expected("spamassassin-bounce").items()
    yield "spamassassin, bounces", [(n, (reading(n).kind in RETURNED) is x["is_bounce"]) for n, x in labels]
    yield "automatic mail", automatic()
    yield "persons, taken for persons", persons()
    yield from mime()
    yield from ((f"own words, {name}", agreed) for name, agreed in answers().items())
    yield "own words, email_reply_trimmer", trimmed()
    yield "forwarded, not own", forwarded()
