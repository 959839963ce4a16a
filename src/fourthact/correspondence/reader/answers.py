"""Short answers that mean nothing without the question: `Option B`, `No`, `2번이요`, read against what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORT_CHARACTERS = 160
_LEAVE = re.compile(
    r"cancel|refund|leav|withdr|money back|reimburs|annul|rembours|quitt|partir|désist|résili|récup|disd|rimbors|reced|recess|rinunc|uscir|lasci|취소|환불|해지|반환|돌려|철회|그만",
    re.IGNORECASE,
)
_STAY = re.compile(
    r"keep|wait|stay|remain|accept|agree|hold|continue|gard|attend|patien|conserv|maint|accept|reste|mant|aspett|resta|tener|accett|prosegu|유지|기다|동의|수락|계속|남",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:no+|nope|nah|no[, ]+thank(?:s| you)|non|non[, ]+merci|no[, ]+grazie|아니[요오]?|아뇨|노|no way|certainly not|absolutely not|i do not|i don't|we do not|we don't)\b", re.IGNORECASE
)
_YES = re.compile(r"^\W*(?:yes|yep|yeah|y|oui|ouais|s[iì]|certo|네|예|넵|yes please|please do)\b", re.IGNORECASE)
_CHOICE = re.compile(
    r"^\W*(?:(?:i(?:'ll| will|'d like to| would like to)? (?:take|choose|pick|go (?:for|with)|opt for|select|want|prefer)|we (?:take|choose)|my (?:choice|answer)(?: is)?|it's|"
    r"je (?:choisis|prends|préfère|vote)|nous (?:choisissons|prenons)|va pour|ce sera|pour (?:moi|nous)|scelgo|scegliamo|prendo|preferisco|vada per|per (?:me|noi)|저는|저희는|전|answer|reply|réponse|risposta|답)\W+)?"
    r"(?:the |la |l['’]|le )?(?:option|choice|choix|opzione|scelta|possibilità|variante?|solution|case|선택지?|옵션|안)?\W{0,3}"
    r"(?P<key>[a-d]|[1-4]|first|second|third|last|former|latter|première|deuxième|seconde|dernière|prima|seconda|ultima|[ivx]{1,3}|[가나다라])"
    r"(?:st|nd|e|ème|ª|°)?\s*(?:번|안|항|\)|\.|번째)?(?:\s*(?:option|choice|choix|opzione|one|please|pls|thanks?|thank you|merci|svp|s'il vous plaît|grazie|per favore|으?로|이요|요|입니다|할게요|선택|부탁|해주세요|하겠습니다|번|감사|입|for (?:me|us)|de mon côté|thx|ty)[\w. ,!가-힣]*)?\W*",
    re.IGNORECASE,
)
_ORDER = {
    "first": 0, "former": 0, "première": 0, "prima": 0, "second": 1, "latter": 1, "deuxième": 1, "seconde": 1, "seconda": 1,
    "third": 2, "last": -1, "dernière": -1, "ultima": -1,
}  # fmt: skip
_OPTION = re.compile(
    r"(?:^|(?<=[\s(]))(?:option|choice|choix|opzione|scelta|옵션|선택)?\s*[(\[]?(?P<key>[a-dA-D]|[1-4]|[가나다라])(?:번|안)?\s*[)\].:：=–—-]+\s+|(?:option|choice|choix|opzione|scelta|옵션|선택)\s*(?P<word>[a-dA-D]|[1-4])\b[\s:,–—-]*",
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
    return len(line) < 40 and bool(re.match(r"^\W*(?:hi|hello|dear|hey|good \w+|bonjour|bonsoir|salut|buon\w+|ciao|salve|gentil\w+|안녕|수고)", line, re.IGNORECASE))


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
