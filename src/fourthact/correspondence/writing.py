"""Writes notices: the words of an act, in the holder's language, to the holder's address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace as changed
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.agenda import read_clock
from fourthact.contacts import ContactAdded, ContactList, Way, lists_of
from fourthact.correspondence import reads
from fourthact.correspondence.actions import WRITE, WriteNotice
from fourthact.correspondence.acts import Unreached, kind_of
from fourthact.correspondence.pacing import Pace
from fourthact.correspondence.printing import REGISTER, RegisterAddress, address_id
from fourthact.correspondence.rules import MailReason, audience, next_contact, postal, reachable
from fourthact.correspondence.telling import Case
from fourthact.languages import Language
from fourthact.payments import Purse, instructions
from fourthact.people import Seller, sellers
from fourthact.products import Product, product_by_id
from fourthact.rails.contract import Rail
from fourthact.refunds import RefundFeeWaived, RefundPlanned
from fourthact.reservations import Links, reservations_by_ids
from fourthact.values import ids
from fourthact.values.errors import Refused

Conn = reads.Conn
Telling = Callable[[Case, Language], tuple[str, dict[str, Any]] | None]
DEFAULT_MAILBOX = "reservations"
# While so many are being committed, the words of the next are found.
TOGETHER = 250


@dataclass(frozen=True, slots=True)
class ToTell:
    """An act to tell of, the reservation whose holder is told, and what makes the words' facts of the case.

    `to_all`: at every address, those that were given or given up a short while ago as well.

    `mailing`: the announcement that it is part of, which is sent at its own pace.
    """

    cause: Recorded
    reservation: UUID
    telling: Telling
    mailing: UUID | None = None
    to_all: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """Number, channel and address of the contact that a notice goes to."""

    contact: int
    channel: str
    to: str


@dataclass(frozen=True, slots=True)
class _Imprint:
    """What every notice of a seller shows of it."""

    seller: Seller
    sender: str
    domain: str


class Writer:
    """Writes notices about reservations. One act leads to at most one notice of a template.

    `per_minute`: how many one recipient domain is handed; what is written beyond that is sent in a later minute.
    """

    def __init__(
        self,
        spine: Spine,
        pool: AsyncConnectionPool[Any],
        languages: Mapping[str, Language],
        links: Links,
        rails: Mapping[str, Rail],
        per_minute: int,
    ) -> None:
        self.pace = Pace(per_minute)
        self._rails = rails
        self._spine, self._pool, self._languages, self._links = spine, pool, languages, links

    async def write_all(self, wanted: Iterable[ToTell]) -> int:
        """Write what each telling makes of its case, together; how many were written.

        Nothing is written where nothing is to be said, to nobody, or a second time.
        """
        by_seller: dict[UUID, list[ToTell]] = {}
        for one in wanted:
            by_seller.setdefault(one.cause.seller, []).append(one)
        return sum([await self._write(seller, told) for seller, told in by_seller.items()])

    async def _write(self, seller: UUID, told: Sequence[ToTell]) -> int:
        imprint = await self._imprint(seller)
        async with self._pool.connection() as conn:
            cases = await self._cases(conn, seller, told)
            now, _ = await read_clock(conn)
        ready: list[WriteNotice] = []
        asked: list[asyncio.Task[int]] = []
        try:
            for one, case in zip(told, cases, strict=True):
                for way in self._ways(one, case):
                    if args := self._compose(imprint, one, case, way):
                        ready.append(args)
                if len(ready) >= TOGETHER:
                    asked.append(asyncio.create_task(self._ask(seller, ready, now)))
                    ready = []
                await asyncio.sleep(0)  # words take their time: money that is being booked goes first
        finally:
            written = sum(await asyncio.gather(*asked))
        return written + await self._ask(seller, ready, now)

    def _ways(self, one: ToTell, case: Case | None) -> list[_Way]:
        """Where a notice goes: the first address that can be reached, or all of them; nowhere once erased.

        Where a mail address is added and no other is known to live, a letter goes to the holder as well.
        """
        holder = case.found.holder if case else None
        if case is None or holder is None or holder.email is None:
            return []
        if not one.to_all:
            return [_way(holder.name or "", holder.email, case.contacts, case.unreached)]
        act = one.cause.act
        added = act.contact if isinstance(act, ContactAdded) else None
        numbers = audience(case.contacts, case.unreached, one.cause.at, added)
        addresses = {way.n: way.address for way in case.contacts.ways} if case.contacts else {}
        found = [(n, holder.email if n == 0 else addresses.get(n)) for n in numbers]
        ways = [_Way(n, "mail", to) for n, to in found if to]
        alive = set(reachable(case.contacts, case.unreached)) - {added}
        if isinstance(act, ContactAdded) and act.kind == "mail" and not alive:
            ways.append(_on_paper(postal(case.contacts, case.unreached), holder.name or ""))
        return ways

    def _compose(self, imprint: _Imprint, one: ToTell, case: Case | None, way: _Way) -> WriteNotice | None:
        assert case is not None
        holder = case.found.holder
        if one.to_all:
            url = self._links.contact(one.cause.seller, one.reservation, way.contact, holder.language)
            case = replace(case, to=way.contact, confirm_url=url)
        language = self._languages[holder.language]
        said = one.telling(case, language)
        if said is None:
            return None
        template, facts = said
        seller = imprint.seller
        if kind_of(template) == "announcement" and way.channel != "mail":
            return None  # nobody is written a letter, or asked to call, for an announcement
        subject, text, html = language.notice(template, {**facts, "seller": seller.name})
        mark = f"{one.cause.id} {one.reservation} {template}"
        notice = uuid5(seller.id, f"{mark} {way.contact}" if one.to_all else mark)
        reply = self._links.reply_local_part(seller.id, case.found.reservation.code)
        return WriteNotice(
            id=notice,
            reservation=one.reservation,
            template=template,
            language=holder.language,
            message_id=f"<{ids.outer('notice', notice)}@{imprint.domain}>",
            cause=ids.outer("act", one.cause.id),
            sender=imprint.sender,
            reply_to=f"{reply}@{imprint.domain}",
            to=way.to,
            subject=subject,
            text=text,
            html=html,
            contact=way.contact,
            channel=way.channel,
            mailing=None if one.mailing is None else ids.outer("mailing", one.mailing),
            lane=self._links.lane(way.to),
            unsubscribe=str(facts.get("unsubscribe_url", "")),
        )

    async def _ask(self, seller: UUID, notices: Sequence[WriteNotice], now: datetime) -> int:
        """Have notices written, together; how many were not written before. An announcement's go at its own pace."""
        paced = [one for one in notices if one.channel == "mail" and one.mailing is None]
        later: dict[UUID, datetime] = {}
        if paced:
            async with self._pool.connection() as conn:
                slots = await self.pace.slots(conn, seller, [one.lane for one in paced], now)
            later = {one.id: slot for one, slot in zip(paced, slots, strict=True) if slot > now}
        caller = Caller(seller, By("seller"))
        requests = [
            Request(WRITE, caller, f"~notice/{one.id.hex}", changed(one, not_before=later.get(one.id)))
            for one in notices
        ]
        written = 0
        for outcome in await self._spine.ask_all(requests):
            if not isinstance(outcome, BaseException):
                written += 1
            elif not isinstance(outcome, Refused) or outcome.reason is not MailReason.NOTICE_ALREADY_WRITTEN:
                raise outcome
        return written

    async def _imprint(self, seller_id: UUID) -> _Imprint:
        """The addresses that are printed now. A sender that nobody has registered yet is, before it is printed."""
        async with self._pool.connection() as conn:
            seller = next(seller for seller in await sellers(conn) if seller.id == seller_id)
            domains = await reads.domains_of(conn, seller)
            sender = await reads.sender_of(conn, seller_id, domains)
        if sender is None:
            sender = f"{DEFAULT_MAILBOX}@{domains.printed}"
            args = RegisterAddress(sender, (domains.printed,), "notice")
            key = f"~address/{address_id(seller_id, sender).hex}"
            await self._spine.ask(Request(REGISTER, Caller(seller_id, By("seller")), key, args))
        return _Imprint(seller, sender, domains.printed)

    async def _cases(self, conn: Conn, seller: UUID, told: Sequence[ToTell]) -> list[Case | None]:
        """The reservations as they stand, read together."""
        wanted = list({one.reservation for one in told})
        found = await reservations_by_ids(conn, seller, wanted)
        purses = await (await conn.execute(reads.PURSES, (seller, wanted))).fetchall()
        money = {purse.id: purse for purse in (_purse(text) for (text,) in purses)}
        plans = await (await conn.execute(reads.PLANNED, (seller, wanted))).fetchall()
        refunds: dict[UUID, list[RefundPlanned]] = {}
        for plan in (self._spine.house.read(raw, None) for (raw,) in plans):
            plans_of = refunds.setdefault(plan.subject, [])
            if isinstance(plan.act, RefundFeeWaived):
                plans_of[:] = [plan.act.of(one) for one in plans_of]
            else:
                assert isinstance(plan.act, RefundPlanned)
                plans_of.append(plan.act)
        products: dict[UUID, Product] = {}
        for place in {one.reservation.product for one in found.values()}:
            product = await product_by_id(conn, seller, place)
            assert product is not None
            products[place] = product
        known = await lists_of(conn, seller, wanted)
        rows = await (await conn.execute(reads.UNREACHED_OF, (seller, wanted))).fetchall()
        unreached: dict[UUID, list[Unreached]] = {}
        for contact in (_unreached(text) for (text,) in rows):
            unreached.setdefault(contact.reservation, []).append(contact)
        cases: list[Case | None] = []
        for one in told:
            held = found.get(one.reservation)
            if held is None:
                cases.append(None)
                continue
            page = self._links.page(seller, one.reservation, held.holder.language)
            planned = tuple(refunds.get(one.reservation, ()))
            product = products[held.reservation.product]
            purse = money[one.reservation]
            due, lost = instructions(purse, self._rails), tuple(unreached.get(one.reservation, ()))
            ways = known.get(one.reservation)
            cases.append(
                Case(
                    *(held, product, purse, page, planned, due, ways, lost),
                    receipt_key=self._links.receipt_key(seller, one.reservation),
                    recovery_url=self._links.recovery(seller, held.holder.language),
                )
            )
        return cases


def _way(name: str, email: str, known: ContactList | None, unreached: Sequence[Unreached]) -> _Way:
    """Where a new notice goes: the first mail address that can be reached, else a letter."""
    number = next_contact(known, unreached, ())
    addresses = {way.n: way.address for way in known.ways} if known else {}
    to = email if number == 0 else addresses.get(number if number is not None else -1)
    if number is not None and to:
        return _Way(number, "mail", to)
    return _on_paper(postal(known, unreached), name)


def _on_paper(post: Way | None, name: str) -> _Way:
    """A letter; where there is no postal address, to a name, for a person to find one."""
    return _Way(post.n, "letter", post.address or name) if post else _Way(0, "letter", name)


_unreached = msgspec.json.Decoder(Unreached).decode
_purse = msgspec.json.Decoder(Purse).decode
