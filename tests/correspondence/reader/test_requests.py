"""What is asked: our own mails and the shared ones, and the traps by name."""

from __future__ import annotations

from typing import Any

import pytest

from fourthact.correspondence.reader import Intent, Kind, Reading, read
from fourthact.mail.parse import parse
from tests.corpora import corpus
from tests.correspondence.reader.score import (
    LANGUAGES,
    corpus_mails,
    near_misses,
    once_unseen,
    own_mails,
    phrases,
    score,
    seen_letters,
)


def said(text: str, subject: str = "hello", **headers: str) -> Reading:
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    head = f"From: Cléo <cleo@mail.example.com>\nSubject: {subject}\n{more}Content-Type: text/plain; charset=utf-8\n\n"
    return read(parse(head.encode() + text.encode()), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_request_in_our_mails_that_were_looked_at_is_missed(language: str) -> None:
    seen = score(language, own_mails(language, held_out=False))
    assert seen.asking >= 15
    assert seen.recall == 1
    assert seen.false_starts <= 1
    assert seen.cancelled_unasked == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_one_line_are_read_as_labelled(language: str) -> None:
    lines = score(language, phrases(language))
    assert lines.recall >= 0.97
    assert lines.false_starts <= 0.02 * lines.silent
    assert lines.cancelled_unasked == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_letters_that_were_looked_at_are_read_as_labelled(language: str) -> None:
    seen = score(language, seen_letters(language))
    assert seen.asking >= 30
    assert seen.recall >= 0.97
    assert seen.false_starts <= 1
    assert seen.cancelled_unasked == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("which", "recall", "false_starts"),
    [("first", 0.97, 0.04), ("second", 0.95, 0.05), ("third", 0.96, 0.04), ("fourth", 0.96, 0.1)],
)
def test_of_the_sets_that_were_unseen_nobody_is_cancelled_unasked(
    language: str, which: str, recall: float, false_starts: float
) -> None:
    result = score(language, once_unseen(which, language))
    assert result.asking >= 20
    assert result.recall >= recall
    assert result.false_starts <= false_starts * result.silent
    assert result.cancelled_unasked == 0


def test_of_the_fifth_set_which_is_english_only_nobody_is_cancelled_unasked() -> None:
    result = score("fifth", once_unseen("fifth", "en"))
    assert (result.asking, result.silent) == (32, 27)
    assert (
        result.recall >= 0.93
    )  # 30 of 32; 31 before letters that only sound like requests were learned from
    assert result.false_starts <= 0.26 * result.silent
    assert result.cancelled_unasked == 0


@pytest.mark.parametrize("language", ["ko", "fr", "it"])
def test_of_the_sixth_set_nobody_is_cancelled_unasked(language: str) -> None:
    result = score("sixth", once_unseen("sixth", language))
    assert (result.asking, result.silent) == (27, 20)
    assert result.recall >= 0.96
    assert result.false_starts <= 0.05 * result.silent
    assert result.cancelled_unasked == 0


def test_letters_that_only_sound_like_requests_are_told_from_their_neighbours_that_ask() -> None:
    result = score("near misses", [mail for language in LANGUAGES for mail in near_misses(language)])
    assert (result.asking, result.silent) == (120, 120)
    assert result.recall >= 0.95
    assert result.false_starts <= 0.1 * result.silent
    assert result.cancelled_unasked == 0


def test_the_seventh_set_as_people_write() -> None:
    mails = [mail for language in LANGUAGES for mail in once_unseen("seventh", language)]
    result = score("seventh", mails)
    assert (result.asking, result.silent) == (80, 80)
    assert result.recall >= 0.97
    assert result.false_starts <= 0.13 * result.silent
    assert result.cancelled_unasked == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_of_our_mails_is_cancelled_unasked(language: str) -> None:
    held_out = score(language, own_mails(language, held_out=True))
    assert held_out.asking >= 15
    assert held_out.cancelled_unasked == 0
    assert held_out.recall >= 0.85


def test_the_shared_mails_are_found_and_nobody_is_cancelled_unasked() -> None:
    corpus("10-requests")
    mails: list[dict[str, Any]] = [mail for language in LANGUAGES for mail in corpus_mails(language)]
    result = score("corpus", mails)
    assert result.recall >= 0.97
    assert result.false_starts <= 0.03 * result.silent
    assert result.cancelled_unasked == 0


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel my reservation and refund my deposit.", "Count me out, and I'd like my money back.",
        "J'annule ma réservation, merci de me rembourser.", "jannule tout rembourse moi",
        "Recedo dal contratto e chiedo il rimborso.", "예약 취소하고 환불해 주세요", "예약취소할게요 돈 돌려줘요",
    ],
)  # fmt: skip
def test_a_plain_request_asks_to_cancel_and_says_in_which_words(text: str) -> None:
    reading = said(text)
    assert (reading.wants_out_or_money, reading.asks_to_cancel) == ("yes", "yes")
    strong = [asked for asked in reading.intents if asked.strength == "strong"]
    assert strong
    assert all(asked.evidence in text for asked in strong)


