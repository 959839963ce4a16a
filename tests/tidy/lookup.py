"""Writes docs/look-up from the code: `make look-up`. A test compares, so that the pages cannot rot.

`words.md` in the same folder is written by hand.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import click
import msgspec

from fourthact import plug, rails, readers, settings
from fourthact.correspondence.acts import kind_of
from fourthact.correspondence.specimens import specimen, templates
from fourthact.db.migrate import schema_sql
from fourthact.languages import load
from fourthact.values.errors import Reason
from tests.tidy.house import ROOMS, ROOT, modules

FOLDER = ROOT / "docs" / "look-up"
NOTE = "<!-- Written by `make look-up` from the code; a test compares. -->"
TABLE = re.compile(r"((?:^-- [^\n]*\n)*)^CREATE TABLE (\w+) \(\n(.*?)^\);", re.MULTILINE | re.DOTALL)
ABOUT_ACTS = """\
What can have happened. A tag is stored for ever and never reused; the form of the bytes stands in [the
specification](../spec/act-bytes.md). Fields that end in `_minor` count the currency's minor unit."""
ABOUT_REFUSALS = """\
Every business *no*, in order of precedence: where several hold, the first is told. Over HTTP it is a problem
document (RFC 9457) with this status. *Retry* says whether the same request can succeed later."""
ABOUT_SETTINGS = """\
Each is an environment variable, or the content of the file that the variable with `_FILE` at its end names,
as container secrets come. An unknown `FOURTHACT_` variable is an error, not ignored."""
NOT_IMPORTED = re.compile(r"\.__main__$|^fourthact\.db\.migrations\.")


def whole_house() -> list[ModuleType]:
    """Every module of the product, imported: what is defined anywhere is then known."""
    return [
        importlib.import_module(module.name) for module in modules() if not NOT_IMPORTED.search(module.name)
    ]


def acts_page() -> str:
    """Every act that can stand in a record, by tag: what it says, and its fields."""
    lines = [
        "# Acts",
        "",
        ABOUT_ACTS,
    ]
    for room, found in _by_room(acts()):
        lines += ["", f"## {room.capitalize()}", "", "| act | what it says | fields |", "|---|---|---|"]
        for act in sorted(found, key=lambda act: str(act.tag)):
            fields = ", ".join(f"`{name}`" for name in act.__struct_fields__)
            lines.append(f"| `{act.tag}` | {_sentences(act)} | {fields} |")
    return _page(lines)


def refusals_page() -> str:
    """Every reason for which something is refused, in the order in which they are looked for."""
    lines = [
        "# Refusals",
        "",
        ABOUT_REFUSALS,
    ]
    for room, enums in _by_room(_reasons()):
        for reasons in enums:
            lines += ["", f"## {room.capitalize()}: {_title(reasons)}", "", *_reason_rows(reasons)]
    return _page(lines)


def _reason_rows(reasons: type[Reason]) -> list[str]:
    rows = ["| reason | status | what the person is told | retry |", "|---|---|---|---|"]
    for reason in reasons:
        why = reason.why
        rows.append(
            f"| `{reason.code}` | {why.kind.value} | {why.sentence} | {'yes' if why.retry_helps else 'no'} |"
        )
    return rows


def settings_page() -> str:
    """Every setting: variable, type, default, help; then what each plug needs."""
    lines = [
        "# Settings",
        "",
        ABOUT_SETTINGS,
        "",
        "| variable | type | default | what it does |",
        "|---|---|---|---|",
    ]
    for variable, kind, default, text in settings.table():
        lines.append(f"| `{variable}` | {kind} | {f'`{default}`' if default else ''} | {text} |")
    plugs = [("Rail", found) for found in plug.load(rails).values()]
    plugs += [("Reader", found) for found in plug.load(readers).values()]
    for kind, found in plugs:
        lines += ["", f"## {kind} `{found.name}`", "", found.sentence, ""]
        lines += ["| variable | default | what it is |", "|---|---|---|"]
        for name, text in found.settings.items():
            default = f"`{found.defaults[name]}`" if name in found.defaults else ""
            lines.append(f"| `{settings.variable(f'{found.name}_{name}')}` | {default} | {text} |")
    return _page(lines)


