"""What the clock does for announcements: writes them page by page, sends them at their pace, withdraws the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.agenda import Due, Later, read_clock
from fourthact.correspondence import mailing_reads as reads
from fourthact.correspondence.mailing import CHANGE, WITHDRAW, OnMailing, WithdrawNotice
from fourthact.correspondence.mailing_acts import Mailing
from fourthact.correspondence.pacing import MINUTE
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.sending import Courier, Parcel
from fourthact.correspondence.telling import Case
from fourthact.correspondence.writing import ToTell, Writer
from fourthact.languages import Language, load
from fourthact.reservations import Links, reservations
from fourthact.values.errors import Refused

PAGE = 500


class Announcer:
    """The handlers for announcements, which share the writer's pace with whatever else is written in masses."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], writer: Writer, courier: Courier, links: Links
    ) -> None:  # fmt: skip
        self._spine, self._pool, self._writer = spine, pool, writer
        self._courier, self._links, self._pace = courier, links, writer.pace

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {
            ("mailings", "write"): self.write,
            ("mailings", "send"): self.send,
            ("mailings", "withdraw"): self.withdraw,
        }

    async def write(self, due: Due) -> None:
        """Write an announcement for every holder. Dying here: it is begun anew, and what is written stays written."""
        after: UUID | None = None
        while True:
            async with self._pool.connection() as conn:
                mailing = await reads.mailing_by_id(conn, due.seller, due.id)
                if mailing is None or mailing.status != "writing":
                    return
                ordered = await reads.ordered(conn, self._spine.house, mailing)
                page = await reservations(conn, due.seller, after=after, product=mailing.product, most=PAGE)
                unwilling = await reads.unwilling(conn, due.seller, [one.reservation.id for one in page])
            wanted = [
                ToTell(ordered, one.reservation.id, partial(self._tell, ordered), mailing.id)
                for one in page
                if one.reservation.cancelled_at is None and one.reservation.id not in unwilling
            ]
            await self._writer.write_all(wanted)
            if len(page) < PAGE:
                break
            after = page[-1].reservation.id
        async with self._pool.connection() as conn:
            written = sum((await reads.progress(conn, mailing)).values())
            holders = await reads.holders(conn, mailing)
        await self._change(mailing, OnMailing(mailing.id, "written", written, max(holders - written, 0)))

    def _tell(self, ordered: Recorded, case: Case, say: Language) -> tuple[str, dict[str, Any]]:
        """The announcement in the holder's language, or in another, which it then says."""
        texts: Mapping[str, Any] = ordered.body or {}
        spoken = say.code if say.code in texts else next(code for code in load() if code in texts)
        words = texts[spoken]
        other = load()[spoken].endonym
        return "announcement", {
            "name": case.found.holder.name or "",
            "product": case.product.name,
            "subject": words["subject"],
            "text": words["text"].strip(),
            "fallback": "" if spoken == say.code else say.text("announcement.fallback", language=other),
            "unsubscribe_url": self._links.unsubscribe(ordered.seller, case.found.reservation.id, say.code),
        }

    async def send(self, due: Due) -> None:
        """Send as many as the pace takes, then wait a minute. Dying here: what was told is not sent again."""
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            mailing = await reads.mailing_by_id(conn, due.seller, due.id)
        if mailing is None or mailing.status != "sending":
            return
        async with self._courier.turn(due.seller) as conn:
            lanes = await reads.lanes(conn, mailing)
            free = await self._pace.room(conn, due.seller, lanes, now)
            room = {lane: min(free[lane], left) for lane, left in lanes.items()}
            unsent = await reads.unsent(conn, mailing, room, PAGE)
            await self._pace.slots(conn, due.seller, [one.lane for one, _ in unsent], now)
            await self._courier.carry(due.seller, [Parcel(notice, words) for notice, words in unsent])
        left = sum(lanes.values()) - len(unsent)
        if left and sum(room.values()) <= len(unsent):
            await self._change(mailing, OnMailing(mailing.id, "paced", len(unsent), next_at=now + MINUTE))
        elif left:
            raise Later(0.0, "there is more to send")
        else:
            await self._change(mailing, OnMailing(mailing.id, "finished"))

    async def withdraw(self, due: Due) -> None:
        """Call off what has not gone out."""
        withdrawn = 0
        async with self._pool.connection() as conn:
            mailing = await reads.mailing_by_id(conn, due.seller, due.id)
        if mailing is None or mailing.status != "cancelled":
            return
        while True:
            async with self._pool.connection() as conn:
                lanes = await reads.lanes(conn, mailing)
                unsent = await reads.unsent(conn, mailing, lanes, PAGE)
            if not unsent:
                break
            await asyncio.gather(
                *(
                    self._ask(
                        due.seller,
                        f"~withdraw/{one.id.hex}",
                        WITHDRAW,
                        WithdrawNotice(one.id, one.reservation),
                    )
                    for one, _ in unsent
                )
            )
        async with self._pool.connection() as conn:
            withdrawn = (await reads.progress(conn, mailing)).get("withdrawn", 0)
        await self._change(mailing, OnMailing(mailing.id, "finished", withdrawn))

    async def _change(self, mailing: Mailing, what: OnMailing) -> None:
        at = mailing.next_at.isoformat() if mailing.next_at else ""
        await self._ask(mailing.seller, f"~mailing/{mailing.id.hex}/{what.what}/{at}", CHANGE, what)

    async def _ask(self, seller: UUID, key: str, verb: Any, args: Any) -> None:
        try:
            await self._spine.ask(Request(verb, Caller(seller, By("seller")), key, args))
        except Refused as no:
            if no.reason not in (MailReason.MAILING_OVER, MailReason.NOTICE_SETTLED):
                raise
