"""The checks of what follows from the acts: rows, ledger lines, the agenda, and what is late."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from fourthact.acts import Fold
from fourthact.audit.scope import Scope
from fourthact.values import ids

LINES = """
    SELECT act, line, debit, credit, amount_minor, currency, value_on, booked_on FROM ledger_lines
     WHERE seller = %(seller)s AND (%(whole)s OR act IN (SELECT id FROM acts
           WHERE seller = %(seller)s AND subject = ANY (%(subjects)s)))
"""
AGENDA = "SELECT source, id, verb, due_at FROM agenda WHERE seller = %(seller)s"
UNREAD = "SELECT id FROM messages WHERE seller = %s AND status = 'received' AND received_at < %s"
UNKNOWN = """
    SELECT t.id, part ->> 'n' FROM {table} AS t, jsonb_array_elements(t.{parts}) AS part
     WHERE t.seller = %s AND part ->> 'status' IN ('ordered', 'unknown') AND (part ->> 'at')::timestamptz < %s
"""
STRANGE_SENDERS = """
    -- What notices printed and the register of addresses does not have.
    SELECT DISTINCT n.sender FROM notices AS n WHERE n.seller = %(seller)s AND NOT EXISTS (
        SELECT FROM addresses AS a WHERE a.seller = n.seller AND a.address = n.sender)
    UNION SELECT DISTINCT n.domain FROM notices AS n WHERE n.seller = %(seller)s AND n.domain <> ALL (
        SELECT lower(mail_domain) FROM sellers WHERE seller = n.seller
        UNION SELECT domain FROM mail_domains WHERE seller = n.seller)
"""
# A product's line is the fold of every reservation of it: left to the audit of everything.
ONLY_WHOLE = frozenset({"lines"})


def check_rows(scope: Scope) -> None:
    """Every row is what its acts make it; no row is there that no act made."""
    for fold in scope.house.folds:
        if scope.whole or fold.table not in ONLY_WHOLE:
            for row in scope.seen.rows[fold.table].keys() - _rows_of(scope, fold):
                scope.report.add("row", f"{fold.table} {row}", "it is missing")


def _rows_of(scope: Scope, fold: Fold[Any]) -> set[UUID]:
    decoder = msgspec.json.Decoder(fold.row)
    found = set()
    made = scope.seen.rows[fold.table]
    query = f"SELECT id, to_json(t)::text FROM {fold.table} AS t WHERE seller = %(seller)s"
    for row, text in scope.stream(query):
        replayed = made.get(row)
        if replayed is None:
            if scope.whole:
                scope.report.add("row", f"{fold.table} {row}", "no act made it")
            continue
        found.add(row)
        scope.report.counts["rows"] += 1
        try:
            stands = decoder.decode(text)
        except msgspec.MsgspecError as error:
            scope.report.add("row", f"{fold.table} {row}", f"it cannot be read: {error}")
            continue
        if stands != replayed:
            scope.report.add(
                "row", f"{fold.table} {row}", f"{_differing(stands, replayed)} is not what its acts make it"
            )
    return found


def _differing(stands: msgspec.Struct, replayed: msgspec.Struct) -> str:
    names = stands.__struct_fields__
    return ", ".join(name for name in names if getattr(stands, name) != getattr(replayed, name))


def check_ledger(scope: Scope) -> None:
    """Every ledger line follows from an act, and every act's lines are there."""
    there = {(act, line): tuple(rest) for act, line, *rest in scope.stream(LINES)}
    scope.report.counts["ledger lines"] += len(there)
    for act, line in there.keys() | scope.seen.lines.keys():
        stands, meant = there.get((act, line)), scope.seen.lines.get((act, line))
        if stands == meant:
            continue
        place = f"{ids.outer('act', act)} line {line}"
        if stands is not None and meant is not None and stands[:-1] == meant[:-1]:
            what = f"it is booked on {stands[-1]} and not on {meant[-1]}, the day that was open for it"
            scope.report.add("closed period", place, what)
        else:
            scope.report.add("ledger", place, "it is not what its act means")


def check_closings(scope: Scope) -> None:
    """Nobody but a person closes a period; each closing goes further than the last, and none into days to come."""
    last = None
    for _, until, at, by in scope.closings:
        place = f"{scope.name} closed until {until}"
        scope.report.counts["closed periods"] += 1
        if by != "staff":
            scope.report.add("closing", place, f"it was closed by {by}, not by a person")
        if until >= at.date():
            scope.report.add("closing", place, f"it was not over on {at.date()}, when it was closed")
        if last is not None and until <= last:
            scope.report.add("closing", place, f"it was closed until {last} already")
        last = until


def check_agenda(scope: Scope) -> None:
    """The agenda is what the rows say is due, and nothing on it is overdue."""
    wanted = {
        (table, row, verb): at
        for table, rows in scope.seen.rows.items()
        if table in scope.seen.folds and (due := scope.seen.folds[table].due) is not None
        for row, state in rows.items()
        for verb, at in due(state).items()
    }
    there = {(source, row, verb): at for source, row, verb, at in scope.stream(AGENDA)}
    for place in there.keys() | wanted.keys():
        source, row, verb = place
        if not scope.whole and row not in scope.seen.rows[source]:
            continue
        if there.get(place) != wanted.get(place):
            what = f"the agenda says {there.get(place)}, its row says {wanted.get(place)}"
            scope.report.add("agenda", f"{source}.{verb} {row}", what)
    for (source, row, verb), at in there.items():
        if at + scope.limits.overdue < scope.now:
            scope.report.add("overdue", f"{source}.{verb} {row}", f"it was due at {at}")


def check_clocks(scope: Scope) -> None:
    """No message without an outcome, no order of unknown outcome older than its limit."""
    for (message,) in scope.all(UNREAD, scope.now - scope.limits.overdue):
        scope.report.add("message", ids.outer("message", message), "it came in and has no outcome")
    old = scope.now - scope.limits.unknown
    for table, parts in (("purses", "payments"), ("refunds", "legs")):
        for row, n in scope.all(UNKNOWN.format(table=table, parts=parts), old):
            scope.report.add("unknown", f"{table} {row} {parts} {n}", "its outcome is unknown for too long")


def check_addresses(scope: Scope) -> None:
    """Every address that a notice printed is in the register, at a domain whose mail is answered."""
    for (printed,) in scope.stream(STRANGE_SENDERS):
        scope.report.add("address", printed, "notices print it and it is not registered")
