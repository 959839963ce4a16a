"""Receive and understand messages, write and settle notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from fourthact.acts import By, Draft, Evidence, World
from fourthact.acts.verb import Place
from fourthact.correspondence import rules
from fourthact.correspondence.acts import (
    MESSAGES,
    NOTICES,
    UNREACHED,
    Message,
    MessageReceived,
    NoticeWritten,
    contact_id,
    kind_of,
)
from fourthact.correspondence.rules import Known, MailReason, Understood
from fourthact.refunds import CancelReservation, Policy, cancel_reads, cancellation
from fourthact.reservations import RESERVATIONS
from fourthact.values import ids
from fourthact.values.errors import Refused


class ReceiveMessage(msgspec.Struct, frozen=True):
    """A message as it came: `raw` exactly, `envelope_from` empty for a null sender. The rest is known of what was not
    mailed, see `MessageReceived`.
    """

    id: UUID
    transport: str
    envelope_from: str
    envelope_to: str
    raw: bytes
    reservation: UUID | None = None
    wants_out: bool = False
    asked_at: datetime | None = None


class UnderstandMessage(msgspec.Struct, frozen=True):
    """What the reader made of a message, and whose it seems to be. `words`: kept beside the act."""

    message: UUID
    understood: Understood
    reservation: UUID | None
    known: Known
    refund: UUID
    policy: Policy
    received_at: datetime
    words: Mapping[str, Any]
    product: UUID | None = None


class DecideMessage(msgspec.Struct, frozen=True):
    """A person's decision on a message, and why."""

    message: UUID
    outcome: Literal["cancelled", "noted"]
    reservation: UUID | None
    refund: UUID
    policy: Policy
    reason: str = ""
    product: UUID | None = None


class WriteNotice(msgspec.Struct, frozen=True):
    """A notice to write: exact words, one recipient. The fields with defaults are those of the act."""

    id: UUID
    reservation: UUID
    template: str
    language: str
    message_id: str
    cause: str
    sender: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str
    channel: str = "mail"
    contact: int = 0
    mailing: str | None = None
    lane: int = 0
    not_before: datetime | None = None
    replaces: str | None = None
    unsubscribe: str = ""


class TellNotice(msgspec.Struct, frozen=True):
    """What a mail server said about a notice (an SMTP reply). `sha256`: of the message that it was given."""

    notice: UUID
    reservation: UUID
    contact: int
    code: int
    response: str
    status: str = ""
    hard: bool = False
    sha256: str = ""


class BounceNotice(msgspec.Struct, frozen=True):
    """A notice came back, or (`delayed`) has not arrived yet. `proof`: how we know which notice it is."""

    notice: UUID
    reservation: UUID
    contact: int
    response: str
    status: str
    hard: bool
    delayed: bool
    proof: str


# How a holder asked, by how the message came in; any other is a mail.
CHANNELS = {"form": "page", "api": "api", "note": "staff"}


def _channel(message: Message | None) -> str:
    return "mail" if message is None else CHANNELS.get(message.transport, "mail")


class Receive:
    """Keep a message before it is acknowledged. The same message to the same recipient is one message."""

    name = "correspondence.receive"
    scope: str | None = None

    def locks(self, seller: UUID, args: ReceiveMessage) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: ReceiveMessage) -> Iterable[Place]:
        return ()

    def decide(self, args: ReceiveMessage, by: By, world: World, now: datetime) -> Sequence[Draft]:
        act = MessageReceived(
            _ascii(args.envelope_to),
            len(args.raw),
            args.transport,
            None if args.reservation is None else ids.outer("reservation", args.reservation),
            args.wants_out,
            args.asked_at,
        )
        body = {"envelope_from": args.envelope_from}
        return [Draft("message", args.id, act, body=body, evidence=[Evidence("mail", args.raw)])]


class Understand:
    """Give a message its outcome; a clear cancellation by a known sender is made at once. Refuses: see `judge`."""

    name, scope = "correspondence.understand", None

    def locks(self, seller: UUID, args: UnderstandMessage) -> Iterable[UUID]:
        return (args.message,) if args.reservation is None else (args.message, args.reservation)

    def reads(self, seller: UUID, args: UnderstandMessage) -> Iterable[Place]:
        yield MESSAGES, args.message
        if args.reservation is not None:
            yield from cancel_reads(self._cancel(args, args.reservation, None))

    def decide(self, args: UnderstandMessage, by: By, world: World, now: datetime) -> Sequence[Draft]:
        reservation = None if args.reservation is None else world.get(RESERVATIONS, args.reservation)
        message = world.get(MESSAGES, args.message)
        name = ids.outer("message", args.message)
        act = rules.judge(message, args.understood, reservation, args.known, name)
        drafts = [Draft("message", args.message, act, body=args.words, by=By("seller"))]
        if act.outcome == "cancelled":
            assert args.reservation is not None
            cancel = self._cancel(args, args.reservation, message)
            drafts += cancellation(cancel, world, now)
        return drafts

    def _cancel(
        self, args: UnderstandMessage, reservation: UUID, message: Message | None
    ) -> CancelReservation:
        channel = _channel(message)
        # The record names the message: whoever reads only the reservation's acts knows what to ask for.
        asked = By("mail" if channel == "mail" else "holder", ids.outer("message", args.message))
        return CancelReservation(
            reservation, args.refund, channel, args.policy, args.received_at, asked, args.product
        )


