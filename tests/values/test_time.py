"""Instants: aware, UTC, to the microsecond, in one stored form that sorts as time does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthact.values.time import EPOCH, day_text, instant_text, parse_instant

instants = st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2018, 7, 11, 9, 12, tzinfo=UTC), "2018-07-11T09:12:00.000000Z"),
        (datetime(2025, 10, 30, 9, 12, 0, 7, tzinfo=UTC), "2025-10-30T09:12:00.000007Z"),
        (EPOCH, "1970-01-01T00:00:00.000000Z"),
    ],
)
def test_the_stored_form_of(at: datetime, text: str) -> None:
    assert instant_text(at) == text
    assert parse_instant(text) == at


@given(instants)
def test_the_stored_form_reads_back(at: datetime) -> None:
    assert parse_instant(instant_text(at)) == at


@given(instants, instants)
def test_the_stored_form_sorts_as_time_does(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)


@pytest.mark.parametrize(
    "at", [datetime(2018, 7, 11, 9, 12), datetime(2018, 7, 11, 9, 12, tzinfo=timezone(timedelta(hours=9)))]
)
def test_what_is_not_in_utc_has_no_stored_form(at: datetime) -> None:
    with pytest.raises(ValueError, match="in UTC"):
        instant_text(at)


@pytest.mark.parametrize(
    "text",
    [
        "2018-07-11T18:12:00+09:00",
        "2018-07-11T09:12:00Z",
        "2018-07-11 09:12+00:00",
        "2018-07-11T09:12:00.000Z",
    ],
)
def test_an_offset_is_understood_and_put_into_utc(text: str) -> None:
    at = parse_instant(text)
    assert at == datetime(2018, 7, 11, 9, 12, tzinfo=UTC)
    assert at.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2018-07-11", "2018-07-11T09:12:00", "2018-13-11T09:12:00Z"]
)
def test_what_is_no_instant_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (datetime's own messages)
        parse_instant(text)


def test_a_day_has_its_text_and_no_day_has_none() -> None:
    assert day_text(date(2020, 12, 31)) == "2020-12-31"
    assert day_text(None) is None
