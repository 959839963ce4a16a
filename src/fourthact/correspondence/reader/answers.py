"""Short answers that mean nothing without the question: `Option B`, `No`, `2번이요`, read against what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fourthact.correspondence.reader.marks import alternatives, mark

SHORT_CHARACTERS = 160
_LEAVE = mark("answer-leave")
_STAY = mark("answer-stay")
_NO = mark("answer-no", r"^\W*{}\b")
_YES = mark("answer-yes", r"^\W*{}\b")
_CHOICE = re.compile(
    rf"^\W*(?:(?:{alternatives('choice-openings')})\W+)?(?:the |la |l['’]|le )?"
    rf"(?:{alternatives('choice-nouns')})?\W{{0,3}}"
    r"(?P<key>[a-d]|[1-4]|first|second|third|last|former|latter|première|deuxième|seconde|dernière|prima|seconda|"
    r"ultima|[ivx]{1,3}|[가나다라])(?:st|nd|e|ème|ª|°)?\s*(?:번|안|항|\)|\.|번째)?"
    rf"(?:\s*(?:{alternatives('choice-closings')})[\w. ,!가-힣]*)?\W*",
    re.IGNORECASE,
)
_ORDER = {
    "first": 0, "former": 0, "première": 0, "prima": 0,
    "second": 1, "latter": 1, "deuxième": 1, "seconde": 1, "seconda": 1,
    "third": 2, "last": -1, "dernière": -1, "ultima": -1,
}  # fmt: skip
_OPTION_NOUN = r"(?:option|choice|choix|opzione|scelta|옵션|선택)"
_OPTION = re.compile(
    rf"(?:^|(?<=[\s(])){_OPTION_NOUN}?\s*[(\[]?(?P<key>[a-d]|[1-4]|[가나다라])(?:번|안)?\s*[)\].:：=–—-]+\s+"
    rf"|{_OPTION_NOUN}\s*(?P<word>[a-d]|[1-4])\b[\s:,–—-]*",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a short answer chose: whether that is to leave, the answer, and the words it answers."""

    leaves: bool
    given: str
    question: str


def answer_of(own: str, quoted: str) -> Answer | None:
    """The choice that a short answer makes among what is quoted below or above it; None if it makes none."""
    first = next((line.strip() for line in own.split("\n") if line.strip() and not _greeting(line)), "")
    if not first or len(first) > SHORT_CHARACTERS or not quoted:
        return None
    chosen = _CHOICE.match(first)
    if chosen:
        meant = _meaning(chosen["key"].lower(), quoted)
        if meant:
            leaves = _leaves(meant)
            return None if leaves is None else Answer(leaves, first, meant)
    if len(first) < 60 and (_NO.match(first) or _YES.match(first)):
        return _yes_or_no(first, quoted, no=bool(_NO.match(first)))
    return None


def _greeting(line: str) -> bool:
    return len(line) < 40 and bool(
        re.match(
            r"^\W*(?:hi|hello|dear|hey|good \w+|bonjour|bonsoir|salut|buon\w+|ciao|salve|gentil\w+|안녕|수고)",
            line,
            re.IGNORECASE,
        )
    )


def _options(quoted: str) -> list[tuple[str, str]]:
    """The options that a quoted message offers: key and words."""
    hits = list(_OPTION.finditer(quoted))
    found = []
    for number, hit in enumerate(hits):
        end = hits[number + 1].start() if number + 1 < len(hits) else len(quoted)
        found.append(((hit["key"] or hit["word"]).lower(), " ".join(quoted[hit.end() : end].split())[:200]))
    return found


def _meaning(key: str, quoted: str) -> str:
    options = _options(quoted)
    if key in _ORDER:
        return options[_ORDER[key]][1] if len(options) > max(0, _ORDER[key]) else ""
    return next((words for name, words in options if name == key), "")


def _leaves(words: str) -> bool | None:
    leave, stay = _LEAVE.search(words), _STAY.search(words)
    if leave and stay:
        return leave.start() < stay.start()
    return bool(leave) if leave or stay else None


def _yes_or_no(first: str, quoted: str, *, no: bool) -> Answer | None:
    """A bare yes or no, against the last question of the quoted message that is about staying or leaving."""
    questions = [hit.group().strip() for hit in re.finditer(r"[^.!?\n][^.!?]*\?", quoted)]
    for question in questions:
        leaving = _leaves(question)
        if leaving is not None:
            return Answer(leaving != no, first, " ".join(question.split())[:200])
    return None
