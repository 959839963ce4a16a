"""A private PostgreSQL for those who bring none: made, shared, recovered and stopped by us.

One folder, its *home*, holds all of it: the settings, PostgreSQL's own `data`, `log`, `socket`, and two lock
files. Everybody who uses the server holds `in-use.lock` shared; the last to leave gets it alone, and stops
the server. Nobody's death matters: the kernel takes locks back, and the next start attaches to what runs or
recovers what crashed. It is reached by a socket only, and only by the user of the operating system who made
it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from fourthact.db.programs import Account, Binaries, ServerUnavailable, find_binaries, reachable

__all__ = ["SETTINGS", "Binaries", "PrivateServer", "ServerUnavailable", "find_binaries"]

NAME = "fourthact"  # of the database, of the role that owns it, and of the map from users to roles
PORT = 5432  # part of the socket's name; nothing listens on TCP
START_SECONDS_MAX = 600  # crash recovery of a busy server takes minutes, and must not be cut short
ORPHAN_SECONDS_MAX = 10  # how long backends may outlive a killed postmaster before we call it a failure
ANSWER_SECONDS_MAX = 10
LISTEN_SECONDS_MAX = 3  # a postmaster that lives has opened its socket by then
SOCKET_PATH_BYTES_MAX = 103  # the room in sockaddr_un on macOS; Linux has 107
NO_PROCESS = 2**31 - 1  # a process number above every system's limit

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Seven log files, one a weekday, each begun anew after a week. Terse and without statements: what a
    # failing row holds may be personal, and nobody could ever erase it from a log.
    "logging_collector": "on",
    "log_filename": "server-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PrivateServer:
    """The server of one state folder. Used by several processes at once, and stopped by the last."""

    def __init__(
        self, state_dir: Path, bin_dir: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home = _choose_home(state_dir)
        self._bin_dir = bin_dir
        self._settings = {**SETTINGS, **(settings or {})}
        self._in_use: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def dsn(self) -> str:
        return self._dsn()

    def answers(self) -> bool:
        return PGconn.ping(self._dsn(connect_timeout=ANSWER_SECONDS_MAX).encode()) == Ping.OK

    def start(self) -> str:
        """Its DSN, once it answers. Starting it again is harmless, and brings it back if it has fallen."""
        try:
            _make_folders(self.home, 0o711 if self._account.is_other else 0o700)
            self._admit()
            with _locked(self.home / "start.lock"):
                self._join()
        except (OSError, psycopg.OperationalError) as error:
            raise ServerUnavailable(f"the private PostgreSQL cannot be started: {error}") from error
        return self.dsn

    def stop(self) -> None:
        """Leave the server; if nobody else uses it, stop it."""
        if self._in_use is None:
            return
        with _locked(self.home / "start.lock"):
            try:
                if _alone(self._in_use) and self._listens():
                    self._pg_ctl("stop", "-m", "fast")
                    self._fold_socket()
            finally:
                os.close(self._in_use)
                self._in_use = None

    # ── Coming up, all of it under start.lock ──

    def _join(self) -> None:
        lock = _open(self.home / "in-use.lock") if self._in_use is None else self._in_use
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)  # at once: it is only ever held alone under start.lock
            self._bring_up()
        except BaseException:
            if self._in_use is None:
                os.close(lock)
            raise
        self._in_use = lock

    def _bring_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS_MAX
        while self._listens() and not self.answers() and time.monotonic() < deadline:
            time.sleep(0.05)  # it is coming up, going down, or very slow
        if not self._listens():
            self._launch()
        with psycopg.connect(self._dsn(dbname="postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def _launch(self) -> None:
        if not (self.home / "data").exists():
            self._create_data()
        self._lay_socket()
        self._write_settings()
        self._disown_stranger()
        deadline = time.monotonic() + ORPHAN_SECONDS_MAX
        while True:
            try:
                return self._pg_ctl("start", "-l", "log/start.log")
            except ServerUnavailable as error:
                # A killed postmaster's backends live on for a moment; PostgreSQL does not start beside them.
                if "shared memory block" not in error.what or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _create_data(self) -> None:
        fresh, binaries = self.home / "data.new", self._binaries
        shutil.rmtree(fresh, ignore_errors=True)  # what a killed initdb left; no server ever ran on it
        fresh.mkdir()
        locale = "--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"
        if binaries.major >= 17:
            locale = "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
        options = f"--username={NAME} --auth=peer --encoding=UTF8 --data-checksums {locale}"
        made = self._account.run(
            binaries.folder / "initdb", "-D", self._account.take(fresh), *options.split()
        )
        if made.returncode:
            raise ServerUnavailable(f"initdb failed in {self.home}:\n{made.stdout.strip()}")
        fresh.rename(self.home / "data")
        _sync(self.home)  # else a power cut could take the name back from a folder that holds money by then

    def _write_settings(self) -> None:
        # In our own folder, not in `data`: root must not write where a lesser account could have laid a link.
        log = self.home / "log"
        log.mkdir(exist_ok=True)
        self._account.take(log)
        settings = self._settings | {
            "port": str(PORT),
            "data_directory": str(self.home / "data"),
            "log_directory": str(log),
            "unix_socket_directories": str(self._socket_folder),
        }
        user = pwd.getpwuid(os.geteuid()).pw_name
        for name, lines in {
            "postgresql.conf": [f"{name} = {_quoted(value)}" for name, value in settings.items()],
            "pg_hba.conf": [f"local all all peer map={NAME}"],
            "pg_ident.conf": [f'{NAME} "{user}" {NAME}'],
        }.items():
            text = "\n".join(
                ["# Written anew at every start. For settings of your own: ALTER SYSTEM.", *lines, ""]
            )
            (self.home / name).write_bytes(os.fsencode(text))
            (self.home / name).chmod(0o644)

    def _lay_socket(self) -> None:
        """A folder for the socket: in our home; where that path is too long, a short one under /tmp."""
        folder = self.home / "socket"
        if self._can_listen(folder.resolve()):
            return
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        if _fits(folder):
            folder.mkdir()
            self._account.take(folder)
        else:
            folder.symlink_to(self._account.take(Path(tempfile.mkdtemp(prefix=f"{NAME}-", dir="/tmp"))))

    def _fold_socket(self) -> None:
        folder = self.home / "socket"
        if folder.is_symlink():
            folder.readlink().rmdir()
            folder.unlink()

    def _can_listen(self, folder: Path) -> bool:
        return folder.is_dir() and folder.lstat().st_uid == self._account.uid and _fits(folder)

    def _disown_stranger(self) -> None:
        """Show PostgreSQL that the process named in a crashed server's pid file is not that server.

        It refuses to start while any process has that number, as is common after a crash of a whole machine
        or container. But nobody listens at the socket, so it is a stranger. Only the number is changed:
        should we be wrong, PostgreSQL still finds the shared memory that the file names in use, and refuses.
        """
        file = self.home / "data" / "postmaster.pid"
        deadline = time.monotonic() + LISTEN_SECONDS_MAX
        while _is_held(file) and not self._listens():
            if time.monotonic() > deadline:
                change = ("sed", "-i.stale", f"1s/.*/{NO_PROCESS}/") if file.stat().st_size else ("rm",)
                self._account.run(*change, file)
                return
            time.sleep(0.05)

    def _listens(self) -> bool:
        """Whether a server has our socket open, be it as slow to answer as it likes."""
        if not _fits(self._socket_folder):
            return False  # the home was moved, from where the path was short
        with socket.socket(socket.AF_UNIX) as probe:
            probe.setblocking(False)
            try:
                probe.connect(str(self._socket_folder / f".s.PGSQL.{PORT}"))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except BlockingIOError:
                return True  # its queue is full
        return True

    # ── Its programs ──

    @cached_property
    def _account(self) -> Account:
        return Account.owning(self.home / "data")

    @cached_property
    def _binaries(self) -> Binaries:
        made_by = self.home / "data" / "PG_VERSION"
        binaries = find_binaries(self._bin_dir, int(made_by.read_text()) if made_by.exists() else None)
        return reachable(binaries, self._account, copies=self.home / "binaries")

    def _pg_ctl(self, verb: str, *options: str) -> None:
        # Its paths are relative or in the environment: pg_ctl hands its arguments to a shell, badly quoted.
        program, options = self._binaries.folder / "pg_ctl", ("-w", "-t", str(START_SECONDS_MAX), *options)
        done = self._account.run(program, verb, *options, cwd=self.home, PGDATA=str(self.home))
        if done.returncode:
            logs = sorted((self.home / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
            words = self._account.run("tail", "-n", "10", *logs[-2:]).stdout
            raise ServerUnavailable(f"PostgreSQL did not {verb}:\n{done.stdout.strip()}\n{words.strip()}")

    @property
    def _socket_folder(self) -> Path:
        return (self.home / "socket").resolve()

    def _dsn(self, dbname: str = NAME, connect_timeout: int | None = None) -> str:
        host = str(self._socket_folder)
        return make_conninfo(host=host, port=PORT, user=NAME, dbname=dbname, connect_timeout=connect_timeout)

    def _admit(self) -> None:
        """Refuse a home that another user made, and one that the server's account cannot enter."""
        owner, account = self.home.stat().st_uid, self._account
        if owner != os.geteuid():
            raise ServerUnavailable(
                f"{self.home} was made by another user (id {owner}): run as that user, or name another state"
                " folder.",
                retry_helps=False,
            )
        if not account.can_enter(self.home):
            raise ServerUnavailable(
                f"PostgreSQL runs as {account.name}, who cannot enter {self.home}: open the folders above it"
                " (chmod o+x), or move the state folder.",
                retry_helps=False,
            )


