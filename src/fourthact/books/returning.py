"""Money that goes back to where it came from: ordered once, looked up while unknown, settled by the statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Draft, Request, Spine, World
from fourthact.acts.verb import Place
from fourthact.agenda import Due, Later, read_clock, rest_seconds
from fourthact.books.acts import DISPOSITIONS
from fourthact.books.proposals import (
    PROPOSALS,
    Proposal,
    SendBackFailed,
    SendBackSettled,
    SendBackTold,
)
from fourthact.books.reads import payee_of, proposal_of
from fourthact.books.rules import BooksReason
from fourthact.payments import EntryRead, account_of
from fourthact.rails import contract
from fourthact.values import ids
from fourthact.values.errors import Broken, Refused
from fourthact.values.money import Money

CLOCK = By("clock")


class ConcludeSendBack(msgspec.Struct, frozen=True):
    """What a rail says of an order to send an entry's money back."""

    proposal: UUID
    entry: UUID
    outcome: contract.Outcome


class ShowSendBack(msgspec.Struct, frozen=True):
    """A line of the bank's statement with the key of such an order. `entry`: the one whose money goes back."""

    proposal: UUID
    entry: UUID
    shown: UUID
    told: EntryRead


class _OnOrder:
    scope: str | None = None

    def locks(self, seller: UUID, args: ConcludeSendBack | ShowSendBack) -> Iterable[UUID]:
        return (args.proposal, args.entry)

    def reads(self, seller: UUID, args: ConcludeSendBack | ShowSendBack) -> Iterable[Place]:
        return ((PROPOSALS, args.proposal), (DISPOSITIONS, args.entry))


class Conclude(_OnOrder):
    """What the rail's answer means. Only the statement settles. Refuses: SEND_BACK_MOVED_ON (also for no news)."""

    name = "books.conclude_send_back"

    def decide(self, args: ConcludeSendBack, by: By, world: World, now: datetime) -> Sequence[Draft]:
        row = world.get(PROPOSALS, args.proposal)
        if row is None or row.status not in ("ordered", "unknown", "sent"):
            raise Refused(BooksReason.SEND_BACK_MOVED_ON)
        match args.outcome:
            case contract.Declined(reason):
                act: SendBackTold | SendBackFailed = _failed(row, args.entry, reason)
            case contract.Unknown(why) if row.status == "ordered":
                act = SendBackTold("unknown", why)
            case contract.Unknown():
                raise Refused(BooksReason.SEND_BACK_MOVED_ON)
            case contract.Done(reference) | contract.Waiting(reference):
                act = SendBackTold("sent", reference)
        return [Draft("proposal", args.proposal, act)]


class Show(_OnOrder):
    """The statement shows that the money left, or that it came back. Refuses: SEND_BACK_MOVED_ON."""

    name = "books.show_send_back"

    def decide(self, args: ShowSendBack, by: By, world: World, now: datetime) -> Sequence[Draft]:
        row, told = world.get(PROPOSALS, args.proposal), args.told
        of, shown = ids.outer("entry", args.entry), ids.outer("entry", args.shown)
        if row is None:
            raise Refused(BooksReason.SEND_BACK_MOVED_ON)
        if (-told.amount_minor, told.currency) == (row.amount_minor, row.currency):
            if row.status not in ("ordered", "unknown", "sent"):
                raise Refused(BooksReason.SEND_BACK_MOVED_ON)
            settled = SendBackSettled(row.amount_minor, row.currency, shown, of, told.rail)
            return [Draft("proposal", args.proposal, settled)]
        if row.status != "settled" or (told.amount_minor, told.currency) != (row.amount_minor, row.currency):
            raise Refused(BooksReason.SEND_BACK_MOVED_ON)
        reason = told.reason or "returned"
        back = SendBackFailed(row.amount_minor, True, row.currency, shown, of, told.rail, reason)
        return [Draft("proposal", args.proposal, back)]


def _failed(row: Proposal, entry: UUID, reason: str) -> SendBackFailed:
    name, rail = ids.outer("entry", entry), row.account.rpartition(":")[2]
    return SendBackFailed(row.amount_minor, False, row.currency, name, name, rail, reason)


CONCLUDE_SEND_BACK, SHOW_SEND_BACK = Conclude(), Show()


class Returns:
    """Brings orders that send money back to their end, for the worker."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], rails: Mapping[str, contract.Rail]
    ) -> None:
        self._spine, self._pool, self._rails = spine, pool, rails

    async def drive(self, due: Due) -> None:
        """Send an order, once; whenever it may have been sent before, ask first: nothing is paid twice."""
        row = await self.known(due.seller, due.id)
        if (
            row is None
            or row.entry is None
            or row.key is None
            or row.status not in ("ordered", "unknown", "sent")
        ):
            return
        rail, account = self._rails[row.over], account_of(due.seller)
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            payee = await payee_of(conn, due.seller, due.id)
        # No transaction is held while the rail is asked.
        outcome: contract.Outcome | contract.Absent = contract.Absent()
        if due.tries > 1 or row.status != "ordered":
            outcome = await rail.look_up(account, row.key, now)
            if isinstance(outcome, contract.Absent) and row.status == "sent":
                raise Broken(f"{row.over} has forgotten the order {row.key}, which it took")
        if isinstance(outcome, contract.Absent):
            if not payee.get("account"):
                raise Broken(f"the account that {row.key} goes to was erased before it was paid")
            amount, memo = (
                Money(row.amount_minor, row.currency),
                f"Returned {ids.outer('entry', row.entry)[:12]}",
            )
            order = contract.PayOut(account, row.key, amount, payee["account"], payee.get("name", ""), memo)
            outcome = await rail.pay_out(order, now)
        # Dying here: the next turn asks the rail what became of it.
        args = ConcludeSendBack(due.id, row.entry, outcome)
        key = f"~send-back/{row.key}/{type(outcome).__name__}/{row.status}/{row.at.isoformat()}"
        await self._unless_moved_on(Request(CONCLUDE_SEND_BACK, Caller(due.seller, CLOCK), key, args))
        if isinstance(outcome, contract.Unknown):
            raise Later(rest_seconds(due), "the rail does not say what became of money that goes back")

    async def show(self, seller: UUID, proposal: UUID, shown: UUID, told: EntryRead) -> bool:
        """Book what the statement shows of an order; whether there is such an order."""
        row = await self.known(seller, proposal)
        if row is None or row.entry is None or row.key != told.key:
            return False
        if told.amount_minor > 0 and (told.amount_minor, told.currency) != (row.amount_minor, row.currency):
            return False  # whoever had it back knows our key, and may write it on other money
        args = ShowSendBack(proposal, row.entry, shown, told)
        caller = Caller(seller, By("bank", told.rail))
        await self._unless_moved_on(Request(SHOW_SEND_BACK, caller, f"~send-back/{shown.hex}", args))
        return True

    async def known(self, seller: UUID, proposal: UUID) -> Proposal | None:
        async with self._pool.connection() as conn:
            return await proposal_of(conn, seller, proposal)

    async def _unless_moved_on(self, request: Request[Any]) -> None:
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not BooksReason.SEND_BACK_MOVED_ON:
                raise
