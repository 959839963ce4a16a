"""Announcements for machines: order one, see how far it has come, pause it, let it go on, call it off."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from fourthact.correspondence import mailing_reads as reads
from fourthact.correspondence.mailing import CHANGE, ORDER, OnMailing, OrderMailing, Words
from fourthact.correspondence.mailing_acts import Mailing
from fourthact.correspondence.recovery_api import router
from fourthact.correspondence.rules import MailReason
from fourthact.products import ProductReason, product_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web import Call, Reply
from fourthact.web.forms import Body, Most, Name, ProductId, Prose
from fourthact.web.operation import known, told


class AnnouncementText(Body, frozen=True):
    """An announcement in one language, as plain text."""

    subject: Name
    text: Prose


class AnnouncementWanted(Body, frozen=True):
    """An announcement to every holder of a product, in one language or more. Whose language is missing gets another,
    the first of English, French, Italian and Korean that is there, and is told so."""

    product: ProductId
    en: AnnouncementText | None = None
    fr: AnnouncementText | None = None
    it: AnnouncementText | None = None
    ko: AnnouncementText | None = None


class MailingChangeWanted(Body, frozen=True):
    """What is to happen to an announcement."""

    what: Literal["pause", "resume", "cancel"]


class AnnouncementShown(msgspec.Struct, frozen=True):
    """An announcement and how far it has come. `notices`: written for it; `left_out`: holders who want none, or whom no
    mail reaches; `progress`: how many notices stand how."""

    id: str
    product: str
    status: str
    ordered_at: datetime
    notices: int
    left_out: int
    next_at: datetime | None
    progress: dict[str, int]


class AnnouncementList(msgspec.Struct, frozen=True):
    """Announcements, the newest first."""

    announcements: list[AnnouncementShown]


class AnnouncementChanged(msgspec.Struct, frozen=True):
    """Something was done about an announcement."""

    id: str
    acts: list[str]
    receipt: dict[str, Any] | None


@router.post(
    "/announcements",
    takes=AnnouncementWanted,
    gives=AnnouncementChanged,
    scope="messages:write",
    refuses=(MailReason.DECIDED_BY_A_PERSON, ProductReason.PRODUCT_UNKNOWN, MailReason.MAILING_EMPTY),
)
async def order_announcement(call: Call, wanted: AnnouncementWanted) -> Reply:
    """Order an announcement, as a person. It is written and sent at the pace that is set for each recipient domain."""
    product = known("product", wanted.product, ProductReason.PRODUCT_UNKNOWN)
    async with call.reading("messages:write") as (conn, who):
        found = await product_by_id(conn, who.seller, product)
    texts = {code: getattr(wanted, code) for code in ("en", "fr", "it", "ko")}
    said = {code: Words(text.subject, text.text) for code, text in texts.items() if text is not None}
    mailing = ids.new_id()
    answer = await call.ask(ORDER, OrderMailing(mailing, product, found is not None, said))
    name = ids.outer("mailing", answer.first.subject)
    return told(answer, AnnouncementChanged(name, call.names(answer), answer.receipt))


@router.get("/announcements", gives=AnnouncementList, scope="messages:read", query=Most)
async def list_announcements(call: Call, most: Most) -> Reply:
    """Announcements, with how far each has come."""
    async with call.reading("messages:read") as (conn, who):
        found = await reads.mailings(conn, who.seller, most.limit)
        shown = [announcement_shown(one, await reads.progress(conn, one)) for one in found]
    return Reply(AnnouncementList(shown))


@router.get(
    "/announcements/{mailing}",
    gives=AnnouncementShown,
    scope="messages:read",
    refuses=(MailReason.MAILING_UNKNOWN,),
)
async def show_announcement(call: Call, mailing: str) -> Reply:
    """How far an announcement has come."""
    async with call.reading("messages:read") as (conn, who):
        found = await _mailing(conn, who.seller, mailing)
        return Reply(announcement_shown(found, await reads.progress(conn, found)))


@router.post(
    "/announcements/{mailing}/change",
    takes=MailingChangeWanted,
    gives=AnnouncementChanged,
    scope="messages:write",
    refuses=(MailReason.MAILING_UNKNOWN, MailReason.DECIDED_BY_A_PERSON, MailReason.MAILING_OVER),
)
async def change_announcement(call: Call, mailing: str, wanted: MailingChangeWanted) -> Reply:
    """Pause an announcement, let it go on, or call it off: what has not gone out by then never does."""
    place = known("mailing", mailing, MailReason.MAILING_UNKNOWN)
    answer = await call.ask(CHANGE, OnMailing(place, wanted.what))
    return told(answer, AnnouncementChanged(mailing, call.names(answer), answer.receipt))


async def _mailing(conn: reads.Conn, seller: UUID, name: str) -> Mailing:
    found = await reads.mailing_by_id(conn, seller, known("mailing", name, MailReason.MAILING_UNKNOWN))
    if found is None:
        raise Refused(MailReason.MAILING_UNKNOWN, {"mailing": name})
    return found


def announcement_shown(row: Mailing, progress: dict[str, int]) -> AnnouncementShown:
    """An announcement as machines and the command line show it."""
    return AnnouncementShown(
        id=ids.outer("mailing", row.id),
        product=ids.outer("product", row.product),
        status=row.status,
        ordered_at=row.ordered_at,
        notices=row.notices,
        left_out=row.left_out,
        next_at=row.next_at,
        progress=progress,
    )


__all__ = ["announcement_shown", "router"]