class Decide:
    """A person's decision on a message that was left to them. Refuses: see `rules.decide`, `cancellation`."""

    name, scope = "correspondence.decide", "messages:write"

    def locks(self, seller: UUID, args: DecideMessage) -> Iterable[UUID]:
        return (args.message,) if args.reservation is None else (args.message, args.reservation)

    def reads(self, seller: UUID, args: DecideMessage) -> Iterable[Place]:
        yield MESSAGES, args.message
        if args.reservation is not None:
            yield from cancel_reads(self._cancel(args, args.reservation, None))

    def decide(self, args: DecideMessage, by: By, world: World, now: datetime) -> Sequence[Draft]:
        message = world.get(MESSAGES, args.message)
        reservation = None if args.reservation is None else ids.outer("reservation", args.reservation)
        act = rules.decide(message, args.outcome, reservation, by, ids.outer("message", args.message))
        body = {"reason": args.reason} if args.reason else None
        drafts = [Draft("message", args.message, act, body=body)]
        if args.outcome == "cancelled":
            assert message is not None
            assert args.reservation is not None
            cancel = self._cancel(args, args.reservation, message)
            # Of what was only entered, the record does not show that the holder asked for it.
            drafts += cancellation(cancel, world, now, staff=by.id if cancel.channel == "staff" else None)
        return drafts

    def _cancel(self, args: DecideMessage, reservation: UUID, message: Message | None) -> CancelReservation:
        at = message.received_at if message else None
        channel = _channel(message)
        return CancelReservation(reservation, args.refund, channel, args.policy, at, product=args.product)


class Write:
    """Write a notice: the intent to send it. Refuses: NOTICE_ALREADY_WRITTEN."""

    name, scope = "correspondence.write", None

    def locks(self, seller: UUID, args: WriteNotice) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: WriteNotice) -> Iterable[Place]:
        return ((NOTICES, args.id),)

    def decide(self, args: WriteNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(NOTICES, args.id) is not None:
            raise Refused(MailReason.NOTICE_ALREADY_WRITTEN)
        act = NoticeWritten(
            cause=args.cause,
            language=args.language,
            message_id=args.message_id,
            notice=ids.outer("notice", args.id),
            template=args.template,
            sender=args.sender,
            domain=args.reply_to.rpartition("@")[2],
            channel=args.channel,
            contact=args.contact,
            mailing=args.mailing,
            lane=args.lane,
            not_before=args.not_before,
            replaces=args.replaces,
            kind=kind_of(args.template),
        )
        names = ("sender", "reply_to", "to", "subject", "text", "html")
        words = {name: getattr(args, name) for name in names}
        if args.unsubscribe:
            words["unsubscribe"] = args.unsubscribe
        return [Draft("reservation", args.reservation, act, body=words)]


class Tell:
    """Record what a mail server said of a notice. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.tell", None

    def locks(self, seller: UUID, args: TellNotice) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: TellNotice) -> Iterable[Place]:
        return ((NOTICES, args.notice), (UNREACHED, contact_id(args.reservation, args.contact)))

    def decide(self, args: TellNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice, said = world.get(NOTICES, args.notice), _ascii(args.response)
        act = rules.told(notice, args.code, said, now, status=args.status, hard=args.hard, sha256=args.sha256)
        return [Draft("reservation", args.reservation, act)]


class Bounce:
    """Record that a notice came back. Refuses: NOTICE_SETTLED."""

    name, scope = "correspondence.bounce", None

    def locks(self, seller: UUID, args: BounceNotice) -> Iterable[UUID]:
        return (args.reservation,)

    def reads(self, seller: UUID, args: BounceNotice) -> Iterable[Place]:
        return ((NOTICES, args.notice), (UNREACHED, contact_id(args.reservation, args.contact)))

    def decide(self, args: BounceNotice, by: By, world: World, now: datetime) -> Sequence[Draft]:
        notice, said = world.get(NOTICES, args.notice), _ascii(args.response)
        act = (
            rules.delayed(notice, said)
            if args.delayed
            else rules.bounced(notice, said, status=args.status, hard=args.hard, proof=args.proof)
        )
        return [Draft("reservation", args.reservation, act)]


def _ascii(text: str) -> str:
    """What a stranger's program said, without what could not be stored or shown."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:500]


RECEIVE, UNDERSTAND, DECIDE = Receive(), Understand(), Decide()
WRITE, TELL, BOUNCE = Write(), Tell(), Bounce()
