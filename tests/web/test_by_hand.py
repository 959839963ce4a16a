"""Money by hand over HTTP: Bo takes a cheque, Ana looks at it; years later Cy hands the money back."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fourthact.values import ids
from tests.house import Staff, dans_house, hire
from tests.web.visiting import HOLDER, PRODUCT, Web, problem, visited

PDF = b"%PDF-1.7 a scan of a cheque <script>alert(1)</script>"


def handed(document: bytes = PDF, **changes: Any) -> dict[str, Any]:
    """What is entered of money that was handed over."""
    return {
        "kind": "cheque",
        "reference": "cheque 0012345",
        "on": "2018-07-10",
        "name": "Cléo Dupont",
        "note": "at the desk",
        "document": base64.b64encode(document).decode(),
    } | changes


def taken(**changes: Any) -> dict[str, Any]:
    return handed() | {"stage": 2, "amount_minor": 4_500_000, "currency": "USD"} | changes


async def by_hand(web: Web) -> str:
    """A reservation whose first stage was paid by card; its id."""
    product = (await web.made("/products", PRODUCT))["id"]
    placed = await web.made("/reservations", {**HOLDER, "product": product}, "the site")
    await web.made(
        f"/reservations/{placed['reservation']}/payments", {"stage": 1, "card": "card_ok"}, "the site"
    )
    return str(placed["reservation"])


async def a_cheque_in_and_out(web: Web) -> None:
    """The second stage is paid by cheque: it counts once Ana has looked at what Bo entered. Cléo leaves; the cheque's
    leg has no other way, so it is handed back, and the refund is settled when a second person says so.
    """
    house, here = web.house, f"/reservations/{await by_hand(web)}"
    entered = await web.made(f"{here}/payments/by-hand", taken(), "Bo")
    assert (entered["status"], entered["payment"]) == ("entered", 2)
    assert (await web.told(here))["purse"]["paid_minor"] == 500_000
    assert (await house.balances())["assets:provider:sandbox"] == 500_000
    assert problem(await web.post(f"{here}/payments/2/confirmation", who="Bo"))["code"] == "own_payment"
    await web.made(f"{here}/payments/2/confirmation", who="Ana")
    shown = await web.told(here)
    assert (shown["status"], shown["purse"]["paid_minor"]) == ("confirmed", 5_000_000)
    assert (await house.balances())["assets:provider:manual"] == 4_500_000
    assert (
        problem(await web.post(f"{here}/payments/2/confirmation", who="Cy"))["code"] == "payment_not_entered"
    )

    gone = await web.made(f"{here}/cancellation", who="the site")
    refund = f"/refunds/{gone['refund']}"
    hand = f"{refund}/legs/2/hand"
    assert problem(await web.post(hand, handed(), "Cy"))["code"] == "not_approved"
    await web.approved(gone["refund"])
    assert [leg["status"] for leg in (await web.told(refund))["legs"]] == ["settled", "by_hand"]
    # Who approved a refund of this size does not hand it out as well.
    assert problem(await web.post(hand, handed(), "Ana"))["code"] == "duties_parted"
    await web.made(hand, handed(kind="cash"), "Cy")
    assert (await web.told(refund))["waits_for"] == ["confirmation"]
    # While somebody says that it was handed over, it cannot be sent to an account as well.
    wanted = {"account": "US12-CLEO", "name": "Cléo Dupont"}
    assert problem(await web.post(f"{refund}/legs/2/account", wanted, "Cy"))["code"] == "leg_not_by_hand"
    assert problem(await web.post(f"{hand}/confirmation", who="Cy"))["code"] == "own_hand"
    await web.made(f"{hand}/strike", {"why": "the cheque was not signed"}, "Ana")
    assert problem(await web.post(f"{hand}/confirmation", who="Ana"))["code"] == "leg_not_handed"
    await web.made(hand, handed(reference="cheque 77"), "Cy")
    await web.made(f"{hand}/confirmation", who="Bo")
    settled = await web.told(refund)
    assert (settled["status"], settled["legs"][1]["route"]) == ("settled", "by_hand")
    assert settled["legs"][1]["reference"] == "cheque 77"
    # What the bank's statement and the card provider's payout still have to bring is the first stage's alone.
    assert set(await house.balances()) <= {"assets:provider:sandbox", "assets:bank:sandbox"}
    assert house.tags(ids.inner("reservation", gone["reservation"]))[-4:] == [
        "refund.hand_struck", "refund.leg_handed", "refund.leg_settled", "refund.settled",
    ]  # fmt: skip


test_a_cheque_in_and_out = visited(a_cheque_in_and_out)


async def the_document(web: Web) -> None:
    """What was attached comes back whole, as a file; it is named by hash in the act, and Dan never sees it."""
    here = f"/reservations/{await by_hand(web)}"
    entered = await web.made(f"{here}/payments/by-hand", taken(), "Bo")
    (act,) = entered["acts"]
    kept = await web.get(f"/acts/{act}/document")
    assert (kept.status_code, kept.content) == (200, PDF)
    assert kept.headers["content-type"] == "application/octet-stream"
    assert kept.headers["content-disposition"] == f'attachment; filename="{act}.pdf"'
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in kept.headers["content-security-policy"]
    ((raw,),) = web.house.sql("SELECT bytes FROM acts WHERE id = %s", ids.inner("act", act))
    assert b'"evidence":[{"hash":"' in raw
    assert PDF not in raw
    assert "Dupont" not in raw.decode()
    other = (await web.made(f"{here}/payments/2/strike", {"why": "it bounced"}, "Ana"))["acts"][0]
    assert problem(await web.get(f"/acts/{other}/document"))["code"] == "no_document"
    assert problem(await web.get(f"/acts/act_{'0' * 32}/document"))["code"] == "no_document"
    assert (await web.get(f"/acts/{act}/document", None)).status_code == 401
    web.house.staff["Dan"] = (await dans_house(web.house)).staff["Ana"]
    assert problem(await web.get(f"/acts/{act}/document", "Dan"))["code"] == "no_document"


test_the_document = visited(the_document)


async def bad_input(web: Web) -> None:
    """Everything that is not a cheque somebody took: refused with a reason, and nothing is kept."""
    here = f"/reservations/{await by_hand(web)}"
    before = web.acts()
    most = web.house.app.settings.document_bytes_max
    for document in (b"", b"<html><script>", b"PK\x03\x04", b" %PDF-", PDF + b"x" * most):
        answer = await web.post(f"{here}/payments/by-hand", taken(**handed(document)), "Bo")
        assert problem(answer)["code"] == "document_unreadable", document[:9]
    for changes, code in (
        ({"on": "2018-07-12"}, "hand_day_ahead"),
        ({"currency": "EUR"}, "hand_currency"),
        ({"stage": 7}, "stage_unknown"),
        ({"kind": "gold"}, "rail_not_by_hand"),
        ({"rail": "sandbox"}, "rail_not_by_hand"),
        ({"rail": "nothing"}, "rail_not_by_hand"),
        ({"amount_minor": 0}, "field_invalid"),
        ({"document": "no base64!"}, "field_invalid"),
        ({"reference": "two\nlines"}, "field_invalid"),
        ({"on": "yesterday"}, "field_invalid"),
    ):
        assert problem(await web.post(f"{here}/payments/by-hand", taken(**changes), "Bo"))["code"] == code
    robot = await web.post(f"{here}/payments/by-hand", taken(), "the site")
    assert problem(robot)["code"] == "hands_are_peoples"
    long = taken(document=base64.b64encode(PDF + b"x" * 2 * most).decode())
    assert problem(await web.post(f"{here}/payments/by-hand", long, "Bo"))["code"] == "body_too_large"
    # Who has no key in use cannot make us read so much.
    stranger: Staff = web.house.staff["Bo"]
    web.house.staff["nobody"] = Staff("", stranger.caller, stranger.token[:-3] + "xyz")
    assert (await web.post(f"{here}/payments/by-hand", long, "nobody")).status_code == 401
    web.house.staff["Eve"] = await hire(web.house, "Eve", "person", ["reservations:read"])
    assert problem(await web.post(f"{here}/payments/by-hand", taken(), "Eve"))["code"] == "scope_missing"
    for payment in ("1", "9", "x", "-1", "１"):
        answer = await web.post(f"{here}/payments/{payment}/confirmation", who="Ana")
        assert problem(answer)["code"] == "payment_not_entered"
    assert problem(await web.post("/refunds/rfd_x/legs/1/hand", handed(), "Bo"))["code"] == "refund_unknown"
    assert web.acts() == before + 2  # Eve was hired


test_bad_input = visited(bad_input)


@pytest.mark.parametrize("where", ["late", "twice"])
def test_money_that_comes_late_or_twice(where: str) -> None:
    """A cheque that is confirmed after Cléo has left goes back to her; a request that is sent twice is one cheque."""

    async def story(web: Web) -> None:
        here = f"/reservations/{await by_hand(web)}"
        if where == "twice":
            first = await web.post(f"{here}/payments/by-hand", taken(), "Bo", key="the-cheque")
            again = await web.post(f"{here}/payments/by-hand", taken(), "Bo", key="the-cheque")
            assert (again.status_code, again.json()) == (201, first.json())
            assert again.headers["idempotent-replay"] == "true"
            return
        await web.made(f"{here}/payments/by-hand", taken(), "Bo")
        await web.made(f"{here}/cancellation", who="the site")
        await web.made(f"{here}/payments/2/confirmation", who="Ana")
        amounts = [refund["amount_minor"] for refund in (await web.told("/refunds"))["refunds"]]
        assert sorted(amounts) == [500_000, 4_500_000]

    visited(story)()
