"""The command line: what operations does with a house. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from fourthact import __version__
from fourthact.bankdesk import COMMANDS as BANK_DESK
from fourthact.bookkeeping import ledger
from fourthact.heralding import announcements
from fourthact.inboxing import inbox
from fourthact.lettering import letters
from fourthact.noticing import notices
from fourthact.refunding import refunds
from fourthact.values.errors import Broken, Refused, Unavailable

if TYPE_CHECKING:
    from fourthact.app import App
    from fourthact.settings import Settings

ABSENT = "the database does not answer"
# Exit codes: sysexits.h, so that a mail server knows what to do with a message it pipes to us.
EXIT_REFUSED, EXIT_USAGE, EXIT_TOO_LARGE, EXIT_NO_USER, EXIT_UNAVAILABLE, EXIT_BROKEN = 1, 2, 65, 67, 69, 70
EXIT_TRY_LATER, EXIT_NOT_SET_UP = 75, 78


class Commands(click.Group):
    """Turns what the house raises into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from psycopg import OperationalError

        from fourthact.db.migrate import SchemaMissing
        from fourthact.settings import SettingsError

        # What the pool says of each try is not for the person at the terminal: they get one sentence at the end.
        logging.getLogger("psycopg.pool").propagate = False
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            _end(str(error), EXIT_USAGE)
        except SchemaMissing as error:
            _end(str(error), EXIT_NOT_SET_UP)
        except Refused as no:
            _end(no.sentence, EXIT_REFUSED)
        except Unavailable as away:
            _end(f"{away}. Nothing was done; try again when it is back.", EXIT_UNAVAILABLE)
        except OperationalError as away:
            _end(
                f"{ABSENT} ({str(away).strip()}). Nothing was done; try again when it is back.",
                EXIT_UNAVAILABLE,
            )
        except Broken as broken:
            _end(f"Fourthact is broken here: {broken}. Nothing was done. Please report it.", EXIT_BROKEN)


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(f"fourthact: {sentence}", err=True)
    sys.exit(code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fourthact")
def main() -> None:
    """Fourthact keeps reservations that take years: the deposit, the place in line, the promise,
    the money back, and the proof of all of it.

    Settings come from the environment (FOURTHACT_…, see docs/look-up/settings.md).
    """


main.add_command(ledger)
main.add_command(refunds)
main.add_command(inbox)
main.add_command(letters)
main.add_command(announcements)
main.add_command(notices)


def _settings() -> Settings:
    from fourthact import plug, rails, readers
    from fourthact.settings import load

    return load(os.environ, plug.load(rails) | plug.load(readers))


def _in_house(work: Callable[[App], Awaitable[None]]) -> None:
    """Open the house, do one thing, close it."""
    from fourthact.app import opened
    from fourthact.db.migrate import require_schema

    async def run() -> None:
        async with opened(_settings(), os.environ, pool_size=4) as app:
            require_schema(app.dsn)
            await work(app)

    asyncio.run(run())


@main.command()
@click.option("--clock-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), metavar="INSTANT",
              help="For demos and tests: the clock of a new database stands at this time (2017-11-16T09:00:00Z), and"
              " is moved by hand for ever after.")  # fmt: skip
def migrate(clock_at: datetime | None) -> None:
    """Bring the database to the schema of this version (a new one is made)."""
    from fourthact.app import prepare

    applied = asyncio.run(prepare(_settings(), clock_at=clock_at.replace(tzinfo=UTC) if clock_at else None))
    click.echo(f"migrated: {', '.join(applied)}" if applied else "the schema is current already")


@main.group()
def seller() -> None:
    """Sellers of this house, each with a log and a key of its own."""


@seller.command("create")
@click.argument("name")
@click.option("--domain", required=True, help="Domain of the seller's mail, like example-motors.example.")
def seller_create(name: str, domain: str) -> None:
    """Open a seller, with a log and a key of its own. Prints its id and its public key."""
    from fourthact.opening import open_seller

    async def work(app: App) -> None:
        opened = await open_seller(app, name, domain)
        click.echo(f"seller {opened.id}\norigin {opened.origin}\nvkey   {opened.vkey}")

    _in_house(work)


@main.group()
def key() -> None:
    """API keys: each bound to a person or an integration."""


@key.command("create")
@click.argument("seller_id")
@click.argument("owner")
@click.option("--integration", is_flag=True, help="The owner is a program, which can never approve anything.")
@click.option(
    "--scope", "scopes", multiple=True, help="What the key may do; repeat. Default: everything its kind may."
)
@click.option(
    "--expires", type=click.DateTime(["%Y-%m-%d"]), help="First day on which it opens nothing any more."
)
def key_create(
    seller_id: str, owner: str, integration: bool, scopes: tuple[str, ...], expires: datetime | None
) -> None:
    """Make an API key for OWNER, who is added if new. The key is shown once and stored nowhere."""
    from fourthact.opening import issue_key

    async def work(app: App) -> None:
        until = expires.replace(tzinfo=UTC) if expires else None
        kind = "integration" if integration else "person"
        click.echo(await issue_key(app, seller_id, owner, kind, scopes, until))

    _in_house(work)


@main.command()
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
def serve(workers: int) -> None:
    """Serve the API and the holders' pages."""
    from fourthact.serving import serve as run

    run(_settings(), workers)


@main.command()
@click.option("--receive/--no-receive", "receives", default=True, show_default=True,
              help="Whether it also receives mail. Not where `fourthact receive` does.")  # fmt: skip
def work(*, receives: bool) -> None:
    """Do what is due: the log, notices, rails, statements; and receive mail (LMTP). Any number may run."""
    from fourthact.serving import configure_log
    from fourthact.serving import work as run

    configure_log()
    asyncio.run(run(_settings(), os.environ, receives=receives))


@main.command()
def receive() -> None:
    """Receive mail (LMTP, and the mailboxes that are fetched) in a process of its own, whatever the worker is busy
    with. What it stored, `work --no-receive` reads."""
    from fourthact.serving import configure_log
    from fourthact.serving import receive as run

    configure_log()
    asyncio.run(run(_settings(), os.environ))


@main.group()
def mail() -> None:
    """Mail that comes in: another way besides LMTP, and how it is read."""


@mail.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="One JSON document per message, each on its line.")
def mail_read(paths: tuple[str, ...], as_json: bool) -> None:
    """Say how messages would be read, storing nothing: what each is, what it asks, and its outcome.

    PATH is a message, an mbox, a folder of them, or - for standard input. Needs no database and no network.
    Exits with 1 when a path holds no message or cannot be opened; the others are read all the same.
    """
    from fourthact.mailing import run

    sys.exit(run(paths, as_json=as_json))


