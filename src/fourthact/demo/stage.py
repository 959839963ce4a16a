"""The demo's processes: a database of its own, the outside world, the web server and the worker."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from fourthact.app import keys_dir, opened, prepare, state_dir
from fourthact.db.server import PrivateServer
from fourthact.opening import Opened, issue_key, open_seller
from fourthact.sandbox.control import Control, running
from fourthact.settings import Settings, load

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs. `ana` and `bo`: the keys of two members of staff."""

    settings: Settings
    dsn: str
    url: str
    lmtp_port: int
    world: Control
    notice_secret: str
    seller: Opened
    ana: str
    bo: str
    logs: Path

    @property
    def keys(self) -> Path:
        return keys_dir(self.settings)


@contextmanager
def staged(name: str, domain: str, begins_at: datetime) -> Iterator[Stage]:
    """A whole house in a folder that vanishes at the end, with its clock at the beginning of the story."""
    with ExitStack() as stack:
        vanishing = tempfile.TemporaryDirectory(prefix="fourthact-demo-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(vanishing))
        folder.chmod(0o711)  # as root: the database server, who is somebody else, must get in
        world = stack.enter_context(running())
        secret = "whsec_" + b64encode(secrets.token_bytes(24)).decode()
        env = _environment(folder, world, secret, domain)
        settings = load(env, ["sandbox"])
        # Held from here on, so that the server outlives the processes that come and go.
        server = stack.enter_context(PrivateServer(state_dir(settings), settings.postgres_bin_dir))
        logs = folder / "logs"
        logs.mkdir()
        for command in ("serve", "work"):  # they wait for the migration that is made meanwhile
            stack.enter_context(_process(command, env, logs / f"{command}.log"))
        seller, ana, bo = asyncio.run(_people(settings, env, name, domain, begins_at))
        url = str(settings.public_url)
        _wait_until_ready(url, logs)
        yield Stage(settings, server.dsn, url, settings.lmtp_port, world, secret, seller, ana, bo, logs)


def _environment(folder: Path, world: Control, secret: str, domain: str) -> dict[str, str]:
    web, lmtp = _free_port(), _free_port()
    return {
        "FOURTHACT_STATE_DIR": str(folder / "state"),
        "FOURTHACT_LISTEN_PORT": str(web),
        "FOURTHACT_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "FOURTHACT_LMTP_PORT": str(lmtp),
        "FOURTHACT_SMTP_URL": f"smtp://{world.smtp}",
        "FOURTHACT_SANDBOX_URL": world.http,
        "FOURTHACT_SANDBOX_NOTICE_SECRET": secret,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _people(
    settings: Settings, env: Mapping[str, str], name: str, domain: str, begins_at: datetime
) -> tuple[Opened, str, str]:
    await prepare(settings, clock_at=begins_at)
    async with opened(settings, env, pool_size=2) as app:
        seller = await open_seller(app, name, domain)
        keys = [await issue_key(app, seller.id, person, "person", (), None) for person in ("Ana", "Bo")]
    return seller, keys[0], keys[1]


@contextmanager
def _process(command: str, env: Mapping[str, str], log: Path) -> Iterator[None]:
    """A process of the house; asked to stop at the end, and made to if it does not."""
    source = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("FOURTHACT_")}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "fourthact", command],
            env={**inherited, **env, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(url: str, logs: Path) -> None:
    end = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < end:
        try:
            if httpx2.get(f"{url}/health/ready", timeout=2).status_code == 200:
                return
        except httpx2.HTTPError:
            pass  # it is still starting; the end of our patience says if it never does
        time.sleep(0.05)
    said = "\n".join(log.read_text(errors="replace")[-2000:] for log in sorted(logs.iterdir()))
    raise RuntimeError(f"the web server did not get ready in {START_SECONDS_MAX} s:\n{said}")


class Api:
    """The API, as one member of staff uses it. Errors: RuntimeError with the problem document's own words."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx2.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=120
        )

    def get(self, path: str) -> Any:
        return self._answer(self._client.get(path))

    def post(self, path: str, body: Any = None) -> Any:
        headers = {"Idempotency-Key": secrets.token_hex(12)}
        if body is None:
            return self._answer(self._client.post(path, headers=headers))
        return self._answer(self._client.post(path, json=body, headers=headers))

    def _answer(self, answer: httpx2.Response) -> Any:
        if answer.status_code >= 400:
            raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.text}")
        return answer.json()
