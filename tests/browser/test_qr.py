"""A scanner reads the code off the page as a browser paints it: at night, on a telephone, in every language."""

from __future__ import annotations

import struct
import zlib
from tempfile import TemporaryDirectory

import zxingcpp

from fourthact.languages import load
from tests.browser.chromium import PHONE, Looking, looked_at
from tests.browser.test_pages import faults
from tests.payments.test_instructions import GERMAN
from tests.web.test_instructions import bank, placed_by_transfer

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def grey(png: bytes) -> tuple[bytes, int, int]:
    """The red of each dot of a screenshot, with height and width. Source: PNG (ISO/IEC 15948), 8 bits, RGB or RGBA."""
    assert png.startswith(SIGNATURE)
    at, packed, width, height, per_dot = len(SIGNATURE), b"", 0, 0, 3
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, interlaced) == (8, 0)
            per_dot = {2: 3, 6: 4}[colour]
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    raw, size = zlib.decompress(packed), width * per_dot
    last, reds = bytearray(size), bytearray()
    for row in range(height):
        start = row * (size + 1)
        line = bytearray(raw[start + 1 : start + 1 + size])
        _unfilter(raw[start], line, last, per_dot)
        reds += line[::per_dot]
        last = line
    return bytes(reds), height, width


def _unfilter(how: int, line: bytearray, above: bytearray, per_dot: int) -> None:
    for n in range(len(line)):
        a = line[n - per_dot] if n >= per_dot else 0
        b, c = above[n], above[n - per_dot] if n >= per_dot else 0
        p = a + b - c
        paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        line[n] = (line[n] + (0, a, b, (a + b) // 2, paeth)[how]) % 256


async def scanned(look: Looking) -> None:
    """Dark colours, a narrow window and no script: the code is still black on white, and holds what the API says."""
    with TemporaryDirectory() as folder:
        bank(look.web, folder, GERMAN)
        placed = await placed_by_transfer(look.web, "EUR", "en")
        here = f"/reservations/{placed['reservation']}"
        (due,) = (await look.web.told(f"{here}/instructions"))["instructions"]
        for language in load():
            async with look.page(viewport=PHONE, color_scheme="dark", device_scale_factor=2) as page:
                await page.goto(look.at(placed["page"].replace("/en/", f"/{language}/")))
                picture = page.locator("svg.qr")
                assert await picture.get_attribute("role") == "img"
                assert due["reference"] in (await picture.locator("title").text_content() or "")
                dots, height, width = grey(await picture.screenshot())
                (found,) = zxingcpp.read_barcodes(memoryview(dots).cast("B", (height, width)))
                assert bytes(found.bytes).decode() == due["qr"]
            async with look.page(viewport=PHONE, java_script_enabled=True) as page:
                await page.goto(look.at(placed["page"].replace("/en/", f"/{language}/")))
                assert await faults(page) == []
        del look.house.app.rails["bank_transfer"]  # type: ignore[attr-defined]


test_a_scanner_reads_the_page = looked_at(scanned)
