"""Currencies of no, three and four decimals: a deposit taken, given back with a fee kept, and told by the books."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from fourthact import books
from fourthact.books.formats import bean_account
from fourthact.ledger import balances
from fourthact.values import ids
from tests.books.programs import beancount_balances, csv_balances, hledger_balances
from tests.house import House, play
from tests.web.visiting import PRODUCT, Web, web_of

CARD = {"n": 1, "amount_minor": 123_457, "method": "card", "rail": "sandbox", "due_days": 0}
A_THOUSANDTH_AND_A_BIT = {"from_days": 0, "per_mille": 13, "withdrawal_days": 14}
FORMS = {"beancount": beancount_balances, "hledger": hledger_balances, "csv": csv_balances}


@pytest.mark.parametrize(
    ("currency", "paid"), [("JPY", "¥123,457"), ("KWD", "KWD 123.457"), ("CLF", "CLF 12.3457")]
)
def test_a_life_in_a_currency(currency: str, paid: str) -> None:
    """Cléo pays and leaves after a month, another stays; three programs arrive at the balances of the ledger."""

    async def story(house: House) -> None:
        async with web_of(house) as web:
            fee = {"promise_by": "2029-12-31", "fee": A_THOUSANDTH_AND_A_BIT}
            await web.made("/products", PRODUCT | fee | {"currency": currency, "stages": [CARD]})
            leaves, stays = await reserved(web), await reserved(web)
            page = await web.page(house.app.links.page(house.seller, ids.inner("reservation", stays), "en"))
            assert paid in page.text.replace("\N{NO-BREAK SPACE}", " ")
            await house.wait(days=30)
            made = await web.made(f"/reservations/{leaves}/cancellation", who="the site")
            await web.approved(made["refund"], "Ana", "Cy")
            await house.wait(days=1)
            refund = await web.told(f"/refunds/{made['refund']}")
            # A part of a minor unit is the holder's.
            assert (refund["status"], refund["amount_minor"]) == ("settled", 123_457 - 1_604)
            await read_by_others(house, currency)

    play(story)


async def reserved(web: Web) -> str:
    placed = await web.reserved(language="en")
    await web.house.pay_by_card(ids.inner("reservation", placed["reservation"]))
    return str(placed["reservation"])


async def read_by_others(house: House, currency: str) -> None:
    async with house.app.pool.connection() as conn:
        held = {(name, money.currency): money.minor for name, money in await balances(conn, house.seller)}
        told = {
            form: [p async for p in books.journal_of(conn, house.seller, "slr_1", form, None)]
            for form in FORMS
        }
    held = {place: minor for place, minor in held.items() if minor}
    assert held["income:retained_fees", currency] == -1_604
    with tempfile.TemporaryDirectory() as folder:
        for form, read in FORMS.items():
            path = Path(folder, f"books.{form}")
            path.write_text("".join(told[form]), encoding="utf-8", newline="")
            found = {place: minor for place, minor in read(path).items() if minor}
            named = bean_account if form == "beancount" else str
            assert found == {(named(account), unit): minor for (account, unit), minor in held.items()}, form
