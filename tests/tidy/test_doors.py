"""A part has a door: the few names that others use, and a paragraph on what lives there and what never will."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from tests.tidy.house import ROOMS, ROOT, SOURCE, Module, modules, where

# A verb is two names, itself and what is asked of it; beyond a dozen such pairs a room is two rooms.
NAMES_MAX = 24
PARAGRAPH_LETTERS_MIN = 80


def doors() -> list[Module]:
    """The `__init__.py` of every part of the house."""
    return [
        module
        for module in modules()
        if module.path.name == "__init__.py" and module.path.parent.parent == SOURCE
    ]


def names(door: Module) -> list[str]:
    """What a door opens: its `__all__`, or nothing."""
    for node in door.tree.body:
        if isinstance(node, ast.Assign) and any(
            getattr(name, "id", "") == "__all__" for name in node.targets
        ):
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


@cache
def guests() -> tuple[ast.Module, ...]:
    """The benches, the stories and the simulation: they come in by the doors as anybody does."""
    paths = [path for folder in ("bench", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def used_outside(part: str) -> set[str]:
    """Names of a part's door that other parts import, or reach as `part.name`."""
    used: set[str] = set()
    others = [module.tree for module in modules() if module.part != part]
    for tree in (*others, *guests()):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == f"fourthact.{part}":
                used |= {alias.name for alias in node.names}
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == part:
                used.add(node.attr)
    return used


def test_every_part_says_what_lives_there() -> None:
    short = [
        where(door.path)
        for door in doors()
        if len(ast.get_docstring(door.tree) or "") < PARAGRAPH_LETTERS_MIN
    ]
    assert short == []


def test_every_file_says_what_it_does() -> None:
    silent = [
        where(module.path)
        for module in modules()
        if not ast.get_docstring(module.tree) and module.path.read_text(encoding="utf-8").strip()
    ]
    assert silent == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_what_others_use_and_nothing_else(room: str) -> None:
    for door in doors():
        if door.part == room:
            unused = sorted(set(names(door)) - used_outside(room))
            assert unused == [], f"{where(door.path)} opens what nobody outside uses"


def test_a_door_is_not_a_barn_gate() -> None:
    wide = {where(door.path): len(names(door)) for door in doors() if len(names(door)) > NAMES_MAX}
    assert wide == {}


def test_a_door_names_each_thing_once() -> None:
    assert [where(door.path) for door in doors() if len(names(door)) != len(set(names(door)))] == []
