"""A Dovecot of its own for one test: mailboxes that are read over IMAP."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.realmail.programs import HOST, as_root, folder, free_port, listens, program, running

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
default_internal_user = dovecot
default_internal_group = dovecot
default_login_user = dovenull
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  process_min_avail = 0
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running Dovecot; each of its users has the same password."""

    port: int
    folder: Path
    password: str

    def url(self, user: str, box: str = "INBOX") -> str:
        """How our settings name one of its mailboxes."""
        return f"imap://{user}:{self.password}@{HOST}:{self.port}/{box}"

    def login(self, user: str) -> imaplib.IMAP4:
        client = imaplib.IMAP4(HOST, self.port, timeout=60)
        client.login(user, self.password)
        return client

    def put(self, user: str, raw: bytes, box: str = "INBOX") -> None:
        """Put a message into a mailbox, as its mail server would."""
        with self.login(user) as client:
            answer, said = client.append(box, "", "", raw)
            assert answer == "OK", said

    def count(self, user: str, box: str = "INBOX") -> int:
        with self.login(user) as client:
            answer, (said, *_) = client.select(box, readonly=True)
            assert answer == "OK" or b"doesn't exist" in (said or b""), said
            return int(said or b"0") if answer == "OK" else 0


@contextmanager
def dovecot(users: Sequence[str], *, more: str = "") -> Iterator[Dovecot]:
    """A Dovecot with a mailbox for each user. `more`: lines of its configuration."""
    server = program("dovecot", "dovecot-imapd")
    as_root("Dovecot")
    with folder("dovecot") as place:
        port, password = free_port(), "open-sesame"
        account = pwd.getpwnam("mail")
        config = place / "dovecot.conf"
        config.write_text(
            CONFIG.format(folder=place, port=port, uid=account.pw_uid, gid=account.pw_gid) + more
        )
        (place / "users").write_text("".join(f"{user}:{password}\n" for user in users))
        shutil.chown(place / "users", "root", "dovecot")
        os.chmod(place / "users", 0o640)
        (place / "mail").mkdir()
        shutil.chown(place / "mail", account.pw_uid, account.pw_gid)
        with running([server, "-F", "-c", str(config)], place / "master.log", lambda: listens(port)):
            yield Dovecot(port, place, password)
