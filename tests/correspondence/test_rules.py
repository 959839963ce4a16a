"""What comes of a message, and what may be said of a notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.acts import By
from fourthact.correspondence.acts import RETRIES, Message, Notice
from fourthact.correspondence.rules import (
    PRIVATE,
    Known,
    MailReason,
    Sender,
    Understood,
    bounced,
    decide,
    judge,
    sender_of,
    told,
)
from tests.refusals import in_order, refusal
from tests.reservations.test_rules import HERS

NOW = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
MESSAGE = Message(UUID(int=1), UUID(int=5), NOW, "lmtp", "received", None, None, None, None)
OPEN = replace(MESSAGE, status="open", outcome="for_a_person")
NOTICE = Notice(
    UUID(int=1), UUID(int=6), HERS.id, UUID(int=7), "reserved", "fr", "<ntc@x>", "written", NOW, 0, None, "a@x", "x",
    "mail", 0, None, 0, None, "service",
)  # fmt: skip
CLEAR = Understood("person", "yes", "yes", ("cancel",), "en")
BO = By("staff", "per_bo")
LEFT = replace(HERS, cancelled_at=NOW)


def test_refusals_of_reading_in_order() -> None:
    in_order(
        [
            (MailReason.MESSAGE_UNKNOWN, lambda: judge(None, CLEAR, HERS, THREAD, "msg_x")),
            (MailReason.MESSAGE_ALREADY_READ, lambda: judge(OPEN, CLEAR, HERS, THREAD, "msg_x")),
        ]
    )


HARMLESS = replace(CLEAR, asks_to_cancel="no", wants_out_or_money="no", intents=("thanks",))
THREAD = Known("thread", "claimed")
OUTCOMES = [
    (CLEAR, None, Known(), "for_a_person", True),
    (CLEAR, HERS, Known(), "for_a_person", True),
    (CLEAR, LEFT, THREAD, "for_a_person", True),
    (replace(CLEAR, asks_to_cancel="maybe"), HERS, THREAD, "for_a_person", True),
    (replace(CLEAR, asks_to_cancel="no"), HERS, THREAD, "for_a_person", True),
    (replace(CLEAR, asks_to_cancel="no", wants_out_or_money="maybe"), HERS, THREAD, "for_a_person", True),
    (HARMLESS, HERS, THREAD, "noted", False),
    (replace(HARMLESS, intents=("thanks", "keep")), HERS, THREAD, "noted", False),
    (replace(HARMLESS, intents=("thanks", "complaint")), HERS, THREAD, "for_a_person", False),
    (replace(HARMLESS, intents=()), HERS, THREAD, "for_a_person", False),
    *((replace(CLEAR, kind=kind), HERS, THREAD, "bounce", False) for kind in ("bounce", "delayed", "delivered")),
    *((replace(CLEAR, kind=kind), HERS, THREAD, "automatic", False)
      for kind in ("auto_reply", "receipt", "abuse_report", "spam", "own_loop", "automatic")),
    # A family's shared address is a list: never cancelled by itself, and never lost.
    (replace(CLEAR, kind="list"), HERS, THREAD, "for_a_person", True),
    (replace(HARMLESS, kind="list"), HERS, THREAD, "automatic", False),
]  # fmt: skip


@pytest.mark.parametrize(("understood", "reservation", "known", "outcome", "clock"), OUTCOMES)
def test_outcomes(
    understood: Understood, reservation: object, known: Known, outcome: str, clock: bool
) -> None:
    act = judge(MESSAGE, understood, reservation, known, "msg_x")  # type: ignore[arg-type]
    assert (act.outcome, act.clock) == (outcome, clock)


# What a clear request leads to, by how its reservation was found and what is known of its sender.
PROVEN_BY = [
    ("reply_address", "proven", True), ("thread", "proven", True),
    ("code", "proven", True), ("address", "proven", True),
    ("reply_address", "claimed", True), ("thread", "claimed", True),
    ("code", "claimed", False), ("address", "claimed", False),
    ("address_of_several", "proven", False), ("address_of_several", "claimed", False),
    *((strength, sender, False) for strength in ("reply_address", "thread", "code", "address")
      for sender in ("forged", "other")),
]  # fmt: skip


@pytest.mark.parametrize(("strength", "sender", "cancels"), PROVEN_BY)
def test_who_may_cancel(strength: str, sender: Sender, cancels: bool) -> None:
    """And whoever may not is heard all the same: the clock runs, and a person looks."""
    act = judge(MESSAGE, CLEAR, HERS, Known(strength, sender), "msg_x")
    assert (act.outcome, act.clock) == ("cancelled" if cancels else "for_a_person", True)
    assert (act.strength, act.sender) == (strength, sender)


def test_who_wrote() -> None:
    assert sender_of("Cleo@Holder.example ", "cleo@holder.example", "passed") == "proven"
    assert sender_of("cleo@holder.example", "cleo@holder.example", "unknown") == "claimed"
    assert sender_of("cleo@holder.example", "cleo@holder.example", "failed") == "forged"
    assert sender_of("x@holder.example", "cleo@holder.example", "passed") == "other"
    assert sender_of("x@holder.example", None, "passed") == "other"


likely = st.sampled_from(["yes", "maybe", "no"])


@given(
    st.builds(Understood, st.sampled_from(["person", "auto_reply", "bounce", "spam", "list"]), likely, likely,
              st.lists(st.sampled_from(["cancel", "thanks", "keep", "money", "hint"]), max_size=3).map(tuple),
              st.just("en")),
    st.sampled_from([None, HERS, LEFT]),
    st.builds(Known, st.sampled_from([None, "reply_address", "thread", "code", "address", "address_of_several"]),
              st.sampled_from(["proven", "claimed", "forged", "other"])),
)  # fmt: skip
def test_nothing_but_clear_words_of_a_known_person_cancels(
    understood: Understood, held: object, by: Known
) -> None:
    """And whoever may want out is heard: the clock runs, or it is cancelled, or a machine wrote it."""
    act = judge(MESSAGE, understood, held, by, "msg_x")  # type: ignore[arg-type]
    if act.outcome == "cancelled":
        assert (understood.kind, understood.asks_to_cancel, held) == ("person", "yes", HERS)
        assert by.sender in ("proven", "claimed")
        assert by.sender == "proven" or by.strength in PRIVATE
    if understood.kind == "person" and "no" not in (understood.asks_to_cancel, understood.wants_out_or_money):
        assert act.clock
        assert act.outcome in ("cancelled", "for_a_person")


def test_refusals_of_a_decision_in_order() -> None:
    robot = By("integration", "itg_x")
    in_order(
        [
            (MailReason.MESSAGE_UNKNOWN, lambda: decide(None, "cancelled", None, robot, "msg_x")),
            (MailReason.DECIDED_BY_A_PERSON, lambda: decide(MESSAGE, "cancelled", None, robot, "msg_x")),
            (MailReason.MESSAGE_NOT_OPEN, lambda: decide(MESSAGE, "cancelled", None, BO, "msg_x")),
            (MailReason.DECISION_NEEDS_RESERVATION, lambda: decide(OPEN, "cancelled", None, BO, "msg_x")),
        ]
    )
    assert decide(OPEN, "cancelled", "rsv_x", BO, "msg_x").person == "per_bo"
    assert decide(OPEN, "noted", None, BO, "msg_x").outcome == "noted"


@pytest.mark.parametrize("status", ["sent", "failed", "bounced"])
def test_a_notice_is_told_of_once(status: str) -> None:
    settled = replace(NOTICE, status=status)
    assert refusal(lambda: told(settled, 250, "ok", NOW)) is MailReason.NOTICE_SETTLED
    assert refusal(lambda: told(None, 250, "ok", NOW)) is MailReason.NOTICE_SETTLED


@given(st.integers(200, 599), st.integers(0, len(RETRIES) + 1))
def test_what_a_mail_server_says(code: int, tries: int) -> None:
    """2xx is sent; 4xx is tried again as long as RFC 5321 asks for; 5xx has failed."""
    act = told(replace(NOTICE, tries=tries), code, "said", NOW)
    if code < 400:
        assert act.tag == "notice.sent"
    elif code < 500 and tries < len(RETRIES):
        assert act.tag == "notice.deferred"
        assert act.next_try_at == NOW + RETRIES[tries]  # type: ignore[union-attr]
    else:
        assert act.tag == "notice.failed"


def test_notices_are_tried_again_for_days() -> None:
    assert sum(RETRIES, timedelta()) >= timedelta(days=3)
    assert sorted(RETRIES) == list(RETRIES)


@pytest.mark.parametrize(
    ("status", "is_news"), [("written", True), ("sent", True), ("failed", False), ("bounced", False)]
)
def test_what_was_sent_can_come_back(status: str, is_news: bool) -> None:
    notice = replace(NOTICE, status=status)
    if is_news:
        assert bounced(notice, "5.1.1").bounced
    else:
        assert refusal(lambda: bounced(notice, "5.1.1")) is MailReason.NOTICE_SETTLED
