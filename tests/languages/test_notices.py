"""Notices: exact, in the holder's language, and harmless whatever a holder calls themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fourthact.languages import load
from fourthact.values.money import Money

AT = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "subject": "A tour of the works",
    "text": "Come and see us.",
    "fallback": "",
    "unsubscribe_url": "https://example-motors.example/en/u/abc",
    "name": "Cléo",
    "product": "Example Roadster",
    "clock": "A refund waits",
    "waits_text": "– an approval",
    "address_id": "adr_x",
    "dead_at": AT,
    "why": "nothing came in within 900 s",
    "refund": "rfd_0190a1b2c3d4e5f60718293a4b5c6d7e",
    "reservation": "rsv_0190a1b2c3d4e5f60718293a4b5c6d7e",
    "code": "7K2QF-M9X4H",
    "position": 1_234,
    "instructions_text": "Stage 2\n– Payee: Example Motors",
    "stages_text": "– one\n– two",
    "page_url": "https://example.org/en/r/abc?x=1&y=2",
    "address": "c…@elsewhere.example",
    "at": AT,
    "until": AT,
    "statutory_by": AT,
    "contacts_url": "https://example.org/en/r/abc/contacts",
    "confirm_url": "https://example.org/en/c/abc",
    "receipt_key": "ABCD-EFGH-IJKL-MNOP",
    "recovery_url": "https://example.org/en/recovery/sel_1",
    "amount": Money(5_000_000, "USD"),
    "leave_text": "You can leave at any time.",
    "opening_text": "Your reservation is cancelled, as you asked.",
    "fee_text": "The seller keeps $5,000.00 of it.",
    "total": Money(5_000_000, "USD"),
    "total_paid": Money(5_000_000, "USD"),
    "reference": "RF97NC4A8BY0WE",
    "stage": 1,
    "reason": "insufficient_funds",
    "before": date(2020, 12, 31),
    "after": None,
    "received_at": AT,
    "asked_at": AT,
    "promised_by": AT,
    "way": "original",
    "elapsed": 83_880,
    "seller": "Example Motors",
}
EVERY = [(language, template) for language in load().values() for template in language.notices]


@pytest.mark.parametrize(
    ("language", "template"), EVERY, ids=lambda value: value if isinstance(value, str) else value.code
)
def test_every_notice_can_be_written(language: Any, template: str) -> None:
    subject, text, html = language.notice(template, FACTS)
    for said in (subject, text, html):
        assert said.strip()
        assert "{" not in said
    assert "\n" not in subject
    assert text.rstrip().endswith(language.text("sign_off", seller="Example Motors"))
    assert f'<html lang="{language.code}">' in html


def test_the_word_for_a_code_is_the_languages() -> None:
    text = load()["fr"].notice("payment_declined", FACTS).text
    assert "la provision de la carte est insuffisante" in text
    strange = load()["fr"].notice("payment_declined", FACTS | {"reason": "gremlins"}).text
    assert "gremlins" not in strange
    assert "aucune date fixée" in load()["fr"].notice("promise_revised", FACTS | {"reason": "Usine"}).text


def test_what_a_person_wrote_is_left_as_it_is() -> None:
    text = load()["fr"].notice("promise_revised", FACTS | {"reason": "L'usine : fermée !"}).text
    assert "L'usine : fermée !" in text


def test_a_cancellation_of_what_was_never_paid_promises_no_money() -> None:
    subject, text, _ = load()["en"].notice("cancelled", FACTS | {"amount": Money(0, "USD")})
    assert "nothing to give back" in text
    assert "$" not in subject + text


def test_a_holder_whose_name_was_erased_is_still_spoken_to() -> None:
    for name in ("", None):
        assert load()["en"].notice("confirmed", FACTS | {"name": name}).text.startswith("Dear customer,")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", 'a" onclick="x', "{code}", "{0}", "%s", "a\nBcc: x@y"]
)
def test_a_strange_name_is_a_name(name: str) -> None:
    subject, text, html = load()["en"].notice("confirmed", FACTS | {"name": name, "product": name})
    assert name in text
    assert "<script" not in html
    assert 'onclick="' not in html
    assert "\n" not in subject


def test_only_our_own_links_can_be_followed() -> None:
    """Whoever reserves in somebody else's name must not get a link of theirs into our mail."""
    facts = FACTS | {"name": "Win now: https://evil.example/"}
    html = load()["en"].notice("reserved", facts).html
    assert html.count("<a ") == 2
    assert '<a href="https://example.org/en/recovery/sel_1">' in html
    assert '<a href="https://example.org/en/r/abc?x=1&amp;y=2">' in html


def test_lines_of_a_list_stay_lines() -> None:
    html = load()["en"].notice("reserved", FACTS).html
    assert "– one<br>– two" in html


def test_a_fact_that_is_missing_is_a_defect() -> None:
    with pytest.raises(KeyError, match="amount"):
        load()["en"].notice("confirmed", {k: v for k, v in FACTS.items() if k != "amount"})


def test_what_is_copied_stays_whole() -> None:
    facts = FACTS | {"page_url": "https://example.org/en/r/ABCD-EFGH-x"}
    html = load()["ko"].notice("reserved", facts).html
    assert '<span style="white-space:nowrap">7K2QF-M9X4H</span>' in html
    assert '<span style="white-space:nowrap">ABCD-EFGH-IJKL-MNOP</span>' in html
    assert '<a href="https://example.org/en/r/ABCD-EFGH-x">https://example.org/en/r/ABCD-EFGH-x</a>' in html
    assert "word-break:keep-all" in html
