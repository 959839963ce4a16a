"""Payment orders to a bank, pain.001: one transfer a file, in euro by SEPA or in any currency to any account.

Source: ISO 20022 pain.001.001.03 and pain.001.001.09; EPC217-08 (the characters that every bank takes).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from fourthact.values.ibans import is_iban
from fourthact.values.money import Money, exponent

VERSIONS = ("001.03", "001.09")
NAME_CHARACTERS_MAX, MEMO_CHARACTERS_MAX, ID_CHARACTERS_MAX = 70, 140, 35
_TAKEN_BY_ALL = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L",
                          "đ": "d", "Đ": "D", "ı": "i", "&": "+", "_": "-", "’": "'"})  # fmt: skip
# Which clearing a bank number of this many digits is of, where nothing else says so.
_CLEARINGS = {9: "USABA", 6: "GBDSC", 8: "DEBLZ", 5: "CHBCC"}
# The countries and territories within the geographic scope of the SEPA schemes (EPC409-09), by their IBANs.
_SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE"
    " SI SK SM VA".split()
)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in parts, as banks demand it from November 2026."""

    street: str = ""
    building: str = ""
    post_code: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose account, and where. `account`: an IBAN, or bank and account with a stroke between: 021000021/12345."""

    name: str
    account: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer. `key`: the end-to-end id, which comes back in every answer and statement."""

    key: str
    amount: Money
    debtor: Holding
    creditor: Holding
    memo: str
    on: date
    made_at: datetime


def split_account(text: str) -> tuple[str, str, str]:
    """Account, BIC and clearing number of an account as `Holding` writes it. Errors: ValueError says what lacks."""
    bank, stroke, account = text.rpartition("/")
    account = re.sub(r"\s", "", account)
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", account):
        if not is_iban(account):
            raise ValueError(f"{account} has wrong check digits: it is no IBAN")
    elif not stroke:
        raise ValueError(
            f"{text!r} is no IBAN and names no bank: write bank and account like 021000021/12345"
        )
    if not re.fullmatch(r"[A-Za-z0-9-]{1,34}", account):
        raise ValueError(f"{account!r} is not the number of an account")
    if not stroke:
        return account, "", ""
    if _BIC.fullmatch(bank):
        return account, bank, ""
    if not re.fullmatch(r"\d{5}|\d{6}|\d{8}|\d{9}", bank):
        raise ValueError(f"{bank!r} is neither a BIC nor a clearing number of 5, 6, 8 or 9 digits")
    if len(bank) == 9 and sum(int(d) * w for d, w in zip(bank, (3, 7, 1) * 3, strict=True)) % 10:
        raise ValueError(f"{bank} has a wrong check digit: it is no routing number")
    return account, "", bank


