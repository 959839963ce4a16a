"""`python -m fourthact.sandbox.stripe`: a Stripe to try things on, until SIGTERM or the end of its input."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading

import msgspec

from fourthact.sandbox.stripe.doors import Doors


def main() -> None:
    given = _arguments().parse_args()
    asyncio.run(_run(given.port, given.account, given.key, given.follow_stdin))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fourthact.sandbox.stripe", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any that is free)")
    parser.add_argument("--account", default="acct_sandbox", help="the account that there is from the start")
    parser.add_argument("--key", default="sk_test_sandbox", help="its secret key")
    parser.add_argument("--follow-stdin", action="store_true", help="end when standard input closes")
    return parser


async def _run(port: int, account: str, key: str, follow_stdin: bool) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    doors = Doors(account, key)
    sys.stdout.buffer.write(msgspec.json.encode({"http": await doors.open(port)}) + b"\n")
    sys.stdout.buffer.flush()
    if follow_stdin:
        threading.Thread(target=_follow_stdin, args=(loop, ended), daemon=True).start()
    await ended.wait()
    await doors.close()


def _follow_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    main()
