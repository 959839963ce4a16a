"""ISO 20022 statements: camt.052, camt.053 and camt.054 in every version, one element after the other.

The versions differ in where a name or a code stands; every place is tried, so that a version that is not known
yet is read like its neighbours. Source: ISO 20022 message definitions; Swiss Payment Standards; DK Anlage 3.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from fourthact.bankfiles.amounts import account_id, is_iban, iso_date, looks_like_iban, money
from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.bankfiles.statement import (
    Account,
    Balance,
    Detail,
    Entry,
    Party,
    Reading,
    Statement,
    strangers,
    weigh,
)
from fourthact.bankfiles.xml import elements, text
from fourthact.values.money import Money

KINDS = {
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrStmtV01": "camt.053",
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrAcctRptV01": "camt.052",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrDbtCdtNtfctnV01": "camt.054",
}
_PARTS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_ROLES = {
    "OPBD": "opening", "PRCD": "opening", "CLBD": "closing", "ITBD": "interim", "ITAV": "interim",
    "OPAV": "available", "CLAV": "available", "FWAV": "forward",
}  # fmt: skip
_STATUS = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "information"}
_NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NOT PROVIDED"}


def read_camt(stream: BinaryIO, kind: str, version: str, encoding: str) -> Reading:
    """The statements of a message. Refuses what is not well formed, and any statement with a part missing."""
    statements: list[Statement] = []
    entries: list[Entry] = []
    details: list[tuple[Detail, str, Element]] = []
    container = False
    for element in elements(stream, encoding):
        match element.tag:
            case "TxDtls":
                details.append(_detail(element, f"entry {len(entries) + 1}"))
                element.clear()
            case "Ntry":
                entries.append(_entry(element, details, len(entries) + 1))
                details = []
                element.clear()
            case "Stmt" | "Rpt" | "Ntfctn":
                statements.append(_statement(element, tuple(entries), len(statements) + 1))
                entries = []
                element.clear()
            case tag if tag in KINDS:
                container, kind = True, KINDS[tag]
    if not statements:
        what = "a statement (Stmt, Rpt or Ntfctn)" if container else "the message (BkToCstmr…)"
        refuse(FileReason.PART_MISSING, where="the file", part=what, then="Ask the bank for a whole one.")
    return Reading(kind, version, tuple(statements), encoding=encoding)


def _statement(element: Element, entries: tuple[Entry, ...], number: int) -> Statement:
    kind = _PARTS[element.tag]
    where = f"statement {number}"
    account = _account(element.find("Acct"), where)
    balances = tuple(_balance(b, f"{where}, balance") for b in element.findall("Bal"))
    account = account if account.currency else replace(account, currency=_currency(balances, entries))
    closed_on = next((b.on for b in reversed(balances) if b.on), None) or _date(
        element.find("CreDtTm"), where
    )
    entries = tuple(
        e if e.booked_on or e.value_on else replace(e, booked_on=closed_on, value_on=closed_on)
        for e in entries
    )
    alarms, notes = [], []
    adds_up, sentence = weigh(balances, entries)
    for alarm in (sentence, strangers(account, balances, entries), _summary(element, entries)):
        if alarm:
            alarms.append(alarm)
    if looks_like_iban(account.id) and not is_iban(account.id):
        notes.append(f"the account {account.id} has wrong check digits")
    if kind == "camt.053" and adds_up is None:
        notes.append("the statement has no opening and closing balance to check it by")
    return Statement(
        kind=kind,
        account=account,
        id=text(element, "Id"),
        number=text(element, "LglSeqNb", "ElctrncSeqNb"),
        balances=balances,
        entries=entries,
        adds_up=adds_up,
        alarms=tuple(alarms),
        notes=tuple(notes),
    )


def _currency(balances: tuple[Balance, ...], entries: tuple[Entry, ...]) -> str | None:
    amounts = [*(b.amount for b in balances), *(e.amount for e in entries)]
    return amounts[0].currency if amounts else None


def _account(element: Element | None, where: str) -> Account:
    iban = re.sub(r"\s+", "", text(element, "Id/IBAN"))
    other = text(element, "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC", "Nm")
    if not (iban or other):
        refuse(
            FileReason.PART_MISSING,
            where=where,
            part="the account (Acct)",
            then="Nobody knows whose money it is.",
        )
    agent = text(
        element,
        *(f"Svcr/FinInstnId/{tag}" for tag in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Nm", "Othr/Id")),
    )
    return Account(
        id=iban or other,
        is_iban=bool(iban),
        currency=text(element, "Ccy") or None,
        owner=text(element, "Ownr/Nm", "Ownr/Pty/Nm", "Nm") or None,
        agent=agent or None,
    )


def _balance(element: Element, where: str) -> Balance:
    code = text(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Cd")
    return Balance(
        role=_ROLES.get(code, "other"),
        code=code,
        amount=_signed(element, f"{where} {code}".rstrip(), unless_said="CRDT"),
        on=_date(element.find("Dt"), where),
    )


def _date(element: Element | None, where: str) -> date | None:
    found = text(element, "Dt", "DtTm") or ((element.text or "").strip() if element is not None else "")
    return iso_date(found, where) if found else None


def _signed(element: Element, where: str, unless_said: str = "") -> Money:
    """The element's Amt with the sign of its CdtDbtInd: an amount without one of the two is refused.

    `unless_said`: some central banks leave the sign of a balance out; the entries then show whether it was meant so.
    """
    amount = element.find("Amt")
    if amount is None:
        refuse(FileReason.PART_MISSING, where=where, part="the amount (Amt)", then="Nothing was read.")
    sign = text(element, "CdtDbtInd") or unless_said
    if sign not in ("CRDT", "DBIT"):
        refuse(
            FileReason.PART_MISSING,
            where=where,
            part="whether money came or went (CdtDbtInd)",
            then="Nothing was read.",
        )
    value = _money(amount, where)
    return value if sign == "CRDT" else -value


def _money(element: Element, where: str) -> Money:
    currency = element.get("Ccy")
    if not currency:
        refuse(FileReason.PART_MISSING, where=where, part="the currency (Ccy)", then="Nothing was read.")
    return money(element.text or "", currency, where)


def _entry(element: Element, details: list[tuple[Detail, str, Element]], n: int) -> Entry:
    where = f"entry {n}"
    amount = _signed(element, where)
    status = text(element, "Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"
    batch = text(element, "NtryDtls/Btch/NbOfTxs")
    kept = tuple(_placed(found, amount, len(details) == 1) for found in details)
    return Entry(
        amount=amount,
        booked_on=_date(element.find("BookgDt"), where),
        value_on=_date(element.find("ValDt"), where),
        status=_STATUS.get(status, "pending"),
        where=where,
        reversal=text(element, "RvslInd") in ("true", "1"),
        bank_ref=text(element, "AcctSvcrRef"),
        own_ref=text(element, "NtryRef"),
        code=_code(element.find("BkTxCd")),
        info=text(element, "AddtlNtryInf"),
        batch=int(batch) if batch.isdecimal() and len(batch) <= 15 else len(details),
        charges=_charges(element, where),
        details=kept,
    )


def _code(element: Element | None) -> str:
    domain = [text(element, path) for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")]
    return "/".join(part for part in domain if part) or text(element, "Prtry/Cd")


def _placed(found: tuple[Detail, str, Element], entry: Money, alone: bool) -> Detail:
    """A detail as seen from its entry: its sign, its amount in the account's currency, and the other side."""
    detail, sign, parties = found
    incoming = sign == "CRDT" if sign else entry.minor >= 0
    amount, original = detail.amount, detail.original
    if amount is not None and amount.currency != entry.currency:
        amount, original = None, original or amount
    if amount is None and alone:
        amount = entry
    elif amount is not None:
        amount = amount if incoming else -amount
    back = bool(detail.reason)
    party, ultimate = _other_side(parties, incoming=incoming, back=back)
    return replace(detail, amount=amount, original=original, party=party, ultimate=ultimate)


