"""Order announcements, pause them, let them go on, call them off; and refuse announcements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from fourthact.acts import Act, By, Draft, World
from fourthact.acts.verb import Place
from fourthact.correspondence.acts import NOTICES, NoticeWithdrawn
from fourthact.correspondence.mailing_acts import (
    MAILINGS,
    REFUSALS,
    AnnouncementsRefused,
    Mailing,
    MailingCancelled,
    MailingFinished,
    MailingOrdered,
    MailingPaced,
    MailingPaused,
    MailingResumed,
    MailingWritten,
)
from fourthact.correspondence.rules import MailReason
from fourthact.products import ProductReason
from fourthact.values import ids
from fourthact.values.errors import Refused


class Words(msgspec.Struct, frozen=True):
    """An announcement in one language."""

    subject: str
    text: str


class OrderMailing(msgspec.Struct, frozen=True):
    """An announcement to every holder of a product, by language. `product_known`: whether there is such a product."""

    id: UUID
    product: UUID
    product_known: bool
    texts: Mapping[str, Words]


class OnMailing(msgspec.Struct, frozen=True):
    """Something about an announcement. Which numbers are used depends on what."""

    id: UUID
    what: Literal["pause", "resume", "cancel", "written", "paced", "finished"]
    count: int = 0
    left_out: int = 0
    next_at: datetime | None = None


class WithdrawNotice(msgspec.Struct, frozen=True):
    """A notice of an announcement that was called off."""

    notice: UUID
    reservation: UUID


class RefuseAnnouncements(msgspec.Struct, frozen=True):
    """A holder wants no announcements."""

    reservation: UUID


class Order:
    """Order an announcement. Refuses: DECIDED_BY_A_PERSON, PRODUCT_UNKNOWN, MAILING_EMPTY."""

    name, scope = "correspondence.order_mailing", "messages:write"

    def locks(self, seller: UUID, args: OrderMailing) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: OrderMailing) -> Iterable[Place]:
        return ()

    def decide(self, args: OrderMailing, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if by.kind != "staff" or by.id is None:
            raise Refused(MailReason.DECIDED_BY_A_PERSON)
        if not args.product_known:
            raise Refused(ProductReason.PRODUCT_UNKNOWN, {"product": ids.outer("product", args.product)})
        if not args.texts:
            raise Refused(MailReason.MAILING_EMPTY)
        act = MailingOrdered(tuple(sorted(args.texts)), by.id, ids.outer("product", args.product))
        body = {language: msgspec.to_builtins(words) for language, words in args.texts.items()}
        return [Draft("mailing", args.id, act, body=body)]


class Change:
    """Let something happen to an announcement. What a person asks is refused to programs; the rest is our own.

    Refuses: MAILING_UNKNOWN, DECIDED_BY_A_PERSON, MAILING_OVER.
    """

    name, scope = "correspondence.change_mailing", "messages:write"

    def locks(self, seller: UUID, args: OnMailing) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: OnMailing) -> Iterable[Place]:
        return ((MAILINGS, args.id),)

    def decide(self, args: OnMailing, by: By, world: World, now: datetime) -> Sequence[Draft]:
        return [Draft("mailing", args.id, changed(world.get(MAILINGS, args.id), args, by))]


def changed(row: Mailing | None, args: OnMailing, by: By) -> Act:
    """What may happen to an announcement as it stands. Refuses: as `Change`."""
    if row is None:
        raise Refused(MailReason.MAILING_UNKNOWN, {"mailing": ids.outer("mailing", args.id)})
    over = Refused(MailReason.MAILING_OVER, {"status": row.status})
    if by.kind == "seller":
        return _went_on(row, args, over)
    if by.kind != "staff" or by.id is None or args.what not in ("pause", "resume", "cancel"):
        raise Refused(MailReason.DECIDED_BY_A_PERSON)
    may = {"pause": ("writing", "sending"), "resume": ("paused",), "cancel": ("writing", "sending", "paused")}
    if row.status not in may[args.what]:
        raise over
    match args.what:
        case "pause":
            return MailingPaused(by.id)
        case "resume":
            return MailingResumed(by.id)
        case _:
            return MailingCancelled(by.id)


def _went_on(row: Mailing, args: OnMailing, over: Refused) -> Act:
    may = {"written": ("writing", "paused"), "paced": ("sending",), "finished": ("sending", "cancelled")}
    if row.status not in may.get(args.what, ()):
        raise over
    if args.what == "written":
        return MailingWritten(args.left_out, args.count)
    if args.what == "paced":
        assert args.next_at is not None
        return MailingPaced(args.next_at, args.count)
    return MailingFinished(args.count)


class Withdraw:
    """Call a notice off that has not gone out. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.withdraw", None

    def locks(self, seller: UUID, args: WithdrawNotice) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: WithdrawNotice) -> Iterable[Place]:
        return ((NOTICES, args.notice),)

    def decide(self, args: WithdrawNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice = world.get(NOTICES, args.notice)
        if notice is None or notice.status != "written":
            raise Refused(MailReason.NOTICE_SETTLED)
        act = NoticeWithdrawn(ids.outer("notice", args.notice))
        return [Draft("reservation", args.reservation, act)]


class RefuseAll:
    """Note that a holder wants no announcements; said twice, it is said once. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.refuse_announcements", None

    def locks(self, seller: UUID, args: RefuseAnnouncements) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: RefuseAnnouncements) -> Iterable[Place]:
        return ((REFUSALS, args.reservation),)

    def decide(self, args: RefuseAnnouncements, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(REFUSALS, args.reservation) is not None:
            raise Refused(MailReason.NOTICE_SETTLED)
        return [Draft("reservation", args.reservation, AnnouncementsRefused())]


ORDER, CHANGE, WITHDRAW, REFUSE = Order(), Change(), Withdraw(), RefuseAll()
