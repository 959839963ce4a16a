"""Evidence for machines: a reservation as anyone can verify it, without us."""

from __future__ import annotations

from typing import Any

from fourthact.evidence.reads import pack
from fourthact.reservations import ReservationReason
from fourthact.values.errors import Refused
from fourthact.web import Call, Operations, Reply
from fourthact.web.operation import known
from fourthact.web.record import origin_of

router = Operations("Evidence")


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
