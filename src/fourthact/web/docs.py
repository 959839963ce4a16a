"""The API's documentation page, made from its description. It loads nothing from anywhere and runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from fourthact.languages import load, pick
from fourthact.values.errors import Reason, Refused
from fourthact.web.openapi import ABOUT
from fourthact.web.operation import Operations
from fourthact.web.pages import own
from fourthact.web.problems import WebReason


def handlers(description: Mapping[str, Any], rooms: Sequence[Operations]) -> list[Any]:
    """The page about the description, and a page for each problem."""
    page = _page(description, rooms)

    @get("/api/docs", include_in_schema=False)
    async def documentation() -> Response[Any]:
        return own.show("docs.html", load()["en"], "", **page)

    @get("/api", include_in_schema=False)
    async def to_documentation() -> Redirect:
        return Redirect("/api/docs")

    return [documentation, to_documentation, explain]


@get("/problems/{code:str}", include_in_schema=False)
async def explain(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """What the `type` of a problem document leads to."""
    language = pick(request.headers.get("accept-language"))
    if code in ("unavailable", "broken"):
        sentence = language.text(f"problem.{code}")
    else:
        reason = next((reason for reason in reasons() if reason.code == code), None)
        if reason is None:
            raise Refused(WebReason.NO_SUCH_PLACE)
        sentence = language.refusals.get(code, reason.why.sentence)
    return own.show("trouble.html", language, "", title=code, sentence=sentence, back=None)


def reasons() -> Iterator[Reason]:
    """Every reason of the house."""
    waiting = list(Reason.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        yield from found


def _page(description: Mapping[str, Any], rooms: Sequence[Operations]) -> dict[str, Any]:
    groups = []
    for number, room in enumerate(rooms, 1):
        entries = [
            _entry(
                operation.method,
                operation.path,
                description["paths"][operation.path][operation.method.lower()],
            )
            for operation in room.operations
        ]
        groups.append({"name": room.about, "id": f"group-{number}", "entries": entries})
    forms = [
        {"name": name, **_form(schema)}
        for name, schema in sorted(description["components"]["schemas"].items())
    ]
    return {"about": ABOUT, "info": description["info"], "groups": groups, "forms": forms}


def _entry(method: str, path: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    body = shown.get("requestBody")
    answers = []
    for status, response in shown["responses"].items():
        content = next(iter(response.get("content", {}).values()), None)
        said = response["description"].split("\n\n")
        answers.append({"status": status, "said": said, "form": _named(content["schema"]) if content else ""})
    return {
        "id": shown["operationId"],
        "method": method,
        "path": path,
        "summary": shown["summary"],
        "about": shown.get("description", ""),
        "parameters": [
            {"name": p["name"], "where": p["in"], "required": p["required"], "kind": _kind(p["schema"])}
            for p in shown["parameters"]
            if p["name"] != "Accept-Language"
        ],
        "takes": _named(body["content"]["application/json"]["schema"]) if body else "",
        "answers": answers,
    }


def _form(schema: Mapping[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    fields = [
        {
            "name": name,
            "kind": _kind(field),
            "form": _named(field),
            "required": name in required,
            "about": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]
    return {"about": schema.get("description", ""), "fields": fields}


def _named(schema: Mapping[str, Any]) -> str:
    """The form that a schema leads to, if it leads to one."""
    for inner in (schema, schema.get("items") or {}, *schema.get("anyOf", ())):
        if isinstance(inner, Mapping) and "$ref" in inner:
            return str(inner["$ref"]).rpartition("/")[2]
    return ""


def _kind(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return _named(schema)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(inner) for inner in schema["anyOf"])
    if schema.get("type") == "array":
        items = schema.get("items")
        return f"list of {_kind(items)}" if isinstance(items, Mapping) else "list"
    kind = str(schema.get("format") or schema.get("type") or "any")
    bounds = [
        f"{sign} {schema[key]}"
        for key, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if key in schema
    ]
    return " ".join([kind, ", ".join(bounds)]).strip()