def write(order: Order, version: str) -> bytes:
    """The file for the bank: the same order, the same bytes. Errors: ValueError says what a bank would refuse."""
    if version not in VERSIONS:
        raise ValueError(f"version is {version!r}; it is one of {', '.join(VERSIONS)}")
    if order.amount.minor <= 0:
        raise ValueError(f"{order.amount} is nothing that can be sent")
    if len(order.key) > ID_CHARACTERS_MAX or not re.fullmatch(
        r"[A-Za-z0-9+?:().,'-]+( [A-Za-z0-9+?:().,'-]+)*", order.key
    ):
        raise ValueError(f"{order.key!r} is no end-to-end id: up to 35 letters and digits")
    document = Element("Document", xmlns=f"urn:iso:std:iso:20022:tech:xsd:pain.001.{version}")
    message = SubElement(document, "CstmrCdtTrfInitn")
    amount = _decimal(order.amount)
    header = SubElement(message, "GrpHdr")
    _put(header, "MsgId", order.key)
    _put(header, "CreDtTm", order.made_at.replace(tzinfo=None).isoformat(timespec="seconds"))
    _put(header, "NbOfTxs", "1")
    _put(header, "CtrlSum", amount)
    _put(header, "InitgPty/Nm", latin(order.debtor.name, NAME_CHARACTERS_MAX))
    payment = SubElement(message, "PmtInf")
    _put(payment, "PmtInfId", order.key)
    _put(payment, "PmtMtd", "TRF")
    _put(payment, "BtchBookg", "false")
    _put(payment, "NbOfTxs", "1")
    _put(payment, "CtrlSum", amount)
    sepa = _is_sepa(order)
    if sepa:
        _put(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _put(payment, "ReqdExctnDt" if version == "001.03" else "ReqdExctnDt/Dt", order.on.isoformat())
    _holding(payment, "Dbtr", order.debtor, version, agent_first=False)
    _put(payment, "ChrgBr", "SLEV" if sepa else "SHAR")
    _transfer(SubElement(payment, "CdtTrfTxInf"), order, version)
    body: bytes = tostring(document, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _transfer(inner: Element, order: Order, version: str) -> None:
    _put(inner, "PmtId/InstrId", order.key)
    _put(inner, "PmtId/EndToEndId", order.key)
    amount = SubElement(SubElement(inner, "Amt"), "InstdAmt", Ccy=order.amount.currency)
    amount.text = _decimal(order.amount)
    _holding(inner, "Cdtr", order.creditor, version, agent_first=True)
    if memo := latin(order.memo, MEMO_CHARACTERS_MAX):
        _put(inner, "RmtInf/Ustrd", memo)


def latin(text: str, most: int) -> str:
    """The text in the characters that every bank takes; what has no likeness there becomes a space."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_TAKEN_BY_ALL.sub(" ", plain).split())[:most].strip().lstrip("/")


def _is_sepa(order: Order) -> bool:
    accounts = [split_account(holding.account)[0] for holding in (order.debtor, order.creditor)]
    return order.amount.currency == "EUR" and all(is_iban(a) and a[:2] in _SEPA for a in accounts)


def _put(element: Element, path: str, text: str) -> None:
    """Write a text at a path, making what is not there yet."""
    for tag in path.split("/"):
        found = element.find(tag)
        element = found if found is not None else SubElement(element, tag)
    element.text = text


def _holding(parent: Element, role: str, holding: Holding, version: str, *, agent_first: bool) -> None:
    """A party, its account and its bank; the debtor's bank follows the account, the creditor's comes first."""
    account, bic, clearing = split_account(holding.account)
    agent, party = Element(f"{role}Agt"), Element(role)
    if bic:
        _put(agent, "FinInstnId/BIC" if version == "001.03" else "FinInstnId/BICFI", bic)
    elif clearing:
        _put(agent, "FinInstnId/ClrSysMmbId/ClrSysId/Cd", _CLEARINGS[len(clearing)])
        _put(agent, "FinInstnId/ClrSysMmbId/MmbId", clearing)
    elif not agent_first:
        _put(agent, "FinInstnId/Othr/Id", "NOTPROVIDED")  # the debtor's bank must be named, and its IBAN does
    _put(party, "Nm", latin(holding.name, NAME_CHARACTERS_MAX) or "NOTPROVIDED")
    if holding.address is not None:
        _address(party, holding.address)
    number = Element(f"{role}Acct")
    _put(number, "Id/IBAN" if is_iban(account) else "Id/Othr/Id", account)
    parts = (agent, party, number) if agent_first else (party, number, agent)
    parent.extend(part for part in parts if len(part))


def _address(party: Element, address: Address) -> None:
    for tag, text, most in (
        ("StrtNm", address.street, 70),
        ("BldgNb", address.building, 16),
        ("PstCd", address.post_code, 16),
        ("TwnNm", address.town, 35),
        ("Ctry", address.country, 2),
    ):
        if plain := latin(text, most):
            _put(party, f"PstlAdr/{tag}", plain)


def _decimal(amount: Money) -> str:
    digits = exponent(amount.currency)
    return f"{amount.minor // 10**digits}" + (f".{amount.minor % 10**digits:0{digits}d}" if digits else "")
