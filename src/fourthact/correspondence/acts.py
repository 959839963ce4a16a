"""What can have happened to messages: in (received, read, decided) and out (written, sent, failed)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid5

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Room, Row, subject_of
from fourthact.correspondence.address_acts import ADDRESS_ACTS, ADDRESSES
from fourthact.correspondence.answering_acts import (
    ANSWER_ACTS,
    GIVEN,
    MessageAnswered,
    MessageUnanswered,
)
from fourthact.correspondence.mailing_acts import MAILING_ACTS, MAILINGS, REFUSALS, AnnouncementsRefused
from fourthact.correspondence.recovery_acts import RECOVERIES, RECOVERY_ACTS
from fourthact.values import ids

# How a message came that nobody mailed, by who entered it: the holder, a program of the seller's, a person.
FORM, API, NOTE = ENTERED = ("form", "api", "note")


class MessageReceived(Act, frozen=True):
    """A message is ours to answer for. Its bytes are the evidence; who it claims to come from is in the body.

    `transport`: who carried the mail; `form`, `api` or `note` where no mail did: the holder wrote it on their page, a
    program of the seller's handed it in, a person entered what they heard. Then `reservation` is whose it is, where
    that was known, `wants_out` that they want out or their money, and `asked_at` when they said so.
    """

    tag: ClassVar[str] = "message.received"
    envelope_to: str
    size: int
    transport: str
    reservation: str | None = None
    wants_out: bool = False
    asked_at: datetime | None = None


class MessageRead(Act, frozen=True):
    """What we took a message for, and what came of it. The words that made us think so are in the body.

    `outcome`: `cancelled`, `for_a_person`, `noted`, `automatic`, `bounce`. `strength`: how we found whose it is
    (`reply_address`, `thread`, `code`, `address`, `address_of_several`; `page`: written there; `named`: by who entered
    it). `sender`: what we know of who wrote it:
    the holder's address, `proven` by their mail server, only `claimed`, or `forged`; or `other`. `quiet`: nothing may
    be answered to it, and `why_quiet`: `null_sender`, `list`, `automatic` or `loop`.
    """

    tag: ClassVar[str] = "message.read"
    clock: bool
    intents: tuple[str, ...]
    kind: str
    language: str
    outcome: str
    reservation: str | None
    strength: str | None
    sender: str | None = None
    quiet: bool = False
    why_quiet: str = ""


class MessageDecided(Act, frozen=True):
    """A person has read a message that was left to them, and said what it is. `outcome`: `cancelled` or `noted`.

    Why they decided so is in the body.
    """

    tag: ClassVar[str] = "message.decided"
    outcome: str
    person: str
    reservation: str | None


class NoticeWritten(Act, frozen=True):
    """A notice to the holder. The body has the exact words and where they go. `cause`: the act it tells of.

    `sender`: the address that it prints as its sender; `domain`: that of its reply address and its return path.
    `channel`: `mail`, `letter` where no mail address is left, `person` where no letter arrives. `contact`: the number
    of the holder's contact that it goes to. `mailing`: the mass notice that it is part of; `lane`: a keyed hash of its
    recipient's domain, by which those are paced. `replaces`: the notice that did not arrive. `kind`: `legal`, by which
    a right or a period begins, `service`, or `announcement`; empty in acts older than kinds: as its template says.
    """

    tag: ClassVar[str] = "notice.written"
    cause: str
    language: str
    message_id: str
    notice: str
    template: str
    sender: str = ""
    domain: str = ""
    channel: str = "mail"
    contact: int = 0
    mailing: str | None = None
    lane: int = 0
    not_before: datetime | None = None
    replaces: str | None = None
    kind: str = ""


class NoticeSent(Act, frozen=True):
    """A mail server took the notice over. That is not yet a letter read. `sha256`: of the message, as it was sent."""

    tag: ClassVar[str] = "notice.sent"
    notice: str
    response: str
    sha256: str = ""


class NoticeDeferred(Act, frozen=True):
    """A mail server asked us to come back later."""

    tag: ClassVar[str] = "notice.deferred"
    next_try_at: datetime
    notice: str
    response: str


class NoticeFailed(Act, frozen=True):
    """The notice did not reach its address: refused outright, or returned later (`bounced`).

    `hard`: the address itself is dead. `status`: RFC 3463. `proof`: how we know: `smtp`, `return_path` (the signed
    address that only this notice had), `message_id`; `post`: the letter came back; `paper`: it cannot be printed;
    `contact`: it is not sent, because another way to the holder is known now.
    """

    tag: ClassVar[str] = "notice.failed"
    bounced: bool
    notice: str
    response: str
    contact: int = 0
    hard: bool = False
    proof: str = "smtp"
    status: str = ""


class EscalationSent(Act, frozen=True):
    """The mail server took a mail to those who answer for refunds; `refused`: for so many of the `recipients` it said
    no. `cause`: the clock that rang.
    """

    tag: ClassVar[str] = "escalation.sent"
    cause: str
    recipients: int
    refused: int


class NoticeDelayed(Act, frozen=True):
    """A mail server on the way says that the notice has not arrived yet; it goes on trying."""

    tag: ClassVar[str] = "notice.delayed"
    notice: str
    response: str


class NoticeOnPaper(Act, frozen=True):
    """A notice was put on paper; the PDF is the evidence. `sha256`: of the PDF; `layout`: where its address stands.

    Not `addressed`: no postal address is known, only the holder's name stands on it.
    """

    tag: ClassVar[str] = "notice.on_paper"
    addressed: bool
    layout: str
    notice: str
    sha256: str


class NoticePosted(Act, frozen=True):
    """A person has printed the notice and posted it, on that day."""

    tag: ClassVar[str] = "notice.posted"
    notice: str
    person: str
    posted_on: date | None = None


class NoticeWithdrawn(Act, frozen=True):
    """The announcement was called off before this notice of it went out."""

    tag: ClassVar[str] = "notice.withdrawn"
    notice: str


class NoticeGiven(Act, frozen=True):
    """A person has told the holder what the notice says. `way`: `phone`, `in_person` or `other`; how is in the body."""

    tag: ClassVar[str] = "notice.given"
    given_on: date
    notice: str
    person: str
    way: str


class DomainAdded(Act, frozen=True):
    """Mail to any address at this domain is the seller's to answer, from now on for ever."""

    tag: ClassVar[str] = "domain.added"
    domain: str


