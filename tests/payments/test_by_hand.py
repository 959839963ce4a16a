"""Who may say that money was handed over, and who may say that it is so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from msgspec.structs import replace

from fourthact.acts import By
from fourthact.payments import Handed, PaymentReason, Purse
from fourthact.payments.byhand import EnterPayment, OnPayment, confirm, enter, entered
from fourthact.payments.purse import PAYMENTS_MAX, Dues, Payment
from fourthact.refunds import RefundReason
from fourthact.refunds.byhand import HandLeg, OnHandedLeg, hand
from fourthact.refunds.byhand import confirm as confirm_hand
from fourthact.refunds.standing import Leg, Refund
from fourthact.reservations import ReservationReason
from tests.refusals import in_order, refusal

NOW = datetime(2018, 7, 11, 9, tzinfo=UTC)
BO, ANA, ROBOT = By("staff", "per_bo"), By("staff", "per_ana"), By("integration", "itg_1")
WIRE = Dues(1, 4_500_000, NOW, "transfer", "sandbox", 0, missed=False)
PURSE = Purse(UUID(int=1), UUID(int=3), "USD", UUID(int=2), "7K2QF-M9X4H", (WIRE,), (), closed=False)
GOOD = Handed("manual", ("cash",), "cash", "slip 1", date(2018, 7, 11), "Cl\u00e9o", "", b"%PDF-1", 6)
BAD = replace(GOOD, kind="gold", on=date(2018, 7, 12), document=b"%PDF-17")
ARGS = EnterPayment(UUID(int=3), 9, 1, "EUR", BAD)
CARD = Payment(1, 1, "sandbox", "card", 5, "received", "P1", NOW)
CASH = Payment(
    2, 1, "manual", "hand", 5, "entered", "", NOW, "slip 1", "act_1", None, "per_bo", date(2018, 7, 10)
)
LEG = Leg(1, 5, 1, "prd_x", "sandbox", (), "by_hand", 0, NOW)
REFUND = Refund(
    UUID(int=1), UUID(int=8), UUID(int=3), "approved", "USD", 5, NOW, NOW, NOW, ("per_bo", "per_cy"), 2, (LEG,), (),
    None, "act_1", (), "whole", None, None,
)  # fmt: skip
HAND = HandLeg(UUID(int=8), UUID(int=3), 9, BAD)


def test_refusals_of_an_entry_in_order() -> None:
    full = replace(PURSE, payments=tuple(replace(CARD, n=n) for n in range(1, PAYMENTS_MAX + 1)))
    in_order(
        [
            (ReservationReason.RESERVATION_UNKNOWN, lambda: enter(None, ARGS, ROBOT, NOW)),
            (PaymentReason.HANDS_ARE_PEOPLES, lambda: enter(full, ARGS, ROBOT, NOW)),
            (PaymentReason.STAGE_UNKNOWN, lambda: enter(full, ARGS, BO, NOW)),
            (PaymentReason.HAND_CURRENCY, lambda: enter(full, replace(ARGS, stage=1), BO, NOW)),
            (
                PaymentReason.TOO_MANY_PAYMENTS,
                lambda: enter(full, replace(ARGS, stage=1, currency="USD"), BO, NOW),
            ),
        ]
    )


def test_refusals_of_what_was_handed_over_in_order() -> None:
    in_order(
        [
            (PaymentReason.RAIL_NOT_BY_HAND, lambda: BAD.check(NOW)),
            (PaymentReason.HAND_DAY_AHEAD, lambda: replace(BAD, kind="cash").check(NOW)),
            (PaymentReason.DOCUMENT_UNREADABLE, lambda: replace(BAD, kind="cash", on=NOW.date()).check(NOW)),
        ]
    )
    assert refusal(lambda: replace(GOOD, document=b"").check(NOW)) is PaymentReason.DOCUMENT_UNREADABLE
    assert GOOD.check(NOW) == "application/pdf"


def test_a_payment_by_hand_counts_when_another_says_so() -> None:
    purse, args = replace(PURSE, payments=(CARD, CASH)), OnPayment(UUID(int=3), 2)
    in_order(
        [
            (ReservationReason.RESERVATION_UNKNOWN, lambda: confirm(None, args, ROBOT)),
            (PaymentReason.PAYMENT_NOT_ENTERED, lambda: confirm(purse, OnPayment(UUID(int=3), 1), ROBOT)),
            (PaymentReason.HANDS_ARE_PEOPLES, lambda: confirm(purse, args, ROBOT)),
            (PaymentReason.OWN_PAYMENT, lambda: confirm(purse, args, BO)),
        ]
    )
    assert refusal(lambda: entered(purse, OnPayment(UUID(int=3), 7))) is PaymentReason.PAYMENT_NOT_ENTERED
    act = confirm(purse, args, ANA)
    assert (act.amount_minor, act.entry, act.rail, act.value_on) == (5, None, "manual", date(2018, 7, 10))


def test_refusals_of_a_leg_that_is_handed_over_in_order() -> None:
    planned = replace(REFUND, status="planned", legs=(replace(LEG, status="sent"),))
    approved = replace(planned, status="approved")
    at_one = replace(HAND, leg=1)
    in_order(
        [
            (RefundReason.REFUND_UNKNOWN, lambda: hand(None, HAND, ROBOT, NOW)),
            (RefundReason.NEEDS_A_PERSON, lambda: hand(planned, HAND, ROBOT, NOW)),
            (RefundReason.LEG_UNKNOWN, lambda: hand(planned, HAND, BO, NOW)),
            (RefundReason.NOT_APPROVED, lambda: hand(planned, at_one, BO, NOW)),
            (RefundReason.LEG_NOT_BY_HAND, lambda: hand(approved, at_one, BO, NOW)),
            (RefundReason.DUTIES_PARTED, lambda: hand(REFUND, at_one, BO, NOW)),
            (PaymentReason.RAIL_NOT_BY_HAND, lambda: hand(REFUND, at_one, ANA, NOW)),
        ]
    )
    # Below the limit one person may approve and hand over: another confirms it all the same.
    small = replace(REFUND, approvals_needed=1)
    assert hand(small, replace(at_one, handed=GOOD), BO, NOW).person == "per_bo"


def test_a_leg_is_settled_when_another_says_so() -> None:
    args = OnHandedLeg(UUID(int=8), UUID(int=3), 1)
    handed = replace(LEG, status="handed", hand_by="per_ana", over="manual", reference="slip 2")
    refund = replace(REFUND, legs=(handed,))
    in_order(
        [
            (RefundReason.REFUND_UNKNOWN, lambda: confirm_hand(None, args, ROBOT)),
            (RefundReason.NEEDS_A_PERSON, lambda: confirm_hand(REFUND, args, ROBOT)),
            (RefundReason.LEG_NOT_HANDED, lambda: confirm_hand(REFUND, args, ANA)),
            (RefundReason.OWN_HAND, lambda: confirm_hand(refund, args, ANA)),
        ]
    )
    act = confirm_hand(refund, args, BO)
    assert (act.rail, act.route, act.reference, act.was_sent) == ("manual", "by_hand", "slip 2", False)
