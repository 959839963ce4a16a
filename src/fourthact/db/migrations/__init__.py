"""The migrations: `env.py` for Alembic, `versions/` with a pair of files for each revision."""
