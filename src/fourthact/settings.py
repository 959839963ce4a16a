"""Everything that can be set: one table, read once at start from the environment and from secret files.

Each setting `x` is the variable `FOURTHACT_X`, or the content of the file that `FOURTHACT_X_FILE` names (as
container secrets come). Units stand last in a name. A rail's own settings stand in its plug and are read
with `for_plug`, so that adding a rail adds no line here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Struct

PREFIX = "FOURTHACT_"
_FILE = "_FILE"
_NOT_OURS = frozenset({"FOURTHACT_CORPORA"})  # where the tests find mail that nobody here wrote

Origin = Annotated[str, Meta(pattern="^https?://[^/]+$")]
MailServer = Annotated[str, Meta(pattern="^smtp://[^/@]+:[0-9]+$")]
NameServer = Annotated[str, Meta(pattern=r"^[0-9a-fA-F.:\[\]]+:[0-9]+$")]
Port = Annotated[int, Meta(ge=0, le=65535)]
Count = Annotated[int, Meta(ge=1)]
Connections = Annotated[int, Meta(ge=1, le=100)]
Minor = Annotated[int, Meta(ge=0)]
Cooling = Annotated[int, Meta(ge=0, le=336)]  # hours: two weeks, which is all the time that the law gives
Span = Annotated[float, Meta(gt=0, le=86_400)]  # seconds: a day is too long for anything counted in them


class SettingsError(Exception):
    """A setting is wrong: the message names the variable and says what to do."""


class Settings(Struct, frozen=True, kw_only=True):
    """What this installation wants. The table of all settings is this class: name, type, default, help."""

    database_url: Annotated[
        str | None,
        Meta(description="PostgreSQL 15 or newer, as a libpq URL. Without it, Fourthact runs its own."),
    ] = None
    postgres_bin_dir: Annotated[
        Path | None,
        Meta(description="Folder of the PostgreSQL programs to run. Without it, they are looked for."),
    ] = None
    state_dir: Annotated[
        Path | None,
        Meta(description="Where the own PostgreSQL and the keys live. Default: .fourthact in this folder."),
    ] = None
    keys_dir: Annotated[
        Path | None,
        Meta(description="The log's and the mail's keys, outside the database. Default: keys in state_dir."),
    ] = None

    listen_host: Annotated[str, Meta(description="Address that the web server listens on.")] = "127.0.0.1"
    listen_port: Annotated[Port, Meta(description="Its port; 0 takes a free one.")] = 8400
    public_url: Annotated[
        Origin | None,
        Meta(description="How holders reach the web server; stands in mails. Default: where it listens."),
    ] = None

    lmtp_host: Annotated[str, Meta(description="Address that the mail receiver (LMTP) listens on.")] = (
        "127.0.0.1"
    )
    lmtp_port: Annotated[Port, Meta(description="Its port; 0 takes a free one.")] = 8424
    lmtp_smtp_port: Annotated[
        Port | None,
        Meta(
            description="For development: the mail receiver also speaks SMTP at this port of the same address."
        ),
    ] = None
    mail_servers: Annotated[
        str,
        Meta(
            description="Names under which your own mail servers write Authentication-Results (authserv-id), one a"
            " word. Without one, no sender is taken as proven."
        ),
    ] = ""
    reader_processes: Annotated[
        Connections,
        Meta(description="Processes of a worker that read letters. They yield to whatever else computes."),
    ] = 1
    mailboxes: Annotated[
        str | None,
        Meta(
            description="Where mail is fetched, one a word: imaps://USER:PASSWORD@HOST/MAILBOX?for=ADDRESS or"
            " folder:///PATH?for=ADDRESS."
        ),
    ] = None
    smtp_url: Annotated[
        MailServer,
        Meta(description="Mail server that outgoing mail is handed to, as smtp://host:port."),
    ] = "smtp://127.0.0.1:25"
    smtp_connections: Annotated[Connections, Meta(description="Connections to it at a time.")] = 8
    mail_per_minute: Annotated[
        Count,
        Meta(
            description="Notices that one recipient domain is handed a minute; the others wait for the next."
        ),
    ] = 600
    answers_per_hour: Annotated[
        Count,
        Meta(
            description="Automatic answers to one sender, and about one reservation, in an hour. Further messages are"
            " read all the same; legal notices are not counted."
        ),
    ] = 4
    answers_per_day: Annotated[Count, Meta(description="The same in a day.")] = 10
    answers_per_domain_hour: Annotated[
        Count, Meta(description="Automatic answers to all senders of one domain in an hour.")
    ] = 500
    doctor_smtp_url: Annotated[
        MailServer | None,
        Meta(
            description="Mail server outside, through which `mail doctor` writes to every address, so that the mail"
            " comes in as a stranger's does. Where it is set, `fourthact work` does so by itself. Default: the one"
            " for outgoing mail."
        ),
    ] = None
    doctor_hours: Annotated[
        Count, Meta(description="After how many hours `fourthact work` writes to every address again.")
    ] = 24
    resolver: Annotated[
        NameServer | None,
        Meta(
            description="Name server that `mail doctor` asks, as address:port. Default: this machine's own."
        ),
    ] = None
    mail_domain: Annotated[
        str, Meta(description="Domain of the addresses that are printed in mails and answered for ever.")
    ] = "mail.example"

    postal_address: Annotated[
        str, Meta(description="Where letters come from: street and town, in lines. Stands on every letter.")
    ] = ""

    request_body_bytes_max: Annotated[
        Count, Meta(description="Larger request bodies are refused with 413.")
    ] = 262_144
    document_bytes_max: Annotated[
        Count, Meta(description="Larger documents that staff attach (receipts, papers) are refused.")
    ] = 5_242_880
    message_bytes_max: Annotated[
        Count, Meta(description="Larger mails are refused by the mail receiver.")
    ] = 26_214_400
    batch_requests_max: Annotated[Count, Meta(description="Requests that one commit may carry.")] = 512
    lease_seconds: Annotated[
        Span, Meta(description="How long a worker may be silent before another takes over its work.")
    ] = 60.0

    delay_answer_days: Annotated[
        Count,
        Meta(
            description="How long holders are asked to answer when a promise slips; from when they were told."
        ),
    ] = 30
    refund_promise_hours: Annotated[
        Count,
        Meta(description="What holders are promised: from their request on any channel to the money back."),
    ] = 24
    escalate_to: Annotated[
        str,
        Meta(
            description="Who of the seller's people is told by mail when a refund is late, or the law's day is near:"
            " ADDRESS, or LANGUAGE:ADDRESS, one a word."
        ),
    ] = ""
    refund_two_approvals_above_minor: Annotated[
        Minor,
        Meta(description="Refunds above this amount (minor units, any currency) need two people; 0: all."),
    ] = 0
    refund_no_approval_up_to_minor: Annotated[
        Minor,
        Meta(
            description="Refunds up to this amount (minor units, any currency) that go back the way the money came"
            " need nobody; 0: none."
        ),
    ] = 0
    write_off_alone_up_to_minor: Annotated[
        Minor,
        Meta(
            description="What one person may write off alone (minor units, any currency); above it two people; 0: none."
        ),
    ] = 0
    contact_cooling_hours: Annotated[
        Cooling,
        Meta(
            description="An account that is given so soon after a holder's contacts changed waits as long; 0: not at"
            " all."
        ),
    ] = 72
    refund_statutory_warning_days: Annotated[
        int,
        Meta(
            ge=0,
            le=13,
            description="How many days before the law's day it is said what a refund still waits for; 0: not before.",
        ),
    ] = 3
    refund_overpayments: Annotated[
        bool, Meta(description="Whether what is paid above the price goes back by itself.")
    ] = False
    payout_rails: Annotated[
        str,
        Meta(
            description="Which rails pay refunds out to bank accounts, the first choice first, parted by blanks; those"
            " that are not named follow by name. The rail that a transfer came by comes before all."
        ),
    ] = ""
    unknown_hours_max: Annotated[
        Count,
        Meta(description="An order of unknown outcome older than this is an alarm, and an audit finding."),
    ] = 48


SECRET = frozenset({"database_url", "mailboxes"})
_ANNOTATED = type(Count)
_TYPES = {str: "text", bool: "true or false", Path: "folder", int: "whole number", float: "number"}


def load(env: Mapping[str, str], plugs: Iterable[str] = ()) -> Settings:
    """The settings of this process. `plugs`: names of the loaded rails, whose variables are left to them.

    Errors: SettingsError for a variable that is unknown, set twice, unreadable or of the wrong form.
    """
    given = _values(env)
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    for name in sorted(given):
        if name not in known and not name.startswith(tuple(f"{plug}_" for plug in plugs)):
            raise SettingsError(_unknown(name, known))
    return Settings(
        **{name: _read(name, given[name], field.type) for name, field in known.items() if name in given}
    )


def for_plug(env: Mapping[str, str], plug: str, described: Mapping[str, str]) -> dict[str, str]:
    """What is set for one plug: `FOURTHACT_SANDBOX_URL` is `url` of `sandbox`.

    Shapes: `described` is the plug's own table, name to help. Errors: SettingsError for a name not in it.
    """
    given = {
        name.removeprefix(f"{plug}_"): text
        for name, text in _values(env).items()
        if name.startswith(f"{plug}_")
    }
    for name in sorted(given):
        if name not in described:
            raise SettingsError(_unknown(f"{plug}_{name}", [f"{plug}_{known}" for known in described]))
    return given


def table() -> list[tuple[str, str, str, str]]:
    """Every setting as (variable, type, default, help), in the order of the class; for the documentation."""
    return [
        (variable(field.name), _type_text(field.type), _default_text(field.default), _help(field.type))
        for field in msgspec.structs.fields(Settings)
    ]


def shown(settings: Settings) -> dict[str, str]:
    """The settings as a person may see them in a log: secrets are replaced."""
    values = {name: getattr(settings, name) for name in settings.__struct_fields__}
    return {name: "(secret)" if name in SECRET and value else str(value) for name, value in values.items()}


def variable(name: str) -> str:
    return PREFIX + name.upper()


def _values(env: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in env.items():
        if not key.startswith(PREFIX) or key in _NOT_OURS:
            continue
        name = key.removeprefix(PREFIX).removesuffix(_FILE).lower()
        if name in values:
            raise SettingsError(
                f"{variable(name)} and {variable(name)}{_FILE} are both set; unset one of them"
            )
        values[name] = _secret(key, value) if key.endswith(_FILE) else value
    return values


def _secret(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{key} names {path!r}, which cannot be read as text: {error}") from error


def _read(name: str, text: str, wanted: Any) -> Any:
    if not text:
        raise SettingsError(f"{variable(name)} is empty; unset it or give it a value")
    try:
        return msgspec.convert(text, wanted, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        shown_text = "its value" if name in SECRET else repr(text)
        what = str(error).partition(" - at")[0]
        raise SettingsError(f"{variable(name)}: {shown_text} will not do. {what}. {_help(wanted)}") from error


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    advice = f"did you mean {variable(near[0])}?" if near else "docs/look-up/settings.md lists what there is."
    return f"{variable(name)} is not a setting; {advice}"


def _help(wanted: Any) -> str:
    return str(next(meta.description for meta in get_args(wanted)[1:] if meta.description))


def _type_text(wanted: Any) -> str:
    return next(text for kind, text in _TYPES.items() if kind in _plain(wanted))


def _plain(wanted: Any) -> list[Any]:
    """The types inside `Annotated` and `X | None`."""
    inside = get_args(wanted)
    if not inside:
        return [wanted]
    return [
        kind for part in (inside[:1] if isinstance(wanted, _ANNOTATED) else inside) for kind in _plain(part)
    ]


def _default_text(default: Any) -> str:
    return "" if default is None else str(default)
