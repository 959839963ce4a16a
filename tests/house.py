"""A house of Fourthact for tests: the whole app in process, a clock moved by hand, and the world as a process.

Ana owns the seller, Bo works there, Cléo is a holder, Dan belongs to another seller and must see nothing.
`played` turns a story into a test that ends with an audit; `opened` is for tests that need more than one house.
"""

from __future__ import annotations

import asyncio
import os
import smtplib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog

from fourthact import agenda, correspondence, payments, people, products, refunds, reservations, work
from fourthact import app as root
from fourthact.acts import Answer, By, Caller, Request
from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.audit import Limits, Report, audit, explain
from fourthact.db.pool import connect
from fourthact.house import HOUSE
from fourthact.ledger import balances
from fourthact.payments import account_of
from fourthact.people.rules import SCOPES
from fourthact.sandbox.control import Control, running
from fourthact.serving import receiving
from fourthact.settings import load
from fourthact.values import ids
from fourthact.values.errors import Reason, Refused
from fourthact.values.money import Money
from tests.noticeboard import hearing
from tests.postgres import clone

# Plain lines: the pictures that structlog draws of an exception by default take seconds each.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
    ]
)

START = datetime(2018, 7, 11, 9, tzinfo=UTC)
SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
DOMAIN, CLEO, HER_BANK = "example-motors.example", "cleo@holder.example", "US12-CLEO"
TWO_STAGES = (
    products.Stage(1, 500_000, "card", "sandbox", 0),
    products.Stage(2, 4_500_000, "transfer", "sandbox", 10),
)
MOVABLE = """
    INSERT INTO clock (movable, moved_to) VALUES (true, %(at)s)
    ON CONFLICT (one) DO UPDATE SET movable = true, moved_to = EXCLUDED.moved_to
"""
TIME_PASSES = "UPDATE agenda SET leased_until = NULL WHERE leased_until IS NOT NULL"
STILL_DUE = "SELECT source, id, verb, tries FROM agenda, clock WHERE due_at <= moved_to"
TURNS_MAX = 20


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with an API key; `id` is how acts name them."""

    id: str
    caller: Caller
    token: str


@dataclass(slots=True)
class House:
    """One seller's house, running; the verbs that stories use most, and the questions they ask."""

    app: root.App
    dsn: str
    keys: Path
    world: Control
    seller: UUID = field(default_factory=ids.new_id)
    origin: str = f"moved-clock/{DOMAIN}/log"
    domain: str = DOMAIN
    staff: dict[str, Staff] = field(default_factory=dict)
    lmtp: tuple[str, int] = ("", 0)

    @property
    def own(self) -> Caller:
        return Caller(self.seller, By("seller"))

    @property
    def ana(self) -> Caller:
        return self.staff["Ana"].caller

    @property
    def bo(self) -> Caller:
        return self.staff["Bo"].caller

    @property
    def cy(self) -> Caller:
        return self.staff["Cy"].caller

    @property
    def site(self) -> Caller:
        return self.staff["the site"].caller

    @property
    def account(self) -> str:
        """The seller's account at the sandbox."""
        return account_of(self.seller)

    @property
    def vkey(self) -> str:
        return self.app.signer.vkeys(self.seller)[-1]

    # What people do.

    async def ask(self, verb: Any, args: Any, caller: Caller | None = None, key: str | None = None) -> Answer:
        key = key or f"test-{ids.new_id().hex}"
        return await self.app.spine.ask(Request(verb, caller or self.own, key, args))

    async def refused(self, verb: Any, args: Any, caller: Caller | None = None) -> Reason:
        """The reason why this is refused; that it is not is a failure."""
        with pytest.raises(Refused) as refusal:
            await self.ask(verb, args, caller)
        assert refusal.value.sentence
        return refusal.value.reason

    async def product(
        self, slug: str = "roadster", stages: Sequence[products.Stage] = TWO_STAGES,
        by: date | None = date(2020, 12, 31),
    ) -> UUID:  # fmt: skip
        product = ids.new_id()
        args = products.OpenProduct(
            product, "Roadster", slug, "USD", tuple(stages), "the terms", by, tuple(self.app.rails)
        )
        await self.ask(products.OPEN, args, self.ana)
        return product

    async def place(self, product: UUID, *, email: str = CLEO, language: str = "fr") -> UUID:
        reservation = ids.new_id()
        args = reservations.PlaceReservation(
            reservation, ids.new_code(), product, "Cléo Dupont", email, language
        )
        await self.ask(reservations.PLACE, args, self.site)
        await self.settle()
        return reservation

    async def pay_by_card(self, reservation: UUID, token: str = "card_ok", stage: int = 1) -> None:
        await self.ask(payments.ORDER, payments.OrderPayment(reservation, stage, token), self.site)
        await self.settle()

    async def pay_by_wire(self, reservation: UUID, minor: int = 4_500_000, payer: str = HER_BANK) -> None:
        reference = payments.reference_of((await self.purse(reservation)).code)
        await self.outside(
            self.world.wire, self.account, Money(minor, "USD"), f"deposit {reference}", payer_name="Cleo Dupont",
            payer_account=payer, key=ids.new_id().hex, at=await self.now(),
        )  # fmt: skip
        await self.settle()

    async def placed_and_paid(self, product: UUID, token: str = "card_ok") -> UUID:
        """Cléo's reservation with both stages paid."""
        reservation = await self.place(product)
        await self.pay_by_card(reservation, token)
        await self.pay_by_wire(reservation)
        assert (await self.purse(reservation)).complete
        return reservation

    async def cancel(self, reservation: UUID) -> UUID:
        """Cléo leaves by the button on her page; the id of her refund."""
        refund = ids.new_id()
        args = refunds.CancelReservation(reservation, refund, "page", self.app.policy)
        await self.ask(refunds.CANCEL, args, self.site)
        await self.settle()
        return refund

    async def approve(self, refund: UUID, *who: Caller) -> None:
        """Ana and Bo (or others) agree to a refund."""
        for caller in who or (self.ana, self.bo):
            await self.ask(refunds.APPROVE, await self.approval(refund), caller)
        await self.settle()

    async def approval(self, refund: UUID) -> refunds.ApproveRefund:
        """An approval of a refund's plan as it stands."""
        found = await self.refund(refund)
        return refunds.ApproveRefund(refund, found.reservation, found.plan_act)

    async def post(self, raw: bytes, to: str, sender: str = CLEO) -> int:
        """A mail arrives over LMTP; the reply code. Nothing reads it yet."""

        def send() -> int:
            with smtplib.LMTP(*self.lmtp) as door:
                try:
                    door.sendmail(sender, [to], raw)
                except smtplib.SMTPRecipientsRefused as refused:
                    return refused.recipients[to][0]
                except smtplib.SMTPDataError as refused:
                    return refused.smtp_code
                return 250

        return int(await self.outside(send))

    # Time and the world.

    async def outside(self, call: Callable[..., Any], *args: Any, **words: Any) -> Any:
        """Do something in the world outside, whose calls block and may call us back."""
        return await asyncio.to_thread(call, *args, **words)

    async def now(self) -> datetime:
        moved = self.sql("SELECT moved_to FROM clock")[0][0]
        assert isinstance(moved, datetime)
        return moved

    async def until(self, to: datetime) -> None:
        """Let time pass up to a moment; what is due on the way is done on the way."""
        await self.app.worker.advance(to)
        await self.settle()

    async def wait(self, **span: float) -> None:
        await self.until(await self.now() + timedelta(**span))

    async def settle(self) -> None:
        """Work until nothing is due; the seconds that jobs rest in real time are taken as passed."""
        for _ in range(TURNS_MAX):
            await self.app.worker.drain()
            if not self.sql(STILL_DUE):
                return
            self.sql(TIME_PASSES)
        raise AssertionError(f"these never end: {self.sql(STILL_DUE)}")

    # Questions.

    def sql(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Ask or change the database behind the product's back, as the owner of its tables."""
        with connect(self.dsn) as conn:
            cursor = conn.execute(query, arguments or None)
            return cursor.fetchall() if cursor.description else []

    async def purse(self, reservation: UUID) -> payments.Purse:
        async with self.app.pool.connection() as conn:
            purse = await payments.purse_of(conn, self.seller, reservation)
        assert purse is not None
        return purse

    async def refund(self, refund: UUID) -> refunds.Refund:
        async with self.app.pool.connection() as conn:
            found = await refunds.refund_by_id(conn, self.seller, refund)
        assert found is not None
        return found

    async def refund_of(self, reservation: UUID) -> refunds.Refund:
        """The only refund of a reservation."""
        async with self.app.pool.connection() as conn:
            (found,) = await refunds.refunds_of(conn, self.seller, reservation)
        return found

    async def messages(self) -> list[correspondence.Message]:
        async with self.app.pool.connection() as conn:
            return await correspondence.messages(conn, self.seller)

    async def balances(self) -> dict[str, int]:
        """The accounts that are not at zero. Units: minor."""
        async with self.app.pool.connection() as conn:
            return {name: money.minor for name, money in await balances(conn, self.seller) if money}

    def tags(self, subject: UUID) -> list[str]:
        """What happened to something, without the notices about it."""
        rows = self.sql(
            "SELECT tag FROM acts WHERE seller = %s AND subject = %s ORDER BY n", self.seller, subject
        )
        return [tag for (tag,) in rows if not tag.startswith("notice.")]

    def told(self, reservation: UUID) -> list[str]:
        """The notices that were written to a holder; those of one moment in the order of their names."""
        query = "SELECT template FROM notices WHERE seller = %s AND reservation = %s ORDER BY written_at, template"
        return [template for (template,) in self.sql(query, self.seller, reservation)]

    async def mails(self, to: str = CLEO) -> list[dict[str, Any]]:
        mails = await self.outside(self.world.mails, to)
        assert isinstance(mails, list)
        return mails

    async def books(self) -> dict[str, Any]:
        """What really moved, as the provider and the bank know it."""
        books = await self.outside(self.world.books, self.account)
        assert isinstance(books, dict)
        return books

    def audit(self, *, whole: bool = True, limits: Limits | None = None) -> Report:
        return audited(self.dsn, self.keys, whole=whole, limits=limits)


def audited(dsn: str, keys: Path, *, whole: bool = True, limits: Limits | None = None) -> Report:
    """The audit of a database, with the keys of a folder."""
    signer = Signer(keys)
    with connect(dsn) as conn:
        return audit(conn, HOUSE, signer, Sequencer(signer, keys / "checkpoints"), whole=whole, limits=limits)


def environment(dsn: str, state: Path, world: Control) -> dict[str, str]:
    """The settings of a house for tests. `dsn`: empty for a database server of its own."""
    return ({"FOURTHACT_DATABASE_URL": dsn} if dsn else {}) | {
        "FOURTHACT_STATE_DIR": str(state),
        "FOURTHACT_LMTP_PORT": "0",
        "FOURTHACT_MAIL_SERVERS": "mx.example-motors.example",
        "FOURTHACT_SMTP_URL": f"smtp://{world.smtp}",
        "FOURTHACT_SANDBOX_URL": world.http,
        "FOURTHACT_SANDBOX_NOTICE_SECRET": SECRET,
        "FOURTHACT_SANDBOX_TIMEOUT_SECONDS": "1",
    }


@asynccontextmanager
async def opened(
    dsn: str, state: Path, world: Control, at: datetime = START, *, domain: str = DOMAIN
) -> AsyncIterator[House]:
    """A house with its seller and staff, in a database that has the schema and nothing else."""
    with connect(dsn) as conn:
        conn.execute(MOVABLE, {"at": at})
    async with reopened(dsn, state, world) as house:
        await people_move_in(house, domain)
        yield house


@asynccontextmanager
async def reopened(dsn: str, state: Path, world: Control, like: House | None = None) -> AsyncIterator[House]:
    """The parts of a house, running on what is in the database already; `like`: the house that was here before."""
    env = environment(dsn, state, world)
    settings = load(env, ["sandbox", "stripe", "bank_transfer"])
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(root.opened(settings, env))
        server = await stack.enter_async_context(receiving(app))
        house = House(app, app.dsn, root.keys_dir(settings), world, lmtp=server.sockets[0].getsockname()[:2])
        if like is not None:
            house.seller, house.origin, house.staff = like.seller, like.origin, like.staff
        yield house


async def people_move_in(house: House, domain: str = DOMAIN) -> None:
    """Open the seller; Ana and Bo may do everything, the seller's site what an integration may."""
    house.domain, house.origin = domain, f"moved-clock/{domain}/log"
    house.app.signer.create(house.seller, house.origin)
    await house.ask(people.OPEN, people.OpenSeller("Example Motors", house.origin, domain))
    for name, kind in (("Ana", "person"), ("Bo", "person"), ("Cy", "person"), ("the site", "integration")):
        house.staff[name] = await hire(house, name, kind)


async def hire(house: House, name: str, kind: str, scopes: Sequence[str] = SCOPES) -> Staff:
    """Somebody new, with a key."""
    person, token = ids.new_id(), people.new_token(house.seller, os.urandom(32))
    found = people.key_id_of(token)
    assert found is not None
    await house.ask(people.ADD, people.AddStaff(person, kind, name))
    await house.ask(people.ISSUE, people.IssueKey(person, found[1], tuple(scopes)))
    return Staff(ids.outer(kind, person), Caller(house.seller, key_id=found[1]), token)


async def dans_house(house: House) -> House:
    """Another seller in the same database."""
    other = House(house.app, house.dsn, house.keys, house.world, lmtp=house.lmtp)
    await people_move_in(other, "dans-yachts.example")
    return other


@asynccontextmanager
async def listening(house: House) -> AsyncIterator[House]:
    """The house also hears the sandbox's notices."""

    async def hear(headers: Mapping[str, str], raw: bytes) -> None:
        await house.app.payments.hear(house.seller, "sandbox", headers, raw)

    async with hearing(hear) as url:
        await house.outside(house.world.account, house.account, notice_url=url, notice_secret=SECRET)
        yield house


Story = Callable[[House], Awaitable[None]]


def play(story: Story, at: datetime = START, *, notices: bool = False) -> None:
    """A house opens, the story happens in it, everything comes to rest, and the audit finds nothing."""

    async def run(dsn: str, state: Path, world: Control) -> None:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(opened(dsn, state, world, at))
            if notices:
                await stack.enter_async_context(listening(house))
            await story(house)
            await house.settle()
            report = house.audit()
            assert report.ok, explain(report.findings)
            assert report.counts["acts"] > 0

    with stage() as (dsn, state, world), pytest.MonkeyPatch.context() as patch:
        # What rests in real time after an unknown outcome need not rest for two seconds here.
        patch.setattr(agenda.worker, "REST_SECONDS", 0.02)
        patch.setattr(work, "PATIENCE_SECONDS", 1.0)
        asyncio.run(run(dsn, state, world))


def played(story: Story) -> Callable[[], None]:
    """A story as a test."""

    def test() -> None:
        play(story)

    test.__doc__, test.__module__ = story.__doc__, story.__module__
    return test


@contextmanager
def stage() -> Iterator[tuple[str, Path, Control]]:
    """A database of its own, a folder, and a world that nobody else's clock has moved."""
    with tempfile.TemporaryDirectory(prefix="fourthact-") as folder, running() as world, clone() as dsn:
        yield dsn, Path(folder), world
