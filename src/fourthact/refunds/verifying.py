"""Ask the payee's bank whether an account is whose it is said to be: between two commits, again if it is away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Draft, Request, Spine, World
from fourthact.acts.verb import Place
from fourthact.agenda import Due, read_clock
from fourthact.payments import account_of, body_of, purse_of
from fourthact.rails.contract import PayeeAnswer, Rail, VerifiesPayees
from fourthact.refunds import reads, rules
from fourthact.refunds.payee import RefundPayeeChecked
from fourthact.refunds.rules import RefundReason
from fourthact.refunds.standing import REFUNDS, Leg, Refund
from fourthact.values import ids
from fourthact.values.errors import Refused


class RecordPayee(msgspec.Struct, frozen=True):
    """What the payee's bank said of the account that the act `account_act` gave."""

    refund: UUID
    reservation: UUID
    leg: int
    account_act: str
    rail: str
    answer: PayeeAnswer


class Record:
    """Record what the payee's bank said. Refuses: REFUND_UNKNOWN, LEG_UNKNOWN, LEG_MOVED_ON."""

    name, scope = "refunds.record_payee", None

    def locks(self, seller: UUID, args: RecordPayee) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: RecordPayee) -> Iterable[Place]:
        return ((REFUNDS, args.refund),)

    def decide(self, args: RecordPayee, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("refund", args.refund)
        leg = rules.known_leg(rules.known(world.get(REFUNDS, args.refund), name), args.leg)
        if leg.status != "to_confirm" or leg.account_act != args.account_act or not is_asked(leg, now):
            raise Refused(RefundReason.LEG_MOVED_ON)
        said = args.answer
        why = "".join(sign for sign in said.why if sign.isprintable())[:200]
        act = RefundPayeeChecked(args.account_act, said.answer, leg.n, args.rail, name, why)
        body = {"name": said.name[:500]} if said.name else None
        return [Draft("reservation", args.reservation, act, body=body, by=By("bank", args.rail))]


RECORD = Record()


def is_asked(leg: Leg, now: datetime) -> bool:
    """Whether the bank is to be asked about a leg's account now."""
    return leg.payee is not None and leg.payee.ask_at is not None and leg.payee.ask_at <= now


def asker(rails: Mapping[str, Rail], leg: Leg | None) -> str:
    """The rail that asks the payee's bank: the one that will pay out, else any other that can; empty for none."""
    first = [leg.rail_of("payout")] if leg else []
    return next((name for name in (*first, *rails) if isinstance(rails.get(name), VerifiesPayees)), "")


async def payer_name(conn: reads.Conn, refund: Refund, leg: Leg | None) -> str | None:
    """Who paid by transfer, as their bank wrote it; None where nobody did, or where it was erased."""
    if leg is None or leg.payer is None:
        return None
    purse = await purse_of(conn, refund.seller, refund.reservation)
    payment = purse.payment(leg.payer) if purse else None
    act = payment.act if payment else None
    body = await body_of(conn, refund.seller, ids.inner("act", act)) if act else None
    return body.get("name") if body else None


class PayeeJobs:
    """Asks what was left to ask when an account was given."""

    def __init__(self, spine: Spine, pool: AsyncConnectionPool[Any], rails: Mapping[str, Rail]) -> None:
        self._spine, self._pool, self._rails = spine, pool, rails

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("refunds", "verify"): self.verify}

    async def verify(self, due: Due) -> None:
        """Ask about every account of a refund that waits. Dying before the answer is an act, we ask again."""
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            refund = await reads.refund_by_id(conn, due.seller, due.id)
        assert refund is not None
        for leg in refund.legs:
            if leg.status == "to_confirm" and is_asked(leg, now):
                await self._verify(refund, leg, now)

    async def _verify(self, refund: Refund, leg: Leg, now: datetime) -> None:
        assert leg.payee is not None
        act, name = leg.account_act or "", leg.payee.names.rail
        said = await self._ask(refund.seller, name, act, now)
        args = RecordPayee(refund.id, refund.reservation, leg.n, act, name, said)
        key = f"~payee/{act}/{leg.payee.asked}"
        try:
            await self._spine.ask(Request(RECORD, Caller(refund.seller, By("clock")), key, args))
        except Refused as no:
            if no.reason is not RefundReason.LEG_MOVED_ON:
                raise

    async def _ask(self, seller: UUID, name: str, act: str, now: datetime) -> PayeeAnswer:
        rail: object = self._rails.get(name)
        async with self._pool.connection() as conn:
            body = await body_of(conn, seller, ids.inner("act", act))
        if not isinstance(rail, VerifiesPayees) or body is None:
            return PayeeAnswer("unavailable", why="rail_gone" if body else "erased")
        return await rail.verify_payee(account_of(seller), body["account"], body["name"], now)
