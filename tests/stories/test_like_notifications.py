"""Two notifications of a day that look the same and carry no reference: nobody but the bank can tell them apart."""

from __future__ import annotations

from datetime import date

import pytest

from fourthact.payments import reference_of
from fourthact.values import ids
from tests.stories.bank import EUROS, ISO, Bank, banked
from tests.web.visiting import HOLDER

STAGE = {"n": 1, "amount_minor": 1_000_000, "method": "transfer", "rail": "bank_transfer", "due_days": 10}
PRODUCT = {
    "name": "R",
    "slug": "r",
    "currency": "EUR",
    "stages": [STAGE],
    "terms": "All.",
    "promise_by": "2030-12-31",
}
FORMS = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}


def told(form: str, number: int, day: date, words: str, count: int, *, begins: int = 0, own: str = "") -> str:
    """So many like entries of EUR 5,000; `own`: the bank's reference."""
    root, box = FORMS[form]
    reference = f"<AcctSvcrRef>{own}</AcctSvcrRef>" if own else ""
    one = (
        f'<Ntry><Amt Ccy="EUR">5000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt>'
        f"</BookgDt><ValDt><Dt>{day}</Dt></ValDt>{reference}<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls>"
        f"<TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{sum_}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, sum_ in (("OPBD", begins), ("CLBD", begins + 5_000 * count))
    )
    return (
        f'<Document xmlns="{ISO}camt.{form}.001.08"><{root}><GrpHdr><MsgId>M{number}</MsgId>'
        f"<CreDtTm>2018-07-11T10:00:00</CreDtTm></GrpHdr><{box}><Id>{number}</Id><Acct><Id><IBAN>{EUROS.ours}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balances if form == '053' else ''}{one * count}</{box}></{root}></Document>"
    )


async def waiting(bank: Bank) -> tuple[str, str]:
    """Who owes two times EUR 5,000: the reservation, and what the bank writes with each."""
    product = (await bank.web.made("/products", PRODUCT))["id"]
    placed = await bank.web.made("/reservations", {**HOLDER, "product": product}, "the site")
    return placed["reservation"], f"Deposit {reference_of(placed['code'])}"


async def paid(bank: Bank, reservation: str) -> list[int]:
    await bank.house.settle()
    purse = await bank.house.purse(ids.inner("reservation", reservation))
    return [payment.amount_minor for payment in purse.payments]


async def shown(bank: Bank) -> list[str]:
    """What a person has to look at, of the files that came: doubted, and booked from all the same."""
    files = (await bank.web.told("/books/tasks"))["files"]
    assert {file["status"] for file in files} <= {"doubted"}
    return [file["why"] for file in files]


def test_two_notifications_and_then_the_statement() -> None:
    """The second one is before a person at once, and counted once; the evening's statement tells both, and both are
    paid. Neither the statement once more nor a notification with a reference of the bank is anything to look at."""

    async def story(bank: Bank) -> None:
        reservation, words = await waiting(bank)
        day = (await bank.house.now()).date()
        bank.put("noon", told("054", 1, day, words, 1))
        assert await paid(bank, reservation) == [500_000]
        assert await shown(bank) == []
        bank.put("afternoon", told("054", 2, day, words, 1))
        assert await paid(bank, reservation) == [500_000]
        (doubt,) = await shown(bank)
        assert "EUR 5,000.00" in doubt
        assert "counted once" in doubt
        bank.put("night", told("053", 3, day, words, 2))
        assert await paid(bank, reservation) == [500_000, 500_000]
        bank.put("night again", told("053", 4, day, words, 2) + "\n")
        assert await paid(bank, reservation) == [500_000, 500_000]
        assert await shown(bank) == [doubt]
        (file,) = (await bank.web.told("/books/tasks"))["files"]
        await bank.web.made(f"/books/files/{file['file']}/seen", {"reason": "The statement has both."}, "Bo")
        assert await shown(bank) == []

    banked(EUROS, "001.09", story)


@pytest.mark.parametrize("first", [1, 2])
def test_two_pages_of_a_day_in_files_of_their_own(first: int) -> None:
    """Page 2 begins where page 1 ended, and has an entry like it: it is before a person, whichever comes first."""

    async def story(bank: Bank) -> None:
        reservation, words = await waiting(bank)
        day = (await bank.house.now()).date()
        pages = {1: told("053", 1, day, words, 1), 2: told("053", 2, day, words, 1, begins=5_000)}
        bank.put("one", pages.pop(first))
        assert await paid(bank, reservation) == [500_000]
        ((_, other),) = pages.items()
        bank.put("two", other)
        assert await paid(bank, reservation) == [500_000]
        (doubt,) = await shown(bank)
        assert "counted once" in doubt

    banked(EUROS, "001.09", story)


def test_the_banks_own_reference_tells_them_apart() -> None:
    async def story(bank: Bank) -> None:
        reservation, words = await waiting(bank)
        day = (await bank.house.now()).date()
        for number, own in enumerate(("A", "B", "B"), 1):
            bank.put(f"{number}", told("054", number, day, words, 1, own=own))
        assert await paid(bank, reservation) == [500_000, 500_000]
        assert await shown(bank) == []

    banked(EUROS, "001.09", story)
