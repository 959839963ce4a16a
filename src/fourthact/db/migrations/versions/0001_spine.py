"""The spine: the record, money, the agenda, and a table for each room's rows."""

from fourthact.db.migrate import run_sql, schema_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql(schema_sql())
