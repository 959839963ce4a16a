"""The private server: made, shared, killed, recovered, refused to strangers, stopped by the last."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from fourthact.db.pool import connect
from fourthact.db.programs import Account, ServerUnavailable, find_binaries
from fourthact.db.server import PrivateServer

is_root = os.geteuid() == 0
needs_root = pytest.mark.skipif(not is_root, reason="needs root, to act as other users")

# So that it loses nothing, shows nothing, and orders text alike on every version.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "server_encoding": "UTF8",
    "TimeZone": "UTC",
    "listen_addresses": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

# Another process that uses the server until it is told to leave, or killed.
USER = """
import sys, pathlib
from fourthact.db.server import PrivateServer
with PrivateServer(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])) as server:
    print(server.dsn, flush=True)
    sys.stdin.readline()
"""


def another_process(state: Path, programs: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, state, programs],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@contextmanager
def ended(*processes: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def its_dsn(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate("leave\n")
    assert process.returncode == 0


def ask(dsn: str, question: str) -> object:
    with connect(dsn) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def tell(dsn: str, *statements: str) -> None:
    with connect(dsn) as connection:
        for statement in statements:
            connection.execute(statement)


def postmaster(server: PrivateServer) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().split("\n")[0])


def permissions(top: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owners of everything at and below a folder, and of the folders above it."""
    seen = {}
    for path in (*top.parents, top, *top.rglob("*")):
        status = path.lstat()
        seen[path] = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    return seen


# ── Its life ──


