"""The API's description, from the operations themselves. Source: OpenAPI 3.1.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from fourthact import __version__
from fourthact.acts.spine import SpineReason
from fourthact.values.errors import Reason
from fourthact.web.operation import Operation, Operations
from fourthact.web.problems import MEDIA_TYPE, Problem, WebReason

ABOUT = """\
Reservations that take years: placed, waited for, cancelled, given back, and proven.

Amounts are whole numbers of the currency's minor unit; instants are UTC. Every request that changes something
carries an `Idempotency-Key`, kept for ever: repeat a request with its key and it gets its first answer. Every
*no* is a problem document (RFC 9457) that says what to do, in the language of `Accept-Language`.
"""

_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new one for each new request, the same one for its repetition.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-}][!-~]*$"},
}
_LANGUAGE_HEADER = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of problem documents.",
    "schema": {"type": "string"},
}
_REPLAY = {
    "Idempotent-Replay": {
        "description": "`true` where this is the first answer to a repeated request.",
        "schema": {"type": "string", "const": "true"},
    }
}


def document(rooms: Sequence[Operations], prefix: str) -> dict[str, Any]:
    """The whole description."""
    operations = [operation for room in rooms for operation in room.operations]
    gate = [reason for room in rooms for reason in room.gate]
    schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for room in rooms:
        for operation in room.operations:
            shown = _operation(operation, room.about, schemas, gate)
            paths.setdefault(operation.path, {})[operation.method.lower()] = shown
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fourthact",
            "version": __version__,
            "summary": "The system of record for reservations that take years.",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "tags": [{"name": room.about} for room in rooms],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "fak_…"}},
        },
    }


class _Schemas:
    """The schemas of all forms that operations take and give."""

    def __init__(self, forms: Sequence[Any]) -> None:
        schemas, self.components = msgspec.json.schema_components(
            forms, ref_template="#/components/schemas/{name}"
        )
        self._schemas = list(zip(forms, schemas, strict=True))

    def of(self, form: Any) -> dict[str, Any]:
        return next(schema for known, schema in self._schemas if known is form)


def _schemas(operations: Iterable[Operation[Any]]) -> _Schemas:
    forms: list[Any] = [Problem]
    for operation in operations:
        for form in (operation.takes, operation.query, operation.gives):
            if form is not None and not any(known is form for known in forms):
                forms.append(form)
    return _Schemas(forms)


def _operation(
    operation: Operation[Any], tag: str, schemas: _Schemas, gate: Sequence[Reason]
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "tags": [tag],
        "security": [{"key": []}] if operation.scope else [],
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas, gate),
    }
    if operation.scope:
        shown["description"] = f"The key needs the scope `{operation.scope}`."
    if operation.takes is not None:
        content = {"application/json": {"schema": schemas.of(operation.takes)}}
        shown["requestBody"] = {"required": True, "content": content}
    return shown


def _parameters(operation: Operation[Any], schemas: _Schemas) -> list[dict[str, Any]]:
    shown = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in operation.names
    ]
    if operation.query is not None:
        name = schemas.of(operation.query)["$ref"].rpartition("/")[2]
        form = schemas.components[name]
        for field, schema in form["properties"].items():
            required = field in form.get("required", [])
            shown.append({"name": field, "in": "query", "required": required, "schema": schema})
    return [*shown, *([_KEY_HEADER] if operation.keyed else []), _LANGUAGE_HEADER]


def _responses(operation: Operation[Any], schemas: _Schemas, gate: Sequence[Reason]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if operation.gives is not None:
        good["content"] = {operation.media_type: {"schema": schemas.of(operation.gives)}}
    if operation.keyed:
        good["headers"] = _REPLAY
    by_status: dict[int, list[str]] = {500: ["`broken`: our own fault."]}
    by_status[503] = ["`unavailable`: nothing was half-done; ask again with the same key."]
    for reason in _reasons(operation, gate):
        by_status.setdefault(reason.why.kind.value, []).append(f"`{reason.code}`: {reason.why.sentence}")
    problem = {MEDIA_TYPE: {"schema": schemas.of(Problem)}}
    bad = {
        str(status): {"description": "\n\n".join(dict.fromkeys(said)), "content": problem}
        for status, said in sorted(by_status.items())
    }
    return {str(operation.status): good, **bad}


def _reasons(operation: Operation[Any], gate: Sequence[Reason]) -> list[Reason]:
    """Everything that an operation can be refused for: by its room, and before the room is asked."""
    found: list[Reason] = []
    if operation.scope:
        found += [WebReason.KEY_MISSING, *gate]
    if operation.keyed:
        found += [
            WebReason.IDEMPOTENCY_KEY_MISSING,
            WebReason.IDEMPOTENCY_KEY_MALFORMED,
            SpineReason.KEY_REUSED,
        ]
    if operation.takes is not None:
        found += [
            WebReason.BODY_TOO_LARGE,
            WebReason.BODY_NOT_JSON,
            WebReason.JSON_MALFORMED,
            WebReason.FIELD_INVALID,
        ]
    if operation.query is not None:
        found.append(WebReason.QUERY_INVALID)
    return [*found, *operation.refuses]
