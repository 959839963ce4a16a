"""Pages for people: how a visit is read and answered. They need no JavaScript, load nothing from elsewhere, and
a strict policy forbids both. Whoever has the address of a reservation's page is taken for its holder: so the
address is told to nobody (no referrer), and no page of it is kept in a cache.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, Router, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup

from fourthact.acts import Answer, By, Caller, Verb
from fourthact.languages import Language, load, pick
from fourthact.values.errors import Kind, Reason, Refused, Why
from fourthact.web import problems
from fourthact.web.context import Context
from fourthact.web.operation import Call, log
from fourthact.web.problems import WebReason

LAYOUT = Path(__file__).parent / "layout"
FORM_FIELDS_MAX = 20
_FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    "cross-origin-opener-policy": "same-origin",
}


class PageReason(Reason):
    """Why a page is not shown, or a form not taken."""

    LINK_UNKNOWN = Why(
        Kind.UNKNOWN,
        "This address does not open a reservation. Look for the link in any of our mails, or answer one of them.",
    )
    LANGUAGE_UNKNOWN = Why(Kind.UNKNOWN, "There is no page in this language.")
    FORM_STALE = Why(Kind.INVALID, "This form is no longer valid. Open the page again and send it anew.")


@cache
def style() -> tuple[str, bytes]:
    """The style sheet and its name, which changes with it."""
    content = (LAYOUT / "style.css").read_bytes()
    return f"style.{hashlib.sha256(content).hexdigest()[:12]}.css", content


@dataclass(frozen=True, slots=True)
class Visit:
    """A person's request for a page, in a language."""

    request: Request[Any, Any, Any]
    language: Language

    @property
    def context(self) -> Context:
        context: Context = self.request.app.state.context
        return context

    def holder(self, token: str) -> tuple[UUID, UUID]:
        """Seller and reservation of a capability link. Refuses: LINK_UNKNOWN."""
        opened: tuple[UUID, UUID] | None = self.context.links.read(token)
        if opened is None:
            raise Refused(PageReason.LINK_UNKNOWN)
        return opened

    async def form(self) -> dict[str, str]:
        """The fields of a sent form. Refuses: FORM_STALE, BODY_TOO_LARGE."""
        call = Call(self.context, self.request.scope, self.request.receive)
        try:
            pairs = parse_qsl(
                (await call.raw()).decode(),
                keep_blank_values=True,
                max_num_fields=FORM_FIELDS_MAX,
                errors="strict",
            )
        except ValueError:
            raise Refused(PageReason.FORM_STALE) from None
        return dict(pairs)

    async def ask(
        self, verb: Verb[Any], args: msgspec.Struct, seller: UUID, about: UUID, form: Mapping[str, str]
    ) -> Answer:
        """Ask for a verb as the holder. A form that is sent twice is one request: its key says so."""
        key = form.get("form_key", "")
        if not _FORM_KEY.fullmatch(key):
            raise Refused(PageReason.FORM_STALE)
        said = msgspec.json.encode(dict(sorted((n, v) for n, v in form.items() if n != "form_key")))
        call = Call(self.context, self.request.scope, self.request.receive)
        name = f"~page/{verb.name}/{about.hex}/{key}"
        return await call.ask_as(verb, args, Caller(seller, By("holder")), name, said)

    def path(self, rest: str) -> str:
        return f"/{self.language.code}/{rest}"

    def reservation_path(self, token: str, rest: str = "") -> str:
        return self.path(f"r/{token}{rest}")


def visit(request: Request[Any, Any, Any], lang: str) -> Visit:
    """Refuses: LANGUAGE_UNKNOWN."""
    if lang not in load():
        raise Refused(PageReason.LANGUAGE_UNKNOWN)
    return Visit(request, load()[lang])


def see_other(path: str) -> Redirect:
    """After a form: the page that shows what came of it. Source: RFC 9110, 15.4.4."""
    return Redirect(path, status_code=303, headers=HEADERS)


@dataclass(frozen=True)
class Pages:
    """A room's templates, on top of the house's layout."""

    folder: Path
    _environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader([self.folder, LAYOUT]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        object.__setattr__(self, "_environment", environment)

    def show(
        self, template: str, language: Language, path: str, *, status: int = 200, **facts: Any
    ) -> Response[str]:
        """A page. `path`: its address behind the language, for the way to the other languages."""
        others = [(one.code, one.endonym, f"/{one.code}{path}") for one in load().values()]
        page = self._environment.get_template(template).render(
            **facts,
            say=language.text,
            language=language,
            languages=others,
            style=f"/assets/{style()[0]}",
            form_key=secrets.token_urlsafe(18),
            paragraphs=_paragraphs,
        )
        headers = {**HEADERS, "content-language": language.code}
        return Response(page, status_code=status, headers=headers, media_type="text/html")


def _paragraphs(text: str) -> Markup:
    """What a person wrote in several lines, as paragraphs; escaped."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


own = Pages(LAYOUT)


def pages_router(*handlers: Any) -> Router:
    """A room's pages; whatever is refused there is told on a page."""
    return Router(
        "/",
        route_handlers=list(handlers),
        include_in_schema=False,
        exception_handlers={Refused: refusal_page, Exception: trouble_page},
    )


def refusal_page(request: Request[Any, Any, Any], refused: Refused) -> Response[Any]:
    """Why not, in the visitor's language, and the way back."""
    language = _language(request)
    why = refused.reason.why
    token = request.path_params.get("token")
    is_known = token is not None and refused.reason is not PageReason.LINK_UNKNOWN
    return own.show(
        "trouble.html",
        language,
        "",
        status=why.kind.value,
        title=language.text(f"problem.{why.kind.value}"),
        sentence=language.refusal(refused.reason.code, why.sentence, refused.facts),
        back=f"/{language.code}/r/{token}" if is_known else None,
    )


def trouble_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The world is away, or we are broken: what the visitor can do."""
    language = _language(request)
    if isinstance(error, problems.AWAY):
        problem = problems.of_outage(error, language)
    elif isinstance(error, HTTPException) and error.status_code < 500:
        return refusal_page(request, Refused(WebReason.NO_SUCH_PLACE))
    else:
        log.error("page_broken", exc_info=error)
        problem = problems.of_defect(language)
    page = own.show(
        "trouble.html",
        language,
        "",
        status=problem.status,
        title=problem.title,
        sentence=problem.detail,
        back=None,
    )
    for name, value in problems.headers_of(problem):
        page.headers[name.decode()] = value.decode()
    return page


def _language(request: Request[Any, Any, Any]) -> Language:
    code = request.url.path.strip("/").partition("/")[0]
    return load()[code] if code in load() else pick(request.headers.get("accept-language"))


@get("/assets/{name:str}", include_in_schema=False)
async def asset(name: FromPath[str]) -> Response[bytes]:
    """The style sheet, kept by browsers for ever: its name changes with it."""
    known, content = style()
    if name != known:
        raise Refused(WebReason.NO_SUCH_PLACE)
    headers = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return Response(content, headers=headers, media_type="text/css")


@get("/", include_in_schema=False)
async def home(request: Request[Any, Any, Any]) -> Response[Any]:
    """Where nobody is sent, and somebody comes all the same."""
    language = pick(request.headers.get("accept-language"))
    return own.show("home.html", language, "")


def handlers() -> list[Any]:
    return [pages_router(asset, home)]