class DomainRetired(Act, frozen=True):
    """Addresses at this domain are printed no more, those at `successor` are. Mail to it is answered all the same."""

    tag: ClassVar[str] = "domain.retired"
    domain: str
    successor: str


class Message(Row, frozen=True):
    """A message that came in. `status`: received, then its outcome.

    `answer`: `given`, or why no machine answers it; None where nothing called for one. `writer`, `writer_domain`: who
    an answer counted for.
    """

    received_at: datetime
    transport: str
    status: str
    outcome: str | None
    reservation: UUID | None
    strength: str | None
    sender: str | None
    answer: str | None = None
    answered_at: datetime | None = None
    writer: int | None = None
    writer_domain: int | None = None


class Notice(Row, frozen=True):
    """A notice that goes out. `status`: written, sent, failed or bounced; a letter's: to_print, posted; where nothing
    else is left: for_a_person, given.

    `act`: where its words are.
    """

    reservation: UUID
    act: UUID
    template: str
    language: str
    message_id: str
    status: str
    written_at: datetime
    tries: int
    next_try_at: datetime | None
    sender: str
    domain: str
    channel: str
    contact: int
    mailing: UUID | None
    lane: int
    replaces: UUID | None
    kind: str


class Unreached(Row, frozen=True):
    """A contact at which notices did not arrive: how many, and since when its address counts as dead."""

    reservation: UUID
    number: int
    failures: int
    unreachable_at: datetime | None


class MailDomain(Row, frozen=True):
    """A domain of the seller's mail, besides the one it was opened with; or that one, once it is retired."""

    domain: str
    added_at: datetime
    retired_at: datetime | None
    successor: str | None


def _reservation(name: str | None) -> UUID | None:
    return None if name is None else ids.inner("reservation", name)


def _message(row: Message | None, recorded: Recorded) -> Message:
    match recorded.act:
        case MessageReceived() as act:
            return Message(
                recorded.seller,
                recorded.subject,
                act.asked_at or recorded.at,
                act.transport,
                "received",
                None,
                None,
                None,
                None,
            )
        case MessageRead() as act:
            assert row is not None
            return replace(
                row,
                status="open" if act.outcome == "for_a_person" else "done",
                outcome=act.outcome,
                reservation=_reservation(act.reservation),
                strength=act.strength,
                sender=act.sender,
                answer=act.why_quiet or None,
            )
        case MessageAnswered() as act:
            assert row is not None
            named = {"writer": act.writer, "writer_domain": act.writer_domain}
            return replace(row, answer=GIVEN, answered_at=recorded.at, **named)
        case MessageUnanswered() as act:
            assert row is not None
            return replace(row, answer=act.why)
        case MessageDecided() as act:
            assert row is not None
            return replace(row, status="done", outcome=act.outcome, reservation=_reservation(act.reservation))
        case other:
            raise AssertionError(other)


def _message_due(row: Message) -> dict[str, datetime]:
    return {"read": row.received_at} if row.status == "received" else {}


def _notice_of(recorded: Recorded) -> UUID:
    return ids.inner("notice", recorded.act.notice)  # type: ignore[attr-defined]


