"""Every statement in the source is one that the schema understands; every row is exactly the columns of its table."""

from __future__ import annotations

import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin, get_type_hints

import psycopg
import pytest

import fourthact
from fourthact.acts import Fold, shelf
from fourthact.house import HOUSE
from tests import postgres

database = postgres.database

STATEMENT = re.compile(r"^(?:\s|--[^\n]*\n)*(?:WITH|SELECT|INSERT|UPDATE|DELETE)\b")
PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[sbt]|%%")
# Programs that run when imported, or that need what a test has not got.
NOT_IMPORTED = re.compile(r"__main__|migrations")
# Statements whose parameters PostgreSQL cannot type by itself: by module and name, then by what is passed.
TYPED = {
    ("reading", "LOCK"): ("uuid[]", "uuid[]"),
    ("reading", "KEYS"): ("uuid[]", "text[]"),
    ("reading", "USED_KEYS"): ("uuid[]", "text[]"),
    ("reading", "FREE"): ("uuid[]", "uuid[]"),
    ("reading", "THERE"): ("uuid[]", "uuid[]"),
}
# Texts with gaps that are filled in as they are used, tried with what they are filled with.
FILLED: dict[tuple[str, str], list[dict[str, str]]] = {
    ("state", "UNKNOWN"): [{"table": "purses", "parts": "payments"}, {"table": "refunds", "parts": "legs"}],
    ("reads", "LETTERS"): [{"which": "o.id = %(notice)s"}],
}


def modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(fourthact.__path__, "fourthact."):
        if not NOT_IMPORTED.search(found.name):
            yield importlib.import_module(found.name)


def statements() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every statement by where it stands, with the types of its parameters where they must be said."""
    found = {}
    for module in modules():
        short = module.__name__.rpartition(".")[2]
        for name, text in vars(module).items():
            if name.isupper() and isinstance(text, str) and STATEMENT.match(text):
                for number, filling in enumerate(FILLED.get((short, name), [{}])):
                    place = f"{module.__name__}.{name}" + (f" {number}" if filling else "")
                    found[place] = (text.format(**filling) if filling else text, _types(module, name, text))
    for fold in HOUSE.folds:
        made = shelf.shelf_of(fold)
        kinds = tuple("text[]" if kind in ("texts", "nested") else f"{kind}[]" for _, kind in made.fields)
        found[f"{fold.table} find"] = (made.find, ("uuid[]", "uuid[]"))
        found[f"{fold.table} insert"] = (made.insert, kinds)
        found[f"{fold.table} upsert"] = (made.upsert, kinds)
    return found


def _types(module: types.ModuleType, name: str, text: str) -> tuple[str, ...]:
    """By the written table of what a column holds: `ACTS` has `ACT_KINDS`."""
    short = module.__name__.rpartition(".")[2]
    if (short, name) in TYPED:
        return TYPED[short, name]
    if short != "writing":
        return ()
    kinds = [f"{kind}[]" for kind in _kinds(module, name)]
    count = len(PLACEHOLDER.findall(text))
    return tuple(kinds[:3] + kinds[:4] if name == "NO_LONGER_DUE" else kinds[:count])


def _kinds(module: types.ModuleType, name: str) -> tuple[str, ...]:
    singular = {
        "BATCHES": "BATCH",
        "BODIES": "BODY",
        "NO_LONGER_DUE": "DUE",
        "DUE": "DUE",
        "NEWLY_DUE": "DUE",
        "NEW_SUBJECTS": "SUBJECT",
        "EVIDENCE": "EVIDENCE",
    }
    kinds = getattr(module, f"{singular.get(name, name.removesuffix('S'))}_KINDS")
    assert isinstance(kinds, tuple)
    return kinds


def as_prepared(text: str, kinds: tuple[str, ...]) -> str:
    """The statement as PostgreSQL's PREPARE takes it."""
    names: dict[str, int] = {}

    def numbered(hit: re.Match[str]) -> str:
        if hit[0] == "%%":
            return "%"
        name = hit["name"] or f"#{len(names)}"
        return f"${names.setdefault(name, len(names) + 1)}"

    body = PLACEHOLDER.sub(numbered, text)
    return f"PREPARE tried ({', '.join(kinds)}) AS {body}" if kinds else f"PREPARE tried AS {body}"


def test_statements_are_found() -> None:
    found = statements()
    assert len(found) > 80
    assert {"fourthact.acts.writing.ACTS", "fourthact.agenda.worker.CLAIM", "purses insert"} <= found.keys()


def test_every_statement_prepares(database: str) -> None:
    wrong = []
    with psycopg.connect(database, autocommit=True) as conn:
        for place, (text, kinds) in statements().items():
            try:
                conn.execute(as_prepared(text, kinds).encode())
                conn.execute("DEALLOCATE tried")
            except psycopg.errors.IndeterminateDatatype:
                # The type of a parameter is what psycopg says it is: an id.
                count = len(PLACEHOLDER.findall(text))
                conn.execute(as_prepared(text, ("uuid",) * count).encode())
                conn.execute("DEALLOCATE tried")
            except psycopg.Error as error:
                wrong.append(f"{place}: {error}")
    assert wrong == []


def test_a_wrong_statement_does_not_prepare(database: str) -> None:
    with psycopg.connect(database) as conn, pytest.raises(psycopg.errors.UndefinedColumn):
        conn.execute(as_prepared("SELECT nothing FROM acts WHERE seller = %s", ()).encode())


COLUMNS = """
    SELECT column_name::text, udt_name::text, is_nullable = 'YES' FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = %s
"""
UDT: dict[Any, str] = {
    "UUID": "uuid", "str": "text", "bool": "bool", "int": "int8", "datetime": "timestamptz", "date": "date",
}  # fmt: skip


@pytest.mark.parametrize("fold", HOUSE.folds, ids=lambda fold: str(fold.table))
def test_a_state_is_exactly_the_columns_of_its_table(fold: Fold[Any], database: str) -> None:
    with psycopg.connect(database) as conn:
        columns = {name: (kind, nullable) for name, kind, nullable in conn.execute(COLUMNS, (fold.table,))}
    hints = get_type_hints(fold.row)
    assert set(columns) == set(fold.row.__struct_fields__)
    for name, hint in hints.items():
        kind, nullable = columns[name]
        plain, optional = without_none(hint)
        assert optional == nullable, f"{fold.table}.{name}: None in one and NOT NULL in the other"
        assert kind in kinds_of(plain), f"{fold.table}.{name}: {plain} is kept as {kind}"


def without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        (plain,) = [part for part in get_args(hint) if part is not type(None)]
        return plain, True
    return hint, False


def kinds_of(hint: Any) -> set[str]:
    if hint is int:
        return {"int4", "int8"}
    if hint == tuple[str, ...]:
        return {"_text"}
    return {UDT.get(getattr(hint, "__name__", ""), "jsonb")}


def test_rows_lead_with_the_seller(database: str) -> None:
    """Every table but the clock leads with the seller's id: sellers can be placed on several clusters."""
    query = """
        SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND ordinal_position = 1 AND column_name <> 'seller'
    """
    with psycopg.connect(database) as conn:
        others = {name for (name,) in conn.execute(query)}
    assert others == {"clock", "alembic_version"}
