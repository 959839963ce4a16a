"""Who leaves before paying anything has left, and there is nothing to give back."""

from __future__ import annotations

from datetime import timedelta

from fourthact import payments, refunds
from fourthact.payments import PaymentReason
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from tests.house import House, play


def test_leaving_before_anything_was_paid() -> None:
    """Cléo reserves, thinks again, and leaves with one click. No refund is planned; no stage is missed any more;
    a second click and a card are refused with a reason. Her place stays empty: nobody moves up."""
    play(she_thinks_again)


async def she_thinks_again(house: House) -> None:
    product = await house.product()
    reservation = await house.place(product)
    refund = await house.cancel(reservation)
    assert house.tags(reservation) == ["reservation.placed", "reservation.cancelled"]
    assert house.sql("SELECT count(*) FROM refunds") == [(0,)]
    assert house.told(reservation) == ["cancelled", "reserved"]
    again = refunds.CancelReservation(reservation, refund, "page", house.app.policy)
    assert await house.refused(refunds.CANCEL, again, house.site) is ReservationReason.ALREADY_CANCELLED
    card = payments.OrderPayment(reservation, 1, "card_ok")
    assert await house.refused(payments.ORDER, card, house.site) is PaymentReason.RESERVATION_CLOSED
    await house.until(await house.now() + timedelta(days=30))
    assert house.tags(reservation)[-1] == "reservation.cancelled"
    await house.place(product)
    assert house.sql("SELECT position FROM reservations ORDER BY position") == [(1,), (2,)]
    assert await house.balances() == {}
    nobody = refunds.CancelReservation(ids.new_id(), ids.new_id(), "page", house.app.policy)
    assert await house.refused(refunds.CANCEL, nobody, house.site) is ReservationReason.RESERVATION_UNKNOWN
