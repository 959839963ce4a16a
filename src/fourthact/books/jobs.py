"""What the bank's files and entries lead to: each file is recorded, the provider is asked what a payout contains, and
what only looks like an order of ours goes before a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import structlog
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.agenda import Due, read_clock
from fourthact.books.actions import EXPLAIN, ExplainPayout
from fourthact.books.files import KEEP_FILE, KeepFile
from fourthact.books.reads import explained, unexplained
from fourthact.books.returning import Returns
from fourthact.books.rules import BooksReason, named
from fourthact.books.tasks import files_told
from fourthact.payments import EntryRead, PaymentJobs, account_of
from fourthact.rails.contract import HandedOver, KeepsBooks, Rail, TellsFiles
from fourthact.refunds import is_whole, refund_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused

log = structlog.get_logger()
# How long before the bank books it a provider may have made a payout.
PAYOUT_TAKES_MAX = timedelta(days=20)


class BooksJobs:
    """The followers of this room, for the worker, and how it reads statements."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], rails: Mapping[str, Rail], payments: PaymentJobs
    ) -> None:
        self._spine, self._pool, self._rails, self._payments = spine, pool, rails, payments
        self._returns = Returns(spine, pool, rails)

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("proposals", "drive"): self._returns.drive, ("proposals", "ask"): self._returns.drive}

    @property
    def followers(self) -> list[Follower]:
        return [
            Follower("payouts", (EntryRead,), self.heed),
            Follower("orders_shown", (EntryRead,), self.heed_orders),
        ]

    async def read_statement(self, seller: UUID, name: str) -> int:
        """Book what is new on a rail's statement, then record the files that told it; how many of both."""
        return await self._payments.read_statement(seller, name) + await self._keep_files(seller, name)

    async def _keep_files(self, seller: UUID, name: str) -> int:
        """Dying anywhere in here: the next turn records the rest; each file is known by its bytes."""
        rail: object = self._rails[name]
        if not isinstance(rail, TellsFiles):
            return 0
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            last, cursor = await files_told(conn, seller, name)
        found = await rail.files(account_of(seller), last, cursor, now)
        for file in found:
            args = KeepFile(uuid5(seller, f"{name}\nfile\n{file.digest}"), name, file)
            request = Request(
                KEEP_FILE, Caller(seller, By("bank", name)), f"~file/{name}/{file.digest}", args
            )
            try:
                await self._spine.ask(request)
            except Refused as no:
                if no.reason is not BooksReason.BANK_FILE_KNOWN:
                    raise
        return len(found)

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Explain whatever payouts arrived; those from before that could not be explained are tried again."""
        arrived = {
            entry.seller
            for entry in recorded
            if isinstance(entry.act, EntryRead) and entry.act.matched == "provider_payout"
        }
        for seller in sorted(arrived):
            await self.explain(seller)

    async def heed_orders(self, recorded: Sequence[Recorded]) -> None:
        """Entries that carry the key of an order: money that we sent back is settled; what is no order of ours goes
        before a person, who alone can say what it is."""
        for act in recorded:
            if not isinstance(act.act, EntryRead) or act.act.matched != "order":
                continue
            try:
                kind, owner, part, _ = ids.read_order_key(act.act.key or "")
            except ValueError:
                kind, owner, part = "", act.subject, 0
            if not await self._is_ours(act.seller, kind, owner, part, act.subject, act.act):
                await self._payments.unmatch(act.seller, act.act.rail, act.subject)

    async def _is_ours(
        self, seller: UUID, kind: str, owner: UUID, part: int, entry: UUID, told: EntryRead
    ) -> bool:
        if kind == "S":
            return await self._returns.show(seller, owner, entry, told)
        async with self._pool.connection() as conn:
            if kind == "P":
                # No bank moves money under the order of a card's payment: whoever wrote it there, it is new money.
                return False
            refund = await refund_by_id(conn, seller, owner) if kind == "R" else None
        leg = refund.leg(part) if refund else None
        if refund is None or leg is None:
            return False
        return told.amount_minor < 0 or is_whole(refund, leg, told.amount_minor, told.currency)

    async def explain(self, seller: UUID) -> int:
        """Ask the providers about all payouts that nobody explained yet; how many it could. Errors: Unavailable."""
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            waiting = await unexplained(conn, seller)
            known = await explained(conn, seller)
        done = 0
        for name, rail in sorted(self._rails.items()):
            if not waiting or not isinstance(rail, KeepsBooks):
                continue
            since = min(one.entry.value_on for one in waiting) - PAYOUT_TAKES_MAX
            # No transaction is held while the provider is asked.
            books = await rail.own_books(account_of(seller), now, since)
            payouts = [payout for payout in books.handed_over if payout.reference not in known]
            found = named(waiting, payouts)
            for entry, payout in found.items():
                done += await self._explain(seller, name, entry, payout)
            waiting = [one for one in waiting if one.entry.id not in found]
        return done

    async def _explain(self, seller: UUID, name: str, entry: UUID, payout: HandedOver) -> bool:
        args, key = ExplainPayout(entry, payout, name), f"~explain/{entry.hex}/{payout.reference}"
        try:
            await self._spine.ask(Request(EXPLAIN, Caller(seller, By("rail", name)), key, args))
        except Refused as no:
            # The three-way check names it until the provider and the bank agree.
            log.warning("a payout is not explained", entry=str(entry), why=no.sentence)
            return False
        return True
