"""An operation of the API: what it takes, gives and refuses, said once for the code and for its documentation.

Operations are answered close to the wire: launch night goes through here. What they take is read strictly, every
no leaves as a problem document, and only what is asked of the spine is measured.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
import structlog

from fourthact.acts import Answer, Caller, Request, Verb
from fourthact.languages import Language, pick
from fourthact.values import ids
from fourthact.values.errors import Reason, Refused
from fourthact.web import problems
from fourthact.web.context import Context, Identity
from fourthact.web.problems import Problem, WebReason

log = structlog.get_logger()
encode = msgspec.json.Encoder().encode
canonical = msgspec.json.Encoder(order="sorted").encode

JSON = b"application/json"
# A browser that opens an answer takes it for what it says it is: a stranger's words within are never a page.
NO_SNIFFING = (b"x-content-type-options", b"nosniff")
CUT_OFF = "it was cut off before its end"
_KEY = re.compile(rb"[!-}][!-~]{0,119}")  # visible ASCII; a leading ~ marks the keys of our own parts
_NAMES = re.compile(r"{(\w+)}")
PREFIX = "/api/v1"
PATH_TEXT_MAX = 80

S = TypeVar("S", bound=msgspec.Struct)
Headers = Sequence[tuple[bytes, bytes]]


def _is_json(kind: bytes) -> bool:
    if kind == JSON:
        return True
    media, _, parameters = kind.lower().partition(b";")
    return media.strip() == JSON and (b"charset" not in parameters or b"utf-8" in parameters)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `content`: bytes as they are, or what is written as JSON."""

    content: Any
    status: int = 200
    headers: Headers = ()
    media_type: bytes = JSON


class Call:
    """One request, as a handler sees it."""

    def __init__(self, context: Context, scope: Any, receive: Any) -> None:
        self.context = context
        self.scope = scope
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self._receive = receive
        self._input = b""
        self._caller: Caller | None = None

    @property
    def language(self) -> Language:
        return pick(self.headers.get(b"accept-language", b"").decode("latin-1"))

    def token(self) -> str:
        """The API key. Refuses: KEY_MISSING."""
        if self._is_doubled(b"authorization"):
            raise Refused(WebReason.KEY_MISSING)  # whose request is it? A proxy may have read the other one
        scheme, _, token = self.headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(WebReason.KEY_MISSING)
        return token.strip()

    def key(self) -> str:
        """The idempotency key. Refuses: IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED."""
        key = self.headers.get(b"idempotency-key")
        if key is None:
            raise Refused(WebReason.IDEMPOTENCY_KEY_MISSING)
        if not _KEY.fullmatch(key) or self._is_doubled(b"idempotency-key"):
            raise Refused(WebReason.IDEMPOTENCY_KEY_MALFORMED)
        return key.decode("ascii")

    def _is_doubled(self, name: bytes) -> bool:
        sent = self.scope["headers"]
        return len(sent) != len(self.headers) and sum(header == name for header, _ in sent) > 1

    async def raw(self, most: int | None = None) -> bytes:
        """The body, whole. Refuses: BODY_TOO_LARGE."""
        message = await self._piece()
        body: bytes = message.get("body", b"")
        most = most or self.context.settings.request_body_bytes_max
        pieces = [body]
        size = len(body)
        while message.get("more_body") and size <= most:
            message = await self._piece()
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
        if size > most:
            raise Refused(WebReason.BODY_TOO_LARGE, {"most": most})
        said = self.headers.get(b"content-length")
        if said is not None and said != str(size).encode():
            raise Refused(WebReason.JSON_MALFORMED, {"what": CUT_OFF})
        return body if len(pieces) == 1 else b"".join(pieces)

    async def _piece(self) -> Any:
        """The next piece of the body. Refuses: JSON_MALFORMED if the caller went away before its end."""
        message = await self._receive()
        if message["type"] != "http.request":
            raise Refused(WebReason.JSON_MALFORMED, {"what": CUT_OFF})
        return message

    async def body(self, decoder: msgspec.json.Decoder[S], most: int | None = None) -> S:
        """The body, read strictly. Refuses: BODY_NOT_JSON, BODY_TOO_LARGE, JSON_MALFORMED, FIELD_INVALID."""
        if not _is_json(self.headers.get(b"content-type", b"")):
            raise Refused(WebReason.BODY_NOT_JSON)
        raw = await self.raw(most)
        try:
            wanted = decoder.decode(raw)
        except msgspec.ValidationError as error:
            raise problems.of_validation(error, WebReason.FIELD_INVALID) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            what = str(error).removeprefix("JSON is malformed: ")
            raise Refused(WebReason.JSON_MALFORMED, {"what": what}) from None
        self._input = canonical(wanted)
        return wanted

    def query(self, wanted: type[S]) -> S:
        """The query, read strictly. Refuses: QUERY_INVALID."""
        pairs = parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        try:
            return msgspec.convert(dict(pairs), wanted, strict=False)
        except msgspec.ValidationError as error:
            raise problems.of_validation(error, WebReason.QUERY_INVALID) from None

    def caller(self) -> Caller:
        """Whoever holds the API key; the batch looks whether it is in use. Refuses: KEY_MISSING."""
        if self._caller is None:
            known = self.context.key_id_of(self.token())
            if known is None:
                raise Refused(WebReason.KEY_MISSING)
            self._caller = Caller(known[0], key_id=known[1])
        return self._caller

    def seller(self) -> UUID:
        """Whose API key it claims to be. Refuses: KEY_MISSING."""
        return self.caller().seller

    async def ask(self, verb: Verb[Any], args: msgspec.Struct) -> Answer:
        """Ask the spine for a verb, for whoever holds the API key. Errors: Refused, Unavailable, Broken."""
        # What the request is about stands in its path: the same key for another path is another input.
        said = self.scope["path"].rstrip("/").encode() + b"\0" + self._input
        return await self.ask_as(verb, args, self.caller(), self.key(), said)

    def names(self, answer: Answer) -> list[str]:
        """The ids of the acts that an answer consists of."""
        return [ids.outer("act", recorded.id) for recorded in answer.acts]

    async def ask_as(
        self, verb: Verb[Any], args: msgspec.Struct, caller: Caller, key: str, said: bytes
    ) -> Answer:
        """Ask the spine for a verb, and count what became of it."""
        since, outcome = perf_counter(), "broken"
        try:
            answer = await self.context.spine.ask(Request(verb, caller, key, args, said))
            outcome = "repeated" if answer.repeated else "done"
            return answer
        except Refused as no:
            outcome = no.reason.code
            raise
        except problems.AWAY:
            outcome = "unavailable"
            raise
        finally:
            self.context.metrics.told(verb.name, outcome, since)

    @asynccontextmanager
    async def reading(self, scope: str) -> AsyncIterator[tuple[Any, Identity]]:
        """A connection to read with, for a key that has the scope. Refuses: as the people's rules."""
        token = self.token()
        async with self.context.pool.connection() as conn:
            yield conn, await self.context.authenticate(conn, token, scope)