@mail.command("doctor")
@click.option(
    "--selector", "selectors", multiple=True, help="A DKIM selector to look up at every domain; repeat."
)
@click.option("--no-mail", is_flag=True, help="Only look names up; send nothing.")
@click.option("--wait", "wait_seconds", type=click.FloatRange(1, 3600), default=120.0, show_default=True,
              help="Seconds that a message may take to come in.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON, one finding a line.")
def mail_doctor(selectors: tuple[str, ...], no_mail: bool, wait_seconds: float, as_json: bool) -> None:
    """Check that mail finds us: MX, SPF, DKIM and DMARC of every domain, and a real message to every address.

    The messages go out through FOURTHACT_DOCTOR_SMTP_URL and come in as a stranger's do; `fourthact work` has to run.
    Exits with 1 if a record is wrong or an address is dead.
    """
    from fourthact.doctoring import run

    _in_house(
        lambda app: run(
            app, selectors=selectors, send=not no_mail, wait_seconds=wait_seconds, as_json=as_json
        )
    )


@mail.command("receive")
@click.option(
    "--to", "recipients", multiple=True, required=True, help="Envelope recipient; repeat for several."
)
@click.option("--from", "sender", default="", help="Envelope sender; empty for the null sender.")
def mail_receive(recipients: tuple[str, ...], sender: str) -> None:
    """Take the message on standard input. It is stored and durable when this ends with 0.

    Exits with 65 when it is larger than FOURTHACT_MESSAGE_BYTES_MAX, with 67 when nobody here answers for a recipient,
    and with 75 when a mail server should try again.
    """
    from psycopg import OperationalError

    from fourthact.db.migrate import SchemaMissing

    bytes_max = _settings().message_bytes_max
    raw = sys.stdin.buffer.read(bytes_max + 1)
    if not raw:
        _end("there is no message on standard input", EXIT_USAGE)
    if len(raw) > bytes_max:
        _end(f"the message is larger than {bytes_max} bytes (FOURTHACT_MESSAGE_BYTES_MAX)", EXIT_TOO_LARGE)

    async def work(app: App) -> None:
        for recipient in recipients:
            if not await app.mail.knows(recipient):
                _end(f"nobody here answers for {recipient}", EXIT_NO_USER)
        for recipient in recipients:
            for message in await app.mail.take(raw, sender, recipient, "stdin"):
                click.echo(f"msg_{message.hex}")

    try:
        _in_house(work)
    except SchemaMissing as missing:
        _end(f"{missing}; keep the message and try again", EXIT_TRY_LATER)
    except (Unavailable, OperationalError) as away:
        _end(f"{ABSENT} ({str(away).strip()}); keep the message and try again", EXIT_TRY_LATER)