def _choose_home(state_dir: Path) -> Path:
    """In the state folder; where that is closed to the server's account or to us, in the system's place."""
    here = state_dir.resolve() / "postgresql"
    digest = hashlib.sha256(os.fsencode(here)).hexdigest()[:12]
    elsewhere = _system_state() / NAME / f"{here.parent.name.lstrip('.')}-{digest}" / "postgresql"
    for home in (here, elsewhere):
        if os.path.isdir(home / "data"):
            return home
    nearest = next(folder for folder in here.parents if os.path.isdir(folder))
    is_open = os.access(nearest, os.W_OK | os.X_OK) and Account.owning(here / "data").can_enter(nearest)
    return here if is_open else elsewhere


def _system_state() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")


def _make_folders(folder: Path, mode: int) -> None:
    """Make the folder and those above it; those that are there already stay as they are."""
    if not folder.is_dir():
        _make_folders(folder.parent, mode)
        try:
            folder.mkdir()
        except FileExistsError:
            return  # another process was quicker
        folder.chmod(mode)  # whatever the umask


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= SOCKET_PATH_BYTES_MAX and b"," not in path  # a comma separates hosts in a DSN


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_held(pid_file: Path) -> bool:
    """Whether PostgreSQL would take the file for a living server's: its process lives, or it is empty."""
    try:
        number = pid_file.read_text().partition("\n")[0]
        if number:
            os.kill(abs(int(number)), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _open(lock: Path) -> int:
    return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    file = _open(lock)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _alone(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
