"""Which of our notices a report is about, and how we know: its own return path, else its Message-ID."""

from __future__ import annotations

from uuid import UUID

from fourthact.correspondence import reads
from fourthact.correspondence.actions import BounceNotice
from fourthact.correspondence.acts import Notice
from fourthact.correspondence.previews import storable
from fourthact.correspondence.reader import Failed, Kind, Reading
from fourthact.payments import body_of
from fourthact.reservations import Links

REPORTS = (Kind.BOUNCE, Kind.DELAYED)
# Said of a report that came to a notice's own return path and names neither recipient nor status.
UNSAID = Failed("", "5.0.0", "failed", "")


async def returned(
    conn: reads.Conn, links: Links, seller: UUID, reading: Reading, raw: reads.Raw
) -> list[BounceNotice]:
    """What a report means for our notices; empty for whatever is no report, or not about a notice of ours.

    Only the mail servers on its way know a notice's return path: a report to it is believed. A Message-ID is known to
    everybody who got the mail, so a report by that alone has to name the very address that we wrote to.
    """
    if reading.kind not in REPORTS:
        return []
    stamp = links.stamp(seller, raw.envelope_to)
    if stamp is not None and stamp.genuine and stamp.notice is not None:
        found = await reads.notices_by_ids(conn, seller, [stamp.notice])
        return [_about(notice, _telling(reading), "return_path") for notice in found]
    named = storable(reading.original_message_id)
    found = await reads.notices_by_message_id(conn, seller, [named]) if named else []
    told = []
    for notice in found:
        words = await body_of(conn, seller, notice.act)
        to = words["to"].lower() if words else None
        of = next((one for one in reading.failed_recipients if one.address.lower() == to), None)
        if of is not None and of.action in ("failed", "delayed"):
            told.append(_about(notice, of, "message_id"))
    return told


def _telling(reading: Reading) -> Failed:
    """What the report says of its one recipient, the worst first."""
    told = sorted(reading.failed_recipients, key=lambda one: (not one.permanent, one.action != "delayed"))
    if told and told[0].action in ("failed", "delayed"):
        return told[0]
    return UNSAID if reading.kind is Kind.BOUNCE else Failed("", "4.0.0", "delayed", "")


def _about(notice: Notice, failed: Failed, proof: str) -> BounceNotice:
    said = " ".join(filter(None, (failed.status, failed.diagnostic))) or failed.action
    return BounceNotice(
        notice=notice.id,
        reservation=notice.reservation,
        contact=notice.contact,
        response=storable(said),
        status=failed.status[:20],
        hard=failed.hard,
        delayed=failed.action == "delayed",
        proof=proof,
    )
