"""What Alembic runs to migrate, called by `db.migrate`: our connection, one transaction for each revision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import NullPool, create_engine

from fourthact.db.pool import connect

attributes = context.config.attributes


def _note(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    attributes["applied"].append(step.up_revision_id)


def _connect() -> Any:
    connection = connect(attributes["dsn"])
    connection.autocommit = False  # SQLAlchemy opens and ends the transactions here
    return connection


engine = create_engine("postgresql+psycopg://", creator=_connect, poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True, on_version_apply=_note)
    with context.begin_transaction():
        context.run_migrations()
