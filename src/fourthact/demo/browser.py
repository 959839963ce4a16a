"""A holder at a browser without JavaScript: opens pages, fills in forms, presses buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx2


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and what is filled in already."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: set[tuple[str, str]] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self._inside = True
        elif self._inside and tag in ("input", "button", "select", "textarea") and given.get("name"):
            value = given.get("value", "")
            if tag == "button" or given.get("type") in ("radio", "checkbox", "submit"):
                self.found[-1].choices.add((given["name"], value))
            else:
                self.found[-1].fields[given["name"]] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Browser:
    """One holder's browser. Errors: RuntimeError when a page is not there or has no such form."""

    def __init__(self) -> None:
        self._client = httpx2.Client(follow_redirects=True, timeout=60)
        self.url = ""
        self.page = ""

    def open(self, url: str) -> str:
        """Go to a page; its text."""
        return self._arrive(self._client.get(url))

    def fill(self, **wanted: str) -> str:
        """Fill in the form that has all these fields and send it; the text of the page that comes."""
        parser = _Forms()
        parser.feed(self.page)
        for form in parser.found:
            names = set(form.fields) | {name for name, _ in form.choices}
            offered = all(
                name in form.fields or (name, value) in form.choices for name, value in wanted.items()
            )
            if names.issuperset(wanted) and offered:
                target = urljoin(self.url, form.action) if form.action else self.url
                return self._arrive(self._client.request(form.method, target, data={**form.fields, **wanted}))
        raise RuntimeError(f"{self.url} has no form with {', '.join(wanted)}")

    def _arrive(self, answer: httpx2.Response) -> str:
        if answer.status_code >= 400:
            raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text[:500]}")
        self.url, self.page = str(answer.url), answer.text
        return self.page
