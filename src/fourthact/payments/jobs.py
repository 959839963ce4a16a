"""What the clock does for money that comes in: drives orders to an outcome, asks rails, reads statements."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Request, Spine
from fourthact.agenda import Due, Later, read_clock, rest_seconds
from fourthact.payments import reads
from fourthact.payments.actions import (
    CONCLUDE,
    HEAR,
    MISS,
    READ_ENTRY,
    READ_NOTICE,
    UNMATCH,
    WARN,
    ConcludePayment,
    HearNotice,
    MissStages,
    ReadEntry,
    ReadNotice,
    UnmatchEntry,
    WarnOfWindows,
)
from fourthact.payments.acts import HeardNotice
from fourthact.payments.disputes import MOVE_DISPUTE, MoveDispute
from fourthact.payments.matching import propose, reservations_named
from fourthact.payments.purse import Payment, Purse
from fourthact.payments.rules import PaymentReason, open_payments
from fourthact.rails.contract import Absent, Collect, Entry, Outcome, Rail, Unknown
from fourthact.values import ids
from fourthact.values.errors import Refused, Unavailable
from fourthact.values.money import Money

# How long an unknown outcome rests before the rail is asked again. Units: seconds of real time.
CLOCK = By("clock")
# How much of one statement is booked before another one is looked at.
PAGES_PER_TURN = 20


def account_of(seller: UUID) -> str:
    """The seller's account at a rail."""
    return ids.outer("seller", seller)