def _detail(element: Element, where: str) -> tuple[Detail, str, Element]:
    """A transaction, the sign it gives itself, and where its parties stand: the entry's sign comes later."""
    refs = element.find("Refs")
    amount = element.find("Amt")
    if amount is None:
        amount = element.find("AmtDtls/TxAmt/Amt")
    original = element.find("AmtDtls/InstdAmt/Amt")
    same = original is None or (amount is not None and original.attrib == amount.attrib)
    remittance = element.find("RmtInf")
    parties = Element("parties")
    parties.extend([part for tag in ("RltdPties", "RltdAgts") if (part := element.find(tag)) is not None])
    detail = Detail(
        amount=None if amount is None else _money(amount, where),
        end_to_end=_reference(text(refs, "EndToEndId")),
        bank_ref=text(refs, "AcctSvcrRef", "AcctOwnrTxId"),
        instruction=_reference(text(refs, "InstrId", "PmtInfId", "MsgId")),
        transaction=text(refs, "TxId", "UETR", "ClrSysRef", "ChqNb", "Prtry/Ref"),
        mandate=text(refs, "MndtId"),
        reference=_structured(remittance),
        remittance=_written(remittance),
        reason=text(element, *(f"RtrInf/{p}" for p in ("Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry"))),
        reason_text=" ".join(_all(element, "RtrInf/AddtlInf", "RtrInf/AddtlRtrRsnInf")),
        original=None if same or original is None else _money(original, where),
        charges=_charges(element, where),
    )
    return detail, text(element, "CdtDbtInd"), parties


