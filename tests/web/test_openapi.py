"""The API's description says what the API does: it is whole, and what it says is what happens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fourthact.people.rules import SCOPES
from fourthact.serving import rooms_on_the_web
from fourthact.web import Operations, books, record
from fourthact.web.openapi import document
from fourthact.web.operation import PREFIX, Operation, pattern
from tests.web.visiting import Web, visited

ROOMS = [module.router for module in rooms_on_the_web() if isinstance(module.router, Operations)]
ROOMS += [record.router, books.router]
OPERATIONS: list[Operation[Any]] = [operation for room in ROOMS for operation in room.operations]
DOCUMENT = document(ROOMS, PREFIX)


def shown(operation: Operation[Any]) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][operation.path][operation.method.lower()]
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_the_description_is_whole() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    json.dumps(DOCUMENT)
    forms = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT)) <= forms
    names = [shown(operation)["operationId"] for operation in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}"
)
def test_an_operation_says_everything(operation: Operation[Any]) -> None:
    said = shown(operation)
    assert re.fullmatch(r"[A-Z][^\n]{15,160}\.", said["summary"]), said["summary"]
    assert operation.scope is None or operation.scope in SCOPES
    parameters = {(parameter["in"], parameter["name"]) for parameter in said["parameters"]}
    assert {("path", name) for name in operation.names} <= parameters
    assert (("header", "Idempotency-Key") in parameters) == operation.keyed
    assert operation.keyed == (operation.method == "POST" and not operation.path.startswith("/rails/"))
    assert ("requestBody" in said) == (operation.takes is not None)
    statuses = set(said["responses"])
    assert {str(operation.status), "500", "503"} <= statuses
    assert not operation.scope or {"401", "403"} <= statuses
    for status, response in said["responses"].items():
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]


def test_every_body_refuses_what_it_does_not_know() -> None:
    for operation in OPERATIONS:
        if operation.takes is not None:
            schema = DOCUMENT["components"]["schemas"][operation.takes.__name__]
            assert schema["additionalProperties"] is False, operation.takes
            assert schema["description"]


def test_no_path_hides_another() -> None:
    """Of two operations with names in their paths, no request fits both."""
    paths = sorted({operation.path for operation in OPERATIONS if operation.names})
    sample = {path: re.sub(r"{\w+}", "x", path) for path in paths}
    assert [(a, b) for a in paths for b in paths if a != b and pattern(a).fullmatch(sample[b])] == []


async def served(web: Web) -> None:
    """The description is served, and the page about it shows every operation and every form."""
    answer = await web.client.get("/api/v1/openapi.json")
    assert answer.json() == json.loads(json.dumps(DOCUMENT)) | {"paths": answer.json()["paths"]}
    page = (await web.client.get("/api/docs")).text
    for operation in OPERATIONS:
        assert f'id="{operation.handler.__name__}"' in page
    for name in DOCUMENT["components"]["schemas"]:
        assert f'id="form-{name}"' in page


test_the_description_is_served = visited(served)


async def answered(web: Web) -> None:
    """Every operation answers a stranger and a nonsense body only as it says it does."""
    for operation in OPERATIONS:
        path = re.sub(r"{\w+}", "nonsense", operation.path)
        for who in (None, "Ana"):
            if operation.method == "GET":
                answer = await web.get(path, who)
            else:
                answer = await web.post(path, {"nonsense": 1}, who)
            assert str(answer.status_code) in shown(operation)["responses"], (operation.path, answer.text)
            if operation.scope and who is None:
                assert answer.status_code == 401, operation.path


test_every_operation_answers_as_it_says = visited(answered)
