"""What takes the place of a notice that did not arrive: the next contact, at last a letter and a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.contacts import ContactList, list_of
from fourthact.correspondence import reads, rules
from fourthact.correspondence.actions import WRITE, WriteNotice
from fourthact.correspondence.acts import Notice, NoticeFailed, Unreached
from fourthact.correspondence.rules import MailReason
from fourthact.payments import body_of
from fourthact.reservations import reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused

# A mailbox that was full is looked at again when its owner may have cleared it.
AGAIN_AFTER = timedelta(days=1)
TO_EVERYBODY = ("contact_added", "contact_retired", "contact_stopped")


class Replacer:
    """Follows failed notices, and writes what takes their place."""

    def __init__(self, spine: Spine, pool: AsyncConnectionPool[Any]) -> None:
        self._spine, self._pool = spine, pool

    @property
    def followers(self) -> list[Follower]:
        return [Follower("replacing", (NoticeFailed,), self.heed)]

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """One notice takes the place of each that failed; the same words, the same language, another way."""
        for act in recorded:
            assert isinstance(act.act, NoticeFailed)
            args = await self._instead(act, ids.inner("notice", act.act.notice))
            if args is not None:
                await self._write(act.seller, args)

    async def _instead(self, failed: Recorded, failed_notice: UUID) -> WriteNotice | None:
        seller = failed.seller
        async with self._pool.connection() as conn:
            (notice,) = await reads.notices_by_ids(conn, seller, [failed_notice])
            words = await body_of(conn, seller, notice.act)
            unreached = await reads.unreached_of(conn, seller, notice.reservation)
            known = await list_of(conn, seller, notice.reservation)
            tried = await reads.tried_contacts(conn, seller, notice.id)
            found = await reservation_by_id(conn, seller, notice.reservation)
        if notice.template == "contact_confirm":
            return None  # nobody else can confirm it
        if notice.template in TO_EVERYBODY and (
            rules.reachable(known, unreached) or _was_dead(notice, unreached)
        ):
            return None  # whoever else can be reached has heard of it; else a letter was written beside it
        if words is None or found is None or found.holder.name is None:
            return None  # the holder was erased: there is nobody to tell
        place = rules.next_contact(known, unreached, tried)
        to = found.holder.email if place == 0 else _address(known, place)
        if place is not None and to:
            again = place in tried
            return _copy(
                failed,
                notice,
                words,
                to=to,
                contact=place,
                not_before=failed.at + AGAIN_AFTER if again else None,
            )
        post = rules.postal(known, unreached, tried)
        if post is not None and post.address:
            return _copy(failed, notice, words, to=post.address, contact=post.n, channel="letter")
        # Without a postal address, the letter names the holder only, and a person looks for where they live. One that
        # came back, or that cannot be printed, leaves only a person.
        channel = "letter" if notice.channel == "mail" else "person"
        return _copy(failed, notice, words, to=found.holder.name, contact=notice.contact, channel=channel)

    async def _write(self, seller: UUID, args: WriteNotice) -> None:
        request = Request(WRITE, Caller(seller, By("seller")), f"~notice/{args.id.hex}", args)
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not MailReason.NOTICE_ALREADY_WRITTEN:
                raise


def _was_dead(notice: Notice, unreached: Sequence[Unreached]) -> bool:
    """Whether a notice went to an address that was said to be dead before: it might not have been true."""
    return any(
        one.number == notice.contact
        and one.unreachable_at is not None
        and one.unreachable_at <= notice.written_at
        for one in unreached
    )


def _address(known: ContactList | None, number: int | None) -> str | None:
    way = known.way(number) if known and number is not None else None
    return way.address if way else None


def _copy(failed: Recorded, notice: Notice, words: dict[str, Any], *, to: str, **other: Any) -> WriteNotice:
    """The same notice to somebody's other address; its cause is that the first did not arrive."""
    after = uuid5(failed.seller, f"instead of {notice.id}")
    return WriteNotice(
        id=after,
        reservation=notice.reservation,
        template=notice.template,
        language=notice.language,
        message_id=f"<{ids.outer('notice', after)}@{notice.domain}>",
        cause=ids.outer("act", failed.id),
        sender=words["sender"],
        reply_to=words["reply_to"],
        to=to,
        subject=words["subject"],
        text=words["text"],
        html=words["html"],
        replaces=ids.outer("notice", notice.id),
        **other,
    )
