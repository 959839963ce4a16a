"""Letters: put on paper, posted by a person, given up when they come back; at last a person tells the holder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.correspondence.acts import (
    NOTICES,
    UNREACHED,
    Notice,
    NoticeFailed,
    NoticeGiven,
    NoticeOnPaper,
    NoticePosted,
    contact_id,
)
from fourthact.correspondence.rules import MailReason
from fourthact.values import ids
from fourthact.values.errors import Refused

# What waits for a person. A letter without an address cannot be posted, but its holder can be told.
OPEN = ("to_print", "for_a_person", "posted")


class MakeLetter(msgspec.Struct, frozen=True):
    """A notice on paper. `pdf`: empty where it cannot be printed, and `why`."""

    notice: UUID
    reservation: UUID
    contact: int
    layout: str
    addressed: bool
    pdf: bytes
    why: str = ""


class PostLetter(msgspec.Struct, frozen=True):
    """A letter that a person has posted. `addressed`: what its making says."""

    notice: UUID
    reservation: UUID
    posted_on: date
    addressed: bool | None


class GiveUpLetter(msgspec.Struct, frozen=True):
    """A letter that came back (`post`), or is not needed because another way is known (`contact`)."""

    notice: UUID
    reservation: UUID
    contact: int
    proof: Literal["post", "contact"]
    why: str


class GiveNotice(msgspec.Struct, frozen=True):
    """A notice that a person has told the holder of, in their own way."""

    notice: UUID
    reservation: UUID
    way: Literal["phone", "in_person", "other"]
    given_on: date
    note: str


class Make:
    """Put a notice on paper; one that cannot be printed has failed. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.make_letter", None

    def locks(self, seller: UUID, args: MakeLetter) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: MakeLetter) -> Iterable[Place]:
        return ((NOTICES, args.notice), (UNREACHED, contact_id(args.reservation, args.contact)))

    def decide(self, args: MakeLetter, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice = world.get(NOTICES, args.notice)
        if notice is None or notice.status != "to_print":
            raise Refused(MailReason.NOTICE_SETTLED)
        name = ids.outer("notice", args.notice)
        if not args.pdf:
            act = NoticeFailed(False, name, args.why[:500], notice.contact, hard=False, proof="paper")
            return [Draft("reservation", args.reservation, act)]
        made = NoticeOnPaper(args.addressed, args.layout, name, hashlib.sha256(args.pdf).hexdigest())
        return [Draft("reservation", args.reservation, made, evidence=[Evidence("document", args.pdf)])]


class PostOne:
    """Record that a letter was posted.

    Refuses: NOTICE_UNKNOWN, DECIDED_BY_A_PERSON, NOTICE_NOT_A_LETTER, LETTER_NOT_MADE, LETTER_UNADDRESSED, DAY_AHEAD.
    """

    name, scope = "correspondence.post", "messages:write"

    def locks(self, seller: UUID, args: PostLetter) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: PostLetter) -> Iterable[Place]:
        return ((NOTICES, args.notice),)

    def decide(self, args: PostLetter, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("notice", args.notice)
        notice, person = _of_a_person(world.get(NOTICES, args.notice), by, name)
        if notice.status != "to_print":
            raise Refused(MailReason.NOTICE_NOT_A_LETTER, {"status": notice.status})
        if args.addressed is None:
            raise Refused(MailReason.LETTER_NOT_MADE, {"notice": name})
        if not args.addressed:
            raise Refused(MailReason.LETTER_UNADDRESSED)
        _not_ahead(args.posted_on, now)
        return [Draft("reservation", args.reservation, NoticePosted(name, person, args.posted_on))]


class GiveUp:
    """Record that a posted letter came back: what takes its place follows.

    Refuses: NOTICE_UNKNOWN, DECIDED_BY_A_PERSON, NOTICE_NOT_POSTED.
    """

    name, scope = "correspondence.letter_returned", "messages:write"

    def locks(self, seller: UUID, args: GiveUpLetter) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: GiveUpLetter) -> Iterable[Place]:
        return ((NOTICES, args.notice), (UNREACHED, contact_id(args.reservation, args.contact)))

    def decide(self, args: GiveUpLetter, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("notice", args.notice)
        notice, _ = _of_a_person(world.get(NOTICES, args.notice), by, name)
        if notice.status != "posted":
            raise Refused(MailReason.NOTICE_NOT_POSTED, {"status": notice.status})
        act = NoticeFailed(True, name, args.why, notice.contact, hard=True, proof="post")
        return [Draft("reservation", args.reservation, act)]


class Supersede:
    """Give up what waits for a person, because the holder has another contact now. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.supersede", None

    def locks(self, seller: UUID, args: GiveUpLetter) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: GiveUpLetter) -> Iterable[Place]:
        return ((NOTICES, args.notice), (UNREACHED, contact_id(args.reservation, args.contact)))

    def decide(self, args: GiveUpLetter, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice = world.get(NOTICES, args.notice)
        if notice is None or notice.status not in ("to_print", "for_a_person"):
            raise Refused(MailReason.NOTICE_SETTLED)
        name = ids.outer("notice", args.notice)
        act = NoticeFailed(False, name, args.why, notice.contact, hard=False, proof="contact")
        return [Draft("reservation", args.reservation, act)]


class GiveOne:
    """Record that a person has told the holder what a notice says.

    Refuses: NOTICE_UNKNOWN, DECIDED_BY_A_PERSON, NOTICE_NOT_OPEN, DAY_AHEAD.
    """

    name, scope = "correspondence.give", "messages:write"

    def locks(self, seller: UUID, args: GiveNotice) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: GiveNotice) -> Iterable[Place]:
        return ((NOTICES, args.notice),)

    def decide(self, args: GiveNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        name = ids.outer("notice", args.notice)
        notice, person = _of_a_person(world.get(NOTICES, args.notice), by, name)
        if notice.status not in OPEN:
            raise Refused(MailReason.NOTICE_NOT_OPEN, {"status": notice.status})
        _not_ahead(args.given_on, now)
        act = NoticeGiven(args.given_on, name, person, args.way)
        return [Draft("reservation", args.reservation, act, body={"note": args.note} if args.note else None)]


def _of_a_person(notice: Notice | None, by: By, name: str) -> tuple[Notice, str]:
    """Refuses: NOTICE_UNKNOWN, DECIDED_BY_A_PERSON."""
    if notice is None:
        raise Refused(MailReason.NOTICE_UNKNOWN, {"notice": name})
    if by.kind != "staff" or by.id is None:
        raise Refused(MailReason.DECIDED_BY_A_PERSON)
    return notice, by.id


def _not_ahead(day: date, now: datetime) -> None:
    """A day that has begun somewhere on earth. Refuses: DAY_AHEAD."""
    if day > (now + timedelta(hours=14)).date():
        raise Refused(MailReason.DAY_AHEAD, {"on": day.isoformat()})


MAKE, POST, GIVE_UP, SUPERSEDE, GIVE = Make(), PostOne(), GiveUp(), Supersede(), GiveOne()
