"""What the clock does for correspondence: takes mail in, reads it, tells holders, sends notices."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Recorded, Request, Spine
from fourthact.acts.follow import Follower
from fourthact.agenda import Due, read_clock
from fourthact.correspondence import reads
from fourthact.correspondence.actions import (
    BOUNCE,
    RECEIVE,
    UNDERSTAND,
    ReceiveMessage,
    UnderstandMessage,
)
from fourthact.correspondence.acts import ENTERED, MessageRead
from fourthact.correspondence.answering import Answers, Limits
from fourthact.correspondence.aside import Aside
from fourthact.correspondence.entering import ENTER, Said, message_of
from fourthact.correspondence.previews import storable, understood
from fourthact.correspondence.probing import PROBE, ProbeAddress
from fourthact.correspondence.reader import Reading
from fourthact.correspondence.returns import returned
from fourthact.correspondence.rules import Known, MailReason, Understood
from fourthact.correspondence.second import looked_at
from fourthact.correspondence.telling import TO_ALL, TOLD, reservation_of, tell
from fourthact.correspondence.whose import Whose, our_addresses
from fourthact.correspondence.writing import ToTell, Writer
from fourthact.mail import Letter, addressed
from fourthact.people import Seller
from fourthact.readers.contract import SecondReader
from fourthact.refunds import Policy
from fourthact.reservations import Links, product_of
from fourthact.values.errors import Broken, Reason, Refused

CLOCK = By("clock")
EVIDENCE_MAX = 20
WORDS_MAX = 20_000
# A recipient is asked for at RCPT and again when the message is there; most messages go to the same few.
KNOWN_SECONDS, KNOWN_MAX = 10.0, 10_000
# A defect in reading may be mended by the next release, but a letter does not wait for that.
READ_TRIES_MAX = 3
UNREADABLE = Understood("person", asks_to_cancel="no", wants_out_or_money="maybe", intents=(), language="")


def message_id_of(seller: UUID, raw: bytes, recipient: str) -> UUID:
    """A message is known by its bytes and its recipient: told twice by its transport, it is one message."""
    return uuid5(seller, f"{hashlib.sha256(raw).hexdigest()} {recipient.lower()}")


class MailJobs:
    """The handlers and followers of this room, for the worker, and the way in for every transport."""

    def __init__(
        self,
        spine: Spine,
        pool: AsyncConnectionPool[Any],
        writer: Writer,
        links: Links,
        policy: Policy,
        aside: Aside,
        answers: Limits,
        mail_servers: frozenset[str] = frozenset(),
        readers: Mapping[str, SecondReader] | None = None,
    ) -> None:
        self._spine, self._pool, self._writer = spine, pool, writer
        self._links, self._policy = links, policy
        self._whose = Whose(links, mail_servers)
        self._aside, self._readers = aside, readers or {}
        self._answers = Answers(spine, pool, links, answers)
        self._known: dict[str, tuple[list[UUID], float]] = {}

    @property
    def handlers(self) -> dict[tuple[str, str], Callable[[Due], Awaitable[None]]]:
        return {("messages", "read"): self.read}

    @property
    def followers(self) -> list[Follower]:
        return [Follower("notices", tuple(TOLD), self.heed, alone=True)]

    async def knows(self, recipient: str) -> bool:
        """Whether somebody here answers for an address. An address ever printed, or any at a seller's domain."""
        return bool(await self._answering(recipient))

    async def _answering(self, recipient: str) -> list[UUID]:
        """Who answers for an address. Nobody ever ceases to, so that it need not be asked anew for each message."""
        known, until = self._known.get(recipient, ([], 0.0))
        if until > time.monotonic():
            return known
        async with self._pool.connection() as conn:
            found = await reads.sellers_of_address(conn, recipient)
        if found:
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self._known[recipient] = (found, time.monotonic() + KNOWN_SECONDS)
        return found

    async def take(self, raw: bytes, sender: str, recipient: str, transport: str) -> list[UUID]:
        """Store a message for whoever answers for its recipient; it is durable when this returns."""
        taken = []
        for seller in await self._answering(recipient):
            message = message_id_of(seller, raw, recipient)
            args = ReceiveMessage(message, transport, storable(sender), recipient, raw)
            request = Request(RECEIVE, Caller(seller, By("mail")), f"~mail/{message.hex}", args)
            await self._spine.ask(request)
            taken.append(message)
        return taken

    async def fetched(self, raw: bytes, address: str, transport: str) -> list[UUID]:
        """Store a message that came without an envelope: for the first of ours that its headers name, else `address`.

        Errors: Broken where nobody answers for `address` either.
        """
        envelope = addressed(raw)
        for recipient in (*envelope.recipients, address):
            taken = await self.take(raw, envelope.sender, recipient, transport)
            if taken:
                return taken
        raise Broken(f"nobody here answers for {address}, for which mail is fetched")

    async def enter(self, caller: Caller, place: UUID | None, **words: Any) -> UUID:
        """Keep what a holder said, as whoever entered it; the same words twice on a day are one message.

        `words`: the fields of `Said`. Refuses: RESERVATION_UNKNOWN, and as `Enter`.
        """
        said = Said(**words)
        async with self._pool.connection() as conn:
            args = await message_of(conn, self._links, caller.seller, place, said)
            now, _ = await read_clock(conn)
        given = msgspec.json.encode((place, said))
        key = f"enter-{now:%Y%m%d}-{uuid5(caller.seller, hashlib.sha256(given).hexdigest()).hex}"
        return (await self._spine.ask(Request(ENTER, caller, key, args, given))).first.subject

    async def domains(self, seller: Seller) -> tuple[str, ...]:
        """Every domain whose mail a seller answers, retired or not."""
        async with self._pool.connection() as conn:
            return (await reads.domains_of(conn, seller)).names

    async def arrived(self, seller: UUID, since: datetime, mark: bytes) -> bool:
        """Whether a message with a mark in its bytes has come in since."""
        async with self._pool.connection() as conn:
            return await reads.arrived(conn, seller, since, mark)

    async def probed(self, seller: UUID, address: UUID, mark: str, *, alive: bool, says: str) -> None:
        """Keep what the doctor heard of an address. `mark`: that of the message."""
        args = ProbeAddress(address, alive, storable(says))
        await self._spine.ask(Request(PROBE, Caller(seller, By("mail")), f"~probe/{mark}", args))

    async def read(self, due: Due) -> None:
        """Give a message its outcome."""
        async with self._pool.connection() as conn:
            message = await reads.message_by_id(conn, due.seller, due.id)
            raw = await reads.raw_of(conn, due.seller, due.id)
        assert message is not None
        assert raw is not None
        if due.tries > READ_TRIES_MAX:
            # A letter that breaks the reader may be the one that asks to leave: a person reads it, the clock runs.
            meant, words = UNREADABLE, {"why": ["it could not be read by a program"]}
            reservation, known, asked_at = None, Known(), message.received_at
        else:
            letter, reading = await self._aside.read(raw.content, raw.envelope_from)
            reading = await looked_at(reading, letter, self._readers)
            entered = message.transport in ENTERED
            meant, words = understood(reading), _words(letter, reading)
            if entered:  # a person said it, whatever the words look like; and no notice comes back this way
                wants = "yes" if raw.received.wants_out else meant.wants_out_or_money
                meant = replace(meant, kind="person", wants_out_or_money=wants)
            words["why"] += self._forgeries(due.seller, letter, raw)
            async with self._pool.connection() as conn:
                reservation, known, asked_at = await self._whose.of(conn, message, letter, raw, reading.kind)
            # First what follows from it, then that it was read: dying between the two, it is read again.
            if not entered:
                await self._bounces(due.seller, reading, raw)
        async with self._pool.connection() as conn:
            product = await product_of(conn, due.seller, reservation)
        args = UnderstandMessage(
            message=due.id,
            understood=meant,
            reservation=reservation,
            known=known,
            refund=uuid5(due.seller, f"refund {due.id}"),
            policy=self._policy,
            received_at=asked_at,
            words=words,
            product=product,
        )
        request = Request(UNDERSTAND, Caller(due.seller, By("seller")), f"~understand/{due.id.hex}", args)
        await self._unless(MailReason.MESSAGE_ALREADY_READ, request)

    def _forgeries(self, seller: UUID, letter: Letter, raw: reads.Raw) -> list[str]:
        """The addresses that have the form of ours and not our mark: somebody made them up."""
        stamps = {address: self._links.stamp(seller, address) for address in our_addresses(letter, raw)}
        return [
            f"{storable(address)} has the form of an address of ours and was never given out"
            for address, stamp in stamps.items()
            if stamp is not None and not stamp.genuine
        ]

    async def _bounces(self, seller: UUID, reading: Reading, raw: reads.Raw) -> None:
        """Tell our own notices that they came back, or have not arrived yet."""
        async with self._pool.connection() as conn:
            found = await returned(conn, self._links, seller, reading, raw)
        for args in found:
            what = "delay" if args.delayed else "bounce"
            request = Request(BOUNCE, Caller(seller, By("mail")), f"~{what}/{args.notice.hex}", args)
            await self._unless(MailReason.NOTICE_SETTLED, request)

    async def heed(self, recorded: Sequence[Recorded]) -> None:
        """Write the notices that acts call for; a stretch of the log together, so that they share commits."""
        answered = await self._answers.allowed(recorded)
        heard = (act for act in recorded if not isinstance(act.act, MessageRead) or act.subject in answered)
        told = ((act, reservation_of(act)) for act in heard)
        await self._writer.write_all(
            ToTell(act, reservation, partial(tell, act), to_all=isinstance(act.act, TO_ALL))
            for act, reservation in told
            if reservation is not None
        )

    async def _unless(self, reason: Reason, request: Request[Any]) -> None:
        try:
            await self._spine.ask(request)
        except Refused as no:
            if no.reason is not reason:
                raise


def _words(letter: Letter, reading: Reading) -> dict[str, Any]:
    """What stands beside the act: the writer's own words, and the evidence for what we made of them."""
    sender = letter.from_.address if letter.from_ else ""
    evidence = [
        {
            "intent": a.intent.value,
            "words": storable(a.evidence[:500]),
            "rule": a.rule,
            "strength": a.strength,
        }
        for a in reading.intents[:EVIDENCE_MAX]
    ]
    return {
        "evidence": evidence,
        "from": storable(sender[:500]),
        "own_text": storable(reading.own_text[:WORDS_MAX]),
        "subject": storable(letter.subject[:1000]),
        "why": [storable(reason[:500]) for reason in reading.why[:EVIDENCE_MAX]],
    }
