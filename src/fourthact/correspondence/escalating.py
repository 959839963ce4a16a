"""Tells named people of the seller by mail when a promised time passes and money has not gone back.

The mail says what hangs and what it waits for, nothing of the holder but the reservation's code. A mail server that is
away is waited for; a crash between its answer and our act repeats the mail under the same Message-ID.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Draft, Recorded, Request, Spine, World
from fourthact.acts.follow import Follower
from fourthact.acts.verb import Place
from fourthact.agenda import read_clock
from fourthact.correspondence import reads
from fourthact.correspondence.acts import EscalationSent
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
Ringing = RefundClockRang | RepresentativeClockRang
_PLAIN = re.compile(r"[^@,;<>]+@[^@,;<>]+")
WORTH_A_MAIL = ("promise", "warning", "statute")


class Recipient(NamedTuple):
    """Whom of the seller's people to tell, and in which language."""

    language: str
    address: str


class BadRecipient(Exception):
    """Somebody to be told who cannot be written to, as it is written; the message says why."""


class RecordEscalation(msgspec.Struct, frozen=True):
    """What became of the mails about one clock. `cause`: the act."""

    reservation: UUID
    cause: UUID
    recipients: int
    refused: int


class Record:
    """Record that the seller's people were told."""

    name, scope = "correspondence.record_escalation", None

    def locks(self, seller: UUID, args: RecordEscalation) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: RecordEscalation) -> Iterable[Place]:
        return ()

    def decide(self, args: RecordEscalation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = EscalationSent(ids.outer("act", args.cause), args.recipients, args.refused)
        return [Draft("reservation", args.reservation, act)]


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
    """Follows the clocks of refunds, and of papers that nobody has looked at."""

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
        return [Follower("escalating", (RefundClockRang, RepresentativeClockRang), self.heed)]

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Tell everybody of each clock. Errors: Unavailable while the mail server is away, or asks for patience."""
        for rang in recorded:
            if self._people and await self._is_news(rang):
                await self._escalate(rang)

    async def _is_news(self, rang: Recorded) -> bool:
        async with self._pool.connection() as conn:
            return not await reads.has_followed(conn, rang.seller, rang.subject, EscalationSent.tag, rang.id)

    async def _escalate(self, rang: Recorded) -> None:
        async with self._pool.connection() as conn:
            seller = next(seller for seller in await sellers(conn) if seller.id == rang.seller)
            domains = await reads.domains_of(conn, seller)
            sender = await reads.sender_of(conn, rang.seller, domains)
            found = await reservation_by_id(conn, rang.seller, rang.subject)
            assert found is not None
            product = await product_by_id(conn, rang.seller, found.reservation.product)
            refund = await self._refund(conn, rang)
        assert product is not None
        if not self._hangs(rang, refund):
            return
        assert sender is not None, "the holder was written to before anything could be late"
        refused = 0
        for person in self._people:
            facts = _facts(rang, found, product.name, refund, self._languages[person.language])
            words = self._words(rang, person, facts | {"seller": seller.name}, sender)
            mark = uuid5(rang.id, person.address)
            message_id = f"<{mark.hex}@{sender.rpartition('@')[2]}>"
            raw = compose(_Mark(mark, person.language, message_id, rang.at), words, seller.name)
            refused += not await self._send(rang, raw, sender, person.address)
        args = RecordEscalation(rang.subject, rang.id, len(self._people), refused)
        key = f"~escalated/{rang.id.hex}"
        await self._spine.ask(Request(RECORD, Caller(rang.seller, By("mail")), key, args))

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
        template = "escalated" if isinstance(rang.act, RefundClockRang) else "escalated_paper"
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


def _facts(
    rang: Recorded, found: Found, product: str, refund: Refund | None, say: Language
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "code": found.reservation.code,
        "product": product,
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
