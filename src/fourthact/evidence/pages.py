"""What a holder keeps: the pack that proves the whole story, and the receipt of each act."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath

from fourthact.acts.log import log_receipt
from fourthact.acts.reading import receipt_of
from fourthact.evidence.reads import is_of, pack
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.web.operation import known
from fourthact.web.pages import HEADERS, PageReason, pages_router, visit
from fourthact.web.record import RecordReason, origin_of


@get("/{lang:str}/r/{token:str}/pack.json")
async def download(
    request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str]
) -> Response[bytes]:
    """The reservation's proof, as a file to keep."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    async with page.context.pool.connection() as conn:
        found = await pack(conn, seller, reservation, await origin_of(conn, seller))
    if found is None:
        raise Refused(PageReason.LINK_UNKNOWN)
    return _file(found, f"{ids.outer('reservation', reservation)}.json")


@get("/{lang:str}/r/{token:str}/receipts/{name:str}")
async def receipt(
    request: Request[Any, Any, Any], lang: FromPath[str], token: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """The receipt of one act of the reservation: its place in the log, or the promise of it."""
    page = visit(request, lang)
    seller, reservation = page.holder(token)
    act = known("act", name.removesuffix(".json"), RecordReason.ACT_UNKNOWN)
    async with page.context.pool.connection() as conn:
        if not await is_of(conn, seller, reservation, act):
            raise Refused(RecordReason.ACT_UNKNOWN, {"act": name})
        logged = await log_receipt(conn, seller, act, await origin_of(conn, seller))
        found = logged or await receipt_of(conn, seller, act)
    return _file(found, name)


def _file(content: object, name: str) -> Response[bytes]:
    headers = HEADERS | {"content-disposition": f'attachment; filename="{name}"'}
    return Response(msgspec.json.encode(content), headers=headers, media_type="application/json")


router = pages_router(download, receipt)
