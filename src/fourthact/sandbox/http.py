"""HTTP on the loopback address, by h11, for a server that must also be able to misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import h11

BODY_BYTES_MAX = 1024 * 1024
READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. `target`: path and query as sent; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, and how: late, or by closing the connection without a word."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    delay_seconds: float = 0.0
    unanswered: bool = False
    when_quiet: bool = False
    headers: tuple[tuple[str, str], ...] = ()


Handle = Callable[[Request], Awaitable[Answer]]


async def serve(handle: Handle, port: int) -> asyncio.Server:
    """Listen, and hand every request to `handle`."""
    talks: set[asyncio.Task[None]] = set()  # a task that nobody holds may vanish

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(_talk(handle, reader, writer))
        talks.add(talk)
        talk.add_done_callback(talks.discard)

    return await asyncio.start_server(connected, "127.0.0.1", port)


async def _talk(handle: Handle, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await _converse(handle, reader, writer)
    except (ConnectionError, h11.ProtocolError):
        pass  # the caller left, or speaks no HTTP: there is nobody to tell
    finally:
        writer.close()


async def _converse(handle: Handle, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h11.Connection(h11.SERVER)
    while (request := await _next_request(connection, reader)) is not None:
        answer = await handle(request)
        await asyncio.sleep(answer.delay_seconds)
        if answer.unanswered:
            return
        writer.write(_written(connection, answer))
        await writer.drain()
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


async def _next_request(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    """The next whole request, or None when the caller is done or sends too much."""
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(READ_BYTES))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > BODY_BYTES_MAX:
                return None
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
            return Request(head.method.decode(), head.target.decode("latin-1"), headers, bytes(body))
        else:
            return None


def _written(connection: h11.Connection, answer: Answer) -> bytes:
    head = h11.Response(
        status_code=answer.status,
        headers=[
            ("content-type", answer.content_type),
            ("content-length", str(len(answer.body))),
            ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("x-content-type-options", "nosniff"),
            *answer.headers,
        ],
    )
    events = (head, h11.Data(data=answer.body), h11.EndOfMessage())
    return b"".join(connection.send(event) or b"" for event in events)
