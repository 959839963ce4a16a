"""What can have happened to an announcement: ordered, written, paced, paused, resumed, called off, over."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from fourthact.acts import Act, Fold, Recorded, Row, subject_of
from fourthact.values import ids


class MailingOrdered(Act, frozen=True):
    """An announcement to every holder of a product. Its texts are in the body, by language."""

    tag: ClassVar[str] = "mailing.ordered"
    languages: tuple[str, ...]
    person: str
    product: str


class MailingWritten(Act, frozen=True):
    """Every notice of it is written. `left_out`: holders who want no announcements, or whom no mail reaches."""

    tag: ClassVar[str] = "mailing.written"
    left_out: int
    notices: int


class MailingPaced(Act, frozen=True):
    """As many as a minute takes have gone out; the others wait."""

    tag: ClassVar[str] = "mailing.paced"
    next_at: datetime
    sent: int


class MailingPaused(Act, frozen=True):
    """A person stopped it for now."""

    tag: ClassVar[str] = "mailing.paused"
    person: str


class MailingResumed(Act, frozen=True):
    """A person let it go on."""

    tag: ClassVar[str] = "mailing.resumed"
    person: str


class MailingCancelled(Act, frozen=True):
    """A person called it off: what has not gone out never does."""

    tag: ClassVar[str] = "mailing.cancelled"
    person: str


class MailingFinished(Act, frozen=True):
    """Nothing of it is left to send. `withdrawn`: notices that were written and called off."""

    tag: ClassVar[str] = "mailing.finished"
    withdrawn: int


class AnnouncementsRefused(Act, frozen=True):
    """The holder wants no announcements. Everything else is sent to them as before."""

    tag: ClassVar[str] = "announcements.refused"


class Mailing(Row, frozen=True):
    """An announcement. `status`: writing, sending, paused, cancelled, finished. `resumed`: what it goes back to; `act`:
    where its texts are."""

    product: UUID
    status: str
    resumed: str
    ordered_at: datetime
    notices: int
    left_out: int
    next_at: datetime | None
    act: UUID


class Refusal(Row, frozen=True):
    """A reservation whose holder wants no announcements."""

    refused_at: datetime


def _mailing(row: Mailing | None, recorded: Recorded) -> Mailing:
    act = recorded.act
    if isinstance(act, MailingOrdered):
        return Mailing(
            seller=recorded.seller,
            id=recorded.subject,
            product=ids.inner("product", act.product),
            status="writing",
            resumed="writing",
            ordered_at=recorded.at,
            notices=0,
            left_out=0,
            next_at=recorded.at,
            act=recorded.id,
        )
    assert row is not None
    match act:
        case MailingWritten():
            status = "paused" if row.status == "paused" else "sending"
            return replace(
                row, status=status, resumed="sending", notices=act.notices, left_out=act.left_out, next_at=recorded.at
            )  # fmt: skip
        case MailingPaced():
            return replace(row, next_at=act.next_at)
        case MailingPaused():
            return replace(row, status="paused")
        case MailingResumed():
            return replace(row, status=row.resumed, next_at=recorded.at)
        case MailingCancelled():
            return replace(row, status="cancelled", next_at=recorded.at)
        case MailingFinished():
            return replace(row, status="finished", next_at=None)
        case other:
            raise AssertionError(other)


def _due(row: Mailing) -> dict[str, datetime]:
    verbs = {"writing": "write", "sending": "send", "cancelled": "withdraw"}
    return {verbs[row.status]: row.next_at} if row.status in verbs and row.next_at is not None else {}


def _refusal(row: Refusal | None, recorded: Recorded) -> Refusal:
    return row or Refusal(recorded.seller, recorded.subject, recorded.at)


MAILING_ACTS = (
    *(MailingOrdered, MailingWritten, MailingPaced, MailingPaused, MailingResumed),
    *(MailingCancelled, MailingFinished),
)
MAILINGS = Fold("mailings", Mailing, MAILING_ACTS, subject_of, _mailing, _due)
REFUSALS = Fold("announcement_refusals", Refusal, (AnnouncementsRefused,), subject_of, _refusal)
