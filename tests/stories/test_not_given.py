"""A legal notice that came back counts as not given: no time runs against a holder who was never told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from fourthact import products
from fourthact.contacts import ADD, AddContact
from fourthact.correspondence.posting import POST, PostLetter
from tests.house import CLEO, House, played


async def the_date_slips(house: House, product: UUID) -> None:
    late = products.PromiseProduct(product, date(2022, 12, 31), "Later.")
    await house.ask(products.PROMISE, late, house.ana)
    await house.settle()


def offer(house: House, reservation: UUID) -> tuple[object, ...]:
    (row,) = house.sql("SELECT given_at, answer_by, unanswered_at FROM offers WHERE id = %s", reservation)
    return row


async def it_bounces_later(house: House) -> None:
    """Cléo's provider takes the notice of the new date, and sends it back two days later. The thirty days that ran
    stop. Ana learns her street; the letter is posted in March: they run from then, and not a day earlier."""
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce_later"})
    told_at = await house.now()
    await the_date_slips(house, product)
    assert offer(house, reservation) == (told_at, told_at + timedelta(days=30), None)
    mail = (await house.mails())[-1]
    await house.wait(days=2)
    await house.post(await house.outside(house.world.bounce, mail["n"]), mail["from"], sender="")
    await house.settle()
    assert offer(house, reservation) == (None, None, None)
    await house.wait(days=100)
    assert "delay.unanswered" not in house.tags(reservation)
    street = AddContact(reservation, 1, "post", "8 rue de l'Exemple\n75011 PARIS")
    await house.ask(ADD, street, house.ana)
    await house.settle()
    assert offer(house, reservation) == (None, None, None)
    ((letter,),) = house.sql(
        "SELECT id FROM notices WHERE status = 'to_print' AND template = 'promise_revised' AND contact = 1"
    )
    posted_at = await house.now()
    await house.ask(POST, PostLetter(letter, reservation, posted_at.date(), True), house.bo)
    await house.settle()
    assert offer(house, reservation)[:2] == (posted_at, posted_at + timedelta(days=30))
    await house.wait(days=29)
    assert "delay.unanswered" not in house.tags(reservation)
    await house.wait(days=2)
    tags = [tag for tag in house.tags(reservation) if tag.startswith("delay.")]
    assert tags == ["delay.offered", "delay.given", "delay.not_given", "delay.given", "delay.unanswered"]


async def it_never_leaves(house: House) -> None:
    """Refused at once: no day ever ran. Her second address gets it, and they run from that."""
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    other = AddContact(reservation, 1, "mail", "cleo@elsewhere.example")
    await house.ask(ADD, other, house.ana)
    await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce"})
    await the_date_slips(house, product)
    given = [tag for tag in house.tags(reservation) if tag.startswith("delay.")]
    assert given == ["delay.offered", "delay.given"]
    assert offer(house, reservation)[0] is not None


async def another_notice_comes_back(house: House) -> None:
    """What comes back is the receipt of a payment, long before: no clock of another notice stops."""
    product = await house.product()
    reservation = await house.placed_and_paid(product)
    first = (await house.mails())[0]
    await the_date_slips(house, product)
    given = offer(house, reservation)
    await house.outside(house.world.mail_rules, {"recipient": CLEO, "answer": "bounce_later"})
    await house.wait(days=1)
    report = await house.outside(house.world.bounce, first["n"])
    await house.post(report, first["from"], sender="")
    await house.settle()
    assert offer(house, reservation) == given


test_it_bounces_later = played(it_bounces_later)
test_it_never_leaves = played(it_never_leaves)
test_another_notice_comes_back = played(another_notice_comes_back)
