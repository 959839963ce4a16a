"""What the lines add up to, per account and currency, on any day there was."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from psycopg import AsyncConnection

from fourthact.values.money import Money

# Which day counts: that of the value (for a closed period, the first open day), or that of the record.
By = Literal["value", "record"]

# Whether a line counts on a day, in the words of every query of the books. `a`: its act, `l`: the line.
COUNTS = """
    (%(on)s::date IS NULL
     OR (%(by)s::text = 'value' AND l.booked_on <= %(on)s)
     OR (%(by)s::text = 'record' AND a.at < (%(on)s::date + 1)::timestamp AT TIME ZONE 'UTC'))
"""
BALANCES = f"""
    -- Debits less credits per account and currency, of one seller, up to and including a day.
    SELECT side.account, l.currency, sum(side.sign * l.amount_minor)::text
      FROM ledger_lines AS l LEFT JOIN acts AS a ON a.seller = l.seller AND a.id = l.act
     CROSS JOIN LATERAL (VALUES (l.debit, 1), (l.credit, -1)) AS side (account, sign)
     WHERE l.seller = %(seller)s AND {COUNTS}
     GROUP BY side.account, l.currency
     ORDER BY side.account, l.currency
"""


async def balances(
    conn: AsyncConnection[tuple[object, ...]], seller: UUID, on: date | None = None, by: By = "value"
) -> list[tuple[str, Money]]:
    """Every account of a seller with its balance: debits are positive, credits negative, zeros included.

    `on`: at the end of that day, None for all there is. A day of the record is one of UTC.
    """
    rows = await (await conn.execute(BALANCES, {"seller": seller, "on": on, "by": by})).fetchall()
    return [(str(account), Money(int(str(total)), str(currency))) for account, currency, total in rows]
