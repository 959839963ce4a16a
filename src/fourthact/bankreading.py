"""`fourthact bank read`: how each file of a bank would be read and matched, storing nothing."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from fourthact import bankfiles
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money, exponent
from fourthact.values.plain import plain
from fourthact.values.references import codes_in, reference_of

log = logging.getLogger(__name__)  # on the error output
_ORDER_KEY = re.compile(r"[PR][0-9A-F]{32}[0-9A-Z]{2}")
TABLE_ENTRIES_MAX = 200  # a person reads no more; --json has them all


@dataclass(frozen=True, slots=True)
class Match:
    """What an entry would be matched by, the surest first.

    `by`: order_key (an order of ours), creditor_reference (RF with right check digits), reservation_code (the bare
    code), person (nothing that we know: a person decides).
    """

    by: str
    key: str | None = None
    codes: tuple[str, ...] = ()


def match(detail: bankfiles.Detail) -> Match:
    """What one payment would be matched by, before the reservations that there are have their say."""
    written = f"{detail.reference} {detail.remittance}"
    for text in (detail.end_to_end, detail.instruction, re.sub(r"\s", "", written)):
        for found in _ORDER_KEY.findall(text):
            if is_ours(found):
                return Match("order_key", key=found)
    codes = tuple(codes_in(f"{written} {detail.end_to_end}"))
    joined = re.sub(r"[^A-Z0-9]", "", written.upper())
    if any(reference_of(code) in joined for code in codes):
        return Match("creditor_reference", codes=codes)
    return Match("reservation_code" if codes else "person", codes=codes)


def is_ours(text: str) -> bool:
    """Whether a reference is the key of an order of ours."""
    try:
        ids.read_order_key(text)
    except ValueError:
        return False
    return True


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file that is meant: folders with all that is in them, hidden files left out."""
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            yield from (
                p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            yield path


def read_files(paths: Sequence[Path], mapping: Path | None, *, as_json: bool) -> int:
    """Say how each file would be read; the exit code. Errors: ValueError where the mapping is wrong."""
    chosen = bankfiles.mapping_from(mapping) if mapping else None
    refused = count = 0
    for path in files_in(paths):
        count += 1
        try:
            words = told(bankfiles.read_path(path, chosen))
        except Refused as no:
            refused += 1
            words = {"refused": no.reason.code, "reason": no.sentence}
        except OSError as error:
            refused += 1
            words = {"refused": "file_unreadable", "reason": f"The file cannot be opened: {error.strerror}."}
        except Exception as defect:
            refused += 1
            log.error("%s cannot be read", path, exc_info=defect)
            words = {"refused": "defect", "reason": bankfiles.DEFECT.format(what=repr(defect)[:200])}
        words = {"file": str(path), **words}
        if as_json:
            sys.stdout.buffer.write(msgspec.json.encode(words) + b"\n")
        else:
            _show(_printable(words))
    sys.stdout.flush()
    if not as_json:
        _console().print(f"{count} files, {refused} refused")
    return 1 if refused else 0


def told(reading: bankfiles.Reading) -> dict[str, Any]:
    """A reading as the JSON document of `bank read`: stable names, amounts in minor units."""
    return {
        "kind": reading.kind,
        "version": reading.version,
        "encoding": reading.encoding,
        "statements": [_statement(statement) for statement in reading.statements],
        "orders": [_plain(order) for order in reading.orders],
    }


def _statement(statement: bankfiles.Statement) -> dict[str, Any]:
    booked = [entry.amount for entry in statement.entries if entry.status == "booked"]
    totals: dict[str, dict[str, int]] = {}
    for amount in booked:
        kept = totals.setdefault(amount.currency, {"credit_minor": 0, "debit_minor": 0, "entries": 0})
        kept["credit_minor" if amount.minor >= 0 else "debit_minor"] += abs(amount.minor)
        kept["entries"] += 1
    return {
        "kind": statement.kind,
        "id": statement.id,
        "number": statement.number,
        "account": _plain(statement.account),
        "balances": [_plain(balance) for balance in statement.balances],
        "adds_up": statement.adds_up,
        "alarms": list(statement.alarms),
        "notes": list(statement.notes),
        "totals_booked": totals,
        "entries": [_entry(entry) for entry in statement.entries],
    }


def _entry(entry: bankfiles.Entry) -> dict[str, Any]:
    words: dict[str, Any] = _plain(entry)
    for detail, inner in zip(entry.details, words["details"], strict=True):
        inner["match"] = _plain(match(detail))
    if not entry.details:
        bare = bankfiles.Detail(entry.amount, remittance=entry.info, end_to_end=entry.own_ref)
        words["match"] = _plain(match(bare))
    return words


def _plain(value: Any) -> Any:
    """Values as JSON has them: money as minor units, currency and text."""
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency, "text": _decimal(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _decimal(amount: Money) -> str:
    digits, size = exponent(amount.currency), abs(amount.minor)
    text = f"{size // 10**digits}" + (f".{size % 10**digits:0{digits}d}" if digits else "")
    return f"-{text}" if amount.minor < 0 else text


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def _printable(value: Any) -> Any:
    """Words of strangers without what a terminal would obey."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list) else value


def _show(words: dict[str, Any]) -> None:
    """One file for a person."""
    console = _console()
    console.print(words["file"], style="bold")
    if "refused" in words:
        console.print(f"  refused ({words['refused']}): {words['reason']}")
        return
    name = " ".join(part for part in (words["kind"], words["version"]) if part)
    for order in words["orders"]:
        whose = order["end_to_end"] or order["message"]
        console.print(
            f"  {name}: {whose} {order['status']} {order['reason']} {order['reason_text']}", markup=False
        )
    for statement in words["statements"]:
        _show_statement(console, statement, name)


def _show_statement(console: Console, statement: dict[str, Any], name: str) -> None:
    account = statement["account"]
    console.print(f"  {name}, account {account['id']} {account['currency'] or ''}")
    for balance in statement["balances"]:
        on, amount = balance["on"] or "", balance["amount"]
        console.print(f"    {balance['role']} {on} {amount['text']} {amount['currency']}")
    adds_up = {True: "yes", False: "NO", None: "cannot be told"}[statement["adds_up"]]
    console.print(f"    {len(statement['entries'])} entries; the balances add up: {adds_up}")
    for alarm in statement["alarms"]:
        console.print(f"    ALARM {alarm}")
    for note in statement["notes"]:
        console.print(f"    note: {note}")
    table = Table(
        "booked", "value", "amount", "status", "other side", "what was written", "matched by", box=None
    )
    for entry in statement["entries"][:TABLE_ENTRIES_MAX]:
        for detail in entry["details"] or [None]:
            amount = (detail and detail["amount"]) or entry["amount"]
            found = detail["match"] if detail else entry["match"]
            table.add_row(
                entry["booked_on"] or "",
                entry["value_on"] or "",
                f"{amount['text']} {amount['currency']}",
                entry["status"] + (f" {detail['reason']}" if detail and detail["reason"] else ""),
                (detail["party"]["name"] or detail["party"]["account"])[:30] if detail else "",
                ((detail["reference"] or detail["remittance"]) if detail else entry["info"])[:40],
                f"{found['by']} {found['key'] or ', '.join(found['codes'][:2])}".rstrip(),
            )
    if statement["entries"]:
        console.print(table)
    if len(statement["entries"]) > TABLE_ENTRIES_MAX:
        console.print(
            f"    ... and {len(statement['entries']) - TABLE_ENTRIES_MAX} more; --json shows them all"
        )
