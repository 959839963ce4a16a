"""What is owed, what an entry of the bank pays, and what a rail's answer means for a payment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fourthact.payments import PaymentReason, Purse, reference_of
from fourthact.payments.acts import EntryRead, PaymentReceived
from fourthact.payments.purse import PAYMENTS_MAX, Dues, Payment
from fourthact.payments.rules import (
    LEDGER,
    conclude,
    match,
    missed,
    named,
    order,
)
from fourthact.rails.contract import Declined, Done, Unknown, Waiting
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.references import CODES_MAX, codes_in
from tests.memory import Memory
from tests.refusals import in_order, refusal

NOW = datetime(2018, 7, 11, 9, tzinfo=UTC)
SOON = NOW + timedelta(days=10)
CARD = Dues(1, 500_000, NOW + timedelta(hours=1), "card", "sandbox", 0, missed=False)
WIRE = Dues(2, 4_500_000, SOON, "transfer", "sandbox", 0, missed=False)
PURSE = Purse(UUID(int=1), UUID(int=3), "USD", UUID(int=2), "7K2QF-M9X4H", (CARD, WIRE), (), closed=False)
PAYMENT = Payment(1, 1, "sandbox", "card", 500_000, "ordered", "P1", NOW)
ENTRY = EntryRead(4_500_000, "b1", NOW, "USD", None, "transfer", "nothing", "sandbox", None, NOW.date())


def with_(*payments: Payment, **fields: object) -> Purse:
    return replace(PURSE, payments=payments, **fields)


def paid(stage: Dues) -> Dues:
    return replace(stage, paid_minor=stage.amount_minor)


def test_refusals_of_an_order_in_order() -> None:
    """A closed purse full of payments, asked for everything that cannot be paid; worst first."""
    full = with_(*(replace(PAYMENT, n=n, status="declined") for n in range(1, PAYMENTS_MAX + 1)))
    flying = replace(full, payments=(PAYMENT, *full.payments[1:]))
    in_order(
        [
            (ReservationReason.RESERVATION_UNKNOWN, lambda: order(None, 9, "rsv_x")),
            (PaymentReason.RESERVATION_CLOSED, lambda: order(replace(flying, closed=True), 9, "rsv_x")),
            (PaymentReason.STAGE_UNKNOWN, lambda: order(flying, 9, "rsv_x")),
            (
                PaymentReason.STAGE_ALREADY_PAID,
                lambda: order(replace(flying, stages=(CARD, paid(WIRE))), 2, "rsv_x"),
            ),
            (PaymentReason.STAGE_BY_TRANSFER, lambda: order(flying, 2, "rsv_x")),
            (PaymentReason.PAYMENT_IN_FLIGHT, lambda: order(flying, 1, "rsv_x")),
            (PaymentReason.TOO_MANY_PAYMENTS, lambda: order(full, 1, "rsv_x")),
        ]
    )


@pytest.mark.parametrize("status", ["ordered", "waiting", "unknown"])
def test_a_stage_is_not_paid_twice_at_once(status: str) -> None:
    flying = with_(replace(PAYMENT, status=status))
    assert refusal(lambda: order(flying, 1, "rsv_x")) is PaymentReason.PAYMENT_IN_FLIGHT


@given(st.integers(0, 499_999), st.integers(0, PAYMENTS_MAX - 1))
def test_an_order_asks_for_what_is_lacking_under_a_key_of_its_own(already: int, declined: int) -> None:
    before = tuple(replace(PAYMENT, n=n, status="declined") for n in range(1, declined + 1))
    act = order(with_(*before, stages=(replace(CARD, paid_minor=already), WIRE)), 1, "rsv_x")
    assert act.amount_minor == 500_000 - already
    assert ids.read_order_key(act.key) == ("P", PURSE.id, declined + 1, 1)


NOTHING_NEW = PaymentReason.PAYMENT_SETTLED
ANSWERS = [
    ("ordered", Done("r"), "payment.received"), ("ordered", Waiting("r"), "payment.waiting"),
    ("ordered", Declined("no", True), "payment.declined"), ("ordered", Unknown("?"), "payment.unknown"),
    ("unknown", Done("r"), "payment.received"), ("unknown", Waiting("r"), "payment.waiting"),
    ("unknown", Declined("no", True), "payment.declined"), ("unknown", Unknown("?"), NOTHING_NEW),
    ("waiting", Done("r"), "payment.received"), ("waiting", Waiting("r"), NOTHING_NEW),
    ("waiting", Declined("no", True), "payment.declined"), ("waiting", Unknown("?"), NOTHING_NEW),
    *((status, answer, NOTHING_NEW) for status in ("received", "declined")
      for answer in (Done("r"), Waiting("r"), Declined("no", True), Unknown("?"))),
]  # fmt: skip


@pytest.mark.parametrize(("status", "answer", "means"), ANSWERS)
def test_what_an_answer_means(status: str, answer: Done, means: str | PaymentReason) -> None:
    """Every answer of a rail to a payment in every state: an act, or nothing new."""
    purse = with_(replace(PAYMENT, status=status))
    if isinstance(means, str):
        assert conclude(purse, 1, answer, NOW).tag == means
    else:
        assert refusal(lambda: conclude(purse, 1, answer, NOW)) is means


def test_an_answer_about_no_payment_is_nothing_new() -> None:
    assert refusal(lambda: conclude(None, 1, Done("r"), NOW)) is NOTHING_NEW
    assert refusal(lambda: conclude(PURSE, 1, Done("r"), NOW)) is NOTHING_NEW


def test_a_rail_that_says_later_is_asked_again_a_day_later() -> None:
    waiting = with_(replace(PAYMENT, status="waiting"))
    assert conclude(waiting, 1, Waiting("r"), NOW + timedelta(days=1)).tag == "payment.waiting"


@pytest.mark.parametrize(
    ("purse", "stages"),
    [
        (PURSE, [2]),
        (with_(stages=(CARD, paid(WIRE))), [2]),
        (with_(stages=(CARD, paid(WIRE), replace(WIRE, n=3))), [3]),
        (with_(stages=(CARD, replace(WIRE, amount_minor=1), replace(WIRE, n=3))), [2]),
        (
            with_(stages=(CARD, replace(WIRE, amount_minor=1), replace(WIRE, n=3, amount_minor=4_499_999))),
            [2, 3],
        ),
        (with_(stages=(CARD,)), [1]),
        (with_(stages=(paid(CARD),)), [1]),
        (with_(closed=True), [2]),
    ],
)
def test_what_a_credit_pays(purse: Purse, stages: list[int]) -> None:
    """The first unpaid stage by transfer; exactly the next two, both; too much and too late the last one."""
    acts = match(purse, ENTRY, "ent_x")
    assert [act.stage for act in acts] == stages
    assert [act.payment for act in acts] == list(range(1, len(stages) + 1))
    assert sum(act.amount_minor for act in acts) == 4_500_000
    assert {act.entry for act in acts} == {"ent_x"}


def test_what_a_credit_does_not_pay() -> None:
    """Another currency, and more payments than a key can count, are left to a person."""
    assert match(PURSE, replace(ENTRY, currency="EUR"), "ent_x") == []
    full = with_(*(replace(PAYMENT, n=n) for n in range(1, PAYMENTS_MAX + 1)))
    assert match(full, ENTRY, "ent_x") == []


def test_two_reservations_in_one_remittance_are_nobodys() -> None:
    """Who names two is not guessed at; a code that nobody has does not hide the other."""
    one, other, nobody = ids.new_code(), ids.new_code(), ids.new_code()
    known = {one: UUID(int=1), other: UUID(int=2)}
    assert named(codes_in(f"{reference_of(one)} {nobody}"), known) == UUID(int=1)
    assert named(codes_in(f"{one} and {other}"), known) is None
    assert named(codes_in("deposit"), known) is None


def test_stages_are_missed_once_and_only_while_something_is_owed() -> None:
    assert [act.stage for act in missed(PURSE, SOON)] == [1, 2]
    assert [act.stage for act in missed(PURSE, NOW + timedelta(hours=1))] == [1]
    for purse, at in (
        (None, SOON),
        (replace(PURSE, closed=True), SOON),
        (PURSE, NOW),
        (with_(stages=(paid(CARD), replace(WIRE, missed=True))), SOON),
    ):
        assert refusal(lambda purse=purse, at=at: missed(purse, at)) is PaymentReason.STAGE_NOT_MISSED  # type: ignore[misc]


# What payers write.

codes = st.builds(ids.new_code)
words = st.text(max_size=30)


@given(codes, words, words)
def test_a_code_is_found_in_what_a_payer_writes(code: str, before: str, after: str) -> None:
    """Between any words, as a code or as a creditor reference, in groups or not; others may be found besides."""
    reference = reference_of(code)
    grouped = " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    for written in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert code in codes_in(f"{before[:8]} / {written} / {after[:8]}")
    for written in (reference, grouped, reference.lower()):
        assert codes_in(f"{written}")[0] == code


def test_a_word_that_passes_for_a_code_hides_none() -> None:
    assert codes_in("secondpart of 7K2QF-M9X4G deposit")[0] == "SEC0N-DPART"
    code = ids.new_code()
    assert codes_in(f"secondpart {code}") == ["SEC0N-DPART", code]


@given(st.text(max_size=400))
def test_whatever_is_written_few_codes_come_of_it(text: str) -> None:
    found = codes_in(text)
    assert len(found) <= CODES_MAX
    assert [ids.read_code(code) for code in found] == found


@given(codes, st.integers(2, 13), st.sampled_from("0123456789ABCDEFGHJK"))
def test_a_reference_with_a_typing_error_is_nobodys(code: str, at: int, letter: str) -> None:
    """One wrong letter in a creditor reference is not taken for another reservation's."""
    reference = reference_of(code)
    typed = reference[:at] + letter + reference[at + 1 :]
    assert typed == reference or code not in codes_in(typed)


