"""Puts notices on paper as they become letters, and gives letters up when a better way to the holder is known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import Act, By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.contacts import ContactAdded, ContactConfirmed, list_of
from fourthact.correspondence import reads
from fourthact.correspondence.acts import Notice, NoticeWritten
from fourthact.correspondence.paper import Paper, UnprintableError, address_lines, draw, layout_of
from fourthact.correspondence.posting import MAKE, SUPERSEDE, GiveUpLetter, MakeLetter
from fourthact.correspondence.rules import MailReason
from fourthact.languages import Language, pick
from fourthact.people import Seller, sellers
from fourthact.reservations import Links, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused


class Paperer:
    """Follows letters that were written. `postal_address`: where letters come from, as their head says it."""

    def __init__(
        self, spine: Spine, pool: AsyncConnectionPool[Any], links: Links, postal_address: str
    ) -> None:
        self._spine, self._pool, self._links = spine, pool, links
        self._postal_address = postal_address

    @property
    def followers(self) -> list[Follower]:
        return [
            Follower("letters", (NoticeWritten,), self.heed),
            Follower("letters_contacts", (ContactAdded, ContactConfirmed), self.heed_contacts),
        ]

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Make the letters of a stretch. Dying here: they are made again, the same bytes, under the same key."""
        for act in recorded:
            assert isinstance(act.act, NoticeWritten)
            if act.act.channel == "letter" and act.body is not None:
                await self._make(act, act.act, act.body)

    async def _make(self, recorded: Recorded, written: NoticeWritten, words: Mapping[str, Any]) -> None:
        seller, reservation = recorded.seller, recorded.subject
        async with self._pool.connection() as conn:
            own = next(one for one in await sellers(conn) if one.id == seller)
            found = await reservation_by_id(conn, seller, reservation)
            known = await list_of(conn, seller, reservation)
        if found is None or found.holder.name is None:
            return
        way = known.way(written.contact) if known else None
        is_addressed = way is not None and way.kind == "post"
        page = self._links.page(seller, reservation, written.language)
        paper = letter_of(
            recorded, words, own, found.holder.name, found.reservation.code, page, self._postal_address
        )
        pdf, why = b"", ""
        try:
            pdf = await asyncio.to_thread(draw, paper, recorded.at)
        except UnprintableError as error:
            why = str(error)
        notice = ids.inner("notice", written.notice)
        layout = layout_of(written.language).name
        args = MakeLetter(notice, reservation, written.contact, layout, is_addressed, pdf, _ascii(why))
        await self._ask(seller, f"~letter/{notice.hex}", MAKE, args)

    async def heed_contacts(self, recorded: Sequence[Recorded]) -> None:
        """Whoever waits for a person gets their mail another way, now that there is one."""
        for act in recorded:
            assert isinstance(act.act, ContactAdded | ContactConfirmed)
            kind = act.act.kind if isinstance(act.act, ContactAdded) else "mail"
            if isinstance(act.act, ContactAdded) and act.act.confirm:
                continue  # nothing is written there before it is confirmed
            async with self._pool.connection() as conn:
                waiting = await reads.waiting_notices(conn, act.seller, act.subject)
                known = await list_of(conn, act.seller, act.subject)
            streets = {way.n for way in known.ways if way.kind == "post"} if known else set()
            for notice in waiting:
                # A letter that has an address stays as it is when a second street becomes known.
                is_ready = notice.channel == "letter" and notice.contact in streets
                if not (is_ready and kind == "post"):
                    await self._supersede(act, notice)

    async def _supersede(self, act: Recorded, notice: Notice) -> None:
        why = "the holder has another contact now"
        args = GiveUpLetter(notice.id, notice.reservation, notice.contact, "contact", why)
        await self._ask(act.seller, f"~supersede/{notice.id.hex}/{act.id.hex}", SUPERSEDE, args)

    async def _ask(self, seller: UUID, key: str, verb: Any, args: Any) -> None:
        try:
            await self._spine.ask(Request(verb, Caller(seller, By("seller")), key, args))
        except Refused as no:
            if no.reason is not MailReason.NOTICE_SETTLED:
                raise


def letter_of(
    recorded: Recorded, words: Mapping[str, Any], seller: Seller, name: str, code: str, page: str,
    postal_address: str,
) -> Paper:  # fmt: skip
    """A notice as a letter: the words of the mail, and what paper needs besides."""
    written: Act = recorded.act
    assert isinstance(written, NoticeWritten)
    say: Language = pick(written.language)
    lines = address_lines(name, words["to"])
    references = (
        ("letter.day", say.day(recorded.at.date())),
        ("letter.reservation", code),
        ("letter.notice", written.notice),
        ("letter.record", ids.outer("act", recorded.id)),
    )
    return Paper(
        language=written.language,
        seller=seller.name,
        sender=postal_address,
        address=(say.text("letter.to", name=lines[0]), *lines[1:]),
        code=code,
        references=tuple((say.text(label), value) for label, value in references),
        subject=words["subject"],
        paragraphs=tuple(part for part in words["text"].strip().split("\n\n") if part),
        notes=(say.text("letter.why"), say.text("letter.reach", address=words["reply_to"])),
        page_url=page,
    )


def _ascii(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()
