"""What the lines add up to, per account and currency."""

from __future__ import annotations

from uuid import UUID

from psycopg import AsyncConnection

from fourthact.values.money import Money

BALANCES = """
    -- Debits less credits per account and currency, of one seller, up to and including a day of value.
    SELECT account, currency, sum(amount)::bigint
      FROM (SELECT debit AS account, currency, amount_minor AS amount, seller, value_on FROM ledger_lines
            UNION ALL
            SELECT credit, currency, -amount_minor, seller, value_on FROM ledger_lines) AS sides
     WHERE seller = %s AND value_on <= coalesce(%s, 'infinity'::date)
     GROUP BY account, currency
     ORDER BY account, currency
"""


async def balances(conn: AsyncConnection[tuple[object, ...]], seller: UUID) -> list[tuple[str, Money]]:
    """Every account of a seller with its balance: debits are positive, credits negative, zeros included."""
    rows = await (await conn.execute(BALANCES, (seller, None))).fetchall()
    return [(str(account), Money(int(str(total)), str(currency))) for account, currency, total in rows]
