"""From the evidence in a letter to two answers: does its writer want out or money, and do they ask to cancel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fourthact.correspondence.reader.answers import SHORT_CHARACTERS, Answer, answer_of
from fourthact.correspondence.reader.reading import Asked, Intent, Likely
from fourthact.correspondence.reader.requests.engine import (
    SENTENCE_CHARACTERS_MAX,
    SENTENCES_MAX,
    Found,
    engine,
)
from fourthact.correspondence.reader.requests.frames import BRAKES, noticed, spoken_of
from fourthact.correspondence.reader.requests.likeness import (
    AGREES,
    MAY_ASK,
    MAY_ASK_THOUGH_STAYING,
    MAY_ASK_THOUGH_UNDERSTOOD,
    UNLIKE,
    Likeness,
    likeness,
    traits,
)
from fourthact.correspondence.reader.requests.setting import HEIRS, STRANGERS, setting_of
from fourthact.correspondence.reader.requests.words import sentences
from fourthact.correspondence.reader.tongues import ranked

_REASONS = frozenset(
    {"enough-waiting", "enough", "bought-other", "circumstance", "farewell", "legal", "send-to-account"}
)
# What a letter can be about instead, where nothing in it asks outright.
_OTHERWISE = (
    Intent.KEEP, Intent.TRANSFER, Intent.CHANGE_CONTACT, Intent.CHANGE_PAYOUT, Intent.QUESTION_ABOUT_CANCELLING,
    Intent.STATUS_QUESTION, Intent.OTHER_MATTER,
)  # fmt: skip
_MORE_THAN_THANKS = frozenset({"money", "refund", "cancel_word", "nomore", "still_with_you", "past_end"})
_ENDING = (Intent.CANCEL, Intent.LEAVE)
# Where one of these is certain, the letter is understood, and a second look would only find ghosts.
_SETTLES = (
    Intent.RETRACT, Intent.TRANSFER, Intent.CHANGE_PAYOUT, Intent.CHANGE_CONTACT, Intent.THANKS,
)  # fmt: skip
_UNDERSTOOD = (Intent.RETRACT, Intent.TRANSFER, Intent.CHANGE_PAYOUT, Intent.CHANGE_CONTACT)
_ASKING = (Intent.CANCEL, Intent.MONEY, Intent.LEAVE, Intent.REFUND_STATUS)
# What the second look finds of money that was promised, or of a wish that leans on others': no setting takes it back.
_KEPT_IN_MIND = frozenset(
    f"frame.{name}"
    for name in (
        "left-missing", "promise-missing", "transfer-rejected", "kept-money", "same-wished", "credit-note",
    )
)  # fmt: skip
_REPLY = re.compile(
    r"^\s*(?:(?:re|r|rif|ref|réf|aw|sv|antw|회신|답장|fwd?|tr|i|wg|전달)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_SAID = re.compile(r"«[^«»\n]{3,600}»|“[^“”\n]{3,600}”|(?<!\w)\"[^\"\n]{3,600}\"")
_GREETING = re.compile(
    r"\W*(?:hello|hi|hey|bonjour|bonsoir|salut|buongiorno|salve|ciao|안녕하세요|안녕)\W*", re.IGNORECASE
)
Place = Literal["body", "subject", "forwarded", "answer"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The two answers, the evidence in the order in which it stands, and the reasons in sentences."""

    intents: tuple[Asked, ...]
    wants_out_or_money: Likely
    asks_to_cancel: Likely
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to judge: the writer's words by where they stand."""

    own: str
    subject: str
    forwarded: str
    forwarded_by_writer: bool
    quoted: str
    answers: bool  # the letter is a reply: its subject may be ours
    unsure: bool


