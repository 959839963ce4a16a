"""Payment instructions where holders and machines find them: the page, the mail and the API, in every language."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from fourthact.languages import load
from fourthact.rails.bank_transfer import open_rail
from tests.payments.test_instructions import GERMAN, read
from tests.rails.worlds.bank_transfer import SECRET
from tests.web.visiting import HOLDER, PRODUCT, Web, problem, visited

GROUPED = "DE89 3704 0044 0532 0130 00"


def bank(web: Web, folder: str, account: str) -> None:
    """The house has an account at a bank whose files come into a folder."""
    settings = {
        "folder": folder,
        "owner": "Example Motors SA",
        "account": account,
        "notice_secret": SECRET,
    }
    rails: Any = web.house.app.rails
    rails["bank_transfer"] = open_rail(settings)


async def placed_by_transfer(web: Web, currency: str, language: str) -> dict[str, Any]:
    stages = [PRODUCT["stages"][0], PRODUCT["stages"][1] | {"rail": "bank_transfer"}]
    product = await web.made("/products", {**PRODUCT, "stages": stages, "currency": currency})
    wanted = {**HOLDER, "language": language, "product": product["id"]}
    return await web.made("/reservations", wanted, "the site")


@pytest.mark.parametrize("language", [*load()])
def test_euro_to_an_iban(language: str) -> None:
    """The page shows payee, IBAN, amount, day and reference, and a QR code that holds the same; so does the mail, in
    words; so does the API. Once it is paid nothing asks for it any more."""

    async def story(web: Web) -> None:
        with TemporaryDirectory() as folder:
            bank(web, folder, GERMAN)
            placed = await placed_by_transfer(web, "EUR", language)
            here = f"/reservations/{placed['reservation']}"
            (due,) = (await web.told(f"{here}/instructions"))["instructions"]
            assert (due["account"], due["beneficiary"], due["stage"]) == (GERMAN, "Example Motors SA", 2)
            assert due["due_at"] == "2018-07-21T09:00:00Z"
            page = (await web.page(placed["page"])).text
            say = load()[language]
            for said in (GROUPED, "Example Motors SA", due["reference"], say.text("transfer.qr_hint")):
                assert said in page
            svg = page[page.index("<svg") : page.index("</svg>")]
            assert "<title>" in svg
            assert "<script" not in page
            assert read(svg).decode() == due["qr"]
            (mail,) = await web.house.mails()
            for said in (GROUPED, "Example Motors SA", due["reference"]):
                assert said in mail["text"]
            assert "\n\n\n" not in mail["text"]
            await web.made("/clock", {"to": "2018-07-22T09:00:00Z"})
            asked = [mail for mail in await web.house.mails() if GROUPED in mail["text"]]
            assert len(asked) == 2  # when the place was taken, and when the day had passed
            del web.house.app.rails["bank_transfer"]  # type: ignore[attr-defined]

    visited(story)()


async def dollars_to_a_routing_number(web: Web) -> None:
    """The model case: nobody's banking app reads a QR code for it, so the page shows words alone, and works."""
    with TemporaryDirectory() as folder:
        bank(web, str(Path(folder)), "021000021/123456789")
        placed = await placed_by_transfer(web, "USD", "fr")
        (due,) = (await web.told(f"/reservations/{placed['reservation']}/instructions"))["instructions"]
        assert (due["bank"], due["account"], due["qr"]) == ("021000021", "123456789", None)
        page = (await web.page(placed["page"])).text
        assert "021000021" in page
        assert "<svg" not in page
        assert (
            problem(await web.get(f"/reservations/rsv_{'0' * 32}/instructions"))["code"]
            == "reservation_unknown"
        )
        del web.house.app.rails["bank_transfer"]  # type: ignore[attr-defined]


test_dollars_to_a_routing_number = visited(dollars_to_a_routing_number)
