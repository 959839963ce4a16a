"""What a browser without JavaScript does for a holder: it opens pages and sends their forms."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.simulate.world import World


class Forms(HTMLParser):
    """The forms of a page: by the last part of their address, what they carry unseen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, dict[str, str]]] = {}
        self._open: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form" and named.get("method") == "post":
            self._open = {}
            self.found[named["action"].rpartition("/")[2]] = (named["action"], self._open)
        elif tag == "input" and named.get("type") == "hidden" and self._open is not None:
            self._open[named["name"]] = named["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


async def submit(world: World, address: str, form: str, *, times: int = 1, **fields: str) -> int | None:
    """Open a page, fill in a form and send it (twice, for the impatient); the answer, None without such a form."""
    page = await world.page("GET", address)
    found = Forms(page.text).found.get(form) if page.status_code == 200 else None
    if found is None:
        return None
    action, hidden = found
    statuses = [(await world.page("POST", action, {**hidden, **fields})).status_code for _ in range(times)]
    return statuses[0] if len(set(statuses)) == 1 else -1
