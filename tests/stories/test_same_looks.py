"""A notification and the statement of a day, with references of their own: who pays the same sum with the same words is
not the same payer.
"""

from __future__ import annotations

from datetime import date

import pytest

from fourthact.payments import reference_of
from fourthact.values import ids
from tests.stories.bank import EUROS, ISO, Bank, banked
from tests.web.visiting import HOLDER

FORMS = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}


def entry(day: date, words: str, reference: str) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">5000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt>'
        f"</BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>TRF</Cd></Prtry>"
        f"</BkTxCd><NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def told(form: str, day: date, *entries: str) -> str:
    root, box = FORMS[form]
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{sum_}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, sum_ in (("OPBD", 0), ("CLBD", 5000 * len(entries)))
    )
    return (
        f'<Document xmlns="{ISO}camt.{form}.001.08"><{root}><GrpHdr><MsgId>M{form}</MsgId><CreDtTm>2018-07-11T10:00:00'
        f"</CreDtTm></GrpHdr><{box}><Id>1</Id><Acct><Id><IBAN>{EUROS.ours}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balances if form == '053' else ''}{''.join(entries)}</{box}></{root}></Document>"
    )


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_two_who_pay_the_same_with_the_same_words_are_two(order: tuple[int, int]) -> None:
    async def story(bank: Bank) -> None:
        stage = {
            "n": 1,
            "amount_minor": 500_000,
            "method": "transfer",
            "rail": "bank_transfer",
            "due_days": 10,
        }
        words = {
            "name": "R",
            "slug": "r",
            "currency": "EUR",
            "stages": [stage],
            "terms": "All.",
            "promise_by": "2020-12-31",
        }
        product = (await bank.web.made("/products", words))["id"]
        both = [
            await bank.web.made(
                "/reservations", {**HOLDER, "email": f"{n}@holder.example", "product": product}, "the site"
            )
            for n in "ab"
        ]
        day = (await bank.house.now()).date()
        said = [f"Roadster deposit {reference_of(one['code'])}" for one in both]
        bank.put("noon", told("054", day, entry(day, said[0], "N1")))
        await bank.house.settle()
        bank.put("night", told("053", day, *(entry(day, said[n], f"S{n}") for n in order)))
        await bank.house.settle()
        for one in both:
            purse = await bank.house.purse(ids.inner("reservation", one["reservation"]))
            assert [payment.amount_minor for payment in purse.payments] == [500_000]

    banked(EUROS, "001.09", story)
