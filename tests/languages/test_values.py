"""Money, days, moments and spans as each language writes them; which language is spoken to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fourthact.languages import DepositStage, load, pick
from fourthact.values.money import Money

AT = datetime(2025, 10, 30, 9, 12, 59, tzinfo=UTC)


def plain(text: str) -> str:
    """The text with ordinary spaces (CLDR has narrow and unbreakable ones)."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "minor", "currency", "written"),
    [
        ("en", 4_500_000, "USD", "$45,000.00"),
        ("en", 50_000, "KRW", "₩50,000"),
        ("en", 1, "BHD", "BHD 0.001"),
        ("ko", 123_457, "CLF", "CLF 12.3457"),
        ("fr", 1_250, "RSD", "12,50 RSD"),
        ("en", 1_234_500, "IQD", "IQD 1,234.500"),
        ("en", -500, "EUR", "-€5.00"),
        ("ko", 4_500_000, "USD", "US$45,000.00"),
        ("ko", 50_000_000, "KRW", "₩50,000,000"),
        ("fr", 4_500_050, "EUR", "45 000,50 €"),
        ("fr", 4_500_000, "USD", "45 000,00 $US"),
        ("it", 4_500_000, "EUR", "45.000,00 €"),
        ("it", 10**15 + 1, "EUR", "10.000.000.000.000,01 €"),
    ],
)
def test_money(code: str, minor: int, currency: str, written: str) -> None:
    assert plain(load()[code].money(Money(minor, currency))) == plain(written)


@pytest.mark.parametrize(
    ("code", "day", "moment", "never"),
    [
        ("en", "October 30, 2025", "October 30, 2025 at 09:12 UTC", "no date set"),
        ("ko", "2025년 10월 30일", "2025년 10월 30일 09:12 UTC", "미정"),
        ("fr", "30 octobre 2025", "30 octobre 2025 à 09:12 UTC", "aucune date fixée"),
        ("it", "30 ottobre 2025", "30 ottobre 2025 alle 09:12 UTC", "nessuna data fissata"),
    ],
)
def test_days_and_moments(code: str, day: str, moment: str, never: str) -> None:
    language = load()[code]
    assert plain(language.day(AT.date())) == day
    assert plain(language.instant(AT)) == moment
    assert language.day(None) == never


def test_the_first_of_a_month_is_ordinal_in_french() -> None:
    assert load()["fr"].day(date(2026, 1, 1)) == "1er janvier 2026"
    assert load()["fr"].day(date(2026, 1, 21)) == "21 janvier 2026"


def test_a_moment_is_told_in_utc_whatever_its_offset() -> None:
    there = AT.astimezone(datetime.fromisoformat("2025-01-01T00:00:00+09:00").tzinfo)
    assert load()["en"].instant(there) == load()["en"].instant(AT)


@pytest.mark.parametrize(
    ("seconds", "english", "korean", "french"),
    [
        (0, "0 seconds", "0초", "0 seconde"),
        (1, "1 second", "1초", "1 seconde"),
        (59, "59 seconds", "59초", "59 secondes"),
        (60, "1 minute", "1분", "1 minute"),
        (3_600, "1 hour", "1시간", "1 heure"),
        (3_661, "1 hour and 1 minute", "1시간 1분", "1 heure et 1 minute"),
        (23 * 3_600 + 18 * 60, "23 hours and 18 minutes", "23시간 18분", "23 heures et 18 minutes"),
        (24 * 3_600, "24 hours", "24시간", "24 heures"),
        (3 * 86_400, "72 hours", "72시간", "72 heures"),
        (3 * 86_400 + 60, "3 days", "3일", "3 jours"),
        (45 * 86_400 + 7_200, "45 days and 2 hours", "45일 2시간", "45 jours et 2 heures"),
    ],
)
def test_how_long_it_took(seconds: int, english: str, korean: str, french: str) -> None:
    assert load()["en"].elapsed(seconds) == english
    assert load()["ko"].elapsed(timedelta(seconds=seconds)) == korean
    assert load()["fr"].elapsed(seconds) == french


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("ko", "ko"),
        ("fr-CA,en;q=0.5", "fr"),
        ("de, it;q=0.4, ko;q=0.9", "ko"),
        ("de", "en"),
        ("*", "en"),
        ("fr;q=0, it;q=0.1", "it"),
        ("fr;q=nonsense, it", "it"),
        ("KO-KR", "ko"),
        ("," * 5_000, "en"),
        ("\x00\xff;;;q==,", "en"),
    ],
)
def test_which_language_is_picked(wanted: str | None, code: str) -> None:
    assert pick(wanted).code == code


def test_the_stages_of_a_deposit_are_told_a_line_each() -> None:
    stages = [
        DepositStage(1, Money(500_000, "USD"), "card", AT),
        DepositStage(2, Money(4_500_000, "USD"), "transfer", AT, "RF97NC4A8BY0WE"),
    ]
    for language in load().values():
        first, second = language.stages_text(stages).splitlines()
        assert language.money(Money(500_000, "USD")) in first
        assert "RF97NC4A8BY0WE" in second
