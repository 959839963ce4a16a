"""HTML mail to plain lines: what a reader would see, with quoted blocks marked as quoted."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre".split())
_UNSEEN = frozenset("head script style title template noscript object svg".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_QUOTE_CLASS = re.compile(
    r"\b(gmail_quote(?!_attribution)|gmail_extra_quote|yahoo_quoted|moz-email-quote|protonmail_quote|zmail_extra"
    r"|tutanota_quote|quoted_text|quote-block)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_SEPARATOR_ID = re.compile(
    r"^(divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message)", re.I
)
SEPARATOR = "-----Original Message-----"
DEPTH_MAX = 200
REST_CHARACTERS_MAX = 2_000
_TAG = re.compile(r"<[^<>]{0,2000}>")


def lines_of(markup: str) -> str:
    """The visible text of an HTML body, one line a block; quoted blocks start with `> `. Never raises."""
    page = _Page()
    try:
        page.feed(markup)
        if len(page.rawdata) > REST_CHARACTERS_MAX:
            # Something was opened and never closed: the library would look for its end from each `<` on.
            rest, page.rawdata = page.rawdata, ""
            page.handle_data(unescape(_TAG.sub(" ", rest)))
        page.close()
    except AssertionError:
        # html.parser asserts on some broken declarations (`<![`): what was read stands, the rest is stripped.
        page.handle_data(unescape(_TAG.sub(" ", markup[page.consumed() :])))
    return page.text()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, quotes, hides
        self._quotes = 0
        self._hides = 0
        self._pre = 0

    def consumed(self) -> int:
        row, column = self.getpos()
        lines = self.rawdata.splitlines(keepends=True)
        return sum(len(line) for line in lines[: row - 1]) + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._finish(spaced=tag in _SPACED)
        if _SEPARATOR_ID.match(given.get("id", "")):
            self._lines.append((self._quotes, SEPARATOR))
        if tag in _VOID or len(self._open) >= DEPTH_MAX:
            return
        quotes = tag == "blockquote" or bool(_QUOTE_CLASS.search(given.get("class", "")))
        quotes = quotes and not self._indents_only(tag, given)
        hides = tag in _UNSEEN or bool(_HIDDEN.search(given.get("style", ""))) or "hidden" in given
        self._open.append((tag, quotes, hides))
        self._quotes += quotes
        self._hides += hides
        self._pre += tag == "pre"

    @staticmethod
    def _indents_only(tag: str, given: dict[str, str]) -> bool:
        # Webmail indents its own paragraphs with a bare blockquote whose style has a margin and no border.
        style = given.get("style", "").replace(" ", "").lower()
        return (
            tag == "blockquote" and "border:none" in style and "margin:0040px" in style.replace("px", "", 2)
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._finish(spaced=tag in _SPACED)
        for depth in range(len(self._open) - 1, max(-1, len(self._open) - 40), -1):
            if self._open[depth][0] == tag:
                for closed, quotes, hides in self._open[depth:]:
                    self._quotes -= quotes
                    self._hides -= hides
                    self._pre -= closed == "pre"
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self._hides:
            return
        if self._pre:
            first, *more = data.split("\n")
            self._line.append(first)
            for line in more:
                self._break()
                self._line.append(line)
        else:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _break(self) -> None:
        text = "".join(self._line)
        self._line.clear()
        if not self._hides:
            self._lines.append((self._quotes, text if self._pre else re.sub(r" +", " ", text).strip(" ")))

    def _finish(self, *, spaced: bool) -> None:
        if "".join(self._line).strip():
            self._break()
        else:
            self._line.clear()
        if spaced and self._lines and self._lines[-1][1]:
            self._lines.append((self._quotes, ""))

    def text(self) -> str:
        self._finish(spaced=False)
        marked = (("> " * min(depth, 8) + line).rstrip() for depth, line in self._lines if line or not depth)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(marked).replace("\xa0", " ")).strip("\n")
