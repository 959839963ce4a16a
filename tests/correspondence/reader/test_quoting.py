"""Whose words are these: answers apart from what they answer, in four languages and as programs write them."""

from __future__ import annotations

import pytest

from fourthact.correspondence.reader.quoting import part
from tests.correspondence.reader import compare
from tests.correspondence.reader.answers import replies
from tests.correspondence.reader.score import LANGUAGES, corpus_mails, reading_of

OWN = "This is mine.\nAnd this."
HEADS = [
    "On Tue, 3 Mar 2026 at 10:14, Motors <care@m.example.com> wrote:\n> old",
    "Le mar. 3 mars 2026 à 10:14, Motors <care@m.example.com> a écrit :\n\nold",
    "Il giorno mar 3 mar 2026 alle ore 10:14 Motors <care@m.example.com> ha scritto:\n> old",
    "2026년 3월 3일 (화) 오전 10:14, 모터스 <care@m.example.com>님이 작성:\n> old",
    "On Tue, 3 Mar 2026 at 10:14, A Very Long Name Of A Company\n<care@m.example.com> wrote:\n> old",
    "-----Original Message-----\nFrom: Motors\nSent: Monday\nTo: Bo\nSubject: x\n\nold",
    "-----Message d'origine-----\nDe : Motors\nEnvoyé : lundi\nÀ : Bo\nObjet : x\n\nold",
    "-----Messaggio originale-----\nDa: Motors\nInviato: lunedì\nA: Bo\nOggetto: x\n\nold",
    "-----원본 메시지-----\n보낸 사람: Motors\n보낸 날짜: 월요일\n받는 사람: Bo\n제목: x\n\nold",
    "From: Motors <care@m.example.com>\nSent: Monday, March 2, 2026\nTo: Bo\nSubject: x\n\nold",
    "________________________________\nDe : Motors <care@m.example.com>\nEnvoyé : lundi\nÀ : Bo\nObjet : x\n\nold",
    "> old\n> older",
]


@pytest.mark.parametrize("head", HEADS)
def test_what_stands_above_a_quote_is_the_writers(head: str) -> None:
    parted = part(f"{OWN}\n\n{head}\n")
    assert parted.own == OWN
    assert "old" in parted.quoted


def test_answers_between_quoted_lines_are_the_writers() -> None:
    text = (
        "On 3 Mar 2026 Bo <bo@m.example.com> wrote:\n> Do you stay?\n\nYes.\n\n> And the colour?\n\nGreen.\n"
    )
    assert part(text).own == "Yes.\n\nGreen."


def test_an_answer_under_an_unmarked_quote_is_guessed_and_said_to_be() -> None:
    text = (
        "-----Original Message-----\nFrom: Motors <care@motors.example.com>\nSent: Monday\nTo: Bo\nSubject: x\n\n"
        "Dear Bo, thank you for staying.\n\nWho said that I stay?\n\nBo\n"
    )
    parted = part(text, "Bo Sand")
    assert parted.own == "Who said that I stay?\n\nBo"
    assert parted.unsure


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "Inviato da iPhone",
        "나의 iPhone에서 보냄",
        "-- \nBo\nMotors Ltd",
    ],
)
def test_a_devices_footer_and_a_signature_are_nobodys_words(footer: str) -> None:
    assert part(f"{OWN}\n\n{footer}\n").own == OWN


def test_a_sentence_that_mentions_writing_is_no_quote() -> None:
    text = "In 2024 I wrote to you:\nnobody answered.\nMy brother says the same."
    assert part(text).own == text


@pytest.mark.parametrize(
    "line",
    [
        "-" * 47,
        "*" * 100 + " " * 99 + "x",
        "- message 1 " * 16 + ":",
        ">" * 200 + ":",
        "1 wrote 2 " * 40 + ":",
        "9" * 9_000 + ":",
    ],
)
def test_strokes_and_words_of_headers_without_end_are_read_in_good_time(line: str) -> None:
    parted = part(f"{line}\n" * 2_000)
    assert parted.own or parted.quoted


def test_the_writers_own_words_are_told_at_least_as_well_as_by_published_libraries() -> None:
    ours = compare.agreed("ours")
    less = {}
    for program in compare.PROGRAMS:
        for name, theirs in compare.agreed(program).items():
            hits = sum(same for _, same in ours[name]), sum(same for _, same in theirs)
            if hits[0] < hits[1]:
                less[program, name] = hits
    assert less == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_replies_are_all_told_from_what_they_answer(language: str) -> None:
    ours = list(replies(language))
    assert len(ours) == 40
    wrong = {one.name: part(one.text).own for one in ours if part(one.text).own.split() != one.own.split()}
    assert wrong == {}


def test_what_stands_under_a_line_to_reply_above_is_a_machines_own_where_nothing_stands_above() -> None:
    text = "##- Please type your reply above this line -##\n\nYour request has been received."
    assert "received" in part(text).own
    assert part(f"Yes.\n\n{text}").own == "Yes."


def test_the_own_words_of_the_shared_mails_are_told_from_the_quoted() -> None:
    mails = [mail for language in LANGUAGES for mail in corpus_mails(language)]
    wrong = [mail["id"] for mail in mails if reading_of(mail).own_text.split() != mail["own_text"].split()]
    assert len(wrong) <= 0.02 * len(mails)
