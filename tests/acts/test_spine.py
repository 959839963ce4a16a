"""The one way to write: batches, repeats, refusals, poison, lost connections, and two spines at once."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest

from fourthact import people, products, reservations
from fourthact.acts import Answer, By, Caller, Draft, Request, World
from fourthact.acts.spine import SpineReason
from fourthact.db.pool import connect
from fourthact.people import PeopleReason
from fourthact.reservations import PlaceReservation
from fourthact.values import ids
from fourthact.values.errors import Broken, Refused, Unavailable
from fourthact.verify import verify_file
from tests import postgres
from tests.acts.shop import Shop, reopened, tended
from tests.acts.wire import COMMITTED, wired
from tests.house import TWO_STAGES

database = postgres.database


def test_a_batch_of_one_is_a_batch() -> None:
    async def one(shop: Shop) -> None:
        before = shop.spine.batches
        answer = await shop.spine.ask(shop.place("one"))
        assert shop.spine.batches == before + 1
        assert not answer.repeated
        assert [recorded.act.tag for recorded in answer.acts] == ["reservation.placed"]
        assert shop.sql("SELECT size FROM batches AS b JOIN acts AS a ON a.batch = b.id WHERE a.id = %s",
                        answer.first.id) == [(1,)]  # fmt: skip

    tended(one)


def test_two_hundred_at_once_share_commits_and_stand_in_one_line() -> None:
    async def many(shop: Shop) -> None:
        before = shop.spine.batches
        answers = await shop.place_many(200)
        assert shop.spine.batches - before <= 2
        places = [answer.first.act for answer in answers]
        assert all(isinstance(act, reservations.ReservationPlaced) for act in places)
        assert [act.position for act in places if isinstance(act, reservations.ReservationPlaced)] == [
            *range(1, 201)
        ]
        assert shop.positions() == [*range(1, 201)]

    tended(many)


def test_a_commit_in_flight_takes_nobody_in() -> None:
    """Requests that arrive while a commit is in flight form the next batch, however many they are."""

    async def stream(shop: Shop) -> None:
        before = shop.spine.batches
        first = asyncio.create_task(shop.spine.ask(shop.place("first")))
        await asyncio.sleep(0)
        rest = [asyncio.create_task(shop.spine.ask(shop.place(f"rest {n}"))) for n in range(50)]
        await asyncio.gather(first, *rest)
        assert shop.spine.batches - before == 2

    tended(stream)


@pytest.mark.parametrize("most", [1, 7, 512])
def test_a_batch_is_as_large_as_the_setting_allows(most: int) -> None:
    async def limited(shop: Shop) -> None:
        shop.spine._most = most
        before = shop.spine.batches
        await shop.place_many(21)
        assert shop.spine.batches - before == max(1, -(-21 // most))

    tended(limited)


def test_statements_per_batch_are_constant() -> None:
    async def counted(shop: Shop) -> None:
        await shop.place_many(1)
        counts = []
        for size in (1, 10, 100, 500):
            statements, batches = shop.spine.statements, shop.spine.batches
            await shop.place_many(size)
            counts.append((shop.spine.statements - statements, shop.spine.batches - batches))
        assert len(set(counts)) == 1, counts
        assert counts[0][0] <= 4
        assert counts[0][1] == 1

    tended(counted)


# The same key.


def test_the_same_key_and_input_get_the_same_answer() -> None:
    """Within one batch, in a later one, and after a restart: the same acts, byte for byte, and the same receipt."""

    async def again(shop: Shop) -> None:
        request = shop.place("k1")
        first, twin = await asyncio.gather(shop.spine.ask(request), shop.spine.ask(request))
        later = await shop.spine.ask(request)
        async with reopened(shop) as other:
            restarted = await other.spine.ask(request)
        assert (first.repeated, twin.repeated, later.repeated, restarted.repeated) == (
            False,
            True,
            True,
            True,
        )
        for answer in (twin, later, restarted):
            assert list(answer.raw) == list(first.raw)
            assert answer.receipt == first.receipt
            assert list(answer.acts) == list(first.acts)
            assert answer.by == first.by
        assert shop.positions() == [1]

    tended(again)


def test_an_answers_receipt_verifies_offline() -> None:
    async def proven(shop: Shop) -> None:
        answers = await shop.place_many(7)
        vkey = shop.spine._signer.vkeys(shop.seller)[-1]
        for answer in answers:
            report = verify_file(json.dumps(answer.receipt).encode(), vkey)
            assert report.kind == "receipt"
            assert "reservation.placed" in report.acts[0]

    tended(proven)


@pytest.mark.parametrize("how", ["in one batch", "later"])
def test_the_same_key_with_other_input_is_refused(how: str) -> None:
    async def reused(shop: Shop) -> None:
        requests = [shop.place("k1", name="Cléo"), shop.place("k1", name="Dan")]
        if how == "later":
            outcomes: list[Any] = [(await shop.ask_all([request]))[0] for request in requests]
        else:
            outcomes = await shop.ask_all(requests)
        assert isinstance(outcomes[0], Answer)
        assert isinstance(outcomes[1], Refused)
        assert outcomes[1].reason is SpineReason.KEY_REUSED
        assert shop.positions() == [1]

    tended(reused)


def test_the_same_key_for_another_verb_is_refused() -> None:
    async def reused(shop: Shop) -> None:
        await shop.spine.ask(shop.place("k1", input=b""))
        promise = products.PromiseProduct(shop.product, None, "")
        with pytest.raises(Refused) as refusal:
            await shop.spine.ask(Request(products.PROMISE, shop.own, "k1", promise))
        assert refusal.value.reason is SpineReason.KEY_REUSED

    tended(reused)


def test_another_sellers_key_is_another_key() -> None:
    async def dan(shop: Shop) -> None:
        await shop.spine.ask(shop.place("k1"))
        other = Caller(ids.new_id(), By("seller"))
        with pytest.raises(Refused) as refusal:
            await shop.spine.ask(shop.place("k1", caller=other))
        assert refusal.value.reason is products.ProductReason.PRODUCT_UNKNOWN

    tended(dan)


# Refusals.


def test_a_refusal_leaves_its_neighbours_alone_and_is_not_stored() -> None:
    async def refused(shop: Shop) -> None:
        nowhere = shop.place("k2", product=ids.new_id())
        outcomes = await shop.ask_all([shop.place("k1"), nowhere, shop.place("k3")])
        assert [type(outcome) for outcome in outcomes] == [Answer, Refused, Answer]
        assert shop.positions() == [1, 2]
        assert shop.sql("SELECT count(*) FROM keys WHERE key = 'k2'") == [(0,)]
        # The key was not used up: what was refused is decided anew, also with other input.
        assert not (await shop.spine.ask(shop.place("k2"))).repeated

    tended(refused)


def test_a_refused_twin_does_not_take_the_key_from_the_other() -> None:
    async def twins(shop: Shop) -> None:
        outcomes = await shop.ask_all([shop.place("k", product=ids.new_id()), shop.place("k")])
        assert [type(outcome) for outcome in outcomes] == [Refused, Answer]

    tended(twins)


def test_a_batch_of_refusals_writes_nothing() -> None:
    async def nothing(shop: Shop) -> None:
        before = shop.sql("SELECT count(*) FROM batches")
        outcomes = await shop.ask_all([shop.place(f"k{n}", product=ids.new_id()) for n in range(5)])
        assert {type(outcome) for outcome in outcomes} == {Refused}
        assert shop.sql("SELECT count(*) FROM batches") == before

    tended(nothing)


def test_a_revoked_key_opens_nothing_not_even_what_it_was_told_before() -> None:
    async def revoked(shop: Shop) -> None:
        person, key = ids.new_id(), ids.new_id()
        await shop.spine.ask(Request(people.ADD, shop.own, "add", people.AddStaff(person, "person", "Bo")))
        issue = people.IssueKey(person, key, ("reservations:write",))
        await shop.spine.ask(Request(people.ISSUE, shop.own, "issue", issue))
        request = shop.place("k", caller=Caller(shop.seller, key_id=key))
        answer = await shop.spine.ask(request)
        assert answer.first.by == By("staff", ids.outer("person", person))
        await shop.spine.ask(Request(people.REVOKE, shop.own, "revoke", people.RevokeKey(person, key)))
        for stranger, reason in ((key, PeopleReason.KEY_REVOKED), (ids.new_id(), PeopleReason.KEY_UNKNOWN)):
            asked = Request(
                request.verb, Caller(shop.seller, key_id=stranger), "k", request.args, request.input
            )
            with pytest.raises(Refused) as refusal:
                await shop.spine.ask(asked)
            assert refusal.value.reason is reason

    tended(revoked)


# Poison.


def test_a_poisoned_request_is_bisected_out() -> None:
    """A name that PostgreSQL cannot store among a hundred: it breaks alone, the others stand in line."""

    async def poisoned(shop: Shop) -> None:
        requests = [shop.place(f"k{n}") for n in range(99)]
        requests.insert(60, shop.place("poison", name="Cl\0o"))
        outcomes = await shop.ask_all(requests)
        assert isinstance(outcomes[60], Broken)
        assert all(isinstance(outcome, Answer) for n, outcome in enumerate(outcomes) if n != 60)
        assert shop.positions() == [*range(1, 100)]

    tended(poisoned)


def test_a_constraint_is_named_to_the_request_that_breaks_it_and_to_no_other() -> None:
    async def code_twice(shop: Shop) -> None:
        first, second, third = shop.place("k1"), shop.place("k2"), shop.place("k3")
        args = PlaceReservation(
            second.args.id, first.args.code, shop.product, "Dan", "dan@holder.example", "en"
        )
        outcomes = await shop.ask_all([first, Request(second.verb, shop.own, "k2", args, b""), third])
        assert [type(outcome) for outcome in outcomes] == [Answer, Unavailable, Answer]
        assert "a code names one reservation" in str(outcomes[1])
        assert shop.positions() == [1, 2]

    tended(code_twice)


class Mischief(type(reservations.PLACE)):  # type: ignore[misc]
    """The verb of placing, with something done in the middle of the transaction."""

    def __init__(self, do: Any) -> None:
        self._do = do

    def decide(self, args: PlaceReservation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        self._do()
        drafts = super().decide(args, by, world, now)
        assert isinstance(drafts, list)
        return drafts


def test_a_defect_in_one_request_takes_nobody_with_it() -> None:
    async def defective(shop: Shop) -> None:
        sound = [shop.place(f"k{n}") for n in range(4)]
        broken = Request(Mischief(lambda: next(iter(()))), shop.own, "defect", shop.place("x").args)
        outcomes = await shop.ask_all([*sound[:2], broken, *sound[2:]])
        assert [type(outcome) for outcome in outcomes] == [Answer, Answer, Broken, Answer, Answer]
        assert shop.positions() == [1, 2, 3, 4]
        assert await shop.spine.ask(shop.place("and goes on"))

    tended(defective)


class Far(type(reservations.PLACE)):  # type: ignore[misc]
    """The verb of placing, for a place in line that two JSON readers may read as different numbers."""

    def decide(self, args: PlaceReservation, by: By, world: World, now: datetime) -> Sequence[Draft]:
        [draft, *others] = super().decide(args, by, world, now)
        act = msgspec.structs.replace(draft.act, position=2**53)
        return [replace(draft, act=act), *others]


def test_a_number_that_no_strict_reader_would_read_is_not_written() -> None:
    async def far(shop: Shop) -> None:
        with pytest.raises(Broken, match=r"9007199254740992, beyond 2\^53 - 1"):
            await shop.spine.ask(Request(Far(), shop.own, "far", shop.place("x").args))
        assert shop.positions() == []
        assert await shop.spine.ask(shop.place("and goes on"))

    tended(far)


class Reader(type(reservations.PLACE)):  # type: ignore[misc]
    """A verb that does not say what it reads."""

    def reads(self, seller: UUID, args: PlaceReservation) -> Iterable[Any]:
        return ()


def test_a_verb_that_reads_what_it_did_not_name_is_broken() -> None:
    async def unnamed(shop: Shop) -> None:
        with pytest.raises(Broken, match="was not read"):
            await shop.spine.ask(Request(Reader(), shop.own, "k", shop.place("x").args))

    tended(unnamed)


# Reruns.

STUMBLE = """
    CREATE SEQUENCE stumbles;
    CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF nextval('stumbles') <= {times} THEN RAISE EXCEPTION 'stumbled' USING ERRCODE = '{state}'; END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER stumble AFTER INSERT ON acts FOR EACH STATEMENT EXECUTE FUNCTION stumble()
