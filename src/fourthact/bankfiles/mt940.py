"""SWIFT statements, MT940 and MT942, as banks really write them.

Source: SWIFT Standards MT category 9; the dialects are seen in how banks break those rules: amounts with a point,
thirty-day Februaries, headers of their own, `@@` for line ends, balances of several pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from fourthact.bankfiles.amounts import account_id, decimals_of, money, short_date
from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.bankfiles.remittance import unravel
from fourthact.bankfiles.statement import (
    Account,
    Balance,
    Detail,
    Entry,
    Reading,
    Statement,
    strangers,
    weigh,
)
from fourthact.values.ibans import is_iban, looks_like_iban
from fourthact.values.money import Money

_TAG = re.compile(r":(\d{2}[A-Z]?|NS):")
_BALANCE = re.compile(r"([CD])[A-Z]?\s*(\d{6})\s*([A-Z]{3})\s*([\d., ]+)", re.ASCII)
_MARK = r"(?P<mark>RC|RD|EC|ED|C|D)(?P<funds>[A-Z]?)"
_LINE = re.compile(
    rf"(?P<value>\d{{6}})\s*(?P<entry>\d{{4}})?\s*{_MARK}\s*(?P<amount>\d[\d ]*(?:[.,]\d*)*)\s*"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.DOTALL | re.ASCII,
)
_OCMT = re.compile(r"/(OCMT|CHGS)/\s*([A-Z]{3})\s*([\d.,]+)", re.ASCII)
_ROLES = {"60": "opening", "62": "closing", "64": "available", "65": "forward"}
_KNOWN = {
    *(
        "13",
        "13C",
        "13D",
        "20",
        "21",
        "25",
        "25P",
        "28",
        "28C",
        "34F",
        "60F",
        "60M",
        "61",
        "62F",
        "62M",
        "64",
    ),
    *("65", "86", "90C", "90D", "NS"),
}


@dataclass
class _Draft:
    """A statement while its lines are read."""

    fields: dict[str, str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    lines: list[tuple[int, str, list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: list[tuple[int, str]] = field(default_factory=list)
    begins_at: int = 0
    closed: bool = False


def looks_like_mt940(words: str) -> bool:
    """Whether a text has SWIFT's tags at the beginning of its lines."""
    tags = {found[1] for line in _lines(words)[:400] if (found := _TAG.match(line))}
    return bool(tags & _KNOWN)


def read_mt940(words: str, encoding: str) -> Reading:
    """Every statement of a file.

    Refuses: PART_MISSING, LINE_UNREADABLE, AMOUNT_WRONG, DATE_WRONG, CURRENCY_OF_FILE_UNKNOWN.
    """
    drafts: list[_Draft] = []
    for at, tag, value in _fields(_lines(words)):
        draft = drafts[-1] if drafts else None
        fresh = draft is None or tag == "20"
        again = draft is not None and draft.closed and tag in ("25", "60F", "60M", "28", "28C")
        if fresh or again:
            kept = draft.fields if draft is not None and again else {}
            draft = _Draft({k: kept[k] for k in ("20", "25") if k in kept}, begins_at=at)
            drafts.append(draft)
        assert draft is not None
        _take(draft, at, tag, value)
    whole = [draft for draft in drafts if set(draft.fields) - {"20"} or draft.lines or draft.balances]
    statements = tuple(_statement(draft) for draft in whole)
    if not statements:
        refuse(
            FileReason.PART_MISSING,
            where="the file",
            part="a statement (:25:, :60F:)",
            then="Fetch it again.",
        )
    kinds = {statement.kind for statement in statements}
    return Reading("MT942" if kinds == {"MT942"} else "MT940", "", statements, encoding=encoding)


def _lines(words: str) -> list[str]:
    if "@@:" in words[:2_000]:
        words = words.replace("@@", "\n")
    return words.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _fields(lines: list[str]) -> list[tuple[int, str, str]]:
    """Line number, tag and value of every field; what stands outside of a message is nobody's."""
    found: list[tuple[int, str, list[str]]] = []
    within = False
    for at, line in enumerate(lines, 1):
        shape = _TAG.match(line)
        if shape and shape[1] in _KNOWN:
            found.append((at, shape[1], [line[shape.end() :]]))
            within = True
        elif line.strip() in ("-", "-}") or line.startswith(("{1:", "-}")):
            within = line.startswith("{1:") and ":20:" in line
        elif within and found:
            found[-1][2].append(line)
    return [(at, tag, "\n".join(value).rstrip()) for at, tag, value in found]


