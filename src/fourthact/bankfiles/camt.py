"""ISO 20022 statements: camt.052, camt.053 and camt.054 in every version, one element after the other.

The versions differ in where a name or a code stands; every place is tried, so that a version that is not known
yet is read like its neighbours. Source: ISO 20022 message definitions; Swiss Payment Standards; DK Anlage 3.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from fourthact.bankfiles.amounts import account_id, iso_date, money
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
from fourthact.bankfiles.xml import Leaf, Leaves, leaf, records
from fourthact.values.ibans import is_iban, looks_like_iban
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
_RECORDS = {"TxDtls", "Ntry", *_PARTS, *KINDS}
_ROLES = {
    "OPBD": "opening", "PRCD": "opening", "CLBD": "closing", "ITBD": "interim", "ITAV": "interim",
    "OPAV": "available", "CLAV": "available", "FWAV": "forward",
}  # fmt: skip
_STATUS = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "information"}
_RETURNED = ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/RtrRsn/Prtry")


def _side(role: str) -> tuple[tuple[str, ...], ...]:
    """Where the versions write a side's name, account, bank, and the one on whose behalf it acts."""
    return (
        tuple(f"RltdPties/{role}/{tag}" for tag in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm")),
        tuple(
            f"RltdPties/{role}Acct/{tag}"
            for tag in ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC", "Nm")
        ),
        tuple(
            f"RltdAgts/{role}Agt/FinInstnId/{tag}"
            for tag in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Nm", "CmbndId/BIC")
        ),
        (f"RltdPties/Ultmt{role}/Nm", f"RltdPties/Ultmt{role}/Pty/Nm"),
    )


_SIDES = {role: _side(role) for role in ("Dbtr", "Cdtr")}
_NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOTAVAILABLE", "NOT PROVIDED"}


def _is_record(name: str, parent: str) -> bool:
    return name in _RECORDS or (name == "Bal" and parent in _PARTS)


def read_camt(stream: BinaryIO, kind: str, version: str, encoding: str) -> Reading:
    """The statements of a message. Refuses what is not well formed, and any statement with a part missing."""
    statements: list[Statement] = []
    entries: list[Entry] = []
    balances: list[Leaves] = []
    details: list[tuple[Detail, str, Leaves]] = []
    container = False
    for name, found in records(stream, encoding, _is_record):
        match name:
            case "TxDtls":
                details.append(_detail(found, f"entry {len(entries) + 1}"))
            case "Ntry":
                entries.append(_entry(found, details, len(entries) + 1))
                details = []
            case "Bal":
                balances.append(found)
            case "Stmt" | "Rpt" | "Ntfctn":
                statements.append(_statement(name, found, balances, tuple(entries), len(statements) + 1))
                entries, balances = [], []
            case _:
                container, kind = True, KINDS[name]
    if not statements:
        what = "a statement (Stmt, Rpt or Ntfctn)" if container else "the message (BkToCstmr…)"
        refuse(FileReason.PART_MISSING, where="the file", part=what, then="Ask the bank for a whole one.")
    return Reading(kind, version, tuple(statements), encoding=encoding)


def _statement(
    name: str, found: Leaves, balanced: list[Leaves], entries: tuple[Entry, ...], number: int
) -> Statement:
    kind = _PARTS[name]
    where = f"statement {number}"
    account = _account(found, where)
    balances = tuple(_balance(balance, f"{where}, balance") for balance in balanced)
    account = account if account.currency else replace(account, currency=_currency(balances, entries))
    closed_on = next((b.on for b in reversed(balances) if b.on), None) or _created(found, where)
    entries = tuple(
        e if e.booked_on or e.value_on else replace(e, booked_on=closed_on, value_on=closed_on)
        for e in entries
    )
    if undated := next(
        (e.where for e in entries if e.status == "booked" and not (e.booked_on or e.value_on)), ""
    ):
        refuse(
            FileReason.PART_MISSING,
            where=undated,
            part="the day (BookgDt or ValDt)",
            then="Nothing was read.",
        )
    alarms, notes = [], []
    adds_up, sentence = weigh(balances, entries)
    for alarm in (sentence, strangers(account, balances, entries), _summary(found, entries)):
        if alarm:
            alarms.append(alarm)
    if looks_like_iban(account.id) and not is_iban(account.id):
        notes.append(f"the account {account.id} has wrong check digits")
    if kind == "camt.053" and adds_up is None:
        notes.append("the statement has no opening and closing balance to check it by")
    return Statement(
        kind=kind,
        account=account,
        id=leaf(found, "Id"),
        number=leaf(found, "LglSeqNb", "ElctrncSeqNb"),
        balances=balances,
        entries=entries,
        adds_up=adds_up,
        alarms=tuple(alarms),
        notes=tuple(notes),
    )


def _created(found: Leaves, where: str) -> date | None:
    said = leaf(found, "CreDtTm")
    return iso_date(said, where) if said else None


def _currency(balances: tuple[Balance, ...], entries: tuple[Entry, ...]) -> str | None:
    amounts = [*(b.amount for b in balances), *(e.amount for e in entries)]
    return amounts[0].currency if amounts else None


def _account(found: Leaves, where: str) -> Account:
    iban = re.sub(r"\s+", "", leaf(found, "Acct/Id/IBAN"))
    other = leaf(
        found, *(f"Acct/{tag}" for tag in ("Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC", "Nm"))
    )
    if not (iban or other):
        refuse(
            FileReason.PART_MISSING,
            where=where,
            part="the account (Acct)",
            then="Nobody knows whose money it is.",
        )
    agent = leaf(
        found,
        *(f"Acct/Svcr/FinInstnId/{tag}" for tag in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Nm", "Othr/Id")),
    )
    return Account(
        id=iban or other,
        is_iban=bool(iban),
        currency=leaf(found, "Acct/Ccy") or None,
        owner=leaf(found, "Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm") or None,
        agent=agent or None,
    )


def _balance(found: Leaves, where: str) -> Balance:
    code = leaf(found, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Cd")
    return Balance(
        role=_ROLES.get(code, "other"),
        code=code,
        amount=_signed(found, f"{where} {code}".rstrip(), unless_said="CRDT"),
        on=_day(found, "Dt", where),
    )


def _day(found: Leaves, path: str, where: str) -> date | None:
    said = leaf(found, f"{path}/Dt", f"{path}/DtTm", path)
    return iso_date(said, where) if said else None


def _signed(found: Leaves, where: str, unless_said: str = "") -> Money:
    """The element's Amt with the sign of its CdtDbtInd: an amount without one of the two is refused.

    `unless_said`: some central banks leave the sign of a balance out; the entries then show whether it was meant so.
    """
    amount = next(iter(found.get("Amt", ())), None)
    if amount is None:
        refuse(FileReason.PART_MISSING, where=where, part="the amount (Amt)", then="Nothing was read.")
    sign = leaf(found, "CdtDbtInd") or unless_said
    if sign not in ("CRDT", "DBIT"):
        refuse(
            FileReason.PART_MISSING,
            where=where,
            part="whether money came or went (CdtDbtInd)",
            then="Nothing was read.",
        )
    value = _money(amount, where)
    return value if sign == "CRDT" else -value


def _money(element: Leaf, where: str) -> Money:
    currency = element.attrib.get("Ccy")
    if not currency:
        refuse(FileReason.PART_MISSING, where=where, part="the currency (Ccy)", then="Nothing was read.")
    return money(element.text, currency, where)


def _entry(found: Leaves, details: list[tuple[Detail, str, Leaves]], n: int) -> Entry:
    where = f"entry {n}"
    amount = _signed(found, where)
    status = leaf(found, "Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"
    batch = leaf(found, "NtryDtls/Btch/NbOfTxs")
    kept = tuple(_placed(told, amount, len(details) == 1) for told in details)
    return Entry(
        amount=amount,
        booked_on=_day(found, "BookgDt", where),
        value_on=_day(found, "ValDt", where),
        status=_STATUS.get(status, "pending"),
        where=where,
        reversal=leaf(found, "RvslInd") in ("true", "1"),
        bank_ref=leaf(found, "AcctSvcrRef"),
        own_ref=leaf(found, "NtryRef"),
        code=_code(found),
        info=leaf(found, "AddtlNtryInf"),
        batch=int(batch) if batch.isdecimal() and len(batch) <= 15 else len(details),
        charges=_charges(found, where),
        details=kept,
    )


def _code(found: Leaves) -> str:
    domain = [leaf(found, f"BkTxCd/{path}") for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")]
    return "/".join(part for part in domain if part) or leaf(found, "BkTxCd/Prtry/Cd")


def _placed(told: tuple[Detail, str, Leaves], entry: Money, alone: bool) -> Detail:
    """A detail as seen from its entry: its sign, its amount in the account's currency, and the other side."""
    detail, sign, found = told
    incoming = sign == "CRDT" if sign else entry.minor >= 0
    amount, original = detail.amount, detail.original
    if amount is not None and amount.currency != entry.currency:
        amount, original = None, original or amount
    if amount is None and alone:
        amount = entry
    elif amount is not None:
        amount = amount if incoming else -amount
    back = bool(detail.reason)
    party, ultimate = _other_side(found, incoming=incoming, back=back)
    return replace(detail, amount=amount, original=original, party=party, ultimate=ultimate)


def _detail(found: Leaves, where: str) -> tuple[Detail, str, Leaves]:
    """A transaction, the sign it gives itself, and where its parties stand: the entry's sign comes later."""
    amount = next(iter((*found.get("Amt", ()), *found.get("AmtDtls/TxAmt/Amt", ()))), None)
    original = next(iter(found.get("AmtDtls/InstdAmt/Amt", ())), None)
    same = original is None or (amount is not None and original.attrib == amount.attrib)
    detail = Detail(
        amount=None if amount is None else _money(amount, where),
        end_to_end=_reference(leaf(found, "Refs/EndToEndId")),
        bank_ref=leaf(found, "Refs/AcctSvcrRef", "Refs/AcctOwnrTxId"),
        instruction=_reference(leaf(found, "Refs/InstrId", "Refs/PmtInfId", "Refs/MsgId")),
        transaction=leaf(found, "Refs/TxId", "Refs/UETR", "Refs/ClrSysRef", "Refs/ChqNb", "Refs/Prtry/Ref"),
        mandate=leaf(found, "Refs/MndtId"),
        reference=_structured(found),
        remittance=_written(found),
        reason=leaf(found, *_RETURNED),
        reason_text=" ".join(_all(found, "RtrInf/AddtlInf", "RtrInf/AddtlRtrRsnInf")),
        original=None if same or original is None else _money(original, where),
        charges=_charges(found, where),
    )
    return detail, leaf(found, "CdtDbtInd"), found


def _reference(found: str) -> str:
    return "" if found.upper() in _NO_REFERENCE else found


def _all(found: Leaves, *paths: str) -> list[str]:
    return [word.strip() for path in paths for each in found.get(path, ()) if (word := each.text).strip()]


def _structured(found: Leaves) -> str:
    told = _all(found, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")
    return told[0] if told else ""


def _written(found: Leaves) -> str:
    """What the payer wrote, in whatever field: free text first."""
    words = _all(
        found,
        "RmtInf/Ustrd",
        "RmtInf/Strd/AddtlRmtInf",
        "RmtInf/Strd/RfrdDocInf/Nb",
        "RmtInf/Strd/RfrdDocInf/RfrdDocNb",
    )
    return " ".join([*words, *_all(found, "RmtInf/Strd/CdtrRefInf/Ref")[1:]])


def _charges(found: Leaves, where: str) -> tuple[Money, ...]:
    """What the bank took, each as it stands; a total only where nothing else does."""
    total = found.get("Chrgs/TtlChrgsAndTaxAmt", [])
    single = [*found.get("Chrgs/Rcrd/Amt", ()), *found.get("Chrgs/Amt", ())] or total
    return tuple(_money(amount, where) for amount in single)


def _other_side(found: Leaves, *, incoming: bool, back: bool) -> tuple[Party, str]:
    """The payer of what came in, the payee of what went out; a returned payment still names its first payee."""
    order = ("Dbtr", "Cdtr") if incoming != back else ("Cdtr", "Dbtr")
    for role in order if back else order[:1]:
        names, accounts, agents, ultimates = _SIDES[role]
        name, account = leaf(found, *names), leaf(found, *accounts)
        if name or account:
            return Party(name, account_id(account), leaf(found, *agents)), leaf(found, *ultimates)
    return Party(), ""


def _summary(found: Leaves, entries: tuple[Entry, ...]) -> str:
    """The sentence if the bank's own totals (TxsSummry) are not those of the entries that are there."""
    for path, kept in (
        ("TxsSummry/TtlNtries", entries),
        ("TxsSummry/TtlCdtNtries", [e for e in entries if e.amount.minor > 0]),
        ("TxsSummry/TtlDbtNtries", [e for e in entries if e.amount.minor < 0]),
    ):
        said = leaf(found, f"{path}/NbOfNtries")
        if said.isdecimal() and int(said) not in (len(kept), sum(e.batch or 1 for e in kept)):
            return f"the bank counts {said} entries ({path.rpartition('/')[2]}), and {len(kept)} are there"
        total = leaf(found, f"{path}/Sum")
        if total and kept and len({e.amount.currency for e in kept}) == 1:
            currency = kept[0].amount.currency
            made = Money(sum(abs(e.amount.minor) for e in kept), currency)
            if money(total, currency, path) != made:
                return (
                    f"the bank sums its entries ({path.rpartition('/')[2]}) to {total}, and they make {made}"
                )
    return ""
