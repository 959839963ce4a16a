"""A business no is a value: its reason, its sentence with the facts, and whether a retry can help."""

from __future__ import annotations

import pytest

from fourthact.values.errors import Broken, Kind, Reason, Refused, Unavailable, Why


class DoorReason(Reason):
    NO_DOOR = Why(Kind.UNKNOWN, "There is no door {number}.")
    DOOR_LOCKED = Why(
        Kind.CONFLICT, "Door {number} is locked until {until}; come back then.", retry_helps=True
    )


def test_a_refusal_says_its_facts() -> None:
    refused = Refused(DoorReason.DOOR_LOCKED, {"number": 4, "until": "nine"})
    assert refused.sentence == "Door 4 is locked until nine; come back then."
    assert str(refused) == "door_locked: Door 4 is locked until nine; come back then."
    assert (refused.reason.why.kind, refused.reason.why.retry_helps) == (Kind.CONFLICT, True)


def test_a_fact_that_the_sentence_names_has_to_be_given() -> None:
    with pytest.raises(KeyError, match="number"):
        _ = Refused(DoorReason.NO_DOOR).sentence


def test_reasons_keep_their_order_of_precedence() -> None:
    assert [reason.code for reason in DoorReason] == ["no_door", "door_locked"]


def test_two_reasons_with_the_same_words_stay_two() -> None:
    class Twins(Reason):
        ONE = Why(Kind.CONFLICT, "No.")
        OTHER = Why(Kind.CONFLICT, "No.")

    assert [reason.code for reason in Twins] == ["one", "other"]


def test_kinds_are_http_statuses_of_the_client() -> None:
    assert all(400 <= kind.value < 500 for kind in Kind)


def test_the_world_and_we_are_not_refusals() -> None:
    assert str(Unavailable("the database")) == "the database is unavailable"
    assert not isinstance(Unavailable("the rail"), Refused)
    assert not issubclass(Broken, Refused | Unavailable)
