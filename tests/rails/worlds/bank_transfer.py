"""The stage of bank transfers: a bank that takes files out of a folder and puts statements into another."""

from __future__ import annotations

import errno
import itertools
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import msgspec

from fourthact.sandbox.notices import sign
from fourthact.values.money import Money, exponent
from fourthact.values.time import instant_text

SECRET = "whsec_" + b64encode(b"a secret of the tests of the rails").decode()
OURS, OPEN, CLOSED = "021000021/123456789", "021000089/4455667788", "GB33BUKB20201555555555"


@dataclass(frozen=True)
class Posting:
    """What the bank writes into a statement."""

    amount: Money
    on: datetime
    words: str
    key: str
    account: str
    reason: str = ""


def camt(postings: list[Posting], numbers: Iterator[int], opening: int = 0) -> str:
    """A camt.053 of some postings in one currency. `opening`: what the account held before, in minor units."""
    currency = postings[0].amount.currency
    entries = "".join(_entry(posting, next(numbers)) for posting in postings)
    day = postings[-1].on.date()
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(Money(minor, currency))}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, minor in (("OPBD", opening), ("CLBD", opening + sum(p.amount.minor for p in postings)))
    )
    account = f"<Acct><Id><Othr><Id>{OURS.partition('/')[2]}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>"
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<Stmt><Id>{next(numbers)}</Id>{account}{balances}{entries}</Stmt></BkToCstmrStmt></Document>"
    )


def _amount(money: Money) -> str:
    digits, size = exponent(money.currency), abs(money.minor)
    text = f"{size // 10**digits}.{size % 10**digits:0{digits}d}" if digits else str(size)
    return f'<Amt Ccy="{money.currency}">{text}</Amt><CdtDbtInd>{"CRDT" if money.minor >= 0 else "DBIT"}</CdtDbtInd>'


def _entry(posting: Posting, number: int) -> str:
    role = "Dbtr" if posting.amount.minor > 0 and not posting.reason else "Cdtr"
    bank, _, account = posting.account.rpartition("/")
    number_of = f"<Othr><Id>{account}</Id></Othr>" if bank else f"<IBAN>{account}</IBAN>"
    agent = f"<ClrSysMmbId><MmbId>{bank}</MmbId></ClrSysMmbId>" if bank else "<BICFI>BUKBGB22</BICFI>"
    day = posting.on.date()
    returned = f"<RtrInf><Rsn><Cd>{posting.reason}</Cd></Rsn></RtrInf>" if posting.reason else ""
    return (
        f"<Ntry>{_amount(posting.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>B{number}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{posting.key or 'NOTPROVIDED'}</EndToEndId></Refs>{_amount(posting.amount)}"
        f"<RltdPties><{role}><Pty><Nm>Cléo Martin</Nm></Pty></{role}><{role}Acct><Id>{number_of}</Id></{role}Acct>"
        f"</RltdPties><RltdAgts><{role}Agt><FinInstnId>{agent}</FinInstnId></{role}Agt></RltdAgts>"
        f"<RmtInf><Ustrd>{escape(posting.words)}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls></Ntry>"
    )


@dataclass
class BankWorld:
    """A bank with its own memory of what it moved."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    wires: list[tuple[str, Posting]] = field(default_factory=list)
    books: dict[tuple[str, str], int] = field(default_factory=dict)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    disk_fails_at: Path | None = None
    party: str = "Cléo Martin"

    @property
    def settings(self) -> Mapping[str, str]:
        return {
            "folder": str(self.folder),
            "owner": "Example Motors",
            "account": OURS,
            "notice_secret": SECRET,
        }

    @property
    def unreachable(self) -> Mapping[str, str]:
        return {**self.settings, "folder": str(self.folder / "not mounted")}

    def good_token(self) -> str:
        return "none"

    def poor_token(self) -> str:
        return "none"

    def outside_account(self, *, closed: bool = False) -> str:
        return CLOSED if closed else OPEN

    def break_next(self, account: str, operation: str, how: str) -> None:
        if operation == "entries":
            inbox = self.folder / account / "in"
            inbox.mkdir(parents=True, exist_ok=True)
            (inbox / f"{next(self.numbers)}.xml").write_text(f"<Document>{how}, and broken off")
        else:
            self.disk_fails_at = self.folder / account / "out"

    def fsync(self, opened: int) -> None:
        """What the disk says of a folder that it is told to keep: once, that it does not know."""
        if self.disk_fails_at is not None and Path(f"/proc/self/fd/{opened}").resolve() == self.disk_fails_at:
            self.disk_fails_at = None
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def wire(self, account: str, amount: Money, remittance: str, at: datetime) -> None:
        self.wires.append((account, Posting(amount, at, remittance, "", OPEN)))

    def rest(self, until: datetime) -> None:
        for home in [path for path in self.folder.iterdir() if path.is_dir()]:
            self._carry(home.name, until)
        due = [(account, posting) for account, posting in self.wires if posting.on <= until]
        self.wires = [wire for wire in self.wires if wire not in due]
        for account, posting in due:
            self._state(account, [posting])

    def _carry(self, account: str, until: datetime) -> None:
        for path in sorted((self.folder / account / "out").glob("*.xml")):
            root = ElementTree.parse(path).getroot()
            path.unlink()
            key, amount = root.findtext(".//{*}EndToEndId"), root.find(".//{*}InstdAmt")
            assert key
            assert amount is not None
            currency = amount.get("Ccy", "")
            minor = int((amount.text or "").replace(".", ""))
            account_of = root.find(".//{*}CdtrAcct/{*}Id")
            assert account_of is not None
            to = OPEN if account_of.findtext(".//{*}Id") else CLOSED
            out = Posting(Money(-minor, currency), until, "refund", key, to)
            back = [Posting(Money(minor, currency), until, "refund", key, to, "AC04")] if to == CLOSED else []
            assert (account, key) not in self.books, "paid twice"
            self.books[account, key] = 0 if back else -minor
            self._state(account, [out, *back])

    def _state(self, account: str, postings: list[Posting]) -> None:
        inbox = self.folder / account / "in"
        inbox.mkdir(parents=True, exist_ok=True)
        place = (account, postings[0].amount.currency)
        text = camt(postings, self.numbers, self.balances[place]).replace("Cléo Martin", self.party)
        self.balances[place] += sum(posting.amount.minor for posting in postings)
        (inbox / f"{next(self.numbers):06}.xml").write_text(text, encoding="utf-8")

    def moved(self, account: str, key: str) -> int | None:
        return self.books.get((account, key))

    def notice(self, event: str, account: str, key: str, at: datetime) -> tuple[dict[str, str], bytes]:
        words = {"event": event, "account": account, "key": key, "at": instant_text(at)}
        body, stamp = msgspec.json.encode(words), str(int(at.timestamp()))
        signature = sign(SECRET, "msg_1", stamp, body)
        return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}, body


@contextmanager
def world() -> Iterator[BankWorld]:
    with TemporaryDirectory() as folder:
        bank = BankWorld(Path(folder))
        really = os.fsync

        def fsync(opened: int) -> None:
            really(opened)
            bank.fsync(opened)

        os.fsync = fsync  # type: ignore[assignment]
        try:
            yield bank
        finally:
            os.fsync = really
