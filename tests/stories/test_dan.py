"""Dan belongs to another seller's house: he sees nothing here, and can do nothing."""

from __future__ import annotations

from typing import Any

from fourthact import correspondence, delays, payments, products, refunds, reservations
from fourthact.people import PeopleReason
from fourthact.products import ProductReason
from fourthact.refunds import RefundReason
from fourthact.reservations import ReservationReason
from fourthact.values import ids
from tests.house import DOMAIN, House, dans_house, hire, play


def test_dan_can_do_nothing_in_anas_house() -> None:
    """With a key of his own house, each verb on each of our ids says what it says of ids that are nobody's."""
    play(dan_tries)


async def dan_tries(house: House) -> None:
    dan = await dans_house(house)
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    refund = await house.cancel(reservation)
    tags = house.tags(reservation)
    on = await house.approval(refund)
    place = reservations.PlaceReservation(ids.new_id(), ids.new_code(), product, "Dan", "dan@x.example", "en")
    cancel = refunds.CancelReservation(reservation, ids.new_id(), "page", house.app.policy)
    answer = delays.AnswerDelay(reservation, "leave", ids.new_id(), house.app.policy)
    redirect = refunds.actions.RedirectLeg(refund, reservation, 1, "US-DAN", "Dan")
    tries: list[tuple[Any, Any, Any]] = [
        (products.PROMISE, products.PromiseProduct(product, None, "x"), ProductReason.PRODUCT_UNKNOWN),
        (reservations.PLACE, place, ProductReason.PRODUCT_UNKNOWN),
        (
            payments.ORDER,
            payments.OrderPayment(reservation, 1, "card_ok"),
            ReservationReason.RESERVATION_UNKNOWN,
        ),
        (refunds.CANCEL, cancel, ReservationReason.RESERVATION_UNKNOWN),
        (refunds.APPROVE, on, RefundReason.REFUND_UNKNOWN),
        (refunds.actions.REDIRECT, redirect, RefundReason.REFUND_UNKNOWN),
        (delays.ANSWER, answer, ReservationReason.RESERVATION_UNKNOWN),
    ]
    for verb, args, reason in tries:
        assert await dan.refused(verb, args, dan.ana) is reason, verb.name
    retire = correspondence.RegisterAddress(f"dan@{DOMAIN}", (dan.domain,))
    assert (
        await dan.refused(correspondence.REGISTER, retire, dan.ana)
        is correspondence.MailReason.ADDRESS_FOREIGN
    )
    assert house.tags(reservation) == tags
    assert await dan.balances() == {}


def test_a_key_may_do_what_it_was_given_for() -> None:
    """Each scope opens its verbs and no others; what people decide is not for programs."""
    play(scopes)


async def scopes(house: House) -> None:
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    refund = await house.cancel(reservation)
    on = await house.approval(refund)
    reader = (await hire(house, "a reader", "person", ["reservations:read"])).caller
    assert await house.refused(refunds.APPROVE, on, reader) is PeopleReason.SCOPE_MISSING
    robot = (await hire(house, "a robot", "integration", ["refunds:approve"])).caller
    assert await house.refused(refunds.APPROVE, on, robot) is RefundReason.NEEDS_A_PERSON
    await house.approve(refund, house.ana)
    assert await house.refused(refunds.APPROVE, on, house.ana) is RefundReason.SAME_PERSON
    eve = (await hire(house, "Eve", "person")).caller
    await house.approve(refund, eve)
    assert await house.refused(refunds.APPROVE, on, house.bo) is RefundReason.ALREADY_APPROVED