"""


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_serialization_failure_and_deadlock_are_rerun_whole(state: str) -> None:
    async def stumbling(shop: Shop) -> None:
        shop.sql(STUMBLE.format(times=2, state=state))
        answers = await shop.place_many(10)
        assert not any(answer.repeated for answer in answers)
        assert shop.sql("SELECT last_value FROM stumbles") == [(3,)]

    tended(stumbling)


def test_what_never_stops_stumbling_is_unavailable_and_may_be_asked_again() -> None:
    async def stumbling(shop: Shop) -> None:
        shop.sql(STUMBLE.format(times=6, state="40001"))
        request = shop.place("k")
        with pytest.raises(Unavailable):
            await shop.spine.ask(request)
        assert not (await shop.spine.ask(request)).repeated

    tended(stumbling)


def test_a_lock_that_somebody_holds_stops_nobody_else() -> None:
    """A report locks one product's row and goes to lunch: its line has to wait, the other product's has not."""

    async def held(shop: Shop) -> None:
        other = ids.new_id()
        args = products.OpenProduct(
            other, "Boat", "boat", "USD", TWO_STAGES, "terms", date(2030, 12, 31), ("sandbox",)
        )
        await shop.spine.ask(Request(products.OPEN, shop.own, "boat", args))
        with connect(shop.dsn) as conn, conn.transaction():
            conn.execute("SELECT FROM subjects WHERE id = %s FOR UPDATE", (shop.product,))
            requests = [shop.place(f"k{n}", product=other if n % 2 else shop.product) for n in range(6)]
            outcomes = await shop.ask_all(requests)
        assert [isinstance(outcome, Unavailable) for outcome in outcomes] == [True, False] * 3
        assert all(isinstance(outcome, Answer) for outcome in outcomes[1::2])
        again = await shop.ask_all(requests)
        assert [isinstance(one, Answer) and one.repeated for one in again] == [False, True] * 3

    tended(held)


def test_a_database_that_takes_no_changes_is_away() -> None:
    async def read_only(shop: Shop) -> None:
        request = shop.place("k")
        async with reopened(shop, f"{shop.dsn} options='-c default_transaction_read_only=on'") as standby:
            with pytest.raises(Unavailable):
                await standby.spine.ask(request)
        assert not (await shop.spine.ask(request)).repeated

    tended(read_only)


def test_the_tastes_of_a_database_change_nothing() -> None:
    """Another time zone, another form of bytes: a repetition is still known, and every moment is in UTC."""

    async def elsewhere(shop: Shop) -> None:
        name = shop.sql("SELECT current_database()")[0][0]
        for setting in ("timezone = 'Asia/Seoul'", "bytea_output = 'escape'", "datestyle = 'German'"):
            shop.sql(f"ALTER DATABASE {name} SET {setting}")
        async with reopened(shop) as away:
            request = away.place("k")
            first, again = await away.spine.ask(request), await away.spine.ask(request)
            assert (first.repeated, again.repeated) == (False, True)
            assert [act.at.utcoffset() for act in (*first.acts, *again.acts)] == [timedelta(0)] * 2

    tended(elsewhere)


def test_the_same_key_from_somebody_else_is_not_the_same_request() -> None:
    async def two(shop: Shop) -> None:
        request = shop.place("k")
        await shop.spine.ask(request)
        other = replace(request, caller=Caller(shop.seller, By("clock")))
        with pytest.raises(Refused) as no:
            await shop.spine.ask(other)
        assert no.value.reason is SpineReason.KEY_REUSED

    tended(two)


# Connections lost.

# The second argument waits until they are gone. Units: milliseconds.
KILL_ALL = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_connections_lost_while_idle_cost_nobody_anything() -> None:
    async def idle(shop: Shop) -> None:
        await shop.place_many(3)
        shop.sql(KILL_ALL)
        await shop.place_many(3)
        assert shop.positions() == [*range(1, 7)]

    tended(idle)


def test_a_connection_lost_in_the_middle_of_a_batch_writes_nothing() -> None:
    async def killed(shop: Shop) -> None:
        args = shop.place("x").args
        killer = Request(Mischief(lambda: shop.sql(KILL_ALL)), shop.own, "k0", args)
        outcomes = await shop.ask_all([killer, *(shop.place(f"k{n}") for n in range(1, 4))])
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
        assert shop.positions() == []
        assert await shop.ask_all([shop.place(f"k{n}") for n in range(1, 4)])
        assert shop.positions() == [1, 2, 3]

    tended(killed)


DIE_IN_COMMIT = """
    CREATE SEQUENCE deaths;
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF nextval('deaths') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER die AFTER INSERT ON acts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION die()
"""


def test_a_backend_that_dies_in_the_commit_has_written_nothing() -> None:
    async def dies(shop: Shop) -> None:
        shop.sql(DIE_IN_COMMIT)
        requests = [shop.place(f"k{n}") for n in range(3)]
        assert {type(outcome) for outcome in await shop.ask_all(requests)} == {Unavailable}
        assert shop.positions() == []
        answers = await shop.ask_all(requests)
        assert [isinstance(answer, Answer) and answer.repeated for answer in answers] == [False] * 3

    tended(dies)


def test_a_commit_whose_answer_is_lost_is_settled_by_its_keys(tmp_path: Path) -> None:
    """The server commits, and the wire is cut before it says so: the callers get their answers all the same."""

    async def cut(shop: Shop) -> None:
        folder = tmp_path if len(str(tmp_path)) < 80 else Path("/tmp")
        async with wired(shop.dsn, folder) as (wire, dsn), reopened(shop, dsn) as far:
            await far.place_many(1)
            wire.cut_at = COMMITTED
            nowhere = shop.place("nowhere", product=ids.new_id())
            requests = [far.place(f"k{n}") for n in range(5)]
            outcomes = await far.ask_all([*requests, nowhere])
            assert wire.cuts == 1
            answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
            assert len(answers) == 5
            # What was refused left no key behind: it is asked again, and refused again.
            assert isinstance(outcomes[-1], Unavailable)
            assert shop.positions() == [*range(1, 7)]
            assert [(await far.spine.ask(r)).receipt for r in requests] == [a.receipt for a in answers]

    tended(cut)


def test_closing_waits_for_the_commit_in_flight() -> None:
    async def closing(shop: Shop) -> None:
        async with reopened(shop) as other:
            asked = [asyncio.create_task(other.spine.ask(other.place(f"k{n}"))) for n in range(20)]
            await asyncio.sleep(0)
        assert [(await task).repeated for task in asked] == [False] * 20

    tended(closing)


# Two spines.


def test_two_processes_share_one_line_without_gaps_or_doubles() -> None:
    async def together(shop: Shop) -> None:
        command = [sys.executable, "-m", "tests.acts.rival", shop.dsn, str(shop.keys), str(shop.seller),
                   str(shop.product), "200"]  # fmt: skip
        rival = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, cwd=Path(__file__).parents[2]
        )
        assert rival.stdin is not None
        assert rival.stdout is not None
        assert await rival.stdout.readline() == b"ready\n"
        rival.stdin.write(b"go\n")
        for _ in range(10):
            await shop.place_many(20)
        await rival.communicate()
        assert rival.returncode == 0
        assert shop.positions() == [*range(1, 401)]

    tended(together)


def test_the_same_key_through_two_spines_is_one_request() -> None:
    async def twice(shop: Shop) -> None:
        async with reopened(shop) as other:
            requests = [shop.place(f"k{n}") for n in range(30)]
            ours, theirs = await asyncio.gather(shop.ask_all(requests), other.ask_all(requests))
        answers = [
            (a, b)
            for a, b in zip(ours, theirs, strict=True)
            if isinstance(a, Answer) and isinstance(b, Answer)
        ]
        assert len(answers) == 30
        for first, second in answers:
            assert list(first.raw) == list(second.raw)
            assert first.receipt == second.receipt
            assert {first.repeated, second.repeated} == {True, False}
        assert shop.positions() == [*range(1, 31)]

    tended(twice)


# What is written stays.

ONCE = ("acts", "batches", "keys", "ledger_lines", "log_entries", "log_heads")
ONLY_ADDED = (*ONCE, "evidence", "blobs", "audits")
CHANGES = {
    "UPDATE": "UPDATE {0} SET seller = seller",
    "DELETE": "DELETE FROM {0}",
    "TRUNCATE": "TRUNCATE {0}",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_can_only_add_to_the_record(change: str, database: str) -> None:
    with connect(database, "fourthact_app") as conn:
        for table in ONLY_ADDED:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(CHANGES[change].format(table))
        if change != "UPDATE":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(CHANGES[change].format("bodies"))


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_the_record_by_mistake(change: str, database: str) -> None:
    with connect(database) as conn:
        for table in ONCE:
            with pytest.raises(psycopg.errors.CheckViolation, match="written once"):
                conn.execute(CHANGES[change].format(table))


def test_a_body_is_erased_or_left_as_it_is() -> None:
    async def erased(shop: Shop) -> None:
        await shop.place_many(1)
        with connect(shop.dsn, "fourthact_app") as conn:
            with pytest.raises(psycopg.errors.CheckViolation, match="erased or left"):
                conn.execute("UPDATE bodies SET body = '{}'")
            conn.execute("UPDATE bodies SET body = NULL, salt = NULL")
            # The row of the holder is what its acts make it, with the body gone.
            conn.execute("UPDATE holders SET name = NULL, email = NULL")

    tended(erased)
