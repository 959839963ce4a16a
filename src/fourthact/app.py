"""The composition root: the only place that knows all parts, and the owner of the clock."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog

from fourthact import languages, plug, rails, readers
from fourthact.acts import Spine
from fourthact.acts.log import Sequencer
from fourthact.acts.signer import Signer
from fourthact.books import BooksJobs
from fourthact.correspondence import Courier, MailJobs, Paperer, Replacer, Writer
from fourthact.correspondence.announcing import Announcer
from fourthact.correspondence.answering import Limits
from fourthact.correspondence.aside import Aside
from fourthact.correspondence.escalating import BadRecipient, Escalator, Recipient, recipients
from fourthact.db.migrate import migrate
from fourthact.db.pool import connect, open_pool
from fourthact.db.server import PrivateServer
from fourthact.delays import DelayJobs
from fourthact.evidence import EvidenceJobs
from fourthact.house import HOUSE
from fourthact.mail import DkimKeys, Lines, Post
from fourthact.payments import PaymentJobs
from fourthact.people import GATE
from fourthact.rails.contract import Rail
from fourthact.readers.contract import SecondReader
from fourthact.refunds import Policy, RefundJobs
from fourthact.reservations import Links
from fourthact.settings import Settings, SettingsError, for_plug, variable
from fourthact.values.errors import Unavailable
from fourthact.work import Worker

log = structlog.get_logger()


# How often the private database server is asked whether it is there.
WATCH_SECONDS = 0.5
NEW_CLOCK = "INSERT INTO clock (movable, moved_to) VALUES (%s, %s) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class App:
    """Everything that a process of this house works with."""

    settings: Settings
    dsn: str
    pool: Any
    spine: Spine
    signer: Signer
    rails: Mapping[str, Rail]
    policy: Policy
    links: Links
    payments: PaymentJobs
    mail: MailJobs
    worker: Worker


def state_dir(settings: Settings) -> Path:
    return settings.state_dir or Path(".fourthact")


def keys_dir(settings: Settings) -> Path:
    return settings.keys_dir or state_dir(settings) / "keys"


def public_url(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.listen_host}:{settings.listen_port}"


def secret(folder: Path, name: str) -> bytes:
    """A secret of 32 bytes from its file, made at first use; whoever loses the file loses what it opened."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.secret"
    if not path.exists():
        # Dying here: an unfinished file of no name that matters is left, and the next start makes its own.
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.") as fresh:
            fresh.write(os.urandom(32))
            fresh.flush()
            os.fsync(fresh.fileno())
            with suppress(FileExistsError):  # whoever comes second keeps the first one's secret
                os.link(fresh.name, path)
    return path.read_bytes()


def keyring(folder: Path, name: str) -> tuple[bytes, ...]:
    """A secret and those that followed it, the one in use last: `links.secret`, `links.2.secret` ..."""
    ring = [secret(folder, name)]
    while (path := _follower(folder, name, len(ring))).exists():
        ring.append(path.read_bytes())
    return tuple(ring)


def rotate(folder: Path, name: str) -> Path:
    """Put a new secret into use from the next start on; what the old ones signed stays good. Its file."""
    path = _follower(folder, name, len(keyring(folder, name)))
    secret(folder, path.stem)
    return path


def _follower(folder: Path, name: str, known: int) -> Path:
    return folder / f"{name}.{known + 1}.secret"


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[str]:
    """The DSN of the database: the given one, or that of a private server that lives as long as we need it."""
    if settings.database_url:
        yield settings.database_url
        return
    server = PrivateServer(state_dir(settings), settings.postgres_bin_dir)
    dsn = await asyncio.to_thread(server.start)
    watch = asyncio.create_task(_revive(server), name="database")
    try:
        yield dsn
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        await asyncio.to_thread(server.stop)