def _notice(row: Notice | None, recorded: Recorded) -> Notice:
    act = recorded.act
    if isinstance(act, NoticeWritten):
        return Notice(
            seller=recorded.seller,
            id=_notice_of(recorded),
            reservation=recorded.subject,
            act=recorded.id,
            template=act.template,
            language=act.language,
            message_id=act.message_id,
            status=FIRST[act.channel],
            written_at=recorded.at,
            tries=0,
            next_try_at=act.not_before,
            sender=act.sender,
            domain=act.domain,
            channel=act.channel,
            contact=act.contact,
            mailing=None if act.mailing is None else ids.inner("mailing", act.mailing),
            lane=act.lane,
            replaces=None if act.replaces is None else ids.inner("notice", act.replaces),
            kind=act.kind or kind_of(act.template),
        )
    assert row is not None
    match act:
        case NoticeSent():
            return replace(row, status="sent", tries=row.tries + 1, next_try_at=None)
        case NoticeDeferred():
            return replace(row, tries=row.tries + 1, next_try_at=act.next_try_at)
        case NoticeFailed():
            status = "bounced" if act.bounced else "failed"
            return replace(row, status=status, tries=row.tries + 1, next_try_at=None)
        case NoticeDelayed() | NoticeOnPaper():
            return row
        case NoticePosted():
            return replace(row, status="posted")
        case NoticeGiven():
            return replace(row, status="given")
        case NoticeWithdrawn():
            return replace(row, status="withdrawn")
        case other:
            raise AssertionError(other)


def kind_of(template: str) -> str:
    """What kind of notice a template makes."""
    if template in LEGAL:
        return "legal"
    return "announcement" if template == "announcement" else "service"


def contact_id(reservation: UUID, number: int) -> UUID:
    """A contact is known by its place among a reservation's contacts: its address may be erased."""
    return uuid5(reservation, f"contact {number}")


def _contact_of(recorded: Recorded) -> UUID:
    return contact_id(recorded.subject, recorded.act.contact)  # type: ignore[attr-defined]


def _unreached(row: Unreached | None, recorded: Recorded) -> Unreached:
    act = recorded.act
    assert isinstance(act, NoticeFailed)
    place = contact_id(recorded.subject, act.contact)
    known = row or Unreached(recorded.seller, place, recorded.subject, act.contact, 0, None)
    if act.proof in ("paper", "contact"):
        return known  # it never went there
    failures = known.failures + 1
    dead = act.hard or failures >= FAILURES_MAX
    at_last = known.unreachable_at or (recorded.at if dead else None)
    return replace(known, failures=failures, unreachable_at=at_last)


def _notice_due(row: Notice) -> dict[str, datetime]:
    # The first try follows the log (sending.py); the agenda has those that were put off.
    return {} if row.next_try_at is None else {"send": row.next_try_at}


def _domain(row: MailDomain | None, recorded: Recorded) -> MailDomain:
    match recorded.act:
        case DomainAdded() as act:
            return MailDomain(recorded.seller, recorded.subject, act.domain, recorded.at, None, None)
        case DomainRetired() as act:
            # The domain that the seller was opened with has no row before it is retired.
            added_at = row.added_at if row else recorded.at
            return MailDomain(
                recorded.seller, recorded.subject, act.domain, added_at, recorded.at, act.successor
            )
        case other:
            raise AssertionError(other)


# What a right, a period or a duty hangs on: it counts only once it was given, never goes unsaid because somebody does
# not want mail, and is never tied to an announcement.
LEGAL = {
    "promise_revised", "cancelled", "cancelled_fee", "refund_fee_waived", "refund_late", "refund_settled",
    "representative_named",
}  # fmt: skip
# Where a notice stands once it is written, by its channel.
FIRST = {"mail": "written", "letter": "to_print", "person": "for_a_person"}
# When a mail server that asked for patience is tried again: RFC 5321 4.5.4.1 wants 30 minutes and days; the first
# tries are closer together because greylisting usually ends within minutes.
RETRIES = (
    timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8),
    timedelta(days=1), timedelta(days=2),
)  # fmt: skip

# A full mailbox or an angry filter is not a dead address; after three times, it counts as one.
FAILURES_MAX = 3

NOTICE_ACTS = (
    *(NoticeWritten, NoticeSent, NoticeDeferred, NoticeFailed, NoticeDelayed),
    *(NoticeOnPaper, NoticePosted, NoticeGiven, NoticeWithdrawn),
)
MESSAGE_ACTS = (MessageReceived, MessageRead, MessageDecided, *ANSWER_ACTS)
MESSAGES = Fold("messages", Message, MESSAGE_ACTS, subject_of, _message, _message_due)
NOTICES = Fold("notices", Notice, NOTICE_ACTS, _notice_of, _notice, _notice_due)
MAIL_DOMAINS = Fold("mail_domains", MailDomain, (DomainAdded, DomainRetired), subject_of, _domain)

UNREACHED = Fold("unreached", Unreached, (NoticeFailed,), _contact_of, _unreached)

ROOM = Room(
    "correspondence",
    (
        *MESSAGE_ACTS,
        *NOTICE_ACTS,
        *RECOVERY_ACTS,
        *ADDRESS_ACTS,
        DomainAdded,
        DomainRetired,
        *MAILING_ACTS,
        AnnouncementsRefused,
        EscalationSent,
    ),
    (MESSAGES, NOTICES, ADDRESSES, MAIL_DOMAINS, UNREACHED, RECOVERIES, MAILINGS, REFUSALS),
)
