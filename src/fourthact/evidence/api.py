"""Evidence for machines: a reservation as anyone can verify it, without us."""

from __future__ import annotations

from typing import Any

from fourthact.evidence.reads import document_of, pack
from fourthact.evidence.rules import EvidenceReason
from fourthact.reservations import ReservationReason
from fourthact.values import documents
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.operation import known
from fourthact.web.record import RecordReason, origin_of

router = Operations("Evidence")


@router.get(
    "/acts/{act}/document",
    gives=bytes,
    scope="reservations:read",
    media_type="application/octet-stream",
    refuses=(RecordReason.ACT_UNKNOWN, EvidenceReason.NO_DOCUMENT),
)
async def read_document(call: Call, act: str) -> Reply:
    """The document that a person attached to an act, whole, to be kept as a file and never shown by the browser."""
    async with call.reading("reservations:read") as (conn, who):
        wanted = known("act", act, RecordReason.ACT_UNKNOWN)
        found = await document_of(conn, who.seller, wanted)
    if found is None:
        raise Refused(EvidenceReason.NO_DOCUMENT, {"act": act})
    kind = documents.type_of(found) or ""
    name = f"{act}.{documents.ENDINGS.get(kind, 'bin')}".encode()
    headers = [
        (b"content-disposition", b'attachment; filename="' + name + b'"'),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"cache-control", b"no-store"),
    ]
    return Reply(found, headers=headers, media_type=b"application/octet-stream")


@router.get(
    "/reservations/{reservation}/pack",
    gives=dict[str, Any],
    scope="reservations:read",
    refuses=(ReservationReason.RESERVATION_UNKNOWN,),
)
async def export_pack(call: Call, reservation: str) -> Reply:
    """Everything that proves a reservation's story: `fourthact verify` checks it offline, with the log's key."""
    async with call.reading("reservations:read") as (conn, who):
        wanted = known("reservation", reservation, ReservationReason.RESERVATION_UNKNOWN)
        found = await pack(conn, who.seller, wanted, await origin_of(conn, who.seller))
    if found is None:
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": reservation})
    return Reply(found)
