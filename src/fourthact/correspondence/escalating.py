"""Tells named people of the seller by mail what must not wait: money that has not gone back by a promised time, a paper
or a stopped contact that somebody has to look at, an address of theirs that died.

The mail says what hangs and what it waits for, nothing of the holder but the reservation's code. A mail server that is
away is waited for; a crash between its answer and our act repeats the mail under the same Message-ID.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid5

import msgspec
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Draft, Recorded, Request, Spine, World
from fourthact.acts.follow import Follower
from fourthact.acts.verb import Place
from fourthact.agenda import read_clock
from fourthact.contacts import ContactStopped
from fourthact.correspondence import reads
from fourthact.correspondence.acts import EscalationSent
from fourthact.correspondence.address_acts import Address, AddressProbed
from fourthact.correspondence.letters import compose
from fourthact.languages import Language
from fourthact.mail import DkimKeys, Post, fit
from fourthact.people import RepresentativeClockRang, sellers
from fourthact.products import product_by_id
from fourthact.refunds import Refund, RefundClockRang, refund_by_id
from fourthact.reservations import Found, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Unavailable
from fourthact.values.money import Money

FORM = "write ADDRESS or LANGUAGE:ADDRESS, one a word (LANGUAGE: {languages})"
# A mail server that says "later" for so long has said no.
PATIENCE = timedelta(days=1)
RINGING = (RefundClockRang, RepresentativeClockRang, ContactStopped, AddressProbed)
TEMPLATES = {
    RefundClockRang: "escalated",
    RepresentativeClockRang: "escalated_paper",
    ContactStopped: "escalated_contact",
    AddressProbed: "escalated_address",
}
_PLAIN = re.compile(r"[^@,;<>]+@[^@,;<>]+")
WORTH_A_MAIL = ("promise", "warning", "statute")


class Recipient(NamedTuple):
    """Whom of the seller's people to tell, and in which language."""

    language: str
    address: str


class BadRecipient(Exception):
    """Somebody to be told who cannot be written to, as it is written; the message says why."""


class RecordEscalation(msgspec.Struct, frozen=True):
    """What became of the mails about one act, the `cause`. `kind`: of its subject."""

    kind: str
    subject: UUID
    cause: UUID
    recipients: int
    refused: int


