"""A rail that takes its time holds up nobody but those who wait for its answer."""

from __future__ import annotations

import asyncio

from fourthact import payments
from fourthact.agenda import Due
from fourthact.work import LETTER_HANDS
from tests.faults.own_server import at_rest, eventually
from tests.house import House, play
from tests.stories.letters import letter

HEADS = "SELECT count(*) FROM log_heads"
BEGUN = "SELECT count(*) FROM agenda WHERE source = 'messages' AND leased_until IS NOT NULL"
PAID = 'SELECT id FROM purses WHERE payments @> \'[{"status": "received"}]\''


async def one_order_gets_no_answer(house: House) -> None:
    """Cléo's card is being asked about for ever; Dora's is charged meanwhile, and the log grows."""
    product = await house.product()
    cleos, doras = await house.place(product), await house.place(product, email="dora@holder.example")
    worker, answer = house.app.worker, asyncio.Event()
    drive = worker.handlers["purses", "drive"]

    async def slowly(due: Due) -> None:
        if due.id == cleos:
            await answer.wait()
        await drive(due)

    worker.handlers = {**worker.handlers, ("purses", "drive"): slowly}
    working = asyncio.create_task(worker.run(), name="worker")
    heads = house.sql(HEADS)[0][0]
    for reservation in (cleos, doras):
        await house.ask(payments.ORDER, payments.OrderPayment(reservation, 1, "card_ok"), house.site)
    await eventually(lambda: house.sql(PAID) == [(doras,)])
    await eventually(lambda: house.sql(HEADS)[0][0] > heads)
    answer.set()
    await eventually(lambda: len(house.sql(PAID)) == 2)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await at_rest(house)


def test_an_order_without_an_answer_holds_up_no_other() -> None:
    play(one_order_gets_no_answer)


async def a_flood_of_letters(house: House) -> None:
    """More letters than there are hands take for ever to be read; a card is charged all the same."""
    product = await house.product()
    worker, read = house.app.worker, asyncio.Event()
    reading = worker.handlers["messages", "read"]

    async def slowly(due: Due) -> None:
        await read.wait()
        await reading(due)

    cleos = await house.place(product)
    worker.handlers = {**worker.handlers, ("messages", "read"): slowly}
    working = asyncio.create_task(worker.run(), name="worker")
    for number in range(LETTER_HANDS + 3):
        to = f"hello{number}@{house.domain}"
        assert (
            await house.post(letter("Thank you!", to=to, message_id=f"<{number}@holder.example>"), to) == 250
        )
    await eventually(lambda: house.sql(BEGUN)[0][0] == LETTER_HANDS)
    await house.ask(payments.ORDER, payments.OrderPayment(cleos, 1, "card_ok"), house.site)
    await eventually(lambda: house.sql(PAID) == [(cleos,)])
    assert house.sql(BEGUN)[0][0] == LETTER_HANDS
    read.set()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    worker.handlers = {**worker.handlers, ("messages", "read"): reading}
    await at_rest(house)


def test_a_flood_of_letters_holds_up_no_money() -> None:
    play(a_flood_of_letters)
