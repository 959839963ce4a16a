"""A room has a door: a few names, and a paragraph on what lives there and what never will."""

from __future__ import annotations

import ast

import pytest

from tests.tidy.house import FLOORS, ROOMS, SOURCE, Module, modules, where

NAMES_MAX = {**dict.fromkeys(ROOMS, 12), **dict.fromkeys(FLOORS, 16)}  # the spine's door serves every room
PARAGRAPH_LETTERS_MIN = 80


def packages() -> list[Module]:
    return [module for module in modules() if module.path.name == "__init__.py"]


def exported(module: Module) -> list[str] | None:
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and any(
            getattr(name, "id", "") == "__all__" for name in node.targets
        ):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def test_every_package_says_what_lives_there() -> None:
    silent = [
        where(module.path)
        for module in packages()
        if module.path.parent.parent == SOURCE
        and len(ast.get_docstring(module.tree) or "") < PARAGRAPH_LETTERS_MIN
    ]
    assert silent == []


def test_every_file_says_what_it_does() -> None:
    silent = [
        where(module.path)
        for module in modules()
        if not ast.get_docstring(module.tree) and module.path.read_text(encoding="utf-8").strip()
    ]
    assert silent == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_has_three_to_twelve_names(room: str) -> None:
    for module in packages():
        names = exported(module)
        if module.name == f"fourthact.{room}":
            assert names is not None, f"{where(module.path)} has no __all__"
            assert 3 <= len(names) <= NAMES_MAX[room], names


def test_a_floor_opens_few_names_in_order() -> None:
    for module in packages():
        names = exported(module)
        if names is not None:
            assert len(names) <= NAMES_MAX.get(module.part, 12), where(module.path)
            assert len(set(names)) == len(names), where(module.path)