def cli_page() -> str:
    """Every command, with its own help."""
    lines = [
        "# Commands",
        "",
        "As each command says with `--help`. Run them with `.venv/bin/python -m fourthact`.",
    ]
    for path, known in _commands():
        # As subcommands inherit it. Of a copy: click keeps in a command how it was first asked for help.
        command = copy.copy(known)
        command._help_option = None
        context = click.Context(
            command,
            info_name=path,
            max_content_width=100,
            terminal_width=100,
            help_option_names=["-h", "--help"],
        )
        lines += ["", f"## {path}", "", "```text", command.get_help(context).rstrip(), "```"]
    return _page(lines)


def tables_page() -> str:
    """Every table, with the comment above it in the schema, and the rules that PostgreSQL keeps."""
    lines = ["# Tables", "", "From `src/fourthact/db/schema`. Rules are constraints, named as sentences."]
    schema = schema_sql().decode()
    for chapter in re.split(r"^-- ── ", schema, flags=re.MULTILINE)[1:]:
        if tables := TABLE.findall(chapter):
            lines += [
                "",
                f"## {chapter.partition(' ─')[0]}",
                "",
                "| table | what it holds | rules |",
                "|---|---|---|",
            ]
            lines += [_table_row(*table) for table in tables]
    return _page(lines)


def _table_row(comment: str, name: str, body: str) -> str:
    text = " ".join(line.removeprefix("-- ") for line in comment.splitlines())
    rules = "; ".join(re.findall(r'CONSTRAINT "([^"]+)"', body))
    return f"| `{name}` | {text} | {rules} |"


def _commands() -> Iterator[tuple[str, click.Command]]:
    if importlib.util.find_spec("fourthact.cli") is None:
        return
    waiting: list[tuple[str, Any]] = [("fourthact", importlib.import_module("fourthact.cli").main)]
    while waiting:
        path, command = waiting.pop(0)
        yield path, command
        if isinstance(command, click.Group):
            waiting += [(f"{path} {name}", command.commands[name]) for name in sorted(command.commands)]


def acts() -> list[Any]:
    """Every kind of act that the product knows."""
    found = _below(importlib.import_module("fourthact.acts").Act)
    return [act for act in found if "tag" in vars(act) and issubclass(act, msgspec.Struct)]


def _reasons() -> list[type[Reason]]:
    return [reasons for reasons in _below(Reason) if len(reasons)]


def _below(kind: type) -> list[Any]:
    """All subclasses that stand in the product itself."""
    nearest: list[Any] = kind.__subclasses__()
    found = [deep for near in nearest for deep in [near, *_below(near)]]
    return [item for item in found if item.__module__.startswith("fourthact.")]


def _by_room(items: list[Any]) -> list[tuple[str, list[Any]]]:
    """Items by the room that defines them; rooms from left to right, then the floors by name."""
    rooms: dict[str, list[Any]] = {}
    for item in sorted(items, key=lambda item: (item.__module__, item.__qualname__)):
        rooms.setdefault(item.__module__.split(".")[1], []).append(item)
    order = [room for room in ROOMS if room in rooms] + sorted(set(rooms) - set(ROOMS))
    return [(room, rooms[room]) for room in order]


def _sentences(item: type) -> str:
    return " ".join((inspect.getdoc(item) or "").split()).replace("|", "\\|")


def _title(item: type) -> str:
    return _sentences(item).partition(".")[0].lower() if inspect.getdoc(item) else item.__qualname__


def _page(lines: list[str]) -> str:
    return "\n".join([lines[0], "", NOTE, *lines[1:]]) + "\n"


ABOUT_NOTICES = """\
Every notice to a holder, with sample facts, as its text says it; the HTML beside it says the same
(`fourthact notices preview KIND --language ko --html`). *Legal* notices count only once they were given."""


def notices_page() -> str:
    """Every notice in every language."""
    lines = ["# Notices", "", ABOUT_NOTICES, ""]
    lines += [f"- [{name}](#{name}) ({kind_of(name)})" for name in templates()]
    for name in templates():
        lines += ["", f"## {name}"]
        for code, language in load().items():
            found = specimen(name, code)
            lines += [
                "",
                f"**{language.endonym}**: {found.subject}",
                "",
                "```text",
                found.text.rstrip(),
                "```",
            ]
    return _page(lines)


PAGES: dict[str, Callable[[], str]] = {
    "acts.md": acts_page,
    "refusals.md": refusals_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "tables.md": tables_page,
    "notices.md": notices_page,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="write the pages (without it, they are compared)"
    )
    write = parser.parse_args().write
    whole_house()
    for name, page in PAGES.items():
        text, path = page(), FOLDER / name
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if write and not same:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{'unchanged' if same else 'written' if write else 'differs  '}  docs/look-up/{name}")


if __name__ == "__main__":
    main()
