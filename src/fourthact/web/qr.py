"""QR codes as inline SVG: black on white whatever the page's colours, with the quiet zone that scanners need."""

from __future__ import annotations

from markupsafe import Markup

QUIET_MODULES = 4


def picture(text: str, title: str) -> Markup:
    """A QR code of a text in UTF-8, at error level M. `title`: what it is, for who cannot see it.

    Source: ISO/IEC 18004; EPC069-12 asks for level M. Errors: segno.DataOverflowError for a text that fits in none.
    """
    import segno

    code = segno.make(text.encode(), error="m", boost_error=False, mode="byte", micro=False)
    drawn = code.svg_inline(
        border=QUIET_MODULES,
        light="#fff",
        dark="#000",
        title=title,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))