def judge(words: Words) -> Judged:
    """Weigh all evidence. Doubt is `maybe`: a person decides, with the clock running."""
    body = _found(words.own)
    subject = [] if words.answers else _found(_heading(words.subject))
    forwarded = _found(words.forwarded) if words.forwarded else []
    answer = answer_of(words.own, words.quoted)
    asked = [
        *_answered(answer),
        *_asked(body, "body"),
        *_asked(subject, "subject"),
        *_asked(forwarded, "forwarded"),
    ]
    counts = _Counts.of(body, subject, words)
    wants, why = counts.wants(forwarded, words)
    seen: list[Found] = []
    if wants == "no" and not counts.settled:
        seen = _second_look(words, body, subject)
        asked.extend(_asked(seen, "body"))
        wants = "maybe" if seen else "no"
        why = [*(f"{one.evidence!r} deserves a look ({one.rule})" for one in seen), *why]
    about = _about(words, seen, body, subject) if wants != "no" and not forwarded and answer is None else ""
    weighs = wants == "no" or bool(about) or counts.cancels(wants) == "yes"
    like = likeness(*_weighed(words)) if weighs else Likeness(0, 0, ())
    if (
        wants == "no"
        and like.score >= max(like.needed, counts.needed)
        and like.words
        and _unexplained(words, body, subject)
    ):
        asked.extend(_asked(_alike(like, words), "body"))
        wants, why = "maybe", [*why, f"{like.sentence[:200]!r} is like letters that ask ({_because(like)})"]
    if wants == "no" and counts.best.get(Intent.THANKS, 0) == 2:
        asked.extend(_asked(_not_thanks_alone(words), "body"))
    if about and like.score < UNLIKE:
        said = f"about something else ({about}), and unlike letters that ask ({_because(like)})"
        wants, why = "no", [*why, said]
    cancels = counts.cancels(wants)
    if cancels == "yes" and not _clear(words, body, subject, money=counts.best.get(Intent.MONEY, 0) >= 3):
        cancels, why = "maybe", [*why, "not beyond doubt that the reservation is meant: a person reads it"]
    if cancels == "yes" and like.score < AGREES:
        cancels, why = "maybe", [*why, f"unlike letters that ask ({_because(like)}): a person reads it"]
    if answer is not None:
        why = [f"{answer.given!r} answers {answer.question!r}", *why]
        if answer.leaves and wants != "yes":
            wants, cancels = "yes", "maybe"
        elif not answer.leaves and wants == "maybe":
            wants, cancels = "no", "no"
    return Judged(tuple(asked), wants, cancels, tuple(why))


def heard_whole(text: str) -> bool:
    """Whether every word of a text is listened to: it is not of more sentences than are read, nor of longer ones."""
    split = _split(text)
    return len(split) <= SENTENCES_MAX and all(len(one) <= SENTENCE_CHARACTERS_MAX for one in split)


def _about(words: Words, seen: Sequence[Found], body: Sequence[Found], subject: Sequence[Found]) -> str:
    """What a letter is about instead of leaving, in words; empty, where nothing says so or money may be on its way."""
    live = [one for one in (*body, *subject) if not one.taken_back and one.intent in _ASKING]
    if any(one.intent is Intent.REFUND_STATUS and one.weight >= 2 for one in live):
        return ""
    if any(one.rule in _KEPT_IN_MIND for one in seen):
        return ""
    split, languages = _weighed(words)
    headed = len(split) - len(_split(words.own))
    clear = {one.sentence + headed for one in body if one.weight >= 3 and one in live}
    clear |= {0 for one in subject if one.weight >= 3 and one in live and headed}
    return ", ".join(sorted(setting_of(split, languages, clear, headed=bool(headed))))


def traits_of(words: Words) -> frozenset[str]:
    """What a letter is made of, for learning from it."""
    return traits(*_weighed(words))


def _weighed(words: Words) -> tuple[list[str], tuple[str, ...]]:
    """The sentences of a letter that are weighed, and the languages that they may be in."""
    heading = "" if words.answers else _heading(words.subject).strip()
    heading = "" if _GREETING.fullmatch(heading) else heading
    return [*([heading] if heading else []), *_split(words.own)], ranked(f"{heading}\n{words.own}")


def _alike(like: Likeness, words: Words) -> list[Found]:
    return [Found(Intent.LEAVE, 2, "likeness", like.sentence[:200], 0)] if like.sentence in words.own else []


def _unexplained(words: Words, body: Sequence[Found], subject: Sequence[Found]) -> bool:
    """Whether the letter is like those that ask without the sentences that a rule understood otherwise, too."""
    split, languages = _weighed(words)
    first = len(split) - len(_split(words.own))  # the heading, if it counts
    understood = {one.sentence + first for one in body if _otherwise(one)}
    understood |= {0 for one in subject if first and _otherwise(one)}
    if not understood:
        return True
    rest = [sentence for place, sentence in enumerate(split) if place not in understood]
    like = likeness(rest, languages)
    return like.score >= MAY_ASK and bool(like.words)


def _otherwise(one: Found) -> bool:
    if one.taken_back:
        return one.intent in _ASKING and one.weight >= 2
    return one.intent is Intent.QUESTION_ABOUT_CANCELLING


def _because(like: Likeness) -> str:
    return f"likeness {like.score}: {', '.join(like.words)}"