def _reference(found: str) -> str:
    return "" if found.upper() in _NO_REFERENCE else found


def _all(element: Element | None, *paths: str) -> list[str]:
    if element is None:
        return []
    return [
        word.strip() for path in paths for each in element.findall(path) if (word := each.text or "").strip()
    ]


def _structured(element: Element | None) -> str:
    found = _all(element, "Strd/CdtrRefInf/Ref", "Strd/CdtrRefInf/CdtrRef")
    return found[0] if found else ""


def _written(element: Element | None) -> str:
    """What the payer wrote, in whatever field: free text first."""
    words = _all(element, "Ustrd", "Strd/AddtlRmtInf", "Strd/RfrdDocInf/Nb", "Strd/RfrdDocInf/RfrdDocNb")
    return " ".join([*words, *_all(element, "Strd/CdtrRefInf/Ref")[1:]])


def _charges(element: Element, where: str) -> tuple[Money, ...]:
    """What the bank took, each as it stands; a total only where nothing else does."""
    total = element.findall("Chrgs/TtlChrgsAndTaxAmt")
    single = [*element.findall("Chrgs/Rcrd/Amt"), *element.findall("Chrgs/Amt")] or total
    return tuple(_money(amount, where) for amount in single)


def _other_side(element: Element, *, incoming: bool, back: bool) -> tuple[Party, str]:
    """The payer of what came in, the payee of what went out; a returned payment still names its first payee."""
    order = ("Dbtr", "Cdtr") if incoming != back else ("Cdtr", "Dbtr")
    parties, agents = element.find("RltdPties"), element.find("RltdAgts")
    for role in order if back else order[:1]:
        name = text(parties, f"{role}/Nm", f"{role}/Pty/Nm", f"{role}/Agt/FinInstnId/Nm")
        account = text(
            parties,
            *(f"{role}Acct/Id/{tag}" for tag in ("IBAN", "Othr/Id", "PrtryAcct/Id", "BBAN", "UPIC")),
            f"{role}Acct/Nm",
        )
        agent = text(
            agents,
            *(f"{role}Agt/FinInstnId/{tag}" for tag in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Nm")),
            f"{role}Agt/FinInstnId/CmbndId/BIC",
        )
        if name or account:
            ultimate = text(parties, f"Ultmt{role}/Nm", f"Ultmt{role}/Pty/Nm")
            return Party(name, account_id(account), agent), ultimate
    return Party(), ""


def _summary(element: Element, entries: tuple[Entry, ...]) -> str:
    """The sentence if the bank's own totals (TxsSummry) are not those of the entries that are there."""
    for path, kept in (
        ("TxsSummry/TtlNtries", entries),
        ("TxsSummry/TtlCdtNtries", [e for e in entries if e.amount.minor > 0]),
        ("TxsSummry/TtlDbtNtries", [e for e in entries if e.amount.minor < 0]),
    ):
        said = text(element, f"{path}/NbOfNtries")
        if said.isdecimal() and int(said) not in (len(kept), sum(e.batch or 1 for e in kept)):
            return f"the bank counts {said} entries ({path.rpartition('/')[2]}), and {len(kept)} are there"
        total = text(element, f"{path}/Sum")
        if total and kept and len({e.amount.currency for e in kept}) == 1:
            currency = kept[0].amount.currency
            made = Money(sum(abs(e.amount.minor) for e in kept), currency)
            if money(total, currency, path) != made:
                return (
                    f"the bank sums its entries ({path.rpartition('/')[2]}) to {total}, and they make {made}"
                )
    return ""
