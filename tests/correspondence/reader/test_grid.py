"""Plain requests and their opposites, put together from parts: no opening and no object may change what is asked."""

from __future__ import annotations

import itertools

import pytest

from fourthact.correspondence.reader.requests import judge
from fourthact.correspondence.reader.requests.judge import Judged, Words

OPENINGS = {
    "en": (
        "",
        "Hi, ",
        "Hello, it has been seven years, so ",
        "Since the car is not coming, ",
        "After all this time ",
    ),
    "fr": ("", "Bonjour, ", "Bonjour, cela fait sept ans, alors ", "Comme la voiture n'arrive pas, "),
    "it": ("", "Buongiorno, ", "Salve, sono passati sette anni, quindi ", "Dopo tutto questo tempo "),
    "ko": ("", "안녕하세요. ", "안녕하세요, 벌써 7년이 지났네요. ", "차가 안 나와서 "),
}
WISHES = {
    "en": ("I would like to cancel", "I want to cancel", "please cancel", "could you please cancel", "can you cancel",
           "I've decided to cancel", "we wish to withdraw", "I hereby cancel", "I am writing to cancel"),
    "fr": ("je souhaite annuler", "merci d'annuler", "pourriez-vous annuler", "j'ai décidé d'annuler", "je renonce à",
           "nous voulons résilier", "j'annule", "veuillez annuler", "je dois annuler"),
    "it": ("vorrei annullare", "vi prego di annullare", "potreste annullare", "ho deciso di annullare", "rinuncio a",
           "desidero disdire", "annullo", "vogliate annullare", "devo annullare"),
    "ko": ("예약을 취소하고 싶습니다", "예약 취소 부탁드립니다", "예약을 취소해 주세요", "예약 취소할게요",
           "예약을 해지합니다", "예약을 철회하고자 합니다", "예약취소 원해요"),
}  # fmt: skip
OPPOSITES = {
    "en": ("I do not want to cancel", "please do not cancel", "I never asked you to cancel", "when can I cancel",
           "I have no intention of cancelling", "what happens if I cancel", "my friend wants to cancel"),
    "fr": ("je ne souhaite pas annuler", "n'annulez pas", "je n'ai jamais demandé d'annuler", "quand puis-je annuler",
           "je n'ai aucune intention d'annuler", "que se passe-t-il si j'annule", "vous avez annulé"),
    "it": ("non voglio annullare", "non annullate", "non ho mai chiesto di annullare", "quando posso annullare",
           "non ho intenzione di annullare", "cosa succede se annullo", "avete annullato"),
    "ko": ("예약을 취소하고 싶지 않습니다", "예약 취소하지 마세요", "예약 취소를 요청한 적이 없습니다",
           "예약을 취소할 생각이 없습니다", "예약을 취소하면 어떻게 되나요", "예약을 왜 취소하셨나요"),
}  # fmt: skip
OBJECTS = {
    "en": (" my reservation", " the reservation", " my order from 2018"),
    "fr": (" ma réservation", " la réservation", " ma commande de 2018"),
    "it": (" la mia prenotazione", " la prenotazione", " il mio ordine del 2018"),
    "ko": ("",),
}


def judged(text: str) -> Judged:
    return judge(Words(text, "hello", "", False, "", False, False))


@pytest.mark.parametrize("language", WISHES)
def test_a_plain_wish_asks_to_cancel_after_any_opening(language: str) -> None:
    parts = itertools.product(OPENINGS[language], WISHES[language], OBJECTS[language])
    missed = [
        text for text in ("".join(part) + "." for part in parts) if judged(text).asks_to_cancel != "yes"
    ]
    assert missed == []


@pytest.mark.parametrize("language", OPPOSITES)
def test_its_opposite_asks_for_nothing_after_any_opening(language: str) -> None:
    parts = itertools.product(OPENINGS[language], OPPOSITES[language], OBJECTS[language], ".?")
    wrong = [text for text in map("".join, parts) if judged(text).wants_out_or_money != "no"]
    assert wrong == []
