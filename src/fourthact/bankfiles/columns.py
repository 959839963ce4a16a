"""Which column of a table is what: by a mapping that a person wrote, else by the words that banks use."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fourthact.bankfiles.reasons import FileReason, refuse

ROLES = (
    *(
        "booked_on",
        "value_on",
        "amount",
        "debit",
        "credit",
        "sign",
        "currency",
        "balance",
        "balance_currency",
    ),
    *(
        "remittance",
        "text",
        "name",
        "counterparty",
        "agent",
        "account",
        "reference",
        "bank_ref",
        "end_to_end",
    ),
    *(
        "status",
        "fee",
        "original",
        "original_currency",
        "code",
        "payer",
        "payer_account",
        "payee",
        "payee_account",
    ),
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a person says of a table. `columns`: role to heading, or to the number of the column, from 1.

    `decimal`: the decimal sign; `dates`: like %d/%m/%Y; both only where the table leaves them open.
    """

    columns: dict[str, str | int] = field(default_factory=dict)
    currency: str | None = None
    account: str | None = None
    decimal: str | None = None
    dates: str | None = None
    headed: bool = True


# Headings as banks write them, without accents and signs. The first role that a heading fits is its role.
_HEADS: dict[str, str] = {
    "booked_on": "buchungsdatum buchungstag buchung datum date data bookingdate dateoperation datedeloperation"
    " datecomptable datacontabile dataoperazione datareg datarichiesta completeddate transactiondate bookedon"
    " transactiedatum boekdatum boekingsdatum rentedatum bokforingsdag buchungsdat fecha posteddate postingdate"
    " entrydate createdon umsatzdatum dateoftransaction",
    "value_on": "valutadatum valuta wertstellung valuedate datevaleur datedevaleur datavaluta valutadate wert"
    " rentedatumvaluta valutering wertstellungstag",
    "amount": "betrag bedrag amount montant importo umsatz mutatie bedrageur amounteur betrageur montanteur"
    " transactieamount transactionamount importoeur belob belopp summe betraginkontowahrung nettoamount"
    " transactiebedrag betragineur umsatzineur amountcurrencyaccount amountaccountcurrency",
    "debit": "soll addebiti addebito debit debet lastschrift belastung uscite dare debits afschrijving paidout"
    " moneyout withdrawal withdrawals lastbetrag belastungen belastungchf belastunginchf debitamount uscita",
    "credit": "haben accrediti accredito credit gutschrift entrate avere credits bijschrijving paidin moneyin"
    " deposit deposits gutschriften gutschriftchf gutschriftinchf creditamount entrata",
    "sign": "dc afbij sollhaben cd debitcredit debetcredit shkennzeichen sh creditdebit creditdebitindicator"
    " cdtdbtind dtct bijaf sens",
    "currency": "wahrung waehrung currency devise munt valutacode divisa currencycode muntsoort kontowahrung"
    " whg devisenkurz accountcurrency wahr",
    "balance": "saldo balance solde kontostand saldocontabile runningbalance saldonamutatie newbalance"
    " saldonachbuchung balanceafter",
    "name": "nameomschrijving partnername name naamtegenpartij counterpartyname beguenstigterzahlungspflichtiger"
    " begunstigterzahlungspflichtiger auftraggeberbegunstigter counterparty naam empfangerauftraggeber merchantname"
    " payee tiers controparte payeename zahlungsempfanger tegenrekeningnaam nametegenpartij counterpartner nom"
    " partner zahlungspflichtiger recipient payername",
    "payer": "auftraggebername auftraggeber ordinante payer zahlungspflichtige donneurdordre",
    "payer_account": "auftraggeberibanktonr auftraggeberiban payeraccount ibanauftraggeber",
    "payee": "empfangername empfanger beneficiario beneficiaire begunstigter beguenstigter",
    "payee_account": "empfangeribanktonr empfangeriban payeeaccount ibanempfanger",
    "counterparty": "tegenrekening bankaccount counterpartyaccount kontonummeriban counterpartyiban accountnumber"
    " tegenrekeningiban tegenrekeningibanbban ibantegenpartij partneriban kontonriban ibandesauftraggebers"
    " counterpartybban ibanbban ibanzahlungsbeteiligter payeraccountnumber",
    "agent": "bic bicswift bicswiftcode counterpartybic bictegenpartij blz partnerbic auftraggeberbicblz",
    "account": "rekening kontonummer konto iban compte conto rekeningnummer auftragskonto accountiban cardid"
    " ibanauftragskonto kontonr account numerodecompte bezeichnungauftragskonto",
    "bank_ref": "orderid transactionid transactieref volgnr bankreference transactionreference referenzbank"
    " referencebanque transactiereferentie umsatzreferenz archivierungsreferenz id referencenumber trn",
    "end_to_end": "endtoendid endtoend kundenreferenz kundenreferenzendtoend endtoendreference e2e",
    "reference": "zahlungsreferenz betalingskenmerk reference paymentreference referenz referenceno rifer",
    "status": "state status statetype buchungsstatus etat stato",
    "fee": "fee fees gebuhr gebuhren",
    "original": "originalamount amountcurrency ursprungsbetrag originalbetrag amountforeigncurrency bedragoriginal",
    "original_currency": "originalcurrency currencyoriginal ursprungswahrung foreigncurrency",
    "code": "mutatiesoort code transactiontype buchungsart umsatzart vorgang type typeoperation transactietype",
    "text": "text buchungstext details descrizioneoperazioni descrizione omschrijving label libelle",
    "remittance": "verwendungszweck mededelingen umsatztext description causale remittance communication"
    " beschreibung betreff remittanceinformation motif zahlungszweck omschrijving1 memo paymentdetails message"
    " mitteilung narrative buchungsdetails particulars notificationtext avisierungstext",
}  # fmt: skip
_ROLE_OF = {head: role for role, heads in _HEADS.items() for head in heads.split()}
_IN_HEAD = re.compile(r"[(\[ ]([A-Z]{3})[)\]]?\s*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each role stands in a row, and the currency and account that hold for all rows."""

    at: dict[str, int]
    width: int
    currency: str | None
    mapping: Mapping
    heads: tuple[str, ...] = ()


def plain(head: str) -> str:
    """A heading as it is compared: small letters and digits, no accents."""
    letters = unicodedata.normalize("NFKD", head.casefold())
    return re.sub(r"[^a-z0-9]", "", letters)


def recognised(row: Sequence[str], mapping: Mapping | None) -> Columns | None:
    """The columns that a row of headings names; None if it is no such row: it needs a date and an amount."""
    if mapping is not None and mapping.columns:
        return _mapped(row, mapping)
    at: dict[str, int] = {}
    currency: str | None = None
    for index, head in enumerate(row):
        named = _IN_HEAD.search(head.strip())
        role = _ROLE_OF.get(plain(head)) or (_ROLE_OF.get(plain(head[: named.start()])) if named else None)
        if role is None:
            continue
        if named and role in ("amount", "debit", "credit", "balance"):
            currency = currency or named[1]
        if role in at and role == "booked_on" and plain(row[at[role]]) in ("date", "datum", "data"):
            at[role] = index  # a date with a fuller name is the surer one
        elif role in at and role == "value_on":
            continue
        else:
            at.setdefault(role, index)
    if not ({"booked_on", "value_on"} & set(at)) or not ({"amount", "debit", "credit"} & set(at)):
        return None
    if plain(row[-1]) == "descrizioneoperazioni" and {"debit", "credit"} <= set(at):
        currency = currency or "EUR"  # BancoPosta's table names no currency; its accounts are in euro only
    own = mapping or Mapping()
    return Columns(at, len(row), own.currency or currency, own, tuple(row))


def _mapped(row: Sequence[str], mapping: Mapping) -> Columns | None:
    heads = [plain(head) for head in row]
    at: dict[str, int] = {}
    for role, where in mapping.columns.items():
        if isinstance(where, int):
            at[role] = where - 1
        elif plain(where) in heads:
            at[role] = heads.index(plain(where))
        else:
            return None
    return Columns(at, len(row), mapping.currency, mapping, tuple(row))


def mapping_of(words: Any) -> Mapping:
    """A mapping from what stands in its file (TOML or JSON). Errors: ValueError says what is wrong in it."""
    if not isinstance(words, dict):
        raise ValueError("a mapping is a table: columns, currency, account, decimal, dates, headed")
    columns = words.get("columns", {})
    strange = sorted({*words} - {"columns", "currency", "account", "decimal", "dates", "headed"})
    if strange:
        raise ValueError(
            f"a mapping has no {strange[0]!r}; it has columns, currency, account, decimal, dates, headed"
        )
    if not isinstance(columns, dict) or not all(type(v) in (str, int) for v in columns.values()):
        raise ValueError("columns is a table of roles, each with a heading or the number of a column from 1")
    unknown = sorted(set(columns) - set(ROLES))
    if unknown:
        raise ValueError(f"there is no role {unknown[0]!r}; the roles are {', '.join(ROLES)}")
    if columns and not (
        {"booked_on", "value_on"} & set(columns) and {"amount", "debit", "credit"} & set(columns)
    ):
        raise ValueError("columns needs booked_on or value_on, and amount or debit and credit")
    for name in ("currency", "account", "decimal", "dates"):
        if name in words and not isinstance(words[name], str):
            raise ValueError(f"{name} is a text")
    if words.get("decimal", ".") not in (".", ","):
        raise ValueError("decimal is a point or a comma")
    plainly = {
        name: words[name] for name in ("currency", "account", "decimal", "dates", "headed") if name in words
    }
    return Mapping(columns=dict(columns), **plainly)


def decimal_sign(texts: Sequence[str], column: str, said: str | None, *, comma_apart: bool) -> str:
    """Which sign is the decimal one in a column. Refuses: CSV_AMBIGUOUS where every value can be read both ways."""
    if said:
        return said
    grouped: set[str] = set()
    for text in texts:
        signs = re.findall(r"[.,](?=\d)", text)
        last = re.search(r"([.,])(\d+)\D*$", text)
        if len(set(signs)) == 2 and last:
            return last[1]
        if len(signs) > 1:
            return "," if signs[0] == "." else "."
        if last and len(last[2]) != 3:
            return last[1]
        grouped |= set(signs)
    if not grouped:
        return "."
    if comma_apart and grouped == {"."}:
        return "."  # in a table whose cells are parted by commas, a point groups nothing
    refuse(FileReason.CSV_AMBIGUOUS, column=column, ways="1.234 as one thousand or as one and a bit")


def date_form(texts: Sequence[str], column: str, said: str | None) -> str:
    """The form that fits every date of a column. Refuses: CSV_AMBIGUOUS, DATE_WRONG."""
    if said:
        return said
    sample = texts[0]
    if re.match(r"\d{4}-\d\d-\d\d", sample):
        return "%Y-%m-%d"
    if re.fullmatch(r"\d{8}", sample):
        return "%Y%m%d"
    if re.match(r"\d{4}/\d\d?/\d\d?", sample):
        return "%Y/%m/%d"
    shape = re.match(r"(\d\d?)([./-])(\d\d?)\2(\d{4}|\d\d)(?!\d)", sample)
    if shape is None:
        refuse(FileReason.DATE_WRONG, where=f"column {column!r}", text=sample)
    year, stroke = ("%Y" if len(shape[4]) == 4 else "%y"), shape[2]
    pairs = [tuple(int(n) for n in re.findall(r"\d+", text)[:2]) for text in texts]
    pairs = [pair for pair in pairs if len(pair) == 2]
    day_first = f"%d{stroke}%m{stroke}{year}"
    if stroke == "." or any(first > 12 for first, _ in pairs):
        return day_first  # with points only the day-first order is written anywhere
    if any(second > 12 for _, second in pairs):
        return f"%m{stroke}%d{stroke}{year}"
    if stroke == "-" or not pairs or all(first == second for first, second in pairs):
        return day_first
    refuse(FileReason.CSV_AMBIGUOUS, column=column, ways="day first or month first")


def mapping_from(path: Path) -> Mapping:
    """The mapping that a TOML or JSON file holds. Errors: OSError; ValueError names the fault in it."""
    raw = path.read_text(encoding="utf-8")
    return mapping_of(json.loads(raw) if raw.lstrip().startswith("{") else tomllib.loads(raw))
