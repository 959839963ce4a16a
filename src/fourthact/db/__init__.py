"""The database floor: a PostgreSQL of our own where none is given, connections to it, and its schema.

What the tables mean is said in the rooms above; here are only the parts that would be the same
for any of them. The schema is the folder `schema`; `fourthact.db.migrate` brings a database to it.
"""

from fourthact.db.pool import APP_ROLE, connect, connect_async, open_pool
from fourthact.db.server import PrivateServer, ServerUnavailable

__all__ = ["APP_ROLE", "PrivateServer", "ServerUnavailable", "connect", "connect_async", "open_pool"]
