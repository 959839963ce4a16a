"""Servers of each version that we promise to run on, and folders that a server's account can enter."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourthact.db.programs import ServerUnavailable, find_binaries
from fourthact.db.server import PrivateServer
from tests import postgres

MAJORS = (15, 16, 18)

database = postgres.database


def programs_of(major: int) -> Path:
    """Where a version's programs are. Without them the test fails in CI, and is skipped elsewhere."""
    try:
        return find_binaries(None, major).folder
    except ServerUnavailable:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"needs PostgreSQL {major}")


@pytest.fixture(params=MAJORS)
def any_programs(request: pytest.FixtureRequest) -> Path:
    return programs_of(request.param)


@pytest.fixture
def programs() -> Path:
    return programs_of(18)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can enter, as pytest's own is not; removed with all servers in it stopped."""
    made = Path(tempfile.mkdtemp(prefix="f", dir="/tmp"))
    made.chmod(0o755)
    yield made
    for home in made.rglob("postgresql"):
        leftover = PrivateServer(home.parent)
        if leftover.answers():
            leftover.start()
            leftover.stop()
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """The home of a server that was started once; making one takes longer than most tests."""
    made = Path(tempfile.mkdtemp(prefix="f", dir="/tmp"))
    made.chmod(0o755)
    with PrivateServer(made, programs_of(18)) as server:
        pass
    yield server.home
    shutil.rmtree(made)


@pytest.fixture
def state(folder: Path, made_once: Path) -> Path:
    """A state folder with a server that was started before."""
    (folder / "state").mkdir()
    subprocess.run(["cp", "-a", made_once, folder / "state"], check=True)
    return folder / "state"


@pytest.fixture(scope="module", params=MAJORS)
def any_server(request: pytest.FixtureRequest) -> Iterator[PrivateServer]:
    """A server of each version, which does not wait for the disk."""
    programs = programs_of(request.param)
    made = Path(tempfile.mkdtemp(prefix="f", dir="/tmp"))
    made.chmod(0o755)
    with PrivateServer(made / "state", programs, postgres.CARELESS) as server:
        yield server
    shutil.rmtree(made)
