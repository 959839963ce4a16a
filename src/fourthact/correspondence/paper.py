"""A notice on paper: a PDF for a window envelope, the same bytes however often it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from fourthact.web.qr import picture

if TYPE_CHECKING:
    import typst

# An address of more lines than a window shows has its last ones joined.
LINES_MAX = 6
TEMPLATE = "paper.typ"


class Layout(msgspec.Struct, frozen=True):
    """Where things stand on the first page. Units: millimetres from the sheet's upper left corner.

    `sender_in_window`: the sender's line stands above the address, else at the head of the sheet.
    """

    name: str
    window_x: float
    window_y: float
    window_width: float
    window_height: float
    sender_in_window: bool
    head_x: float
    references_x: float
    references_y: float
    text_y: float
    folds: tuple[float, ...]


# Source: DIN 5008 form B; envelopes DL with the window on the left (DIN 680, BS 4264 alike).
LEFT = Layout("DIN 5008 B", 25, 63, 74, 23, True, 25, 125, 50, 98.5, (105, 210))
# Source: NF Z 11-001; envelopes DL with the window on the right, 20 mm from its right and lower edge, as Italy has
# them too (110 x 230 mm).
RIGHT = Layout("NF Z 11-001", 112, 57, 76, 22, False, 25, 25, 50, 98.5, (99, 198))
LAYOUTS: Mapping[str, Layout] = {"fr": RIGHT, "it": RIGHT}
LATIN, KOREAN = "Libertinus Serif", "Noto Sans KR"


class Paper(msgspec.Struct, frozen=True):
    """What stands in a letter, in the words of its language. `address`: its lines; `references`: label and value."""

    language: str
    seller: str
    sender: str
    address: tuple[str, ...]
    code: str
    references: tuple[tuple[str, str], ...]
    subject: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    page_url: str


class UnprintableError(Exception):
    """The letter cannot be printed as it is: it has signs that none of our fonts has."""


def layout_of(language: str) -> Layout:
    """The layout of letters in a language."""
    return LAYOUTS.get(language, LEFT)


def address_lines(name: str, address: str) -> tuple[str, ...]:
    """The lines of an address block; the name stands first, and no line is lost."""
    lines = [" ".join(line.split()) for line in address.splitlines() if line.strip()]
    if not lines or name.casefold() not in lines[0].casefold():
        lines.insert(0, name)
    return (
        (*lines[: LINES_MAX - 1], ", ".join(lines[LINES_MAX - 1 :]))
        if len(lines) > LINES_MAX
        else tuple(lines)
    )


def draw(paper: Paper, at: datetime) -> bytes:
    """The letter as PDF/A-2b. `at`: its date of making, which is the notice's. Errors: UnprintableError."""
    import typst

    fonts = (KOREAN, LATIN) if paper.language == "ko" else (LATIN, KOREAN)
    data: dict[str, Any] = msgspec.to_builtins(paper)
    data |= {"layout": msgspec.to_builtins(layout_of(paper.language)), "fonts": fonts}
    data["qr"] = str(picture(paper.page_url, paper.page_url))
    source = resources.files(__package__).joinpath(TEMPLATE).read_bytes()
    try:
        drawn = typst.compile(
            source,
            font_paths=_fonts(),
            pdf_standards="a-2b",
            sys_inputs={"letter": msgspec.json.encode(data).decode()},
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            # The one thing that may be wrong with what people write. Anything else is a defect of ours.
            raise UnprintableError(str(error)) from error
        raise
    assert isinstance(drawn, bytes)
    return drawn


@cache
def _fonts() -> typst.Fonts:
    """The Korean font, and the Latin one that comes with the typesetter; none of this machine's."""
    import typst
    from pylopdf_fonts_ko import sans_path

    return typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])
