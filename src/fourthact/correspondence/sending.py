"""Hands notices to the mail server: those of the log by a cursor, those that were put off when they are due.

One process at a time sends a seller's mail (an advisory lock says whose turn it is), so that nothing goes out twice.
What a kill leaves open is only what SMTP itself cannot tell: a message that the server took and had not yet said so.
It is handed over again, with the same Message-ID and the same bytes, by which receivers know it.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.agenda import Due, InOtherHands, Later
from fourthact.correspondence import reads
from fourthact.correspondence.actions import TELL, TellNotice
from fourthact.correspondence.acts import Notice, NoticeWritten
from fourthact.correspondence.letters import compose
from fourthact.correspondence.reader import Failed
from fourthact.correspondence.rules import MailReason
from fourthact.mail import DkimKeys, Line, Lines, Reply
from fourthact.payments import body_of
from fourthact.people import sellers
from fourthact.reservations import Links
from fourthact.values import ids
from fourthact.values.errors import Refused, Unavailable

REST_SECONDS = 5.0
# A message at which the server breaks off again and again must not hold up all others.
BREAKS_MAX = 3
BROKE_OFF = Reply(451, "4.4.2 The mail server breaks off at this message")
ERASED = Reply(550, "5.6.0 The words of this notice were erased before it was sent")
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('sending ' || %s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('sending ' || %s, 0))"
# How long what the mail server said is kept in mind for a database that is away.
TELL_AGAIN_SECONDS = (0.1, 0.5, 1.0, 2.0, *[5.0] * 24)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


T = TypeVar("T")


class Parcel(NamedTuple):
    """A notice on its way, with its words; None once they are erased."""

    notice: Notice
    words: Mapping[str, Any] | None


class Courier:
    """Sends what is written, and records what the mail server said. `most`: connections at a time."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], lines: Lines, links: Links, dkim: DkimKeys, *, most: int
    ) -> None:  # fmt: skip
        self._spine, self._pool, self._lines = spine, pool, lines
        self._links, self._dkim, self._most = links, dkim, most
        self._names: dict[UUID, str] = {}

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("notices", "send"): self.again}

    @property
    def followers(self) -> list[Follower]:
        return [Follower("sending", (NoticeWritten,), self.heed)]

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Send a stretch of the log. Dying anywhere here: the stretch is read again, and what is settled is left."""
        seller = recorded[0].seller
        words = {ids.inner("notice", act.act.notice): act.body for act in recorded}  # type: ignore[attr-defined]
        async with self.turn(seller) as conn:
            notices = await reads.notices_by_ids(conn, seller, list(words))
            first = [Parcel(notice, words[notice.id]) for notice in notices if _is_first_try(notice)]
            await self.carry(seller, first)

    async def again(self, due: Due) -> None:
        """Try a notice again that was put off. The agenda's lease keeps two processes apart here."""
        async with self._pool.connection() as conn:
            (notice,) = await reads.notices_by_ids(conn, due.seller, [due.id])
            words = await body_of(conn, due.seller, notice.act)
        if notice.status != "written":
            return
        try:
            await self.carry(due.seller, [Parcel(notice, words)])
        except Unavailable as away:
            raise Later(REST_SECONDS, str(away)) from away

    async def carry(self, seller: UUID, parcels: Sequence[Parcel]) -> None:
        """Hand parcels over, side by side. Errors: Unavailable when the server cannot be reached; the others of
        those in hand are finished first."""
        waiting = iter(parcels)
        name = await self._name(seller) if parcels else ""
        lanes = [self._lane(seller, name, waiting) for _ in range(min(self._most, len(parcels)))]
        ends = await asyncio.gather(*lanes, return_exceptions=True)
        for error in ends:
            if error is not None:
                raise error

    async def _lane(self, seller: UUID, name: str, waiting: Iterator[Parcel]) -> None:
        one, breaks = next(waiting, None), 0
        while one is not None:
            async with self._lines.line(new=breaks > 0) as line:
                while one is not None:
                    if not await _to_its_end(self._hand_over(line, seller, name, one)):
                        breaks += 1
                        if breaks < BREAKS_MAX:
                            break  # once more, by a new connection
                        await self._tell(seller, one.notice, BROKE_OFF, b"")
                    one, breaks = next(waiting, None), 0

    async def _hand_over(self, line: Line, seller: UUID, name: str, parcel: Parcel) -> bool:
        """Send one, and keep what is said of it; False where the server breaks off."""
        notice, words = parcel
        if words is None:
            await self._tell(seller, notice, ERASED, b"")
            return True
        raw = self.message(name, notice, words)
        sender = f"{self._links.return_local_part(seller, notice.id)}@{notice.domain}"
        try:
            reply = await line.send(raw, sender, words["to"])
        except Unavailable:
            return False
        # Dying here: the server has the notice and we do not know it; it is handed over once more, with the same
        # Message-ID. SMTP has no way to ask.
        await self._tell(seller, notice, reply, raw)
        return True

    def message(self, name: str, notice: Notice, words: Mapping[str, Any]) -> bytes:
        """A notice as it is sent: composed and signed, the same bytes every time."""
        key = self._dkim.of(words["sender"].rpartition("@")[2])
        return key.sign(compose(notice, words, name))

    async def _tell(self, seller: UUID, notice: Notice, reply: Reply, raw: bytes) -> None:
        found = _STATUS.search(reply.text)
        status = found[1] if found else ""
        failed = Failed("", status, "failed", reply.text)
        args = TellNotice(
            notice=notice.id,
            reservation=notice.reservation,
            contact=notice.contact,
            code=reply.code,
            response=reply.text,
            status=status if reply.code >= 400 else "",
            hard=reply.code >= 500 and failed.hard,
            sha256=hashlib.sha256(raw).hexdigest() if raw and reply.code < 400 else "",
        )
        key = f"~sent/{notice.id.hex}/{notice.tries}"
        request = Request(TELL, Caller(seller, By("mail")), key, args)
        for seconds in (*TELL_AGAIN_SECONDS, None):
            try:
                await self._spine.ask(request)
            except Refused as no:
                if no.reason is not MailReason.NOTICE_SETTLED:
                    raise
            except Unavailable:
                if seconds is None:
                    raise
                # The server has it: while the database is away we know what nobody else does.
                await asyncio.sleep(seconds)
                continue
            return

    async def _name(self, seller: UUID) -> str:
        if seller not in self._names:
            async with self._pool.connection() as conn:
                self._names |= {one.id: one.name for one in await sellers(conn)}
        return self._names[seller]

    @asynccontextmanager
    async def turn(self, seller: UUID) -> AsyncIterator[reads.Conn]:
        """Our turn to send a seller's mail, until we are done or our connection ends. Errors: InOtherHands."""
        async with self._pool.connection() as conn:
            row = await (await conn.execute(LOCK, (str(seller),))).fetchone()
            if not (row and row[0]):
                raise InOtherHands("the mail of this seller is being sent by another process")
            try:
                yield conn
            finally:
                await conn.execute(UNLOCK, (str(seller),))


def _is_first_try(notice: Notice) -> bool:
    return (
        notice.status == "written"
        and notice.tries == 0
        and notice.next_try_at is None
        and notice.mailing is None
    )


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Finish what is in hand even when we are told to stop: a message half told would be sent a second time."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
