"""A database in which something of everything has happened, lived once and copied for each test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fourthact import books, contacts, correspondence, people, products
from fourthact.audit import explain
from fourthact.books.files import KEEP_FILE, KeepFile
from fourthact.books.proposing import DROP, PROPOSE, OnProposal, Propose
from fourthact.contacts import AddContact
from fourthact.correspondence import printing
from fourthact.correspondence.actions import BOUNCE, BounceNotice
from fourthact.correspondence.mailing import ORDER, REFUSE, OrderMailing, RefuseAnnouncements, Words
from fourthact.correspondence.recovery import ENTER, EnterRecovery
from fourthact.db.pool import connect
from fourthact.rails.contract import FileTold
from fourthact.refunds.representing import NAME, NameRepresentative
from fourthact.values import ids
from fourthact.values.money import Money
from tests.house import DOMAIN, House, dans_house, hire, listening, opened, stage
from tests.postgres import clone
from tests.stories.letters import letter


@dataclass(frozen=True)
class Lived:
    """A database after a life. `dan`: the other seller; `refunded`, `paid`, `placed`: Cléo's reservations."""

    dsn: str
    keys: Path
    seller: UUID
    dan: UUID
    product: UUID
    refunded: UUID
    paid: UUID
    placed: UUID

    def sql(self, query: str, arguments: Any = None) -> list[tuple[Any, ...]]:
        """Change what may not be changed: as a superuser, with every trigger asleep."""
        with connect(self.dsn) as conn:
            conn.execute("SET session_replication_role = replica")
            cursor = conn.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def one(self, query: str, arguments: Any = None) -> Any:
        return self.sql(query, arguments)[0][0]


@pytest.fixture(scope="session")
def life() -> Iterator[Lived]:
    with stage() as (dsn, state, world):

        async def live() -> Lived:
            async with AsyncExitStack() as rooms:
                house = await rooms.enter_async_context(opened(dsn, state, world))
                await rooms.enter_async_context(listening(house))
                return await something_of_everything(house)

        yield asyncio.run(live())


async def something_of_everything(house: House) -> Lived:
    """Three reservations, a refund, a mail, a retired address, a revoked key, and Dan next door."""
    other = await dans_house(house)
    await other.product("yacht")
    key = await hire(house, "Eve", "person")
    await house.ask(
        people.REVOKE, people.RevokeKey(ids.inner("person", key.id), key.caller.key_id or house.seller)
    )
    await house.ask(
        correspondence.REGISTER, correspondence.RegisterAddress(f"old@{DOMAIN}", (DOMAIN,)), house.ana
    )
    async with house.app.pool.connection() as conn:
        (address,) = await correspondence.addresses(conn, house.seller)
    await house.app.mail.probed(house.seller, address.address.id, "one", alive=False, says="550 unknown")
    await house.ask(correspondence.RETIRE, correspondence.RetireAddress(address.address.id), house.ana)
    new = printing.AddDomain("motors-new.example", DOMAIN)
    await house.ask(printing.ADD_DOMAIN, new, house.ana)
    product = await house.product()
    refunded, paid = await house.placed_and_paid(product), await house.placed_and_paid(product)
    heir = NameRepresentative(ids.new_id(), paid, "inheritance", "Louis Dupont", b"%PDF-1.4", 100)
    await house.ask(NAME, heir, house.bo)
    await house.ask(products.PROMISE, products.PromiseProduct(product, None, "It takes longer."), house.ana)
    await house.post(letter("Thank you for your patience with me!", to=f"old@{DOMAIN}"), f"old@{DOMAIN}")
    await house.approve(await house.cancel(refunded))
    await house.outside(
        house.world.wire, house.account, Money(7, "USD"), "who is it for?", payer_name="X", payer_account="US-X",
        key="stray", at=await house.now(),
    )  # fmt: skip
    await house.wait(days=3)
    ((stray,),) = house.sql("SELECT id FROM entries WHERE amount_minor = 7")
    await house.ask(books.SET_ASIDE, books.OnEntry(stray, "nobody asks for it"), house.ana)
    proposal = Propose(
        ids.new_id(), "write_off", "a cent", account="assets:bank:sandbox", amount_minor=1, currency="USD"
    )
    await house.ask(PROPOSE, proposal, house.ana)
    await house.ask(DROP, OnProposal(proposal.id, None, "it was found"), house.bo)
    file = FileTold(1, "00" * 32, "may.xml", "", "the file ends in the middle", 0, 0, (), ())
    await house.ask(KEEP_FILE, KeepFile(ids.new_id(), "sandbox", file))
    await house.ask(books.CLOSE, books.CloseBooks((await house.now()).date() - timedelta(days=2)), house.ana)
    placed = await house.place(product)
    other_address = AddContact(placed, 1, "mail", "cleo@elsewhere.example")
    await house.ask(contacts.ADD, other_address, house.ana)
    ((notice,),) = house.sql("SELECT id FROM notices WHERE status = 'sent' ORDER BY id LIMIT 1")
    ((about,),) = house.sql("SELECT reservation FROM notices WHERE id = %s", notice)
    full = BounceNotice(
        notice, about, 0, "mailbox full", "4.2.2", hard=False, delayed=False, proof="return_path"
    )
    await house.ask(BOUNCE, full)
    back = EnterRecovery(paid, "cleo@new.example", b"%PDF-1.4", 100)
    await house.ask(ENTER, back, house.bo)
    await house.ask(REFUSE, RefuseAnnouncements(placed))
    words = {"en": Words("A tour of the works", "Come and see us.")}
    await house.ask(ORDER, OrderMailing(ids.new_id(), product, True, words), house.ana)
    await house.settle()
    assert (await house.refund_of(refunded)).status == "settled"
    report = house.audit()
    assert report.ok, explain(report.findings)
    return Lived(house.dsn, house.keys, house.seller, other.seller, product, refunded, paid, placed)


@pytest.fixture
def lived(life: Lived) -> Iterator[Lived]:
    """A copy of the lived database, to be sabotaged."""
    with clone(life.dsn) as dsn:
        yield Lived(dsn, *(getattr(life, name) for name in life.__dataclass_fields__ if name != "dsn"))
