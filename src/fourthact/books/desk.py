"""The desk of the bank in plain words: what waits for a person, and who saw what and said what of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec
import psycopg

from fourthact.books.actions import RELEASE, SET_ASIDE, OnEntry
from fourthact.books.assigning import ASSIGN, AssignEntry, Part
from fourthact.books.files import SEE_FILE, OnFile
from fourthact.books.proposing import APPROVE, DROP, PROPOSE, OnProposal, Propose
from fourthact.books.reads import proposal_of, proposals
from fourthact.books.rules import BooksReason
from fourthact.books.tasks import files_told, payer_of, tasks
from fourthact.payments import Entry, account_of
from fourthact.rails.contract import Rail, TellsFiles
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money

Conn = psycopg.AsyncConnection[Any]
Said = tuple[Any, Any]  # a verb, and what it is asked with
Limits = dict[str, Any]  # the house's own part of a proposal: its limits, and its rails that pay out
KINDS = {"ent": "entry", "bfl": "bank_file", "prp": "proposal"}

HISTORY = """
    -- What happened to an entry, a file or a proposal, and to what was proposed about it; what stands beside each act.
    SELECT a.at, a.bytes, b.body, count(e.place) FROM acts AS a
      LEFT JOIN bodies AS b ON b.seller = a.seller AND b.act = a.id
      LEFT JOIN evidence AS e ON e.seller = a.seller AND e.act = a.id AND e.kind = 'document'
     WHERE a.seller = %(seller)s AND (a.subject = %(id)s
           OR a.subject IN (SELECT p.id FROM proposals AS p WHERE p.seller = %(seller)s AND p.entry = %(id)s))
     GROUP BY a.seller, a.id, b.body ORDER BY a.seq
"""
ENTRY = """
    -- An entry of the bank.
    SELECT to_json(e)::text FROM entries AS e WHERE e.seller = %s AND e.id = %s
"""
STAFF = """
    -- Who works at a seller's.
    SELECT id, name FROM staff WHERE seller = %s
