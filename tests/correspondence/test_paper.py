"""Letters, read back by another program than the one that draws them: their words, their size, and what an envelope
shows of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest

from fourthact.correspondence.paper import Paper, UnprintableError, address_lines, draw

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
MM = 72 / 25.4
A4_MM = (210, 297)
# What a window shows of a sheet however it lies in its envelope: left, top, right, bottom. Units: mm of the sheet.
# Envelopes of 110 mm height; the sheet is folded to 105 mm (DIN 5008 B) or to 99 mm (in three). Windows: Germany
# 45 x 90, 20 mm from the left and 15 from below; Britain 35 x 90, 20 and 18; France 35 x 100 in 220, Italy 35 x 100
# in 230, both 20 from the right and 20 from below.
LEFT = (20, 57, 100, 87)
RIGHT = (110, 55, 190, 79)
WHO = {
    "en": (
        "Ada Example",
        "Flat 3\n12 Long Example Road\nLondon\nSW1A 1AA\nUNITED KINGDOM",
        "Ada Example",
        LEFT,
    ),
    "ko": ("김하늘", "서울특별시 중구 세종대로 110\n101동 202호\n04524", "김하늘 귀하", LEFT),
    "fr": ("Cléo Dupont", "8 rue de l'Exemple\n75011 PARIS", "Cléo Dupont", RIGHT),
    "it": ("Chiara Esempio", "Via dell'Esempio 8\n20121 MILANO MI", "Chiara Esempio", RIGHT),
}
SENDER = "1 Motor Way\n12345 Example Town"
NOTE = {
    "en": "Écris, scrivi, write",
    "ko": "왼쪽 코드를 스캔하십시오",
    "fr": "Le code ouvre « la page »",
    "it": "È qui",
}


def paper(
    language: str, address: tuple[str, ...], paragraphs: tuple[str, ...] = ("One.", "Two.\n– Three")
) -> Paper:
    return Paper(
        language=language,
        seller="Example Motors",
        sender=SENDER,
        address=address,
        code="7K2QF-M9X4H",
        references=(("Reservation", "7K2QF-M9X4H"), ("Record", "act_0123")),
        subject="The date has changed: 인도 예정일",
        paragraphs=paragraphs,
        notes=(NOTE[language],),
        page_url="https://r.example-motors.example/r/abc",
    )


def boxes(page: pdfium.PdfPage, text: str) -> list[tuple[float, float, float, float]]:
    """Where a text stands on a page: left, top, right and bottom of each of its pieces. Units: mm."""
    words = page.get_textpage()
    found = words.search(text).get_next()
    assert found is not None, f"{text!r} does not stand there"
    height = page.get_height()
    first, count = found
    pieces = [words.get_rect(n) for n in range(words.count_rects(first, count))]
    return [
        (left / MM, (height - top) / MM, right / MM, (height - low) / MM) for left, low, right, top in pieces
    ]


@pytest.mark.parametrize("language", WHO)
def test_a_letter_is_for_a_window_envelope(language: str) -> None:
    """Each line of the address stands where every envelope of its kind shows it; the words are all there, in glyphs
    that another program reads back; and it is the same bytes each time."""
    name, rest, first, window = WHO[language]
    lines = address_lines(name, rest)
    wanted = paper(language, (first, *lines[1:]))
    pdf = draw(wanted, AT)
    assert pdf == draw(wanted, AT)
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    assert tuple(round(side / MM) for side in page.get_size()) == A4_MM
    text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
    for said in (wanted.subject, "One.", "– Three", "Record", "act_0123", NOTE[language], *wanted.address):
        assert said in text
    left, top, right, bottom = window
    for line in wanted.address:
        for box in boxes(page, line):
            assert box[0] >= left
            assert box[1] >= top
            assert box[2] <= right
            assert box[3] <= bottom
    # Nothing else shows in the window, but the sender's line above the address.
    shown = page.get_textpage().get_text_bounded(
        left * MM, (A4_MM[1] - bottom) * MM, right * MM, (A4_MM[1] - top) * MM
    )
    left_over = shown.replace("\r\n", "\n")
    for line in wanted.address:
        left_over = left_over.replace(line, "")
    assert left_over.replace("Example Motors · 1 Motor Way · 12345 Example Town", "").strip() == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_long_address_still_fits_its_window(language: str) -> None:
    name = "Prof. Maximiliane-Alexandra von und zu Beispiel-Musterhausen-Hohenbeispiel"
    lines = address_lines(
        name, "\n".join(f"A line of the address, the {n}th, which is long" for n in range(9))
    )
    assert len(lines) == 6
    page = pdfium.PdfDocument(draw(paper(language, lines), AT))[0]
    _, top, _, bottom = LEFT if language == "en" else RIGHT
    for piece in ("Prof. Maximiliane-Alexandra", "8th, which is long"):
        for box in boxes(page, piece):
            assert top <= box[1] <= box[3] <= bottom


def test_a_long_letter_has_more_pages_and_each_says_which() -> None:
    long = draw(
        paper("en", ("Ada Example", "12 Road"), tuple(f"Paragraph {n}. " + "Word " * 60 for n in range(30))),
        AT,
    )
    document = pdfium.PdfDocument(long)
    assert len(document) > 1
    for n, page in enumerate(document, 1):
        assert f"{n} / {len(document)}" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', "$x$ *a* _b_ `c` <d> @e \\", "#panic()"])
def test_words_of_others_are_never_instructions(words: str) -> None:
    page = pdfium.PdfDocument(draw(paper("en", (words, "12 Road"), (words,)), AT))[0]
    assert page.get_textpage().get_text_bounded().count(words) == 2


def test_signs_that_no_font_has_are_said_and_not_printed_as_boxes() -> None:
    with pytest.raises(UnprintableError):
        draw(paper("en", ("ไทย", "12 Road")), AT)


@pytest.mark.parametrize(
    ("name", "address", "lines"),
    [
        ("Cléo Dupont", "8 rue X\nParis", ("Cléo Dupont", "8 rue X", "Paris")),
        ("Cléo Dupont", "Mme Cléo Dupont\n\n 8  rue X ", ("Mme Cléo Dupont", "8 rue X")),
        ("Cléo Dupont", "Cléo Dupont", ("Cléo Dupont",)),
        ("A", "b\nc\nd\ne\nf\ng\nh", ("A", "b", "c", "d", "e", "f, g, h")),
    ],
)
def test_the_lines_of_an_address(name: str, address: str, lines: tuple[str, ...]) -> None:
    assert address_lines(name, address) == lines
