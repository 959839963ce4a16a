"""Letters for machines: those to print, their PDFs, and what people say of them: posted, come back, told."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from fourthact.correspondence import reads
from fourthact.correspondence.posting import GIVE, GIVE_UP, POST, GiveNotice, GiveUpLetter, PostLetter
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.shelf import LETTER_STATUSES, LetterShown, letter_shown
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.forms import Body, Line, Prose
from fourthact.web.operation import known, told


class LettersWanted(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which letters: those that wait for somebody's hands, those under way, or all."""

    status: Literal["waiting", "posted", "all"] = "waiting"


class PostedOn(Body, frozen=True):
    """The day on which a letter was posted."""

    posted_on: date


class CameBack(Body, frozen=True):
    """A letter came back. `why`: what the post wrote on it."""

    why: Line = ""


class Told(Body, frozen=True):
    """How and on which day a person told the holder what a notice says."""

    way: Literal["phone", "in_person", "other"]
    given_on: date
    note: Prose | None = None


class LetterList(msgspec.Struct, frozen=True):
    """Letters; those that wait for somebody first, the oldest first."""

    letters: list[LetterShown]


class LetterChanged(msgspec.Struct, frozen=True):
    """Something was done about a letter."""

    notice: str
    acts: list[str]
    receipt: dict[str, Any] | None


router = Operations("Correspondence")


@router.get("/letters", gives=LetterList, scope="messages:read", query=LettersWanted)
async def list_letters(call: Call, wanted: LettersWanted) -> Reply:
    """Letters to print and post, at most 500; and notices that only a person can still give."""
    async with call.reading("messages:read") as (conn, who):
        found = await reads.letters(conn, who.seller, LETTER_STATUSES[wanted.status], most=500)
    return Reply(LetterList([letter_shown(one) for one in found]))


@router.get(
    "/letters/{notice}/pdf",
    gives=bytes,
    scope="messages:read",
    media_type="application/pdf",
    refuses=(MailReason.NOTICE_UNKNOWN, MailReason.LETTER_NOT_MADE),
)
async def read_letter(call: Call, notice: str) -> Reply:
    """A letter as it is printed: A4, for a window envelope."""
    async with call.reading("messages:read") as (conn, who):
        found = await _letter(conn, who.seller, notice)
        pdf = await reads.pdf_of(conn, who.seller, found)
    headers = [
        (b"content-disposition", f'attachment; filename="{notice}.pdf"'.encode()),
        (b"cache-control", b"no-store"),
    ]
    return Reply(pdf, headers=headers, media_type=b"application/pdf")


@router.post(
    "/letters/{notice}/posting",
    takes=PostedOn,
    gives=LetterChanged,
    scope="messages:write",
    refuses=(
        MailReason.NOTICE_UNKNOWN,
        MailReason.DECIDED_BY_A_PERSON,
        MailReason.NOTICE_NOT_A_LETTER,
        MailReason.LETTER_NOT_MADE,
        MailReason.LETTER_UNADDRESSED,
        MailReason.DAY_AHEAD,
    ),
)
async def post_letter(call: Call, notice: str, wanted: PostedOn) -> Reply:
    """Say, as a person, that a letter was printed and posted. A legal notice counts as given from then."""
    async with call.reading("messages:write") as (conn, who):
        found = await _letter(conn, who.seller, notice)
    addressed = found.letter.addressed if found.letter else None
    args = PostLetter(found.notice.id, found.notice.reservation, wanted.posted_on, addressed)
    answer = await call.ask(POST, args)
    return told(answer, LetterChanged(notice, call.names(answer), answer.receipt))


@router.post(
    "/letters/{notice}/return",
    takes=CameBack,
    gives=LetterChanged,
    scope="messages:write",
    refuses=(MailReason.NOTICE_UNKNOWN, MailReason.DECIDED_BY_A_PERSON, MailReason.NOTICE_NOT_POSTED),
)
async def return_letter(call: Call, notice: str, wanted: CameBack) -> Reply:
    """Say, as a person, that a posted letter came back. It goes to another postal address, or to a person."""
    async with call.reading("messages:write") as (conn, who):
        found = await _letter(conn, who.seller, notice)
    one = found.notice
    why = wanted.why.encode("ascii", "replace").decode()
    answer = await call.ask(GIVE_UP, GiveUpLetter(one.id, one.reservation, one.contact, "post", why))
    return told(answer, LetterChanged(notice, call.names(answer), answer.receipt))


@router.post(
    "/letters/{notice}/telling",
    takes=Told,
    gives=LetterChanged,
    scope="messages:write",
    refuses=(
        MailReason.NOTICE_UNKNOWN,
        MailReason.DECIDED_BY_A_PERSON,
        MailReason.NOTICE_NOT_OPEN,
        MailReason.DAY_AHEAD,
    ),
)
async def tell_notice(call: Call, notice: str, wanted: Told) -> Reply:
    """Say, as a person, that you have told the holder what a notice says, that no mail and no letter could."""
    async with call.reading("messages:write") as (conn, who):
        found = await _letter(conn, who.seller, notice)
    one = found.notice
    args = GiveNotice(one.id, one.reservation, wanted.way, wanted.given_on, wanted.note or "")
    answer = await call.ask(GIVE, args)
    return told(answer, LetterChanged(notice, call.names(answer), answer.receipt))


async def _letter(conn: reads.Conn, seller: UUID, notice: str) -> reads.OnPaper:
    wanted = known("notice", notice, MailReason.NOTICE_UNKNOWN)
    found = await reads.letter_by_id(conn, seller, wanted)
    if found is None:
        raise Refused(MailReason.NOTICE_UNKNOWN, {"notice": notice})
    return found