def _take(draft: _Draft, at: int, tag: str, value: str) -> None:
    match tag:
        case "61":
            if draft.closed:
                refuse(
                    FileReason.LINE_UNREADABLE, where=f"line {at}", text=value, what="an entry after the closing"
                    " balance",
                )  # fmt: skip
            draft.lines.append((at, value, []))
        case "86":
            if draft.lines and not draft.closed:
                draft.lines[-1][2].append(value)
            else:
                draft.notes.append(value.strip())
        case "60F" | "60M" | "62F" | "62M" | "64" | "65":
            draft.balances.append(_balance(tag, value, f"line {at}"))
            draft.closed = draft.closed or tag.startswith("62")
        case "90C" | "90D":
            draft.totals.append((at, tag[2] + value))
        case "25" | "25P" if draft.lines:
            refuse(
                FileReason.LINE_UNREADABLE,
                where=f"line {at}",
                text=value,
                what="a second account in one statement",
            )
        case _:
            draft.fields.setdefault(tag.removesuffix("P"), value.split("\n", maxsplit=1)[0].strip())


def _balance(tag: str, value: str, where: str) -> Balance:
    shape = _BALANCE.match(value)
    if shape is None:
        refuse(FileReason.LINE_UNREADABLE, where=where, text=value, what=f"a balance (:{tag}:)")
    amount = money(_plain(shape[4], where), shape[3], where)
    return Balance(_ROLES[tag[:2]], tag, amount if shape[1] == "C" else -amount, short_date(shape[2], where))


def _plain(text: str, where: str) -> str:
    """SWIFT's `1234,5` as `1234.5`. A point stands for a comma where there is no comma; blanks within do not."""
    trimmed = text.strip()
    if not re.fullmatch(r"\d+(?:[.,]\d*)?|[.,]\d+", trimmed):
        refuse(FileReason.AMOUNT_WRONG, where=where, text=text, then="SWIFT writes it like 1234,56.")
    return trimmed.replace(",", ".")


def _statement(draft: _Draft) -> Statement:
    where = f"the statement at line {draft.begins_at}"
    if "25" not in draft.fields:
        refuse(
            FileReason.PART_MISSING,
            where=where,
            part="the account (:25:)",
            then="Is it a part of a file only?",
        )
    interim = not any(b.code.startswith(("60", "62")) for b in draft.balances) and (
        "34F" in draft.fields or "13D" in draft.fields or "13" in draft.fields or bool(draft.totals)
    )
    codes = {b.code[:2] for b in draft.balances}
    if not interim:
        for code, part in (("60", "the opening balance (:60F:)"), ("62", "the closing balance (:62F:)")):
            if code not in codes:
                refuse(
                    FileReason.PART_MISSING, where=where, part=part, then="It was cut off; fetch it again."
                )
    account = _account(draft, where)
    currency = account.currency or ""
    if currency:
        decimals_of(currency, where)
    entries = tuple(_entry(at, value, details, currency) for at, value, details in draft.lines)
    balances = tuple(draft.balances)
    adds_up, sentence = weigh(balances, entries)
    alarms = [alarm for alarm in (sentence, strangers(account, balances, entries)) if alarm]
    alarms += _wrong_totals(draft, entries, currency)
    notes = [f"the bank writes: {note}" for note in draft.notes if note]
    if looks_like_iban(account.id) and not is_iban(account.id):
        notes.append(f"the account {account.id} has wrong check digits")
    return Statement(
        kind="MT942" if interim else "MT940",
        account=account,
        id=draft.fields.get("20", ""),
        number=draft.fields.get("28C", draft.fields.get("28", "")),
        balances=balances,
        entries=entries,
        adds_up=adds_up,
        alarms=tuple(alarms),
        notes=tuple(notes),
    )


def _account(draft: _Draft, where: str) -> Account:
    """The account of :25:, often with its bank before a stroke and its currency after it."""
    said = draft.fields["25"]
    currency = next((b.amount.currency for b in draft.balances), None)
    limit = re.match(r"[A-Z]{3}", draft.fields.get("34F", ""))
    currency = currency or (limit[0] if limit else None)
    if currency is None:
        refuse(
            FileReason.PART_MISSING, where=where, part="the currency (:60F: or :34F:)", then="Ask the bank."
        )
    id_, agent = said, None
    if id_.endswith(currency) and id_[: -len(currency)].strip()[-1:].isdigit():
        id_ = id_[: -len(currency)].strip()
    bank, stroke, rest = id_.partition("/")
    if stroke and (looks_like_iban(account_id(rest)) or re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2,5}|\d{8}", bank)):
        agent = bank
        id_ = rest if looks_like_iban(account_id(rest)) or not bank.isdigit() else id_
    id_ = account_id(id_)
    return Account(id_, looks_like_iban(id_), currency, draft.fields.get("NS"), agent)