@mail.command("dkim")
@click.argument("domain")
@click.option("--new", is_flag=True, help="Make another key. It signs from the next start of `work` on.")
def mail_dkim(domain: str, new: bool) -> None:
    """Print the DNS records that let others verify the mail of DOMAIN; its first key is made if there is none.

    Publish them before the mail that they vouch for goes out, and leave old ones for a month.
    """
    from fourthact.app import keys_dir
    from fourthact.mail import DkimKeys
    from fourthact.people import is_domain

    if not is_domain(domain):
        _end(f"{domain[:253] or 'nothing'} is not a domain of mail", EXIT_USAGE)
    keys = DkimKeys(keys_dir(_settings()) / "dkim")
    keys.of(domain)
    if new:
        keys.add(domain)
    for key in keys.all(domain):
        name, text = key.record
        # A string of a TXT record holds 255 bytes (RFC 1035, 3.3.14): longer ones stand in pieces.
        pieces = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
        click.echo(f"{name}. IN TXT ( {pieces} )")


@mail.command("rotate")
def mail_rotate() -> None:
    """Sign reply addresses, return paths and page links with a new secret from the next start of `serve` and `work`
    on. What the old ones signed stays good for as long as their files are kept."""
    from fourthact.app import keys_dir, rotate

    click.echo(f"new secret in {rotate(keys_dir(_settings()), 'links')}; restart serve, then work")


@main.command()
@click.option(
    "--since-last", is_flag=True, help="Only what came since the last audit without findings (nightly)."
)
@click.option("--json", "as_json", is_flag=True, help="Findings and counts as JSON.")
def audit(since_last: bool, as_json: bool) -> None:
    """Recompute everything from the acts and name what does not hold. Exits with 1 if anything does not."""
    from fourthact.auditing import run_audit, show

    report = asyncio.run(run_audit(_settings(), whole=not since_last, progress=not as_json))
    show(report, as_json=as_json)
    sys.exit(0 if report.ok else 1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "vkey", required=True, help="The seller's public key (vkey), or @FILE with one a line."
)
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A checkpoint of the same log that you kept from before.")  # fmt: skip
def verify(file: Path, vkey: str, against: Path | None) -> None:
    """Say what FILE (a receipt, an exported reservation, a checkpoint) proves. Needs no database and no network."""
    from fourthact.acts.checkpoint import BadNote
    from fourthact.verify import Forged, verify_file

    try:
        keys = Path(vkey[1:]).read_text() if vkey.startswith("@") else vkey
        kept = against.read_text() if against else None
        report = verify_file(file.read_bytes(), keys, against=kept)
    except OSError as error:
        _end(f"{error.filename}: {error.strerror}", EXIT_USAGE)
    except BadNote as error:
        _end(f"the public key cannot be used: {error}", EXIT_USAGE)
    except Forged as forged:
        _end(f"NOT PROVEN: {forged}", EXIT_REFUSED)
    click.echo(report.text, nl=False)


@main.group()
def bank() -> None:
    """What banks send: statements, and what became of orders."""


@bank.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document a file, a line each.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="What the columns of a table mean (TOML or JSON; see docs/do/bank-files.md).")  # fmt: skip
def bank_read(paths: tuple[Path, ...], as_json: bool, mapping: Path | None) -> None:
    """Say how each file (or folder of files) of a bank would be read and matched. Stores nothing.

    Exits with 1 if any file is refused; each says why.
    """
    from fourthact.bankreading import read_files

    try:
        sys.exit(read_files(paths, mapping, as_json=as_json))
    except ValueError as error:
        _end(f"{mapping}: {error}", EXIT_USAGE)


@bank.command("match")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--seller", metavar="SELLER", help="Whose bank it is (slr_…); needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document an entry, a line each.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="What the columns of a table mean (TOML or JSON; see docs/do/bank-files.md).")  # fmt: skip
def bank_match(paths: tuple[Path, ...], seller: str | None, as_json: bool, mapping: Path | None) -> None:
    """Say what each entry of a bank's files would be booked as in this database. Stores nothing.

    Exits with 1 if any file is refused; each says why.
    """
    from fourthact.bankmatching import match_here

    try:
        sys.exit(match_here(paths, seller, mapping, as_json=as_json))
    except ValueError as error:
        _end(f"{mapping}: {error}", EXIT_USAGE)


for at_desk in BANK_DESK:
    bank.add_command(at_desk)


@main.command()
@click.option("--once", is_flag=True, help="End after the audit.")
@click.option("--mail", "mail_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A mail (.eml) that takes the place of the cancellation.")  # fmt: skip
@click.option("--language", type=click.Choice(["en", "ko", "fr", "it"]), default="en", show_default=True)
def demo(once: bool, mail_file: Path | None, language: str) -> None:
    """Replay the model case on a virtual clock, audit it, and serve the result."""
    from fourthact.demo import run_demo

    if mail_file is not None and not mail_file.stat().st_size:
        _end(f"{mail_file} is empty. Give a mail with a text.", EXIT_USAGE)
    sys.exit(run_demo(once=once, mail=mail_file, language=language))