@pytest.mark.parametrize(
    "text",
    [
        "Do not cancel my reservation!", "N'annulez surtout pas ma réservation.", "Non annullate la prenotazione!",
        "제 예약 취소하지 마세요.", "How long do I have to cancel?", "Jusqu'à quand puis-je annuler ?",
        "Entro quando si può annullare?", "취소는 언제까지 되나요?", "If I cancelled, what would I get back?",
        "Si j'annulais, que me rendriez-vous ?", "Se annullassi, cosa mi rimborsate?", "만약 취소하면 전액 환불되나요?",
        "Thank you for everything.", "Merci pour tout.", "Grazie di tutto.", "감사합니다.",
        "Please cancel my test drive on Friday.", "Merci d'annuler mon essai de vendredi.",
        "My neighbour cancelled and got his refund.", "I can't wait to drive it!", "", "?", "...",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_request_starts_nothing(text: str) -> None:
    assert said(text).wants_out_or_money == "no"


def test_a_request_that_is_only_quoted_starts_nothing_and_an_own_one_is_found() -> None:
    quoted = "\n\nOn Tue, 3 Mar 2026 at 10:14, Motors <care@m.example.com> wrote:\n> "
    request = "Please cancel my reservation and refund me."
    assert said("Thanks, that is all clear now." + quoted + request).wants_out_or_money == "no"
    assert said(request + quoted + "Thank you for staying.").wants_out_or_money == "yes"


def test_the_subject_of_a_new_letter_counts_and_the_subject_of_an_answer_is_ours() -> None:
    assert said("Sent from my iPhone", "Please cancel reservation 4471").wants_out_or_money == "yes"
    answer = said(
        "Thanks, see you in spring.",
        "Re: Your request to cancel my reservation",
        In_Reply_To="<1@m.example.com>",
    )
    assert answer.wants_out_or_money == "no"


@pytest.mark.parametrize(
    ("answer", "wants"),
    [("Option B", "yes"), ("B please", "yes"), ("2번이요", "yes"), ("A", "no"), ("1번이요", "no")],
)
def test_an_option_is_read_against_the_notice_that_offers_it(answer: str, wants: str) -> None:
    notice = {
        "Option B": "Option A: keep waiting\n> Option B: cancel with a full refund",
        "B please": "A) keep waiting\n> B) cancel with a full refund",
        "A": "A) keep waiting\n> B) cancel with a full refund",
        "2번이요": "1번: 예약 유지\n> 2번: 취소 후 환불",
        "1번이요": "1번: 예약 유지\n> 2번: 취소 후 환불",
    }[answer]
    quoted = f"\n\nOn Tue, 3 Mar 2026 at 10:14, Motors <care@m.example.com> wrote:\n> {notice}\n"
    assert said(answer + quoted, "Re: choose").wants_out_or_money == wants


def test_a_bare_no_to_the_question_of_staying_wants_out_and_is_left_to_a_person() -> None:
    head = "On Tue, 3 Mar 2026 at 10:14, Motors <care@m.example.com> wrote:"
    reading = said(f"No, thank you.\n\n{head}\n> Would you like to keep your place?\n", "Re: delay")
    assert (reading.wants_out_or_money, reading.asks_to_cancel) == ("yes", "maybe")


def test_an_own_earlier_request_that_is_passed_on_counts_and_a_strangers_is_left_to_a_person() -> None:
    forwarded = (
        "Second time of asking.\n\n---------- Forwarded message ---------\nFrom: {author}\n"
        "Date: Fri, 9 Jan 2026 at 18:20\nSubject: stop\n\nPlease cancel my reservation and refund me.\n"
    )
    assert (
        said(forwarded.format(author="Cléo <cleo@mail.example.com>"), "Fwd: stop").wants_out_or_money == "yes"
    )
    assert (
        said(forwarded.format(author="Dan <dan@else.example.com>"), "Fwd: stop").wants_out_or_money == "maybe"
    )


@pytest.mark.parametrize(
    "text",
    [
        "My husband passed away in August. Please cancel our reservation and refund the deposit to the estate.",
        "Mon père est mort en mai. Merci d'annuler sa réservation et de nous rembourser l'acompte.",
        "Mio marito è mancato. Vorrei annullare la prenotazione e riavere l'acconto.",
        "아버지께서 돌아가셨습니다. 예약을 취소하고 보증금을 환불해 주세요.",
    ],
)
def test_who_writes_for_the_dead_shows_a_paper_first(text: str) -> None:
    """The clock runs; but also from the holder's own address it is no cancellation before a person has looked."""
    reading = said(text)
    assert (reading.wants_out_or_money, reading.asks_to_cancel) == ("yes", "maybe")


def test_a_request_taken_back_wants_nothing() -> None:
    reading = said("Please disregard my cancellation, I want to keep my place.")
    assert reading.wants_out_or_money == "no"
    assert Intent.RETRACT in {asked.intent for asked in reading.intents}


def test_the_same_letter_is_always_read_the_same() -> None:
    text = "I've had enough. Cancel it and send my money back, please.\n"
    assert said(text) == said(text)
    assert said(text).why


def test_a_long_letter_is_read_in_good_time_and_whole_enough() -> None:
    text = "We like the car very much and wait for it. " * 2_000
    assert said(text + "x" * 100_000).kind is Kind.PERSON


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Thank you for everything.", False),
        ("Got 45,000, thanks. About the other deposit I leave it to you.", True),
        ("Merci pour tout.", False),
        ("Merci. Je pense souvent à mon acompte.", True),
    ],
)
def test_a_polite_letter_that_speaks_of_money_is_more_than_thanks(text: str, hints: bool) -> None:
    intents = {asked.intent for asked in said(text).intents}
    assert Intent.THANKS in intents
    assert (Intent.HINT in intents) is hints
