"""Who may import whom: read from the source, compared with the plan of the house."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.tidy.house import (
    CONTRACTS,
    FLOORS,
    IMPURE,
    IMPURE_CALLS,
    MAY_IMPORT,
    OTHER_RANK,
    RANKS,
    ROOMS,
    TOP,
    WAYS_IN,
    Module,
    modules,
    where,
)

PURE = ("rules", "acts", "purse", "standing")


def objection(module: Module, imported: str) -> str | None:
    """What the plan has against one import, or None."""
    if imported.startswith("."):
        return "an import names its module in full"
    if not imported.startswith("fourthact."):
        return None
    part = imported.split(".")[1]
    if part == "app":
        return None if module.part in WAYS_IN | {"app"} else "nobody imports app"
    if module.part in TOP | WAYS_IN:
        return None
    if module.part in ROOMS:
        return from_a_room(module, imported)
    known = MAY_IMPORT.get(module.part, set()) | {module.part}
    return None if part in known else f"{module.part} does not know {part}"


def from_a_room(module: Module, imported: str) -> str | None:
    """A room stands on the floors, knows the plugs' contracts, and opens the doors to its left."""
    part = imported.split(".")[1]
    if part == module.part:
        return inside_room(module, imported)
    if part not in ROOMS:
        return None if part in FLOORS or imported in CONTRACTS else f"a room does not know {part}"
    if ROOMS.index(part) > ROOMS.index(module.part):
        return f"{part} is to the right of {module.part}: leave an act, and let it follow the log"
    return None if imported.count(".") == 1 else f"another room is entered by its door, fourthact.{part}"


def inside_room(module: Module, imported: str) -> str | None:
    """Within a room: api, pages, desk and jobs stand on actions and reads, these on rules and acts."""
    furniture = [*imported.split("."), "__init__"][2]
    own, other = RANKS.get(module.furniture, OTHER_RANK), RANKS.get(furniture, OTHER_RANK)
    return None if other <= own else f"{module.furniture} does not know its room's {furniture}"


def test_imports_follow_the_plan() -> None:
    objections = [
        f"{where(module.path, line)}: imports {imported}: {against}"
        for module in modules()
        for line, imported in module.imports()
        if (against := objection(module, imported))
    ]
    assert objections == []


def test_every_part_of_the_house_is_in_the_plan() -> None:
    planned = set(MAY_IMPORT) | set(ROOMS) | TOP | WAYS_IN | {"fourthact"}
    assert {module.part for module in modules()} <= planned


def test_rules_and_acts_are_pure() -> None:
    impure = [
        f"{where(module.path, line)}: {what}"
        for module in modules()
        if module.part in ROOMS and module.furniture in PURE
        for line, what in impurities(module)
    ]
    assert impure == []


def impurities(module: Module) -> list[tuple[int, str]]:
    found = [
        (line, f"imports {imported}")
        for line, imported in module.imports()
        if imported.split(".")[0] in IMPURE or imported.startswith("fourthact.db")
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in IMPURE_CALLS:
                found.append((node.lineno, f"calls {name}()"))
    return found


@pytest.mark.parametrize(
    ("name", "imported", "refused"),
    [
        ("values.money", "fourthact.db", "values does not know db"),
        ("db.pool", "fourthact.acts", "db does not know acts"),
        ("rails.sandbox", "fourthact.acts.act", "rails does not know acts"),
        ("rails.sandbox", "fourthact.rails.contract", None),
        ("payments.jobs", "fourthact.rails.contract", None),
        ("payments.jobs", "fourthact.rails.sandbox", "a room does not know rails"),
        ("refunds.rules", "fourthact.payments", None),
        ("refunds.rules", "fourthact.payments.acts", "by its door"),
        ("payments.rules", "fourthact.refunds", "to the right of payments"),
        ("refunds.api", "fourthact.refunds.actions", None),
        ("refunds.rules", "fourthact.refunds.actions", "does not know its room's actions"),
        ("refunds.actions", "fourthact.refunds.jobs", "does not know its room's jobs"),
        ("refunds.rules", "fourthact.refunds", "does not know its room's __init__"),
        ("refunds.reads", "fourthact.app", "nobody imports app"),
        ("cli", "fourthact.app", None),
        ("refunds.reads", ".acts", "names its module in full"),
        ("refunds.reads", "msgspec", None),
    ],
)
def test_objection_to(name: str, imported: str, refused: str | None) -> None:
    against = objection(Module(Path("x.py"), f"fourthact.{name}", ast.parse("")), imported)
    assert against is None if refused is None else refused in str(against)


def test_imports_are_found_wherever_they_stand() -> None:
    source = "import os\nfrom fourthact.acts import merkle, Act\ndef f():\n    from .acts import Leg"
    found = [imported for _, imported in Module(Path("x.py"), "fourthact.x", ast.parse(source)).imports()]
    assert found == ["os", "fourthact.acts.merkle", "fourthact.acts", ".acts"]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import psycopg", "imports psycopg"),
        ("from datetime import datetime\nat = datetime.now()", "calls now()"),
        ("def f():\n    import random", "imports random"),
        ("from fourthact.values.ids import new_id\nx = new_id()", "calls new_id()"),
    ],
)
def test_impurity_of(source: str, what: str) -> None:
    module = Module(Path("x.py"), "fourthact.refunds.rules", ast.parse(source))
    assert what in [found for _, found in impurities(module)]