class PaymentJobs:
    """The handlers of this room, for the worker; and `propose`, what it would book of entries, booking nothing."""

    propose = staticmethod(propose)

    def __init__(self, spine: Spine, pool: AsyncConnectionPool[Any], rails: Mapping[str, Rail]) -> None:
        self._spine, self._pool, self._rails = spine, pool, rails

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {
            ("purses", "drive"): self.drive,
            ("purses", "ask"): self.drive,
            ("purses", "miss"): self.miss,
            ("purses", "warn"): self.warn,
        }

    async def drive(self, due: Due) -> None:
        """Bring every open order of a reservation to an outcome, as far as the rail tells it."""
        unknown = 0
        for payment in await self._open(due):
            outcome = await self._outcome(due, payment, again=due.tries > 1 or payment.status != "ordered")
            unknown += isinstance(outcome, Unknown)
            if (
                not isinstance(outcome, Unknown) or payment.status != "unknown"
            ):  # that it is unknown is said once
                await self.conclude(due.seller, due.id, payment, outcome)
        if unknown:
            raise Later(rest_seconds(due), f"{unknown} payments are of unknown outcome")

    async def conclude(self, seller: UUID, reservation: UUID, payment: Payment, outcome: Outcome) -> None:
        """Record an outcome; that somebody else recorded it first is no news."""
        can = self._rails[payment.rail].abilities
        window = can.gives_back_days_max if can.gives_back else None
        args = ConcludePayment(reservation, payment.n, outcome, payment.rail, window)
        key = f"~conclude/{payment.key}/{type(outcome).__name__}/{payment.status}/{payment.at.isoformat()}"
        await self._unless(PaymentReason.PAYMENT_SETTLED, Request(CONCLUDE, Caller(seller, CLOCK), key, args))

    async def _open(self, due: Due) -> list[Payment]:
        async with self._pool.connection() as conn:
            purse = await reads.purse_of(conn, due.seller, due.id)
        return open_payments(purse) if purse else []

    async def _outcome(self, due: Due, payment: Payment, *, again: bool) -> Outcome:
        """Send the order, once. Whenever it may have been sent before, ask first: nothing is paid twice."""
        rail = self._rails[payment.rail]
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            purse = await reads.purse_of(conn, due.seller, due.id)
            body = await reads.body_of(conn, due.seller, ids.inner("act", payment.act or ""))
        assert purse is not None
        # No transaction and no connection is held from here on: the world is called between two commits.
        if again:
            found = await rail.look_up(account_of(due.seller), payment.key, now)
            if not isinstance(found, Absent):
                return found
        return await rail.collect(self._order(due, purse, payment, body), now)

    def _order(self, due: Due, purse: Purse, payment: Payment, body: Mapping[str, Any] | None) -> Collect:
        return Collect(
            account=account_of(due.seller),
            key=payment.key,
            amount=Money(payment.amount_minor, purse.currency),
            token=str((body or {}).get("token", "")),
            memo=f"Reservation {purse.code}, stage {payment.stage}",
        )

    async def miss(self, due: Due) -> None:
        """Say of stages that were due that they were not paid."""
        request = Request(
            MISS, Caller(due.seller, CLOCK), f"~miss/{due.id.hex}/{due.due_at}", MissStages(due.id)
        )
        await self._unless(PaymentReason.STAGE_NOT_MISSED, request)

    async def warn(self, due: Due) -> None:
        """Tell finance of the payments whose way back to the card is about to close."""
        key = f"~warn/{due.id.hex}/{due.due_at}"
        request = Request(WARN, Caller(due.seller, CLOCK), key, WarnOfWindows(due.id))
        await self._unless(PaymentReason.WINDOW_NOT_CLOSING, request)

    async def read_statement(self, seller: UUID, name: str) -> int:
        """Book what is new on a rail's statement, some pages a turn; how much was done, 0 when there is nothing new.

        The same entry is booked once.
        """
        rail, done = self._rails[name], 0
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            cursor = await reads.read_cursor(conn, seller, name)
        for _ in range(PAGES_PER_TURN):
            try:
                entries, after = await rail.entries(account_of(seller), cursor, now)
            except Unavailable:
                return done  # the statement is read again at the next turn; nothing is lost by waiting
            booked = await self.book(seller, name, entries)
            # Dying here: the entries are read again, and each is known by the bank's own reference.
            if after is None or after == cursor:
                return done + booked
            async with self._pool.connection() as conn:
                await reads.keep_cursor(conn, seller, name, after)
            cursor, done = after, done + max(booked, 1)
        return done

    async def book(self, seller: UUID, rail: str, entries: Sequence[Entry]) -> int:
        """Book entries, side by side; how many were not booked before. Each is one request, whole or not at all."""
        async with self._pool.connection() as conn:
            named = await reservations_named(conn, seller, entries)
        caller = Caller(seller, By("bank", rail))
        requests = [
            Request(
                READ_ENTRY,
                caller,
                f"~entry/{rail}/{entry.id}",
                ReadEntry(uuid5(seller, f"{rail}\n{entry.id}"), rail, entry, reservation),
            )
            for entry, reservation in zip(entries, named, strict=True)
        ]
        outcomes = await asyncio.gather(*map(self._spine.ask, requests), return_exceptions=True)
        booked = 0
        for outcome in outcomes:
            if isinstance(outcome, Refused) and outcome.reason is PaymentReason.ENTRY_KNOWN:
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            booked += not outcome.repeated
        return booked

    async def unmatch(self, seller: UUID, rail: str, entry: UUID) -> None:
        """Put an entry before a person that only looked like an order of ours."""
        caller, key = Caller(seller, By("bank", rail)), f"~unmatch/{entry.hex}"
        await self._unless(PaymentReason.ENTRY_KNOWN, Request(UNMATCH, caller, key, UnmatchEntry(entry)))

    async def hear(self, seller: UUID, rail: str, headers: Mapping[str, str], raw: bytes) -> UUID:
        """Store a rail's notice before it is acknowledged. Refuses with NotGenuine; a repeat is no news.

        A repeat says the same of the same order: an event's name alone is common to many orders.
        """
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
        notice = self._rails[rail].read_notice(headers, raw, now)
        notice_id = uuid5(seller, f"{rail}\n{notice.event}\n{notice.key}")
        args = HearNotice(notice_id, rail, notice, raw)
        key = f"~notice/{rail}/{notice.event}/{notice.key}"
        await self._spine.ask(Request(HEAR, Caller(seller, By("rail", rail)), key, args))
        return notice_id

    async def purses(self, seller: UUID, reservations: Iterable[UUID]) -> dict[UUID, Purse]:
        """What some reservations owe and have paid: a single question for all of them."""
        async with self._pool.connection() as conn:
            return await reads.purses_of(conn, seller, reservations)

    async def heard(self, seller: UUID, notice: UUID) -> HeardNotice:
        """A notice that was kept."""
        async with self._pool.connection() as conn:
            found = await reads.notice_by_id(conn, seller, notice)
        assert found is not None
        return found

    async def move_dispute(
        self, seller: UUID, reservation: UUID, payment: int, dispute: str, status: str, *, text: str = "",
        why: str | None = None,
    ) -> None:  # fmt: skip
        """Record how far the answer to a dispute is; that somebody else recorded it first is no news."""
        args = MoveDispute(reservation, payment, dispute, status, text, why)
        request = Request(MOVE_DISPUTE, Caller(seller, CLOCK), f"~move/{dispute}/{status}", args)
        await self._unless(PaymentReason.DISPUTE_MOVED_ON, request)

    async def answered(self, seller: UUID, notice: UUID, found: str) -> None:
        """Record what the rail said of what a notice named."""
        args = ReadNotice(notice, found)
        await self._spine.ask(Request(READ_NOTICE, Caller(seller, CLOCK), f"~read/{notice.hex}", args))

    async def _unless(self, reason: PaymentReason, request: Request[Any]) -> None:
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not reason:
                raise
