"""How well letters are read, set by set: `python -m tests.correspondence.reader.score`.

Sets: our own mails (those with an odd number are held out: nobody looks at them while rules are written), and, where
the shared corpora are present, the holders' mails, bounces, automatic mail and answers that nobody here wrote.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from fourthact.correspondence.reader import Reading, read
from fourthact.mail.parse import parse
from tests.corpora import CORPORA
from tests.correspondence.reader import labels

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko", "fr", "it")
ONCE_UNSEEN = {
    **dict.fromkeys(("first", "second", "third", "fourth"), LANGUAGES),
    "fifth": ("en",),
    "sixth": ("ko", "fr", "it"),
    "seventh": LANGUAGES,
}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one set. A false start is a clock started, by `yes` or `maybe`, for somebody who asked nothing."""

    name: str
    asking: int
    found: int
    doubted: int
    silent: int
    false_starts: int
    cancelled_unasked: int
    misread: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / self.asking if self.asking else 1.0

    def __str__(self) -> str:
        low, high = interval(self.found, self.asking)
        return (
            f"{self.name:28} n {self.asking + self.silent:4}  recall {self.found}/{self.asking}"
            f" = {100 * self.recall:.1f} % [{100 * low:.0f}, {100 * high:.0f}]"
            f" (asks {self.found - self.doubted}, may ask {self.doubted})"
            f"  false starts {self.false_starts}/{self.silent}  cancelled unasked {self.cancelled_unasked}"
            + (f"  misread {' '.join(self.misread)}" if self.misread else "")
        )


def interval(hits: int, n: int) -> tuple[float, float]:
    """The 95 % confidence interval of a proportion. Source: Wilson, 1927."""
    if n == 0:
        return 0.0, 1.0
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def counted(name: str, agreed: labels.Agreed) -> str:
    """How often we agree with a set of labels, with the confidence interval, and the files where we do not."""
    hits = sum(same for _, same in agreed)
    low, high = interval(hits, len(agreed))
    share = 100 * hits / len(agreed) if agreed else 100.0
    other = " ".join(file.partition("/")[2] for file, same in agreed if not same)
    return (
        f"{name:34} n {len(agreed):4}  {hits}/{len(agreed)} = {share:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"
        + (f"  otherwise {other}" if other else "")
    )


def raw_of(mail: dict[str, Any]) -> bytes:
    """A labelled mail as it would arrive."""
    message = EmailMessage()
    message["From"] = mail.get("from", "A Holder <holder@mail.example.com>")
    message["Subject"] = mail["subject"].replace("\n", " ")
    for name, value in mail.get("headers", {}).items():
        if name.lower() not in ("content-type", "from", "subject"):
            message[name] = value
    html = mail.get("body_html")
    message.set_content(
        html or mail.get("body_text") or mail.get("text") or "", subtype="html" if html else "plain"
    )
    return message.as_bytes()


def reading_of(mail: dict[str, Any]) -> Reading:
    path = mail.get("headers", {}).get("Return-Path")
    return read(parse(raw_of(mail)), None if path is None else path.strip("<>"))


def own_mails(language: str, *, held_out: bool) -> list[dict[str, Any]]:
    """Our own mails of a language; the held-out half has odd numbers."""
    mails = json.loads((HERE / "mails" / f"{language}.json").read_text(encoding="utf-8"))
    return [mail for mail in mails if (int(mail["id"].partition("-")[2]) % 2 == 1) is held_out]


def phrases(language: str) -> list[dict[str, Any]]:
    """Letters of one line, as labelled mails; all of them were looked at while rules were written."""
    lines = (HERE / "phrases" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [
        {
            "id": f"{language}-line-{number}",
            "subject": "hello",
            "text": line[1:],
            "wants_out_or_money": line[0] == "+",
        }
        for number, line in enumerate(lines, 1)
        if line[:1] in ("+", "-")
    ]


def letters(path: Path) -> list[dict[str, Any]]:
    """Whole letters from a text file, as labelled mails: each begins with `=== +` or `=== -` and its subject.

    Those with `=== ?`, of which a clerk would not be sure, are left out.
    """
    found: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith(("=== +", "=== -")):
            number = len(found) + 1
            found.append({"id": f"{path.stem}-letter-{number}", "subject": line[5:].strip() or "hello"})
            found[-1] |= {"text": "", "wants_out_or_money": line[4] == "+"}
        elif line.startswith("=== ?"):
            found.append({"wants_out_or_money": None, "text": ""})
        elif found:
            found[-1]["text"] += line + "\n"
    return [letter for letter in found if letter["wants_out_or_money"] is not None]


def training(language: str) -> list[dict[str, Any]]:
    """Letters written to be learned from, one a line; `#` names a group of them."""
    found: list[dict[str, Any]] = []
    group = 0
    path = HERE / "training" / f"{language}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            group += 1
        elif line:
            subject, _, text = line[2:].partition(" | ")
            found.append(
                {"id": f"{language}-training-{len(found) + 1}", "subject": subject, "group": f"{group}"}
            )
            found[-1] |= {"text": text.replace(" // ", "\n"), "wants_out_or_money": line[0] == "+"}
    return found


def seen_letters(language: str) -> list[dict[str, Any]]:
    """Letters that were looked at while rules were written."""
    return letters(HERE / "letters" / f"{language}.txt")


def near_misses(language: str) -> list[dict[str, Any]]:
    """Letters that only sound like requests, class by class, each with a neighbour that asks; not learned from."""
    return letters(HERE / "classes" / f"{language}.txt")


def once_unseen(which: str, language: str) -> list[dict[str, Any]]:
    """Letters whose hash was committed before they were read; `which` is one of ONCE_UNSEEN."""
    return letters(HERE / "unseen" / f"{which}-{language}.txt")


def corpus_mails(language: str) -> list[dict[str, Any]]:
    """The holders' mails of the shared corpora, or none where they are absent."""
    path = CORPORA / "10-requests" / f"{language}.dev.json"
    mails: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return mails


def score(name: str, mails: Iterable[dict[str, Any]]) -> Score:
    """Read a set of labelled mails and count."""
    asking = found = doubted = silent = false_starts = unasked = 0
    misread: list[str] = []
    for mail in mails:
        reading = reading_of(mail)
        started = reading.wants_out_or_money != "no"
        if mail["wants_out_or_money"]:
            asking += 1
            found += started
            doubted += reading.wants_out_or_money == "maybe"
        else:
            silent += 1
            false_starts += started
            unasked += reading.asks_to_cancel == "yes"
        if started != mail["wants_out_or_money"]:
            misread.append(mail["id"])
    return Score(name, asking, found, doubted, silent, false_starts, unasked, tuple(misread))


def main() -> None:
    for language in LANGUAGES:
        print(score(f"own, seen, {language}", own_mails(language, held_out=False)))
        print(score(f"own, held out, {language}", own_mails(language, held_out=True)))
        print(score(f"own lines, seen, {language}", phrases(language)))
        print(score(f"own letters, seen, {language}", seen_letters(language)))
        print(score(f"near misses, {language}", near_misses(language)))
        for which, languages in ONCE_UNSEEN.items():
            if language in languages:
                print(score(f"{which} unseen set, {language}", once_unseen(which, language)))
        print(score(f"corpus, {language}", corpus_mails(language)))
    everything = [mail for language in LANGUAGES for mail in own_mails(language, held_out=True)]
    print(score("own, held out, all", everything))
    print(score("corpus, all", [mail for language in LANGUAGES for mail in corpus_mails(language)]))
    for name, agreed in labels.sets():
        print(counted(name, agreed))


if __name__ == "__main__":
    main()
