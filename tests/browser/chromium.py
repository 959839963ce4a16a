"""A real Chromium that looks at a house's pages over loopback, without JavaScript, and remembers what it asked for."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from fourthact.serving import build
from tests.house import House, play
from tests.web.visiting import Web, local, web_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@dataclass(slots=True)
class Looking:
    """A house, its web, and a browser that looks at it. `asked`: every address that any page made it fetch."""

    house: House
    web: Web
    base: str
    browser: Browser
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def page(self, **options: Any) -> AsyncIterator[Page]:
        """A page in a window of its own. JavaScript is off unless it is asked for."""
        given: dict[str, Any] = {"java_script_enabled": False, "viewport": DESK} | options
        window: BrowserContext = await self.browser.new_context(**given)
        page = await window.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text))
        try:
            yield page
        finally:
            await window.close()

    def at(self, address: str) -> str:
        return self.base + local(address)

    async def click(self, page: Page, selector: str) -> None:
        """Click, while the house works on what follows."""
        working = asyncio.create_task(self._work())
        await page.click(selector)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await self.house.settle()

    async def _work(self) -> None:
        for _ in range(200):
            await self.house.app.worker.drain()
            await asyncio.sleep(0.05)


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    """The house's web on a port of loopback."""
    config = uvicorn.Config(build(house.app), port=0, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


def looked_at(story: Callable[[Looking], Awaitable[None]]) -> Callable[[], None]:
    """A story in a browser as a test. Nothing is fetched from elsewhere, and the browser has no complaints."""

    async def in_house(house: House) -> None:
        async with served(house) as base, web_of(house) as web, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            looking = Looking(house, web, base, browser)
            try:
                await story(looking)
            finally:
                await browser.close()
            assert looking.asked
            assert [url for url in looking.asked if not url.startswith((base, "data:"))] == []
            assert looking.complaints == []

    def test() -> None:
        if CHROMIUM is None:
            pytest.skip("needs chromium (Debian package chromium)")
        play(in_house)

    test.__doc__, test.__module__ = story.__doc__, story.__module__
    return test
