"""For each check of the audit: the database is sabotaged behind its back once, and the audit names the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from fourthact.audit import Report, explain
from fourthact.house import HOUSE
from fourthact.values import ids
from tests.audit.conftest import Lived
from tests.house import audited

# Where a finding must be: given the lived database before the sabotage, a part of the place that is named.
Where = Callable[[Lived], str]


@dataclass(frozen=True)
class Sabotage:
    """What is done to the database, and the finding that it must lead to."""

    name: str
    does: str
    check: str
    where: Where
    what: str = ""

    def __str__(self) -> str:
        return self.name


def act(where: str) -> Where:
    """The public id of an act that a query finds."""
    return lambda lived: ids.outer(
        "act", lived.one(f"SELECT id FROM acts WHERE {where} ORDER BY seq LIMIT 1")
    )


def found(query: str, kind: str | None = None) -> Where:
    def where(lived: Lived) -> str:
        value = lived.one(query)
        return str(value) if kind is None else ids.outer(kind, value)

    return where


def seller(lived: Lived) -> str:
    return ids.outer("seller", lived.seller)


RECEIVED = "tag = 'payment.received'"
PLACED = "tag = 'reservation.placed'"
FIRST = f"(SELECT id FROM acts WHERE {PLACED} ORDER BY seq LIMIT 1)"
LAST = "(SELECT id FROM acts ORDER BY seq DESC LIMIT 1)"
BARE = "(SELECT id FROM acts WHERE tag = 'refund.settled' ORDER BY seq LIMIT 1)"
MONEY = f"(SELECT id FROM acts WHERE {RECEIVED} ORDER BY seq LIMIT 1)"
MAIL = "(SELECT act FROM evidence WHERE kind = 'mail')"
OURS = "(SELECT id FROM sellers ORDER BY opened_at, id LIMIT 1)"
HEAD = f"(SELECT max(size) FROM log_heads WHERE seller = {OURS})"
NOBODY = "'01010101-0101-7101-8101-010101010101'::uuid"
AFTER = "(SELECT act FROM ledger_lines ORDER BY value_on DESC, act DESC LIMIT 1)"
PAID_BATCH = f"(SELECT batch FROM acts WHERE id = {MONEY})"


def changed(old: str, new: str) -> str:
    """Rewrite a part of the bytes of the first payment."""
    text = f"replace(convert_from(bytes, 'UTF8'), '{old}', '{new}')"
    return f"UPDATE acts SET bytes = convert_to({text}, 'UTF8') WHERE id = {MONEY}"


def closed(old: str, new: str) -> str:
    """Rewrite a part of the bytes of the act that closed a period."""
    text = f"replace(convert_from(bytes, 'UTF8'), '{old}', '{new}')"
    return f"UPDATE acts SET bytes = convert_to({text}, 'UTF8') WHERE tag = 'books.closed'"


RECORD = [
    Sabotage(
        "an address that nobody registered",
        "UPDATE notices SET sender = 'ghost@x.example'"
        f" WHERE id = (SELECT id FROM notices WHERE seller = {OURS} LIMIT 1)",
        "address",
        lambda _: "ghost@x.example",
    ),
    Sabotage("an amount in an act", changed('"amount_minor":500000', '"amount_minor":5000'), "batch",
             found(f"SELECT {PAID_BATCH}", "batch"), "do not lead to the signed root"),
    Sabotage("an amount of nothing", changed('"amount_minor":500000', '"amount_minor":0'), "replay", act(RECEIVED)),
    Sabotage("a currency that is none", changed('"currency":"USD"', '"currency":"ABC"'), "replay", act(RECEIVED)),
    Sabotage("a product that is none", changed('"product":"prd_', '"product":"xyz_'), "ledger", act(RECEIVED)),
    Sabotage("bytes that are no JSON", f"UPDATE acts SET bytes = '\\x00' WHERE id = {MONEY}", "act", act(RECEIVED),
             "no act of ours"),
    Sabotage("bytes that are a list", f"UPDATE acts SET bytes = '[]' WHERE id = {MONEY}", "act", act(RECEIVED)),
    Sabotage("bytes in another spelling", changed('"v":1', '"v": 1'), "act", act(RECEIVED), "canonical"),
    Sabotage("a tag that nobody knows", changed("payment.received", "payment.promised"), "act", act(RECEIVED)),
    Sabotage("a column of another tag", f"UPDATE acts SET tag = 'x' WHERE id = {MONEY}", "act", act(RECEIVED),
             "columns"),
    Sabotage("a column of another time", f"UPDATE acts SET at = at - interval '1 day' WHERE id = {MONEY}", "act",
             act(RECEIVED), "columns"),
    Sabotage("a time without end", f"UPDATE acts SET at = 'infinity' WHERE id = {MONEY}", "unreadable", seller),
    Sabotage("an act that is gone", f"DELETE FROM acts WHERE id = {MONEY}", "numbering",
             found(f"SELECT b.id FROM acts AS a JOIN acts AS b ON b.subject = a.subject AND b.n = a.n + 1"
                   f" WHERE a.id = {MONEY}", "act")),
    Sabotage("a last act that is gone", f"DELETE FROM acts WHERE id = {LAST}", "subject",
             found(f"SELECT subject FROM acts WHERE id = {LAST}")),
    Sabotage("a number twice as high", f"UPDATE acts SET n = n + 100 WHERE id = {MONEY}", "numbering", act(RECEIVED)),
    Sabotage("a body that was rewritten", f"UPDATE bodies SET body = '{{}}' WHERE act = {FIRST}", "body", act(PLACED),
             "not the one"),
    Sabotage("a body that is no JSON", f"UPDATE bodies SET body = '\\xff' WHERE act = {FIRST}", "body", act(PLACED)),
    Sabotage("a body under another salt", f"UPDATE bodies SET salt = sha256('x') WHERE act = {FIRST}", "body",
             act(PLACED), "not the one"),
    Sabotage("a body that is gone", f"DELETE FROM bodies WHERE act = {FIRST}", "body", act(PLACED), "missing"),
    Sabotage("a body that nobody names",
             f"INSERT INTO bodies SELECT seller, id, sha256('x'), '{{}}' FROM acts WHERE id = {BARE}",
             "body", act(f"id = {BARE}"), "does not name"),
    Sabotage("evidence of other bytes", "UPDATE blobs SET content = content || '.'"
             f" WHERE sha256 = (SELECT sha256 FROM evidence WHERE act = {MAIL})", "evidence", act(f"id = {MAIL}"),
             "not what it was"),
    Sabotage("evidence that was exchanged", f"""
             UPDATE evidence SET sha256 = (SELECT sha256 FROM evidence WHERE kind <> 'mail' LIMIT 1)
             WHERE act = {MAIL}""", "evidence", act(f"id = {MAIL}"), "not the evidence"),
    Sabotage("evidence under another salt", f"UPDATE evidence SET salt = sha256('x') WHERE act = {MAIL}", "evidence",
             act(f"id = {MAIL}"), "not the evidence"),
    Sabotage("evidence of another kind", f"UPDATE evidence SET kind = 'form' WHERE act = {MAIL}", "evidence",
             act(f"id = {MAIL}"), "does not name"),
    Sabotage("evidence that is gone", "DELETE FROM evidence WHERE kind = 'mail'", "evidence", act(f"id = {MAIL}"),
             "missing"),
    Sabotage("evidence without its content",
             "DELETE FROM blobs WHERE sha256 = (SELECT sha256 FROM evidence WHERE kind = 'mail')", "evidence",
             act(f"id = {MAIL}"), "content is missing"),
    Sabotage("evidence that nobody names", f"""
             INSERT INTO evidence SELECT seller, {FIRST}, 0, kind, salt, sha256 FROM evidence WHERE kind = 'mail'
             """, "evidence", act(PLACED), "does not name"),
    Sabotage("a batch that is gone", f"DELETE FROM batches WHERE id = {PAID_BATCH}", "batch",
             found(f"SELECT {PAID_BATCH}", "batch"), "never signed"),
    Sabotage("a batch of another size", f"UPDATE batches SET size = size + 1 WHERE id = {PAID_BATCH}", "batch",
             found(f"SELECT {PAID_BATCH}", "batch"), "are there"),
    Sabotage("a batch of another root", f"UPDATE batches SET root = sha256('x') WHERE id = {PAID_BATCH}", "batch",
             found(f"SELECT {PAID_BATCH}", "batch"), "signed root"),
    Sabotage("a batch signed by nobody", f"""
             UPDATE batches SET signature = set_byte(signature, 0, get_byte(signature, 0) # 1)
             WHERE id = {PAID_BATCH}""", "batch", found(f"SELECT {PAID_BATCH}", "batch"), "not by a key"),
    Sabotage("a signature cut short", f"UPDATE batches SET signature = '' WHERE id = {PAID_BATCH}", "batch",
             found(f"SELECT {PAID_BATCH}", "batch"), "not by a key"),
    Sabotage("a batch signed by a stranger", f"UPDATE batches SET key = 'dan+00000000' WHERE id = {PAID_BATCH}",
             "batch", found(f"SELECT {PAID_BATCH}", "batch"), "not by a key"),
    Sabotage("a batch that nobody is in", f"""
             INSERT INTO batches SELECT seller, {FIRST}, size, root, key, signature FROM batches WHERE id = {PAID_BATCH}
             """, "batch", found(f"SELECT {FIRST}", "batch"), "none of its acts"),
    Sabotage("an idempotency key that is gone", f"DELETE FROM keys WHERE acts @> ARRAY[{MONEY}]", "key",
             act(RECEIVED), "0 idempotency keys"),
    Sabotage("an idempotency key given twice",
             f"INSERT INTO keys SELECT seller, 'again', input, acts FROM keys WHERE acts @> ARRAY[{MONEY}]", "key",
             act(RECEIVED), "2 idempotency keys"),
    Sabotage("an idempotency key to nowhere", f"UPDATE keys SET acts = acts || {NOBODY} WHERE acts @> ARRAY[{MONEY}]",
             "key", lambda lived: "act_01010101", "not there"),
    Sabotage("a subject that counts wrongly",
             f"UPDATE subjects SET acts = acts + 1 WHERE id = (SELECT subject FROM acts WHERE id = {MONEY})", "subject",
             found(f"SELECT subject FROM acts WHERE id = {MONEY}")),
    Sabotage("a subject that is gone",
             f"DELETE FROM subjects WHERE id = (SELECT subject FROM acts WHERE id = {MONEY})", "subject",
             found(f"SELECT subject FROM acts WHERE id = {MONEY}"), "None acts"),
    Sabotage("a subject without acts",
             f"INSERT INTO subjects SELECT seller, {FIRST}, kind, 1, last_at FROM subjects LIMIT 1", "subject",
             found(f"SELECT {FIRST}"), "no acts"),
]  # fmt: skip

LOG = [
    Sabotage("an entry cut out of the log", f"DELETE FROM log_entries WHERE seller = {OURS} AND log_index = 3", "log",
             seller, "gap-free: 4 stands where 3"),
    Sabotage("the end cut off the log",
             f"DELETE FROM log_entries WHERE seller = {OURS} AND log_index = {HEAD} - 1", "log", seller,
             "missing"),
    Sabotage("two entries exchanged", f"""
             CREATE TEMP TABLE two AS SELECT * FROM log_entries WHERE seller = {OURS} AND log_index IN (3, 4);
             DELETE FROM log_entries WHERE seller = {OURS} AND log_index IN (3, 4);
             INSERT INTO log_entries SELECT seller, 7 - log_index, act FROM two""", "log",
             lambda lived: f"{seller(lived)} head", "not the root"),
    Sabotage("an act passed by", f"DELETE FROM log_entries WHERE seller = {OURS} AND log_index = {HEAD} - 1", "log",
             found(f"SELECT act FROM log_entries WHERE seller = {OURS} AND log_index = {HEAD} - 1", "act"), "left out"),
    Sabotage("an entry under no head", f"""
             INSERT INTO log_entries SELECT {OURS}, {HEAD}, id FROM acts WHERE seller <> {OURS} LIMIT 1""",
             "log", seller, "1 entries stand under no head"),
    Sabotage("a head with another root", f"UPDATE log_heads SET root = sha256('x') WHERE size = {HEAD}", "log",
             found(f"SELECT 'head ' || {HEAD}"), "not the root"),
    Sabotage("a checkpoint that nobody signed",
             f"UPDATE log_heads SET note = replace(note, E'\\n\\n', E'\\nmore\\n\\n') WHERE size = {HEAD}",
             "checkpoint", found(f"SELECT 'head ' || {HEAD}")),
    Sabotage("a checkpoint that is none", f"UPDATE log_heads SET note = '' WHERE size = {HEAD}", "checkpoint",
             found(f"SELECT 'head ' || {HEAD}")),
    Sabotage("a checkpoint about another head",
             f"UPDATE log_heads SET note = (SELECT note FROM log_heads WHERE seller = {OURS} ORDER BY size LIMIT 1)"
             f" WHERE size = {HEAD}", "checkpoint", found(f"SELECT 'head ' || {HEAD}"), "another head"),
    Sabotage("a published head taken back", f"DELETE FROM log_heads WHERE size = {HEAD}", "kept checkpoint", seller),
    Sabotage("a tile of other hashes", f"UPDATE log_tiles SET hashes = sha256(hashes) WHERE seller = {OURS}", "tiles",
             lambda lived: f"{seller(lived)} level 0 tile 0"),
    Sabotage("a tile that is gone", f"DELETE FROM log_tiles WHERE seller = {OURS}", "tiles", seller),
    Sabotage("a tile too many", f"INSERT INTO log_tiles VALUES ({OURS}, 1, 7, '')", "tiles",
             lambda lived: f"{seller(lived)} level 1 tile 7"),
    Sabotage("a follower that stopped", f"UPDATE cursors SET next = 7 WHERE seller = {OURS} AND follower = 'notices'",
             "follower", lambda lived: f"{seller(lived)} notices", "from index 7 on"),
]  # fmt: skip

STATE = [
    Sabotage("a row that cannot be read", """UPDATE purses SET payments = '[{"n": "one"}]'""", "row",
             lambda lived: f"purses {lived.paid}", "cannot be read"),
    Sabotage("a list that is none", "UPDATE purses SET payments = '{}'", "unreadable", seller),
    Sabotage("a time that is none", """
             UPDATE purses SET payments = '[{"n": 1, "status": "unknown", "at": "once"}]'""", "unreadable", seller),
    Sabotage("an amount in the books", f"UPDATE ledger_lines SET amount_minor = 1 WHERE act = {MONEY}", "ledger",
             act(RECEIVED)),
    Sabotage("another account", f"UPDATE ledger_lines SET credit = 'assets:ours' WHERE act = {MONEY}", "ledger",
             act(RECEIVED)),
    Sabotage("another day of value", f"UPDATE ledger_lines SET value_on = '2001-01-01' WHERE act = {MONEY}", "ledger",
             act(RECEIVED)),
    Sabotage("a line dated into a closed period", f"""
             UPDATE ledger_lines SET value_on = '2018-07-11', booked_on = '2018-07-11' WHERE act = {AFTER}""", "ledger",
             act(f"id = {AFTER}")),
    Sabotage("a line booked in a closed period", f"""
             UPDATE ledger_lines SET booked_on = value_on - 400, value_on = value_on - 400 WHERE act = {AFTER}""",
             "ledger", act(f"id = {AFTER}")),
    Sabotage("a line booked on another day", f"UPDATE ledger_lines SET booked_on = booked_on + 1 WHERE act = {MONEY}",
             "closed period", act(RECEIVED), "the day that was open for it"),
    Sabotage("a closing by a program", closed('"kind":"staff"', '"kind":"clock"'), "closing", seller,
             "not by a person"),
    Sabotage("a closing of days to come", closed('"until":"20', '"until":"21'), "closing", seller, "was not over"),
    Sabotage("a line that is gone", f"DELETE FROM ledger_lines WHERE act = {MONEY}", "ledger", act(RECEIVED)),
    Sabotage("a line too many", f"""
             INSERT INTO ledger_lines SELECT seller, act, 7, debit, credit, 1, currency, value_on, value_on
             FROM ledger_lines WHERE act = {MONEY}""", "ledger", act(RECEIVED)),
    Sabotage("something due at another time", "UPDATE agenda SET due_at = due_at + interval '1 day'", "agenda",
             lambda lived: f"purses.miss {lived.placed}"),
    Sabotage("something due and forgotten", "DELETE FROM agenda", "agenda",
             lambda lived: f"purses.miss {lived.placed}", "the agenda says None"),
    Sabotage("something due for no reason", "UPDATE agenda SET verb = 'dance'", "agenda",
             lambda lived: f"purses.dance {lived.placed}", "its row says None"),
    Sabotage("something due for no row", f"UPDATE agenda SET id = {FIRST}", "agenda",
             found(f"SELECT {FIRST}"), "its row says None"),
    Sabotage("something overdue", "UPDATE clock SET moved_to = moved_to + interval '3 hours'", "overdue",
             lambda lived: f"purses.miss {lived.placed}"),
    Sabotage("a seller without a record", """
             DELETE FROM acts WHERE seller = (SELECT id FROM sellers ORDER BY opened_at DESC, id DESC LIMIT 1)""",
             "row", found("SELECT 'sellers ' || id FROM sellers ORDER BY opened_at DESC, id DESC LIMIT 1"), "no act"),
    Sabotage("rows of a stranger", f"UPDATE holders SET seller = {FIRST}", "seller",
             found(f"SELECT {FIRST}", "seller"), "nobody"),
    Sabotage("a clock that is gone", "DELETE FROM clock", "clock", lambda lived: "clock"),
]  # fmt: skip


@pytest.mark.parametrize("sabotage", RECORD + LOG + STATE, ids=str)
def test_the_audit_names(sabotage: Sabotage, lived: Lived) -> None:
    where = sabotage.where(lived)
    lived.sql(sabotage.does)
    report = audited(lived.dsn, lived.keys)
    assert is_named(report, sabotage.check, where, sabotage.what), explain(report.findings)


def is_named(report: Report, check: str, where: str, what: str = "") -> bool:
    return any(f.check == check and where in f.place and what in f.what for f in report.findings)


def test_a_life_without_sabotage_is_in_order(lived: Lived) -> None:
    report = audited(lived.dsn, lived.keys)
    assert report.findings == []
    assert report.counts["acts"] == lived.one("SELECT count(*) FROM acts")


TABLES = [fold.table for fold in HOUSE.folds]
# For each table a column that can be changed without breaking what it is made of.
COLUMNS = {
    "sellers": "name", "staff": "name", "api_keys": "revoked_at", "products": "name", "lines": "next",
    "reservations": "code", "holders": "email", "purses": "closed", "entries": "amount_minor",
    "rail_notices": "event", "refunds": "settled_at", "messages": "outcome", "notices": "message_id",
    "refund_shares": "refunds",
    "addresses": "printed_at", "mail_domains": "added_at",
    "unreached": "failures", "recoveries": "entered_by", "contact_lists": "stopped",
    "mailings": "resumed", "announcement_refusals": "refused_at",
    "offers": "answer", "books": "open_from",
    "dispositions": "what", "proposals": "status", "representatives": "kind", "bank_files": "status",
}  # fmt: skip
OTHERWISE = {
    "text": "'changed' || coalesce({0}, '')",
    "bigint": "{0} + 1",
    "boolean": "NOT {0}",
    "text[]": "{0} || 'changed'::text",
    "date": "{0} - 1",
    "timestamp with time zone": "coalesce({0}, now()) - interval '1 day'",
}


def test_a_changed_row_of_any_table_is_named(lived: Lived) -> None:
    rows = {table: some_row(lived, table) for table in TABLES}
    for table, row in rows.items():
        column = COLUMNS[table]
        kind = lived.one(f"SELECT pg_typeof({column})::text FROM {table} LIMIT 1")
        lived.sql(f"UPDATE {table} SET {column} = {OTHERWISE[kind].format(column)} WHERE id = %s", (row,))
    report = audited(lived.dsn, lived.keys)
    for table, row in rows.items():
        what = f"{COLUMNS[table]} is not what its acts make it"
        assert is_named(report, "row", f"{table} {row}", what), explain(report.findings)
    assert len(report.findings) == len(TABLES)


def test_a_missing_row_of_any_table_is_named(lived: Lived) -> None:
    rows = {table: some_row(lived, table) for table in TABLES}
    for table, row in rows.items():
        lived.sql(f"DELETE FROM {table} WHERE id = %s", (row,))
    report = audited(lived.dsn, lived.keys)
    for table, row in rows.items():
        assert is_named(report, "row", f"{table} {row}", "missing"), explain(report.findings)


def test_an_invented_row_of_any_table_is_named(lived: Lived) -> None:
    invented = {}
    for table in TABLES:
        row, invented[table] = some_row(lived, table), ids.new_id()
        rules = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
        for (rule,) in lived.sql(rules, (table,)):
            lived.sql(f'ALTER TABLE {table} DROP CONSTRAINT "{rule}"')
        lived.sql(f"UPDATE {table} SET id = %s WHERE id = %s", (invented[table], row))
    report = audited(lived.dsn, lived.keys)
    for table, other in invented.items():
        assert is_named(report, "row", f"{table} {other}", "no act made it"), explain(report.findings)


def some_row(lived: Lived, table: str) -> Any:
    return lived.one(f"SELECT id FROM {table} WHERE seller = %s ORDER BY id LIMIT 1", (lived.seller,))
