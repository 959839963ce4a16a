"""Builds the web application: every room's operations and pages, and what the floor itself serves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from litestar import Litestar, Request, Response, Router, asgi
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from fourthact.languages import pick
from fourthact.values.errors import Refused
from fourthact.web import books, docs, health, pages, record
from fourthact.web.context import Context
from fourthact.web.openapi import document
from fourthact.web.operation import Endpoint, Operations, Reply, no
from fourthact.web.problems import WebReason

PREFIX = "/api/v1"
_BRACES = re.compile(r"{(\w+)}")


def build(
    context: Context,
    routers: Sequence[Operations | Router],
    lifespan: Sequence[Callable[[Litestar], Any]] = (),
) -> Litestar:
    """The application. `routers`: what the rooms' `api` and `pages` call `router`; `lifespan`: as Litestar's.

    There is no middleware: launch night pays for every layer.
    """
    rooms = [router for router in routers if isinstance(router, Operations)]
    rooms += [record.router, books.router]
    context.metrics.watch(context.spine)
    return Litestar(
        route_handlers=[
            *_endpoints(context, rooms),
            *(router for router in routers if isinstance(router, Router)),
            *docs.handlers(document(rooms, PREFIX), rooms),
            *health.handlers(),
            *pages.handlers(),
        ],
        exception_handlers={HTTPException: _nowhere, Exception: _broken},
        lifespan=list(lifespan),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=context.settings.request_body_bytes_max,
        state=State({"context": context}),
    )


def _endpoints(context: Context, rooms: Sequence[Operations]) -> list[Any]:
    """One ASGI handler for each path; rooms may share a path, each with methods of its own."""
    paths: dict[str, list[Any]] = {}
    for room in rooms:
        for operation in room.operations:
            paths.setdefault(operation.path, []).append(operation)
    return [_mounted(PREFIX + path, Endpoint(context, found)) for path, found in paths.items()]


def _mounted(path: str, endpoint: Endpoint) -> Any:
    async def handle(scope: Any, receive: Any, send: Any) -> None:
        await endpoint(scope, receive, send)

    typed = _BRACES.sub(lambda m: f"{{{m[1]}:{'path' if m[1] == 'rest' else 'str'}}}", path)
    return asgi(typed, copy_scope=False)(handle)


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
    headers = {name.decode(): value.decode() for name, value in reply.headers}
    return Response(
        reply.content, status_code=reply.status, headers=headers, media_type=reply.media_type.decode()
    )
