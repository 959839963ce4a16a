"""The plan of the house as data: its parts, who may import whom, and how to read it from the source.

ARCHITECTURE.md says it in words; here it stands for the tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fourthact"
NOT_OURS = {".git", ".venv", ".fourthact", "__pycache__", "build", "node_modules"}

# Floors, plugs and tools: what each may import besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "values": set(),
    "settings": {"values"},
    "plug": {"values"},
    "db": {"values"},
    "ledger": {"values", "db"},
    "agenda": {"values", "db"},
    "acts": {"values", "db", "ledger", "agenda"},
    "mail": {"values", "db"},
    "web": {"values", "db", "settings", "ledger", "agenda", "acts", "languages"},
    "bankfiles": {"values"},
    "rails": {"values", "bankfiles"},
    "readers": {"values"},
    "jurisdictions": {"values"},
    "languages": {"values", "plug"},
    "sandbox": {"values"},
    "verify": {"values", "acts"},
}
# Rooms, left to right: each may open the doors of those to its left, and stands on all floors.
ROOMS = (
    *("people", "products", "reservations", "contacts", "payments", "refunds", "correspondence"),
    *("delays", "books", "evidence", "exports", "story", "desk"),
)
FLOORS = {"values", "db", "ledger", "agenda", "acts", "mail", "web", "languages"}
CONTRACTS = {"fourthact.rails.contract", "fourthact.readers.contract", "fourthact.jurisdictions.contract"}
# The composition root, and the ways into the house: only these may import app.
TOP = {"app", "audit", "house", "work"}
WAYS_IN = {
    "cli",
    "bankdesk",
    "bankmatching",
    "bankreading",
    "bookkeeping",
    "refunding",
    "inboxing",
    "heralding",
    "lettering",
    "noticing",
    "demo",
    "__main__",
    "serving",
    "auditing",
    "mailing",
    "doctoring",
    "opening",
}

# Within a room a module imports its own rank or a lower one. A name that is not here ranks with actions.
RANKS = {
    "chart": 0,
    "acts": 0,
    "address_acts": 0,
    "answering_acts": 0,
    "mailing_acts": 0,
    "purse": 0,
    "standing": 0,
    "payee": 0,
    "proposals": 0,
    "recovery_acts": 0,
    "rules": 1,
    "reads": 2,
    "actions": 2,
    "api": 3,
    "pages": 3,
    "desk": 3,
    "jobs": 3,
    "__init__": 9,
}
OTHER_RANK = 2

# What a pure module (rules.py, acts.py) may not touch: the database, the network, logs, chance and clocks.
IMPURE = {
    *("psycopg", "psycopg_pool", "sqlite3", "alembic"),
    *("socket", "ssl", "http", "urllib", "httpx", "httpx2", "aiosmtpd", "smtplib", "litestar"),
    *("logging", "structlog", "random", "secrets", "time", "os", "pathlib", "subprocess", "asyncio"),
}  # fmt: skip
IMPURE_CALLS = {
    "now",
    "utcnow",
    "today",
    "time",
    "uuid4",
    "uuid1",
    "new_id",
    "new_code",
    "urandom",
    "print",
    "open",
}


@dataclass(frozen=True)
class Module:
    """One source file and what it imports. `name`: dotted, `fourthact.refunds.rules`."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name.split(".")[1] if "." in self.name else "fourthact"

    @property
    def furniture(self) -> str:
        """What piece of its room it is: `rules` for `fourthact.refunds.rules`, `__init__` for the door."""
        pieces = self.name.split(".")
        return pieces[2] if len(pieces) > 2 else "__init__"

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full dotted module name of every import, wherever it stands in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = f"{'.' * node.level}{node.module or ''}"
                for alias in node.names:
                    yield node.lineno, _deeper(base, alias.name)


def _deeper(base: str, name: str) -> str:
    """`from fourthact.acts import merkle` imports the module fourthact.acts.merkle, not a name of a door."""
    path = SOURCE.parent.joinpath(*base.split("."), name)
    is_ours = f"{base}.".startswith("fourthact.")
    return f"{base}.{name}" if is_ours and (path.with_suffix(".py").is_file() or path.is_dir()) else base


@cache
def modules() -> tuple[Module, ...]:
    """Every source file of the product, parsed once."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        pieces = list(path.relative_to(SOURCE.parent).with_suffix("").parts)
        if pieces[-1] == "__init__":
            pieces.pop()
        found.append(Module(path, ".".join(pieces), ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of the project with one of these endings (all, if none is given), but what tools made."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if NOT_OURS & set(inside) or any(part.endswith((".egg-info", "_cache")) for part in inside):
            continue
        if path.is_file() and ".hypothesis" not in inside and (not suffixes or path.suffix in suffixes):
            yield path


def where(path: Path, line: int | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")
