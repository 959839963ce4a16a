"""A Postfix of its own for one test, with the configuration that docs/do/mail-with-postfix.md gives to operators."""

from __future__ import annotations

import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.realmail.programs import HOST, as_root, folder, free_port, listens, program, running

GUIDE = Path(__file__).parents[2] / "docs" / "do" / "mail-with-postfix.md"
PROGRAMS = "/usr/lib/postfix/sbin"

# What differs from an operator's installation: where things stand, that nothing leaves this machine, and that what
# was put off is tried again within seconds.
PRIVATE = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.example-motors.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
default_transport = {onward}
relay_transport = {onward}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
bounce_queue_lifetime = 1d
"""
SERVICES = """
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix; `port` takes SMTP on loopback."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        path = self.folder / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def queued(self) -> list[str]:
        """The recipients whose mail is still in its queue."""
        shown = subprocess.run(
            [program("postqueue", "postfix"), "-c", self.folder / "config", "-j"],
            capture_output=True, text=True, check=True, timeout=90,
        ).stdout  # fmt: skip
        return re.findall(r'"address": "([^"]*)"', shown)


def guide() -> str:
    """The lines of main.cf that the guide tells an operator to write."""
    found = re.search(r"```ini\n# main\.cf\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found, f"{GUIDE.name} has no block for main.cf"
    return found[1]


@contextmanager
def postfix(
    *, lmtp: tuple[str, int] | None = None, domains: Sequence[str] = (), onward: str | None = None,
    settings: Sequence[str] = (),
) -> Iterator[Postfix]:  # fmt: skip
    """A Postfix that hands the mail of `domains` to our LMTP and every other mail to `onward` (`host:port`, SMTP;
    without it, it takes them over and throws them away). `settings`: more lines of main.cf.
    """
    master = program("master", "postfix")
    as_root("Postfix")
    with folder("postfix") as place:
        port = free_port()
        config = place / "config"
        config.mkdir(mode=0o755)
        hop = "discard:" if onward is None else "smtp:[{}]:{}".format(*onward.rsplit(":", 1))
        lines = PRIVATE.format(folder=place, programs=PROGRAMS, onward=hop)
        if lmtp is not None:
            lines += _with(guide(), lmtp, domains)
        (config / "main.cf").write_text("\n".join((lines, *settings, "")))
        (config / "master.cf").write_text(SERVICES.format(port=f"{HOST}:{port}"))
        _make_folders(place)
        with running([master, "-c", str(config), "-d"], place / "master.log", lambda: listens(port)):
            yield Postfix(port, place)


def _with(lines: str, lmtp: tuple[str, int], domains: Sequence[str]) -> str:
    """The guide's lines, for these domains and this receiver."""
    here = re.sub(
        r"(?m)^virtual_mailbox_domains = .*$", f"virtual_mailbox_domains = {' '.join(domains)}", lines
    )
    there = re.sub(r"inet:127\.0\.0\.1:8424", f"inet:{lmtp[0]}:{lmtp[1]}", here)
    assert there != here != lines, "the guide no longer says what the test replaces"
    return there


def _make_folders(place: Path) -> None:
    """The queue as Postfix's own set-up makes it (postfix-files); its owner is Postfix's account."""
    account = pwd.getpwnam("postfix")
    queue, data = place / "queue", place / "data"
    for path, mode in ((queue, 0o755), (queue / "pid", 0o755), (data, 0o700)):
        path.mkdir(mode=mode)
    shutil.chown(data, "postfix", "postfix")
    queues = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved",
              "trace")  # fmt: skip
    for name in queues:
        (queue / name).mkdir(mode=0o700)
        shutil.chown(queue / name, account.pw_uid, account.pw_gid)
    for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
        path = queue / name
        path.mkdir()
        shutil.chown(path, "postfix", "postdrop")
        path.chmod(mode)
