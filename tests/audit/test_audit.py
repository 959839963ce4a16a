"""What an audit looks at each night, what only the audit of everything sees, and what time alone makes a finding."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from fourthact import payments
from fourthact.acts import merkle
from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.audit import Audit, Limits, Report, explain, quiet
from fourthact.audit.log import Peaks
from fourthact.db.pool import connect
from fourthact.house import HOUSE
from fourthact.values import ids
from tests.audit.conftest import Lived
from tests.house import DOMAIN, House, audited, play
from tests.stories.letters import letter

RENAME = "UPDATE holders SET name = 'Somebody else' WHERE id = %s"


def checks(report: Report) -> set[str]:
    return {finding.check for finding in report.findings}


def remember(dsn: str, keys: Path) -> Report:
    """An audit of everything that remembers where it ended."""
    signer = Signer(keys)
    with connect(dsn) as conn:
        audit = Audit(conn, HOUSE, signer, Sequencer(signer, keys / "checkpoints"), Limits(), quiet)
        report = audit.run()
        audit.remember()
    return report


def test_a_nights_audit_reads_what_is_new_and_finds_what_is_wrong_with_it() -> None:
    """Two reservations before the audit, one after it, and a saboteur at each: the night sees the new one."""

    async def nights(house: House) -> None:
        product = await house.product()
        old = await house.place(product)
        everything = remember(house.dsn, house.keys)
        assert house.audit(whole=False).counts["acts"] == 0
        new = await house.place(product)
        night = house.audit(whole=False)
        assert night.ok, explain(night.findings)
        assert 0 < night.counts["acts"] < everything.counts["acts"]
        before = house.sql("SELECT name FROM holders WHERE id = %s", new)[0][0]
        for reservation, found in ((old, set()), (new, {"row"})):
            house.sql(RENAME, reservation)
            assert checks(house.audit(whole=False)) == found
            assert checks(house.audit()) == {"row"}
            house.sql("UPDATE holders SET name = %s WHERE id = %s", before, reservation)

    play(nights)


NEW_AND_WRONG = {
    "an amount": ("UPDATE ledger_lines SET amount_minor = 1 WHERE act = {new}", "ledger"),
    "an entry": ("DELETE FROM log_entries WHERE act = {new}", "log"),
    "an act": ("DELETE FROM acts WHERE id = {new}", "log"),
    "a head": (
        "UPDATE log_heads SET root = sha256('x') WHERE size = (SELECT max(size) FROM log_heads)",
        "log",
    ),
    "a tile": ("UPDATE log_tiles SET hashes = sha256('x') WHERE seller = {seller}", "tiles"),
    "a head of before": ("UPDATE log_heads SET root = sha256('x') WHERE size = {since}", "tiles"),
    "a signature": (
        "UPDATE batches SET signature = '' WHERE id = (SELECT batch FROM acts WHERE id = {new})",
        "batch",
    ),
    "a body": ("UPDATE bodies SET body = '{{}}' WHERE act = {new}", "body"),
    "a key": ("DELETE FROM keys WHERE acts @> ARRAY[{new}]", "key"),
    "something due": ("DELETE FROM agenda", "agenda"),
}


@pytest.mark.parametrize(("does", "check"), NEW_AND_WRONG.values(), ids=list(NEW_AND_WRONG))
def test_a_nights_audit_names(does: str, check: str, lived: Lived) -> None:
    new = "(SELECT act FROM ledger_lines ORDER BY value_on DESC, act DESC LIMIT 1)"
    if check == "body":
        new = "(SELECT act FROM bodies WHERE act IN (SELECT id FROM acts ORDER BY seq DESC LIMIT 5) LIMIT 1)"
    since = 20
    lived.sql("INSERT INTO audits VALUES (%s, now(), %s)", (lived.seller, head_from(lived, since)))
    night = audited(lived.dsn, lived.keys, whole=False)
    assert night.ok, explain(night.findings)
    named = {"new": new, "seller": f"'{lived.seller}'", "since": head_from(lived, since)}
    lived.sql(does.format(**named))
    night = audited(lived.dsn, lived.keys, whole=False)
    assert check in checks(night), explain(night.findings)


def head_from(lived: Lived, size: int) -> int:
    """The first head of at least this size: audits end at heads."""
    query = "SELECT min(size) FROM log_heads WHERE seller = %s AND size >= %s"
    return int(lived.one(query, (lived.seller, size)))


def test_the_peaks_of_a_log_lead_to_the_root_of_its_tree() -> None:
    """A quiet seller's log has a head for each act: their roots follow from each other, however many there are."""
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(3_000)]
    peaks = Peaks(0, [])
    for size, leaf in enumerate(leaves):
        if size < 70 or size % 997 == 0:
            assert peaks.root() == merkle.root(leaves[:size])
        peaks.add(leaf)
    assert peaks.root() == merkle.root(leaves)