def _second_look(words: Words, body: Sequence[Found], subject: Sequence[Found]) -> list[Found]:
    """What no rule took for a request and still may be one; sentences that were understood otherwise stay out."""
    split = _split(words.own)
    understood = {
        one.sentence
        for one in body
        if (one.taken_back and (one.intent is not Intent.HINT or one.taken_back != "denied"))
        or one.intent is Intent.KEEP
    }
    short = bool(words.quoted) and len(words.own) <= SHORT_CHARACTERS
    read_subject = {one.sentence for one in subject if one.taken_back}
    own = noticed(split, ranked(words.own), understood, {"short_answer"} if short else ())
    heading = [] if words.answers or own else _split(_heading(words.subject))
    return own or noticed(heading, ranked(f"{words.subject}\n{words.own}"), read_subject)


def _not_thanks_alone(words: Words) -> list[Found]:
    """A sentence of a polite letter that speaks of money or of ending: such a letter is more than thanks."""
    languages = ranked(words.own)
    split = _split(words.own)[:SENTENCES_MAX]
    places = (place for place, one in enumerate(split) if spoken_of(one, languages) & _MORE_THAN_THANKS)
    return [Found(Intent.HINT, 1, "frame.more-than-thanks", split[place][:200], place) for place in places][
        :1
    ]


def _clear(words: Words, body: Sequence[Found], subject: Sequence[Found], *, money: bool) -> bool:
    """Whether a sentence ends the reservation, names it (or the letter asks for money), and nothing there brakes it.

    Nothing is clear in the letter of a stranger, nor where somebody has died: who writes for them shows a paper.
    """
    languages = ranked(f"{words.subject}\n{words.own}")
    if any(spoken_of(one, languages) & (STRANGERS | HEIRS) for one in _split(words.own)[:SENTENCES_MAX]):
        return False
    for found, split in ((body, _split(words.own)), (subject, _split(_heading(words.subject)))):
        places = {
            one.sentence for one in found if not one.taken_back and one.weight >= 3 and one.intent in _ENDING
        }
        for place in places:
            here = spoken_of(split[place], languages)
            if not here & BRAKES and (money or "thing" in here):
                return True
    return False


def _heading(subject: str) -> str:
    """A subject without what programs put before it, as one sentence."""
    return _REPLY.sub("", subject).replace(":", ",")


@lru_cache(maxsize=16)  # a letter is looked at more than once
def _split(text: str) -> tuple[str, ...]:
    return tuple(sentences(_SAID.sub(_talked_about, text)))


def _found(text: str) -> list[Found]:
    if not text.strip():
        return []
    split = _split(text)
    found: list[Found] = []
    for language in ranked(text):
        found.extend(engine(language).find(split))
    return sorted(found, key=lambda one: one.sentence)


def _talked_about(hit: re.Match[str]) -> str:
    """Three words or more in quotation marks are somebody's words that are talked about, not said."""
    return re.sub(r"\w", "·", hit.group()) if len(hit.group().split()) > 2 else hit.group()


def _asked(found: Sequence[Found], where: Place) -> list[Asked]:
    seen: dict[tuple[Intent, str], Asked] = {}
    for one in found:
        if one.taken_back or one.weight == 0:
            continue
        strength: Literal["strong", "weak"] = "strong" if one.weight >= 3 else "weak"
        seen.setdefault(
            (one.intent, one.evidence), Asked(one.intent, strength, one.evidence, one.rule, where)
        )
    return list(seen.values())


def _answered(answer: Answer | None) -> list[Asked]:
    if answer is None:
        return []
    return [Asked(Intent.LEAVE if answer.leaves else Intent.KEEP, "strong", answer.given, "answer", "answer")]


