"""The model case: a reservation of 2018, five broken promises, and a refund within a day in 2025."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from fourthact import correspondence, delays, products
from fourthact.evidence import pack
from fourthact.values import ids
from fourthact.verify import verify_file
from tests.house import CLEO, DOMAIN, HER_BANK, House, play
from tests.stories.letters import answer_to, as_json

OPENS = datetime(2017, 11, 16, 9, tzinfo=UTC)
RETIRED = f"roadster@{DOMAIN}"
SLIPS = (
    (datetime(2020, 11, 2, 8, tzinfo=UTC), date(2022, 12, 31)),
    (datetime(2022, 10, 3, 8, tzinfo=UTC), date(2023, 12, 31)),
    (datetime(2023, 11, 6, 8, tzinfo=UTC), date(2024, 12, 31)),
    (datetime(2024, 11, 4, 8, tzinfo=UTC), date(2025, 12, 31)),
    (datetime(2025, 9, 1, 8, tzinfo=UTC), None),
)
HER_WORDS = (
    "Bonjour,\n\nJe vous prie d'annuler ma réservation et de me rembourser les 50 000 dollars.\n\nCléo"
)


def test_a_reservation_in_four_acts() -> None:
    """Cléo reserves, pays in two stages, is put off five times, and answers a mail of 2018 to leave.

    The address that she writes to was retired in 2021 and her card died in 2023. Her words are received,
    understood and acknowledged at once; the card's leg fails and goes to the account that her wire came from; Ana
    and Bo approve; the bank's statement settles both legs. The books end at zero, within a day of her request.
    """
    play(four_acts, OPENS)


async def four_acts(house: House) -> None:
    await house.ask(correspondence.REGISTER, correspondence.RegisterAddress(RETIRED, (DOMAIN,)), house.ana)
    product = await house.product()
    reservation = await she_reserves(house, product)
    confirmation = (await house.mails())[-1]["message_id"]
    await she_is_put_off(house, product, reservation)
    await house.until(datetime(2025, 10, 30, 9, 12, tzinfo=UTC))
    assert await house.post(answer_to(confirmation, HER_WORDS, to=RETIRED), RETIRED) == 250
    await house.settle()
    await she_is_heard(house, reservation)
    await her_money_comes_back(house, reservation)
    await anyone_can_check(house, reservation)


async def she_reserves(house: House, product: UUID) -> UUID:
    await house.until(datetime(2018, 7, 11, 9, tzinfo=UTC))
    token = await house.outside(house.world.card, "4242424242424242", date(2023, 5, 31), "Cleo Dupont",
                                gives_back_when_expired=False)  # fmt: skip
    reservation = await house.place(product)
    await house.pay_by_card(reservation, token)
    await house.until(datetime(2018, 7, 17, 14, 3, tzinfo=UTC))
    await house.pay_by_wire(reservation)
    assert house.tags(reservation) == [
        "reservation.placed", "payment.ordered", "payment.received", "payment.received", "reservation.confirmed",
    ]  # fmt: skip
    assert house.told(reservation) == ["payment_received", "reserved", "confirmed", "payment_received"]
    return reservation


async def she_is_put_off(house: House, product: UUID, reservation: UUID) -> None:
    for at, by in SLIPS:
        if at.year == 2022:
            await house.ask(correspondence.RETIRE, await the_address(house), house.bo)
        await house.until(at)
        args = products.PromiseProduct(product, by, "The design takes longer.")
        await house.ask(products.PROMISE, args, house.ana)
        await house.settle()
        waits = delays.AnswerDelay(reservation, "wait", ids.new_id(), house.app.policy)
        await house.ask(delays.ANSWER, waits, house.site)
    assert house.told(reservation).count("promise_revised") == len(SLIPS)


async def the_address(house: House) -> correspondence.RetireAddress:
    async with house.app.pool.connection() as conn:
        (address,) = await correspondence.addresses(conn, house.seller)
    return correspondence.RetireAddress(address.address.id)


async def she_is_heard(house: House, reservation: UUID) -> None:
    (message,) = await house.messages()
    assert (message.outcome, message.strength, message.reservation) == ("cancelled", "thread", reservation)
    refund = await house.refund_of(reservation)
    assert refund.asked_at == datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
    assert [leg.routes for leg in refund.legs] == [("original", "payout"), ("payout",)]
    assert house.told(reservation)[-2:] == ["cancelled", "request_received"]


async def her_money_comes_back(house: House, reservation: UUID) -> None:
    refund = await house.refund_of(reservation)
    await house.approve(refund.id)
    await house.until(datetime(2025, 10, 31, 7, tzinfo=UTC))
    refund = await house.refund(refund.id)
    assert refund.status == "settled"
    assert [(leg.status, leg.route, leg.attempt) for leg in refund.legs] == [
        ("settled", "payout", 2), ("settled", "payout", 1),
    ]  # fmt: skip
    assert refund.settled_at is not None
    assert (refund.settled_at - refund.asked_at).total_seconds() < 24 * 3600
    tags = house.tags(reservation)
    assert tags[-1] == "refund.settled"
    assert tags.count("refund.leg_declined") == 1
    assert await house.balances() == {}
    books = await house.books()
    assert books["outside"][HER_BANK] == {"USD": -500_000}
    assert sum(sum(purse.values()) for purse in books["balances"].values()) == 0
    assert "refund_settled" in house.told(reservation)
    assert {to for mail in await house.mails() for to in mail["to"]} == {CLEO}


async def anyone_can_check(house: House, reservation: UUID) -> None:
    async with house.app.pool.connection() as conn:
        exported = await pack(conn, house.seller, reservation, house.origin)
    assert exported is not None
    report = verify_file(as_json(exported), house.vkey)
    assert report.proven[0].startswith(f"Every one of the {len(exported['acts'])} acts here")