@pytest.mark.parametrize("code", ["7K2QF-M9X4H", "00000-00000"])
def test_a_reference_has_its_check_digits(code: str) -> None:
    """ISO 11649: the number of the reference with RF and its digits moved to the end is 1 modulo 97."""
    reference = reference_of(code)
    moved = reference[4:] + reference[:4]
    assert int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


@given(st.integers(-(10**12), 10**12), st.sampled_from(["nothing", "order", "payment", "provider_payout"]))
def test_every_line_of_the_bank_is_booked_by_its_sign(minor: int, matched: str) -> None:
    memory = Memory()
    act = replace(ENTRY, amount_minor=minor, matched=matched)
    memory.record(act)
    assert memory.balances["assets:bank:sandbox"] == minor
    assert sum(memory.balances.values()) == 0
    assert all(line.amount.minor > 0 for line in LEDGER[EntryRead](act, NOW.date()))


def test_a_payment_without_an_order_is_refused_by_the_fold() -> None:
    """What a purse cannot take, it does not take in silence."""
    memory = Memory()
    received = PaymentReceived(
        1, "USD", None, 1, ids.outer("product", UUID(int=2)), "sandbox", "r", 1, NOW.date()
    )
    with pytest.raises((AssertionError, Refused)):
        memory.record(received, "reservation")
