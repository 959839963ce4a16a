"""Previews of notices, for machines and for whoever proofreads."""

from __future__ import annotations

from typing import Literal

from fourthact.correspondence.mailing_api import router
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.specimens import Specimen, facts_of, specimen
from fourthact.reservations import ReservationReason
from fourthact.web import Call, Reply
from fourthact.web.forms import Body
from fourthact.web.operation import known


class PreviewWanted(Body, frozen=True):
    """In which language, and with the facts of which reservation; without one, all facts are samples."""

    language: Literal["en", "fr", "it", "ko"] | None = None
    reservation: str | None = None


@router.get(
    "/notice-previews/{template}",
    gives=Specimen,
    scope="messages:read",
    refuses=(MailReason.TEMPLATE_UNKNOWN, ReservationReason.RESERVATION_UNKNOWN),
    query=PreviewWanted,
)
async def preview_notice(call: Call, template: str, wanted: PreviewWanted) -> Reply:
    """A notice as it would be written, as text and HTML. Nothing is written or sent; its links are samples."""
    own = {}
    async with call.reading("messages:read") as (conn, who):
        if wanted.reservation is not None:
            place = known("reservation", wanted.reservation, ReservationReason.RESERVATION_UNKNOWN)
            own = await facts_of(conn, who.seller, place)
    return Reply(specimen(template, wanted.language or own.get("language", "en"), own))


__all__ = ["router"]
