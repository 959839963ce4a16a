"""Whether this process lives, whether it can work, and what it counts."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get

from fourthact.web.metrics import CONTENT_TYPE
from fourthact.web.problems import AWAY


def handlers() -> list[Any]:
    return [live, ready, metrics]


@get("/health/live", include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """The database answers, and has the schema that this program was written for."""
    context = request.app.state.context
    try:
        async with context.pool.connection(timeout=2) as conn:
            row = await (await conn.execute("SHOW transaction_read_only")).fetchone()
        current = await asyncio.to_thread(context.schema_is_current)
    except AWAY:
        return _not_ready("the database does not answer")
    if row != ("off",):
        return _not_ready("the database takes no changes: it is a standby, or was made read-only")
    if not current:
        return _not_ready("the database's schema is not this program's: run `fourthact migrate`")
    return Response({"status": "ready"})


def _not_ready(why: str) -> Response[dict[str, str]]:
    return Response({"status": "not ready", "why": why}, status_code=503, headers={"retry-after": "1"})


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What Prometheus reads."""
    return Response(request.app.state.context.metrics.text(), media_type=CONTENT_TYPE)
