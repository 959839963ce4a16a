"""Every notice can be looked at before anybody gets it: in every language, with samples or a holder's own facts."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fourthact.cli import main
from fourthact.correspondence.rules import MailReason
from fourthact.correspondence.specimens import specimen, templates
from fourthact.languages import load
from fourthact.values.errors import Refused
from tests.house import House, dans_house, play
from tests.web.visiting import Web, web_of


@pytest.mark.parametrize("template", templates())
@pytest.mark.parametrize("code", list(load()))
def test_every_notice_has_a_specimen(template: str, code: str) -> None:
    found = specimen(template, code)
    assert found.language == code
    assert found.subject
    for said in (found.text, found.html):
        assert "Example Motors" in said
        assert "{" not in said


def test_a_notice_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        specimen("thanks_for_nothing", "en")
    assert refusal.value.reason is MailReason.TEMPLATE_UNKNOWN
    assert "promise_revised" in refusal.value.sentence


def test_at_the_command_line_without_a_house() -> None:
    named = CliRunner().invoke(main, ["notices", "preview"])
    assert named.stdout.split() == list(templates())
    told = CliRunner().invoke(main, ["notices", "preview", "refund_late", "--language", "ko", "--json"])
    shown = json.loads(told.stdout)
    assert (shown["kind"], shown["language"]) == ("legal", "ko")
    page = CliRunner().invoke(main, ["notices", "preview", "refund_late", "--html"])
    assert page.stdout.startswith("<!doctype html>")


def test_with_the_facts_of_a_reservation() -> None:
    """Staff see the holder's name and the reservation's code, in the holder's language, and no link that opens it."""
    play(hers)


async def hers(house: House) -> None:
    reservation = await house.place(await house.product())
    code = (await house.purse(reservation)).code
    written = len(house.told(reservation))
    async with web_of(house) as web:
        await looked_at(web, house, code)
    assert len(house.told(reservation)) == written


async def looked_at(web: Web, house: House, code: str) -> None:
    found = (await web.told("/reservations"))["reservations"][0]
    shown = await web.told(f"/notice-previews/reserved?reservation={found['id']}")
    assert (shown["language"], shown["template"]) == ("fr", "reserved")
    for said in (shown["text"], shown["html"]):
        assert "Cléo Dupont" in said
        assert code in said
        assert "/r/SAMPLE" in said
        assert house.app.links.public_url not in said
    assert (
        await web.get(f"/notice-previews/reserved?reservation={found['id']}&language=it")
    ).status_code == 200
    assert (await web.get("/notice-previews/nothing")).status_code == 404
    assert (await web.get("/notice-previews/reserved", who=None)).status_code == 401
    dan = await dans_house(house)
    house.staff["Dan"] = dan.staff["Ana"]
    strange = await web.get(f"/notice-previews/reserved?reservation={found['id']}", "Dan")
    assert strange.status_code == 404