@dataclass(frozen=True, slots=True)
class _Counts:
    """The evidence, weighed by intent; a weaker match of the same words as a stronger one adds nothing."""

    best: dict[Intent, int]
    hints: frozenset[str]
    denied: int
    refused: bool  # in so many words: "don't send the money back"
    taken: tuple[str, ...]
    evidence: dict[Intent, Found]
    asks_anew: bool  # after something was taken back

    @classmethod
    def of(cls, body: Sequence[Found], subject: Sequence[Found], words: Words) -> _Counts:
        best: dict[Intent, int] = {}
        evidence: dict[Intent, Found] = {}
        live = [one for one in (*body, *subject) if not one.taken_back]
        for one in live:
            if one.weight > best.get(one.intent, 0):
                best[one.intent] = one.weight
                evidence[one.intent] = one
        hints = frozenset(
            one.rule.partition(".")[2] for one in live if one.intent is Intent.HINT and one.weight
        )
        taken = [one for one in (*body, *subject) if one.taken_back]
        reasons = (f"{one.evidence!r} does not count ({one.taken_back}, {one.rule})" for one in taken)
        denied = sum(one.taken_back == "denied" for one in taken)
        refused = any(
            one.taken_back == "denied" and one.weight >= 2 and one.intent in _ASKING for one in taken
        )
        strong = [one for one in body if not one.taken_back and one.weight >= 3]
        back = max((one.sentence for one in strong if one.intent is Intent.RETRACT), default=SENTENCES_MAX)
        anew = any(one.intent in _ASKING and one.sentence > back for one in strong)
        return cls(best, hints, denied, refused, tuple(reasons), evidence, anew)

    @property
    def settled(self) -> bool:
        return any(self.best.get(intent, 0) >= 3 for intent in _SETTLES)

    @property
    def needed(self) -> int:
        """How much a letter must be like those that ask before it may ask; more where it is understood otherwise."""
        stays = self.best.get(Intent.KEEP, 0) >= 3
        if (stays and self.refused) or any(self.best.get(intent, 0) >= 3 for intent in _UNDERSTOOD):
            return MAY_ASK_THOUGH_UNDERSTOOD
        paid = self.best.get(Intent.THANKS, 0) >= 3
        return MAY_ASK_THOUGH_STAYING if stays or paid else MAY_ASK

    def wants(self, forwarded: Sequence[Found], words: Words) -> tuple[Likely, list[str]]:
        weight = {intent: self.best.get(intent, 0) for intent in Intent}
        why = [
            f"{found.evidence!r} says {intent.value} ({found.rule})"
            for intent, found in self.evidence.items()
        ]
        why.extend(self.taken[:6])
        explicit = max(weight[Intent.CANCEL], weight[Intent.MONEY], weight[Intent.REFUND_STATUS])
        asking = max(explicit, weight[Intent.LEAVE])
        if weight[Intent.RETRACT] >= 3 or (weight[Intent.RETRACT] == 2 and explicit < 3):
            anew = self.asks_anew and weight[Intent.KEEP] < 3
            said = "something is taken back, and then asked" if anew else "an earlier request is taken back"
            return ("maybe" if anew else "no"), [*why, said]
        if weight[Intent.TRANSFER] >= 3 and explicit < 3:
            return "no", [*why, "the place is to go to somebody else, not back"]
        if weight[Intent.KEEP] >= 3 and asking < 3:
            return "no", [*why, "the writer stays"]
        if weight[Intent.KEEP] >= 3 and explicit < 3 and self.denied:
            return "no", [*why, "the writer stays, and asks for nothing to be undone"]
        if weight[Intent.KEEP] >= 3 and explicit < 3:
            return "maybe", [*why, "stays and leaves in one letter: a person reads it"]
        if asking >= 3:
            return ("maybe" if words.unsure else "yes"), why
        asked_before = [
            one for one in forwarded if not one.taken_back and one.intent in _ASKING and one.weight >= 3
        ]
        if asked_before and words.forwarded_by_writer:
            return "yes", [*why, f"passes on an own request: {asked_before[0].evidence!r}"]
        if asked_before:
            return "maybe", [*why, f"passes on a request: {asked_before[0].evidence!r}"]
        settled = weight[Intent.CHANGE_PAYOUT] >= 3 or weight[Intent.THANKS] >= 3
        if asking == 2 and not settled:
            return "maybe", why
        if self.hints >= {"past-end"} and self.hints & {"waiting", "money-mine"} and not settled:
            return "maybe", [*why, "left before, and waits for something"]
        if len(self.hints & _REASONS) >= 2 and not (
            settled or self.denied or weight[Intent.KEEP] or weight[Intent.TRANSFER]
        ):
            return "maybe", [*why, "two circumstances in which people leave"]
        wonders = "?" in words.own or any(weight[intent] for intent in _OTHERWISE)
        if self.hints >= {"circumstance", "money-mine"} and not settled and not wonders:
            return "maybe", [*why, "a circumstance in which people leave, and their money"]
        return "no", why

    def cancels(self, wants: Likely) -> Likely:
        """Whether the words themselves end the reservation; money alone leaves that to a person."""
        if wants == "no":
            return "no"
        ending = max(self.best.get(Intent.CANCEL, 0), self.best.get(Intent.LEAVE, 0))
        crossed = max(self.best.get(intent, 0) for intent in (Intent.KEEP, Intent.TRANSFER, Intent.RETRACT))
        if wants == "yes" and ending >= 3 and crossed < 2:
            return "yes"
        return "maybe" if ending or self.best.get(Intent.MONEY, 0) else "no"
