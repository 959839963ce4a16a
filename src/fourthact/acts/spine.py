"""The one way in which anything is written: requests in batches, answered after the commit.

A batch is read, decided and written in one transaction with a small, constant number of statements. Requests
that arrive while a commit is in flight form the next batch: an idle system commits at once, a busy one commits
hundreds together, with one signature.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import structlog
from psycopg import errors as pg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from fourthact.acts import reading, writing
from fourthact.acts.act import By, House, Recorded, Row
from fourthact.acts.signer import Signer
from fourthact.acts.verb import Answer, Caller, Request, Verb, World
from fourthact.acts.writing import Sealed
from fourthact.values.errors import Broken, Kind, Reason, Refused, Unavailable, Why

__all__ = ["Answer", "Caller", "Gate", "Request", "Spine", "SpineReason", "Verb", "World"]

log = structlog.get_logger()

Outcome = Answer | BaseException
# Who is asking, from the rows read in the batch; raises Refused. `places` says which rows it needs.
Conn = psycopg.AsyncConnection[Any]


class SpineReason(Reason):
    """Why the spine itself says no."""

    KEY_REUSED = Why(
        Kind.CONFLICT,
        "The idempotency key {key} was used before with other input. Send a new key for a new request.",
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """How a caller is known: which rows must be read for that, and the check on them (people's rules)."""

    reads: Callable[[Caller], Iterable[tuple[Any, UUID]]]
    admit: Callable[[Caller, str | None, World, datetime], By]


@dataclass(slots=True)
class _Waiting:
    request: Request[Any]
    answer: asyncio.Future[Outcome]


@dataclass(slots=True)
class _Batch:
    """What one transaction decides: per request an outcome, and everything that is to be written."""

    requests: Sequence[Request[Any]]
    outcomes: list[Outcome | None]
    drafts: writing.Drafted = field(default_factory=writing.Drafted)


class Spine:
    """Takes requests, commits them in batches, answers each with its acts or the reason why not."""

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        house: House,
        gate: Gate,
        signer: Signer,
        *,
        input_key: bytes,
        batch_requests_max: int = 512,
    ) -> None:
        self._pool = pool
        self.house = house
        self._gate = gate
        self._signer = signer
        self._input_key = input_key
        self._most = batch_requests_max
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._digests: dict[int, bytes] = {}
        self.statements = 0
        self.batches = 0
        self.committed = 0

    async def __aenter__(self) -> Spine:
        self._task = asyncio.create_task(self._run(), name="spine")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        # What was taken in is answered before we go: a commit in flight is not cut off.
        idle = asyncio.create_task(self._idle.wait())
        await asyncio.wait({idle, self._task}, return_when=asyncio.FIRST_COMPLETED)
        for task in (idle, self._task):
            task.cancel()
        await asyncio.gather(idle, self._task, return_exceptions=True)

    async def ask(self, request: Request[Any]) -> Answer:
        """Put one request through. Errors: Refused, Unavailable (nothing happened or ask again), Broken."""
        (outcome,) = await self.ask_all((request,))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def ask_all(self, requests: Iterable[Request[Any]]) -> list[Outcome]:
        """What becomes of each of many requests that are asked at once; its errors are among them, as of `ask`."""
        loop = asyncio.get_running_loop()
        asked = [_Waiting(request, loop.create_future()) for request in requests]
        self._queue += asked
        self._idle.clear()
        self._wake.set()
        return [await waiting.answer for waiting in asked]

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                taken, self._queue = self._queue[: self._most], self._queue[self._most :]
                outcomes = await self._outcomes([waiting.request for waiting in taken])
                for waiting, outcome in zip(taken, outcomes, strict=True):
                    if not waiting.answer.done():
                        waiting.answer.set_result(outcome)
            self._idle.set()

    async def _outcomes(self, requests: Sequence[Request[Any]]) -> list[Outcome]:
        """What became of each request; a defect of ours is an outcome too, or nobody after it were answered."""
        try:
            return await self._commit_all(requests)
        except Exception as defect:
            log.error("a batch broke", requests=len(requests), exc_info=defect)
            return [Broken(f"{type(defect).__name__}: {defect}") for _ in requests]

    async def _commit_all(self, requests: Sequence[Request[Any]], *, again: bool = False) -> list[Outcome]:
        """Commit a batch; the poisoned request of a failing one ends up alone (bisection)."""
        try:
            return await self._commit_with_reruns(requests)
        except (pg.DataError, pg.IntegrityError) as error:
            if len(requests) == 1 and isinstance(error, pg.UniqueViolation) and not again:
                # Somebody was first with the same key or entry: now that it can be read, the verb decides anew.
                return await self._commit_all(requests, again=True)
            if len(requests) == 1:
                return [_poisoned(error)]
            return await self._by_halves(requests)
        except PoolTimeout:
            # No connection was to be had: nothing was begun, so nothing is unknown, and nobody waits for more.
            return [Unavailable("the database") for _ in requests]
        except pg.LockNotAvailable:
            return await self._around_locks(requests)
        except pg.ReadOnlySqlTransaction:
            return [Unavailable("the database, which takes no changes now,") for _ in requests]
        except (psycopg.OperationalError, OSError) as error:
            # Died before or in the COMMIT. What the keys say is the truth; a key that is not there means that
            # nothing was written *yet*: asking again with the same key is always safe, so we say 503.
            return await self._settle_unknown(requests, error)
        except (Unavailable, pg.UndefinedTable):
            return [Unavailable("the database, which is still being made,") for _ in requests]
        except Exception as error:
            log.error("a batch broke", requests=len(requests), exc_info=error)
            # A defect of ours in one request must not take its neighbours with it.
            if len(requests) == 1:
                return [error if isinstance(error, Broken) else Broken(f"{type(error).__name__}: {error}")]
            return await self._by_halves(requests)

    async def _by_halves(self, requests: Sequence[Request[Any]]) -> list[Outcome]:
        middle = len(requests) // 2
        return [
            *await self._commit_all(requests[:middle]),
            *await self._commit_all(requests[middle:]),
        ]

    async def _around_locks(self, requests: Sequence[Request[Any]]) -> list[Outcome]:
        """Somebody holds a lock for long: those who need what it covers are told to ask again, the others go on."""
        async with self._pool.connection() as conn:
            held = await reading.held(conn, requests)
        free = [place not in held for place in range(len(requests))]
        outcomes: list[Outcome] = [
            Unavailable("what this is about, which is held by somebody,") for _ in requests
        ]
        if held and any(free):
            going = [request for request, is_free in zip(requests, free, strict=True) if is_free]
            told = iter(await self._commit_all(going))
            outcomes = [next(told) if is_free else no for no, is_free in zip(outcomes, free, strict=True)]
        return outcomes

    async def _commit_with_reruns(self, requests: Sequence[Request[Any]]) -> list[Outcome]:
        for turn in range(6):
            try:
                return await self._commit(requests)
            except (pg.SerializationFailure, pg.DeadlockDetected):
                if turn == 5:
                    raise
                await asyncio.sleep(0.01 * 2**turn)
        raise AssertionError("unreachable")

    async def _commit(self, requests: Sequence[Request[Any]]) -> list[Outcome]:
        batch = _Batch(requests, [None] * len(requests))
        async with self._pool.connection() as conn:
            async with conn.pipeline(), conn.transaction():
                found = await reading.read(conn, requests, self._gate.reads, self.house.calendar)
                self._decide(batch, found)
                sealed = writing.seal(batch.drafts, self._signer)
                written = await writing.write(conn, sealed)
                # Dying here: nothing is written, nobody was answered. Dying after the COMMIT: everything is
                # written and the keys tell a caller who asks again.
            self.statements += found.statements + written
            answers = await self._answers(conn, batch, found, sealed)
        self.batches += 1
        self.committed += len(sealed.acts)
        return answers

    def _decide(self, batch: _Batch, found: reading.Found) -> None:
        seen: dict[tuple[int, str], bytes] = {}
        self._digests.clear()
        for place, request in enumerate(batch.requests):
            name = (request.caller.seller.int, request.key)
            try:
                # Who asks is looked at first: a key revoked since opens not even what it was told before.
                world = World(request.caller.seller, found.rows)
                by = self._gate.admit(request.caller, request.verb.scope, world, found.now)
                digest = self._digests[id(request)] = self._digest(request, by)
                earlier = found.keys.get(name)
                if earlier is not None or name in seen:
                    known = earlier[0] if earlier is not None else seen[name]
                    self._same_input(request, digest, known)
                    continue  # the answer is rebuilt from the acts, after the commit
                drafts = request.verb.decide(request.args, by, world, found.now)
                batch.drafts.add(request, digest, by, drafts, found, self.house)
                seen[name] = digest
            except (Refused, Unavailable) as no:
                batch.outcomes[place] = no

    def _digest(self, request: Request[Any], by: By) -> bytes:
        # Who asks belongs to what is asked: a second person's approval under the first one's key is no repetition.
        asked = f"{request.verb.name}\0{by.kind}\0{by.id}\0".encode()
        return hmac.digest(self._input_key, asked + request.input, "sha256")

    def _same_input(self, request: Request[Any], digest: bytes, known: bytes) -> None:
        if not hmac.compare_digest(digest, known):
            raise Refused(SpineReason.KEY_REUSED, {"key": request.key})

    async def _answers(
        self, conn: Conn, batch: _Batch, found: reading.Found, sealed: Sealed
    ) -> list[Outcome]:
        written = {(drafted.seller.int, drafted.key): drafted for drafted in sealed.requests}
        outcomes = batch.outcomes
        answered: set[tuple[int, str]] = set()
        told_before: list[tuple[int, Sequence[UUID]]] = []
        for place, request in enumerate(batch.requests):
            name = (request.caller.seller.int, request.key)
            if outcomes[place] is not None:
                continue
            if name in written:
                outcomes[place] = sealed.answer(written[name], repeated=name in answered)
                answered.add(name)
            else:
                told_before.append((place, found.keys[name][1]))
        told = [(batch.requests[place], acts) for place, acts in told_before]
        for (place, _), answer in zip(
            told_before, await reading.rebuild(conn, self.house, told), strict=True
        ):
            outcomes[place] = answer
        return [outcome for outcome in outcomes if outcome is not None]

    async def _settle_unknown(self, requests: Sequence[Request[Any]], error: BaseException) -> list[Outcome]:
        away: list[Outcome] = [Unavailable("the database") for _ in requests]
        try:
            async with self._pool.connection(timeout=2) as conn:
                keys = await reading.read_keys(conn, [(r.caller.seller, r.key) for r in requests])
                told: list[tuple[int, Sequence[UUID]]] = []
                for place, request in enumerate(requests):
                    known = keys.get((request.caller.seller.int, request.key))
                    asked = self._digests.get(id(request))
                    if known is not None and asked and hmac.compare_digest(known[0], asked):
                        told.append((place, known[1]))
                asked_before = [(requests[place], acts) for place, acts in told]
                answers = await reading.rebuild(conn, self.house, asked_before)
                for (place, _), answer in zip(told, answers, strict=True):
                    away[place] = answer
        except (psycopg.Error, PoolTimeout, OSError):
            return away  # still away: the callers hold their keys and will ask again
        return away


def _poisoned(error: psycopg.Error) -> Outcome:
    if isinstance(error, pg.UniqueViolation):
        return Unavailable(f"the record ({error.diag.constraint_name})")
    return Broken(f"{error.diag.constraint_name or error.sqlstate}: {error.diag.message_primary}")


def replay(house: House, acts: Iterable[Recorded]) -> dict[tuple[str, UUID, UUID], Row]:
    """Every row as its acts make it, from nothing: what the audit compares the tables with."""
    rows: dict[tuple[str, UUID, UUID], Row] = {}
    for recorded in acts:
        for fold in house.followers(recorded.act):
            key = fold.key(recorded)
            if key is not None:
                place = (fold.table, recorded.seller, key)
                rows[place] = fold.evolve(rows.get(place), recorded)
    return rows
