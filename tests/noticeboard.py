"""A small HTTP server that takes the notices of a rail in, as the web server would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from fourthact.rails.contract import NotGenuine
from fourthact.values.errors import Unavailable

Hear = Callable[[Mapping[str, str], bytes], Awaitable[None]]


@asynccontextmanager
async def hearing(hear: Hear) -> AsyncIterator[str]:
    """Listen; the address to send notices to. What is not stored is not acknowledged."""

    callers: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers[writer] = asyncio.current_task()
        try:
            while (request := await _read(reader)) is not None:
                status = await _status(hear, *request)
                writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/notices"
    finally:
        server.close()
        for writer in callers:
            writer.close()
        await asyncio.gather(*filter(None, callers.values()))


async def _read(reader: asyncio.StreamReader) -> tuple[Mapping[str, str], bytes] | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return None
    lines = head.decode("latin-1").split("\r\n")[1:]
    headers = {
        name.strip().lower(): text.strip()
        for name, _, text in (line.partition(":") for line in lines if line)
    }
    return headers, await reader.readexactly(int(headers.get("content-length", "0")))


async def _status(hear: Hear, headers: Mapping[str, str], raw: bytes) -> str:
    try:
        await hear(headers, raw)
    except NotGenuine:
        return "403 Forbidden"
    except Unavailable:
        return "503 Service Unavailable"
    return "204 No Content"