@pytest.fixture
def copied_keys(lived: Lived, tmp_path: Path) -> Path:
    """A key folder that may be sabotaged too."""
    return Path(shutil.copytree(lived.keys, tmp_path / "keys"))


def test_a_database_older_than_what_was_published_is_named(lived: Lived, copied_keys: Path) -> None:
    size = lived.one("SELECT max(size) FROM log_heads WHERE seller = %s", (lived.seller,))
    for table, column in (("log_heads", "size"), ("log_entries", "log_index + 1")):
        lived.sql(f"DELETE FROM {table} WHERE seller = %s AND {column} >= %s", (lived.seller, size))
    found = audited(lived.dsn, copied_keys).findings
    assert [f.place for f in found if f.check == "kept checkpoint"] == [ids.outer("seller", lived.seller)]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe", b"a/log\n1\nAAAA\n\n"])
def test_a_kept_checkpoint_that_is_none_is_named(content: bytes, lived: Lived, copied_keys: Path) -> None:
    seller = ids.outer("seller", lived.seller)
    (copied_keys / "checkpoints" / f"{seller}.checkpoint").write_bytes(content)
    (finding,) = audited(lived.dsn, copied_keys).findings
    assert (finding.check, finding.place) == ("kept checkpoint", seller)


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b"\xff\xfe"])
def test_public_keys_that_are_gone_are_named(content: bytes | None, lived: Lived, copied_keys: Path) -> None:
    seller = ids.outer("seller", lived.seller)
    file = copied_keys / f"{seller}.vkeys"
    file.unlink() if content is None else file.write_bytes(content)
    found = audited(lived.dsn, copied_keys).findings
    assert ("public key", seller) in {(f.check, f.place) for f in found}
    assert {f.check for f in found} >= {"batch", "checkpoint", "kept checkpoint"}


def test_a_whole_seller_that_vanished_is_named(lived: Lived) -> None:
    """Every row of Dan's house is gone, as if it had never been; what was published says otherwise."""
    for (table,) in lived.sql(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'seller'"
    ):
        lived.sql(f"DELETE FROM {table} WHERE seller = %s", (lived.dan,))
    (finding,) = audited(lived.dsn, lived.keys).findings
    assert (finding.check, finding.place) == ("kept checkpoint", ids.outer("seller", lived.dan))


def test_what_nobody_does_becomes_a_finding_in_time() -> None:
    """A payment is ordered and a mail comes in, and no worker works for three days."""

    async def asleep(house: House) -> None:
        reservation = await house.place(await house.product())
        await house.ask(payments.ORDER, payments.OrderPayment(reservation, 1, "card_ok"), house.site)
        await house.post(
            letter("I do not know whether I want this any more.", to=f"x@{DOMAIN}"), f"x@{DOMAIN}"
        )
        assert house.audit().ok
        (message,) = await house.messages()
        house.sql("UPDATE clock SET moved_to = moved_to + interval '3 days'")
        found = {(f.check, f.place) for f in house.audit().findings}
        unlogged = "SELECT id FROM acts WHERE tag IN ('payment.ordered', 'message.received')"
        assert found == {
            *(("log", ids.outer("act", act)) for (act,) in house.sql(unlogged)),
            ("message", ids.outer("message", message.id)),
            ("unknown", f"purses {reservation} payments 1"),
            ("overdue", f"purses.drive {reservation}"),
            ("overdue", f"purses.miss {reservation}"),
            ("overdue", f"messages.read {message.id}"),
        }

    play(asleep)


def test_an_audit_that_computes_for_long_is_not_taken_for_a_client_who_has_gone_away(life: Lived) -> None:
    def thinking(what: str, done: int, total: int) -> None:
        time.sleep(0.05)

    signer = Signer(life.keys)
    with connect(life.dsn) as conn:
        conn.execute("SET idle_in_transaction_session_timeout = '10ms'")
        sequencer = Sequencer(signer, life.keys / "checkpoints")
        report = Audit(conn, HOUSE, signer, sequencer, Limits(), thinking).run()
    assert report.ok, explain(report.findings)
