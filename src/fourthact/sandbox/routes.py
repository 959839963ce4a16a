"""What can be asked of the world over HTTP: one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from fourthact.sandbox import reading, selling, staging
from fourthact.sandbox.http import Answer, Request
from fourthact.sandbox.words import Call, NotFound, json
from fourthact.sandbox.world import KeyReused, World
from fourthact.values.time import parse_instant


def answer(world: World, request: Request) -> Answer:
    """Move the clock to what the caller says it is, then do what is asked."""
    try:
        now = request.headers.get("fourthact-now")
        if now is not None:
            world.clock.advance(parse_instant(now))
        return _routed(world, request)
    except NotFound:
        return json({"error": "not_found"}, 404)
    except KeyReused as reused:
        return json({"error": "key_reused", "key": str(reused)}, 409)
    except (msgspec.DecodeError, ValueError) as wrong:  # a ValidationError is a DecodeError
        return json({"error": "invalid", "detail": str(wrong)}, 422)


def _routed(world: World, request: Request) -> Answer:
    target = urlsplit(request.target)
    fitting = [(route, match) for route in ROUTES if (match := route.pattern.fullmatch(target.path))]
    if not fitting:
        raise NotFound
    for route, match in fitting:
        if route.method == request.method:
            names = tuple(unquote(name, errors="strict") for name in match.groups())
            return route.do(world, Call(names, dict(parse_qsl(target.query)), request.body))
    return json({"error": "method_not_allowed"}, 405)


def table(world: World, call: Call) -> Answer:
    """This table."""
    return json([{"method": route.method, "path": route.path, "does": route.do.__doc__} for route in ROUTES])


@dataclass(frozen=True)
class Route:
    """A row of the table; a place in braces stands for one part of the path."""

    method: str
    path: str
    do: Callable[[World, Call], Answer]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        places = ("([^/]+)" if part.startswith("{") else re.escape(part) for part in self.path.split("/"))
        return re.compile("/".join(places))


ROUTES = (
    Route("POST", "/accounts/{account}/charges", selling.charge),
    Route("POST", "/accounts/{account}/refunds", selling.refund),
    Route("POST", "/accounts/{account}/payouts", selling.payout),
    Route("POST", "/accounts/{account}/payee-checks", selling.payee_check),
    Route("GET", "/accounts/{account}/orders", selling.order),
    Route("GET", "/accounts/{account}/statement", selling.statement),
    Route("PUT", "/control/accounts/{account}", staging.open_account),
    Route("POST", "/control/cards", staging.new_card),
    Route("PATCH", "/control/cards/{token}", staging.change_card),
    Route("PUT", "/control/outside/{account}", staging.change_outside),
    Route("POST", "/control/wires", staging.wire),
    Route("PUT", "/control/faults", staging.fault_rules),
    Route("GET", "/control/faults", staging.faults_struck),
    Route("POST", "/control/script", staging.fault_script),
    Route("PUT", "/control/mail", staging.mail_rules),
    Route("POST", "/clock", staging.move_clock),
    Route("GET", "/clock", staging.clock),
    Route("GET", "/books", reading.accounts),
    Route("GET", "/books/{account}", reading.books),
    Route("GET", "/notices/{account}", reading.notices),
    Route("GET", "/mail", reading.mails),
    Route("GET", "/mail/{n}", reading.mail),
    Route("GET", "/mail/{n}/bounce", reading.mail_bounce),
    Route("GET", "/mail.html", reading.page),
    Route("GET", "/", reading.page),
    Route("GET", "/health", reading.health),
    Route("GET", "/routes", table),
)