async def _revive(server: PrivateServer) -> None:
    """Bring the private server back whenever it has fallen, be it by somebody's kill -9."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if not await asyncio.to_thread(server.answers):
            log.warning("the private PostgreSQL has fallen; it is started again")
            try:
                await asyncio.to_thread(server.start)
            except Unavailable as away:
                log.error("the private PostgreSQL does not come back", why=str(away)[:500])


async def prepare(settings: Settings, *, clock_at: datetime | None = None) -> list[str]:
    """Migrate the database, and give a new one its clock; the revisions that were applied.

    `clock_at`: the clock of a new database stands at this time, and is moved by hand for ever after.
    """
    async with database(settings) as dsn:
        return await asyncio.to_thread(_prepare, dsn, clock_at)


def _prepare(dsn: str, clock_at: datetime | None) -> list[str]:
    applied = migrate(dsn)
    with connect(dsn) as conn:
        conn.execute(NEW_CLOCK, (clock_at is not None, clock_at))
    return applied


def open_rails(env: Mapping[str, str]) -> dict[str, Rail]:
    """Every rail whose settings are given, and those that need none. Errors: SettingsError for a rail that is half
    configured.
    """
    return {name: found.module.open_rail(given) for name, found, given in _configured(rails, env)}


def open_readers(env: Mapping[str, str]) -> dict[str, SecondReader]:
    """Every other reader of letters whose settings are given, and those that need none. Errors: as for rails."""
    return {name: found.module.open_reader(given) for name, found, given in _configured(readers, env)}


def _configured(
    package: ModuleType, env: Mapping[str, str]
) -> Iterator[tuple[str, plug.Plug, dict[str, str]]]:
    for name, found in plug.load(package).items():
        given = for_plug(env, name, found.settings)
        if given or not found.settings:
            try:
                yield name, found, found.complete(given)
            except plug.BadSettings as error:
                raise SettingsError(str(error)) from error


@asynccontextmanager
async def opened(settings: Settings, env: Mapping[str, str], *, pool_size: int = 8) -> AsyncIterator[App]:
    """All parts, running, on a database that `migrate` has brought up to date."""
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(database(settings))
        pool = await stack.enter_async_context(open_pool(dsn, size_max=pool_size))
        keys = keys_dir(settings)
        signer = Signer(keys)
        spine = Spine(
            pool,
            HOUSE,
            GATE,
            signer,
            input_key=secret(keys, "input"),
            batch_requests_max=settings.batch_requests_max,
        )
        await stack.enter_async_context(spine)
        roads, others = open_rails(env), open_readers(env)
        for rail in roads.values():
            stack.push_async_callback(rail.close)
        aside = Aside(settings.reader_processes)
        stack.push_async_callback(aside.close)
        post = Post(settings.smtp_url)
        lines = Lines(post)
        stack.push_async_callback(lines.close)
        yield _assemble(settings, dsn, pool, spine, signer, roads, others, aside, post, lines, keys)


def _assemble(
    settings: Settings,
    dsn: str,
    pool: Any,
    spine: Spine,
    signer: Signer,
    roads: dict[str, Rail],
    others: dict[str, SecondReader],
    aside: Aside,
    post: Post,
    lines: Lines,
    keys: Path,
) -> App:
    policy = _policy(settings, roads)
    links = Links(keyring(keys, "links"), public_url(settings))
    payment_jobs = PaymentJobs(spine, pool, roads)
    refund_jobs = RefundJobs(spine, pool, roads, payment_jobs, policy)
    answers = Limits(settings.answers_per_hour, settings.answers_per_day, settings.answers_per_domain_hour)
    words = languages.load()
    writer = Writer(spine, pool, words, links, roads, settings.mail_per_minute)
    servers = frozenset(settings.mail_servers.lower().split())
    mail_jobs = MailJobs(spine, pool, writer, links, policy, aside, answers, servers, others)
    dkim = DkimKeys(keys / "dkim")
    courier = Courier(spine, pool, lines, links, dkim, most=settings.smtp_connections)
    announcer = Announcer(spine, pool, writer, courier, links)
    delay_jobs = DelayJobs(spine, pool, writer, settings.delay_answer_days)
    books_jobs = BooksJobs(spine, pool, roads, payment_jobs)
    evidence_jobs = EvidenceJobs(pool, roads, payment_jobs)
    worker = Worker(
        pool,
        HOUSE,
        Sequencer(signer, keys / "checkpoints"),
        handlers=payment_jobs.handlers
        | refund_jobs.handlers
        | mail_jobs.handlers
        | courier.handlers
        | delay_jobs.handlers
        | books_jobs.handlers
        | announcer.handlers
        | evidence_jobs.handlers,
        followers=[*refund_jobs.followers, *books_jobs.followers],
        writers=[
            *mail_jobs.followers,
            *Replacer(spine, pool).followers,
            *Paperer(spine, pool, links, settings.postal_address).followers,
            *delay_jobs.followers,
        ],
        couriers=[
            *courier.followers,
            *Escalator(spine, pool, post, dkim, words, _told(settings, words)).followers,
        ],
        statements={
            name: books_jobs.read_statement for name, rail in roads.items() if rail.abilities.has_statement
        },
        lease_seconds=settings.lease_seconds,
    )
    return App(settings, dsn, pool, spine, signer, roads, policy, links, payment_jobs, mail_jobs, worker)


def _told(settings: Settings, words: Mapping[str, languages.Language]) -> tuple[Recipient, ...]:
    """Who of the seller's people is told of what is late. Errors: SettingsError."""
    try:
        return recipients(settings.escalate_to, words)
    except BadRecipient as error:
        raise SettingsError(f"{variable('escalate_to')}: {error}") from error


def by_preference(settings: Settings, roads: Mapping[str, Rail]) -> list[str]:
    """The rails in the order in which payouts choose. Errors: SettingsError for one that pays nothing out."""
    wanted = list(dict.fromkeys(settings.payout_rails.split()))
    wrong = [name for name in wanted if name not in roads or not roads[name].abilities.pays_out]
    if wrong:
        raise SettingsError(f"{variable('payout_rails')}: no rail here pays out as {', '.join(wrong)}")
    return [*wanted, *sorted(roads.keys() - set(wanted))]


def _policy(settings: Settings, roads: dict[str, Rail]) -> Policy:
    return Policy(
        promise_hours=settings.refund_promise_hours,
        two_approvals_above_minor=settings.refund_two_approvals_above_minor,
        no_approval_up_to_minor=settings.refund_no_approval_up_to_minor,
        abilities={name: roads[name].abilities for name in by_preference(settings, roads)},
        overpaid_goes_back=settings.refund_overpayments,
        statutory_warning_days=settings.refund_statutory_warning_days,
    )
