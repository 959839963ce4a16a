"""Tables of entries (CSV) as banks and wallets let one download them; headings tell what they mean."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fourthact.bankfiles.amounts import account_id, decimals_of, money
from fourthact.bankfiles.columns import Columns, Mapping, date_form, decimal_sign, plain, recognised
from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.bankfiles.statement import Account, Balance, Detail, Entry, Party, Reading, Statement, weigh
from fourthact.values.ibans import looks_like_iban
from fourthact.values.money import Money

HEAD_ROWS_MAX = 40  # what banks write above the table
CELL_CHARACTERS_MAX = 100_000
_OPENING = {
    *("saldoiniziale", "openingbalance", "anfangssaldo", "beginsaldo", "soldeinitial", "beginningbalance")
}
_CLOSING = {*("saldofinale", "closingbalance", "endsaldo", "eindsaldo", "soldefinal", "endingbalance")}
_OUT = {*("d", "af", "debit", "debet", "dbit", "soll", "s", "dt", "debiet", "out", "db", "dr")}
_IN = {*("c", "bij", "credit", "crdt", "haben", "h", "ct", "in", "cr")}
_DONE = {
    *(
        "",
        "completed",
        "booked",
        "gebucht",
        "posted",
        "settled",
        "executed",
        "eseguito",
        "comptabilise",
        "done",
    )
}
_VOID = {*("reverted", "declined", "failed", "cancelled", "canceled", "rejected")}
# ASN and SNS download without headings: nineteen columns, always in this order.
_DUTCH_19 = {
    "booked_on": 1, "account": 2, "counterparty": 3, "name": 4, "balance_currency": 8, "balance": 9, "currency": 10,
    "amount": 11, "value_on": 13, "code": 15, "bank_ref": 16, "reference": 17, "remittance": 18,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """One row and its line, with its cells by role."""

    at: int
    cells: Sequence[str]
    columns: Columns

    def get(self, role: str) -> str:
        index = self.columns.at.get(role)
        return (
            self.cells[index].strip().strip("'").strip()
            if index is not None and index < len(self.cells)
            else ""
        )

    @property
    def where(self) -> str:
        return f"line {self.at}"


def read_table(words: str, encoding: str, mapping: Mapping | None) -> Reading:
    """The entries of a table, one statement for each account and currency in it.

    Refuses: CSV_HEAD_UNKNOWN, CSV_NO_CURRENCY, CSV_AMBIGUOUS, AMOUNT_WRONG, DATE_WRONG, CURRENCY_OF_FILE_UNKNOWN.
    """
    if mapping is not None and mapping.columns and not mapping.headed:
        delimiter, rows = _parsed(words, None)
        columns = recognised([""] * max((len(cells) for _, cells in rows), default=0), mapping)
    else:
        delimiter, rows, columns = _headed(words, mapping)
    if columns is None:
        shown = next((line.strip() for line in words.splitlines() if line.strip()), "")
        if not any(len(re.split(r"[;,\t|]", line)) >= 3 for line in words.splitlines()[:HEAD_ROWS_MAX]):
            refuse(
                FileReason.KIND_UNKNOWN, seen=f"a text that is no table and has no SWIFT tags, {shown[:60]!r}"
            )
        refuse(FileReason.CSV_HEAD_UNKNOWN, seen=repr(shown[:80]))
    table = [_Row(at, cells, columns) for at, cells in rows if any(cell.strip() for cell in cells)]
    table = _moved_amounts(table, columns)
    parted: dict[bool, list[_Row]] = {True: [], False: []}
    for row in table:
        parted[any(row.get(role) for role in ("amount", "debit", "credit"))].append(row)
    table, bare = parted[True], parted[False]
    statements = _statements(table, delimiter)
    if not statements:
        statements = (Statement("CSV", _account("", columns.currency, columns), notes=("no entries",)),)
    if bare:
        noted = f"{len(bare)} rows without any amount were left out (the first in line {bare[0].at})"
        statements = (replace(statements[0], notes=(*statements[0].notes, noted)), *statements[1:])
    return Reading("CSV", "", statements, encoding=encoding)


def _parsed(
    words: str, delimiter: str | None, most: int | None = None
) -> tuple[str, list[tuple[int, list[str]]]]:
    if delimiter is None:
        lines = [line for line in words.splitlines()[:HEAD_ROWS_MAX] if line.strip()]
        delimiter = max(";,\t|", key=lambda sign: sum(line.count(sign) for line in lines))
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows = []
    try:
        for cells in itertools.islice(reader, most):
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        refuse(
            FileReason.LINE_UNREADABLE,
            where=f"line {reader.line_num}",
            text=str(error),
            what="a row of a table",
        )
    return delimiter, rows


def _headed(words: str, mapping: Mapping | None) -> tuple[str, list[tuple[int, list[str]]], Columns | None]:
    for delimiter in ";,\t|":
        _, rows = _parsed(words, delimiter, HEAD_ROWS_MAX)
        for index, (_, cells) in enumerate(rows):
            if len(cells) >= 3 and (columns := recognised(cells, mapping)):
                return delimiter, _parsed(words, delimiter)[1][index + 1 :], columns
        if rows and len(rows[0][1]) == 19 and looks_like_iban(rows[0][1][1].strip()):
            at = {role: number - 1 for role, number in _DUTCH_19.items()}
            return delimiter, _parsed(words, delimiter)[1], Columns(at, 19, None, mapping or Mapping())
    return "", [], None


def _moved_amounts(table: list[_Row], columns: Columns) -> list[_Row]:
    """Some tables write the currency under the heading of the amount, and the amount in a column of no name."""
    at = dict(columns.at)
    for role, currency_role in (("amount", "currency"), ("balance", "balance_currency")):
        index = columns.at.get(role)
        if index is None or index + 1 >= len(columns.heads) or columns.heads[index + 1].strip():
            continue
        said = [row.get(role) for row in table if row.get(role)]
        if said and all(re.fullmatch(r"[A-Z]{3}", text) for text in said):
            at[role], at[currency_role] = index + 1, index
    if at == columns.at:
        return table
    moved = Columns(at, columns.width, columns.currency, columns.mapping, columns.heads)
    return [_Row(row.at, row.cells, moved) for row in table]


@dataclass(frozen=True, slots=True)
class _Forms:
    """How this table writes amounts and dates."""

    decimal: str
    booked: str
    value: str
    mapping: Mapping


def _forms(table: list[_Row], delimiter: str) -> _Forms:
    mapping = table[0].columns.mapping
    amounts = [row.get(role) for role in ("amount", "debit", "credit", "balance", "fee") for row in table]
    amounts = [text for text in amounts if re.search(r"\d", text)]
    sign = decimal_sign(amounts, "amount", mapping.decimal, comma_apart=delimiter == ",")
    dates = {
        role: [text for row in table if (text := row.get(role)) and re.search(r"\d", text)]
        for role in ("booked_on", "value_on")
    }
    alike = len({_shape(texts[0]) for texts in dates.values() if texts}) == 1
    forms = {}
    for (
        role,
        texts,
    ) in dates.items():  # columns that write alike are judged together: one day above 12 tells of all
        judged = texts + dates["booked_on"] + dates["value_on"] if alike else texts
        forms[role] = date_form(judged, role, mapping.dates) if texts else ""
    return _Forms(sign, forms["booked_on"], forms["value_on"], mapping)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "9", text.split(" ", maxsplit=1)[0])


def _statements(table: list[_Row], delimiter: str) -> tuple[Statement, ...]:
    if not table:
        return ()
    forms = _forms(table, delimiter)
    grouped: dict[tuple[str, str], list[_Row]] = {}
    for row in table:
        currency = row.get("currency").upper() or row.columns.currency
        if not currency:
            refuse(FileReason.CSV_NO_CURRENCY)
        decimals_of(currency, row.where)
        grouped.setdefault((row.columns.mapping.account or row.get("account"), currency), []).append(row)
    return tuple(_statement(account, currency, rows, forms) for (account, currency), rows in grouped.items())


def _account(said: str, currency: str | None, columns: Columns) -> Account:
    id_ = account_id(said or columns.mapping.account or "")
    return Account(id_ or "unnamed", looks_like_iban(id_), currency)


def _statement(said: str, currency: str, rows: list[_Row], forms: _Forms) -> Statement:
    entries: list[Entry] = []
    lasting: list[tuple[Entry, Money | None]] = []
    balances: list[Balance] = []
    alarms: list[str] = []
    skipped = 0
    for row in rows:
        label = plain(row.get("text") or row.get("remittance"))
        if label in _OPENING | _CLOSING:
            amount = _amount(row, currency, forms)
            role = "opening" if label in _OPENING else "closing"
            balances.append(Balance(role, label, amount, _day(row, "booked_on", forms.booked)))
            continue
        if plain(row.get("status")) in _VOID:
            skipped += 1
            continue
        entry = _entry(row, currency, forms)
        entries.append(entry)
        after = row.get("balance")
        same = row.get("balance_currency") in ("", currency)
        lasting.append((entry, _number(after, currency, row.where, forms) if after and same else None))
    adds_up, found, sentence = _running(lasting, balances)
    if sentence:
        alarms.append(sentence)
    account = _account(said, currency, rows[0].columns)
    notes = [f"{skipped} entries that never happened (reverted, declined) were left out"] if skipped else []
    notes += ["the table does not name its account"] if account.id == "unnamed" else []
    return Statement("CSV", account, "", "", found, tuple(entries), adds_up, tuple(alarms), tuple(notes))


def _running(
    lasting: list[tuple[Entry, Money | None]], balances: list[Balance]
) -> tuple[bool | None, tuple[Balance, ...], str]:
    """Opening and closing balance, by rows of their own or by the balance beside every entry, and whether they fit."""
    if len({b.role for b in balances}) == 2:
        adds_up, sentence = weigh(tuple(balances), tuple(entry for entry, _ in lasting))
        return adds_up, tuple(balances), sentence
    known = [(entry, after) for entry, after in lasting if after is not None and entry.status == "booked"]
    if not known:
        return None, tuple(balances), ""
    before = [
        (entry, balance + entry.amount) for entry, balance in known
    ]  # some banks write the balance before
    sides = [known, known[::-1], before, before[::-1]]  # oldest first, or newest first
    breaks = [_breaks(side) for side in sides]
    best = min(range(4), key=lambda n: len(breaks[n]))
    (first, after), (last, closing) = sides[best][0], sides[best][-1]
    found = (
        Balance("opening", "column", after - first.amount, first.booked_on),
        Balance("closing", "column", closing, last.booked_on),
    )
    if breaks[best]:
        where = ", ".join(breaks[best][:3])
        return (
            False,
            found,
            f"the balance column does not follow from the amounts at {len(breaks[best])} places ({where})",
        )
    # An entry without a balance beside it is in no pair: it must fit between the ends all the same.
    adds_up, sentence = weigh(found, tuple(entry for entry, _ in lasting))
    return adds_up, found, sentence


def _breaks(side: list[tuple[Entry, Money]]) -> list[str]:
    pairs = itertools.pairwise(side)
    return [entry.where for (_, before), (entry, after) in pairs if before + entry.amount != after]


def _entry(row: _Row, currency: str, forms: _Forms) -> Entry:
    amount = _amount(row, currency, forms)
    booked = _day(row, "booked_on", forms.booked)
    value = _day(row, "value_on", forms.value)
    state = plain(row.get("status"))
    incoming = amount.minor >= 0
    name = row.get("name") or row.get("payer" if incoming else "payee") or row.get("payee")
    account = row.get("counterparty") or row.get("payer_account" if incoming else "payee_account")
    fee = _number(row.get("fee"), currency, row.where, forms) if row.get("fee") else None
    charges = (fee,) if fee else ()
    amount = amount - fee if fee else amount
    further = " ".join(cell.strip() for cell in row.cells[row.columns.width :] if cell.strip())
    written = " ".join(part for part in (row.get("remittance"), further) if part) or row.get("text") or name
    foreign = row.get("original_currency").upper()
    original = None
    if foreign and foreign != currency and row.get("original"):
        original = _number(row.get("original"), foreign, row.where, forms)
    detail = Detail(
        amount=amount,
        end_to_end=row.get("end_to_end"),
        bank_ref=row.get("bank_ref"),
        reference=row.get("reference"),
        remittance=" ".join(written.split()),
        party=Party(" ".join(name.split()), account_id(account), row.get("agent")),
        original=original,
        charges=charges,
    )
    return Entry(
        amount=amount,
        booked_on=booked or value,
        value_on=value or booked,
        status="booked" if state in _DONE and (booked or value) else "pending",
        where=row.where,
        bank_ref=row.get("bank_ref"),
        code=row.get("code"),
        info=row.get("text"),
        charges=charges,
        details=(detail,),
    )


def _amount(row: _Row, currency: str, forms: _Forms) -> Money:
    """The signed amount: from one column, from one and a sign, or from two."""
    if said := row.get("amount"):
        amount = _number(said, currency, row.where, forms)
        mark = plain(row.get("sign"))
        if mark in _OUT:
            return Money(-abs(amount.minor), currency)
        if mark in _IN:
            return Money(abs(amount.minor), currency)
        if mark:
            refuse(FileReason.LINE_UNREADABLE, where=row.where, text=row.get("sign"), what="debit or credit")
        return amount
    credit, debit = row.get("credit"), row.get("debit")
    if not (credit or debit):
        refuse(FileReason.PART_MISSING, where=row.where, part="the amount", then="Was the row cut off?")
    came = _number(credit, currency, row.where, forms) if credit else Money(0, currency)
    went = _number(debit, currency, row.where, forms) if debit else Money(0, currency)
    if went.minor < 0 and not came.minor and "amount" not in row.columns.at and _signed_debits(row):
        return went
    return came - went


def _signed_debits(row: _Row) -> bool:
    """Whether a minus in the debit column only repeats what its heading says: if the credit cell is left empty."""
    return not row.get("credit")


def _number(text: str, currency: str, where: str, forms: _Forms) -> Money:
    """An amount as tables write it: grouped by points, commas, blanks or apostrophes; the minus before or after."""
    trimmed = re.sub(r"[\s\u00a0\u202f'’|]", "", text).replace("\u2212", "-")
    trimmed = re.sub(rf"(?:{re.escape(currency)}|€|\$|£|CHF)", "", trimmed)
    grouping = "." if forms.decimal == "," else ","
    plainly = trimmed.replace(grouping, "").replace(forms.decimal, ".")
    if plainly.endswith(("-", "+")):
        plainly = plainly[-1] + plainly[:-1]
    if plainly.startswith("(") and plainly.endswith(")"):
        plainly = "-" + plainly[1:-1]
    return money(plainly, currency, where)


def _day(row: _Row, role: str, form: str) -> date | None:
    text = row.get(role)
    if not text:
        return None
    length = {"%Y-%m-%d": 10, "%Y%m%d": 8}.get(form)
    try:
        return datetime.strptime(text[:length] if length else text.split(" ")[0], form).date()
    except ValueError:
        refuse(FileReason.DATE_WRONG, where=row.where, text=text)