class Record:
    """Record that the seller's people were told."""

    name, scope = "correspondence.record_escalation", None

    def locks(self, seller: UUID, args: RecordEscalation) -> Iterable[UUID]:
        return (args.subject,)

    def reads(self, seller: UUID, args: RecordEscalation) -> Iterable[Place]:
        return ()

    def decide(self, args: RecordEscalation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = EscalationSent(ids.outer("act", args.cause), args.recipients, args.refused)
        return [Draft(args.kind, args.subject, act)]


def recipients(text: str, languages: Mapping[str, Language]) -> tuple[Recipient, ...]:
    """The people that a setting names, one a word; English where it names no language. Errors: BadRecipient."""
    return tuple(_recipient(word, languages) for word in text.split())


def _recipient(word: str, languages: Mapping[str, Language]) -> Recipient:
    code, colon, address = word.partition(":")
    if not colon:
        code, address = "en", word
    if code not in languages or not _PLAIN.fullmatch(address) or not fit(address):
        raise BadRecipient(f"{word}: {FORM.format(languages=', '.join(sorted(languages)))}")
    return Recipient(code, address)


class _Mark(NamedTuple):
    """What the headers of one mail are made of."""

    id: UUID
    language: str
    message_id: str
    written_at: datetime


class Escalator:
    """Follows the clocks of refunds and of papers that nobody has looked at, contacts that were stopped, addresses that
    died.
    """

    def __init__(
        self,
        spine: Spine,
        pool: AsyncConnectionPool[Any],
        post: Post,
        dkim: DkimKeys,
        languages: Mapping[str, Language],
        people: Sequence[Recipient],
    ) -> None:
        self._spine, self._pool, self._post, self._dkim = spine, pool, post, dkim
        self._languages, self._people = languages, people

    @property
    def followers(self) -> list[Follower]:
        return [Follower("escalating", RINGING, self.heed)]

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Tell everybody of each act. Errors: Unavailable while the mail server is away, or asks for patience."""
        for rang in recorded:
            if self._people and await self._is_news(rang):
                await self._escalate(rang)

    async def _is_news(self, rang: Recorded) -> bool:
        async with self._pool.connection() as conn:
            return not await reads.has_followed(conn, rang.seller, rang.subject, EscalationSent.tag, rang.id)

    async def _escalate(self, rang: Recorded) -> None:
        async with self._pool.connection() as conn:
            seller = next(seller for seller in await sellers(conn) if seller.id == rang.seller)
            sender = await reads.sender_of(conn, rang.seller, await reads.domains_of(conn, seller))
            about = await self._about(conn, rang)
        if about is None:
            return
        if sender is None and isinstance(about, _Place):
            sender = about.row.address  # all are retired: the dead one is the only name that we have
        assert sender is not None, "the holder was written to before anything could be late"
        refused = 0
        for person in self._people:
            facts = about.facts(self._languages[person.language]) | {"seller": seller.name}
            words = self._words(rang, person, facts, sender)
            mark = uuid5(rang.id, person.address)
            message_id = f"<{mark.hex}@{sender.rpartition('@')[2]}>"
            raw = compose(_Mark(mark, person.language, message_id, rang.at), words, seller.name)
            refused += not await self._send(rang, raw, sender, person.address)
        args = RecordEscalation(rang.kind, rang.subject, rang.id, len(self._people), refused)
        key = f"~escalated/{rang.id.hex}"
        await self._spine.ask(Request(RECORD, Caller(rang.seller, By("mail")), key, args))

    async def _about(self, conn: reads.Conn, rang: Recorded) -> _About | None:
        """What the mail is about; None where it need not be sent any more."""
        if isinstance(rang.act, AddressProbed):
            found = await reads.address_by_id(conn, rang.seller, rang.subject)
            return _Place(found) if rang.act.died and found.rings else None
        held = await reservation_by_id(conn, rang.seller, rang.subject)
        assert held is not None
        refund = await self._refund(conn, rang)
        if not self._hangs(rang, refund):
            return None
        product = await product_by_id(conn, rang.seller, held.reservation.product)
        assert product is not None
        return _Case(rang, held, product.name, refund)

    async def _refund(self, conn: reads.Conn, rang: Recorded) -> Refund | None:
        if not isinstance(rang.act, RefundClockRang):
            return None
        return await refund_by_id(conn, rang.seller, ids.inner("refund", rang.act.refund))

    def _hangs(self, rang: Recorded, refund: Refund | None) -> bool:
        if not isinstance(rang.act, RefundClockRang):
            return True
        return rang.act.which in WORTH_A_MAIL and refund is not None and refund.status != "settled"

    def _words(
        self, rang: Recorded, person: Recipient, facts: Mapping[str, Any], sender: str
    ) -> dict[str, str]:
        template = TEMPLATES[type(rang.act)]
        subject, text, html = self._languages[person.language].notice(template, facts)
        return {
            "sender": sender,
            "reply_to": sender,
            "to": person.address,
            "subject": subject,
            "text": text,
            "html": html,
        }

    async def _send(self, rang: Recorded, raw: bytes, sender: str, to: str) -> bool:
        """Whether the server took it; it is asked again for a day where it wants patience."""
        async with self._post.line() as line:
            reply = await line.send(self._dkim.of(sender.rpartition("@")[2]).sign(raw), sender, to)
        if 400 <= reply.code < 500 and await self._now() - rang.at < PATIENCE:
            raise Unavailable(f"the mail server, for a mail to those who answer for refunds ({reply.text})")
        return reply.code < 400

    async def _now(self) -> datetime:
        async with self._pool.connection() as conn:
            return (await read_clock(conn))[0]


class _About(Protocol):
    """What a mail is about."""

    def facts(self, say: Language) -> dict[str, Any]:
        """What it says, as a language says it."""


class _Place(NamedTuple):
    """An address of the seller that died."""

    row: Address

    def facts(self, say: Language) -> dict[str, Any]:
        return {
            "address": self.row.address,
            "address_id": ids.outer("address", self.row.id),
            "dead_at": self.row.dead_at,
            "why": self.row.says,
        }


class _Case(NamedTuple):
    """A reservation, and the refund of it that hangs."""

    rang: Recorded
    found: Found
    product: str
    refund: Refund | None

    def facts(self, say: Language) -> dict[str, Any]:
        rang, refund = self.rang, self.refund
        facts: dict[str, Any] = {
            "code": self.found.reservation.code,
            "product": self.product,
            "reservation": ids.outer("reservation", rang.subject),
        }
        if refund is None or not isinstance(rang.act, RefundClockRang):
            return facts
        waits = rang.act.waits_for or ("rail",)
        return facts | {
            "clock": say.word("clock", rang.act.which),
            "refund": rang.act.refund,
            "amount": Money(refund.amount_minor, refund.currency),
            "asked_at": refund.asked_at,
            "promised_by": refund.promised_by,
            "statutory_by": refund.statutory_by,
            "waits_text": "\n".join(f"– {say.word('waits_for', what)}" for what in waits),
        }


RECORD = Record()
