"""A bank that takes pain.001 from a folder, answers in pain.002 and states in camt.053, by the official schemas."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from lxml import etree

from fourthact.payments import account_of, reference_of
from tests import house as houses
from tests.corpora import corpus
from tests.house import House, play
from tests.rails.worlds.bank_transfer import SECRET
from tests.web.visiting import HOLDER, Web, web_of

ISO = "urn:iso:std:iso:20022:tech:xsd:"


@dataclass(frozen=True)
class Places:
    """Our account and the holder's, in one currency."""

    ours: str
    hers: str
    currency: str


EUROS = Places("DE89370400440532013000", "FR1420041010050500013M02606", "EUR")
DOLLARS = Places("021000021/123456789", "021000089/4455667788", "USD")


@dataclass(frozen=True)
class Order:
    """What the bank finds in a pain.001."""

    key: str
    minor: int
    to: str


@cache
def _schema(message: str) -> Any:
    return etree.XMLSchema(etree.parse(str(corpus(f"5-bank/xsd/{message}.xsd"))))


def valid(raw: bytes, message: str) -> Any:
    """The document, which has to be one of this message by its official schema."""
    document, schema = etree.fromstring(raw), _schema(message)
    assert schema.validate(document), schema.error_log
    return document


class Bank:
    """The bank's side of the folder."""

    def __init__(self, web: Web, folder: Path, places: Places, version: str) -> None:
        self.web, self.places, self.version = web, places, version
        self.folder = folder / account_of(web.house.seller)
        self.numbers = itertools.count(1)
        self.balance = 0

    @property
    def house(self) -> House:
        return self.web.house

    def orders(self) -> list[Order]:
        """Take away what is in `out`; every file has to be valid."""
        found = []
        for path in sorted((self.folder / "out").glob("*.xml")):
            document = valid(path.read_bytes(), f"pain.001.{self.version}")
            path.unlink()
            (amount,) = document.iterfind(".//{*}InstdAmt")
            assert amount.get("Ccy") == self.places.currency
            account = document.findtext(".//{*}CdtrAcct/{*}Id//{*}Id") or document.findtext(
                ".//{*}CdtrAcct//{*}IBAN"
            )
            bank = document.findtext(".//{*}CdtrAgt//{*}MmbId")
            to = f"{bank}/{account}" if bank else account
            key = document.findtext(".//{*}EndToEndId")
            assert key == document.findtext(".//{*}MsgId")
            found.append(Order(key, int(amount.text.replace(".", "")), to))
        return found

    async def answer(
        self,
        key: str,
        *,
        group: str = "",
        single: str = "",
        reason: str = "",
        words: str = "",
        iban: str = "",
    ) -> None:
        """A pain.002 about the message `key`: of the group as a whole, of its one transfer, or of both. `iban`: what
        the bank writes as the account of the payee.
        """
        why = f"<Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{words or 'see code'}</AddtlInf>"
        why = f"<StsRsnInf>{why}</StsRsnInf>" if reason else ""
        number = next(self.numbers)
        raw = (
            f'<Document xmlns="{ISO}pain.002.001.14"><CstmrPmtStsRpt><GrpHdr><MsgId>S{number}</MsgId>'
            f"<CreDtTm>{await self._now()}</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{key}</OrgnlMsgId>"
            f"<OrgnlMsgNmId>pain.001.{self.version}</OrgnlMsgNmId>"
        )
        raw += f"<GrpSts>{group}</GrpSts>{'' if single else why}" if group else ""
        raw += "</OrgnlGrpInfAndSts>"
        if single:
            original = f"<CdtrAcct><Id><IBAN>{iban}</IBAN></Id></CdtrAcct>" if iban else ""
            original = original and f"<OrgnlTxRef>{original}</OrgnlTxRef>"
            raw += (
                f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{key}</OrgnlPmtInfId><TxInfAndSts><OrgnlInstrId>{key}</OrgnlInstrId>"
                f"<OrgnlEndToEndId>{key}</OrgnlEndToEndId><TxSts>{single}</TxSts>{why}{original}</TxInfAndSts>"
                "</OrgnlPmtInfAndSts>"
            )
        raw += "</CstmrPmtStsRpt></Document>"
        valid(raw.encode(), "pain.002.001.14")
        self.put(f"answer{number}", raw)
        await self.house.settle()

    async def state(self, *moved: tuple[int, str, str, str]) -> None:
        """A statement of amounts (minor, signed), each with what was written, our key, and why it came back."""
        day = (await self.house.now()).date()
        end = self.balance + sum(minor for minor, *_ in moved)
        balances = "".join(
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{self._amount(minor)}<Dt><Dt>{day}</Dt></Dt></Bal>"
            for code, minor in (("OPBD", self.balance), ("CLBD", end))
        )
        number, self.balance = next(self.numbers), end
        account = self._account(self.places.ours)
        raw = (
            f'<Document xmlns="{ISO}camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M{number}</MsgId><CreDtTm>'
            f"{await self._now()}</CreDtTm></GrpHdr><Stmt><Id>{number}</Id><Acct><Id>{account}</Id>"
            f"<Ccy>{self.places.currency}</Ccy></Acct>{balances}{''.join(self._entry(day, *one) for one in moved)}"
            "</Stmt></BkToCstmrStmt></Document>"
        )
        valid(raw.encode(), "camt.053.001.08")
        self.put(f"statement{number}", raw)
        await self.house.settle()

    def put(self, name: str, raw: str) -> None:
        inbox = self.folder / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / f"{name}.xml").write_text(raw, encoding="utf-8")

    async def _now(self) -> str:
        return (await self.house.now()).replace(tzinfo=None).isoformat(timespec="seconds")

    def _amount(self, minor: int) -> str:
        sign = "CRDT" if minor >= 0 else "DBIT"
        text = f"{abs(minor) // 100}.{abs(minor) % 100:02}"
        return f'<Amt Ccy="{self.places.currency}">{text}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'

    def _account(self, account: str) -> str:
        bank, _, number = account.rpartition("/")
        return f"<Othr><Id>{number}</Id></Othr>" if bank else f"<IBAN>{number}</IBAN>"

    def _entry(self, day: object, minor: int, words: str, key: str, reason: str) -> str:
        role = "Dbtr" if minor > 0 and not key else "Cdtr"
        bank = self.places.hers.rpartition("/")[0]
        agent = f"<ClrSysMmbId><MmbId>{bank}</MmbId></ClrSysMmbId>" if bank else "<BICFI>PSSTFRPP</BICFI>"
        back = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
        return (
            f"<Ntry>{self._amount(minor)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt>"
            f"</ValDt><AcctSvcrRef>B{next(self.numbers)}</AcctSvcrRef><BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>"
            f"<NtryDtls><TxDtls><Refs><EndToEndId>{key or 'NOTPROVIDED'}</EndToEndId></Refs>{self._amount(minor)}"
            f"<RltdPties><{role}><Pty><Nm>{HOLDER['name']}</Nm></Pty></{role}><{role}Acct><Id>"
            f"{self._account(self.places.hers)}</Id></{role}Acct></RltdPties><RltdAgts><{role}Agt><FinInstnId>{agent}"
            f"</FinInstnId></{role}Agt></RltdAgts><RmtInf><Ustrd>{words}</Ustrd></RmtInf>{back}</TxDtls></NtryDtls></Ntry>"
        )

    async def refund(self, minor: int = 5_000_00) -> tuple[str, Order]:
        """Cléo wires her deposit, leaves, Ana and Bo agree: her refund, and the order that the bank then has."""
        places, web = self.places, self.web
        stage = {"n": 1, "amount_minor": minor, "method": "transfer", "rail": "bank_transfer", "due_days": 10}
        number = next(self.numbers)
        product = await web.made("/products", {
            "name": "Roadster", "slug": f"roadster-{number}", "currency": places.currency, "stages": [stage],
            "terms": "All of it goes back.", "promise_by": "2020-12-31",
        })  # fmt: skip
        mine = await web.made("/reservations", {**HOLDER, "product": product["id"]}, "the site")
        await self.state((minor, f"deposit {reference_of(mine['code'])}", "", ""))
        left = await web.made(f"/reservations/{mine['reservation']}/cancellation", who="the site")
        path = f"/refunds/{left['refund']}"
        needed = (await web.told(path))["approvals_needed"]
        await web.approved(left["refund"], *("Ana", "Bo")[:needed])
        (order,) = self.orders()
        assert (order.minor, order.to) == (minor, places.hers)
        assert (await self.leg(path))["status"] == "sent"
        return path, order

    async def leg(self, refund: str) -> dict[str, Any]:
        """The only leg of a refund, as the API tells it; its order is asked about once more before."""
        await self.house.wait(days=1)
        (leg,) = (await self.web.told(refund))["legs"]
        assert isinstance(leg, dict)
        return leg

    async def tasks(self) -> dict[str, Any]:
        return await self.web.told("/books/tasks")


@contextmanager
def _settings(places: Places, version: str) -> Iterator[Path]:
    really = houses.environment
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        words = {
            "FOLDER": folder,
            "OWNER": "Example Motors",
            "ACCOUNT": places.ours,
            "PAIN": version,
            "NOTICE_SECRET": SECRET,
        }
        more = {f"FOURTHACT_BANK_TRANSFER_{name}": text for name, text in words.items()}
        patch.setattr(houses, "environment", lambda *given: really(*given) | more)
        yield Path(folder)


def banked(places: Places, version: str, story: Callable[[Bank], Awaitable[None]]) -> None:
    """A story of a house and its bank, over HTTP and the folder; it ends with the audit."""
    with _settings(places, version) as folder:

        async def told(house: House) -> None:
            async with web_of(house) as web:
                await story(Bank(web, folder, places, version))

        play(told)
