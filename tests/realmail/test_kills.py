"""`fourthact receive` is killed with -9 while messages come in by every way: each is there once, and none is lost."""

from __future__ import annotations

import asyncio
import os
import random
import smtplib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import DOMAIN, House, environment, play
from tests.realmail.dovecot import dovecot
from tests.realmail.programs import HOST, folder, free_port
from tests.realmail.test_parts import until
from tests.stories.letters import letter

OURS = f"hello@{DOMAIN}"
MESSAGES, KILLS = 30, 3
SOURCE = str(Path(__file__).parents[2] / "src")
THANKS = "Thank you so much for your kind help!"
RAWS = [
    letter(THANKS, to=OURS, message_id=f"<{n}@holder.example>").replace(b"\n", b"\r\n")
    for n in range(MESSAGES)
]


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: what the receiver is told of it, how messages are brought, and whether all were taken."""

    settings: dict[str, str]
    bring: Callable[[], None]
    taken: Callable[[], bool]


@contextmanager
def by_lmtp() -> Iterator[Way]:
    """A mail server brings what was not answered with 250 again."""
    port, answered = free_port(), 0

    def bring() -> None:
        nonlocal answered
        waiting = list(RAWS)
        while waiting:
            try:
                with smtplib.LMTP(HOST, port, timeout=60) as door:
                    while waiting:
                        door.sendmail("cleo@holder.example", [OURS], waiting[0])
                        answered += 1
                        waiting.pop(0)
            except (OSError, smtplib.SMTPException):
                time.sleep(0.05)

    yield Way({"FOURTHACT_LMTP_PORT": str(port)}, bring, lambda: answered == MESSAGES)


@contextmanager
def from_a_folder() -> Iterator[Way]:
    with folder("spool") as place:

        def bring() -> None:
            for n, raw in enumerate(RAWS):
                (place / f"{n}.tmp").write_bytes(raw)
                (place / f"{n}.tmp").rename(place / f"{n}.eml")

        def taken() -> bool:
            return len(list((place / "taken").iterdir())) >= MESSAGES and not list(place.glob("*.eml"))

        yield Way({"FOURTHACT_MAILBOXES": f"folder://{place}?for={OURS}&poll_seconds=0.05"}, bring, taken)


@contextmanager
def from_a_mailbox(able: str = "") -> Iterator[Way]:
    with dovecot(["hello"], more=able) as boxes:

        def bring() -> None:
            with boxes.login("hello") as client:
                for raw in RAWS:
                    client.append("INBOX", "", "", raw)

        def taken() -> bool:
            with boxes.login("hello") as client:
                client.select("INBOX", readonly=True)
                _, (left,) = client.search(None, "UNDELETED")
            return not left.split() and boxes.count("hello", "Fourthact") >= MESSAGES

        url = f"{boxes.url('hello')}?for={OURS}&poll_seconds=0.05"
        yield Way({"FOURTHACT_MAILBOXES": url}, bring, taken)


def from_a_mailbox_that_cannot_move() -> AbstractContextManager[Way]:
    return from_a_mailbox("imap_capability = IMAP4rev1 LITERAL+\n")


@pytest.mark.parametrize(
    "way",
    [by_lmtp, from_a_folder, from_a_mailbox, from_a_mailbox_that_cannot_move],
    ids=lambda way: way.__name__,
)
def test_each_message_is_there_once(way: Callable[[], AbstractContextManager[Way]]) -> None:
    async def story(house: House) -> None:
        with way() as one:
            bringing = asyncio.create_task(asyncio.to_thread(one.bring))
            for turn in range(KILLS):
                async with receiver(house, one):
                    some = 1 + turn * MESSAGES // (KILLS + 1)
                    await house.outside(until, lambda some=some: len(there(house)) >= some, "none comes in")
                    await asyncio.sleep(random.random() * 0.05)
            async with receiver(house, one):
                await bringing
                await house.outside(until, one.taken, "not all are taken")
        assert sorted(there(house)) == sorted(RAWS)
        await house.settle()
        assert [message.outcome for message in await house.messages()] == ["noted"] * MESSAGES

    play(story)


def there(house: House) -> Sequence[bytes]:
    """Every message that is stored, as often as it is."""
    query = "SELECT c.content FROM evidence AS e JOIN blobs AS c USING (seller, sha256) WHERE e.kind = 'mail'"
    return [bytes(raw) for (raw,) in house.sql(query)]


@asynccontextmanager
async def receiver(house: House, way: Way) -> AsyncIterator[None]:
    """`fourthact receive`, until it is killed in the middle of what it does."""
    env = environment(house.dsn, house.keys.parent, house.world) | way.settings
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURTHACT_")}
    command = [sys.executable, "-m", "fourthact", "receive"]
    process = await asyncio.create_subprocess_exec(
        *command, env={**kept, **env, "PYTHONPATH": SOURCE}, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()
