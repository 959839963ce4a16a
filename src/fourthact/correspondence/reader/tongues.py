"""Which of our languages a text is in, by its small words; deterministic, and good from three words on."""

from __future__ import annotations

import re
from functools import lru_cache

LANGUAGES = ("en", "ko", "fr", "it")
_SMALL = {
    "en": (
        "the and you my i to of is it for please me your have have this that with not be was are "
        "we on in at from but can would so do what when thanks hello hi dear back money want "
        "order reservation cancel refund im ive its dont just any out they them will if or an as "
        "has had get been there our no yes by"
    ),
    "fr": (
        "le la les de des du un une je j vous nous mon ma mes votre vos et est pas ne n pour que "
        "qui dans sur avec ce c cette bonjour merci svp au aux en a ai il elle on mais ou où si "
        "plus été être fait suis avez avons d l qu y se sa son notre cordialement réservation "
        "annuler remboursement bjr salut madame monsieur bonsoir tout bien comme j'ai"
    ),
    "it": (
        "il lo la gli le di del della dei un una io mi vi voi ci mio mia miei vostro vostra e è "
        "non per che chi nel sul con questo questa buongiorno grazie al alla ai ho ha ma se più "
        "sono avete abbiamo da dal si l d un' salve ciao prenotazione rimborso annullare cordiali "
        "saluti gentile gentili anche come cosa dopo ancora tutto buonasera vorrei i o nn xké ke"
    ),
}
_SETS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_WORD = re.compile(r"[^\W\d_]+")
_HANGUL = re.compile("[가-힣]")


def language_of(text: str) -> str:
    """The likeliest of our four languages; English where nothing speaks for another."""
    return ranked(text)[0]


def ranked(text: str) -> tuple[str, ...]:
    """Our languages that the text may be in, the likeliest first; at least one."""
    return _ranked(text[:6_000])


@lru_cache(maxsize=16)  # a letter is looked at more than once
def _ranked(text: str) -> tuple[str, ...]:
    hangul = len(_HANGUL.findall(text))
    words = [word.lower() for word in _WORD.findall(text)]
    scores = {language: sum(1 for word in words if word in small) for language, small in _SETS.items()}
    scores["ko"] = hangul // 2
    best = max(scores.values())
    if best == 0:
        return ("en", "fr", "it")
    order = sorted(LANGUAGES, key=lambda language: (-scores[language], LANGUAGES.index(language)))
    return tuple(language for language in order if scores[language] * 5 >= best and scores[language])
