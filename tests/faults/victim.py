"""A worker that is killed at a chosen point, as by `kill -9`: run as a process of its own by the tests.

Arguments: the point, then the environment of the house as JSON. Ends with 0 if it never came to the point.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fourthact import app as root
from fourthact.acts import spine, writing
from fourthact.acts.log import Sequencer
from fourthact.mail import Line
from fourthact.payments import jobs, reads
from fourthact.rails.sandbox import SandboxRail
from fourthact.settings import load


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    """Die when this is called."""

    def dying(*_: Any, **__: Any) -> None:
        die()

    setattr(owner, name, dying)


def after(owner: Any, name: str) -> None:
    """Die when this has done its work, before anybody hears of it."""
    whole: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def dying(*args: Any, **words: Any) -> None:
        await whole(*args, **words)
        die()

    setattr(owner, name, dying)


def after_following(app: root.App) -> None:
    """Die when a follower has heeded a stretch that had something for it, before its cursor moves."""

    def dying(heed: Any) -> Any:
        async def heeding(acts: Any) -> None:
            await heed(acts)
            die()

        return heeding

    app.worker.followers = [replace(f, heed=dying(f.heed)) for f in app.worker.followers]
    app.worker.writers = [replace(f, heed=dying(f.heed)) for f in app.worker.writers]
    app.worker.couriers = [replace(f, heed=dying(f.heed)) for f in app.worker.couriers]


POINTS: dict[str, Callable[[], None]] = {
    "never": lambda: None,
    "before the commit": lambda: after(writing, "write"),
    "after the commit": lambda: before(spine.Spine, "_answers"),
    "before the charge": lambda: before(SandboxRail, "collect"),
    "after the charge": lambda: after(SandboxRail, "collect"),
    "before the card refund": lambda: before(SandboxRail, "give_back"),
    "after the card refund": lambda: after(SandboxRail, "give_back"),
    "before the payout": lambda: before(SandboxRail, "pay_out"),
    "after the payout": lambda: after(SandboxRail, "pay_out"),
    "while sequencing": lambda: after(Sequencer, "_append"),
    "before the checkpoint is kept": lambda: before(Sequencer, "_keep"),
    "before the mail server": lambda: before(Line, "send"),
    "after the mail server": lambda: after(Line, "send"),
    "before the statement's cursor": lambda: before(reads, "keep_cursor"),
    "before a page of the statement": lambda: before(jobs.PaymentJobs, "book"),
    "after a page of the statement": lambda: after(jobs.PaymentJobs, "book"),
}


async def main(point: str, env: dict[str, str]) -> None:
    async with root.opened(load(env, ["sandbox"]), env) as app:
        if point == "while following":
            after_following(app)
        else:
            POINTS[point]()
        await app.worker.drain()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
