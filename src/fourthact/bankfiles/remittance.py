"""What :86: says, in the dialects of banks: German fields, Dutch words, Polish tildes, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fourthact.bankfiles.statement import Party
from fourthact.values.ibans import looks_like_iban


@dataclass(frozen=True, slots=True)
class Said:
    """What was found; `words` is what remains for people and for references."""

    words: str = ""
    end_to_end: str = ""
    instruction: str = ""
    mandate: str = ""
    reference: str = ""
    reason: str = ""
    party: Party = field(default_factory=Party)
    ultimate: str = ""


_GERMAN = re.compile(r"(?:\d{3})?\s*([?~><^!+|@#])(\d{2})")
_SEPA = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PURP|OAMT|COAM|RREF|SQTP|ANAM|RTRN|IBAN|BIC)(?:\+|:\s)"
)
_WORDS = (
    *(
        "TRTP",
        "IBAN",
        "BBAN",
        "BIC",
        "NAME",
        "REMI",
        "EREF",
        "CSID",
        "MARF",
        "RTRN",
        "CNTP",
        "ORDP",
        "BENM",
        "ISDT",
    ),
    *(
        "PREF",
        "PURP",
        "ULTB",
        "ULTD",
        "ULTC",
        "SVCL",
        "INIT",
        "CREF",
        "IREF",
        "KREF",
        "ADDR",
        "PROC",
        "ACCW",
        "OCMT",
    ),
    *(
        "EXCH",
        "CHGS",
        "BO",
        "OGB",
        "UDTR",
        "UCRD",
        "SWOD",
        "ID",
        "INV",
        "PY",
        "PT",
        "RREF",
        "MREF",
        "TXT",
        "FULL",
    ),
)
_DUTCH = re.compile(rf"/({'|'.join(_WORDS)})/")
_REASON = re.compile(r"[A-Z]{2}\d{2}")
_REFERENCE = re.compile(r"RF\d{2}[0-9A-Z]{1,21}")


def unravel(text: str, *, incoming: bool) -> Said:
    """What stands in :86:, whoever wrote it. `incoming`: the other side is the one who ordered, not the one who
    received."""
    if not text.strip():
        return Said()
    joined = text.replace("\n", "")
    german = _GERMAN.match(joined)
    if german and len(re.findall(re.escape(german[1]) + r"\d{2}", joined)) >= 1:
        return _german(joined, german[1])
    if len(_DUTCH.findall(joined)) >= 2 or _DUTCH.match(joined):
        return _dutch(text, incoming=incoming)
    return _plain(text)


def _german(joined: str, stroke: str) -> Said:
    """Fields of two digits: 20-29 and 60-63 what was written, 30 bank, 31 account, 32-33 name, 38 IBAN."""
    parts = re.split(re.escape(stroke) + r"(\d{2})", joined)
    fields: dict[str, str] = {}
    purpose: list[str] = []
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        if "20" <= number <= "29" or "60" <= number <= "63":
            purpose.append(value)
        elif number == "33" and "32" in fields:
            fields["33"] = fields.get("33", "") + value
        else:
            fields.setdefault(number, value)
    sepa = _sepa("".join(purpose))
    words = sepa.get("SVWZ", "") if "SVWZ" in sepa else (sepa.get("", "") or " ".join(purpose))
    account = fields.get("38") or fields.get("31") or sepa.get("IBAN", "")
    name = (
        f"{fields.get('32', '')}{fields.get('33', '')}".strip()
        or sepa.get("ABWA", "")
        or sepa.get("ABWE", "")
    )
    party = Party(" ".join(name.split()), account.strip(), (fields.get("30") or sepa.get("BIC", "")).strip())
    return Said(
        words=" ".join((words or fields.get("00", "")).split()),
        end_to_end=_given(sepa.get("EREF", "")),
        instruction=_given(sepa.get("KREF", "")),
        mandate=_given(sepa.get("MREF", "")),
        reference=_creditor_reference(words),
        reason=_reason(sepa.get("RTRN", "") or sepa.get("RREF", ""), words),
        party=party,
        ultimate=sepa.get("ABWA", "") or sepa.get("ABWE", ""),
    )


def _sepa(text: str) -> dict[str, str]:
    """The parts that SEPA words introduce (EREF+, SVWZ+ ...); what stands before them under the empty word."""
    parts = _SEPA.split(text)
    found = {"": parts[0].strip()}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        found.setdefault(word, value.strip())
    return found


def _dutch(text: str, *, incoming: bool) -> Said:
    """Words between strokes: /IBAN/…/NAME/…/REMI/…/EREF/…, lines broken anywhere."""
    joined = "".join(
        line if len(line) >= 64 or line.endswith("/") else f"{line} " for line in text.split("\n")
    )
    parts = _DUTCH.split(joined)
    found: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        if value.strip(" /") or word not in found:
            found[word] = found.get(word) or value.strip()
    account, agent, name = (
        found.get("IBAN") or found.get("BBAN", ""),
        found.get("BIC", ""),
        found.get("NAME", ""),
    )
    if counterparty := found.get("CNTP"):  # /CNTP/account/bank/name/city/
        pieces = [*counterparty.split("/"), "", "", ""]
        account, agent, name = pieces[0] or account, pieces[1] or agent, pieces[2] or name
    remittance = found.get("REMI", "")
    structured = re.match(r"STRD/(?:[A-Z]{2,4}/)?([^/]+)", remittance)
    remittance = re.sub(r"^(?:USTD|STRD)/+", "", remittance).strip("/ ")
    words = " ".join((remittance or parts[0] or " ".join(found.values())).split())
    return Said(
        words=words,
        end_to_end=_given(found.get("EREF", "").strip("/")),
        instruction=_given((found.get("PREF") or found.get("KREF") or found.get("IREF", "")).strip("/")),
        mandate=_given((found.get("MARF") or found.get("MREF", "")).strip("/")),
        reference=_creditor_reference(words) or (structured[1].strip() if structured else ""),
        reason=_reason(found.get("RTRN", ""), ""),
        party=Party(name.strip("/ "), re.sub(r"\s", "", account).strip("/"), agent.strip("/ ")),
        ultimate=found.get("ULTD" if incoming else "ULTB", "").strip("/ "),
    )


def _plain(text: str) -> Said:
    """Free text; an account at its beginning is the other side's, as Dutch and Swiss banks write it."""
    words = " ".join(text.split())
    sepa = _sepa(words)
    first, _, rest = words.partition(" ")
    account = first if looks_like_iban(first) else ""
    name = text.strip().split("\n")[0].strip().partition(" ")[2] if account and rest else ""
    return Said(
        words=words,
        end_to_end=_given(sepa.get("EREF", "").split(" ")[0]),
        mandate=_given(sepa.get("MREF", "").split(" ")[0]),
        reference=_creditor_reference(words),
        reason=_reason(sepa.get("RTRN", ""), ""),
        party=Party(" ".join(name.split()), account),
    )


def _given(reference: str) -> str:
    trimmed = reference.strip()
    return "" if trimmed.upper() in ("NOTPROVIDED", "NONREF", "NOT PROVIDED") else trimmed


def _creditor_reference(words: str) -> str:
    found = _REFERENCE.search(words)
    return found[0] if found else ""


def _reason(said: str, words: str) -> str:
    """A reason code of ISO 20022 (AC04, MD06 ...) where the bank names one."""
    found = _REASON.search(said) or re.search(
        r"(?:RETURN|RETOURE|RUECKUEB\w*)\D{0,20}?\b([A-Z]{2}\d{2})\b", words
    )
    return found[found.lastindex or 0] if found else ""
