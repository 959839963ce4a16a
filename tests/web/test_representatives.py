"""Cléo has died. Her brother shows a certificate of inheritance; the clock runs, and money waits for two people."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from fourthact.people import PeopleReason, ask_for_holder, decide_on_representative, ring_for_representative
from fourthact.people.acts import Representative, RepresentativeConfirmed, RepresentativeRejected
from fourthact.values import ids
from tests.refusals import in_order, refusal
from tests.web.visiting import Web, problem, visited

PAPER = b"%PDF-1.4 certificate of inheritance"
NAMED: dict[str, Any] = {
    "kind": "inheritance",
    "name": "Louis Dupont",
    "document": base64.b64encode(PAPER).decode(),
}
NOW = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
RSV, REP = UUID(int=3), UUID(int=9)
NAME = ids.outer("representative", REP)
ROW = Representative(UUID(int=1), REP, RSV, "inheritance", "Louis", "named", "per_bo", None, None, rang=False)


def test_refusals_of_a_request_and_of_a_decision_in_order() -> None:
    waiting = replace(ROW, asked_at=NOW)
    day = timedelta(days=1)
    in_order(
        [
            (PeopleReason.REPRESENTATIVE_UNKNOWN, lambda: ask_for_holder(None, RSV, NAME, NOW, day)),
            (PeopleReason.REPRESENTATIVE_UNKNOWN, lambda: ask_for_holder(waiting, REP, NAME, NOW, day)),
            (PeopleReason.REPRESENTATIVE_IS, lambda: ask_for_holder(waiting, RSV, NAME, NOW, day)),
        ]
    )
    rejected = replace(ROW, status="rejected")
    assert refusal(lambda: ask_for_holder(rejected, RSV, NAME, NOW, day)) is PeopleReason.REPRESENTATIVE_IS
    asked = ask_for_holder(ROW, RSV, NAME, NOW, day)
    assert asked is not None
    assert (asked.asked_at, asked.look_by) == (NOW, NOW + timedelta(hours=12))
    assert ask_for_holder(replace(ROW, status="confirmed"), RSV, NAME, NOW, day) is None

    def decide(row: Representative | None, person: str) -> object:
        return decide_on_representative(row, RSV, NAME, person, confirmed=True)

    in_order(
        [
            (PeopleReason.REPRESENTATIVE_UNKNOWN, lambda: decide(None, "per_bo")),
            (PeopleReason.REPRESENTATIVE_IS, lambda: decide(rejected, "per_bo")),
            (PeopleReason.OWN_REPRESENTATIVE, lambda: decide(ROW, "per_bo")),
        ]
    )
    assert isinstance(decide(ROW, "per_ana"), RepresentativeConfirmed)
    no = decide_on_representative(ROW, RSV, NAME, "per_ana", confirmed=False)
    assert isinstance(no, RepresentativeRejected)


def test_the_bell_rings_once_and_only_while_nobody_has_looked() -> None:
    asked = replace(ROW, asked_at=NOW, look_by=NOW + timedelta(hours=12))
    late = NOW + timedelta(hours=12)
    assert ring_for_representative(asked, late) is not None
    for row in (None, ROW, replace(asked, status="confirmed"), replace(asked, rang=True)):
        assert ring_for_representative(row, late) is None
    assert ring_for_representative(asked, late - timedelta(seconds=1)) is None


async def paid(web: Web) -> str:
    placed = await web.reserved()
    here = f"/reservations/{placed['reservation']}"
    await web.made(f"{here}/payments", {"stage": 1, "card": "card_ok"}, "the site")
    return here


async def the_heir(web: Web) -> None:
    """Bo enters the paper, the brother asks: the clock runs and nothing moves. The bell rings at half the time; Ana
    looks, and the refund's promise counts from the request. The act says who asked in whose name.
    """
    house, here = web.house, await paid(web)
    named = await web.made(f"{here}/representatives", NAMED, "Bo")
    one = f"{here}/representatives/{named['representative']}"
    assert "representative_named" in house.told(ids.inner("reservation", here.rpartition("/")[2]))
    asked_at = "2018-07-11T08:30:00Z"
    waiting = await web.made(f"{one}/cancellation", {"asked_at": asked_at}, "Bo")
    assert waiting["refund"] is None
    assert (await web.told(here))["status"] != "cancelled"
    assert (await web.told("/refunds"))["refunds"] == []
    assert problem(await web.post(f"{one}/cancellation", {}, "Cy"))["code"] == "representative_is"
    seen = {"outcome": "confirmed"}
    assert problem(await web.post(f"{one}/decision", seen, "Bo"))["code"] == "own_representative"
    await web.made("/clock", {"to": "2018-07-11T21:00:00Z"})
    reservation = ids.inner("reservation", here.rpartition("/")[2])
    assert house.tags(reservation)[-1] == "representative.clock_rang"

    decided = await web.made(f"{one}/decision", seen, "Ana")
    refund = await web.told(f"/refunds/{decided['refund']}")
    assert (refund["asked_at"], refund["promised_by"]) == (asked_at, "2018-07-12T08:30:00Z")
    ((raw,),) = house.sql("SELECT bytes FROM acts WHERE tag = 'reservation.cancelled'")
    gone = json.loads(raw)
    assert gone["by"] == {"kind": "representative", "id": named["representative"]}
    assert gone["data"] == {"asked_at": "2018-07-11T08:30:00Z", "channel": "representative"}
    await house.settle()
    letter = "SELECT convert_from(body, 'UTF8') FROM bodies JOIN notices USING (act) WHERE template = %s"
    ((told,),) = house.sql(letter, "cancelled")
    assert "la personne qui vous représente" in told
    assert "vous l’avez demandé" not in told
    (shown,) = (await web.told(f"{here}/representatives"))["representatives"]
    assert (shown["status"], shown["name"], shown["named_by"]) == (
        "confirmed", "Louis Dupont", house.staff["Bo"].id,
    )  # fmt: skip
    kept = await web.get(f"/acts/{named['acts'][0]}/document")
    assert kept.content == PAPER
    assert problem(await web.post(f"{one}/cancellation", {}, "Bo"))["code"] == "already_cancelled"
    await web.approved(decided["refund"])
    assert (await web.told(f"/refunds/{decided['refund']}"))["status"] == "settled"


test_the_heir = visited(the_heir)


async def a_paper_that_gives_no_right(web: Web) -> None:
    """Ana rejects it: what was asked orders nothing, for ever. Another one, confirmed, may ask later at once."""
    here = await paid(web)
    named = await web.made(f"{here}/representatives", NAMED, "Bo")
    one = f"{here}/representatives/{named['representative']}"
    await web.made(f"{one}/cancellation", {}, "Bo")
    await web.made(f"{one}/decision", {"outcome": "rejected", "why": "it names somebody else"}, "Ana")
    await web.made("/clock", {"to": "2018-07-15T09:00:00Z"})
    assert (await web.told("/refunds"))["refunds"] == []
    assert problem(await web.post(f"{one}/cancellation", {}, "Bo"))["code"] == "representative_is"
    other = await web.made(f"{here}/representatives", NAMED | {"kind": "power_of_attorney"}, "Bo")
    two = f"{here}/representatives/{other['representative']}"
    await web.made(f"{two}/decision", {"outcome": "confirmed"}, "Ana")
    assert (await web.told(here))["status"] != "cancelled"
    asked = await web.made(f"{two}/cancellation", {}, "Bo")
    assert asked["refund"] is not None


test_a_paper_that_gives_no_right = visited(a_paper_that_gives_no_right)


async def bad_input(web: Web) -> None:
    """No paper, no person, another reservation's representative, a request from tomorrow."""
    here = await paid(web)
    there = f"/reservations/{(await web.reserved(name='Somebody'))['reservation']}"
    path = f"{here}/representatives"
    for changes, code in (
        ({"document": base64.b64encode(b"<html>").decode()}, "document_unreadable"),
        ({"document": ""}, "document_unreadable"),
        ({"kind": "friend"}, "field_invalid"),
        ({"name": ""}, "field_invalid"),
    ):
        assert problem(await web.post(path, NAMED | changes, "Bo"))["code"] == code
    assert problem(await web.post(path, NAMED, "the site"))["code"] == "needs_a_person"
    nobody = f"/reservations/rsv_{'0' * 32}/representatives"
    assert problem(await web.post(nobody, NAMED, "Bo"))["code"] == "reservation_unknown"
    named = (await web.made(path, NAMED, "Bo"))["representative"]
    stray = f"{there}/representatives/{named}"
    assert problem(await web.post(f"{stray}/cancellation", {}, "Bo"))["code"] == "representative_unknown"
    assert problem(await web.post(f"{stray}/decision", {"outcome": "confirmed"}, "Ana"))["code"] == (
        "representative_unknown"
    )
    ahead = {"asked_at": "2018-07-12T09:00:00Z"}
    assert problem(await web.post(f"{path}/{named}/cancellation", ahead, "Bo"))["code"] == "request_ahead"


test_bad_input = visited(bad_input)


@pytest.mark.parametrize("first", ["the holder", "the heir"])
def test_the_holder_and_who_acts_for_her_ask_at_once(first: str) -> None:
    """Whoever comes first, there is one refund."""

    async def story(web: Web) -> None:
        here = await paid(web)
        named = await web.made(f"{here}/representatives", NAMED, "Bo")
        one = f"{here}/representatives/{named['representative']}"
        await web.made(f"{one}/cancellation", {}, "Bo")
        if first == "the holder":
            await web.made(f"{here}/cancellation", who="the site")
        decided = await web.made(f"{one}/decision", {"outcome": "confirmed"}, "Ana")
        assert (decided["refund"] is None) == (first == "the holder")
        assert len((await web.told("/refunds"))["refunds"]) == 1

    visited(story)()
