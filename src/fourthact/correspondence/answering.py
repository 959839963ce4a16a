"""How many automatic answers one sender gets: nobody is flooded through us, and two robots end their talk.

Answers are decided by the follower of notices, which reads the log in its order: what it counted stands before it
decides again, and two processes that follow at once decide the same, of which the first is kept. Legal notices are no
answers, and go out whatever was counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg_pool import AsyncConnectionPool

from fourthact.acts import By, Caller, Draft, Recorded, Request, Spine, World
from fourthact.acts.verb import Place
from fourthact.agenda import read_clock
from fourthact.correspondence.acts import MESSAGES, MessageRead
from fourthact.correspondence.answering_acts import GIVEN, MessageAnswered, MessageUnanswered
from fourthact.correspondence.rules import MailReason
from fourthact.reservations import Links
from fourthact.values import ids
from fourthact.values.errors import Refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GIVEN_LATELY = """
    -- The answers of the last day that count for any of these senders, domains and reservations.
    SELECT answered_at, writer, writer_domain, reservation FROM messages
     WHERE seller = %(seller)s AND answered_at > %(since)s
       AND (writer = ANY (%(writers)s) OR writer_domain = ANY (%(domains)s) OR reservation = ANY (%(reservations)s))
"""
DECIDED = """
    -- Of these messages, what was decided before about answering them.
    SELECT id, answer FROM messages WHERE seller = %s AND id = ANY (%s) AND answer IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Answers that go out at most: for one sender and about one reservation, and for all senders of one domain."""

    per_hour: int
    per_day: int
    domain_per_hour: int


@dataclass(frozen=True, slots=True)
class Asker:
    """Who a message counts for. Numbers stand for the address and its domain; they do not tell them."""

    writer: int
    writer_domain: int
    reservation: UUID


@dataclass(slots=True)
class Tally:
    """When answers were given lately, by each of the things that they count for."""

    given: dict[tuple[str, int], list[datetime]] = field(default_factory=dict)

    def add(self, asker: Asker, at: datetime) -> None:
        for name in _names(asker):
            self.given.setdefault(name, []).append(at)

    def since(self, name: tuple[str, int], moment: datetime) -> int:
        return sum(at > moment for at in self.given.get(name, ()))


def _names(asker: Asker) -> tuple[tuple[str, int], ...]:
    return (
        ("sender", asker.writer),
        ("reservation", asker.reservation.int),
        ("domain", asker.writer_domain),
    )


def why_not(tally: Tally, asker: Asker, limits: Limits, now: datetime) -> str:
    """The limit that an answer would break; empty where it may go out."""
    *both, domain = _names(asker)
    for name in both:
        if tally.since(name, now - HOUR) >= limits.per_hour:
            return f"{name[0]}_hour"
        if tally.since(name, now - DAY) >= limits.per_day:
            return f"{name[0]}_day"
    return "domain_hour" if tally.since(domain, now - HOUR) >= limits.domain_per_hour else ""


def calls_for_answer(read: MessageRead) -> bool:
    """Whether whoever wrote is told that their message arrived."""
    return not read.quiet and (read.outcome == "cancelled" or (read.outcome == "for_a_person" and read.clock))


class AnswerMessage(msgspec.Struct, frozen=True):
    """Whether a message is answered. `why`: the limit that was reached, empty where it is."""

    message: UUID
    writer: int
    writer_domain: int
    why: str


class Answering:
    """Record whether a message is answered. Refuses: MESSAGE_UNKNOWN."""

    name, scope = "correspondence.answer", None

    def locks(self, seller: UUID, args: AnswerMessage) -> Iterable[UUID]:
        return (args.message,)

    def reads(self, seller: UUID, args: AnswerMessage) -> Iterable[Place]:
        return ((MESSAGES, args.message),)

    def decide(self, args: AnswerMessage, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(MESSAGES, args.message) is None:
            raise Refused(MailReason.MESSAGE_UNKNOWN, {"message": ids.outer("message", args.message)})
        act = MessageUnanswered(args.why) if args.why else MessageAnswered(args.writer, args.writer_domain)
        return [Draft("message", args.message, act)]


ANSWER = Answering()


class Answers:
    """Decides, in the order of the log, which messages are answered."""

    def __init__(self, spine: Spine, pool: AsyncConnectionPool[Any], links: Links, limits: Limits) -> None:
        self._spine, self._pool, self._links, self._limits = spine, pool, links, limits

    async def allowed(self, recorded: Sequence[Recorded]) -> set[UUID]:
        """The messages of a stretch of the log that are answered. What was decided before stays so."""
        askers = {act.subject: asker for act in recorded if (asker := self._asker(act)) is not None}
        if not askers:
            return set()
        seller = recorded[0].seller
        async with self._pool.connection() as conn:
            now, _ = await read_clock(conn)
            before = dict(await (await conn.execute(DECIDED, (seller, list(askers)))).fetchall())
            tally = await self._lately(conn, seller, askers.values(), now)
        fresh = {
            act.subject: act.act for act in recorded if act.subject in askers and act.subject not in before
        }
        decided = []
        for message, read in fresh.items():
            assert isinstance(read, MessageRead)
            asker = askers[message]
            # Who leaves hears so: a reservation is cancelled only once, and that is no loop.
            why = "" if read.outcome == "cancelled" else why_not(tally, asker, self._limits, now)
            decided.append(AnswerMessage(message, asker.writer, asker.writer_domain, why))
            if not why:
                tally.add(asker, now)
        recorded_now = await asyncio.gather(*(self._record(seller, args) for args in decided))
        # Dying here: what was decided is found again, and the notices are written then.
        given = {message for message, answer in before.items() if answer == GIVEN}
        return given | {
            args.message for args, is_given in zip(decided, recorded_now, strict=True) if is_given
        }

    def _asker(self, recorded: Recorded) -> Asker | None:
        read = recorded.act
        if not isinstance(read, MessageRead) or read.reservation is None or not calls_for_answer(read):
            return None
        address = str((recorded.body or {}).get("from", ""))
        reservation = ids.inner("reservation", read.reservation)
        return Asker(self._links.writer(address), self._links.lane(address), reservation)

    async def _lately(self, conn: Any, seller: UUID, askers: Iterable[Asker], now: datetime) -> Tally:
        known = list(askers)
        names: Mapping[str, Any] = {
            "seller": seller,
            "since": now - DAY,
            "writers": [one.writer for one in known],
            "domains": [one.writer_domain for one in known],
            "reservations": [one.reservation for one in known],
        }
        tally = Tally()
        for at, writer, domain, reservation in await (await conn.execute(GIVEN_LATELY, names)).fetchall():
            tally.add(Asker(writer, domain, reservation), at)
        return tally

    async def _record(self, seller: UUID, args: AnswerMessage) -> bool:
        """Whether it is answered: as whoever was first has recorded it."""
        key = f"~answer/{args.message.hex}"
        answer = await self._spine.ask(Request(ANSWER, Caller(seller, By("seller")), key, args))
        return isinstance(answer.first.act, MessageAnswered)
