"""Builds the web application: every room's operations and pages, and what the floor itself serves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from fourthact.languages import pick
from fourthact.values.errors import Refused
from fourthact.web import books, docs, health, pages, record
from fourthact.web.context import Context
from fourthact.web.openapi import document
from fourthact.web.operation import NO_SNIFFING, PREFIX, Api, Operations, Reply, no
from fourthact.web.problems import WebReason

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
BELOW = f"{PREFIX}/"


def build(
    context: Context,
    routers: Sequence[Operations | Router],
) -> Asgi:
    """The application. `routers`: what the rooms' `api` and `pages` call `router`.

    There is no middleware, and the API stands beside Litestar: launch night pays for every layer.
    """
    rooms = [router for router in routers if isinstance(router, Operations)]
    rooms += [record.router, books.router]
    context.metrics.watch(context.spine)
    description = document(rooms, PREFIX)
    api = Api(context, rooms, {"/openapi.json": Reply(msgspec.json.format(msgspec.json.encode(description)))})
    pages_app = Litestar(
        route_handlers=[
            *(router for router in routers if isinstance(router, Router)),
            *docs.handlers(description, rooms),
            *health.handlers(),
            *pages.handlers(),
        ],
        exception_handlers={HTTPException: _nowhere, Exception: _broken},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=context.settings.request_body_bytes_max,
        state=State({"context": context}),
    )

    async def application(scope: Any, receive: Any, send: Any) -> None:
        ours = scope["type"] == "http" and scope["path"].startswith(BELOW)
        await (api if ours else pages_app)(scope, receive, send)

    return application


def _nowhere(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the router itself refuses: addresses and methods that there are not, bodies too large for a form."""
    match error.status_code:
        case 404:
            refused = Refused(WebReason.NO_SUCH_PLACE)
        case 405:
            facts = {"method": request.method, "allowed": (error.headers or {}).get("allow", "GET")}
            refused = Refused(WebReason.METHOD_NOT_ALLOWED, facts)
        case 413:
            most = request.app.state.context.settings.request_body_bytes_max
            refused = Refused(WebReason.BODY_TOO_LARGE, {"most": most})
        case _:
            return _broken(request, error)
    if request.url.path.startswith(("/api/", "/health")):
        return _response(no(refused, pick(request.headers.get("accept-language"))))
    return pages.refusal_page(request, refused)


def _broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    reply = no(error, pick(request.headers.get("accept-language")))
    if request.url.path.startswith(("/api/", "/health")):
        return _response(reply)
    return pages.trouble_page(request, error)


def _response(reply: Reply) -> Response[Any]:
    headers = {name.decode(): value.decode() for name, value in (NO_SNIFFING, *reply.headers)}
    return Response(
        reply.content, status_code=reply.status, headers=headers, media_type=reply.media_type.decode()
    )