def test_it_starts_stops_and_keeps_what_it_was_told(folder: Path, any_programs: Path) -> None:
    server = PrivateServer(folder / "state", any_programs)
    dsn = server.start()
    assert {name: ask(dsn, f"SHOW {name}") for name in SETTINGS} == SETTINGS
    assert ask(dsn, "SELECT upper('é')") == "É"
    tell(dsn, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('é'), ('z'), ('Z')")
    server.stop()
    assert not server.answers()
    with PrivateServer(folder / "state", any_programs) as again:
        assert again.dsn == dsn
        assert ask(dsn, "SELECT string_agg(word, '' ORDER BY word) FROM kept") == "Zzé"
    assert not server.answers()


def test_starting_twice_is_harmless_and_stopping_twice_too(state: Path, programs: Path) -> None:
    server = PrivateServer(state, programs)
    server.stop()
    assert server.start() == server.start()
    began = ask(server.dsn, "SELECT pg_postmaster_start_time()")
    server.start()
    assert ask(server.dsn, "SELECT pg_postmaster_start_time()") == began
    server.stop()
    server.stop()
    assert not server.answers()


# ── Shared ──


def test_two_processes_share_it_and_the_last_stops_it(state: Path, programs: Path) -> None:
    one, two = (another_process(state, programs) for _ in range(2))
    with ended(one, two):
        dsn = its_dsn(one)
        assert its_dsn(two) == dsn
        let_go(one)
        assert ask(dsn, "SELECT 1") == 1
        let_go(two)
    assert not PrivateServer(state).answers()


def test_processes_that_start_at_once_make_one_server(folder: Path, programs: Path) -> None:
    processes = [another_process(folder / "state", programs) for _ in range(4)]
    with ended(*processes):
        dsns = [its_dsn(process) for process in processes]
        assert len(set(dsns)) == 1
        assert ask(dsns[0], "SELECT count(*) FROM pg_database WHERE datname = 'fourthact'") == 1
        for process in processes:
            assert ask(dsns[0], "SELECT 1") == 1
            let_go(process)
    assert not PrivateServer(folder / "state").answers()


# ── Killed ──


def test_it_survives_a_killed_owner_and_the_next_one_attaches(state: Path, programs: Path) -> None:
    owner = another_process(state, programs)
    with ended(owner):
        dsn = its_dsn(owner)
        began = ask(dsn, "SELECT pg_postmaster_start_time()")
        owner.kill()
        owner.wait()
    with PrivateServer(state, programs) as server:
        assert ask(server.dsn, "SELECT pg_postmaster_start_time()") == began
    assert not server.answers()


def test_a_killed_server_recovers_what_was_committed(folder: Path, any_programs: Path) -> None:
    with PrivateServer(folder / "state", any_programs) as server:
        tell(server.dsn, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        busy = connect(server.dsn)
        busy.execute("BEGIN")
        busy.execute("DELETE FROM kept")
        os.kill(postmaster(server), signal.SIGKILL)
        server.start()  # the backend of `busy` may still live
        busy.close()
        assert ask(server.dsn, "SELECT count(*) FROM kept") == 1000
    assert not server.answers()


def test_a_backend_that_does_not_notice_is_waited_for(state: Path, programs: Path) -> None:
    with PrivateServer(state, programs) as server:
        busy = connect(server.dsn)
        os.kill(busy.info.backend_pid, signal.SIGSTOP)
        os.kill(postmaster(server), signal.SIGKILL)
        waker = subprocess.Popen(["sh", "-c", f"sleep 1; kill -CONT {busy.info.backend_pid}"])
        server.start()
        assert waker.wait() == 0
        busy.close()
        assert ask(server.dsn, "SELECT 1") == 1


def test_a_server_that_is_only_slow_is_not_taken_for_dead(state: Path, programs: Path) -> None:
    with PrivateServer(state, programs) as server:
        began = ask(server.dsn, "SELECT pg_postmaster_start_time()")
        process = postmaster(server)
        os.kill(process, signal.SIGSTOP)
        other = another_process(state, programs)
        with ended(other):
            time.sleep(5)
            assert postmaster(server) == process
            os.kill(process, signal.SIGCONT)
            assert ask(its_dsn(other), "SELECT pg_postmaster_start_time()") == began
            let_go(other)


def crashed(state: Path, programs: Path) -> PrivateServer:
    server = PrivateServer(state, programs)
    server.start()
    tell(server.dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(postmaster(server), signal.SIGKILL)
    while server.answers():
        time.sleep(0.01)
    return server


def test_a_stranger_with_the_dead_servers_number_does_not_keep_it_down(state: Path, programs: Path) -> None:
    server = crashed(state, programs)
    account = Account.owning(server.home / "data")
    switch = account.uid if account.is_other else None
    stranger = subprocess.Popen(["sleep", "60"], user=switch, text=True)
    with ended(stranger):
        file = server.home / "data" / "postmaster.pid"
        file.write_text(file.read_text().replace(str(postmaster(server)), str(stranger.pid), 1))
        server.start()
        assert ask(server.dsn, "SELECT n FROM kept") == 7
        assert stranger.poll() is None
        server.stop()
        assert stranger.poll() is None


def test_an_emptied_pid_file_does_not_keep_it_down(state: Path, programs: Path) -> None:
    server = crashed(state, programs)
    (server.home / "data" / "postmaster.pid").write_text("")
    server.start()
    assert ask(server.dsn, "SELECT n FROM kept") == 7
    server.stop()


def test_a_killed_initdb_is_begun_anew(folder: Path, programs: Path) -> None:
    half = folder / "state" / "postgresql" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with PrivateServer(folder / "state", programs) as server:
        assert ask(server.dsn, "SELECT 1") == 1
    assert not half.exists()


def test_a_failed_start_says_why_and_can_be_tried_again(state: Path, programs: Path) -> None:
    with pytest.raises(ServerUnavailable, match=r"shared_buffers.*nonsense"):
        PrivateServer(state, programs, {"shared_buffers": "nonsense"}).start()
    with PrivateServer(state, programs) as server:
        assert ask(server.dsn, "SELECT 1") == 1
    assert not server.answers()


# ── Where it lives ──


@pytest.mark.parametrize("name", ["long" * 40, "with, a comma", 'it\'s $HOME "quoted" \\ and `ticked` é'])
def test_any_folder_will_do(folder: Path, state: Path, programs: Path, name: str) -> None:
    state.rename(folder / name)
    with PrivateServer(folder / name, programs) as server:
        assert server.home == folder / name / "postgresql"
        assert ask(server.dsn, "SELECT 1") == 1
        socket = (server.home / "socket").resolve()
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert len(os.fsencode(socket / ".s.PGSQL.5432")) <= 107
        os.kill(postmaster(server), signal.SIGKILL)
        server.start()
        assert (server.home / "socket").resolve() == socket  # and not one more folder for each crash
        assert ask(server.dsn, "SELECT 1") == 1
    assert server.home in socket.parents or not socket.exists()


def test_it_changes_no_folder_that_it_did_not_make(folder: Path, programs: Path) -> None:
    state = folder / "state"
    (state / "keys").mkdir(parents=True)
    (state / "keys" / "secret").write_text("s")
    (state / "keys" / "secret").chmod(0o600)
    (state / "keys").chmod(0o700)
    before = permissions(folder)
    with PrivateServer(state, programs):
        pass
    after = permissions(folder)
    assert {path: after[path] for path in before} == before


@needs_root
def test_under_a_closed_folder_it_lives_in_the_systems_place(folder: Path, programs: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    before = permissions(folder)
    server = PrivateServer(closed / "checkout" / "state", programs)
    try:
        assert server.home.is_relative_to("/var/lib/fourthact")
        tell(server.start(), "CREATE TABLE kept AS SELECT 7 AS n")
        server.stop()
        assert permissions(folder) == before
        closed.chmod(0o755)  # an opened folder does not make the data vanish
        with PrivateServer(closed / "checkout" / "state", programs) as again:
            assert ask(again.dsn, "SELECT n FROM kept") == 7
    finally:
        server.stop()
        shutil.rmtree(server.home.parent)


@needs_root
def test_a_home_that_was_closed_later_is_named(folder: Path, state: Path, programs: Path) -> None:
    with PrivateServer(state, programs):
        pass
    folder.chmod(0o700)
    try:
        with pytest.raises(ServerUnavailable, match="cannot enter"):
            PrivateServer(state, programs).start()
    finally:
        folder.chmod(0o755)


@needs_root
def test_programs_that_its_account_cannot_reach_are_copied(folder: Path, state: Path, programs: Path) -> None:
    package = programs.parent.parent
    closed = folder / "closed"
    for part in (programs.parent.relative_to(package.parent), Path(f"{package.name}.libs")):
        shutil.copytree(package.parent / part, closed / part)
    closed.chmod(0o700)
    there = closed / programs.relative_to(package.parent)
    for _ in ("copied", "found again"):
        with PrivateServer(state, there) as server:
            assert ask(server.dsn, "SELECT current_setting('server_version_num')::int / 10000") == 18
            assert (server.home / "binaries").is_dir()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


# ── Who may come in ──


def test_nothing_listens_on_the_network(state: Path, programs: Path) -> None:
    with PrivateServer(state, programs) as server:
        inodes = {
            os.readlink(link).removeprefix("socket:[").removesuffix("]")
            for link in Path(f"/proc/{postmaster(server)}/fd").iterdir()
            if os.readlink(link).startswith("socket:")
        }
        assert inodes  # among them the one at our path
        for table in ("tcp", "tcp6", "udp", "udp6"):
            file = Path("/proc/net", table)
            lines = file.read_text().splitlines()[1:] if file.exists() else []
            assert not inodes & {line.split()[9] for line in lines}
        assert [path.name for path in (server.home / "socket").iterdir() if path.is_socket()] == [
            ".s.PGSQL.5432"
        ]


@needs_root
def test_another_user_of_the_machine_is_refused(folder: Path, state: Path, programs: Path) -> None:
    with PrivateServer(state, programs) as server:
        account = Account.owning(server.home / "data")
        strangers = {"nobody", "postgres", "daemon"} - {account.name}
        for name in strangers:
            entry = pwd.getpwnam(name)
            stranger = Account(name, entry.pw_uid, entry.pw_gid)
            refused = stranger.run(programs / "psql", server.dsn, "-c", "SELECT 1")
            assert refused.returncode == 2
            assert "Permission denied" in refused.stdout  # the socket's folder is closed to them
        # The map lets its owner be one role, whoever else it claims to be.
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            psycopg.connect(make_conninfo(server.dsn, user="somebody"))
        # The server's own account can reach the socket, and is not let in either: nobody is trusted.
        refused = account.run(programs / "psql", server.dsn, "-c", "SELECT 1")
        assert refused.returncode == 2
        assert "Peer authentication failed" in refused.stdout


@needs_root
def test_another_users_state_is_refused(folder: Path, programs: Path) -> None:
    home = folder / "state" / "postgresql"
    home.mkdir(parents=True)
    os.chown(home, 65534, 65534)
    with pytest.raises(ServerUnavailable, match="made by another user"):
        PrivateServer(folder / "state", programs).start()


def as_user(account: Account, work: Callable[[], None]) -> int:
    """Run a function in a fork that has become another user; the code it ended with."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        os.setgroups([])
        os.setgid(account.gid)
        os.setuid(account.uid)
        work()
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        raise
    finally:
        os._exit(code)


@needs_root
def test_an_ordinary_user_runs_it_too(folder: Path, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = pwd.getpwnam("daemon")
    user = Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    own, closed = folder / "own", folder / "closed"
    own.mkdir(mode=0o700)
    closed.mkdir(mode=0o700)
    os.chown(own, user.uid, user.gid)
    monkeypatch.setenv("XDG_STATE_HOME", str(own / "xdg"))

    def work() -> None:
        for state, home in ((own / "state", own / "state"), (closed / "state", own / "xdg" / "fourthact")):
            with PrivateServer(state, programs) as server:
                assert server.home.is_relative_to(home)
                assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
                tell(server.dsn, "CREATE TABLE mine (n integer)")
                postmaster_uid = Path(f"/proc/{postmaster(server)}").stat().st_uid
                assert postmaster_uid == user.uid
            assert not server.answers()

    assert as_user(user, work) == 0


# ── Which programs ──


def test_the_data_chooses_the_version_of_the_programs(folder: Path) -> None:
    sixteen = find_binaries(None, 16)
    with PrivateServer(folder / "state", sixteen.folder) as server:
        tell(server.dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    with PrivateServer(folder / "state") as server:
        assert ask(server.dsn, "SELECT n FROM kept") == 7


def test_programs_of_another_version_than_the_data_are_refused(folder: Path, programs: Path) -> None:
    with PrivateServer(folder / "state", find_binaries(None, 16).folder):
        pass
    with pytest.raises(ServerUnavailable, match=r"PostgreSQL 16, which made the data,.*found 18.*pg_dump"):
        PrivateServer(folder / "state", programs).start()


def test_a_folder_without_a_server_is_refused(folder: Path) -> None:
    with pytest.raises(ServerUnavailable, match=r"PostgreSQL 15 or newer is not in .*; found no server"):
        find_binaries(folder)


def test_a_configured_folder_goes_before_all_others() -> None:
    sixteen, eighteen = find_binaries(None, 16), find_binaries(None, 18)
    assert find_binaries(sixteen.folder) == sixteen
    assert find_binaries(eighteen.folder) == eighteen


def test_an_old_server_is_passed_over(folder: Path) -> None:
    for program in ("initdb", "pg_ctl", "postgres"):
        (folder / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (folder / program).chmod(0o755)
    with pytest.raises(ServerUnavailable, match="found 14 in"):
        find_binaries(folder)