"""


class Desk:
    """What a person at the desk of the bank asks and says. `conn`: reads for a seller."""

    def __init__(self, conn: Conn, seller: UUID) -> None:
        self._conn, self._seller = conn, seller

    async def lines(self) -> list[dict[str, Any]]:
        """What waits for a person, one line each: `what`, `name`, `amount`, and what is `said` of it."""
        found = await tasks(self._conn, self._seller)
        lines: list[dict[str, Any]] = [
            {
                "what": f"file {one.file.status}",
                "name": ids.outer("bank_file", one.file.id),
                "said": f"{one.name}: {one.why}",
            }
            for one in found.files
        ]
        lines += [
            {"what": "statement missing", "name": ids.outer("bank_file", gap.file), "said": gap.sentence}
            for gap in found.gaps
        ]
        for one in found.entries:
            amount = Money(one.entry.amount_minor, one.entry.currency)
            meant = ", ".join(f"{s.code} ({s.why})" for s in one.suggestions)
            said = f"{one.entry.value_on}, from {one.name or 'nobody named'}: {one.remittance or 'nothing written'}"
            lines.append(
                {
                    "what": "entry", "name": ids.outer("entry", one.entry.id), "amount": str(amount),
                    "said": said + (f"; perhaps {meant}" if meant else ""),
                }
            )  # fmt: skip
        lines += [
            {
                "what": "order paid otherwise",
                "name": ids.outer("entry", one.entry),
                "amount": str(one.amount),
                "said": one.sentence,
            }
            for one in found.orders
        ]
        names = await self._staff()
        for row, words in await proposals(self._conn, self._seller):
            about = ids.outer("entry", row.entry) if row.entry else row.difference or row.account
            person = names.get(row.person, row.person)
            said = f"{row.what} of {about} by {person} ({row.status}): {words.get('reason', '')}"
            amount = Money(row.amount_minor, row.currency)
            lines.append(
                {
                    "what": "proposal",
                    "name": ids.outer("proposal", row.id),
                    "amount": str(amount),
                    "said": said,
                }
            )
        return lines

    async def under_way(self, rails: Mapping[str, Rail], now: datetime) -> list[dict[str, Any]]:
        """How far the booking of the bank's files is, a line for each rail that is not done: `rail`, `files`, `booked`
        of `entries`. Errors: Unavailable when a rail's files cannot be read.
        """
        lines = []
        for name, rail in sorted(rails.items()):
            asked: object = rail
            if not isinstance(asked, TellsFiles):
                continue
            _, cursor = await files_told(self._conn, self._seller, name)
            found = await asked.under_way(account_of(self._seller), cursor, now)
            if found is not None:
                lines.append(
                    {"rail": name, "files": found.files, "booked": found.booked, "entries": found.entries}
                )
        return lines

    async def history(self, name: str) -> list[dict[str, Any]]:
        """What happened to something, oldest first: when, what, by whom, and what stands beside it.

        Refuses: BANK_ENTRY_UNKNOWN, BANK_FILE_UNKNOWN, PROPOSAL_UNKNOWN.
        """
        kind = KINDS.get(name[:3], "entry")
        try:
            names = {"seller": self._seller, "id": ids.inner(kind, name)}
        except ValueError:
            names = {"seller": self._seller, "id": UUID(int=0)}
        rows = await (await self._conn.execute(HISTORY, names)).fetchall()
        if not rows:
            reason = {"bank_file": BooksReason.BANK_FILE_UNKNOWN, "proposal": BooksReason.PROPOSAL_UNKNOWN}
            raise Refused(reason.get(kind, BooksReason.BANK_ENTRY_UNKNOWN), {kind: name})
        staff = await self._staff()
        found = []
        for at, raw, body, documents in rows:
            envelope = msgspec.json.decode(raw)
            beside = msgspec.json.decode(body) if body else {}
            if documents:
                beside["document"] = f"{documents} kept as evidence"
            by = envelope["by"]
            found.append(
                {
                    "at": at.isoformat(timespec="seconds"),
                    "what": envelope["tag"],
                    "by": staff.get(by.get("id") or "", by.get("id") or by["kind"]),
                    "subject": envelope["subject"],
                    "beside": beside,
                }
            )
        return found

    async def assign(self, name: str, parts: Sequence[tuple[UUID, int | None]], reason: str) -> Said:
        """The entry is these reservations'; None for what all of it is. Refuses: BANK_ENTRY_UNKNOWN."""
        entry = await self._entry(name)
        payer = await payer_of(self._conn, self._seller, entry.id)
        chosen = tuple(Part(reservation, minor or entry.amount_minor) for reservation, minor in parts)
        return ASSIGN, AssignEntry(entry.id, chosen, reason, payer)

    async def decide(self, name: str, decision: str, reason: str) -> Said:
        """Set aside, or release. Refuses: BANK_ENTRY_UNKNOWN."""
        entry = await self._entry(name)
        return (SET_ASIDE if decision == "set_aside" else RELEASE), OnEntry(entry.id, reason)

    async def propose(self, name: str, what: str, reason: str, house: Limits) -> Said:
        """Write off, or send back; what an order moved otherwise than it said is a difference of the books, and can
        only be written off. Refuses: BANK_ENTRY_UNKNOWN.
        """
        entry = await self._entry(name)
        payer = await payer_of(self._conn, self._seller, entry.id)
        proposal = uuid5(self._seller, f"bank desk {name} {what} {reason}")
        if what == "write_off" and entry.matched == "order":
            for one in (await tasks(self._conn, self._seller)).orders:
                if one.entry == entry.id:
                    left: Limits = {"account": one.account, "difference": one.difference}
                    left |= {"amount_minor": -one.amount.minor, "currency": one.amount.currency}
                    return PROPOSE, Propose(proposal, what, reason, **(left | house))
        return PROPOSE, Propose(proposal, what, reason, entry=entry.id, payer=payer, **house)

    async def answer(self, name: str, answer: str, reason: str) -> Said:
        """Approve, or drop. Refuses: PROPOSAL_UNKNOWN."""
        try:
            row = await proposal_of(self._conn, self._seller, ids.inner("proposal", name))
        except ValueError:
            row = None
        if row is None:
            raise Refused(BooksReason.PROPOSAL_UNKNOWN, {"proposal": name})
        return (APPROVE if answer == "approve" else DROP), OnProposal(row.id, row.entry, reason)

    async def see(self, name: str, reason: str) -> Said:
        """A file was seen to. Refuses: BANK_FILE_UNKNOWN."""
        try:
            return SEE_FILE, OnFile(ids.inner("bank_file", name), reason)
        except ValueError as wrong:
            raise Refused(BooksReason.BANK_FILE_UNKNOWN, {"bank_file": name}) from wrong

    async def _entry(self, name: str) -> Entry:
        try:
            row = await (await self._conn.execute(ENTRY, (self._seller, ids.inner("entry", name)))).fetchone()
        except ValueError:
            row = None
        if row is None:
            raise Refused(BooksReason.BANK_ENTRY_UNKNOWN, {"entry": name})
        return msgspec.json.decode(row[0], type=Entry)

    async def _staff(self) -> dict[str, str]:
        rows = await (await self._conn.execute(STAFF, (self._seller,))).fetchall()
        return {ids.outer("person", person): name for person, name in rows}