def _entry(at: int, value: str, details: list[str], currency: str) -> Entry:
    where = f"line {at}"
    shape = _LINE.match(value)
    if shape is None:
        refuse(FileReason.LINE_UNREADABLE, where=where, text=value, what="an entry (:61:)")
    if currency not in ("",) and shape["funds"] and shape["mark"] in ("C", "D") and not shape["type"]:
        refuse(FileReason.LINE_UNREADABLE, where=where, text=value, what="an entry (:61:)")
    size = money(_plain(shape["amount"], where), currency, where)
    mark = shape["mark"]
    incoming = mark in ("C", "EC", "RD")  # RD: a debit is taken back, so money comes
    amount = size if incoming else -size
    value_on = short_date(shape["value"], where)
    references, _, further = shape["rest"].partition("\n")
    own, _, bank_ref = references.partition("//")
    written = "\n".join(details)
    said = unravel(written, incoming=incoming)
    original, charges = _foreign(further + written, where)
    own = _reference(own)
    end_to_end = said.end_to_end or ("" if shape["type"] and own in ("EREF", "KREF", "MREF", "PREF") else own)
    return Entry(
        amount=amount,
        booked_on=_entry_date(shape["entry"], value_on, where) or value_on,
        value_on=value_on,
        status="pending" if mark in ("EC", "ED") else "booked",
        where=where,
        reversal=mark in ("RC", "RD"),
        bank_ref=bank_ref.strip(),
        own_ref=own,
        code=(shape["type"] or "").strip(),
        info=further.strip(),
        charges=charges,
        details=(
            Detail(
                amount=amount,
                end_to_end=end_to_end,
                bank_ref=bank_ref.strip(),
                instruction=said.instruction,
                mandate=said.mandate,
                reference=said.reference,
                remittance=said.words or further.strip(),
                reason=said.reason,
                party=said.party,
                ultimate=said.ultimate,
                original=original,
                charges=charges,
            ),
        ),
    )


def _reference(own: str) -> str:
    trimmed = own.strip()
    return (
        "" if trimmed.split(" ")[0] in ("NONREF", "NOTPROVIDED", "NOREF") and len(trimmed) < 12 else trimmed
    )


def _entry_date(text: str | None, value_on: date, where: str) -> date | None:
    """MMDD of the year in which it is nearest to the value date."""
    if not text:
        return None
    if text == "0000":
        return None
    nearby = [
        short_date(f"{year % 100:02d}{text}", where) for year in range(value_on.year - 1, value_on.year + 2)
    ]
    return min(nearby, key=lambda on: abs((on - value_on).days))


def _foreign(text: str, where: str) -> tuple[Money | None, tuple[Money, ...]]:
    """The amount before exchange and the charges, where a bank names them (/OCMT/, /CHGS/)."""
    original: Money | None = None
    charges: list[Money] = []
    for what, currency, digits in _OCMT.findall(text.replace("\n", "")):
        amount = money(_plain(digits, where), currency, where)
        if what == "OCMT":
            original = original or amount
        else:
            charges.append(amount)
    return original, tuple(charges)


def _wrong_totals(draft: _Draft, entries: tuple[Entry, ...], currency: str) -> list[str]:
    """The sentences where the bank's own totals (:90D:, :90C:) are not those of the entries."""
    wrong = []
    for at, text in draft.totals:
        shape = re.match(r"([CD])(\d+)([A-Z]{3})([\d.,]*)", text)
        if shape is None:
            continue
        side = [e for e in entries if (e.amount.minor >= 0) == (shape[1] == "C")]
        said = money(_plain(shape[4] or "0", f"line {at}"), shape[3], f"line {at}")
        made = Money(sum(abs(e.amount.minor) for e in side), currency or shape[3])
        if said != made or int(shape[2]) != len(side):
            wrong.append(
                f"line {at}: the bank counts {shape[2]} entries of {said} (:90{shape[1]}:), and {len(side)} of {made}"
                " are there"
            )
    return wrong
