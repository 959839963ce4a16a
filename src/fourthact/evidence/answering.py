"""What the record says to a dispute, in lines that a person at a bank can read and anyone can verify."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.acts.log import head_of
from fourthact.payments import purse_of
from fourthact.refunds import Refund, refunds_of
from fourthact.values import ids
from fourthact.values.errors import Broken
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]

TEXT_MAX = 20_000  # characters; what the rail contract allows
ACTS = """
    -- What happened to a reservation, in order.
    SELECT bytes FROM acts WHERE seller = %s AND subject = %s ORDER BY n
"""
KEPT = """
    -- The answer to a dispute, as it was written.
    SELECT c.content FROM evidence AS e JOIN blobs AS c ON c.seller = e.seller AND c.sha256 = e.sha256
     WHERE e.seller = %s AND e.act = %s AND e.kind = 'dispute_answer' AND c.content IS NOT NULL
"""


class _Kept(msgspec.Struct, frozen=True):
    """What is told of an act: no body, so nothing that the holder wrote."""

    at: str
    by: dict[str, str]
    data: dict[str, Any]
    id: str
    tag: str


async def kept_answer(conn: Conn, seller: UUID, act: str) -> str:
    """The answer that an act says was about to be given. Errors: Broken where it is gone."""
    row = await (await conn.execute(KEPT, (seller, ids.inner("act", act)))).fetchone()
    if row is None:
        raise Broken(f"the answer to a dispute that {act} keeps is gone")
    return bytes(row[0]).decode()


async def answer_text(conn: Conn, seller: UUID, reservation: UUID, payment: int, dispute: str) -> str:
    """What is said: what was paid, what of it has gone back already or is owed, and everything that happened."""
    purse = await purse_of(conn, seller, reservation)
    paid = purse.payment(payment) if purse else None
    assert purse is not None
    assert paid is not None
    refunds = await refunds_of(conn, seller, reservation)
    rows = await (await conn.execute(ACTS, (seller, reservation))).fetchall()
    head = await head_of(conn, seller)
    opening = [
        f"Answer to dispute {dispute}, from the record of reservation {purse.code}.",
        f"Payment {paid.n}: {Money(paid.amount_minor, purse.currency)}, reference {paid.reference}.",
        *_given_back(refunds, payment),
        "",
        "What happened, in order:",
    ]
    closing = ["", "Each act is in a signed, append-only log; anyone can verify it without us."]
    if head is not None:
        closing.append(f"The log's newest checkpoint:\n{head.note}")
    acts = [_line(msgspec.json.decode(raw, type=_Kept)) for (raw,) in rows]
    return _fitting(opening, acts, closing)


def _given_back(refunds: list[Refund], payment: int) -> list[str]:
    """What the bank must know first: the holder may have the money, or be about to, without any dispute."""
    lines = []
    for refund in refunds:
        for leg in refund.legs:
            if leg.payment != payment or not leg.open_minor:
                continue
            amount, asked = Money(leg.open_minor, refund.currency), f"{refund.asked_at:%Y-%m-%d %H:%M} UTC"
            if leg.status in ("settled", "sent"):
                verb = "was refunded" if leg.status == "settled" else "is being refunded"
                lines.append(
                    f"{amount} of it {verb} already, as asked for on {asked}: {leg.route}, reference {leg.reference}."
                )
            else:
                lines.append(
                    f"A refund of {amount} was asked for on {asked} and is owed; it is held back while this is open."
                )
    return lines or ["No refund of it was ever asked for."]


def _line(act: _Kept) -> str:
    data = " ".join(f"{name}={value}" for name, value in sorted(act.data.items()) if value is not None)
    return f"{act.at} {act.tag} by {act.by.get('kind', '')} ({act.id}) {data[:300]}"


def _fitting(opening: list[str], acts: list[str], closing: list[str]) -> str:
    """The lines within the limit; what is left out of the middle is said to be."""
    room = TEXT_MAX - len("\n".join([*opening, *closing])) - 100
    kept, left_out = list(acts), 0
    while kept and len("\n".join(kept)) > room:
        kept.pop(len(kept) // 2)
        left_out += 1
    if left_out:
        kept.insert(
            len(kept) // 2, f"({left_out} acts are left out here; the pack of this reservation has them all.)"
        )
    return "\n".join([*opening, *kept, *closing])[:TEXT_MAX]