def known(kind: str, text: str, reason: Reason) -> UUID:
    """The id in a path; one that cannot be an id is told from an unknown one in nothing. Refuses: the reason."""
    try:
        return ids.inner(kind, text)
    except ValueError:
        raise Refused(reason, {kind: text[:PATH_TEXT_MAX]}) from None


def told(answer: Answer, content: Any, status: int = 201) -> Reply:
    """The answer to a request that changed something; a repeat gets the same body and says so."""
    headers = [(b"idempotent-replay", b"true")] if answer.repeated else []
    return Reply(content, status, headers)


Handler = Callable[..., Awaitable[Reply]]


@dataclass(frozen=True)
class Operation(Generic[S]):
    """One operation. `scope`: what its key needs, None where none is asked for; `gives`: the answer's form."""

    method: str
    path: str
    handler: Handler
    takes: type[S] | None = None
    query: type[msgspec.Struct] | None = None
    gives: Any = None
    status: int = 200
    scope: str | None = None
    media_type: str = "application/json"
    keyed: bool = False
    carries_document: bool = False
    refuses: tuple[Reason, ...] = ()

    @cached_property
    def decoder(self) -> msgspec.json.Decoder[S] | None:
        return None if self.takes is None else msgspec.json.Decoder(self.takes)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return () if self.takes is None else self.takes.__struct_fields__

    @cached_property
    def names(self) -> list[str]:
        """The parts of the path that a caller fills in."""
        return _NAMES.findall(self.path)

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().partition("\n")[0]

    async def answer(self, call: Call, names: Mapping[str, str]) -> Reply:
        # Who asks comes first: a stranger learns nothing from how a body or a query is refused.
        if self.scope is not None:
            call.caller()
        if self.keyed:
            call.key()
        arguments: list[Any] = [str(names[name]) for name in self.names]
        if self.decoder is not None:
            arguments.append(await call.body(self.decoder, await self._most(call)))
        if self.query is not None:
            arguments.append(call.query(self.query))
        return await self.handler(call, *arguments)

    async def _most(self, call: Call) -> int | None:
        """How long the body may be, if longer than others: only for a key that is in use. Refuses: as `reading`."""
        if not self.carries_document or self.scope is None:
            return None
        async with call.reading(self.scope):
            most: int = call.context.settings.document_bytes_max
        return call.context.settings.request_body_bytes_max + (most + 2) // 3 * 4  # base64


