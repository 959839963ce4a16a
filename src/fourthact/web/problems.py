"""Every no over HTTP: a problem document that says what is wrong, where, and what to do. Source: RFC 9457."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from fourthact.languages import Language
from fourthact.values.errors import Kind, Reason, Refused, Unavailable, Why

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1

# What psycopg and the pool raise when the database is away; whatever was asked can be asked again.
AWAY = (
    Unavailable, PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction,
    ConnectionError,
)  # fmt: skip


class WebReason(Reason):
    """Why a request is not even looked at."""

    NO_SUCH_PLACE = Why(Kind.UNKNOWN, "There is nothing at this address. See /api/docs for what there is.")
    METHOD_NOT_ALLOWED = Why(Kind.METHOD, "This address does not take {method}. It takes: {allowed}.")
    KEY_MISSING = Why(
        Kind.UNAUTHENTICATED, "This needs an API key. Send `Authorization: Bearer fak_…` with a key in use."
    )
    IDEMPOTENCY_KEY_MISSING = Why(
        Kind.MALFORMED,
        "Send an Idempotency-Key header: 1 to 120 visible ASCII characters, a new one for each new request, the"
        " same one when you repeat a request.",
    )
    IDEMPOTENCY_KEY_MALFORMED = Why(
        Kind.MALFORMED,
        "An Idempotency-Key has 1 to 120 visible ASCII characters and does not begin with ~. Choose another one.",
    )
    BODY_TOO_LARGE = Why(Kind.TOO_LARGE, "The request's body is larger than {most} bytes. Send less.")
    BODY_NOT_JSON = Why(Kind.MEDIA, "Send the body as JSON, with `Content-Type: application/json`.")
    JSON_MALFORMED = Why(Kind.MALFORMED, "The body is not well-formed JSON: {what}.")
    FIELD_INVALID = Why(Kind.INVALID, "{what}. Mend `{field}` and send the request again.")
    QUERY_INVALID = Why(Kind.INVALID, "{what}. Mend the query parameter `{field}`.")
    NOTICE_NOT_GENUINE = Why(
        Kind.UNAUTHENTICATED, "This notice does not prove that it comes from the rail: {what}. Sign it anew."
    )


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem document. `type`: an address that explains the code; `field`: what in the body to mend."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_helps: bool
    field: str | None = None


def of_refusal(refused: Refused, language: Language, fields: Iterable[str] = ()) -> Problem:
    """The document for a business no. `fields`: the body's fields, one of which the facts may name."""
    why, code = refused.reason.why, refused.reason.code
    named = refused.facts.get("field") or next((name for name in refused.facts if name in fields), None)
    return Problem(
        type=f"/problems/{code}",
        title=language.text(f"problem.{why.kind.value}"),
        status=why.kind.value,
        detail=language.refusal(code, why.sentence, refused.facts),
        code=code,
        retry_helps=why.retry_helps,
        field=named,
    )


def of_outage(what: BaseException, language: Language) -> Problem:
    """The document for a world that does not answer: nothing was half-done, and asking again is safe."""
    retry_helps = what.retry_helps if isinstance(what, Unavailable) else True
    return _of_ours("unavailable", 503, language, retry_helps=retry_helps)


def of_defect(language: Language) -> Problem:
    """The document for what is our fault; it tells nothing of our insides."""
    return _of_ours("broken", 500, language, retry_helps=False)


def _of_ours(code: str, status: int, language: Language, *, retry_helps: bool) -> Problem:
    return Problem(
        type=f"/problems/{code}",
        title=language.text(f"problem.{status}"),
        status=status,
        detail=language.text(f"problem.{code}"),
        code=code,
        retry_helps=retry_helps,
    )


def headers_of(problem: Problem, facts: Mapping[str, Any] | None = None) -> list[tuple[bytes, bytes]]:
    """The headers that the status asks for. Source: RFC 9110, 10.2.1, 10.2.3, 11.6.1."""
    match problem.status:
        case 401:
            return [(b"www-authenticate", b'Bearer realm="fourthact"')]
        case 405:
            return [(b"allow", str((facts or {}).get("allowed", "")).encode())]
        case 503:
            return [(b"retry-after", str(RETRY_AFTER_SECONDS).encode())]
        case _:
            return []


_PLACE = re.compile(r"(.*?)(?: - at (?:key in )?`\$?\.?(.*?)`)?", re.DOTALL)
_FIELD = re.compile(r"(?:unknown|missing required) field `([^`]*)`")


def of_validation(error: msgspec.ValidationError, reason: Reason) -> Refused:
    """What msgspec says is wrong with a body, as a refusal that names the field."""
    match = _PLACE.fullmatch(str(error))
    what, place = (match[1], match[2] or "") if match else (str(error), "")
    inner = _FIELD.search(what)
    field = ".".join(part for part in (place, inner[1] if inner else "") if part) or "body"
    return Refused(reason, {"what": _plainer(what), "field": field})


def _plainer(what: str) -> str:
    """The validator's words for people who have not read its manual."""
    if "matching regex" in what:
        what = "This text has a form that is not allowed here"
    return what.replace("`", "").strip().rstrip(".")