@dataclass
class Operations:
    """The operations of one room, collected by its `api.py`. `about`: their heading in the documentation;
    `gate`: why any API key of the house may be refused, said by the room that knows about keys.
    """

    about: str
    gate: tuple[Reason, ...] = ()
    operations: list[Operation[Any]] = field(default_factory=list)

    def get(
        self,
        path: str,
        *,
        gives: Any,
        scope: str | None,
        query: type[msgspec.Struct] | None = None,
        media_type: str = "application/json",
        refuses: Iterable[Reason] = (),
    ) -> Callable[[Handler], Handler]:
        """A question."""

        def keep(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    *("GET", path, handler),
                    query=query,
                    gives=gives,
                    scope=scope,
                    media_type=media_type,
                    refuses=tuple(refuses),
                )
            )
            return handler

        return keep

    def post(
        self,
        path: str,
        *,
        takes: type[msgspec.Struct] | None,
        gives: Any,
        scope: str | None,
        status: int = 201,
        keyed: bool = True,
        carries_document: bool = False,
        refuses: Iterable[Reason] = (),
    ) -> Callable[[Handler], Handler]:
        """A request for a change. `keyed`: it carries an idempotency key; `carries_document`: so it may be long."""

        def keep(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    *("POST", path, handler),
                    takes=takes,
                    gives=gives,
                    status=status,
                    scope=scope,
                    keyed=keyed,
                    carries_document=carries_document,
                    refuses=tuple(refuses),
                )
            )
            return handler

        return keep


class Api:
    """All operations of the house, as the ASGI application below `/api/v1`; the router's work for them is here.

    An exact path is one look-up: launch night's is one. Paths with names in them are tried one after another.
    """

    def __init__(self, context: Context, rooms: Sequence[Operations], served: Mapping[str, Reply]) -> None:
        self._context = context
        self._served = served
        self._exact: dict[str, dict[str, Operation[Any]]] = {}
        named: dict[str, dict[str, Operation[Any]]] = {}
        for operation in (operation for room in rooms for operation in room.operations):
            paths = named if operation.names else self._exact
            methods = paths.setdefault(operation.path, {})
            assert operation.method not in methods, f"{operation.method} {operation.path} is there twice"
            methods[operation.method] = operation
        self._named = [(pattern(path), methods) for path, methods in named.items()]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        call, operation = Call(self._context, scope, receive), None
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        try:
            methods, names = self._found(scope["path"].removeprefix(PREFIX).rstrip("/"), method)
            operation = methods.get(method)
            if operation is None:
                facts = {"method": scope["method"], "allowed": ", ".join(sorted(methods))}
                raise Refused(WebReason.METHOD_NOT_ALLOWED, facts)
            reply = await operation.answer(call, names)
        except _Served as ready:
            reply = ready.reply
        except Exception as error:  # noqa: BLE001 - every error becomes a problem document, defects with a trace
            reply = no(error, call.language, operation.fields if operation else ())
        await put(send, reply, bodiless=scope["method"] == "HEAD")

    def _found(self, path: str, method: str) -> tuple[dict[str, Operation[Any]], Mapping[str, str]]:
        """The operations at a path, and what stands for its names. Refuses: NO_SUCH_PLACE."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact, {}
        for form, methods in self._named:
            match = form.fullmatch(path)
            if match:
                return methods, match.groupdict()
        if path in self._served and method == "GET":
            raise _Served(self._served[path])
        raise Refused(WebReason.NO_SUCH_PLACE)


class _Served(Exception):
    """A path whose reply is ready."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def pattern(path: str) -> re.Pattern[str]:
    """What a path looks like; a name stands for one part of it, `rest` for all that follows."""
    return re.compile(_NAMES.sub(lambda m: f"(?P<{m[1]}>{'.+' if m[1] == 'rest' else '[^/]+'})", path))


def no(error: Exception, language: Language, fields: Iterable[str] = ()) -> Reply:
    """The reply for whatever went wrong. A defect of ours is written down here, once, with its trace."""
    facts: Mapping[str, Any] = {}
    if isinstance(error, Refused):
        problem, facts = problems.of_refusal(error, language, fields), error.facts
    elif isinstance(error, problems.AWAY):
        problem = problems.of_outage(error, language)
    else:
        log.error("request_broken", exc_info=error)
        problem = problems.of_defect(language)
    return _document(problem, language, facts)


def _document(problem: Problem, language: Language, facts: Mapping[str, Any]) -> Reply:
    headers = [*problems.headers_of(problem, facts), (b"content-language", language.code.encode())]
    return Reply(encode(problem), problem.status, headers, problems.MEDIA_TYPE.encode())


async def put(send: Any, reply: Reply, *, bodiless: bool = False) -> None:
    """Write a reply to the wire."""
    content = reply.content if isinstance(reply.content, bytes) else encode(reply.content)
    headers = [
        (b"content-type", reply.media_type),
        (b"content-length", str(len(content)).encode()),
        NO_SNIFFING,
        *reply.headers,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else content})
